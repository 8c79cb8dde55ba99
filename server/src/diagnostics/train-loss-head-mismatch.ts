// A loss that does not fit the activation or the units of the last layer. It never judges a loss it does not know.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly loss: string; readonly problem: string; readonly cure: string }>({
  code: "train-loss-head-mismatch",
  severity: "warning",
  summary: "The loss and the head of the model do not fit.",
  message: ({ loss, problem, cure }) => `${loss} ${problem}; ${cure}`,
  why: "Nothing fails: the training runs and its numbers are wrong. Softmax goes with the categorical losses, sigmoid with the binary ones, a head without activation with `from_logits=True`.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=[!binary_crossentropy!])\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
});
