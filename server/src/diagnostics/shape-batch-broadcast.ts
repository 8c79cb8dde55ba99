// A batch axis lined up with another axis. It never moves axes.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layer: string;
  readonly a: string;
  readonly b: string;
  readonly size: string;
}>({
  code: "shape-batch-broadcast",
  severity: "warning",
  summary: "The batch axis of one tensor meets another axis of the other.",
  message: ({ layer, a, b, size }) =>
    `${layer} lines up ${a} and ${b} from the last axis on, so a batch axis meets an axis of size ${size} and this fails unless the batch has that size; insert an axis with \`ops.expand_dims\``,
  why: "Tensors with different numbers of axes are lined up at the end. Keras accepts this while the model is built, since the batch size is not known yet, and fails when data comes.",
  wrong:
    "model M {\n    input x: [8, 4]\n    input w: [4]\n    y = [!ops.multiply(x, w)!]\n    y -> Flatten()\n}\n",
  right:
    "model M {\n    input x: [8, 4]\n    input w: [4]\n    y = ops.multiply(x, ops.expand_dims(w, axis=1))\n    y -> Flatten()\n}\n",
});
