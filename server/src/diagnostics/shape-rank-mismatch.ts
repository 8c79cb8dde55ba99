// A layer that needs another number of axes. It never compares sizes.
import { defineDiagnostic } from "./define.ts";
import { insertStageBefore } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly layer: string;
  /** The rank without the batch axis, in words a user has: `3 axes (rows, columns, channels)`. */
  readonly expected: string;
  /** The shape that came, as text. */
  readonly found: string;
  /** How many axes it has, without the batch. */
  readonly rank: number;
  /** A layer that would mend it when applied before: `Flatten()`. */
  readonly cure?: string | undefined;
}>({
  code: "shape-rank-mismatch",
  severity: "error",
  summary: "A layer is applied to a tensor with the wrong number of axes.",
  message: ({ layer, expected, found, rank, cure }) =>
    `${layer} takes a tensor with ${expected}, and gets ${found}, which has ${rank}${cure ? `; put \`${cure}\` before it` : ""} (the batch axis is not counted)`,
  why: "Each kind of layer is defined for a certain number of axes: a two-dimensional convolution for rows, columns and channels, a recurrent layer for steps and features.",
  wrong: "model M {\n    input x: [28, 28]\n    [!Conv2D(8, 3)!]\n}\n",
  right: "model M {\n    input x: [28, 28, 1]\n    Conv2D(8, 3)\n}\n",
  fix: ({ cure }, site) =>
    cure
      ? [{ title: `Put \`${cure}\` before it`, edits: [insertStageBefore(site, cure)], preferred: true }]
      : [],
});
