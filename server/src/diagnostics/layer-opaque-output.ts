// A layer that runs code of another language. It never runs it.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  /** What is run: `a function`. */
  readonly runs: string;
  /** How the shape can be stated: `output_shape=(…)`. */
  readonly cure: string | undefined;
}>({
  code: "layer-opaque-output",
  severity: "warning",
  summary: "The output shape of a layer that runs code is unknown.",
  message: ({ layer, runs, cure }) =>
    `${layer} runs ${runs}, which is not read here, so its output shape is unknown${cure ? `; state it without the batch: \`${cure}\`` : " and so are the shapes behind it"}`,
  why: "Nothing is executed here, and a shape behind a function of Python can only be known by running it. Stated, it lets everything behind the layer be checked; often a layer or an operation of Keras does the same and needs no function at all.",
  wrong: 'model M {\n    input x: [5]\n    [!Lambda("square")!]\n    Dense(3)\n}\n',
  right: 'model M {\n    input x: [5]\n    Lambda("square", output_shape=(5,))\n    Dense(3)\n}\n',
});
