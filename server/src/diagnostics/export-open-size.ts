// An argument of a layer that only data decides, where Keras needs a number. It never speaks of open axes of inputs.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly layer: string; readonly reason: string }>({
  code: "export-open-size",
  severity: "error",
  summary: "An argument of a layer is a size that is not known before data comes.",
  message: ({ layer, reason }) =>
    `${layer} has an argument that is no number (${reason}), and Keras needs one to make it: give the size in \`input\``,
  why: "Keras makes weights before it sees data, so what a layer is made with has to be a number. Axes of inputs may stay open.",
  wrong: "model M {\n    input x: [T, 4]\n    [!Reshape([4, T])!]\n}\n",
  right: "model M {\n    input x: [10, 4]\n    Reshape([4, 10])\n}\n",
});
