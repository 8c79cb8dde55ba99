// What the layers that change images share: their arguments and that a shape stays. It never looks at a pixel.
import { anything, either, float, int, listOf, nullable, option, optional } from "../argument-types.ts";
import {
  type ArgumentType,
  defineLayer,
  type LayerDefinition,
  type LayerExample,
  Mismatch,
  type Parameters,
  type RuleSite,
} from "../define.ts";
import { floatingOutput, likeInput } from "../rules.ts";

export const seed = optional(nullable(int()), null, "Makes the random numbers the same in every run.");

export const dataFormat = optional(
  nullable(option(["channels_last", "channels_first"], { anyCase: true })),
  null,
  "Whether channels are the last axis (the default) or the first after the batch.",
);

/** What every image layer takes by name besides. */
const further = {
  data_format: { ...dataFormat, keywordOnly: true },
  bounding_box_format: optional(
    nullable(anything),
    null,
    "How boxes are written, where images come with boxes.",
    {
      keywordOnly: true,
    },
  ),
};

/** Any value, shown as what it should be: Keras does not look at it while the graph is built. */
export const unchecked = (text: string, options: readonly string[] = []): ArgumentType<unknown> => ({
  text,
  options: () => options,
  parse: (value) => value,
});

const pixels = [0, 255];
const pixelRange = { defaultText: "(0, 255)" };

/** The lowest and the highest value of a pixel. */
export const valueRange = optional(
  listOf(float(), 2),
  pixels,
  "The lowest and the highest value a pixel can have.",
  pixelRange,
);
export const uncheckedRange = optional<unknown>(
  unchecked("two numbers"),
  pixels,
  "The lowest and the highest value a pixel can have.",
  pixelRange,
);

/**
 * How strong a change is: a number, or a range the strength is drawn from. Keras looks at both ends of a range in some
 * layers, and in others only refuses one that lies outside of the bounds as a whole.
 */
export function factor(
  low: number,
  high: number,
  more: { readonly bothEnds?: boolean; readonly lowOpen?: boolean } = {},
): ArgumentType<unknown> {
  const text = `a number ${more.lowOpen ? `above ${low} and up to` : `from ${low} to`} ${high}, or two of them`;
  const inside = (n: number): boolean => (more.lowOpen ? n > low : n >= low) && n <= high;
  const number = float();
  const pair = listOf(number, 2);
  return {
    text,
    parse(value) {
      const parsed = either(number, pair).parse(value);
      if (parsed instanceof Mismatch)
        return parsed.reason === "undecided" ? parsed : new Mismatch(parsed.reason, text);
      if (typeof parsed === "number") return inside(parsed) ? parsed : new Mismatch("range", text);
      const [first, second] = [parsed[0]!, parsed[1]!];
      const fits = more.bothEnds ? inside(first) && inside(second) : first <= high && second >= low;
      return fits ? parsed : new Mismatch("range", text);
    },
  };
}

export const interpolation = optional(
  option(["nearest", "bilinear"]),
  "bilinear",
  "How values between pixels are made.",
);

export const fillMode = optional(
  option(["reflect", "wrap", "constant", "nearest"]),
  "reflect",
  "What stands where the image was moved away from.",
);

export const fillValue = optional<unknown>(unchecked("float"), 0, 'The value for `fill_mode="constant"`.', {
  defaultText: "0.0",
});

interface ImageLayer {
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly parameters: Parameters;
  /** Whole numbers stay whole. */
  readonly keepsDtype?: boolean;
  readonly check?: (site: RuleSite) => void;
  readonly net: string;
  readonly more?: readonly LayerExample[];
}

const kept = "The shape stays. No weights; left out of multiply-adds and FLOPs.";

/** Declares a layer that changes pixels and keeps the shape. */
export const imageLayer = ({
  name,
  summary,
  details,
  parameters,
  keepsDtype,
  check,
  net,
  more,
}: ImageLayer): LayerDefinition =>
  defineLayer({
    name,
    family: "preprocessing",
    summary,
    details: details ? `${details}\n\n${kept}` : kept,
    parameters: { ...parameters, ...without(further, parameters) },
    infer(site) {
      check?.(site as unknown as RuleSite);
      const output = keepsDtype ? likeInput(site, site.input.shape) : floatingOutput(site, site.input.shape);
      return { outputs: [output], weights: [], macs: 0n, flops: 0n };
    },
    examples: [
      { net, inputs: [[32, 32, 3]], output: [32, 32, 3], params: 0 },
      { net, inputs: [[null, null, 3]], output: [null, null, 3], params: 0 },
      ...(more ?? []),
    ],
  });

/** Parameters that are not among these. */
export const without = (all: Parameters, own: Parameters): Parameters =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !(name in own)));

/** For image layers with rules of their own. */
export const furtherParameters = (own: Parameters): Parameters => without(further, own);
