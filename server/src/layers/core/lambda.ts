// Lambda: a function of Python as a layer. It never runs the function.
import { anything, maskCall, nullable, optional, required } from "../argument-types.ts";
import { defineLayer, type RuleSite } from "../define.ts";
import { code, opaque, statedShape } from "./opaque.ts";

export default defineLayer({
  name: "Lambda",
  family: "core",
  summary: "Applies a function of your own; state what comes out with `output_shape`.",
  details: `The function is not read and not run here, so its output shape is taken from \`output_shape\`, without the batch axis; left out, the
shape is unknown from here on. Operations such as \`x * 2\` or \`ops.mean(x, axis=1)\` can be written as they are and need no Lambda.
It has no weights; its cost is unknown.`,
  takes: "one-or-list",
  parameters: {
    function: required(code, "The function, by its name."),
    output_shape: optional(statedShape, null, "The shape of the output without the batch axis."),
    mask: optional(nullable(anything), null, "A mask, or a function that makes one."),
    arguments: optional(nullable(anything), null, "Further arguments of the function, as a dictionary."),
  },
  call: maskCall,
  infer: (site) =>
    opaque(site as unknown as RuleSite, site.args.output_shape, {
      runs: "a function",
      cure: "output_shape=(…)",
      weights: false,
    }),
  examples: [
    { net: 'Lambda("square", output_shape=(5,))', inputs: [[5]], output: [5], params: 0 },
    { net: 'Lambda("first", output_shape=(8,))', inputs: [[10, 8]], output: [8], params: 0 },
  ],
});
