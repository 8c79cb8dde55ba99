// The recorded cases of operations in which we deliberately answer otherwise than Keras, each with its reason.
import type { OperationCase } from "../support/operation-cases.ts";

export interface OperationException {
  readonly reason: string;
  readonly applies: (c: OperationCase) => boolean;
}

export const operationExceptions: readonly OperationException[] = [
  {
    reason: "Keras takes the letters of a string for sizes it does not know; nobody means that.",
    applies: (c) => c.op === "reshape" && typeof c.args[1] === "string",
  },
  {
    reason: "NumPy stretches two strides over the one axis of a sequence, so Keras declares an axis too many; no data fits it.",
    applies: (c) =>
      /(conv|pool)$/.test(c.op) &&
      c.inputs[0]?.length === 2 &&
      [c.args[1], c.kwargs.strides, c.kwargs.pool_size].some((sizes) => Array.isArray(sizes) && sizes.length > 1),
  },
];
