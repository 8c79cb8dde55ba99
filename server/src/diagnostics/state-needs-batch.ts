// A layer that carries its states from batch to batch, on a batch of open size. It never looks at `fit`.
import { defineDiagnostic } from "./define.ts";
import { removeArgument } from "./fix-site.ts";

export default defineDiagnostic<{ readonly layer: string }>({
  code: "state-needs-batch",
  severity: "error",
  summary: "`stateful=True` needs a fixed batch size.",
  message: ({ layer }) =>
    `${layer} with \`stateful=True\` keeps one state for each sample of the batch, and the input leaves the batch size open; leave out \`stateful\`, so that every batch starts from zeros`,
  why: "States that go on from batch to batch are kept in variables with one row for each sample, and Keras refuses to make variables of an open size.",
  wrong: "model M {\n    input x: [10, 8]\n    LSTM(4, stateful=[!True!])\n}\n",
  right: "model M {\n    input x: [10, 8]\n    LSTM(4)\n}\n",
  fix: (_facts, site) => {
    const edit = removeArgument(site, "stateful");
    return edit ? [{ title: "Leave out `stateful`", edits: [edit] }] : [];
  },
});
