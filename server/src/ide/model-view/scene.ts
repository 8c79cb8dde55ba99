// The tree of boxes made ready for drawing: numbered, with parents, and long rows of boxes cut into runs that open one by
// one. Plain data, for the page of the graph and the command line; it never measures and never draws.
import type { ModelView, ViewNode } from "./view.ts";

/** A box by its number: all that is in it comes right after it, up to `end`. */
export interface SceneBox {
  readonly number: number;
  readonly node: ViewNode;
  /** The number of the box around it; -1 at the top. */
  readonly parent: number;
  readonly depth: number;
  readonly children: readonly number[];
  /** The number after the last box in it. */
  readonly end: number;
  /** Layers in it, itself if it is one. */
  readonly layers: number;
}

export interface SceneEdge {
  readonly from: number;
  readonly to: number;
  readonly shape: string;
}

export interface Scene {
  readonly view: ModelView | Omit<ModelView, "files">;
  readonly boxes: readonly SceneBox[];
  /** The boxes at the top. */
  readonly roots: readonly number[];
  readonly edges: readonly SceneEdge[];
  readonly byId: ReadonlyMap<string, number>;
}

/** More boxes side by side than this are cut into runs. */
const longRow = 120;

/** `longest`: more boxes side by side are cut into runs. */
export function sceneOf(view: Scene["view"], longest = longRow): Scene {
  const boxes: SceneBox[] = [];
  const byId = new Map<string, number>();
  const numbers: number[] = [];
  const original = new Map<ViewNode, number>();
  const count = (nodes: readonly ViewNode[]): void => {
    for (const node of nodes) {
      original.set(node, original.size);
      if (node.children) count(node.children);
    }
  };
  count(view.nodes);
  const add = (node: ViewNode, parent: number, depth: number): number => {
    const number = boxes.length;
    boxes.push(undefined as unknown as SceneBox); // Its place is taken before those in it come.
    const at = original.get(node);
    if (at !== undefined) numbers[at] = number;
    const children = inRuns(node.children ?? [], node.id, longest).map((child) =>
      add(child, number, depth + 1),
    );
    const isLayer = children.length === 0 && node.kind !== "input" && node.kind !== "output";
    const layers = children.reduce((sum, child) => sum + boxes[child]!.layers, isLayer ? 1 : 0);
    boxes[number] = { number, node, parent, depth, children, end: boxes.length, layers };
    byId.set(node.id, number);
    return number;
  };
  const roots = inRuns(view.nodes, "", longest).map((node) => add(node, -1, 0));
  const edges = view.edges.map(([from, to, shape]) => ({ from: numbers[from]!, to: numbers[to]!, shape }));
  return { view, boxes, roots, edges, byId };
}

/** A count as a number for bars and colours; 0 for what is not known. */
export function amountOf(count: string | undefined): number {
  const n = count === undefined ? 0 : Number(count);
  return Number.isFinite(n) ? n : 0;
}

/** `16,813,381`; expressions as they are. */
export const groupedDigits = (count: string): string =>
  /^\d+$/.test(count) ? count.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : count;

/** Neighbours in runs of about the same length, where there are too many for one picture. */
function inRuns(nodes: readonly ViewNode[], id: string, longest: number): readonly ViewNode[] {
  if (nodes.length <= longest) return nodes;
  const length = Math.ceil(Math.sqrt(nodes.length));
  const runs: ViewNode[] = [];
  for (let i = 0; i < nodes.length; i += length) {
    const run = nodes.slice(i, i + length);
    const [first] = run;
    const last = run.at(-1)!;
    runs.push({
      id: `${id}#${i}`,
      name: `${first!.name} … ${last.name}`,
      class: "",
      kind: "block",
      family: "block",
      shape: last.shape,
      ...sumsOf(run),
      state: stateOf(run),
      ...(first!.source ? { source: first!.source } : {}),
      children: run,
    });
  }
  return runs;
}

type Sums = Pick<ViewNode, "params" | "macs" | "flops" | "bytes">;

function sumsOf(nodes: readonly ViewNode[]): Sums {
  const sum = (pick: (node: ViewNode) => string | undefined): string | undefined => {
    let total = 0n;
    for (const node of nodes) {
      const text = pick(node) ?? "0";
      if (!/^\d+$/.test(text)) return "?";
      total += BigInt(text);
    }
    return total === 0n ? undefined : total.toString();
  };
  const total = sum(({ params }) => params?.[0]);
  const sums = {
    macs: sum(({ macs }) => macs),
    flops: sum(({ flops }) => flops),
    bytes: sum(({ bytes }) => bytes),
    params: total && [
      total,
      sum(({ params }) => params?.[1]) ?? "0",
      sum(({ params }) => params?.[2]) ?? "0",
    ],
  };
  return Object.fromEntries(Object.entries(sums).filter(([, value]) => value !== undefined)) as Sums;
}

function stateOf(nodes: readonly ViewNode[]): ViewNode["state"] {
  const states = new Set(nodes.map(({ state }) => state).filter((state) => state !== "none"));
  return states.size === 0 ? "none" : states.size === 1 ? [...states][0]! : "partly";
}

/** So many levels are open at first, where there is room: enough for an overview. */
const levelsAtFirst = 2;

/** The boxes that are open at first: level by level, as long as the picture stays small. */
export function openedAtFirst(scene: Scene, budget = 60): Set<number> {
  const open = new Set<number>();
  let level = scene.roots;
  let shown = level.length;
  for (let i = 0; i < levelsAtFirst; i++) {
    const closed = level.filter((box) => scene.boxes[box]!.children.length > 0);
    const inside = closed.flatMap((box) => scene.boxes[box]!.children);
    if (closed.length === 0 || shown + inside.length > budget) return open;
    for (const box of closed) open.add(box);
    shown += inside.length;
    level = inside;
  }
  return open;
}

/** The boxes around a box, innermost first. */
export function around(scene: Scene, number: number): readonly number[] {
  const found: number[] = [];
  for (let at = scene.boxes[number]?.parent ?? -1; at >= 0; at = scene.boxes[at]!.parent) found.push(at);
  return found;
}
