// TextVectorization: texts cut into words and turned into their places in a vocabulary. It never collects one.
import { unknown } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { bool, either, int, listOf, nullable, optional, string } from "../argument-types.ts";
import { type ArgumentType, defineLayer, Mismatch, type RuleSite } from "../define.ts";
import { refuseArgument } from "../operations/operation.ts";
import { nameByPosition } from "../own-name.ts";
import { encoded, noCost } from "./category.ts";
import { checkLookup, lookedUp, modeOf, vocabularyParameters } from "./lookup.ts";

/** One of a few words, a function, or none. */
const wordOrFunction = (names: readonly string[]): ArgumentType<unknown> => ({
  text: `${names.map((name) => `"${name}"`).join(" or ")}, a function, or None`,
  options: () => names,
  parse(value) {
    if (typeof value === "string") return names.includes(value) ? value : new Mismatch("range", this.text);
    if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean")
      return new Mismatch("type", this.text);
    return value;
  },
});

const v = vocabularyParameters;

export default defineLayer({
  name: "TextVectorization",
  family: "preprocessing",
  summary: "Cuts texts into words and turns them into places in a vocabulary, or into vectors over it.",
  details: `Takes one text a sample, of dtype string. The vocabulary is given, or collected by \`adapt\` before training. Needs TensorFlow. ${noCost}`,
  parameters: {
    max_tokens: v.max_tokens,
    standardize: optional<unknown>(
      wordOrFunction(["lower_and_strip_punctuation", "lower", "strip_punctuation"]),
      "lower_and_strip_punctuation",
      "What is done to a text before it is cut.",
    ),
    split: optional<unknown>(
      wordOrFunction(["whitespace", "character"]),
      "whitespace",
      "Where a text is cut; None keeps it whole.",
    ),
    ngrams: optional(
      nullable(either(int(), listOf(int()))),
      null,
      "Up to how many words are taken together.",
    ),
    output_mode: v.output_mode,
    output_sequence_length: optional(
      nullable(int()),
      null,
      "To how many words each text is cut or filled, with int.",
    ),
    pad_to_max_tokens: v.pad_to_max_tokens,
    vocabulary: v.vocabulary,
    idf_weights: v.idf_weights,
    sparse: v.sparse,
    ragged: optional(bool, false, "Whether texts of different lengths stay so."),
    encoding: optional(string, "utf-8", "The encoding of the texts."),
    name: nameByPosition,
  },
  infer(site) {
    const { args } = site;
    const mode = modeOf(args.output_mode);
    const lookup = { ...args, num_oov_indices: 1, mask_token: "", oov_token: "[UNK]", invert: false };
    if (mode !== "int" && args.output_sequence_length !== null)
      refuseArgument(
        site,
        "output_sequence_length",
        'left out unless `output_mode="int"`',
        args.output_sequence_length,
      );
    if (args.ragged && mode !== "int")
      refuseArgument(site, "ragged", 'False unless `output_mode="int"`', true);
    checkLookup(site as unknown as RuleSite, lookup);
    const full = fullShape(site.input);
    const words = unknown(
      "how many words a text has is seen when it is read; `output_sequence_length` fixes it",
    );
    if (mode === "int") return encoded([full[0] ?? words, args.output_sequence_length ?? words], "int64");
    const shape = args.split !== null ? [...full, words] : full.length <= 1 ? [...full, 1] : full;
    return encoded(lookedUp(shape, lookup), "float32");
  },
  examples: [
    {
      net: "TextVectorization(10000, output_sequence_length=250)",
      inputs: [[1]],
      dtype: "string",
      output: [250],
      params: 0,
    },
    { net: "TextVectorization()", inputs: [[1]], dtype: "string", output: [null], params: 0 },
    {
      net: 'TextVectorization(100, output_mode="multi_hot", pad_to_max_tokens=True)',
      inputs: [[]],
      dtype: "string",
      output: [100],
      params: 0,
    },
  ],
});
