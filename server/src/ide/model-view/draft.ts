// A box while the tree is being made: its counts are still counts, its place is still a place. It never reads a model.
import { addCounts, type Count, countText, isExact } from "../../tensor/count.ts";
import type { ViewFamily, ViewKind, ViewNode, ViewSource, ViewState } from "./view.ts";

export interface Costs {
  readonly total: Count;
  readonly trainable: Count;
  readonly nonTrainable: Count;
  readonly macs: Count;
  readonly flops: Count;
  readonly bytes: Count;
}

export const noCosts: Costs = {
  total: 0n,
  trainable: 0n,
  nonTrainable: 0n,
  macs: 0n,
  flops: 0n,
  bytes: 0n,
};

export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly class: string;
  readonly kind: ViewKind;
  readonly family: ViewFamily;
  readonly shape: string;
  readonly costs: Costs;
  readonly state: ViewState;
  readonly source: ViewSource | undefined;
  readonly uses: number;
  readonly failed: boolean;
  readonly children: Draft[] | undefined;
}

export const addCosts = (a: Costs, b: Costs): Costs => ({
  total: addCounts(a.total, b.total),
  trainable: addCounts(a.trainable, b.trainable),
  nonTrainable: addCounts(a.nonTrainable, b.nonTrainable),
  macs: addCounts(a.macs, b.macs),
  flops: addCounts(a.flops, b.flops),
  bytes: addCounts(a.bytes, b.bytes),
});

/** Digits without separators, so that they can be read back. */
export const exactText = (count: Count): string => (isExact(count) ? count.toString() : countText(count));

export const paramsTexts = ({ total, trainable, nonTrainable }: Costs): [string, string, string] => [
  exactText(total),
  exactText(trainable),
  exactText(nonTrainable),
];

const unlessZero = <K extends string>(key: K, count: Count): { readonly [k in K]?: string } =>
  count === 0n ? {} : ({ [key]: exactText(count) } as { readonly [k in K]?: string });

/** The box as data, without what says nothing. */
export const nodeOf = (draft: Draft): ViewNode => ({
  id: draft.id,
  name: draft.name,
  class: draft.class,
  kind: draft.kind,
  family: draft.family,
  shape: draft.shape,
  ...(draft.costs.total === 0n ? {} : { params: paramsTexts(draft.costs) }),
  ...unlessZero("macs", draft.costs.macs),
  ...unlessZero("flops", draft.costs.flops),
  ...unlessZero("bytes", draft.costs.bytes),
  state: draft.state,
  ...(draft.source ? { source: draft.source } : {}),
  ...(draft.uses > 1 ? { uses: draft.uses } : {}),
  ...(draft.failed ? { failed: true as const } : {}),
  ...(draft.children ? { children: draft.children.map(nodeOf) } : {}),
});
