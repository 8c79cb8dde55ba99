// A value on the left of `=` that cannot take one. It never looks at the right.
import { defineDiagnostic } from "./define.ts";

const words: Readonly<Record<string, string>> = {
  call: "a call",
  pipeline: "a pipeline",
  labelled: "a label",
  number: "a number",
  string: "a string",
  bool: "a literal",
  none: "a literal",
  conditional: "a condition",
  comparison: "a comparison",
  dict: "a dictionary",
};

export default defineDiagnostic<{
  /** The kind of what stands there. */
  readonly what: string;
}>({
  code: "syntax-bad-target",
  severity: "error",
  summary: "What stands on the left of `=` cannot be assigned to.",
  message: ({ what }) =>
    what === "labelled"
      ? "a label names a layer and takes no `=`; write `name = …`, or `label: Layer(…)`"
      : `${words[what] ?? "an operation"} cannot be assigned to; the left of \`=\` is a name, an attribute, a subscript, or several of them`,
  why: "An assignment binds names, or sets an attribute or an element, as in Python.",
  wrong: "model M {\n    input x: [5]\n    [!Dense(8)!] = x\n}\n",
  right: "model M {\n    input x: [5]\n    y = Dense(8)\n}\n",
});
