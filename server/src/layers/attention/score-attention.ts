// What Attention and AdditiveAttention share: a query, a value and a key in one list, no projections. It never makes weights.
import argRange from "../../diagnostics/arg-range.ts";
import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import shapeRankMismatch from "../../diagnostics/shape-rank-mismatch.ts";
import type { Count } from "../../tensor/count.ts";
import { type Dim, differ, dimText } from "../../tensor/dim.ts";
import { fromFullShape, fullShape, type RankedTensor, shapeText } from "../../tensor/tensor-type.ts";
import { bool, float, listOf, nullable, optional, tensor, trainingCall } from "../argument-types.ts";
import { type LocatedReport, type RuleSite, refuse } from "../define.ts";
import { times } from "../rules.ts";
import { expectDropout } from "./heads.ts";

export const dropout = optional(float(), 0, "The part of the scores that is set to 0 while training.");
export const scoresCall = {
  mask: optional(
    nullable(listOf(nullable(tensor))),
    null,
    "Which steps count, in a list: of the query, of the value.",
  ),
  ...trainingCall,
  return_attention_scores: optional(bool, false, "Gives the scores too, after the output."),
  use_causal_mask: optional(bool, false, "Lets each step look back only, as decoders do."),
};

export interface Scores {
  readonly outputs: readonly RankedTensor[];
  /** Full shapes, the batch first. */
  readonly query: readonly Dim[];
  readonly value: readonly Dim[];
  readonly key: readonly Dim[];
  /** Pairs of a query step and a key step, for one sample. */
  readonly pairs: Count;
  /** Multiply-adds of the scores with the values. */
  readonly weighing: Count;
  readonly reports: readonly LocatedReport[];
}

/** Shapes of `[query, value]` or `[query, value, key]`; Keras compares none of the sizes before data comes. */
export function scoreShapes(site: RuleSite): Scores {
  const call = site.call as { mask: readonly unknown[] | null; return_attention_scores: boolean };
  if (site.inputs.length > 3) {
    const problem = `takes a query, a value and perhaps a key, and gets ${site.inputs.length} tensors`;
    refuse(shapeMergeMismatch, {
      layer: site.layer,
      problem,
      advice: `as in \`[query, value] -> ${site.layer}()\``,
    });
  }
  if (call.mask && (call.mask.length < 2 || call.mask.length > 3)) {
    const expected = "a list of 2 or 3 masks";
    const facts = {
      callee: site.layer,
      argument: "mask",
      expected,
      found: `a list of ${call.mask.length}`,
      near: undefined,
    };
    refuse(argRange, facts, { argument: "mask" });
  }
  const [query, value, key] = [site.inputs[0]!, site.inputs[1]!, site.inputs[2] ?? site.inputs[1]!].map(
    fullShape,
  ) as [readonly Dim[], readonly Dim[], readonly Dim[]];
  if (value.length === 0 || (call.return_attention_scores && key.length < 2)) {
    const found = shapeText(key.slice(1));
    refuse(shapeRankMismatch, {
      layer: site.layer,
      expected: "2 axes (steps, features)",
      found,
      rank: key.length - 1,
    });
  }
  expectDropout(site);
  const output = fromFullShape([...query.slice(0, -1), value.at(-1)!], site.computeDtype);
  const scores = call.return_attention_scores
    ? [fromFullShape([...query.slice(0, -1), key.at(-2)!], site.computeDtype)]
    : [];
  const pairs = times(...query.slice(1, -1), ...(key.length > 2 ? [key.at(-2)!] : []));
  return {
    outputs: [output, ...scores],
    query,
    value,
    key,
    pairs,
    weighing: value.length > 1 ? times(pairs, value.at(-1)!) : 0n,
    reports: mismatches(site, query, value, key),
  };
}

/** What will not fit once data comes. */
function mismatches(
  site: RuleSite,
  query: readonly Dim[],
  value: readonly Dim[],
  key: readonly Dim[],
): readonly LocatedReport[] {
  const found: string[] = [];
  if (query.length > 2 && key.length > 2) {
    if (differ(query.at(-1)!, key.at(-1)!)) {
      const what = site.inputs.length > 2 ? "key" : "value";
      found.push(
        `compares a query with ${dimText(query.at(-1)!)} features and a ${what} with ${dimText(key.at(-1)!)}`,
      );
    }
    if (value.length > 2 && differ(key.at(-2)!, value.at(-2)!)) {
      found.push(`gets ${dimText(key.at(-2)!)} keys for ${dimText(value.at(-2)!)} values`);
    }
  }
  return found.map((problem) => ({ report: report(shapeAtRunTime, { layer: site.layer, problem }) }));
}
