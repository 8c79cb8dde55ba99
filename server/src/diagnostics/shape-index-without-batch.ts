// A subscript of `.shape` that seems to count the batch. It never changes what it means.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{ readonly index: number; readonly value: string; readonly without: string }>(
  {
    code: "shape-index-without-batch",
    severity: "information",
    summary: "A positive index into `.shape`: Net's shapes have no batch axis.",
    message: ({ index, value, without }) =>
      `\`.shape[${index}]\` is ${value} here: shapes are written without the batch axis; code from Keras counts it, and means \`.shape[${index - 1}]\`, which is ${without}`,
    why: "In Keras `x.shape` starts with the batch axis, in Net it does not, so the same index means another axis. Negative indices mean the same in both.",
    wrong: "model M {\n    input x: [28, 32, 3]\n    Reshape(([!x.shape[1]!], -1))\n}\n",
    right: "model M {\n    input x: [28, 32, 3]\n    Reshape((x.shape[-2], -1))\n}\n",
    fix: ({ index }, site) => [
      {
        title: `Count without the batch: \`.shape[${index - 1}]\``,
        edits: [
          replaceSpan(
            site.span,
            site.text.slice(site.span.start, site.span.end).replace(/\d+(\s*\])$/, `${index - 1}$1`),
          ),
        ],
      },
    ],
  },
);
