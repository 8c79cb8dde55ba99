// A layer set free inside of a model that is frozen itself. It never fires where the layer does train.

import { type Count, countText } from "../tensor/count.ts";
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly parent: string;
  /** Whether the frozen model is the one compiled, or nested in it. */
  readonly compiled: boolean;
  readonly targetName: string;
  readonly parameters: Count;
  readonly layers: readonly string[];
  readonly edits: readonly Edit[] | undefined;
}>({
  code: "train-parent-frozen",
  severity: "warning",
  summary: "A layer is unfrozen under a model that stays frozen.",
  message: ({ parent, compiled, targetName, parameters, layers }) =>
    `${layers.length === 1 ? `\`${layers[0]}\` stays` : `${layers.length} layers stay`} frozen (${countText(parameters)} parameters): \`${parent}\`, ${compiled ? "which is compiled" : `which holds ${layers.length === 1 ? "it" : "them"}`}, is frozen itself, and on ${targetName} a frozen model ${compiled ? "that is compiled " : ""}trains nothing; freeze its layers instead of the model`,
  why: "A model's own flag stands above those of its layers. Freezing `model.layers` sets the same flags on the layers and leaves the model's own on. In Keras 3 this holds for the model that is compiled; a layer set free in a frozen model nested in it does train.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze model\n    [!unfreeze b!]\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze model.layers\n    unfreeze b\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits, parent }) =>
    edits ? [{ title: `Freeze the layers of \`${parent}\` instead`, edits, preferred: true }] : [],
});
