// Optimizers, losses, metrics, initializers and the like: named things whose arguments are checked and documented.
// They have no shapes; what they mean for training is said in `model/training`.
import type { Parameters } from "./define.ts";

export type ObjectFamily =
  | "activation"
  | "initializer"
  | "regularizer"
  | "constraint"
  | "optimizer"
  | "schedule"
  | "callback"
  | "loss"
  | "metric";

export interface ObjectDefinition {
  readonly kind: "object";
  /** Keras's class name, or the function's for activations. */
  readonly name: string;
  readonly family: ObjectFamily;
  /** Most models use it: it is offered before others of its family. */
  readonly usual?: boolean;
  /** Other spellings, strings such as `"mse"` included. */
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** Keras takes it as an object only and does not find it by a string. */
  readonly onlyMade?: boolean;
  readonly parameters: Parameters;
  /** Optimizers: how many copies of a trainable weight the optimizer keeps, given its arguments. */
  readonly slots?: (args: Readonly<Record<string, unknown>>) => number;
}

/** Declares the objects of one family, those that most models use by name; each file of `objects/` exports one list. */
export const defineObjects = (
  family: ObjectFamily,
  objects: readonly Omit<ObjectDefinition, "kind" | "family" | "usual">[],
  usual: readonly string[] = [],
): readonly ObjectDefinition[] =>
  objects.map((object) => ({ ...object, kind: "object", family, usual: usual.includes(object.name) }));
