// BatchNormalization of a pretrained part that begins to train. It never fires for layers that trained from the start.
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly layers: number;
  readonly first: string;
  readonly part: string;
  /** Whether `training=False` in the call is no help, as in Keras 3. */
  readonly called: boolean;
  readonly edits: readonly Edit[] | undefined;
}>({
  code: "train-batchnorm-unfrozen",
  severity: "warning",
  summary: "Fine-tuning sets the BatchNormalization of a pretrained part free.",
  message: ({ layers, first, part, called }) =>
    `${layers === 1 ? `\`${first}\` is` : `${layers} BatchNormalization layers are`} unfrozen with the rest of \`${part}\`: in \`fit\` ${layers === 1 ? "its" : "their"} moving statistics are overwritten by those of the new, small batches${called ? ", and `training=False` in the call does not prevent it" : ""}; keep ${layers === 1 ? "it" : "them"} frozen (\`freeze ${part}[BatchNormalization]\`)`,
  why: "The pretrained weights expect the statistics they were trained with. In Keras 3 `trainable=False` is the one thing that puts BatchNormalization into inference mode during `fit`; in Keras 2 calling the part with `training=False` does so too.",
  wrong:
    "model Base {\n    input x: [8]\n    one: Dense(6, activation=relu)\n    norm: BatchNormalization()\n    two: Dense(4, activation=relu)\n}\n\nmodel M {\n    input x: [8]\n    base: Base()\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze base\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    [!unfreeze base!]\n    compile(optimizer=Adam(1e-5), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model Base {\n    input x: [8]\n    one: Dense(6, activation=relu)\n    norm: BatchNormalization()\n    two: Dense(4, activation=relu)\n}\n\nmodel M {\n    input x: [8]\n    base: Base()\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze base\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    unfreeze base\n    freeze base[BatchNormalization]\n    compile(optimizer=Adam(1e-5), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits, part }) =>
    edits ? [{ title: `Keep the BatchNormalization of \`${part}\` frozen`, edits, preferred: true }] : [],
});
