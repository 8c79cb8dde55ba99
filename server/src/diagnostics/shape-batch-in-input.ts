// An input that seems to state the batch axis. It never drops an axis.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{ readonly shape: string; readonly without: string }>({
  code: "shape-batch-in-input",
  severity: "warning",
  summary: "An input's shape starts with an axis that looks like the batch.",
  message: ({ shape, without }) =>
    `inputs are written without the batch axis: \`${shape}\` has one axis too many; write \`${without}\``,
  why: "Every tensor has a batch axis in front, which is never written in Net, as with Keras's `Input(shape=…)`.",
  wrong: "model M {\n    input x: [![None, 28, 28, 1]!]\n    Flatten()\n}\n",
  right: "model M {\n    input x: [28, 28, 1]\n    Flatten()\n}\n",
  fix: ({ without }, site) => [
    { title: `Write \`${without}\``, edits: [replaceSpan(site.span, without)], preferred: true },
  ],
});
