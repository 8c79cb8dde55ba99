// An estimate of the memory a phase takes: weights, gradients, the optimizer's state, and the activations kept for the way
// back. It never counts what a framework needs besides (work space of kernels, fragmentation, data that waits).
import { addCounts, type Count, isExact, lessCount, multiplyCounts, sumCounts } from "../../tensor/count.ts";
import { dtypeBytes, typeBytes } from "../../tensor/tensor-type.ts";
import type { Cell } from "./flags.ts";
import { type FlatTensor, flatGraph } from "./flat-graph.ts";
import { gradientsOf } from "./gradients.ts";
import type { Snapshot } from "./snapshot.ts";

/** Bytes. */
export interface PhaseMemory {
  readonly weights: Count;
  readonly gradients: Count;
  readonly optimizer: Count;
  /** For one sample: outputs and inputs of the layers the gradients run through. */
  readonly activations: Count;
  /** For one sample: what the largest layer takes in and gives while it runs, where none of it is kept. */
  readonly passing: Count;
  /** What a step without the discount for the frozen prefix would keep for one sample. */
  readonly allActivations: Count;
  /** How many copies of the weights that train the optimizer keeps. */
  readonly slots: number;
}

const cellBytes = ({ size, weight }: Cell): Count =>
  multiplyCounts(size, BigInt(dtypeBytes(weight.dtype ?? "float32")));

const bytesOf = (cells: Iterable<Cell>): Count => sumCounts([...cells].map(cellBytes));

/**
 * What a phase keeps. A layer's output is kept where a gradient comes back through it, and its inputs with it, each tensor
 * once: layers before the first that trains need nothing kept.
 */
export function memoryOfPhase({ run, cells, trains, optimizer, losses }: Snapshot): PhaseMemory {
  const kept = new Set<FlatTensor>();
  const all = new Set<FlatTensor>();
  if (run) {
    const { backward } = gradientsOf(run, trains, losses);
    for (const node of flatGraph(run).nodes) {
      for (const tensor of [...node.inputs, ...node.outputs]) {
        all.add(tensor);
        if (backward.has(node)) kept.add(tensor);
      }
    }
  }
  const bytes = (tensors: Iterable<FlatTensor>): Count =>
    sumCounts([...tensors].map(({ type }) => typeBytes(type)));
  const passing = (run ? flatGraph(run).nodes : [])
    .map((node) => bytes(new Set([...node.inputs, ...node.outputs].filter((tensor) => !kept.has(tensor)))))
    .reduce<Count>((most, size) => (lessCount(most, size) === false ? most : size), 0n);
  return {
    weights: bytesOf(cells),
    gradients: bytesOf(trains),
    optimizer: multiplyCounts(bytesOf(optimizer.cells), BigInt(optimizer.slots)),
    activations: bytes(kept),
    passing,
    allActivations: bytes(all),
    slots: optimizer.slots,
  };
}

/** What does not depend on the batch. */
export const fixedBytes = (memory: PhaseMemory): Count =>
  sumCounts([memory.weights, memory.gradients, memory.optimizer]);

/** What a sample adds. */
export const sampleBytes = (memory: PhaseMemory): Count => addCounts(memory.activations, memory.passing);

/** The estimate at a batch size. */
export const bytesAt = (memory: PhaseMemory, batch: number): Count =>
  addCounts(fixedBytes(memory), multiplyCounts(sampleBytes(memory), BigInt(batch)));

/** The largest batch that fits; 0 where not even one sample does, nothing where it is unknown. */
export function largestBatch(memory: PhaseMemory, device: bigint): bigint | undefined {
  const fixed = fixedBytes(memory);
  const sample = sampleBytes(memory);
  if (!isExact(fixed) || !isExact(sample) || sample === 0n) return undefined;
  return fixed > device ? 0n : (device - fixed) / sample;
}
