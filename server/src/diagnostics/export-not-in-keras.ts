// A part of a file that a script for Keras cannot say. It never leaves one out in silence.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly what: string }>({
  code: "export-not-in-keras",
  severity: "error",
  summary: "A script for Keras cannot say this.",
  message: ({ what }) =>
    `${what} cannot be written as Python for Keras; \`--to keras-json\` exports the model as it was built`,
  why: "Keras has no words for it, or none that give the same layers. What stands around it is exported.",
  wrong:
    "block pair() {\n    input x\n    y = x -> Dense(4)\n    z = [!x + y!]\n}\n\nmodel M {\n    input x: [4]\n    shared twice: pair()\n    x -> twice -> twice\n}\n",
  right:
    "block pair() {\n    input x\n    y = x -> Dense(4)\n    z = [x, y] -> Add()\n}\n\nmodel M {\n    input x: [4]\n    shared twice: pair()\n    x -> twice -> twice\n}\n",
});
