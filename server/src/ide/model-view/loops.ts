// The turns of the loops in which layers were made, with what the loop's variables were in each. It never runs a loop.
import { type Value, valueText } from "../../layers/value.ts";
import type { BodyRun } from "../../model/body-runs.ts";
import type { Instantiation, Program } from "../../model/frame.ts";
import type { GraphNode } from "../../model/graph.ts";
import type { Memo } from "../../model/memo.ts";
import type { Expression, Statement } from "../../syntax/tree.ts";
import type { Origin } from "./origins.ts";

/** One loop around a layer, and the turn of it. */
export interface Turn {
  /** The use of a block or model whose body the loop stands in. */
  readonly within: Instantiation;
  /** The loop and its turn. */
  readonly origins: readonly [loop: Origin, turn: Origin];
}

/** Longer texts of loops are cut. */
const longest = 60;

/** The loops around each layer that were gone through more than once, outermost first within a body. */
export function loopsOf(runs: Program["runs"]): ReadonlyMap<GraphNode, readonly Turn[]> {
  const found = new Map<GraphNode, Turn[]>();
  for (const of of runs.values())
    for (const run of of)
      for (const first of run.memos)
        for (let memo: Memo | undefined = first; memo; memo = memo.branch) addTurns(found, run, memo);
  return found;
}

function addTurns(found: Map<GraphNode, Turn[]>, run: BodyRun, memo: Memo): void {
  const { statement } = memo;
  const { kind } = statement.head;
  if (kind !== "repeat" && kind !== "for") return;
  const turns = memo.runs.filter(({ body }) => body === statement.body);
  if (turns.length < 2) return;
  const use = run.copied ? run.copied(memo.use) : memo.use;
  const within = use.instantiation;
  if (!within) return;
  const place = { statement, start: 0, end: statement.head.length, file: within.part.file };
  const common = { className: kind, place, group: undefined };
  const loop: Origin = { kind: "loop", key: use, name: textOf(statement), ...common };
  for (const [i, turn] of turns.entries()) {
    const name = nameOf(statement, turn, i);
    const at: Turn = { within, origins: [loop, { kind: "turn", key: turn, name, ...common }] };
    for (const node of nodesIn(turn, run.copied)) {
      const known = found.get(node);
      if (known) known.push(at);
      else found.set(node, [at]);
    }
  }
}

function* nodesIn(turn: BodyRun, copied: BodyRun["copied"]): Generator<GraphNode> {
  for (const first of turn.memos)
    for (let memo: Memo | undefined = first; memo; memo = memo.branch) {
      const use = copied ? copied(memo.use) : memo.use;
      yield* use.nodes;
      yield* use.inner;
    }
}

/** The head of a loop as it stands in the text. */
function textOf({ text, head }: Statement): string {
  const written = text
    .slice(0, head.length)
    .replace(/\s+/g, " ")
    .replace(/\s*\{$/, "")
    .trim();
  return written.length > longest ? `${written.slice(0, longest - 1)}…` : written;
}

/** `i = 3`, as far as the turn asked for it; else its number. */
function nameOf({ head }: Statement, turn: BodyRun, i: number): string {
  const values = new Map<string, Value | undefined>();
  for (const { reads } of turn.memos)
    for (const [name, value] of reads) if (!values.has(name)) values.set(name, value);
  const texts = (head.kind === "for" ? namesIn(head.target) : []).flatMap((name) => {
    const value = values.get(name);
    return isPlain(value) ? [`${name} = ${valueText(value)}`] : [];
  });
  return texts.length > 0 ? texts.join(", ") : `turn ${i + 1}`;
}

const isPlain = (value: Value | undefined): value is Value =>
  typeof value === "bigint" || typeof value === "string" || typeof value === "boolean";

function namesIn(target: Expression): readonly string[] {
  if (target.kind === "name") return [target.name];
  if (target.kind === "tuple" || target.kind === "list") return target.items.flatMap(namesIn);
  return [];
}
