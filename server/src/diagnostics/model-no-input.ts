// A model nothing flows into. It never invents a shape.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly model: string }>({
  code: "model-no-input",
  severity: "error",
  summary: "A model has no `input`.",
  message: ({ model }) =>
    `${model} has no \`input\`: state the shape of what comes in, as in \`input x: [28, 28, 1]\``,
  why: "A block without an `input` takes the current value of its caller; a model stands alone and must say what it takes.",
  wrong: "model [!M!] {\n    Dense(3)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(3)\n}\n",
});
