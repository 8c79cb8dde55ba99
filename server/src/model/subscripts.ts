// Takes parts of values by an index: of lists, tuples, outputs, texts, dictionaries and tensors. It never assigns to one.
import { report } from "../diagnostics/define.ts";
import shapeIndexWithoutBatch from "../diagnostics/shape-index-without-batch.ts";
import valueIndex from "../diagnostics/value-index.ts";
import valueType from "../diagnostics/value-type.ts";
import valueUndecided from "../diagnostics/value-undecided.ts";
import { findOperation } from "../layers/catalogue.ts";
import { isSequence, type Sequence, typeName, type Value, valueText } from "../layers/value.ts";
import type { NodeBase, Subscript } from "../syntax/tree.ts";
import { plainText } from "./arithmetic.ts";
import { evaluate, evaluateRaw, isTensor } from "./evaluate.ts";
import { broken, type Frame, here, isOpen, problem, problemAt } from "./frame.ts";
import { applyOperation } from "./operations.ts";
import { plain } from "./references.ts";

/** `x[i]`: an element, a part of a list, text or dictionary, or what a tensor gives for the index. */
export function evaluateSubscript(frame: Frame, node: Subscript): Value {
  const raw = evaluateRaw(frame, node.value);
  const container = plain(raw);
  if (isOpen(container)) return container;
  const selected = frame.training?.subscript(frame, raw, node.index, node);
  if (selected !== undefined) return selected;
  if (isTensor(container)) {
    const operation = findOperation("get_item");
    const index = evaluate(frame, node.index);
    if (isOpen(index)) return index;
    if (!operation) return broken();
    return applyOperation(frame, operation, [{ value: container }, { value: index }], node, [
      node.value,
      node.index,
    ]);
  }
  const index = evaluate(frame, node.index);
  if (isOpen(index)) return index;
  if (isSequence(container)) {
    noteShapeIndex(frame, node, container, index);
    return element(frame, container, index, node);
  }
  if (typeof container === "string") {
    const letters: Sequence = { kind: "list", items: [...container] };
    const part = element(frame, letters, index, node);
    return isSequence(part) ? part.items.map((v) => plainText(v)).join("") : part;
  }
  if (typeof container === "object" && container !== null && container.kind === "dict") {
    const found = container.entries.find(([key]) => valueText(key) === valueText(index));
    if (found) return found[1];
    problem(
      frame,
      valueIndex,
      { index: valueText(index), what: "a dictionary", length: `${container.entries.length}` },
      node,
    );
    return broken();
  }
  if (typeof container === "object" && container?.kind === "unknown") return container;
  problem(frame, valueType, { what: `${typeName(container)} cannot be subscripted` }, node);
  return broken();
}

/** Pasted Keras code counts the batch in `.shape`; said once in a file. */
function noteShapeIndex(frame: Frame, node: Subscript, shape: Sequence, index: Value): void {
  if (
    node.value.kind !== "attribute" ||
    node.value.name.name !== "shape" ||
    typeof index !== "bigint" ||
    index < 1n
  )
    return;
  const at = Number(index);
  const { flaws } = frame.builder;
  const facts = {
    index: at,
    value: at < shape.items.length ? valueText(shape.items[at]!) : "out of range",
    without: valueText(shape.items[at - 1] ?? null),
  };
  problemAt(frame, report(shapeIndexWithoutBatch, facts), here(frame, node), [], frame.file);
  frame.builder.flaws = flaws;
}

/** `xs[i]`, `xs[a:b:c]`, `outputs["age"]`. */
function element(frame: Frame, container: Sequence, index: Value, node: NodeBase): Value {
  const { items } = container;
  if (typeof index === "string" && container.names) {
    const at = container.names.indexOf(index);
    if (at >= 0) return items[at]!;
    problem(
      frame,
      valueIndex,
      {
        index: JSON.stringify(index),
        what: `the outputs (${container.names.join(", ")})`,
        length: `${items.length}`,
      },
      node,
    );
    return broken();
  }
  if (typeof index === "bigint" || typeof index === "boolean") {
    const i = Number(index);
    const value = items.at(i);
    if (value !== undefined && i < items.length && i >= -items.length) return value;
    problem(
      frame,
      valueIndex,
      { index: `${i}`, what: container.kind === "list" ? "a list" : "a tuple", length: `${items.length}` },
      node,
    );
    return broken();
  }
  if (typeof index === "object" && index !== null && index.kind === "slice") {
    const part = slice(items, index.start, index.stop, index.step);
    if (part) return { kind: container.kind, items: part };
  }
  if (
    typeof index === "object" &&
    index !== null &&
    (index.kind === "unknown" || index.kind === "symbolic")
  ) {
    problem(
      frame,
      valueUndecided,
      {
        what: "an index",
        unknown: valueText(index),
        reason: index.kind === "unknown" ? index.reason : "it is given by the data",
      },
      node,
    );
    return broken();
  }
  problem(frame, valueType, { what: `${typeName(index)} is no index` }, node);
  return broken();
}

/** Python's slice of a list. */
export function slice<T>(items: readonly T[], start: Value, stop: Value, step: Value): T[] | undefined {
  const number = (v: Value): number | undefined | null =>
    v === null ? null : typeof v === "bigint" ? Number(v) : undefined;
  const [a, b, c] = [number(start), number(stop), number(step)];
  if (a === undefined || b === undefined || c === undefined || c === 0) return undefined;
  const by = c ?? 1;
  const n = items.length;
  const clamp = (i: number, low: number, high: number): number =>
    Math.max(low, Math.min(high, i < 0 ? i + n : i));
  const result: T[] = [];
  if (by > 0) {
    const to = b === null ? n : clamp(b, 0, n);
    for (let i = a === null ? 0 : clamp(a, 0, n); i < to; i += by) result.push(items[i]!);
  } else {
    const to = b === null ? -1 : clamp(b, -1, n - 1);
    for (let i = a === null ? n - 1 : clamp(a, -1, n - 1); i > to; i += by) result.push(items[i]!);
  }
  return result;
}
