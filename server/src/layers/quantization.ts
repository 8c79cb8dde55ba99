// Kernels stored in fewer bits, as Keras's `quantize` and the dtype policies `int8_from_float32` make them.
// It never looks at values: shapes and dtypes of what is stored follow from the kernel's shape alone.
import { type Count, elements } from "../tensor/count.ts";
import { ceilDivide, type Dim } from "../tensor/dim.ts";
import type { QuantizationMode, RuleSite, Weight } from "./define.ts";
import { loraMatrices, loraWeights } from "./lora.ts";

export interface Quantization {
  readonly mode: QuantizationMode;
  /** How many numbers share a scale in int4; none for one scale a row or column. */
  readonly block: number | undefined;
  /** Whether it came after the layer was built. */
  readonly later: boolean;
}

/** How `quantize` packs kernels where nothing else is said. */
const defaultBlock = 128;

/** What the layer's dtype policy, or a later `quantize`, makes of its kernels. */
export function quantizationOf(args: Readonly<Record<string, unknown>>): Quantization | undefined {
  if (args.quantized) return { mode: args.quantized as QuantizationMode, block: defaultBlock, later: true };
  const policy = /^(int8|int4|float8)(?:\/(-?\d+))?_from_/.exec((args.dtype as string | null) ?? "");
  if (!policy) return undefined;
  const block = policy[2] === undefined || Number(policy[2]) < 1 ? undefined : Number(policy[2]);
  return { mode: policy[1] as QuantizationMode, block, later: false };
}

/** How a kernel lies in memory. */
export interface Layout {
  /** The shape of its scales in int8. */
  readonly scale: readonly Dim[];
  /** The kernel as a matrix. */
  readonly rows: Dim;
  readonly columns: Dim;
  /** Which way the numbers that share a scale lie: down the rows for products, along a row for look-up tables. */
  readonly along: "rows" | "columns";
}

const stored = (name: string, shape: readonly Dim[], dtype = "float32"): Weight => ({
  name,
  shape,
  dtype,
  trainable: false,
});

const scales = (name: string, shape: readonly Dim[], dtype?: string): Weight => ({
  ...stored(name, shape, dtype),
  bookkeeping: true,
});

/** The numbers a weight stands for: before two were packed into a byte, and none for its scales. */
export const logicalElements = ({ shape, unpacked, bookkeeping }: Weight): Count =>
  bookkeeping ? 0n : elements(unpacked ?? shape);

/** Whether a weight is stored in another form than it is trained in. */
export const isQuantized = ({ unpacked, bookkeeping }: Weight): boolean =>
  unpacked !== undefined || bookkeeping === true;

/** A kernel in 8 or 4 bits with its scales; in 4 bits two numbers lie in one byte of its last axis. */
export function quantizedKernel(
  kernel: Weight,
  layout: Layout,
  { mode, block }: Quantization,
): readonly Weight[] {
  const { name } = kernel;
  if (mode === "int8") return [stored(name, kernel.shape, "int8"), scales(`${name}_scale`, layout.scale)];
  const { rows, columns, along } = layout;
  const packed: Weight = { ...stored(name, [rows, ceilDivide(columns, 2)], "int8"), unpacked: kernel.shape };
  if (block === undefined) return [packed, scales(`${name}_scale`, [along === "rows" ? columns : rows])];
  const groups = along === "rows" ? [ceilDivide(rows, block), columns] : [rows, ceilDivide(columns, block)];
  return [
    packed,
    scales(`${name}_scale`, groups),
    scales(`${name}_zero`, groups, "int8"),
    scales("g_idx", [along === "rows" ? rows : columns]),
  ];
}

/** The running maxima of float8 training, which Keras counts as trainable. */
const float8State: readonly Weight[] = ["inputs", "kernel", "outputs_grad"].flatMap((name) => [
  { name: `${name}_scale`, shape: [], dtype: "float32", trainable: true, bookkeeping: true },
  { name: `${name}_amax_history`, shape: [1024], dtype: "float32", trainable: true, bookkeeping: true },
]);

/**
 * The weights of a layer with one kernel, with the adapter and the quantization its arguments ask for, in Keras's order:
 * what trains comes before what does not.
 */
export function adaptedWeights(
  site: RuleSite,
  kernel: Weight,
  others: readonly Weight[],
  layout: Layout,
): readonly Weight[] {
  const args = site.args as Readonly<Record<string, unknown>>;
  const rank = (args.lora_rank as number | null | undefined) ?? null;
  const quantization = quantizationOf(args);
  if (!quantization) return loraWeights(site, kernel, others, rank);
  if (quantization.mode === "float8") {
    const plain = loraWeights(site, kernel, others, rank);
    return quantization.later ? [...plain, ...float8State] : [...float8State, ...plain];
  }
  return [...others, ...loraMatrices(site, kernel, rank), ...quantizedKernel(kernel, layout, quantization)];
}
