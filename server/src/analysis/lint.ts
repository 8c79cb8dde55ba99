// Checks of style and habit over an analysed file; each is a file of `lints/`. It never reports errors of meaning.
import type { Problem } from "../model/frame.ts";
import type { Analysis } from "./analysis.ts";
import { budgets } from "./lints/budgets.ts";
import { layersInARow } from "./lints/layers-in-a-row.ts";
import { misspeltSizes } from "./lints/misspelt-sizes.ts";
import { pretrainedParts } from "./lints/pretrained-parts.ts";
import { repeatedLines } from "./lints/repeated-lines.ts";
import { tooManyParameters } from "./lints/too-many-parameters.ts";
import { unusedNames } from "./lints/unused-names.ts";

export type Lint = (analysis: Analysis) => readonly Problem[];

const lints: readonly Lint[] = [
  budgets,
  tooManyParameters,
  layersInARow,
  pretrainedParts,
  unusedNames,
  misspeltSizes,
  repeatedLines,
];

/** Everything the lints find in a file. */
export const lintFile: Lint = (analysis) => lints.flatMap((lint) => lint(analysis));
