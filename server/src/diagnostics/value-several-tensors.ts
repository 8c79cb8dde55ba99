// Several tensors where one is needed. It never takes the first.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly user: string; readonly parts: readonly string[] }>({
  code: "value-several-tensors",
  severity: "error",
  summary: "A value with several tensors is used as one.",
  message: ({ user, parts }) =>
    `${user} takes one tensor, and this value has ${parts.length}: ${parts.join(", ")}; unpack it (\`a, b = …\`) or index it`,
  why: "A layer with several outputs gives a tuple, as in Keras.",
  wrong: "model M {\n    input x: [5, 8]\n    LSTM(4, return_state=True)\n    [!Dense(2)!]\n}\n",
  right:
    "model M {\n    input x: [5, 8]\n    out, h, c = LSTM(4, return_state=True)\n    out -> Dense(2)\n}\n",
});
