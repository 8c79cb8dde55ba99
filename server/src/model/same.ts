// Whether two values are the same for everything that could be done with them. It never changes one.
import { isSequence, type TensorValue, type Value } from "../layers/value.ts";
import { type Dim, dimText } from "../tensor/dim.ts";
import type { TensorType } from "../tensor/tensor-type.ts";
import { type Reference, referenceOf } from "./references.ts";

function sameDim(a: Dim, b: Dim): boolean {
  if (a === b) return true;
  if (typeof a === "number" || typeof b === "number" || a.kind !== b.kind) return false;
  if (a.kind === "unknown")
    return b.kind === "unknown" && a.reason === b.reason && a.consequence === b.consequence;
  return dimText(a) === dimText(b);
}

/** Equal in shape, dtype and batch, the reasons of what is unknown among them. */
export function sameType(a: TensorType, b: TensorType): boolean {
  if (a === b) return true;
  if (a.dtype !== b.dtype) return false;
  if (a.batch !== b.batch && (a.batch === null || b.batch === null || !sameDim(a.batch, b.batch)))
    return false;
  const { shape } = a;
  const other = b.shape;
  if (shape === other) return true;
  if ("kind" in shape || "kind" in other) return "kind" in shape && "kind" in other && sameDim(shape, other);
  if (shape.length !== other.length) return false;
  for (let i = 0; i < shape.length; i++) if (!sameDim(shape[i]!, other[i]!)) return false;
  return true;
}

/** Whether the sources of two tensors count as one. */
export type SameSource = (a: TensorValue, b: TensorValue) => boolean;

const sameRef: SameSource = (a, b) => a.ref === b.ref;

/** Layers, labels and made objects are the same only as themselves. */
export function sameValue(a: Value | undefined, b: Value | undefined, source: SameSource = sameRef): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const all = (x: readonly Value[], y: readonly Value[]): boolean =>
    x.length === y.length && x.every((v, i) => sameValue(v, y[i], source));
  if (isSequence(a)) {
    if (!isSequence(b) || a.kind !== b.kind || !all(a.items, b.items)) return false;
    return a.names === b.names || a.items.every((_, i) => a.names?.[i] === b.names?.[i]);
  }
  switch (a.kind) {
    case "tensor":
      return b.kind === "tensor" && sameType(a.type, b.type) && source(a, b);
    case "word":
    case "function":
      return b.kind === a.kind && a.name === b.name;
    case "unknown":
    case "symbolic":
      return (b.kind === "unknown" || b.kind === "symbolic") && sameDim(a, b);
    case "dict":
      return (
        b.kind === "dict" &&
        all(
          a.entries.flatMap((entry) => [...entry]),
          b.entries.flatMap((entry) => [...entry]),
        )
      );
    case "slice":
      return b.kind === "slice" && all([a.start, a.stop, a.step], [b.start, b.stop, b.step]);
    case "ellipsis":
      return b.kind === "ellipsis";
    case "other":
      return b.kind === "other" && sameReference(referenceOf(a), referenceOf(b));
    default:
      return false;
  }
}

function sameReference(a: Reference | undefined, b: Reference | undefined): boolean {
  if (!a || !b) return false;
  switch (a.kind) {
    case "part":
      return b.kind === "part" && a.part === b.part;
    case "class":
    case "object-class":
    case "operation":
    case "layer-function":
      return b.kind === a.kind && a.definition === b.definition;
    case "builtin":
      return b.kind === "builtin" && a.name === b.name;
    case "range":
      return b.kind === "range" && a.start === b.start && a.stop === b.stop && a.step === b.step;
    default:
      return false;
  }
}

/** Whether a value holds something that was made and can be changed by its use: a layer, a block, a label. */
export function holdsMade(value: Value | undefined): boolean {
  if (typeof value !== "object" || value === null) return false;
  switch (value.kind) {
    case "layer":
      return true;
    case "list":
    case "tuple":
      return value.items.some(holdsMade);
    case "dict":
      return value.entries.some(([, v]) => holdsMade(v));
    case "object":
      return [...value.args.values()].some(holdsMade);
    case "other": {
      const kind = referenceOf(value)?.kind;
      return kind === "group" || kind === "opaque";
    }
    default:
      return false;
  }
}
