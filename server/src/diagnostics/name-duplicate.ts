// A name given twice. It never renames.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly name: string; readonly what: string }>({
  code: "name-duplicate",
  severity: "error",
  summary: "Two declarations, labels or inputs have the same name.",
  message: ({ name, what }) => `\`${name}\` is already the name of ${what}; choose another`,
  why: "Names of layers are unique in a Keras model, and declarations are found by name. (A label that a loop repeats is made unique by itself.)",
  wrong: "model M {\n    input x: [5]\n    hidden: Dense(8)\n    [!hidden!]: Dense(3)\n}\n",
  right: "model M {\n    input x: [5]\n    hidden: Dense(8)\n    out: Dense(3)\n}\n",
});
