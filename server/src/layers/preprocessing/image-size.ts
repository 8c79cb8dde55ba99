// Layers that give images a size: Resizing, CenterCrop, RandomCrop. They never touch channels.
import type { Dim } from "../../tensor/dim.ts";
import { fromFullShape, fullShape, shapeText } from "../../tensor/tensor-type.ts";
import { optional, required, size } from "../argument-types.ts";
import { type ArgumentType, defineLayer, type Inference, type RuleSite } from "../define.ts";
import { dimension } from "../operations/operands.ts";
import { refuseRank } from "../operations/operation.ts";
import { nameByPosition } from "../own-name.ts";
import { atRunTime } from "../rules.ts";
import { dataFormat, furtherParameters, optionProblems, seed, unchecked } from "./images.ts";

/** Rows or columns: a size, 0 at least, or None for one that is left open. */
const pixelsType: ArgumentType<Dim> = {
  text: "int ≥ 0",
  parse: (value) => (value === null ? dimension.parse(value) : size({ min: 0 }).parse(value)),
};
const height = required<Dim>(pixelsType, "How many rows come out.");
const width = required<Dim>(pixelsType, "How many columns come out.");

/** The answer with the sizes of two axes set, the batch being axis 0. */
function sized(site: RuleSite, rows: number, columns: number): Inference {
  const full = [...fullShape(site.input)];
  const at = (axis: number): number => (axis < 0 ? axis + full.length : axis);
  if (at(rows) < 0 || at(columns) < 0 || at(columns) >= full.length)
    refuseRank(site, "3 axes (rows, columns, channels)", site.input);
  full[at(rows)] = site.args.height as Dim;
  full[at(columns)] = site.args.width as Dim;
  // With other than 3 axes Keras reads a single image, or none at all, and the batch loses its place.
  const reports =
    full.length === 4
      ? optionProblems(site, resizingParameters)
      : [atRunTime(site, `takes images, [rows, columns, channels], and gets ${shapeText(site.input.shape)}`)];
  return { outputs: [fromFullShape(full, site.computeDtype)], weights: [], macs: 0n, flops: 0n, reports };
}

/** The places of rows and columns with the batch as axis 0; one further in front where Keras sees a single image. */
const places = (site: RuleSite): readonly [number, number] => {
  const first =
    (fullShape(site.input).length === 4 ? 1 : 0) + (site.args.data_format === "channels_first" ? 1 : 0);
  return [first, first + 1];
};

const cropParameters = { height, width, data_format: dataFormat };
const randomParameters = { height, width, seed, data_format: dataFormat, name: nameByPosition };
const resizingParameters = {
  height,
  width,
  interpolation: optional<unknown>(
    unchecked("bilinear, nearest, bicubic, lanczos3 or lanczos5", [
      "bilinear",
      "nearest",
      "bicubic",
      "lanczos3",
      "lanczos5",
    ]),
    "bilinear",
    "How values between pixels are made.",
  ),
  crop_to_aspect_ratio: optional<unknown>(
    unchecked("bool"),
    false,
    "Keeps the proportions, and cuts what is too much.",
  ),
  pad_to_aspect_ratio: optional<unknown>(
    unchecked("bool"),
    false,
    "Keeps the proportions, and fills what is missing.",
  ),
  fill_mode: optional<unknown>(unchecked('"constant"', ["constant"]), "constant", "How it is filled."),
  fill_value: optional<unknown>(unchecked("float"), 0, "What it is filled with.", { defaultText: "0.0" }),
  antialias: optional<unknown>(unchecked("bool"), false, "Smooths when images are made smaller."),
  data_format: dataFormat,
};

export default [
  defineLayer({
    name: "Resizing",
    family: "preprocessing",
    summary: "Stretches or shrinks images to a fixed size.",
    details: "No weights; left out of multiply-adds and FLOPs.",
    pytorch: "torchvision.transforms.Resize",
    parameters: { ...resizingParameters, ...furtherParameters(resizingParameters) },
    infer: (site) => sized(site as unknown as RuleSite, ...places(site as unknown as RuleSite)),
    examples: [
      { net: "Resizing(224, 224)", inputs: [[null, null, 3]], output: [224, 224, 3], params: 0 },
      {
        net: 'Resizing(64, 48, interpolation="nearest")',
        inputs: [[32, 32, 1]],
        output: [64, 48, 1],
        params: 0,
      },
    ],
  }),
  defineLayer({
    name: "CenterCrop",
    family: "preprocessing",
    summary: "Cuts the middle out of images; smaller images are resized.",
    details: "No weights; left out of multiply-adds and FLOPs.",
    pytorch: "torchvision.transforms.CenterCrop",
    parameters: { ...cropParameters, ...furtherParameters(cropParameters) },
    infer(site) {
      const rank = fullShape(site.input).length;
      if (rank !== 3 && rank !== 4)
        refuseRank(site as unknown as RuleSite, "3 axes (rows, columns, channels)", site.input);
      return sized(site as unknown as RuleSite, ...places(site as unknown as RuleSite));
    },
    examples: [
      { net: "CenterCrop(24, 24)", inputs: [[32, 32, 3]], output: [24, 24, 3], params: 0 },
      { net: "CenterCrop(24, 16)", inputs: [[null, null, 3]], output: [24, 16, 3], params: 0 },
    ],
  }),
  defineLayer({
    name: "RandomCrop",
    family: "preprocessing",
    summary: "While training, cuts a random part out of images; otherwise the middle.",
    details: "No weights; left out of multiply-adds and FLOPs.",
    pytorch: "torchvision.transforms.RandomCrop",
    parameters: { ...randomParameters, ...furtherParameters(randomParameters) },
    infer: (site) =>
      (site.args as RuleSite["args"]).data_format === "channels_first"
        ? sized(site as unknown as RuleSite, -2, -1)
        : sized(site as unknown as RuleSite, -3, -2),
    examples: [
      { net: "RandomCrop(24, 24)", inputs: [[32, 32, 3]], output: [24, 24, 3], params: 0 },
      { net: "RandomCrop(24, 16, seed=1)", inputs: [[48, 48, 1]], output: [24, 16, 1], params: 0 },
    ],
  }),
];
