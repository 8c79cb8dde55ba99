// Pretrained layers that begin to train at the pace of the phase before. It never judges a schedule.
import { type Count, countText } from "../tensor/count.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly before: number;
  readonly now: number;
  readonly layers: number;
  readonly parameters: Count;
}>({
  code: "train-learning-rate-not-lowered",
  severity: "information",
  summary: "Pretrained layers are unfrozen and the learning rate stays as high as before.",
  message: ({ before, now, layers, parameters }) =>
    `${layers === 1 ? "a pretrained layer begins" : `${layers} pretrained layers begin`} to train (${countText(parameters)} parameters) at a learning rate of ${now}, not below the ${before} of the phase before; a tenth to a hundredth of it keeps what they know`,
  why: "Large steps undo in a few batches what the part was pretrained for. Keras's guide to fine-tuning takes 1e-5.",
  wrong:
    "model Base {\n    input x: [8]\n    one: Dense(6, activation=relu)\n    two: Dense(4, activation=relu)\n}\n\nmodel M {\n    input x: [8]\n    base: Base()\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze base\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    unfreeze base\n    [!compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)!]\n    fit(epochs=3)\n}\n",
  right:
    "model Base {\n    input x: [8]\n    one: Dense(6, activation=relu)\n    two: Dense(4, activation=relu)\n}\n\nmodel M {\n    input x: [8]\n    base: Base()\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze base\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    unfreeze base\n    compile(optimizer=Adam(1e-5), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
});
