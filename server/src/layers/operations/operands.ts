// The values operations combine: tensors, numbers, and lists of numbers that stand for constant tensors.
// It never works out a result.

import { type Dim, unknown } from "../../tensor/dim.ts";
import {
  fromFullShape,
  fullShape,
  isRanked,
  type RankedTensor,
  type TensorType,
} from "../../tensor/tensor-type.ts";
import {
  tensor as anyTensor,
  tensors as anyTensors,
  bool,
  nullable,
  option,
  wordOf,
} from "../argument-types.ts";
import { type ArgumentType, Mismatch } from "../define.ts";
import { isSequence, type Value } from "../value.ts";
import type { Promotable } from "./promotion.ts";

/** A Python number among tensors: it has no axes and gives way to their dtype. */
export interface Scalar {
  readonly scalar: "bool" | "int" | "float";
}

export type Operand = RankedTensor | Scalar;

export const isScalar = (operand: Operand): operand is Scalar => "scalar" in operand;

/** All axes, the batch first; none for a number. */
export const shapeOf = (operand: Operand): readonly Dim[] => (isScalar(operand) ? [] : fullShape(operand));

/** The dtype an operand takes into a promotion. */
export const promotableOf = (operand: Operand): Promotable =>
  isScalar(operand) ? operand.scalar : operand.dtype;

/** The dtype a number has once it is a tensor. */
export const dtypeOf = (operand: Operand): string =>
  isScalar(operand) ? { bool: "bool", int: "int32", float: "float32" }[operand.scalar] : operand.dtype;

/** A tensor of the graph. `operation` lets only ranked ones reach a rule, so the type says ranked. */
export const tensor = anyTensor as ArgumentType<RankedTensor>;

/** A list of tensors; ranked where a rule sees them. */
export const tensors = anyTensors as ArgumentType<readonly RankedTensor[]>;

const isTensorValue = (value: Value): value is Extract<Value, { kind: "tensor" }> =>
  typeof value === "object" && value !== null && value.kind === "tensor";

function scalarOf(value: Value): Scalar | Mismatch | undefined {
  if (typeof value === "boolean") return { scalar: "bool" };
  if (typeof value === "bigint") return { scalar: "int" };
  if (typeof value === "number") return { scalar: "float" };
  if (typeof value !== "object" || value === null) return undefined;
  if (value.kind === "symbolic") return { scalar: "int" };
  if (value.kind === "unknown")
    return value.consequence ? new Mismatch("undecided", value.reason) : { scalar: "int" };
  return undefined;
}

/** A tensor or a number, as the two sides of `x * 0.5`. */
export const operand: ArgumentType<Operand> = {
  text: "a tensor or a number",
  parse(value) {
    if (isTensorValue(value)) return value.type as RankedTensor;
    return scalarOf(value) ?? new Mismatch("type", "a tensor or a number");
  },
};

/** The shape of nested lists of numbers, as `np.array` reads them; nothing where they are ragged. */
function listShape(
  value: Value,
): { readonly shape: readonly Dim[]; readonly kinds: ReadonlySet<Scalar["scalar"]> } | Mismatch | undefined {
  if (!isSequence(value)) {
    const scalar = scalarOf(value);
    if (scalar === undefined || scalar instanceof Mismatch) return scalar;
    return { shape: [], kinds: new Set([scalar.scalar]) };
  }
  const kinds = new Set<Scalar["scalar"]>();
  let inner: readonly Dim[] | undefined;
  for (const item of value.items) {
    const found = listShape(item);
    if (found === undefined || found instanceof Mismatch) return found;
    if (
      inner !== undefined &&
      (inner.length !== found.shape.length || inner.some((dim, i) => dim !== found.shape[i]))
    )
      return undefined;
    inner = found.shape;
    for (const kind of found.kinds) kinds.add(kind);
  }
  return { shape: [value.items.length, ...(inner ?? [])], kinds };
}

/** A tensor, a number, or nested lists of numbers; always given to the rule as a tensor. */
export const arrayLike: ArgumentType<RankedTensor> = {
  text: "a tensor or numbers",
  parse(value) {
    if (isTensorValue(value)) return value.type as RankedTensor;
    const found = listShape(value);
    if (found instanceof Mismatch) return found;
    if (found === undefined) return new Mismatch("type", "a tensor or numbers");
    const dtype =
      found.kinds.has("float") || found.kinds.size === 0
        ? "float32"
        : found.kinds.has("int")
          ? "int32"
          : "bool";
    return fromFullShape(found.shape, dtype);
  },
};

/** `True`, `False`, or what Python takes for them. */
export const flag: ArgumentType<boolean> = {
  text: "bool",
  options: () => ["True", "False"],
  parse(value) {
    if (typeof value === "bigint") return value !== 0n;
    if (value === null) return false;
    return bool.parse(value);
  },
};

/** A size of a shape: whole, symbolic or unknown; `None` leaves it open. */
export const dimension: ArgumentType<Dim> = {
  text: "int or None",
  parse(value) {
    if (typeof value === "bigint") return Number(value);
    if (value === null) return unknown("the size was left open (None)");
    if (typeof value === "object" && (value.kind === "symbolic" || value.kind === "unknown")) return value;
    if (isTensorValue(value)) return unknown("the size comes from a tensor");
    return new Mismatch("type", "int or None");
  },
};

/** A shape as a list of sizes; one size alone is a shape with one axis. */
export const shapeType: ArgumentType<readonly Dim[]> = {
  text: "a list of sizes",
  parse(value) {
    if (typeof value === "object" && value !== null && value.kind === "unknown" && value.consequence) {
      return new Mismatch("undecided", value.reason);
    }
    const items = isSequence(value) ? value.items : [value];
    const shape: Dim[] = [];
    for (const item of items) {
      const dim = dimension.parse(item);
      if (dim instanceof Mismatch) return new Mismatch("type", "a list of sizes");
      shape.push(dim);
    }
    return shape;
  },
};

/** Whether channels come last or first; None is last. */
export const dataFormat = nullable(option(["channels_last", "channels_first"], { anyCase: true }));

/** A dtype by name, also as an attribute (`tf.float32`, `x.dtype`); no policies. */
export const dtypeName: ArgumentType<string> = {
  text: "a dtype",
  options: () => dtypes,
  parse(value) {
    const name =
      wordOf(value) ??
      (typeof value === "object" && value?.kind === "function" ? value.name.split(".").at(-1) : undefined);
    if (name === undefined) return new Mismatch("type", "a dtype such as float32");
    const known = { int: "int32", float: "float32" }[name] ?? name;
    return dtypes.includes(known) ? known : new Mismatch("range", "a dtype such as float32");
  },
};

const dtypes: readonly string[] = [
  "float16",
  "float32",
  "float64",
  "bfloat16",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "bool",
  "string",
  "float8_e4m3fn",
  "float8_e5m2",
  "complex64",
  "complex128",
];

const isTensorType = (value: unknown): value is TensorType =>
  typeof value === "object" && value !== null && "shape" in value && "batch" in value && "dtype" in value;

/** The first tensor of unknown rank among parsed arguments, lists included. */
export function openTensor(values: readonly unknown[]): TensorType | undefined {
  for (const value of values) {
    if (Array.isArray(value)) {
      const found = openTensor(value);
      if (found) return found;
    } else if (isTensorType(value) && !isRanked(value)) return value;
  }
  return undefined;
}
