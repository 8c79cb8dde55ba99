// The equation of an EinsumDense, taken apart as Keras does: shapes of kernel, bias and output. It never knows a layer.
import { type Dim, equal, isUnknown } from "../../tensor/dim.ts";

/** Shapes with the batch axis first. */
export interface EinsumShapes {
  readonly kernel: readonly Dim[];
  readonly bias: readonly Dim[] | undefined;
  readonly output: readonly Dim[];
  /** Whether each axis of the kernel comes from the output; the others are summed over. */
  readonly kept: readonly boolean[];
  /** The letters of kernel and output, where no axes stand behind `...`. */
  readonly letters: { readonly input: string; readonly kernel: string; readonly output: string };
  /** How many axes stand for `...` or beyond the letters. */
  readonly elided: number;
  readonly leftElided: boolean;
}

export type EinsumProblem = {
  readonly problem: string;
  readonly argument: "equation" | "output_shape" | "bias_axes" | undefined;
};

const problem = (text: string, argument?: EinsumProblem["argument"]): EinsumProblem => ({
  problem: text,
  argument,
});

// Python counts negative indices from the end.
const at = <T>(items: readonly T[], index: number): T | undefined => items.at(index);

/**
 * Shapes of `input,kernel->output` for an input of full shape `input`. `partial` is the output's shape without the batch
 * axis, with unknowns where the user left `None`; `open` tells those.
 */
export function einsumShapes(
  equation: string,
  biasAxes: string | null,
  input: readonly Dim[],
  partial: readonly Dim[],
  open: (dim: Dim) => boolean,
): EinsumShapes | EinsumProblem {
  const plain = equation.replaceAll("...", "0");
  const full = /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)/.exec(plain);
  const left = full ? null : /^0([a-zA-Z]+),([a-zA-Z]+)->0([a-zA-Z]+)/.exec(plain);
  const right = full || left ? null : /^([a-zA-Z]{2,})0,([a-zA-Z]+)->([a-zA-Z]+)0/.exec(plain);
  const parts = full ?? left ?? right;
  if (!parts) {
    return problem(
      `cannot read the equation "${equation}"; it must look like ab,bc->ac or ...x,xy->...y, without blanks`,
      "equation",
    );
  }
  const [inputSpec, kernelSpec, outputSpec] = [parts[1]!, parts[2]!, parts[3]!];
  const elided = input.length - inputSpec.length;
  if (elided < 0) {
    return problem(
      `names ${inputSpec.length} axes of the input with the batch (${inputSpec}), and the input has ${input.length}`,
      "equation",
    );
  }
  const output: Dim[] = [input[0]!, ...partial];
  // Keras inserts each at the same place, which turns their order round.
  if (left) for (let i = 1; i < elided; i++) output.splice(1, 0, input[i]!);
  else output.push(...input.slice(input.length - elided));
  const shift = left ? elided : 0;
  const inputIndex = (letter: string): number =>
    left ? inputSpec.lastIndexOf(letter) - inputSpec.length : inputSpec.lastIndexOf(letter);
  const outputIndex = (letter: string): number => outputSpec.lastIndexOf(letter) + shift;
  for (const letter of inputSpec) {
    if (!outputSpec.includes(letter)) continue;
    const [from, to] = [at(input, inputIndex(letter)), at(output, outputIndex(letter))];
    if (from === undefined || to === undefined) return tooShort(outputSpec, output.length);
    if (open(to) || from === to) continue;
    if (equal(from, to) === false || (isUnknown(from) && !from.consequence)) {
      return problem(
        `has two sizes for the axis \`${letter}\`: ${text(from)} in the input and ${text(to)} in \`output_shape\``,
        "output_shape",
      );
    }
  }
  for (const letter of outputSpec) {
    if (!inputSpec.includes(letter) && !kernelSpec.includes(letter)) {
      return problem(`has the axis \`${letter}\` in the output and in neither input nor kernel`, "equation");
    }
  }
  const kernel: Dim[] = [];
  const kept: boolean[] = [];
  for (const letter of kernelSpec) {
    const inOutput = outputSpec.includes(letter);
    if (!inOutput && !inputSpec.includes(letter)) {
      return problem(`has the axis \`${letter}\` in the kernel and in neither input nor output`, "equation");
    }
    const dim = inOutput ? at(output, outputIndex(letter)) : at(input, inputIndex(letter));
    if (dim === undefined) return tooShort(outputSpec, output.length);
    kernel.push(dim);
    kept.push(inOutput);
  }
  let bias: Dim[] | undefined;
  if (biasAxes !== null) {
    const foreign = [...biasAxes].find((letter) => !outputSpec.includes(letter));
    if (foreign !== undefined)
      return problem(`has no axis \`${foreign}\` in the output "${outputSpec}"`, "bias_axes");
    if (biasAxes === "")
      return problem("has no axis for the bias; leave `bias_axes` out for none", "bias_axes");
    if (output.length < outputSpec.length + shift) return tooShort(outputSpec, output.length);
    const first = Math.min(...[...biasAxes].map((letter) => outputSpec.indexOf(letter)));
    bias = [...outputSpec].slice(first).map((l) => (biasAxes.includes(l) ? at(output, outputIndex(l))! : 1));
    if (!left) bias.push(...Array.from({ length: elided }, () => 1));
  }
  const letters = { input: inputSpec, kernel: kernelSpec, output: outputSpec };
  return { kernel, bias, output, kept, letters, elided, leftElided: left !== null };
}

const text = (dim: Dim): string =>
  typeof dim === "number" ? `${dim}` : isUnknown(dim) ? "?" : dim.value.text;

const tooShort = (spec: string, length: number): EinsumProblem =>
  problem(
    `names ${spec.length} axes of the output with the batch (${spec}), and \`output_shape\` gives ${length}`,
    "output_shape",
  );

/** The size of every letter, the better known of its places; axes behind `...` are not among them. */
export function letterSizes(shapes: EinsumShapes, input: readonly Dim[]): ReadonlyMap<string, Dim> {
  const sizes = new Map<string, Dim>();
  const put = (letter: string, dim: Dim | undefined): void => {
    if (dim !== undefined && (!sizes.has(letter) || isUnknown(sizes.get(letter)!))) sizes.set(letter, dim);
  };
  const { letters, leftElided, elided } = shapes;
  const shift = leftElided ? elided : 0;
  [...letters.input].forEach((letter, i) => {
    put(letter, input[i + shift]);
  });
  [...letters.kernel].forEach((letter, i) => {
    put(letter, shapes.kernel[i]);
  });
  [...letters.output].forEach((letter, i) => {
    put(letter, shapes.output[i + shift]);
  });
  return sizes;
}
