// A `fit` of a model that was not compiled. It never guesses an optimizer in silence.
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly model: string; readonly edits: readonly Edit[] | undefined }>({
  code: "train-fit-before-compile",
  severity: "error",
  summary: "A model is trained before it is compiled.",
  message: ({ model }) =>
    `\`${model}\` is not compiled yet, and Keras stops here with an error; call \`compile\` with an optimizer and a loss first`,
  why: "`compile` gives the model its optimizer and its loss; without them there is nothing to make small. Every model is compiled by itself.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    [!fit(epochs=3)!]\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits }) => (edits ? [{ title: "Call `compile` first", edits, preferred: true }] : []),
});
