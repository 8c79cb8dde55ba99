// A layer no output depends on. It never fires for a layer that is frozen.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly layer: string; readonly model: string }>({
  code: "train-no-gradient",
  severity: "warning",
  summary: "A trainable layer lies on no path to an output.",
  message: ({ layer, model }) =>
    `no output of \`${model}\` depends on \`${layer}\`, so it gets no gradient and never trains; in Keras it is no part of the model at all: use its output, or leave it out`,
  why: "A Keras model consists of the layers between its inputs and its outputs. What hangs beside them has no weights in the summary and is not saved.",
  wrong:
    "model M {\n    input x: [8]\n    x -> [!Dense(4)!]\n    x -> Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    x -> Dense(4)\n    Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
});
