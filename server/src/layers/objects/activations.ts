// The activations Keras knows by name. It never says what a layer does with one.
import { bool, float, int, optional } from "../argument-types.ts";
import { defineObjects } from "../define-object.ts";

const simple = (name: string, summary: string, aliases: readonly string[] = []) => ({ name, summary, aliases, parameters: {} });

export default defineObjects("activation", [
  simple("linear", "Leaves the value as it is."),
  simple("relu", "max(x, 0).", ["ReLU"]),
]);
void [bool, float, int, optional];
