// Binds names: the left sides of `=`, loop variables, and what a method changes. It never evaluates a right side.
import valueType from "../diagnostics/value-type.ts";
import valueUnpack from "../diagnostics/value-unpack.ts";
import { isSequence, typeName, type Value, valueText } from "../layers/value.ts";
import type { Expression, Name, Statement } from "../syntax/tree.ts";
import { tooLong } from "./arithmetic.ts";
import { evaluate, evaluateRaw } from "./evaluate.ts";
import { broken, type Frame, isOpen, problem } from "./frame.ts";
import { iterate } from "./iterate.ts";
import { beyondLimit } from "./operate.ts";

/** Binds a target: a name, a tuple of targets, `d["k"]`, or in training sections `layer.trainable`. */
export function assignTo(frame: Frame, target: Expression, value: Value): void {
  switch (target.kind) {
    case "name":
      if (isContainer(value)) return assignContainer(frame, target, value);
      frame.scope.set(target.name, value);
      frame.use?.bindings.set(target.start, value);
      return;
    case "tuple":
    case "list":
      unpack(frame, target, value);
      return;
    case "starred":
      assignTo(frame, target.value, value);
      return;
    case "attribute": {
      const object = evaluateRaw(frame, target.value);
      if (isOpen(object)) return;
      if (frame.training?.assign(frame, object, target.name.name, value, target)) return;
      problem(
        frame,
        valueType,
        {
          what: `\`.${target.name.name}\` cannot be set here`,
          advice: "flags are set in a `training` section, or by `trainable=False` on the layer",
        },
        target,
      );
      return;
    }
    case "subscript": {
      const container = evaluate(frame, target.value);
      const index = evaluate(frame, target.index);
      if (isOpen(container) || isOpen(index)) return;
      const changed = withElement(container, index, value);
      if (changed === undefined)
        problem(
          frame,
          valueType,
          { what: `an element of ${typeName(container)} cannot be set by \`${valueText(index)}\`` },
          target,
        );
      else assignTo(frame, target.value, changed);
      return;
    }
    default:
      // The grammar has said that this cannot be assigned to.
      return;
  }
}

/** How many items of lists are copied in the time of a step. */
const itemsAStep = 64;

/** Binds a list or dictionary, which costs its length: a loop that makes one longer copies it each time. */
function assignContainer(frame: Frame, target: Name, container: Container): void {
  const huge = tooLong(`a ${container.kind}`, sizeOf(container), "items");
  const value = huge ? beyondLimit(frame, huge, target) : container;
  frame.program.steps += Math.floor(partsOf(container).length / itemsAStep);
  frame.scope.set(target.name, value);
  frame.use?.bindings.set(target.start, value);
}

type Container = Extract<Value, { kind: "list" | "tuple" | "dict" }>;

const isContainer = (value: Value): value is Container =>
  isSequence(value) || (typeof value === "object" && value?.kind === "dict");

const partsOf = (container: Container): readonly unknown[] =>
  container.kind === "dict" ? container.entries : container.items;

const sizes = new WeakMap<readonly unknown[], number>();

/** The items of a list or dictionary, those of lists in it among them, each as often as it stands there. */
function sizeOf(container: Container): number {
  const parts = partsOf(container);
  let size = sizes.get(parts);
  if (size === undefined) {
    size = parts.length;
    const values = container.kind === "dict" ? container.entries.map(([, value]) => value) : container.items;
    for (const value of values) if (isContainer(value)) size += sizeOf(value);
    sizes.set(parts, size);
  }
  return size;
}

function withElement(container: Value, index: Value, value: Value): Value | undefined {
  if (typeof container !== "object" || container === null) return undefined;
  if (container.kind === "dict") {
    const key = valueText(index);
    const at = container.entries.findIndex(([k]) => valueText(k) === key);
    const entry = [index, value] as const;
    return {
      kind: "dict",
      entries: at < 0 ? [...container.entries, entry] : container.entries.with(at, entry),
    };
  }
  if (container.kind !== "list" || typeof index !== "bigint") return undefined;
  const i = Number(index) < 0 ? container.items.length + Number(index) : Number(index);
  return i >= 0 && i < container.items.length
    ? { kind: "list", items: container.items.with(i, value) }
    : undefined;
}

/** `… = x.shape` */
const isShape = ({ head }: Statement): boolean =>
  head.kind === "assign" && head.value.kind === "attribute" && head.value.name.name === "shape";

function unpack(frame: Frame, target: Extract<Expression, { kind: "tuple" | "list" }>, value: Value): void {
  const fill = (): void => {
    for (const item of target.items) assignTo(frame, item, broken("it could not be unpacked"));
  };
  if (isOpen(value)) return fill();
  const single = typeof value === "object" && value !== null && value.kind === "tensor";
  const items = single ? undefined : isSequence(value) ? value.items : iterate(frame, value, target);
  const star = target.items.findIndex((item) => item.kind === "starred");
  const fits =
    items !== undefined &&
    (star < 0 ? items.length === target.items.length : items.length >= target.items.length - 1);
  if (!items || !fits) {
    if (items || single)
      problem(
        frame,
        valueUnpack,
        {
          names: target.items.length,
          values: single ? "one tensor" : `${items!.length} value${items!.length === 1 ? "" : "s"}`,
          batch: isShape(frame.statement) && items?.length === target.items.length - 1,
        },
        target,
      );
    return fill();
  }
  const extra = items.length - target.items.length;
  target.items.forEach((item, i) => {
    if (star < 0 || i < star) assignTo(frame, item, items[i]!);
    else if (i === star) assignTo(frame, item, { kind: "list", items: items.slice(star, star + extra + 1) });
    else assignTo(frame, item, items[i + extra]!);
  });
}
