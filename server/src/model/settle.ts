// Leaves former values where nothing can tell them from the new ones, so that a change stops there. It never looks at what
// follows.
import type { Value } from "../layers/value.ts";
import type { Frame } from "./frame.ts";
import type { GraphNode, InputNode, TensorRef } from "./graph.ts";
import type { Memo, Running } from "./memo.ts";
import { type SameSource, sameValue } from "./same.ts";

type Source = GraphNode | InputNode;

/**
 * Where a statement that ran anew gives values nothing can tell from those it gave before, the former values stay, and
 * lead to the new nodes. What follows has then read nothing new.
 */
export function settle(
  frame: Frame,
  former: Memo,
  now: {
    readonly running: Running;
    readonly nodes: readonly GraphNode[];
    readonly inputNodes: readonly InputNode[];
    readonly before: Value | undefined;
  },
): void {
  const { writes } = now.running;
  const pairs = new Map<TensorRef, TensorRef>();
  const nodes = new Map<Source, Source>();
  const owners = new Map<Source, Source>();
  const owns = (m: Pick<Memo, "nodes" | "inputNodes">, source: Source): boolean =>
    source.kind === "input" ? m.inputNodes.includes(source) : m.nodes.includes(source);
  let found: [TensorRef, TensorRef][] = [];
  const sources: SameSource = (a, b) => {
    const old = a.ref as TensorRef | undefined;
    const next = b.ref as TensorRef | undefined;
    if (old === next) return true;
    if (!old || !next || old.output !== next.output) return false;
    if (old.node === next.node) return true;
    if (nodes.has(old.node) || owners.has(next.node)) {
      if (nodes.get(old.node) !== next.node) return false;
    } else {
      if (!owns(former, old.node) || !owns(now, next.node)) return false;
      if (owns(now, old.node) || owns(former, next.node)) return false;
      nodes.set(old.node, next.node);
      owners.set(next.node, old.node);
    }
    found.push([old, next]);
    return true;
  };
  const settled = (old: Value | undefined, next: Value | undefined): Value | undefined => {
    if (old === next || old === undefined || next === undefined) return next;
    found = [];
    if (!sameValue(old, next, sources)) return next;
    for (const [a, b] of found) pairs.set(a, b);
    return old;
  };
  for (const [name, next] of writes) {
    const value = settled(former.writes.find(([other]) => other === name)?.[1], next);
    if (value === next) continue;
    writes.set(name, value);
    frame.scope.put(name, value);
  }
  if (frame.current !== now.before) frame.current = settled(former.currentAfter, frame.current);
  if (frame.result !== undefined) frame.result = settled(former.result, frame.result);
  for (const [old, next] of pairs) (old as { node: Source }).node = next.node;
}
