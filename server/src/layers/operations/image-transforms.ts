// Transforms of images that keep their size, and comparisons of images. They never count FLOPs: interpolation is not counted.

import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { anything, optional, required, string } from "../argument-types.ts";
import type { LayerDefinition, Parameters, RuleSite } from "../define.ts";
import { differStrictly, shapesDiffer } from "./broadcasting.ts";
import { arrayLike, dataFormat, shapeType, tensor } from "./operands.ts";
import { fullText, gives, operation, refuseRank, refuseSize, reshaped, result } from "./operation.ts";

const images = required(tensor, "Images, with or without a batch.");
const data_format = optional(dataFormat, null, "Whether channels come last or first; None is last.");
const interpolation = optional(string, "bilinear", "How pixels between pixels are made.");
const fill_mode = optional(string, "constant", "What comes in from outside.");
const fill_value = optional(anything, 0, "The constant that comes in.");
const details = "The result has the shape of the images. Not counted as FLOPs.";

function imagesOf(site: RuleSite, x: RankedTensor, argument = "images") {
  const shape = fullShape(x);
  if (shape.length !== 3 && shape.length !== 4)
    refuseRank(site, "3 axes (rows, columns, channels)", x, argument);
  return shape;
}

const keeps = (
  name: string,
  fn: string,
  summary: string,
  more: Parameters,
  check?: (site: RuleSite) => void,
): LayerDefinition =>
  operation({
    name,
    functions: [`image.${fn}`],
    summary,
    details,
    parameters: { images, ...more },
    infer(site) {
      const shape = imagesOf(site, site.args.images);
      check?.(site);
      return gives(reshaped(site.args.images, shape));
    },
  });

/** Four corners of one image, or of each. */
function expectCorners(site: RuleSite, points: RankedTensor, argument: string): void {
  const shape = fullShape(points);
  if (shape.length >= 2 && shape.length <= 3 && !shapesDiffer(shape.slice(-2), [4, 2])) return;
  refuseSize(site, `needs 4 points, of shape [4, 2], or that for each image, and gets ${fullText(shape)}`, {
    argument,
  });
}

export default [
  keeps(
    "AffineTransform",
    "affine_transform",
    "Moves, turns and stretches images.",
    {
      transform: required(arrayLike, "Eight numbers, for all images or for each."),
      interpolation,
      fill_mode,
      fill_value,
      data_format,
    },
    (site) => {
      const transform = site.args.transform as RankedTensor;
      const { length } = fullShape(transform);
      if (length !== 1 && length !== 2)
        refuseSize(
          site,
          `needs a vector of 8 numbers, or one for each image, and gets ${fullText(fullShape(transform))}`,
          { argument: "transform" },
        );
    },
  ),
  keeps(
    "PerspectiveTransform",
    "perspective_transform",
    "Moves four corners of images to four others.",
    {
      start_points: required(arrayLike, "The four corners."),
      end_points: required(arrayLike, "Where they go."),
      interpolation,
      fill_value,
      data_format,
    },
    (site) => {
      const [start, end] = [site.args.start_points as RankedTensor, site.args.end_points as RankedTensor];
      expectCorners(site, start, "start_points");
      expectCorners(site, end, "end_points");
      if (shapesDiffer(fullShape(start), fullShape(end)))
        refuseSize(site, `has ${fullText(fullShape(start))} points that go to ${fullText(fullShape(end))}`, {
          argument: "end_points",
        });
    },
  ),
  keeps("GaussianBlur", "gaussian_blur", "Blurs images.", {
    kernel_size: optional(anything, null, "The size of the blur.", { defaultText: "(3, 3)" }),
    sigma: optional(anything, null, "How far it reaches.", { defaultText: "(1.0, 1.0)" }),
    data_format,
  }),
  keeps("ElasticTransform", "elastic_transform", "Distorts images at random, as if on rubber.", {
    alpha: optional(anything, 20, "How far pixels move.", { defaultText: "20.0" }),
    sigma: optional(anything, 5, "How smoothly they move.", { defaultText: "5.0" }),
    interpolation,
    fill_mode: optional(string, "reflect", "What comes in from outside."),
    fill_value,
    seed: optional(anything, null, "The start of the random numbers."),
    data_format,
  }),
  operation({
    name: "SobelEdges",
    functions: ["image.sobel_edges"],
    summary: "Differences along rows and columns, in a last axis of 2.",
    details: "Not counted as FLOPs.",
    parameters: { images, data_format },
    infer(site) {
      const shape = fullShape(site.args.images);
      if (shape.length !== 4)
        refuseRank(site, "3 axes (rows, columns, channels)", site.args.images, "images");
      return gives(reshaped(site.args.images, [...shape, 2]));
    },
    examples: [{ net: "ops.image.sobel_edges()", inputs: [[8, 8, 3]], output: [8, 8, 3, 2], params: 0 }],
  }),
  operation({
    name: "MapCoordinates",
    functions: ["image.map_coordinates"],
    summary: "Elements at places that need not be whole.",
    details: "Not counted as FLOPs.",
    parameters: {
      inputs: required(tensor, "The tensor."),
      coordinates: required(arrayLike, "The places: its first axis has one row for each axis of the tensor."),
      order: required(anything, "0 for the nearest element, 1 for a straight line between elements."),
      fill_mode,
      fill_value,
    },
    infer(site) {
      const { inputs, coordinates } = site.args;
      const [shape, places] = [fullShape(inputs), fullShape(coordinates)];
      if (places.length < 2 || differStrictly(places[0]!, shape.length)) {
        refuseSize(
          site,
          `needs coordinates with ${shape.length} rows, one for each axis of ${fullText(shape)}, and gets ${fullText(places)}`,
          { argument: "coordinates" },
        );
      }
      return gives(reshaped(inputs, places.slice(1)));
    },
  }),
  operation({
    name: "ScaleAndTranslate",
    functions: ["image.scale_and_translate"],
    summary: "Scales and moves images into a shape.",
    details: "Not counted as FLOPs.",
    parameters: {
      images: required(tensor, "Images."),
      output_shape: required(shapeType, "The shape of the result."),
      scale: required(arrayLike, "How much each axis is scaled."),
      translation: required(arrayLike, "How far each axis is moved."),
      spatial_dims: required(anything, "Which axes are meant."),
      method: required(anything, "How pixels between pixels are made."),
      antialias: optional(anything, true, "Whether to smooth while shrinking."),
    },
    infer: ({ args }) => gives(reshaped(args.images, args.output_shape)),
  }),
  operation({
    name: "SSIM",
    functions: ["image.ssim"],
    summary: "How alike two images are in structure: one number for each pair.",
    details: "Not counted as FLOPs.",
    parameters: {
      image1: required(tensor, "The first image."),
      image2: required(tensor, "The second image."),
      max_val: optional(anything, 1, "The largest possible value.", { defaultText: "1.0" }),
      filter_size: optional(anything, 11, "The size of the window."),
      filter_sigma: optional(anything, 1.5, "How far the window reaches."),
      k1: optional(anything, 0.01, "Keeps divisions safe."),
      k2: optional(anything, 0.03, "Keeps divisions safe."),
      data_format,
    },
    infer(site) {
      const shape = imagesOf(site, site.args.image1, "image1");
      imagesOf(site, site.args.image2, "image2");
      return gives(result(shape.length === 3 ? [] : shape.slice(0, 1), site.args.image1.dtype));
    },
  }),
];
