// The recorded cases of operations in which we deliberately answer otherwise than Keras, each with its reason.
import type { OperationCase } from "../support/operation-cases.ts";

export interface OperationException {
  readonly reason: string;
  readonly applies: (c: OperationCase) => boolean;
}

export const operationExceptions: readonly OperationException[] = [];
