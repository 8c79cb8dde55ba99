// StringLookup and IntegerLookup: places of words or numbers in a vocabulary. They never collect one.
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, bool, int, nullable, option, optional, string } from "../argument-types.ts";
import { defineLayer, type RuleSite } from "../define.ts";
import { refuseArgument } from "../operations/operation.ts";
import { nameByPosition } from "../own-name.ts";
import { encoded, noCost, salt } from "./category.ts";
import { checkLookup, type Lookup, lookedUp, modeOf, vocabularyParameters } from "./lookup.ts";

const v = vocabularyParameters;
const oov = optional(
  int({ min: 0 }),
  1,
  "How many places there are for words that are not in the vocabulary.",
);
const invert = optional(bool, false, "Turns it round: from places to words.");

const rule = (site: RuleSite) => {
  const lookup = site.args as unknown as Lookup;
  checkLookup(site, lookup);
  if (site.args.oov_method === "floormod" && site.args.salt !== null)
    refuseArgument(site, "salt", 'left out unless `oov_method="farmhash"`', site.args.salt);
  const dtype = modeOf(lookup.output_mode) === "int" ? "int64" : "float32";
  return encoded(lookedUp(fullShape(site.input), lookup), dtype);
};

const details = `The vocabulary is given, or collected by \`adapt\` before training. Needs TensorFlow. ${noCost}`;

export default [
  defineLayer({
    name: "StringLookup",
    family: "preprocessing",
    summary: "Turns words into their places in a vocabulary, or into vectors over it.",
    details,
    parameters: {
      max_tokens: v.max_tokens,
      num_oov_indices: oov,
      mask_token: optional(nullable(anything), null, "The word for padding; it gets place 0."),
      oov_token: optional(nullable(anything), "[UNK]", "The word for those that are not in the vocabulary."),
      vocabulary: v.vocabulary,
      idf_weights: v.idf_weights,
      invert,
      output_mode: v.output_mode,
      pad_to_max_tokens: v.pad_to_max_tokens,
      sparse: v.sparse,
      encoding: optional(string, "utf-8", "The encoding of the words."),
      name: nameByPosition,
      salt,
    },
    infer: (site) => rule(site as unknown as RuleSite),
    examples: [
      { net: 'StringLookup(vocabulary=["a", "b"])', inputs: [[5]], dtype: "string", output: [5], params: 0 },
      {
        net: 'StringLookup(vocabulary=["a", "b"], output_mode="multi_hot")',
        inputs: [[5]],
        dtype: "string",
        output: [3],
        params: 0,
      },
    ],
  }),
  defineLayer({
    name: "IntegerLookup",
    family: "preprocessing",
    summary: "Turns whole numbers into their places in a vocabulary, or into vectors over it.",
    details,
    parameters: {
      max_tokens: v.max_tokens,
      num_oov_indices: oov,
      mask_token: optional(nullable(anything), null, "The number for padding; it gets place 0."),
      oov_token: optional(nullable(anything), -1n, "The number for those that are not in the vocabulary."),
      vocabulary: v.vocabulary,
      vocabulary_dtype: optional(option(["int64", "int32"]), "int64", "The dtype of the numbers."),
      idf_weights: v.idf_weights,
      invert,
      output_mode: v.output_mode,
      sparse: v.sparse,
      pad_to_max_tokens: v.pad_to_max_tokens,
      oov_method: optional(
        option(["floormod", "farmhash"]),
        "floormod",
        "How numbers outside of it are spread over their places.",
      ),
      salt,
      name: nameByPosition,
    },
    infer: (site) => rule(site as unknown as RuleSite),
    examples: [
      {
        net: "IntegerLookup(vocabulary=[12, 36, 48])",
        inputs: [[4]],
        dtype: "int64",
        output: [4],
        params: 0,
      },
      {
        net: 'IntegerLookup(vocabulary=[12, 36, 48], output_mode="count")',
        inputs: [[4]],
        dtype: "int64",
        output: [4],
        params: 0,
      },
    ],
  }),
];
