// Layers that change the colours of images: brightness, contrast, hue and so on. They never move a pixel.

import { float, nullable, optional, required } from "../argument-types.ts";
import { expectColors } from "./color-channels.ts";
import { dataFormat, factor, imageLayer, seed, unchecked, uncheckedRange, valueRange } from "./images.ts";

const jitter = (what: string, low: number) =>
  optional<unknown>(nullable(factor(low, 1)), null, `How much the ${what} changes at most; none leaves it.`);

export default [
  imageLayer({
    name: "RandomBrightness",
    summary: "While training, makes each image lighter or darker by a random amount.",
    parameters: {
      factor: required<unknown>(
        nullable(factor(-1, 1)),
        "How much at most, as a share of the range; or the range it is drawn from.",
      ),
      value_range: valueRange,
      seed,
    },
    net: "RandomBrightness(0.2)",
  }),
  imageLayer({
    name: "RandomContrast",
    summary: "While training, moves each image's values away from or towards their mean.",
    parameters: {
      factor: required<unknown>(factor(0, 1), "How much at most; or the range it is drawn from."),
      value_range: uncheckedRange,
      seed,
    },
    net: "RandomContrast(0.2)",
  }),
  imageLayer({
    name: "RandomHue",
    colors: () => true,
    summary: "While training, turns the hue of each image by a random amount.",
    parameters: {
      factor: required<unknown>(factor(0, 1), "How much at most; or the range it is drawn from."),
      value_range: uncheckedRange,
      data_format: dataFormat,
      seed,
    },
    net: "RandomHue(0.1)",
  }),
  imageLayer({
    name: "RandomSaturation",
    colors: () => true,
    summary: "While training, makes colours stronger or paler by a random amount.",
    parameters: {
      factor: required<unknown>(factor(-1, 1), "How strong colours become: below 0.5 paler, above stronger."),
      value_range: valueRange,
      data_format: dataFormat,
      seed,
    },
    net: "RandomSaturation((0.4, 0.6))",
  }),
  imageLayer({
    name: "RandomSharpness",
    summary: "While training, makes each image sharper or softer by a random amount.",
    parameters: {
      factor: required<unknown>(factor(0, 1), "How sharp: 0.5 leaves the image."),
      value_range: valueRange,
      data_format: dataFormat,
      seed,
    },
    net: "RandomSharpness(0.3)",
  }),
  imageLayer({
    name: "RandomColorDegeneration",
    summary: "While training, moves each image towards its grey version by a random amount.",
    details: "The images have 3 channels.",
    parameters: {
      factor: required<unknown>(factor(-1, 1), "How grey at most: 1 is all grey."),
      value_range: valueRange,
      data_format: dataFormat,
      seed,
    },
    check: expectColors,
    net: "RandomColorDegeneration(0.5)",
  }),
  imageLayer({
    name: "RandomColorJitter",
    colors: (args) => args.saturation_factor !== null || args.hue_factor !== null,
    summary: "While training, changes brightness, contrast, saturation and hue by random amounts.",
    parameters: {
      value_range: uncheckedRange,
      brightness_factor: jitter("brightness", -1),
      contrast_factor: jitter("contrast", 0),
      saturation_factor: jitter("saturation", -1),
      hue_factor: jitter("hue", 0),
      seed,
      data_format: dataFormat,
    },
    net: "RandomColorJitter(brightness_factor=0.2, hue_factor=0.1)",
  }),
  imageLayer({
    name: "RandomGrayscale",
    summary: "While training, turns a random share of the images grey; they keep their three channels.",
    keepsDtype: true,
    parameters: {
      factor: optional(float({ min: 0, max: 1 }), 0.5, "The share of images that turn grey."),
      data_format: dataFormat,
      seed,
    },
    net: "RandomGrayscale(0.3)",
  }),
  imageLayer({
    name: "RandomInvert",
    summary: "While training, inverts a random share of the images.",
    parameters: {
      factor: optional<unknown>(factor(0, 1), 1, "The share of images that are inverted.", {
        defaultText: "1.0",
      }),
      value_range: uncheckedRange,
      seed,
      data_format: dataFormat,
    },
    net: "RandomInvert(0.5)",
  }),
  imageLayer({
    name: "RandomPosterization",
    summary: "While training, keeps fewer bits of each colour.",
    parameters: {
      factor: required<unknown>(factor(1, 8), "How many bits are kept."),
      value_range: valueRange,
      data_format: dataFormat,
      seed,
    },
    net: "RandomPosterization(4)",
  }),
  imageLayer({
    name: "Solarization",
    summary: "While training, inverts values above a threshold, after adding a random amount.",
    parameters: {
      addition_factor: optional<unknown>(factor(0, 1, { bothEnds: true }), 0, "How much is added at most.", {
        defaultText: "0.0",
      }),
      threshold_factor: optional<unknown>(
        factor(0, 1, { bothEnds: true }),
        0,
        "From where on values are inverted.",
        { defaultText: "0.0" },
      ),
      value_range: valueRange,
      seed,
    },
    net: "Solarization(0.3, 0.5)",
  }),
  imageLayer({
    name: "AutoContrast",
    summary: "Stretches the values of each image over the whole range.",
    parameters: { value_range: valueRange },
    net: "AutoContrast()",
  }),
  imageLayer({
    name: "Equalization",
    summary: "Spreads the values of each channel evenly over the range.",
    keepsDtype: true,
    parameters: {
      value_range: valueRange,
      bins: optional<unknown>(unchecked("int"), 256, "Into how many steps the range is divided."),
      data_format: dataFormat,
    },
    net: "Equalization()",
  }),
  imageLayer({
    name: "ContrastLimitedAdaptiveHistogramEqualization",
    summary: "Spreads the values of each part of an image evenly, up to a limit.",
    parameters: {
      value_range: uncheckedRange,
      clip_limit: optional<unknown>(unchecked("float"), 4, "How much the contrast may grow.", {
        defaultText: "4.0",
      }),
      tile_grid_size: optional<unknown>(
        unchecked("2 ints"),
        [8, 8],
        "Into how many rows and columns of parts an image is divided.",
        { defaultText: "(8, 8)" },
      ),
      data_format: dataFormat,
    },
    net: "ContrastLimitedAdaptiveHistogramEqualization()",
  }),
];
