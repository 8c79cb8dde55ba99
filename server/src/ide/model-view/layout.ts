// Places the boxes of a scene: each open box is laid out alone, innermost first, so that a change costs its own box and those
// around it. Whoever calls gives the engine; it never measures a text.
import { centred } from "./centred.ts";
import {
  type Arrow,
  type ElkGraph,
  elkGraph,
  type Inside,
  insides,
  type Point,
  type Sized,
  top,
} from "./elk-graph.ts";
import type { Scene } from "./scene.ts";

/** Lays out one graph: ELK in a worker, or in this program. */
export type Engine = (graph: ElkGraph) => Promise<ElkGraph>;

export interface Sizes {
  /** The size of a box that is closed. */
  readonly closed: (box: number) => { readonly width: number; readonly height: number };
  /** The least width of an open one, and the height of its heading. */
  readonly heading: (box: number) => { readonly width: number; readonly height: number };
}

export interface Placed {
  readonly box: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly open: boolean;
}

/** A line of an arrow, from box to box or to a border where it goes on. */
export interface Route {
  readonly points: readonly Point[];
  /** The box it starts at; nothing where it goes on from a border. */
  readonly from: number | undefined;
  /** The box its tip is at. */
  readonly to: number | undefined;
  readonly edges: readonly number[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Boxes before those in them. */
  readonly placed: readonly Placed[];
  readonly routes: readonly Route[];
}

/** Layouts that were worked out, by the graph they are of. */
export type LayoutCache = Map<string, Promise<ElkGraph>>;

/** Kept layouts; the oldest go. */
const most = 4000;

interface LaidOut extends Sized {
  readonly inside: Inside;
  readonly graph: ElkGraph;
  readonly heading: number;
  readonly shift: number;
}

export async function layOut(
  scene: Scene,
  open: ReadonlySet<number>,
  sizes: Sizes,
  engine: Engine,
  cache: LayoutCache = new Map(),
): Promise<Layout> {
  const all = insides(scene, open);
  const done = new Map<number, LaidOut>();
  const layBox = async (box: number): Promise<void> => {
    const inside = all.get(box)!;
    await Promise.all(inside.children.filter((child) => open.has(child)).map(layBox));
    const graph = elkGraph(inside, (child) => done.get(child) ?? sizes.closed(child));
    const laid = await remembered(graph, engine, cache);
    const heading = box === top ? { width: 0, height: 0 } : sizes.heading(box);
    const width = Math.max(laid.width ?? 0, heading.width);
    const shift = (width - (laid.width ?? 0)) / 2;
    const dots = (sign: string, tensors: readonly number[]): ReadonlyMap<number, number> => {
      const byName = new Map(laid.children?.map((child) => [child.id, child]));
      return new Map(tensors.map((tensor, k) => [tensor, (byName.get(`${sign}${k}`)?.x ?? 0) + 0.5 + shift]));
    };
    done.set(box, {
      inside,
      graph: laid,
      width,
      height: (laid.height ?? 0) + heading.height,
      heading: heading.height,
      shift,
      incoming: dots("<", inside.incoming),
      outgoing: dots(">", inside.outgoing),
    });
  };
  await layBox(top);
  return put(done, open, sizes);
}

function remembered(graph: ElkGraph, engine: Engine, cache: LayoutCache): Promise<ElkGraph> {
  const key = JSON.stringify(graph);
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const made = engine(graph).then(centred);
  cache.set(key, made);
  made.catch(() => cache.delete(key));
  for (const old of cache.keys()) {
    if (cache.size <= most) break;
    cache.delete(old);
  }
  return made;
}

/** Positions in boxes become positions in the picture. */
function put(done: ReadonlyMap<number, LaidOut>, open: ReadonlySet<number>, sizes: Sizes): Layout {
  const placed: Placed[] = [];
  const routes: Route[] = [];
  const visit = (box: number, x: number, y: number): void => {
    const { inside, graph, heading, shift, height } = done.get(box)!;
    const left = x + shift;
    const above = y + heading;
    const children = new Map(graph.children?.map((child) => [child.id, child]));
    for (const [i, child] of inside.children.entries()) {
      const at = children.get(`${i}`);
      const size = done.get(child) ?? sizes.closed(child);
      const where = { x: left + (at?.x ?? 0), y: above + (at?.y ?? 0) };
      placed.push({ box: child, ...where, width: size.width, height: size.height, open: open.has(child) });
      if (open.has(child)) visit(child, where.x, where.y);
    }
    for (const [k, arrow] of inside.arrows.entries()) {
      const section = graph.edges?.[k]?.sections?.[0];
      if (!section) continue;
      const inner = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map((p) => ({
        x: p.x + left,
        y: p.y + above,
      }));
      routes.push(routeOf(arrow, inner, above, y + height));
    }
  };
  visit(top, 0, 0);
  const { width, height } = done.get(top)!;
  return { width, height, placed, routes };
}

/** The line as it is drawn: it is drawn on to a border, and comes out below a heading. */
function routeOf(arrow: Arrow, points: readonly Point[], first: number, last: number): Route {
  const line = [...points];
  if (!arrow.from) line.unshift({ x: line[0]!.x, y: first });
  if (!arrow.to) line.push({ x: line.at(-1)!.x, y: last });
  return {
    points: line,
    from: arrow.from?.tensor === undefined ? arrow.from?.box : undefined,
    to: arrow.to?.tensor === undefined ? arrow.to?.box : undefined,
    edges: arrow.edges,
  };
}
