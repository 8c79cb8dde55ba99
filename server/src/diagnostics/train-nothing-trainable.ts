// A `fit` in which no weight changes. It never counts moving statistics.

import { type Count, countText } from "../tensor/count.ts";
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly model: string;
  readonly target: string;
  readonly targetName: string;
  readonly total: Count;
  /** Whether the model has weights that could train. */
  readonly weights: boolean;
  /** The last layer that could train. */
  readonly layer: string | undefined;
  readonly edits: readonly Edit[] | undefined;
}>({
  code: "train-nothing-trainable",
  severity: "warning",
  summary: "A model is trained while none of its weights can change.",
  message: ({ model, total, target, targetName, weights, layer }) =>
    weights
      ? `nothing of \`${model}\` trains here: all ${countText(total)} parameters are frozen, and ${targetName} ${target === "keras3-jax" ? "says nothing" : "only warns"}; unfreeze ${layer ? `\`${layer}\`` : "a layer"} before \`compile\``
      : `nothing of \`${model}\` trains here: it has no trainable weights`,
  why: "The fit runs through all its epochs and leaves every weight as it was. Only the moving statistics of layers that are not frozen would move.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze model.layers\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    [!fit(epochs=3)!]\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze model.layers\n    unfreeze model.b\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits, layer }) => (edits ? [{ title: `Let \`${layer}\` train`, edits, preferred: true }] : []),
});
