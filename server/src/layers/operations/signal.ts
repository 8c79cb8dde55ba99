// Fourier transforms and frames of signals along the last axis. They never take complex tensors: real and imaginary
// parts are a pair.

import { add, type Dim, floorDivide, isUnknown, multiply, subtract, unknown } from "../../tensor/dim.ts";
import { batchSize, fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { anything, int, listOf, nullable, optional, required } from "../argument-types.ts";
import type { ArgumentType, LayerDefinition, RuleSite } from "../define.ts";
import { shapesDiffer } from "./broadcasting.ts";
import { flag, tensor } from "./operands.ts";
import {
  fullText,
  gives,
  knownSize,
  operation,
  refuseArgument,
  refuseRank,
  refuseSize,
  reshaped,
  result,
} from "./operation.ts";

const pair: ArgumentType<readonly RankedTensor[]> = listOf(tensor, 2);
const x = required(pair, "The real and the imaginary part: `(real, imaginary)`.");
const signal = required(tensor, "The signal.");
const details = "Fourier transforms are not counted as FLOPs.";

/** Both parts have one shape with at least `least` axes. */
function parts(site: RuleSite, [real, imaginary]: readonly RankedTensor[], least: number): readonly Dim[] {
  const shape = fullShape(real!);
  if (shapesDiffer(shape, fullShape(imaginary!)))
    refuseSize(
      site,
      `needs two parts of one shape and gets ${fullText(shape)} and ${fullText(fullShape(imaginary!))}`,
      { argument: "x" },
    );
  if (shape.length < least) refuseRank(site, `at least ${least} axes, the batch counted`, real!, "x");
  return shape;
}

const transform = (name: string, fn: string, summary: string, axes: number): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch: `torch.fft.${fn}`,
    parameters: { x },
    outputs: () => 2,
    infer(site) {
      const shape = parts(site, site.args.x, axes);
      for (const dim of shape.slice(-axes)) knownSize(site, dim, "the length of the signal", "x");
      return gives(site.args.x.map((part) => reshaped(part, shape)));
    },
  });

/** A length of a signal whose place is open. */
const open = (size: Dim): Dim | undefined =>
  isUnknown(size)
    ? unknown(size === batchSize ? "the batch size is given by the data" : size.reason, size.consequence)
    : undefined;

const frame = {
  sequence_length: required(int(), "How long each window is."),
  sequence_stride: required(int(), "How far the window moves."),
  fft_length: required(int(), "How many points are transformed."),
};
const windowOf = optional(anything, "hann", 'The window: `"hann"`, `"hamming"`, None, or a tensor.', {
  defaultText: '"hann"',
});

function expectStride(site: RuleSite, stride: number): void {
  if (stride <= 0) refuseArgument(site, "sequence_stride", "int ≥ 1", stride);
}

export default [
  transform("FFT", "fft", "The Fourier transform of the last axis.", 1),
  transform("FFT2", "fft2", "The Fourier transform of the last two axes.", 2),
  transform("IFFT2", "ifft2", "The inverse Fourier transform of the last two axes.", 2),
  operation({
    name: "RFFT",
    functions: ["rfft"],
    summary: "The Fourier transform of a real signal: `n // 2 + 1` values.",
    details: `Gives the real and the imaginary part. ${details}`,
    pytorch: "torch.fft.rfft",
    parameters: {
      x: signal,
      fft_length: optional(nullable(int()), null, "How many points are transformed; None takes all."),
    },
    outputs: () => 2,
    infer(site) {
      const { x: input, fft_length } = site.args;
      const shape = fullShape(input);
      if (shape.length < 1) refuseRank(site, "at least one axis", input, "x");
      const size = shape.at(-1)!;
      const last =
        fft_length === null ? (open(size) ?? add(floorDivide(size, 2), 1)) : Math.floor(fft_length / 2) + 1;
      const one = reshaped(input, [...shape.slice(0, -1), last]);
      return gives([one, one]);
    },
  }),
  operation({
    name: "IRFFT",
    functions: ["irfft"],
    summary: "The real signal of a Fourier transform.",
    details,
    pytorch: "torch.fft.irfft",
    parameters: {
      x,
      fft_length: optional(
        nullable(int()),
        null,
        "How long the signal is; None is twice the length minus 2.",
      ),
    },
    infer(site) {
      const { x: input, fft_length } = site.args;
      const shape = parts(site, input, 1);
      const size = shape.at(-1)!;
      const last = fft_length ?? open(size) ?? multiply(2, subtract(size, 1));
      return gives(reshaped(input[0]!, [...shape.slice(0, -1), last]));
    },
  }),
  operation({
    name: "STFT",
    functions: ["stft"],
    summary: "Fourier transforms of windows of a signal.",
    details: `Gives the real and the imaginary part, \`[…, windows, fft_length // 2 + 1]\`. ${details}`,
    pytorch: "torch.stft",
    parameters: {
      x: signal,
      ...frame,
      window: windowOf,
      center: optional(flag, true, "Whether the ends are padded."),
    },
    outputs: () => 2,
    infer(site) {
      const { x: input, sequence_stride, fft_length, center } = site.args;
      expectStride(site, sequence_stride);
      const shape = fullShape(input);
      if (shape.length < 1) refuseRank(site, "at least one axis", input, "x");
      const size = shape.at(-1)!;
      const padded = center ? Math.floor(fft_length / 2) * 2 : 0;
      const count = open(size) ?? add(floorDivide(add(size, padded - fft_length), sequence_stride), 1);
      const one = reshaped(input, [...shape.slice(0, -1), count, Math.floor(fft_length / 2) + 1]);
      return gives([one, one]);
    },
  }),
  operation({
    name: "ISTFT",
    functions: ["istft"],
    summary: "The signal of Fourier transforms of its windows.",
    details,
    pytorch: "torch.istft",
    parameters: {
      x,
      ...frame,
      length: optional(nullable(int()), null, "How long the signal is; None works it out."),
      window: windowOf,
      center: optional(flag, true, "Whether the ends were padded."),
    },
    infer(site) {
      const { x: input, sequence_stride, fft_length, length, center } = site.args;
      expectStride(site, sequence_stride);
      const shape = parts(site, input, 2);
      const count = shape.at(-2)!;
      const whole = add(multiply(subtract(count, 1), sequence_stride), fft_length);
      const size =
        length ?? open(count) ?? (center ? subtract(whole, Math.floor(fft_length / 2) * 2) : whole);
      return gives(reshaped(input[0]!, [...shape.slice(0, -2), size]));
    },
  }),
  operation({
    name: "ExtractSequences",
    functions: ["extract_sequences"],
    summary: "Windows of a signal, side by side.",
    details: "Moving data costs no FLOPs.",
    pytorch: "torch.Tensor.unfold",
    parameters: { x: signal, sequence_length: frame.sequence_length, sequence_stride: frame.sequence_stride },
    infer(site) {
      const { x: input, sequence_length, sequence_stride } = site.args;
      if (sequence_stride === 0) refuseArgument(site, "sequence_stride", "int ≥ 1", 0);
      const shape = fullShape(input);
      if (shape.length < 1) refuseRank(site, "at least one axis", input, "x");
      const size = shape.at(-1)!;
      const count = open(size) ?? add(floorDivide(subtract(size, sequence_length), sequence_stride), 1);
      return gives(reshaped(input, [...shape.slice(0, -1), count, sequence_length]));
    },
    examples: [{ net: "ops.extract_sequences(16, 8)", inputs: [[64]], output: [7, 16], params: 0 }],
  }),
  operation({
    name: "ViewAsComplex",
    functions: ["view_as_complex"],
    summary: "A last axis of 2 as complex numbers.",
    details: "Moving data costs no FLOPs.",
    pytorch: "torch.view_as_complex",
    parameters: { x: signal },
    infer: ({ args }) => gives(result(fullShape(args.x).slice(0, -1), "complex64")),
  }),
  operation({
    name: "ViewAsReal",
    functions: ["view_as_real"],
    summary: "Complex numbers as a last axis of 2.",
    details: "Moving data costs no FLOPs.",
    pytorch: "torch.view_as_real",
    parameters: { x: signal },
    infer: ({ args }) => gives(result([...fullShape(args.x), 2], "float32")),
  }),
];
