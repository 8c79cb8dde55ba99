// CategoryEncoding: numbers of categories as vectors. It never learns the categories.
import { equal } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, bool, nullable, option, optional, size } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { refuseArgument } from "../operations/operation.ts";
import { encoded, noCost } from "./category.ts";

export default defineLayer({
  name: "CategoryEncoding",
  family: "preprocessing",
  summary: "Turns numbers of categories into vectors with one place for each category.",
  details: `\`one_hot\` makes a vector of each number, \`multi_hot\` one vector of all numbers of a sample, \`count\` counts them. ${noCost}`,
  pytorch: "torch.nn.functional.one_hot",
  parameters: {
    num_tokens: optional(nullable(size()), null, "How many categories there are; it has to be given."),
    output_mode: optional(
      option(["multi_hot", "one_hot", "count", "binary"]),
      "multi_hot",
      "one_hot for a vector a number, multi_hot or count for one vector a sample; binary is the old name of multi_hot.",
    ),
    sparse: optional(bool, false, "Whether the result is a sparse tensor."),
  },
  call: {
    count_weights: optional(nullable(anything), null, 'What each number counts, with `output_mode="count"`.'),
  },
  infer(site) {
    const { num_tokens, output_mode } = site.args;
    if (num_tokens === null) refuseArgument(site, "num_tokens", "given: the number of categories", null);
    const full = fullShape(site.input);
    const last = full.at(-1);
    const apart =
      output_mode === "one_hot" && last !== undefined && (full.length === 1 || equal(last, 1) !== true);
    return encoded([...(apart ? full : full.slice(0, -1)), num_tokens], site.computeDtype);
  },
  examples: [
    { net: "CategoryEncoding(num_tokens=10)", inputs: [[3]], dtype: "int32", output: [10], params: 0 },
    {
      net: 'CategoryEncoding(10, output_mode="one_hot")',
      inputs: [[3]],
      dtype: "int32",
      output: [3, 10],
      params: 0,
    },
    {
      net: 'CategoryEncoding(10, output_mode="one_hot")',
      inputs: [[1]],
      dtype: "int32",
      output: [10],
      params: 0,
    },
  ],
});
