// What StringLookup, IntegerLookup and TextVectorization share: the size of the vocabulary and the shapes it makes.
// It never holds a vocabulary.
import { type Dim, equal, unknown } from "../../tensor/dim.ts";
import { anything, bool, int, nullable, option, optional } from "../argument-types.ts";
import type { RuleSite } from "../define.ts";
import { refuseArgument } from "../operations/operation.ts";
import { isSequence, type Value } from "../value.ts";

export const modes = ["int", "one_hot", "multi_hot", "count", "tf_idf", "binary", "tf-idf"] as const;

export const modeDoc = "int for the place in the vocabulary, otherwise a vector over the whole vocabulary.";

export const vocabularyParameters = {
  max_tokens: optional(
    nullable(int({ min: 2 })),
    null,
    "The greatest size of the vocabulary, places for unknown words included.",
  ),
  vocabulary: optional(
    nullable(anything),
    null,
    "The words as a list, or a file with one a line; left out, `adapt` collects them.",
  ),
  idf_weights: optional(nullable(anything), null, "How rare each word is, for tf_idf."),
  output_mode: optional(option(modes), "int", modeDoc),
  pad_to_max_tokens: optional(
    bool,
    false,
    "Makes vectors as long as `max_tokens`, however many words there are.",
  ),
  sparse: optional(bool, false, "Whether the result is a sparse tensor."),
};

export interface Lookup {
  readonly max_tokens: number | null;
  readonly num_oov_indices: number;
  readonly mask_token: Value;
  readonly oov_token: Value;
  readonly vocabulary: Value;
  readonly idf_weights: Value;
  readonly invert: boolean;
  readonly output_mode: (typeof modes)[number];
  readonly pad_to_max_tokens: boolean;
  readonly sparse: boolean;
}

/** The old names of modes are taken for the new ones. */
export const modeOf = (mode: (typeof modes)[number]): string =>
  mode === "binary" ? "multi_hot" : mode === "tf-idf" ? "tf_idf" : mode;

/** Refuses arguments that do not go together. */
export function checkLookup(site: RuleSite, lookup: Lookup): void {
  const mode = modeOf(lookup.output_mode);
  if (lookup.pad_to_max_tokens && lookup.max_tokens === null)
    refuseArgument(site, "pad_to_max_tokens", "False where `max_tokens` is not given", true);
  if (lookup.invert && mode !== "int")
    refuseArgument(site, "output_mode", '"int" where `invert` is True', mode);
  if (lookup.sparse && mode === "int")
    refuseArgument(site, "sparse", 'False with `output_mode="int"`; the other modes may be sparse', true);
  if (lookup.idf_weights !== null && mode !== "tf_idf")
    refuseArgument(site, "output_mode", '"tf_idf" where `idf_weights` are given', mode);
  if (lookup.vocabulary !== null && mode === "tf_idf" && lookup.idf_weights === null)
    refuseArgument(
      site,
      "idf_weights",
      'given together with `vocabulary` where `output_mode="tf_idf"`',
      null,
    );
  const words = wordsOf(lookup);
  if (words === undefined) return;
  if (words.length === 0) refuseArgument(site, "vocabulary", "a list with at least one word", []);
  if (new Set(words).size < words.length) refuseArgument(site, "vocabulary", "a list of different words", []);
  const size = sizeOf(lookup, words);
  if (lookup.max_tokens !== null && size > lookup.max_tokens)
    refuseArgument(
      site,
      "max_tokens",
      `at least ${size}, the size of the vocabulary with its special places`,
      lookup.max_tokens,
    );
}

const wordsOf = ({ vocabulary }: Lookup): readonly Value[] | undefined =>
  typeof vocabulary === "object" && vocabulary !== null && isSequence(vocabulary)
    ? vocabulary.items
    : undefined;

/** Places before the first word: for padding, and for words that are not in the vocabulary. */
const specials = (lookup: Lookup): readonly Value[] => [
  ...(lookup.mask_token !== null && modeOf(lookup.output_mode) === "int" ? [lookup.mask_token] : []),
  ...Array.from({ length: lookup.num_oov_indices }, () => lookup.oov_token),
];

function sizeOf(lookup: Lookup, words: readonly Value[]): number {
  const front = specials(lookup);
  const listed = front.length > 0 && front.every((token, i) => words[i] === token);
  return listed ? words.length : front.length + words.length;
}

/** The length of vectors over the vocabulary. */
export function vocabularyDepth(lookup: Lookup): Dim {
  if (lookup.pad_to_max_tokens && lookup.max_tokens !== null) return lookup.max_tokens;
  const words = wordsOf(lookup);
  return words === undefined
    ? unknown("the vocabulary is collected by `adapt` or read from a file")
    : sizeOf(lookup, words);
}

/** The shape of a lookup by all axes, the batch first. */
export function lookedUp(shape: readonly Dim[], lookup: Lookup): readonly Dim[] {
  const mode = modeOf(lookup.output_mode);
  if (mode === "int") return shape;
  const depth = vocabularyDepth(lookup);
  const apart = mode === "one_hot" && !(shape.length > 1 && equal(shape.at(-1)!, 1) === true);
  return [...(apart ? shape : shape.slice(0, -1)), depth];
}
