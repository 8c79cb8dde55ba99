// Arrows come into the middle of an open box and leave it there, where there is one of them: so boxes of unlike width stand
// below each other, and a long model does not drift to the right. It never moves a box.
import { type ElkEdge, type ElkGraph, type Point, turnRoom } from "./elk-graph.ts";

/** A dot that is so near to the middle stays, or its arrow would have a step one hardly sees. */
const near = 3;

/** A laid out inside of an open box, with its only dot above in the middle, and its only one below. */
export function centred(graph: ElkGraph): ElkGraph {
  const middle = (graph.width ?? 0) / 2;
  const boxes = (graph.children ?? []).filter(({ id }) => !isDot(id));
  if (boxes.length === 0) return graph;
  const above = Math.min(...boxes.map(({ y }) => y ?? 0));
  const below = Math.max(...boxes.map(({ y, height }) => (y ?? 0) + (height ?? 0)));
  return moved(moved(graph, "<", middle, above), ">", middle, below);
}

const isDot = (id: string): boolean => id.startsWith("<") || id.startsWith(">");

/** `edge`: where the boxes begin, seen from the dot; between the two are only arrows of the dot. */
function moved(graph: ElkGraph, sign: "<" | ">", middle: number, edge: number): ElkGraph {
  const dots = (graph.children ?? []).filter(({ id }) => id.startsWith(sign));
  const [dot] = dots;
  if (!dot || dots.length > 1 || Math.abs(middle - 0.5 - (dot.x ?? 0)) < near) return graph;
  return {
    ...graph,
    children: (graph.children ?? []).map((child) => (child === dot ? { ...dot, x: middle - 0.5 } : child)),
    edges: (graph.edges ?? []).map((arrow) => {
      const comes = arrow.sources[0] === dot.id;
      return comes || arrow.targets[0] === dot.id ? led(arrow, comes, middle, edge) : arrow;
    }),
  };
}

/** The arrow with its end at the dot in the middle. */
function led(arrow: ElkEdge, comes: boolean, middle: number, edge: number): ElkEdge {
  const section = arrow.sections?.[0];
  if (!section) return arrow;
  const line = [section.startPoint, ...(section.bendPoints ?? []), section.endPoint];
  // Worked on from the dot.
  const [end, ...rest] = comes ? line : line.toReversed();
  const first = rest[0]!;
  const isFree = (y: number): boolean => (y - end!.y) * (edge - y) >= 0;
  const way: readonly Point[] =
    rest.length > 1 && isFree(first.y)
      ? [{ x: middle, y: first.y }, ...rest.slice(1)]
      : [{ x: middle, y: turnAt(end!.y, edge) }, { x: end!.x, y: turnAt(end!.y, edge) }, ...rest];
  const points = straightened([{ x: middle, y: end!.y }, ...way]);
  const [start, ...others] = comes ? points : points.toReversed();
  return {
    ...arrow,
    sections: [{ startPoint: start!, bendPoints: others.slice(0, -1), endPoint: others.at(-1)! }],
  };
}

/** An arrow that ran straight turns where others do. */
const turnAt = (from: number, edge: number): number =>
  from + Math.sign(edge - from) * Math.min(turnRoom, Math.abs(edge - from) / 2);

/** Without points that lie on the way between their neighbours. */
const straightened = (points: readonly Point[]): readonly Point[] =>
  points.filter((p, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) return true;
    const close = (a: number, b: number): boolean => Math.abs(a - b) < 0.5;
    return !(close(before.x, p.x) && close(p.x, after.x)) && !(close(before.y, p.y) && close(p.y, after.y));
  });
