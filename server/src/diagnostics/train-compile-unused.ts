// A `compile` no `fit` or `evaluate` makes use of. It never fires for the last one while nothing is trained yet.
import { defineDiagnostic } from "./define.ts";
import { removeLine } from "./fix-site.ts";

export default defineDiagnostic<{ readonly last: boolean }>({
  code: "train-compile-unused",
  severity: "information",
  summary: "A `compile` is replaced, or the section ends, before the model is trained.",
  message: ({ last }) =>
    last
      ? "nothing is trained after this `compile`"
      : "this `compile` has no use: the model is compiled again before it is trained, or never trained",
  why: "`compile` changes no weight. It says how the next `fit` goes, and a later `compile` replaces it.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    [!compile(optimizer=Adam(1e-2), loss=categorical_crossentropy)!]\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: (_facts, site) => [{ title: "Remove it", edits: [removeLine(site)] }],
});
