// An operator behind a stage of a pipeline, where the arrow would take the sum for the layer. It never changes precedence.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  /** How far before the range the pipeline begins. */
  readonly before: number;
  /** How long the stage is that was meant, from the start of the range. */
  readonly left: number;
}>({
  code: "syntax-stage-adds-tensor",
  severity: "error",
  summary: "A stage of a pipeline is an operation, not a layer.",
  message: () =>
    "`->` binds loosest, so this operation would be the layer; write `(x -> Dense(3)) + y` to compute with the pipeline's value",
  why: "`x -> Dense(3) + y` reads `x -> (Dense(3) + y)`, and a sum is no layer.",
  wrong: "model M {\n    input x: [3]\n    x -> [!Dense(3) + x!]\n}\n",
  right: "model M {\n    input x: [3]\n    (x -> Dense(3)) + x\n}\n",
  fix: ({ before, left }, { span }) => {
    const start = span.start - before;
    const end = span.start + left;
    return [
      {
        title: "Put the pipeline in parentheses",
        edits: [replaceSpan({ start, end: start }, "("), replaceSpan({ start: end, end }, ")")],
        preferred: true,
      },
    ];
  },
});
