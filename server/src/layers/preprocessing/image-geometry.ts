// Layers that move the pixels of images: flips, turns, shifts, zooms and the like. They never change a size.
import { either, float, listOf, nullable, option, optional, required } from "../argument-types.ts";
import { type ArgumentType, Mismatch } from "../define.ts";
import {
  dataFormat,
  factor,
  fillMode,
  fillValue,
  imageLayer,
  interpolation,
  seed,
  unchecked,
  uncheckedRange,
} from "./images.ts";

const shift = factor(-1, 1, { bothEnds: true });
const zoom = factor(-1, 1, { bothEnds: true, lowOpen: true });
const shear = factor(0, 1, { bothEnds: true });

/** An odd number, or two. */
const odd: ArgumentType<unknown> = {
  text: "an odd int, or two of them",
  parse(value) {
    const parsed = either(float(), listOf(float(), 2)).parse(value);
    if (parsed instanceof Mismatch)
      return parsed.reason === "undecided" ? parsed : new Mismatch(parsed.reason, this.text);
    const sizes = typeof parsed === "number" ? [parsed] : parsed;
    return sizes.some((n) => n % 2 === 0) ? new Mismatch("range", this.text) : parsed;
  },
};

export default [
  imageLayer({
    name: "RandomFlip",
    summary: "While training, mirrors images at random: left-right, upside-down, or both.",
    parameters: {
      mode: optional<unknown>(
        unchecked('"horizontal", "vertical" or "horizontal_and_vertical"', [
          "horizontal",
          "vertical",
          "horizontal_and_vertical",
        ]),
        "horizontal_and_vertical",
        "horizontal is left-right, vertical upside-down.",
      ),
      seed,
      data_format: dataFormat,
    },
    net: 'RandomFlip("horizontal")',
  }),
  imageLayer({
    name: "RandomRotation",
    summary: "While training, turns each image by a random angle.",
    parameters: {
      factor: required<unknown>(
        nullable(factor(-1, 1)),
        "The greatest angle as a share of a full turn: 0.1 is ±36°.",
      ),
      fill_mode: fillMode,
      interpolation,
      seed,
      fill_value: fillValue,
      data_format: dataFormat,
    },
    net: "RandomRotation(0.1)",
  }),
  imageLayer({
    name: "RandomTranslation",
    summary: "While training, moves each image by a random distance.",
    parameters: {
      height_factor: required<unknown>(shift, "How far up or down at most, as a share of the height."),
      width_factor: required<unknown>(shift, "How far left or right at most, as a share of the width."),
      fill_mode: fillMode,
      interpolation,
      seed,
      fill_value: fillValue,
      data_format: dataFormat,
    },
    net: "RandomTranslation(0.1, 0.1)",
  }),
  imageLayer({
    name: "RandomZoom",
    summary: "While training, zooms each image in or out by a random amount.",
    parameters: {
      height_factor: required<unknown>(zoom, "How much at most: 0.2 is 20% out, -0.2 20% in."),
      width_factor: optional<unknown>(nullable(zoom), null, "The same across; none keeps the proportions."),
      fill_mode: fillMode,
      interpolation,
      seed,
      fill_value: fillValue,
      data_format: dataFormat,
    },
    net: "RandomZoom(0.2)",
  }),
  imageLayer({
    name: "RandomShear",
    summary: "While training, slants each image by a random amount.",
    parameters: {
      x_factor: optional<unknown>(shear, 0, "How much sideways at most.", { defaultText: "0.0" }),
      y_factor: optional<unknown>(shear, 0, "How much up and down at most.", { defaultText: "0.0" }),
      interpolation,
      fill_mode: fillMode,
      fill_value: fillValue,
      data_format: dataFormat,
      seed,
    },
    net: "RandomShear(0.2, 0.2)",
  }),
  imageLayer({
    name: "RandomPerspective",
    summary: "While training, tilts a random share of the images.",
    parameters: {
      factor: optional<unknown>(factor(0, 1), 1, "The share of images that are tilted.", {
        defaultText: "1.0",
      }),
      scale: optional(float({ min: 0, max: 1 }), 1, "How much they are tilted at most.", {
        defaultText: "1.0",
      }),
      interpolation,
      fill_value: fillValue,
      seed,
      data_format: dataFormat,
    },
    net: "RandomPerspective(scale=0.3)",
  }),
  imageLayer({
    name: "RandomElasticTransform",
    summary: "While training, bends a random share of the images like rubber.",
    parameters: {
      factor: optional<unknown>(factor(0, 1), 1, "The share of images that are bent.", {
        defaultText: "1.0",
      }),
      scale: optional<unknown>(factor(0, 1), 1, "How much they are bent.", { defaultText: "1.0" }),
      interpolation,
      fill_mode: optional(
        option(["constant", "nearest", "wrap", "mirror", "reflect"]),
        "reflect",
        "What stands where the image was moved away from.",
      ),
      fill_value: fillValue,
      value_range: uncheckedRange,
      seed,
      data_format: dataFormat,
    },
    net: "RandomElasticTransform(scale=0.2)",
  }),
  imageLayer({
    name: "RandomErasing",
    summary: "While training, covers a random rectangle in a random share of the images.",
    parameters: {
      factor: optional<unknown>(factor(0, 1), 1, "The share of images a part is covered in.", {
        defaultText: "1.0",
      }),
      scale: optional<unknown>(
        factor(0, 1),
        [0.02, 0.33],
        "The size of the rectangle as a share of the image.",
        { defaultText: "(0.02, 0.33)" },
      ),
      fill_value: optional<unknown>(
        unchecked("a number, or one a channel"),
        null,
        "What it is covered with; none takes random values.",
      ),
      value_range: uncheckedRange,
      seed,
      data_format: dataFormat,
    },
    net: "RandomErasing(0.5)",
  }),
  imageLayer({
    name: "RandomGaussianBlur",
    summary: "While training, blurs a random share of the images.",
    parameters: {
      factor: optional<unknown>(factor(0, 1), 1, "The share of images that are blurred.", {
        defaultText: "1.0",
      }),
      kernel_size: optional<unknown>(odd, 3, "How many pixels each is mixed from."),
      sigma: optional<unknown>(factor(0, 1), 1, "How wide the blur is.", { defaultText: "1.0" }),
      value_range: uncheckedRange,
      data_format: dataFormat,
      seed,
    },
    net: "RandomGaussianBlur(0.5)",
  }),
];
