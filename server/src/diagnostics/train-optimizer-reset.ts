// A model compiled again with nothing changed. It never fires where a flag or an argument is another.
import { defineDiagnostic } from "./define.ts";
import { removeLine } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly optimizer: string;
  /** Whether it is the same statement, in the next turn of a loop. */
  readonly looped: boolean;
}>({
  code: "train-optimizer-reset",
  severity: "information",
  summary: "A model is compiled again with the same arguments and the same flags.",
  message: ({ optimizer, looped }) =>
    `this \`compile\` changes nothing but one thing: ${optimizer} loses what it has gathered about each weight and starts anew; ${looped ? "put it before the loop" : "leave it out"} to go on`,
  why: "`compile` makes a new optimizer. Its moments and its count of steps begin at zero, which the first batches feel.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    [!compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)!]\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    fit(epochs=3)\n}\n",
  // The `compile` of a loop is needed once.
  fix: ({ looped }, site) =>
    looped ? [] : [{ title: "Remove it", edits: [removeLine(site)], preferred: true }],
});
