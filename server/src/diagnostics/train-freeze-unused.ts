// Flags that are changed after the last `fit`. It never fires where an `assert` reads them.
import { defineDiagnostic } from "./define.ts";
import { removeLine } from "./fix-site.ts";

export default defineDiagnostic<{ readonly value: boolean }>({
  code: "train-freeze-unused",
  severity: "information",
  summary: "Flags are changed and nothing is trained after it.",
  message: ({ value }) =>
    `no \`fit\` follows, so this ${value ? "unfreeze" : "freeze"} has no use; \`compile\` and \`fit\` after it, or leave it out`,
  why: "A flag matters to the trainings that come after it, and after a new `compile`.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    [!freeze a!]\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    freeze a\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: (_facts, site) => [{ title: "Remove it", edits: [removeLine(site)] }],
});
