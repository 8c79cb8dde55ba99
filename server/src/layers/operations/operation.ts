// What every operation on tensors shares: how it is declared, what it costs, and how it refuses. It never knows a
// particular operation.
import argRange from "../../diagnostics/arg-range.ts";
import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import shapeDimMismatch from "../../diagnostics/shape-dim-mismatch.ts";
import shapeRankMismatch from "../../diagnostics/shape-rank-mismatch.ts";
import shapeUnknownDim from "../../diagnostics/shape-unknown-dim.ts";
import valueType from "../../diagnostics/value-type.ts";
import { type Count, elements, multiplyCounts } from "../../tensor/count.ts";
import { type Dim, dimText, isUnknown } from "../../tensor/dim.ts";
import {
  batchSize,
  fromFullShape,
  fullShape,
  type RankedTensor,
  shapeText,
  unknownReason,
  unknownTensor,
} from "../../tensor/tensor-type.ts";
import {
  type Arguments,
  defineOperation,
  type Inference,
  type LayerDefinition,
  type LayerExample,
  type LocatedReport,
  type Parameters,
  type RuleSite,
  refuse,
  Undecided,
} from "../define.ts";
import { openTensor } from "./operands.ts";
import { type Promotable, promote } from "./promotion.ts";

interface Declaration<P extends Parameters> {
  /** The class Keras 3 puts into the graph. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The functions that make it, below `keras.ops`. */
  readonly functions: readonly string[];
  readonly summary: string;
  readonly details?: string;
  readonly pytorch?: string;
  readonly gradient?: "none";
  readonly parameters: P;
  /** How many results there are, where that does not depend on the shapes; one is the rule. */
  readonly outputs?: (args: Arguments<P>) => number;
  /** Every tensor in `site.args` is ranked here. */
  readonly infer: (site: RuleSite<P>) => Inference;
  readonly examples?: readonly LayerExample[];
}

/** Declares an operation. A tensor of unknown rank among its arguments makes its results unknown, in silence. */
export function operation<P extends Parameters>(declaration: Declaration<P>): LayerDefinition {
  const { outputs, infer, details, examples, ...rest } = declaration;
  return defineOperation<P>({
    ...rest,
    details: `${details ?? "Counts no multiply-adds."}\n\nAxes are counted as Keras counts them: the batch is axis 0.`,
    examples: examples ?? [],
    infer(site) {
      const open = openTensor(Object.values(site.args));
      if (!open) return infer(site as unknown as RuleSite<P>);
      const reason = unknownReason(open) ?? "the shape of its input is unknown";
      throw new Undecided(
        reason,
        Array.from({ length: outputs?.(site.args) ?? 1 }, () => unknownTensor(reason, open.dtype)),
      );
    },
  });
}

interface Costs {
  readonly macs?: Count;
  readonly flops?: Count;
  readonly notes?: readonly string[];
  readonly reports?: readonly LocatedReport[];
}

/** The answer of a rule without weights: one tensor, or a list where there are several. Costs left out are none. */
export function gives(outputs: RankedTensor | readonly RankedTensor[], costs: Costs = {}): Inference {
  const { macs = 0n, flops = multiplyCounts(2n, macs), ...more } = costs;
  const several = Array.isArray(outputs);
  return {
    outputs: several ? (outputs as readonly RankedTensor[]) : [outputs as RankedTensor],
    ...(several ? { several } : {}),
    weights: [],
    macs,
    flops,
    ...more,
  };
}

/** A tensor by all its axes, the batch first. */
export const result = (shape: readonly Dim[], dtype: string): RankedTensor => fromFullShape(shape, dtype);

/** The same tensor with other axes. */
export const reshaped = (x: RankedTensor, shape: readonly Dim[]): RankedTensor =>
  fromFullShape(shape, x.dtype);

/** Elements of one sample: all axes but the batch. */
export const perSample = (shape: readonly Dim[]): Count => elements(shape.filter((dim) => dim !== batchSize));

/** The answer of arithmetic on every element: one floating point operation for each element of the result. */
export const elementwise = (output: RankedTensor, costs: Costs = {}): Inference =>
  gives(output, { flops: perSample(fullShape(output)), ...costs });

/** `[batch, 4, 3]`. */
export const fullText = (shape: readonly Dim[]): string =>
  `[${shape.map((dim) => (dim === batchSize ? "batch" : dimText(dim))).join(", ")}]`;

/** Stops at an argument with a value that cannot be; a parsed value is shown as Python would write it. */
export function refuseArgument(
  site: RuleSite,
  argument: string,
  expected: string,
  found: unknown,
  assume?: readonly RankedTensor[],
): never {
  refuse(
    argRange,
    { callee: site.layer, argument, expected, found: pythonText(found), near: undefined },
    assume ? { argument, assume } : { argument },
  );
}

function pythonText(value: unknown): string {
  if (Array.isArray(value)) return `(${value.map(pythonText).join(", ")})`;
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "object" && "kind" in value) return dimText(value as Dim);
  return String(value);
}

/** Stops at sizes that do not fit; `problem` is a clause, such as `needs 3 channels and gets 4`. */
export function refuseSize(
  site: RuleSite,
  problem: string,
  options: {
    readonly advice?: string;
    readonly argument?: string;
    readonly assume?: readonly RankedTensor[];
  } = {},
): never {
  const { advice, ...where } = options;
  refuse(shapeDimMismatch, { layer: site.layer, problem, advice }, where);
}

/** Stops at a wrong number of axes; `expected` does not count the batch. */
export function refuseRank(site: RuleSite, expected: string, x: RankedTensor, argument?: string): never {
  refuse(
    shapeRankMismatch,
    {
      layer: site.layer,
      expected,
      found: x.batch === null ? "a scalar without a batch axis" : shapeText(x.shape),
      rank: x.shape.length,
    },
    argument ? { argument } : {},
  );
}

/** The dtype of a result that combines these; stops where there is none. */
export function promoted(site: RuleSite, ...dtypes: readonly Promotable[]): string {
  const dtype = promote(...dtypes);
  if (dtype !== undefined) return dtype;
  refuse(valueType, {
    what: `${site.layer} cannot combine ${[...new Set(dtypes)].join(" and ")}`,
    advice: "convert one of them with `ops.cast`",
  });
}

/** A size that must be known; a `?` the user wrote is an error, what follows from one stays silent. */
export function knownSize(site: RuleSite, dim: Dim, what: string, argument?: string): Dim {
  if (!isUnknown(dim)) return dim;
  if (dim.consequence) throw new Undecided(dim.reason);
  refuse(shapeUnknownDim, { layer: site.layer, what, reason: dim.reason }, argument ? { argument } : {});
}

/** A warning for sizes that fail only when data comes. */
export const failsLater = (site: RuleSite, problem: string, advice?: string): LocatedReport => ({
  report: report(shapeAtRunTime, { layer: site.layer, problem, advice }),
});
