// The functions and methods expressions may call. Each works on values; none touches anything outside the program.
import nameUnknown from "../diagnostics/name-unknown.ts";
import valueType from "../diagnostics/value-type.ts";
import valueUndecided from "../diagnostics/value-undecided.ts";
import { findOperation } from "../layers/catalogue.ts";
import { isSequence, type LayerValue, typeName, type Value, valueText } from "../layers/value.ts";
import type { Attribute, Call, Expression, NodeBase } from "../syntax/tree.ts";
import * as dim from "../tensor/dim.ts";
import { tensor } from "../tensor/tensor-type.ts";
import { closest } from "../text/closest.ts";
import {
  binary,
  compare,
  fromDim,
  Huge,
  mostDigits,
  plainText,
  toDim,
  tooLong,
  truth,
  Unfit,
} from "./arithmetic.ts";
import { assignTo } from "./assign.ts";
import { costOf } from "./costs.ts";
import { evaluate, evaluateArguments, evaluateRaw, isTensor } from "./evaluate.ts";
import { broken, type Frame, here, isOpen, problem } from "./frame.ts";
import { inputNode } from "./graph.ts";
import { iterate } from "./iterate.ts";
import { beyondLimit, operate } from "./operate.ts";
import { applyOperation } from "./operations.ts";
import { isLayer, labelOf, named, reference, referenceOf } from "./references.ts";

type Numeric = bigint | number;

const numeric = (value: Value): Numeric | undefined =>
  typeof value === "bigint" || typeof value === "number"
    ? value
    : typeof value === "boolean"
      ? BigInt(value)
      : undefined;

const isSize = (value: Value): value is dim.Symbolic | dim.Unknown =>
  typeof value === "object" && value !== null && (value.kind === "symbolic" || value.kind === "unknown");

function wrong(frame: Frame, node: NodeBase, what: string, advice?: string): Value {
  problem(frame, valueType, { what, advice }, node);
  return broken(what);
}

/** Tensor functions of the same name, for arguments that are tensors. */
const onTensors: Readonly<Record<string, string>> = {
  abs: "abs",
  sqrt: "sqrt",
  ceil: "ceil",
  floor: "floor",
  log2: "log2",
  round: "round",
  exp: "exp",
  log: "log",
  sum: "sum",
  min: "min",
  max: "max",
  any: "any",
  all: "all",
  prod: "prod",
};

/** A call of a built-in function by name. */
export function callBuiltin(frame: Frame, name: string, node: Call): Value {
  if (name === "params" || name === "trainable_params" || name === "macs" || name === "flops")
    return cost(frame, name, node);
  if (name === "Input") return declareInput(frame, node);
  if (name === "isinstance") return isInstance(frame, node);
  const { args, nodes } = evaluateArguments(frame, node.args, false);
  const values = args.filter((a) => a.name === undefined).map((a) => a.value);
  const named = (key: string): Value | undefined => args.find((a) => a.name === key)?.value;
  const open = values.find(isOpen);
  if (open !== undefined) return open;
  if (values[0] !== undefined && isTensor(values[0])) {
    const operation = onTensors[name] === undefined ? undefined : findOperation(onTensors[name]!);
    if (operation) return applyOperation(frame, operation, args, node, nodes);
    return wrong(frame, node, `\`${name}\` cannot be used on a tensor`);
  }
  const [a, b] = values;
  switch (name) {
    case "range": {
      const bounds = values.map((v) => (typeof v === "boolean" ? BigInt(v) : v));
      const unsure = bounds.find((v) => typeof v === "object" && v !== null && isSize(v));
      if (unsure !== undefined) {
        problem(
          frame,
          valueUndecided,
          { what: "a range", unknown: valueText(unsure), reason: reasonOf(unsure) },
          node,
        );
        return broken();
      }
      if (bounds.length === 0 || bounds.length > 3 || bounds.some((v) => typeof v !== "bigint"))
        return wrong(frame, node, "`range` takes one to three whole numbers");
      const [x, y, z] = bounds as bigint[];
      const step = z ?? 1n;
      if (step === 0n) return wrong(frame, node, "the step of a range cannot be 0");
      return reference({ kind: "range", start: y === undefined ? 0n : x!, stop: y ?? x!, step });
    }
    case "len": {
      if (a !== undefined && isSequence(a)) return BigInt(a.items.length);
      if (typeof a === "string") return BigInt(a.length);
      if (typeof a === "object" && a !== null && a.kind === "dict") return BigInt(a.entries.length);
      if (referenceOf(a)?.kind === "range") return BigInt(iterate(frame, a!, node)?.length ?? 0);
      return wrong(frame, node, `${a === undefined ? "nothing" : typeName(a)} has no length`);
    }
    case "enumerate": {
      const items = iterate(frame, a ?? null, node);
      const start = (b ?? named("start") ?? 0n) as bigint;
      return items
        ? {
            kind: "list",
            items: items.map((item, i) => ({ kind: "tuple", items: [start + BigInt(i), item] })),
          }
        : broken();
    }
    case "zip": {
      const lists = values.map((v) => iterate(frame, v, node));
      if (lists.some((l) => l === undefined)) return broken();
      const length = Math.min(...lists.map((l) => l!.length));
      return {
        kind: "list",
        items: Array.from({ length: lists.length === 0 ? 0 : length }, (_, i) => ({
          kind: "tuple",
          items: lists.map((l) => l![i]!),
        })),
      };
    }
    case "reversed": {
      const items = iterate(frame, a ?? null, node);
      return items ? { kind: "list", items: [...items].reverse() } : broken();
    }
    case "list":
    case "tuple": {
      const items = a === undefined ? [] : iterate(frame, a, node);
      return items ? { kind: name, items } : broken();
    }
    case "dict":
      return {
        kind: "dict",
        entries: args.flatMap((arg) => (arg.name === undefined ? [] : [[arg.name, arg.value] as const])),
      };
    case "sorted": {
      const items = iterate(frame, a ?? null, node);
      if (!items) return broken();
      const sorted = [...items].sort((x, y) =>
        compare("<", x, y) === true ? -1 : compare("<", y, x) === true ? 1 : 0,
      );
      return { kind: "list", items: truth(named("reverse") ?? false) === true ? sorted.reverse() : sorted };
    }
    case "any":
    case "all": {
      const items = iterate(frame, a ?? null, node);
      if (!items) return broken();
      const truths = items.map(truth);
      const wanted = name === "any";
      if (truths.includes(wanted)) return wanted;
      return truths.find((t) => typeof t !== "boolean") ?? !wanted;
    }
    case "sum":
    case "prod": {
      const items = iterate(frame, a ?? null, node);
      if (!items) return broken();
      const start: Value = b ?? named("start") ?? (name === "sum" ? 0n : 1n);
      let total: Value = start;
      for (const item of items) {
        // Python starts from 0, which adds nothing to a tensor.
        total =
          total === 0n && isTensor(item)
            ? item
            : operate(frame, name === "sum" ? "+" : "*", total, item, node);
      }
      return total;
    }
    case "min":
    case "max": {
      const items = values.length === 1 ? iterate(frame, a!, node) : values;
      if (!items || items.length === 0)
        return items ? wrong(frame, node, `\`${name}\` of nothing`) : broken();
      return items.reduce((best, item) => {
        if (isSize(best) || isSize(item)) {
          const [x, y] = [toDim(best), toDim(item)];
          if (x === undefined || y === undefined) return broken();
          return fromDim(name === "min" ? dim.minimum(x, y) : dim.maximum(x, y));
        }
        const better = compare(name === "min" ? "<" : ">", item, best);
        if (better instanceof Unfit) return wrong(frame, node, better.what);
        return better === true ? item : best;
      });
    }
    case "str":
      return a === undefined ? "" : plainText(a);
    case "bool": {
      const t = truth(a ?? false);
      return t;
    }
    case "isinstance":
      return false;
    default:
      break;
  }
  if (a !== undefined && isSize(a)) {
    if (name === "int" || name === "floor" || name === "ceil" || name === "round" || name === "abs") return a;
    return dim.unknown(`\`${name}(${valueText(a)})\` is not known while the graph is built`);
  }
  if (typeof a === "string" && (name === "int" || name === "float")) {
    const n = Number(a);
    if (!Number.isFinite(n) || a.trim() === "") return wrong(frame, node, `\`${a}\` is no number`);
    return name === "int" ? BigInt(Math.trunc(n)) : n;
  }
  const x = a === undefined ? undefined : numeric(a);
  if (x === undefined)
    return wrong(frame, node, `\`${name}\` takes a number, not ${a === undefined ? "nothing" : typeName(a)}`);
  const result = numberFunction(name, x, b === undefined ? undefined : numeric(b), frame);
  if (result instanceof Unfit) return wrong(frame, node, result.what);
  return result instanceof Huge ? beyondLimit(frame, result, node) : result;
}

const reasonOf = (value: Value): string =>
  typeof value === "object" && value !== null && value.kind === "unknown"
    ? value.reason
    : "it is given by the data";

function numberFunction(
  name: string,
  x: Numeric,
  y: Numeric | undefined,
  frame: Frame,
): Value | Unfit | Huge {
  const toInt = (n: number): Value | Unfit =>
    Number.isFinite(n) ? BigInt(n) : new Unfit(`\`${n}\` is no whole number`);
  const n = Number(x);
  switch (name) {
    case "abs":
      return typeof x === "bigint" ? (x < 0n ? -x : x) : Math.abs(x);
    case "int":
      return typeof x === "bigint" ? x : toInt(Math.trunc(x));
    case "float":
      return n;
    case "ceil":
      return typeof x === "bigint" ? x : toInt(Math.ceil(x));
    case "floor":
      return typeof x === "bigint" ? x : toInt(Math.floor(x));
    case "round": {
      if (y !== undefined) return Number(n.toFixed(Math.min(Math.max(0, Number(y)), mostDigits)));
      if (typeof x === "bigint") return x;
      // Python rounds halves to the even neighbour.
      const down = Math.floor(x);
      const half = x - down === 0.5;
      return toInt(half ? (down % 2 === 0 ? down : down + 1) : Math.round(x));
    }
    case "sqrt":
      return n < 0 ? new Unfit("a negative number has no square root here") : Math.sqrt(n);
    case "log2":
      return n <= 0 ? new Unfit("`log2` takes a positive number") : Math.log2(n);
    case "log":
      return n <= 0
        ? new Unfit("`log` takes a positive number")
        : y === undefined
          ? Math.log(n)
          : Math.log(n) / Math.log(Number(y));
    case "exp":
      return Math.exp(n);
    case "pow":
      return y === undefined
        ? new Unfit("`pow` takes two numbers")
        : binary("**", x, y, frame.program.limits.bits);
    default:
      return new Unfit(`\`${name}\` cannot be used here`);
  }
}

function cost(frame: Frame, name: "params" | "trainable_params" | "macs" | "flops", node: Call): Value {
  const argument = node.args[0]?.value;
  if (!argument || node.args.length > 1)
    return wrong(frame, node, `\`${name}\` takes one model, block or layer`);
  const raw = evaluateRaw(frame, argument);
  if (isOpen(raw)) return raw;
  const count = costOf(frame, raw, name, argument);
  if (count === undefined) return wrong(frame, argument, `\`${name}\` takes a model, a block or a layer`);
  return count;
}

/** `x = keras.Input(shape=(28, 28, 1))` in pasted functional code is an `input`. */
function declareInput(frame: Frame, node: Call): Value {
  const { args } = evaluateArguments(frame, node.args, true);
  const shape = args.find((a) => a.name === "shape")?.value ?? args.find((a) => a.name === undefined)?.value;
  const dtype = args.find((a) => a.name === "dtype")?.value;
  const name = args.find((a) => a.name === "name")?.value;
  const target =
    frame.statement.head.kind === "assign" && frame.statement.head.targets[0]?.kind === "name"
      ? frame.statement.head.targets[0].name
      : undefined;
  if (shape === undefined || !isSequence(shape))
    return wrong(frame, node, "`Input` takes a shape, as in `Input(shape=(28, 28, 1))`");
  const dims = shape.items.map((item) =>
    item === null
      ? dim.unknown("it was left open with `None`")
      : (toDim(item) ?? dim.unknown("it is no whole number", true)),
  );
  const type = tensor(dims, typeof dtype === "string" ? dtype : "float32");
  const input = inputNode(
    typeof name === "string" ? name : (target ?? "input_layer"),
    type,
    here(frame, node),
  );
  if (frame.program.running) frame.program.running.readsInputs = true;
  frame.builder.inputs.push(input);
  const value = { kind: "tensor" as const, type, ref: { node: input, output: 0 } };
  frame.inputs.push(value);
  frame.current ??= value;
  return value;
}

function isInstance(frame: Frame, node: Call): Value {
  const [what, classes] = node.args;
  if (!what || !classes) return wrong(frame, node, "`isinstance` takes a layer and a class");
  const raw = evaluateRaw(frame, what.value);
  const label = labelOf(raw);
  const layer = label && label.layer.kind !== "group" ? (named(label) as LayerValue) : raw;
  const wanted = evaluate(frame, classes.value);
  if (!isLayer(layer)) return false;
  const all = isSequence(wanted) ? wanted.items : [wanted];
  return all.some((c) => {
    const ref = referenceOf(c);
    if (ref?.kind === "class") return ref.definition.name === layer.className;
    return ref?.kind === "part" && ref.part.name === layer.className;
  });
}

/** A method of a list, dictionary or string; `undefined` where the value has no such method. */
export function callMethod(frame: Frame, target: Value, callee: Attribute, node: Call): Value | undefined {
  const name = callee.name.name;
  if (isSequence(target)) return listMethod(frame, target, name, callee.value, node, callee);
  if (typeof target === "string") return stringMethod(frame, target, name, node, callee);
  if (typeof target === "object" && target !== null && target.kind === "dict") {
    const { args } = evaluateArguments(frame, node.args, false);
    switch (name) {
      case "items":
        return { kind: "list", items: target.entries.map(([k, v]) => ({ kind: "tuple", items: [k, v] })) };
      case "keys":
        return { kind: "list", items: target.entries.map(([k]) => k) };
      case "values":
        return { kind: "list", items: target.entries.map(([, v]) => v) };
      case "get": {
        const key = args[0]?.value;
        const found =
          key === undefined ? undefined : target.entries.find(([k]) => valueText(k) === valueText(key));
        return found ? found[1] : (args[1]?.value ?? null);
      }
      default:
        return noMethod(frame, "dictionary", name, ["items", "keys", "values", "get"], callee);
    }
  }
  return undefined;
}

function noMethod(
  frame: Frame,
  what: string,
  name: string,
  known: readonly string[],
  callee: Attribute,
): Value {
  problem(
    frame,
    nameUnknown,
    { name, near: closest(name, known), what: `method of a ${what}, and none called` },
    callee.name,
  );
  return broken();
}

/** Lists are values: a method that changes one binds the name anew. */
function listMethod(
  frame: Frame,
  target: Extract<Value, { kind: "list" | "tuple" }>,
  name: string,
  at: Expression,
  node: Call,
  callee: Attribute,
): Value {
  const { args } = evaluateArguments(frame, node.args, false);
  const value = args[0]?.value;
  const set = (items: readonly Value[]): Value => {
    const huge = tooLong(`a ${target.kind}`, items.length, "items");
    assignTo(frame, at, huge ? beyondLimit(frame, huge, node) : { kind: target.kind, items });
    return null;
  };
  switch (name) {
    case "append":
      return value === undefined
        ? wrong(frame, node, "`append` takes one value")
        : set([...target.items, value]);
    case "extend":
      return value !== undefined
        ? set([...target.items, ...(iterate(frame, value, node) ?? [])])
        : wrong(frame, node, "`extend` takes a list");
    case "insert":
      return set(target.items.toSpliced(Number(value as bigint), 0, args[1]?.value ?? null));
    case "pop": {
      const i = value === undefined ? -1 : Number(value as bigint);
      const popped = target.items.at(i);
      if (popped === undefined) return wrong(frame, node, "there is nothing to pop");
      set(target.items.toSpliced(i < 0 ? target.items.length + i : i, 1));
      return popped;
    }
    case "reverse":
      return set(target.items.toReversed());
    case "copy":
      return target;
    case "index": {
      const i = target.items.findIndex((item) => compare("==", item, value ?? null) === true);
      return i < 0 ? wrong(frame, node, "the list does not hold it") : BigInt(i);
    }
    case "count":
      return BigInt(target.items.filter((item) => compare("==", item, value ?? null) === true).length);
    default:
      return noMethod(
        frame,
        "list",
        name,
        ["append", "extend", "insert", "pop", "reverse", "copy", "index", "count"],
        callee,
      );
  }
}

/** The text that is made, or a problem where it is longer than a string may be here or anywhere. */
function limited(frame: Frame, node: NodeBase, make: () => string): Value {
  let text: string | undefined;
  try {
    text = make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const huge = tooLong("a string", text?.length ?? 2 ** 29, "characters");
  return huge ? beyondLimit(frame, huge, node) : text!;
}

function stringMethod(frame: Frame, target: string, name: string, node: Call, callee: Attribute): Value {
  const { args } = evaluateArguments(frame, node.args, false);
  const texts = args.map((a) => (typeof a.value === "string" ? a.value : ""));
  const options =
    args[0] !== undefined && isSequence(args[0].value)
      ? args[0].value.items.map(plainText)
      : [texts[0] ?? ""];
  switch (name) {
    case "startswith":
      return options.some((o) => target.startsWith(o));
    case "endswith":
      return options.some((o) => target.endsWith(o));
    case "lower":
      return target.toLowerCase();
    case "upper":
      return target.toUpperCase();
    case "strip":
      return target.trim();
    case "replace":
      return limited(frame, node, () => target.replaceAll(texts[0] ?? "", texts[1] ?? ""));
    case "split":
      return {
        kind: "list",
        items: args.length === 0 ? target.trim().split(/\s+/) : target.split(texts[0]!),
      };
    case "join":
      return limited(frame, node, () =>
        (iterate(frame, args[0]?.value ?? null, node) ?? []).map(plainText).join(target),
      );
    case "format": {
      let next = 0;
      const filled = (_: string, key: string): string => {
        const found =
          key === ""
            ? args[next++]
            : /^\d+$/.test(key)
              ? args[Number(key)]
              : args.find((a) => a.name === key);
        return found ? plainText(found.value) : "";
      };
      return limited(frame, node, () => target.replace(/\{(\w*)(?::[^}]*)?\}/g, filled));
    }
    case "isdigit":
      return /^\d+$/.test(target);
    default:
      return noMethod(
        frame,
        "string",
        name,
        ["startswith", "endswith", "lower", "upper", "replace", "split", "join", "format"],
        callee,
      );
  }
}
