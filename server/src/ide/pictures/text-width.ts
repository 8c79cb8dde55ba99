// How wide a text is in Helvetica, Arial or Liberation Sans, which have the same widths, where there is no screen to measure
// on. It never draws one.
import type { Measure } from "../model-view/drawing/boxes.ts";

/** The fonts, the ones with known widths first. */
export const fontFamily = "Helvetica, Arial, 'Liberation Sans', 'Segoe UI', sans-serif";

/** Widths of the signs from blank to `~`, in thousandths of the size: Adobe's font metrics of Helvetica and Helvetica Bold. */
const regular = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];
const bold = [
  278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
  556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
  556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
  333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/** Signs beyond these that pictures use themselves. */
const others: Readonly<Record<string, number>> = { "×": 584, "·": 278, "…": 1000, "½": 834, "❄": 860 };

/** Signs that are not known are taken for as wide as a wide Latin one, those of East Asia and pictures for a full square. */
export const helveticaWidth: Measure = (text, size, weight) => {
  let sum = 0;
  for (const sign of text) sum += widthOf(sign, weight) ?? (sign.codePointAt(0)! >= 0x2600 ? 1000 : 722);
  return (sum / 1000) * size;
};

/** Whether the width of every sign is known. */
export const isMeasured = (text: string): boolean =>
  [...text].every((sign) => widthOf(sign, 400) !== undefined);

const widthOf = (sign: string, weight: number): number | undefined =>
  (weight >= 600 ? bold : regular)[sign.codePointAt(0)! - 32] ?? others[sign];
