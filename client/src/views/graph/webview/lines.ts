// Arrows as paths with round corners, and the shapes written beside them. It never decides where they run.
import type { Point } from "../../../../../server/src/ide/model-view/elk-graph.ts";
import type { Layout, Route } from "../../../../../server/src/ide/model-view/layout.ts";
import type { Scene } from "../../../../../server/src/ide/model-view/scene.ts";
import { svg } from "../../shared/webview/dom.ts";
import type { Rectangle } from "./viewport.ts";

const corner = 6;
const tipLength = 7;

const round = (n: number): number => Math.round(n * 10) / 10;

/** A point on the way from one to another, so far from the first. */
function towards(from: Point, to: Point, far: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const share = Math.min(1, far / length);
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function pathOf(points: readonly Point[]): string {
  const [first] = points;
  if (!first) return "";
  const text = [`M${round(first.x)} ${round(first.y)}`];
  for (let i = 1; i < points.length; i++) {
    const at = points[i]!;
    const next = points[i + 1];
    const before = points[i - 1]!;
    if (!next) text.push(`L${round(at.x)} ${round(at.y)}`);
    else {
      const half = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y) / 2;
      const far = Math.min(corner, half(before, at), half(at, next));
      const a = towards(at, before, far);
      const b = towards(at, next, far);
      text.push(`L${round(a.x)} ${round(a.y)}Q${round(at.x)} ${round(at.y)} ${round(b.x)} ${round(b.y)}`);
    }
  }
  return text.join("");
}

function tipOf(points: readonly Point[]): string {
  const end = points.at(-1)!;
  const base = towards(end, points.at(-2)!, tipLength);
  const [dx, dy] = [(end.x - base.x) / 2, (end.y - base.y) / 2];
  return `M${round(end.x)} ${round(end.y)}L${round(base.x - dy)} ${round(base.y + dx)}L${round(base.x + dy)} ${round(base.y - dx)}Z`;
}

export function drawRoute(route: Route, number: number): SVGGElement {
  const { points } = route;
  const group = svg("g", { class: "route", "data-route": number });
  const line =
    route.to === undefined ? points : [...points.slice(0, -1), towards(points.at(-1)!, points.at(-2)!, 3)];
  group.append(svg("path", { class: "line", d: pathOf(line) }));
  if (route.to !== undefined) group.append(svg("path", { class: "tip", d: tipOf(points) }));
  return group;
}

export function boundsOf({ points }: Route): Rectangle {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [x, y] = [Math.min(...xs) - 4, Math.min(...ys) - 4];
  return { x, y, width: Math.max(...xs) + 4 - x, height: Math.max(...ys) + 4 - y };
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
    return { x: round(start.x + 5), y: round(start.y + 11), text };
  });
}

export const drawLabel = ({ x, y, text }: ShapeLabel): SVGTextElement =>
  svg("text", { x, y, class: "shape" }, text);
