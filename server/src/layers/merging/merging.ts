// What layers that merge tensors element by element share: how their shapes fit. It never broadcasts the batch.
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { elements, multiplyCounts } from "../../tensor/count.ts";
import { type Dim, differ, isNumber, isUnknown, merge } from "../../tensor/dim.ts";
import { type RankedTensor, shapeText, type TensorType } from "../../tensor/tensor-type.ts";
import {
  defineLayer,
  type Inference,
  type LayerDefinition,
  type LayerExample,
  type RuleSite,
  refuse,
} from "../define.ts";
import { refuseRank } from "../operations/operation.ts";
import { follows } from "../rules.ts";

/** The size two axes have together; `undefined` where they do not fit. An open size stays open, as in Keras. */
function together(a: Dim, b: Dim): Dim | undefined {
  if (isUnknown(a)) return a;
  if (isUnknown(b)) return b;
  if (a === 1) return b;
  if (b === 1) return a;
  return differ(a, b) ? undefined : merge(a, b);
}

/** Two shapes lined up at their last axis. */
function lineUp(site: RuleSite, a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  if (a.length < b.length) return lineUp(site, b, a);
  const front = a.slice(0, a.length - b.length);
  const rest = a.slice(front.length).map((dim, i) => together(dim, b[i]!));
  const wrong = rest.indexOf(undefined);
  if (wrong < 0) return [...front, ...(rest as readonly Dim[])];
  const assumed = [...front, ...rest.map((dim) => dim ?? follows("the merged tensors do not fit"))];
  refuse(
    shapeMergeMismatch,
    {
      layer: site.layer,
      problem: `cannot combine ${shapeText(a)} with ${shapeText(b)}: their sizes differ ${place(b.length - wrong)}, and neither is 1`,
      advice: "make the sizes equal first, with a Dense layer or a 1×1 convolution on one of them, say",
    },
    { assume: [{ ...site.input, shape: assumed, dtype: site.computeDtype }] },
  );
}

const place = (fromEnd: number): string =>
  fromEnd === 1
    ? "along the last axis"
    : `along axis ${-fromEnd} (the ${["", "", "second", "third", "fourth", "fifth"][fromEnd] ?? `${fromEnd}th`} from the end)`;

/** The type of tensors merged element by element. */
export function merged(site: RuleSite): RankedTensor {
  for (const input of site.inputs) if (input.batch === null) refuseRank(site, "a batch axis", input);
  const batches = site.inputs.map((input) => input.batch!);
  const known = [...new Set(batches.filter(isNumber))];
  if (known.length > 1)
    refuse(shapeMergeMismatch, {
      layer: site.layer,
      problem: `cannot combine tensors whose batches have different sizes: ${known.join(" and ")}`,
    });
  const shape = site.inputs.map((input) => input.shape).reduce((a, b) => lineUp(site, a, b));
  return { shape, dtype: site.computeDtype, batch: known[0] ?? batches[0]! };
}

interface Merging {
  readonly name: string;
  readonly functions: readonly string[];
  readonly usual?: true;
  readonly summary: string;
  readonly details: string;
  readonly pytorch: string;
  /** Exactly two tensors. */
  readonly two?: boolean;
  /** Operations an element, given the number of tensors. */
  readonly operations: (tensors: number) => number;
  readonly examples: readonly LayerExample[];
}

/** Declares a layer that merges tensors element by element. */
export const defineMerging = ({ two, operations, details, ...rest }: Merging): LayerDefinition =>
  defineLayer({
    ...rest,
    family: "merging",
    takes: two ? { list: 2, most: 2 } : { list: 1 },
    details: `${details}\n\nSizes must be equal, or 1 where they are stretched; a tensor with fewer axes is lined up at the last axis. No weights.`,
    parameters: {},
    infer(site): Inference {
      if (two && site.inputs.length !== 2)
        refuse(shapeMergeMismatch, {
          layer: site.layer,
          problem: `takes exactly 2 tensors and gets ${site.inputs.length}`,
        });
      const output = merged(site);
      const flops = multiplyCounts(BigInt(operations(site.inputs.length)), elements(output.shape));
      return { outputs: [output as TensorType], weights: [], macs: 0n, flops };
    },
  });
