// The cases in which we deliberately answer otherwise than Keras, each with its reason. It is meant to stay short.
import type { KerasCase } from "../support/keras-cases.ts";

export interface Exception {
  readonly reason: string;
  readonly applies: (c: KerasCase) => boolean;
}

export const exceptions: readonly Exception[] = [
  {
    reason: "Python takes True for 1. As a number of units it is a slip worth telling, and Keras itself refuses it in Embedding.",
    applies: (c) => c.args.units === true && c.error === undefined,
  },
  {
    reason: "In Net a list in front of a layer gives its tensors one by one: `[q, v] -> MultiHeadAttention(…)`.",
    applies: (c) => c.layer === "MultiHeadAttention" && c.positional?.length === 1 && Array.isArray(c.positional[0]),
  },
  {
    reason:
      "TimeDistributed states a shape without asking the layer inside whether the number of axes fits. With the first batch the layer refuses, or gives another shape.",
    applies: (c) => {
      const axes = new Map([
        ["Bidirectional", 2],
        ["MaxPooling2D", 3],
        ["GlobalAveragePooling2D", 3],
      ]).get((c.args.layer as [string])?.[0]);
      return (
        c.layer === "TimeDistributed" && c.error === undefined && axes !== undefined && c.inputs[0]!.length - 1 !== axes
      );
    },
  },
];
