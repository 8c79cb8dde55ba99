// Blocks of pixels as channels and back: unfold, fold, depth_to_space, space_to_depth. They never compute anything.

import shapeIndivisible from "../../diagnostics/shape-indivisible.ts";
import {
  add,
  type Dim,
  dimText,
  divideExact,
  floorDivide,
  isNumber,
  isUnknown,
  multiply,
  product,
  subtract,
} from "../../tensor/dim.ts";
import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { either, int, listOf, optional, required } from "../argument-types.ts";
import { type RuleSite, refuse } from "../define.ts";
import { dataFormat, tensor } from "./operands.ts";
import { gives, knownSize, operation, refuseRank, reshaped } from "./operation.ts";
import { apart, together } from "./windows.ts";

const details = "Moving data costs no FLOPs.";
const pairType = either(int(), listOf(int(), 2));
const pair = (sizes: number | readonly number[]): readonly [number, number] =>
  typeof sizes === "number" ? [sizes, sizes] : [sizes[0]!, sizes[1]!];

/** A size divided by another, which must come out even. */
function divided(site: RuleSite, size: Dim, by: number, what: string): Dim {
  if (isUnknown(size)) return size;
  const exact = divideExact(size, by);
  if (exact === undefined && isNumber(size))
    refuse(shapeIndivisible, { layer: site.layer, whole: `${dimText(size)} ${what}`, by: `${by}` });
  return exact ?? floorDivide(size, by);
}

function expectImages(site: RuleSite, x: RankedTensor): readonly Dim[] {
  if (fullShape(x).length !== 4) refuseRank(site, "3 axes (rows, columns, channels)", x, "x");
  return fullShape(x);
}

const windows = {
  kernel_size: required(pairType, "The size of a block."),
  dilation: optional(pairType, 1, "How far the elements of a block are apart."),
  padding: optional(pairType, 0, "What is added around the image."),
  stride: optional(pairType, 1, "How far the block moves."),
};
const block = {
  x: required(tensor, "Images."),
  block_size: required(int({ min: 2 }), "The side of a block."),
  data_format: optional(dataFormat, "channels_last", "Whether channels come last or first."),
};

export default [
  operation({
    name: "Unfold",
    functions: ["unfold", "nn.unfold"],
    summary: "Every block of an image as one column; channels come first.",
    details,
    pytorch: "torch.nn.functional.unfold",
    parameters: { x: required(tensor, "Images, channels first."), ...windows },
    infer(site) {
      const { x, kernel_size, dilation, padding, stride } = site.args;
      const shape = fullShape(x);
      if (shape.length !== 4) refuseRank(site, "3 axes (channels, rows, columns)", x, "x");
      const [k, d, p, s] = [pair(kernel_size), pair(dilation), pair(padding), pair(stride)];
      const [batch, channels, ...image] = shape.map((dim, i) =>
        i === 0 ? dim : knownSize(site, dim, "the size of the image"),
      );
      const places = image.map((size, i) =>
        add(floorDivide(subtract(add(size, 2 * p[i]!), d[i]! * (k[i]! - 1) + 1), s[i]!), 1),
      );
      return gives(reshaped(x, [batch!, multiply(channels!, k[0] * k[1]), product(places)]));
    },
    examples: [{ net: "ops.unfold(3)", inputs: [[2, 8, 8]], output: [18, 36], params: 0 }],
  }),
  operation({
    name: "Fold",
    functions: ["fold", "nn.fold"],
    summary: "Columns of blocks as an image again; blocks that overlap are summed.",
    details,
    pytorch: "torch.nn.functional.fold",
    parameters: {
      x: required(tensor, "Columns."),
      output_size: required(pairType, "The size of the image."),
      ...windows,
    },
    infer(site) {
      const { x, output_size, kernel_size } = site.args;
      const shape = fullShape(x);
      if (shape.length !== 3) refuseRank(site, "2 axes (a block, blocks)", x, "x");
      const k = pair(kernel_size);
      const channels = divided(site, shape[1]!, k[0] * k[1], "elements of a block");
      return gives(reshaped(x, [shape[0]!, channels, ...pair(output_size)]));
    },
  }),
  operation({
    name: "DepthToSpace",
    functions: ["depth_to_space", "nn.depth_to_space"],
    summary: "Channels as blocks of pixels: images grow, channels become fewer.",
    details,
    pytorch: "torch.nn.functional.pixel_shuffle",
    parameters: block,
    infer(site) {
      const { x, block_size: b, data_format } = site.args;
      const { batch, spatial, channels } = apart(expectImages(site, x), data_format);
      const left = divided(site, channels, b * b, "channels");
      return gives(
        reshaped(
          x,
          together(
            batch,
            spatial.map((size) => multiply(size, b)),
            left,
            data_format,
          ),
        ),
      );
    },
    examples: [{ net: "ops.depth_to_space(2)", inputs: [[4, 4, 8]], output: [8, 8, 2], params: 0 }],
  }),
  operation({
    name: "SpaceToDepth",
    functions: ["space_to_depth", "nn.space_to_depth"],
    summary: "Blocks of pixels as channels: images shrink, channels become more.",
    details,
    pytorch: "torch.nn.functional.pixel_unshuffle",
    parameters: block,
    infer(site) {
      const { x, block_size: b, data_format } = site.args;
      const { batch, spatial, channels } = apart(expectImages(site, x), data_format);
      const names = ["rows", "columns"];
      const small = spatial.map((size, i) => divided(site, size, b, names[i]!));
      return gives(reshaped(x, together(batch, small, multiply(channels, b * b), data_format)));
    },
    examples: [{ net: "ops.space_to_depth(2)", inputs: [[8, 8, 2]], output: [4, 4, 8], params: 0 }],
  }),
];
