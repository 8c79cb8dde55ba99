// Counts, shapes and shares as people read them. It never looks anything up.
import type { Inference, Weight } from "../layers/define.ts";
import { type Count, countText, elements, isExact } from "../tensor/count.ts";
import { dimText, isUnknown } from "../tensor/dim.ts";
import { shapeHint, type TensorType, unknownReason } from "../tensor/tensor-type.ts";

/** `224×224×3`, and the parts of a tuple side by side. */
export const typesText = (types: readonly TensorType[]): string =>
  types.length === 0 ? "?" : types.map((type) => shapeHint(type.shape)).join(", ");

/** `150×150×3 float32`. */
export const typeText = (type: TensorType): string => `${shapeHint(type.shape)} ${type.dtype}`;

/** Why a shape is not known, if something in it is not. */
export const whyUnknown = (types: readonly TensorType[]): string | undefined =>
  types.map(unknownReason).find((reason) => reason !== undefined);

/** `1,792`, or `? (why)`. */
export const countWithReason = (count: Count): string =>
  isUnknown(count) ? `? (${count.reason})` : countText(count);

/** `12.5 %`; nothing where it cannot be said. */
export function shareText(part: Count, whole: Count): string | undefined {
  if (!isExact(part) || !isExact(whole) || whole === 0n) return undefined;
  if (part === 0n) return "0 %";
  const perMille = (part * 100_000n) / whole;
  if (part > 0n && perMille === 0n) return "< 0.001 %";
  const percent = Number(perMille) / 1000;
  return `${percent >= 10 ? percent.toFixed(1) : percent >= 1 ? percent.toFixed(2) : percent.toFixed(3)} %`;
}

const product = (weight: Weight): string =>
  weight.shape.length === 0
    ? "1"
    : weight.shape.map((d) => (/^\w+$|^\?$/.test(dimText(d)) ? dimText(d) : `(${dimText(d)})`)).join("·");

/** The count in numbers: the layer's own formula, else the sum over its weights; nothing without weights. */
export function formulaOf(inference: Inference): string | undefined {
  if (inference.weights.length === 0) return undefined;
  return inference.formula ?? inference.weights.map(product).join(" + ");
}

export const weightCount = (weights: readonly Weight[]): readonly Count[] =>
  weights.map((weight) => elements(weight.shape));

/** `1 layer`, `3 layers`. */
export const many = (n: number, word: string): string =>
  `${n.toLocaleString("en-GB")} ${word}${n === 1 ? "" : "s"}`;
