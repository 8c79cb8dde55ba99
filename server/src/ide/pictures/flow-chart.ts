// The arrows of a chart, and the words in its nodes and groups, for the languages that describe one. It never writes any of
// them.
import { amountInside, hasClass, headingName, isEnd } from "../model-view/drawing/boxes.ts";
import { groupedDigits, type Scene, type SceneBox } from "../model-view/scene.ts";
import type { Opened } from "./opening.ts";

export interface FlowArrow {
  readonly from: number;
  readonly to: number;
  /** What flows, where the box it comes from does not say so. */
  readonly label: string | undefined;
}

/** The arrows between boxes one sees, each once. */
export function flowArrows({ scene, open }: Opened): readonly FlowArrow[] {
  const shapes = new Map<
    string,
    { readonly from: number; readonly to: number; readonly shapes: Set<string> }
  >();
  for (const { from, to, shape } of scene.edges) {
    const ends = { from: shownAs(scene, open, from), to: shownAs(scene, open, to) };
    // What flows inside of a closed box is not seen.
    if (ends.from === ends.to && from !== to) continue;
    const key = `${ends.from} ${ends.to}`;
    const arrow = shapes.get(key) ?? { ...ends, shapes: new Set() };
    arrow.shapes.add(shape);
    shapes.set(key, arrow);
  }
  return [...shapes.values()].map(({ from, to, shapes }) => {
    const text = [...shapes].join(", ");
    return { from, to, label: text === scene.boxes[from]!.node.shape ? undefined : text };
  });
}

/** The outermost closed box around a box, itself if there is none; of a group that has no ends its first box. */
function shownAs(scene: Scene, open: ReadonlySet<number>, number: number): number {
  let shown = number;
  for (let at = number; at >= 0; at = scene.boxes[at]!.parent) if (!open.has(at)) shown = at;
  while (open.has(shown)) shown = scene.boxes[shown]!.children[0]!;
  return shown;
}

/** The lines of a node: what it is called, what it is, what comes out and what it has. */
export function nodeLines(box: SceneBox): readonly string[] {
  const { node, children } = box;
  const kind = isEnd(node) ? node.kind : hasClass(node) ? node.class : "";
  const params = node.params ? `${groupedDigits(node.params[0])} parameters` : "";
  const lines = [
    node.name,
    node.uses ? `${kind || node.class}, used ${node.uses}×` : kind,
    children.length > 0 ? amountInside(box) : "",
    node.shape,
    params,
    frozenText(box),
  ];
  return lines.filter((line) => line !== "");
}

/** The heading of a group. */
export function groupLines(box: SceneBox): readonly string[] {
  const { params } = box.node;
  const amount = params ? `${groupedDigits(params[0])} parameters` : "";
  const second = [amount, frozenText(box)].filter((text) => text !== "").join(" · ");
  return second === "" ? [headingName(box)] : [headingName(box), second];
}

const frozenText = ({ node: { state } }: SceneBox): string =>
  state === "frozen" ? "❄ frozen" : state === "partly" ? "❄ partly frozen" : "";
