// Arguments that name an object of Keras (an activation, an initializer, an optimizer) or hold one. It never lists them:
// the lists are in `objects/`.

import { wordOf } from "./argument-types.ts";
import { findObject, objectNames } from "./catalogue.ts";
import { type ArgumentType, Mismatch } from "./define.ts";
import type { ObjectFamily } from "./define-object.ts";
import type { Value } from "./value.ts";

/** An object as the rules see it: the name it has in Keras, and the value it came as. */
export interface Named {
  readonly name: string;
  readonly value: Value;
}

const article: Readonly<Record<ObjectFamily, string>> = {
  activation: "an activation",
  initializer: "an initializer",
  regularizer: "a regularizer",
  constraint: "a constraint",
  optimizer: "an optimizer",
  schedule: "a learning-rate schedule",
  callback: "a callback",
  loss: "a loss",
  metric: "a metric",
};

/** `relu`, `"relu"`, `keras.activations.relu` or an object made by a call; parsed to its Keras name. */
export function named(family: ObjectFamily): ArgumentType<Named> {
  const text = article[family];
  return {
    text,
    harmless: true,
    family,
    options: () => [...objectNames(family).keys()],
    parse(value) {
      if (typeof value === "object" && value !== null) {
        if (value.kind === "object") {
          return value.definition.family === family
            ? { name: value.definition.name, value }
            : new Mismatch("type", text);
        }
        if (value.kind === "function") {
          const name = objectNames(family).get(value.name.split(".").at(-1)!);
          return name ? { name, value } : new Mismatch("range", text);
        }
        if (value.kind === "layer" && family === "activation") return { name: value.className, value };
        // `Identity()` is a layer and an initializer; here the initializer is meant.
        if (value.kind === "layer" && findObject(value.className, family))
          return { name: value.className, value };
        if (value.kind === "other") return { name: value.what, value };
        if (value.kind === "unknown") return new Mismatch("undecided", value.reason);
      }
      const word = wordOf(value);
      if (word === undefined) return new Mismatch("type", text);
      const name = objectNames(family).get(word);
      if (!name) return new Mismatch("range", text);
      return findObject(name, family)?.onlyMade
        ? new Mismatch("range", `${text} (${name} only as a call: ${name}(…))`)
        : { name, value };
    },
  };
}
