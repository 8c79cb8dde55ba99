// The colours of families in pictures that are files: of middle lightness, so that they are seen on white and on black. It
// never colours anything.
import type { ViewFamily } from "../model-view/view.ts";

export const familyColours: Readonly<Record<ViewFamily, string>> = {
  core: "#2f7fe0",
  convolution: "#d17a00",
  pooling: "#e0483e",
  normalization: "#3f9142",
  regularization: "#8f8266",
  activation: "#a58b00",
  reshaping: "#9c6b4e",
  merging: "#8e5bd0",
  recurrent: "#0a93b5",
  attention: "#c43bbf",
  preprocessing: "#5a9e1f",
  operation: "#6b7a99",
  custom: "#d6457f",
  model: "#3c6fb4",
  block: "#808080",
  input: "#7d8590",
  output: "#7d8590",
};

/** The colour under dark text: mixed with white. */
export function tint(colour: string, share = 0.14): string {
  const channels = [1, 3, 5].map((i) => Number.parseInt(colour.slice(i, i + 2), 16));
  const mixed = channels.map((c) => Math.round(255 - (255 - c) * share));
  return `#${mixed.map((c) => c.toString(16).padStart(2, "0")).join("")}`;
}
