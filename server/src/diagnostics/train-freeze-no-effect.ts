// A `freeze` or `unfreeze` of what is so already. It never counts a statement that did something in another round.
import { defineDiagnostic } from "./define.ts";
import { removeLine } from "./fix-site.ts";

export default defineDiagnostic<{ readonly value: boolean }>({
  code: "train-freeze-no-effect",
  severity: "information",
  summary: "A statement sets flags to what they are.",
  message: ({ value }) => `this changes nothing: all of it is ${value ? "trainable" : "frozen"} already`,
  why: "Layers are trainable when they are made, and a flag keeps its value until another statement sets it.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    [!unfreeze a!]\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze a\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: (_facts, site) => [{ title: "Remove it", edits: [removeLine(site)] }],
});
