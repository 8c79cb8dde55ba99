// Layers that mix images or chains of changes: MixUp, CutMix, RandAugment, AugMix, and the limit on boxes. They never
// change a size.
import { optional, required } from "../argument-types.ts";
import { dataFormat, factor, imageLayer, interpolation, seed, unchecked, valueRange } from "./images.ts";

/** The layers RandAugment and AugMix make for themselves, each with an automatic name. */
const changes = {
  made: () => [
    "RandomShear",
    "RandomTranslation",
    "RandomRotation",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomContrast",
    "RandomSharpness",
    "Solarization",
    "RandomPosterization",
    "AutoContrast",
    "Equalization",
  ],
};

export default [
  imageLayer({
    name: "MixUp",
    summary: "While training, mixes each image and its label with those of another image of the batch.",
    parameters: {
      alpha: optional<unknown>(unchecked("float"), 0.2, "How evenly they are mixed."),
      data_format: dataFormat,
      seed,
    },
    net: "MixUp()",
  }),
  imageLayer({
    name: "CutMix",
    summary:
      "While training, pastes a rectangle of another image of the batch into each image, and mixes the labels.",
    parameters: {
      factor: optional<unknown>(factor(0, 1), 1, "How large the rectangle is on the whole.", {
        defaultText: "1.0",
      }),
      seed,
      data_format: dataFormat,
    },
    net: "CutMix()",
  }),
  imageLayer({
    name: "RandAugment",
    namesInside: changes,
    summary: "While training, makes a few random changes to each image, one after the other.",
    parameters: {
      value_range: valueRange,
      num_ops: optional<unknown>(unchecked("int"), 2, "How many changes are made."),
      factor: optional<unknown>(factor(0, 1, { bothEnds: true }), 0.5, "How strong they are."),
      interpolation,
      seed,
      data_format: dataFormat,
    },
    net: "RandAugment()",
  }),
  imageLayer({
    name: "AugMix",
    namesInside: changes,
    summary: "While training, mixes each image with several randomly changed versions of itself.",
    parameters: {
      value_range: valueRange,
      num_chains: optional<unknown>(unchecked("int"), 3, "How many versions are made."),
      chain_depth: optional<unknown>(unchecked("int"), 3, "How many changes each of them gets."),
      factor: optional<unknown>(factor(0, 1, { bothEnds: true }), 0.3, "How strong they are."),
      alpha: optional<unknown>(unchecked("float"), 1, "How evenly the versions are mixed.", {
        defaultText: "1.0",
      }),
      all_ops: optional<unknown>(unchecked("bool"), true, "Whether changes of colour are among them."),
      interpolation,
      seed,
      data_format: dataFormat,
    },
    net: "AugMix()",
  }),
  imageLayer({
    name: "MaxNumBoundingBoxes",
    summary: "Cuts or fills the boxes that come with images to a fixed number.",
    parameters: {
      max_number: required<unknown>(unchecked("int"), "How many boxes each image has then."),
      fill_value: optional<unknown>(unchecked("int"), -1, "What the added boxes consist of."),
    },
    net: "MaxNumBoundingBoxes(32)",
  }),
];
