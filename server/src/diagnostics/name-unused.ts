// A name nothing reads. It never removes the layer behind it.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly name: string; readonly what: string }>({
  code: "name-unused",
  severity: "hint",
  summary: "A value, an import or a shared layer is named and never used.",
  message: ({ name, what }) => `${what} \`${name}\` is never used`,
  why: "What no output depends on is left out of the model, as in Keras; often a name was misspelt where it should be used.",
  wrong: "model M {\n    input x: [5]\n    [!side!] = x -> Dense(4)\n    x -> Dense(3)\n}\n",
  right:
    "model M {\n    input x: [5]\n    side = x -> Dense(4)\n    [x, side] -> Concatenate() -> Dense(3)\n}\n",
});
