// What the layers that change images share: their arguments and that a shape stays. It never looks at a pixel.

import { isNumber } from "../../tensor/dim.ts";
import { fullShape, shapeText } from "../../tensor/tensor-type.ts";
import {
  anything,
  either,
  float,
  int,
  listOf,
  nullable,
  option,
  optional,
  wordOf,
} from "../argument-types.ts";
import {
  type ArgumentType,
  defineLayer,
  type LayerDefinition,
  type LayerExample,
  type LocatedReport,
  Mismatch,
  type Parameters,
  type RuleSite,
} from "../define.ts";
import { atRunTime, floatingOutput, likeInput } from "../rules.ts";
import type { Value } from "../value.ts";

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
  readonly namesInside?: LayerDefinition["namesInside"];
  readonly check?: (site: RuleSite) => void;
  /** Whether it works on three colours only, given its arguments. */
  readonly colors?: (args: RuleSite["args"]) => boolean;
  readonly net: string;
  readonly more?: readonly LayerExample[];
}

/** What the first batch of images would fail on: their number of axes, or of colours. */
export function imageProblems(site: RuleSite, colors: boolean): readonly LocatedReport[] {
  const full = fullShape(site.input);
  if (full.length !== 3 && full.length !== 4)
    return [
      atRunTime(site, `takes images, [rows, columns, channels], and gets ${shapeText(site.input.shape)}`),
    ];
  const channels = full.at(site.args.data_format === "channels_first" ? -3 : -1)!;
  if (!colors || !isNumber(channels) || channels === 3) return [];
  return [atRunTime(site, `takes images with 3 channels, and gets ${channels}`)];
}

/** Words that are none of the options of an argument Keras does not look at before the first batch. */
export function optionProblems(site: RuleSite, parameters: Parameters): readonly LocatedReport[] {
  return Object.entries(parameters).flatMap(([argument, { type }]) => {
    const options = type.options?.() ?? [];
    const word = wordOf((site.args as Readonly<Record<string, unknown>>)[argument] as Value);
    // RandomFlip never fails on its mode: with another word it flips nothing.
    if (
      argument === "mode" ||
      word === undefined ||
      options.length === 0 ||
      options.some((o) => o === word.toLowerCase())
    )
      return [];
    return [
      atRunTime(site, `knows no \`${argument}\` "${word}"`, {
        argument,
        advice: `use ${options.join(" or ")}`,
      }),
    ];
  });
}

const kept = "The shape stays. No weights; left out of multiply-adds and FLOPs.";

/** Declares a layer that changes pixels and keeps the shape. */
export const imageLayer = ({
  name,
  summary,
  details,
  parameters,
  keepsDtype,
  namesInside,
  check,
  colors,
  net,
  more,
}: ImageLayer): LayerDefinition =>
  defineLayer({
    name,
    ...(namesInside ? { namesInside } : {}),
    family: "preprocessing",
    summary,
    details: details ? `${details}\n\n${kept}` : kept,
    parameters: { ...parameters, ...without(further, parameters) },
    infer(site) {
      check?.(site as unknown as RuleSite);
      const output = keepsDtype ? likeInput(site, site.input.shape) : floatingOutput(site, site.input.shape);
      const reports = [
        ...imageProblems(site as unknown as RuleSite, colors?.(site.args as RuleSite["args"]) ?? false),
        ...optionProblems(site as unknown as RuleSite, parameters),
      ];
      return { outputs: [output], weights: [], macs: 0n, flops: 0n, reports };
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
