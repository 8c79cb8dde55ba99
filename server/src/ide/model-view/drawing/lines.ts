// Arrows as paths with round corners, and the shapes written beside them. It never decides where they run.
import type { Point } from "../elk-graph.ts";
import type { Layout, Route } from "../layout.ts";
import type { Scene } from "../scene.ts";
import { type Part, part, rounded } from "./part.ts";

const corner = 6;
const tipLength = 7;

/** A point on the way from one to another, so far from the first. */
function towards(from: Point, to: Point, far: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(1, far / length);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

const pointText = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;

function pathOf(points: readonly Point[]): string {
  const [first] = points;
  if (!first) return "";
  const text = [`M${pointText(first)}`];
  for (let i = 1; i < points.length; i++) {
    const at = points[i]!;
    const next = points[i + 1];
    const before = points[i - 1]!;
    if (!next) text.push(`L${pointText(at)}`);
    else {
      const half = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y) / 2;
      const far = Math.min(corner, half(before, at), half(at, next));
      text.push(
        `L${pointText(towards(at, before, far))}Q${pointText(at)} ${pointText(towards(at, next, far))}`,
      );
    }
  }
  return text.join("");
}

function tipOf(points: readonly Point[]): string {
  const end = points.at(-1)!;
  const base = towards(end, points.at(-2)!, tipLength);
  const [dx, dy] = [(end.x - base.x) / 2, (end.y - base.y) / 2];
  const [left, right] = [
    { x: base.x - dy, y: base.y + dx },
    { x: base.x + dy, y: base.y - dx },
  ];
  return `M${pointText(end)}L${pointText(left)}L${pointText(right)}Z`;
}

/** The line, and its tip where it ends at a box. */
export function drawRoute({ points, to }: Route): Part {
  const line =
    to === undefined ? points : [...points.slice(0, -1), towards(points.at(-1)!, points.at(-2)!, 3)];
  return part(
    "g",
    { class: "route" },
    part("path", { class: "line", d: pathOf(line) }),
    to !== undefined && part("path", { class: "tip", d: tipOf(points) }),
  );
}

export interface ShapeLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** One label for each box that arrows leave: the shapes that leave it, right below. */
export function shapeLabels(scene: Scene, layout: Layout): readonly ShapeLabel[] {
  const bySource = new Map<number, { start: Point; shapes: Set<string> }>();
  for (const { from, points, edges } of layout.routes) {
    if (from === undefined) continue;
    const [start] = points;
    const known = bySource.get(from) ?? { start: start!, shapes: new Set<string>() };
    if (start!.x > known.start.x) known.start = start!;
    for (const edge of edges) known.shapes.add(scene.edges[edge]!.shape);
    bySource.set(from, known);
  }
  return [...bySource.values()].map(({ start, shapes }) => {
    const all = [...shapes];
    const text = all.length <= 2 ? all.join(", ") : `${all[0]}, … (${all.length} shapes)`;
    return { x: rounded(start.x + 5), y: rounded(start.y + 14), text };
  });
}

export const drawLabel = ({ x, y, text }: ShapeLabel): Part => part("text", { x, y, class: "shape" }, text);
