// A number of values that does not match the names. It never drops one.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly names: number;
  readonly values: string;
  /** A shape with one name too many, which Keras's shapes have for the batch. */
  readonly batch?: boolean;
}>({
  code: "value-unpack",
  severity: "error",
  summary: "The left side has another number of names than the right side has values.",
  message: ({ names, values, batch }) =>
    `${names} name${names === 1 ? "" : "s"} on the left, ${values} on the right${batch ? "; shapes are written without the batch axis, so leave its name out" : ""}`,
  why: "As in Python, each name takes one value; `*rest` takes what is left.",
  wrong:
    "model M {\n    input x: [5, 8]\n    [!a, b!] = LSTM(4, return_state=True)(x)\n    a -> Dense(2)\n}\n",
  right:
    "model M {\n    input x: [5, 8]\n    a, h, c = LSTM(4, return_state=True)(x)\n    [a, h, c] -> Concatenate() -> Dense(2)\n}\n",
});
