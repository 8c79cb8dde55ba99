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
];
