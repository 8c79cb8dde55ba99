// A layer that two nested models of a Keras document share. It never stops an export.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly name: string }>({
  code: "export-shared-apart",
  severity: "warning",
  summary: "A layer that two nested models share becomes two layers.",
  message: ({ name }) =>
    `\`${name}\` stands in two nested models; the document describes it in each, so they no longer share its weights`,
  why: "Each nested model of a document lists its own layers, and nothing in it says that two of them are the same. Keras's own `to_json` loses this as well.",
  wrong:
    "model Half(layer) {\n    input x: [4]\n    x -> layer\n}\n\nmodel M {\n    input x: [4]\n    shared one: [!Dense(4)!]\n    x -> Half(one) -> Half(one)\n}\n",
  right: "model M {\n    input x: [4]\n    shared one: Dense(4)\n    x -> one -> one\n}\n",
});
