// A layer on a tensor that no input feeds, whose numbers a Keras document would have to hold. It never works them out.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly layer: string }>({
  code: "export-constant",
  severity: "error",
  summary: "A layer is applied to constants, whose numbers are not known here.",
  message: ({ layer }) =>
    `${layer} is applied to a tensor that no input feeds; its numbers are not worked out here, so the document cannot hold them`,
  why: "A document of Keras writes such a tensor down number by number. Netlens knows shapes and runs nothing.",
  wrong: "model M {\n    input x: [4]\n    [!x + ops.ones([4])!]\n}\n",
  right: "model M {\n    input x: [4]\n    x + 1\n}\n",
});
