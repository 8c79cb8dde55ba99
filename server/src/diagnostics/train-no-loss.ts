// A `fit` after a `compile` without a loss. It never asks which loss is the right one.
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly model: string;
  readonly target: string;
  readonly targetName: string;
  /** A loss that fits the head. */
  readonly loss: string;
  readonly edits: readonly Edit[] | undefined;
}>({
  code: "train-no-loss",
  severity: "error",
  summary: "A model is trained, and its `compile` names no loss.",
  message: ({ model, target, targetName, loss }) =>
    `\`${model}\` was compiled without a loss, ${
      target === "keras3-jax"
        ? `and ${targetName} fits it all the same: every loss is 0, and nothing is learnt`
        : target === "keras2"
          ? `and ${targetName} stops here: no gradients are provided for any variable`
          : `and ${targetName} stops here: "No loss to compute. Provide a \`loss\` argument in \`compile()\`"`
    }; give \`compile\` one, such as \`loss=${loss}\``,
  why: "Training makes a loss small; the gradients of all weights come from it. Without `loss` only regularizers and layers that add a loss of their own give one. `compile` itself does not ask for it, since a model may be compiled to be evaluated by its metrics.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam())\n    [!fit(epochs=3)!]\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits, loss }) =>
    edits ? [{ title: `Compile with \`loss=${loss}\``, edits, preferred: true }] : [],
});
