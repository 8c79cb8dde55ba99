// The cases in which we deliberately answer otherwise than Keras, each with its reason. It is meant to stay short.
import type { KerasCase } from "../support/keras-cases.ts";

export interface Exception {
  readonly reason: string;
  readonly applies: (c: KerasCase) => boolean;
}

export const exceptions: readonly Exception[] = [];
