// Sizes of images as operations: resize, pad_images, crop_images. They never keep a picture's proportions by themselves.

import { add, type Dim, isNumber, isUnknown, subtract } from "../../tensor/dim.ts";
import { fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { anything, int, listOf, nullable, optional, required, size, string } from "../argument-types.ts";
import type { RuleSite } from "../define.ts";
import { dataFormat, flag, tensor } from "./operands.ts";
import {
  fullText,
  gives,
  knownSize,
  operation,
  refuseArgument,
  refuseRank,
  refuseSize,
  reshaped,
} from "./operation.ts";

const images = required(tensor, "Images, with or without a batch.");
const data_format = optional(dataFormat, null, "Whether channels come last or first; None is last.");
const details = "Moving data costs no FLOPs.";

/** A shape with 3 or 4 axes, and where its rows and columns are. */
export function imageAxes(site: RuleSite, x: RankedTensor, format: string | null) {
  const shape = fullShape(x);
  if (shape.length !== 3 && shape.length !== 4)
    refuseRank(site, "3 axes (rows, columns, channels)", x, "images");
  const rows = shape.length + (format === "channels_first" ? -2 : -3);
  return { shape, rows, columns: rows + 1 };
}

interface Edges {
  readonly before: number | null;
  readonly after: number | null;
  readonly target: number | null;
}

/** Exactly two of three say how an axis changes, and none is negative. */
function expectTwo(
  site: RuleSite,
  names: readonly [string, string, string],
  { before, after, target }: Edges,
): void {
  const given = [before, after, target];
  const missing = given.filter((n) => n === null).length;
  if (missing !== 1)
    refuseArgument(
      site,
      names[missing === 0 ? 2 : given.indexOf(null)]!,
      `given so that exactly two of ${names.map((n) => `\`${n}\``).join(", ")} are`,
      missing === 0 ? target : null,
    );
  given.forEach((n, i) => {
    if (n !== null && n < 0) refuseArgument(site, names[i]!, "int ≥ 0", n);
  });
}

/** What is left or added on one side must not be negative. */
function expectSide(site: RuleSite, side: Dim, what: string): void {
  if (isNumber(side) && side < 0) refuseSize(site, `would ${what} by ${side}`);
}

const one = nullable(int());
const edges = (what: string, verb: string) => ({
  [`top_${what}`]: optional(one, null, `How many rows are ${verb} at the top.`),
  [`left_${what}`]: optional(one, null, `How many columns are ${verb} at the left.`),
  [`bottom_${what}`]: optional(one, null, `How many rows are ${verb} at the bottom.`),
  [`right_${what}`]: optional(one, null, `How many columns are ${verb} at the right.`),
  target_height: optional(one, null, "How many rows there are after it."),
  target_width: optional(one, null, "How many columns there are after it."),
  data_format,
});

/** The edges of one axis among the arguments, and their names. */
function edgesOf(args: Readonly<Record<string, unknown>>, what: string, vertical: boolean) {
  const names = vertical
    ? ([`top_${what}`, `bottom_${what}`, "target_height"] as const)
    : ([`left_${what}`, `right_${what}`, "target_width"] as const);
  const [before, after, target] = names.map((name) => args[name] as number | null);
  return { names, edges: { before: before!, after: after!, target: target! } satisfies Edges };
}

export default [
  operation({
    name: "Resize",
    functions: ["image.resize"],
    summary: "Scales images to a size.",
    details: "Not counted as FLOPs.",
    pytorch: "torch.nn.functional.interpolate",
    parameters: {
      images,
      size: required(listOf(size({ min: 1 }), 2), "Rows and columns after it."),
      interpolation: optional(
        string,
        "bilinear",
        "How pixels between pixels are made: `bilinear`, `nearest`, `bicubic`, `lanczos3`, `lanczos5`.",
      ),
      antialias: optional(flag, false, "Whether to smooth while shrinking."),
      crop_to_aspect_ratio: optional(flag, false, "Whether to cut off what would be distorted."),
      pad_to_aspect_ratio: optional(flag, false, "Whether to add what would be distorted."),
      fill_mode: optional(string, "constant", "What is added."),
      fill_value: optional(anything, 0, "The constant that is added.", { defaultText: "0.0" }),
      data_format,
    },
    infer(site) {
      const {
        images: x,
        size: to,
        crop_to_aspect_ratio,
        pad_to_aspect_ratio,
        data_format: format,
      } = site.args;
      const { shape, rows, columns } = imageAxes(site, x, format);
      if (crop_to_aspect_ratio && pad_to_aspect_ratio)
        refuseArgument(site, "pad_to_aspect_ratio", "False where `crop_to_aspect_ratio` is True", true);
      return gives(
        reshaped(
          x,
          shape.map((dim, i) => (i === rows ? to[0]! : i === columns ? to[1]! : dim)),
        ),
      );
    },
    examples: [{ net: "ops.image.resize((16, 24))", inputs: [[8, 8, 3]], output: [16, 24, 3], params: 0 }],
  }),
  operation({
    name: "PadImages",
    functions: ["image.pad_images"],
    summary: "Adds zeros around images.",
    details: `For rows and for columns two of three arguments are given: both sides, or one side and the size. ${details}`,
    parameters: { images, ...edges("padding", "added") },
    infer(site) {
      const { images: x } = site.args;
      const { shape, rows, columns } = imageAxes(site, x, site.args.data_format as string | null);
      const padded = [...shape];
      for (const [axis, vertical] of [
        [rows, true],
        [columns, false],
      ] as const) {
        const { names, edges: e } = edgesOf(site.args, "padding", vertical);
        expectTwo(site, names, e);
        const from = shape[axis]!;
        padded[axis] = e.target ?? (isUnknown(from) ? from : add(from, e.before! + e.after!));
        if (e.target !== null && !isUnknown(from))
          expectSide(site, subtract(e.target, add(from, e.before ?? e.after!)), "pad one side");
      }
      return gives(reshaped(x, padded));
    },
    examples: [
      {
        net: "ops.image.pad_images(top_padding=1, bottom_padding=1, left_padding=2, target_width=12)",
        inputs: [[8, 8, 3]],
        output: [10, 12, 3],
        params: 0,
      },
    ],
  }),
  operation({
    name: "CropImages",
    functions: ["image.crop_images"],
    summary: "Cuts images out of images.",
    details: `For rows and for columns two of three arguments are given: both sides, or one side and the size. ${details}`,
    parameters: { images, ...edges("cropping", "cut off") },
    infer(site) {
      const { images: x } = site.args;
      const { shape, rows, columns } = imageAxes(site, x, site.args.data_format as string | null);
      const cropped = [...shape];
      for (const [axis, vertical] of [
        [rows, true],
        [columns, false],
      ] as const) {
        const { names, edges: e } = edgesOf(site.args, "cropping", vertical);
        expectTwo(site, names, e);
        const from = shape[axis]!;
        if (e.target === null)
          knownSize(site, from, `${vertical ? "the rows" : "the columns"} of the images, or \`${names[2]}\``);
        const target = e.target ?? subtract(from, e.before! + e.after!);
        cropped[axis] = target;
        expectSide(site, target, `leave an axis of ${fullText(shape)} changed`);
        if (e.target !== null && !isUnknown(from))
          expectSide(site, subtract(from, e.target + (e.before ?? e.after!)), "crop one side");
      }
      return gives(reshaped(x, cropped));
    },
    examples: [
      {
        net: "ops.image.crop_images(top_cropping=1, bottom_cropping=1, left_cropping=2, target_width=4)",
        inputs: [[8, 8, 3]],
        output: [6, 4, 3],
        params: 0,
      },
    ],
  }),
];
