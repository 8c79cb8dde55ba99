// What is known of a tensor before it exists: its shape without the batch axis, and its dtype. It never holds data.
import { type Count, elements, multiplyCounts } from "./count.ts";
import { type Dim, dimJson, dimText, equal, isUnknown, type Unknown, unknown } from "./dim.ts";

export interface TensorType {
  /** Without the batch axis; unknown where even the rank is. */
  readonly shape: readonly Dim[] | Unknown;
  readonly dtype: string;
  /** The first axis; `null` for a tensor without axes, such as `ops.sum(x)`. */
  readonly batch: Dim | null;
}

/** The batch axis every input has: its size comes with the data. */
export const batchSize: Unknown = unknown("the batch size is given by the data");

/** A tensor with a batch axis in front of `shape`. */
export const tensor = (shape: readonly Dim[] | Unknown, dtype = "float32"): TensorType => ({
  shape,
  dtype,
  batch: batchSize,
});

/** A tensor of which only the dtype is known, and why. */
export const unknownTensor = (reason: string, dtype = "float32"): TensorType =>
  tensor(unknown(reason, true), dtype);

/** A tensor whose rank is known. Rules see only these. */
export interface RankedTensor extends TensorType {
  readonly shape: readonly Dim[];
}

export const isRanked = (type: TensorType): type is RankedTensor => !("kind" in type.shape);

/** All axes, the batch first; none for a scalar. */
export const fullShape = (type: RankedTensor): readonly Dim[] =>
  type.batch === null ? [] : [type.batch, ...type.shape];

/** The tensor whose axes, the batch first, are these. */
export function fromFullShape(shape: readonly Dim[], dtype: string): RankedTensor {
  const [batch, ...rest] = shape;
  return batch === undefined ? { shape: [], dtype, batch: null } : { shape: rest, dtype, batch };
}

/** The same tensor with another shape; batch and dtype stay. */
export const withShape = (type: TensorType, shape: readonly Dim[]): RankedTensor => ({ ...type, shape });

export const withDtype = <T extends TensorType>(type: T, dtype: string): T => ({ ...type, dtype });

/** `[224, 224, 3]`; `[?]` for one unknown axis, `?` where the rank is unknown. */
export const shapeText = (shape: readonly Dim[] | Unknown): string =>
  "kind" in shape ? "?" : `[${shape.map(dimText).join(", ")}]`;

/** `224×224×3` as hints show it; `scalar` for no axes. */
export const shapeHint = (shape: readonly Dim[] | Unknown): string =>
  "kind" in shape
    ? "?"
    : shape.length === 0
      ? "scalar"
      : shape.map((d) => (dimText(d).includes(" ") ? `(${dimText(d)})` : dimText(d))).join("×");

export const shapeJson = (shape: readonly Dim[] | Unknown): (number | string | null)[] | null =>
  "kind" in shape ? null : shape.map(dimJson);

/** A text that is equal exactly for types nothing can tell apart; reasons of unknowns do not count. */
export const typeKey = (type: TensorType): string =>
  `${type.batch === null ? "-" : dimText(type.batch)}:${shapeText(type.shape)}:${type.dtype}`;

/** Whether two shapes could be the same: equal ranks and no axis that certainly differs. */
export const shapesAgree = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((dim, i) => equal(dim, b[i]!) !== false);

const sizes: Readonly<Record<string, number>> = {
  float64: 8,
  int64: 8,
  uint64: 8,
  complex64: 8,
  float32: 4,
  int32: 4,
  uint32: 4,
  float16: 2,
  bfloat16: 2,
  int16: 2,
  uint16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
  float8_e4m3fn: 1,
  float8_e5m2: 1,
};

/** Bytes of one element; 0 for strings, whose size is not fixed. */
export const dtypeBytes = (dtype: string): number => sizes[dtype] ?? 0;

export const isDtype = (name: string): boolean => name in sizes || name === "string";
export const dtypeNames: readonly string[] = [...Object.keys(sizes), "string"];

export const isFloating = (dtype: string): boolean => /^(float|bfloat|complex)/.test(dtype);

/** The reason an axis or the rank is unknown, if one is. */
export const unknownReason = (type: TensorType): string | undefined =>
  "kind" in type.shape ? type.shape.reason : (type.shape.find(isUnknown) as Unknown | undefined)?.reason;

/** Bytes a tensor of this type takes for one sample; unknown where its shape is. */
export const typeBytes = (type: TensorType): Count =>
  isRanked(type)
    ? multiplyCounts(elements(type.shape), BigInt(dtypeBytes(type.dtype)))
    : (type.shape as Unknown);
