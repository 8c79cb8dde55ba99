// What a box looks like: its size, its words, its parts. It never decides where it stands or in which colours.
import { many } from "../../amounts.ts";
import { amountOf, groupedDigits, type Scene, type SceneBox } from "../scene.ts";
import type { ViewNode } from "../view.ts";
import { type Part, part } from "./part.ts";
import { shortCount } from "./short-count.ts";

export const headingHeight = 28;
const closedHeight = 42;
const endHeight = 26;
const narrowest = 132;
const widest = 300;
/** Widths are whole steps of this, so that boxes that are nearly alike are alike. */
const step = 12;

/** The width of a text in pixels, in a size and weight of the picture's font. */
export type Measure = (text: string, size: number, weight: number) => number;

/** How a scene is drawn. */
export interface Look {
  readonly scene: Scene;
  readonly measure: Measure;
  /** Boxes with boxes in them have a sign to click on. */
  readonly toggles: boolean;
  /** The classes a box is coloured by. */
  readonly classOf: (box: SceneBox) => string;
  /** A sign in a corner of the box, such as `+`; left out where no box has one. */
  readonly markOf?: ((box: SceneBox) => string) | undefined;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The text if it fits, else its beginning with `…`. */
export function cut(measure: Measure, text: string, room: number, size: number, weight = 400): string {
  if (measure(text, size, weight) <= room) return text;
  let [low, high] = [1, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(`${text.slice(0, middle)}…`, size, weight) <= room) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}

export const isEnd = ({ kind }: ViewNode): boolean => kind === "input" || kind === "output";

/** The words of the second line: what it is, and how much is in it. */
function second(box: SceneBox): readonly [left: string, right: string] {
  const { node, children } = box;
  const params = node.params ? shortCount(node.params[0]) : "";
  if (children.length === 0) return [node.uses ? `${node.class} · used ${node.uses}×` : node.class, params];
  return [amountInside(box), params];
}

/** `12 layers`, `3 turns · 12 layers`. */
export function amountInside({ node, layers }: SceneBox): string {
  const turns = node.kind === "loop" ? (node.children?.length ?? 0) : 0;
  const all = many(layers, "layer");
  return turns > 0 && turns !== layers ? `${many(turns, "turn")} · ${all}` : all;
}

/** Loops and their turns have a name only. */
export const hasClass = ({ kind, class: name, ...node }: ViewNode): boolean =>
  name !== "" && name !== node.name && kind !== "loop" && kind !== "turn";

const sign = (node: ViewNode): string =>
  node.state === "frozen" ? " ❄" : node.state === "partly" ? " ❄½" : "";

/** `stage_1: residual`. */
export const headingName = ({ node }: SceneBox): string =>
  hasClass(node) ? `${node.name}: ${node.class}` : node.name;

const title = (box: SceneBox): string =>
  (box.children.length > 0 ? headingName(box) : box.node.name) + sign(box.node);

export function closedSize({ measure, toggles, markOf }: Look, box: SceneBox): Size {
  const { node, children } = box;
  if (isEnd(node)) {
    const width = measure(node.name, 12, 600) + measure(node.kind, 11, 400) + 38;
    return { width: stepped(width), height: endHeight };
  }
  const [left, right] = second(box);
  const signs = (toggles && children.length > 0 ? 18 : 0) + (markOf ? 14 : 0);
  const below = measure(left, 11, 400) + (right ? measure(right, 11, 400) + 16 : 0);
  return {
    width: stepped(Math.max(measure(title(box), 12, 600) + signs, below) + 28),
    height: closedHeight,
  };
}

/** The least size of an open box. */
export function headingSize({ measure }: Look, box: SceneBox): Size {
  const right = box.node.params ? shortCount(box.node.params[0]) : "";
  const width = measure(title(box), 12, 600) + measure(right, 11, 400) + 62;
  return { width: stepped(width, 480), height: headingHeight };
}

const stepped = (width: number, most = widest): number =>
  Math.min(most, Math.max(narrowest, Math.ceil(width / step) * step));

/** What a screen reader says of a box, and its tip. */
export function spoken(box: SceneBox): string {
  const { node, children, layers } = box;
  const parts = [node.name];
  if (isEnd(node)) parts.push(node.kind);
  else if (hasClass(node)) parts.push(node.class);
  if (children.length > 0) parts.push(many(layers, "layer"));
  if (node.shape) parts.push(`output ${node.shape.replaceAll("×", " by ")}`);
  if (node.params) parts.push(`${groupedDigits(node.params[0])} parameters`);
  if (node.state === "frozen") parts.push("frozen");
  if (node.state === "partly") parts.push("partly frozen");
  if (node.failed) parts.push("has an error");
  return parts.join(", ");
}

const text = (
  x: number,
  y: number,
  value: string,
  cssClass: string,
  anchor: "start" | "end" = "start",
): Part => part("text", { x, y, class: cssClass, "text-anchor": anchor }, value);

/** The part of a box with its words; of an open one its heading. Everything is set by attributes, so that it can be copied. */
export function drawBox(look: Look, box: SceneBox, width: number, open: boolean): Part {
  const { node } = box;
  const classes = `box ${look.classOf(box)}${node.failed ? " failed" : ""}${isEnd(node) ? " end" : ""}${open ? " open" : ""}`;
  return part(
    "g",
    { class: classes },
    ...(isEnd(node) ? endParts : open ? openParts : closedParts)(look, box, width),
  );
}

function endParts({ measure, markOf }: Look, box: SceneBox, width: number): readonly Part[] {
  const { name, kind } = box.node;
  return [
    part("rect", { class: "face", width, height: endHeight, rx: endHeight / 2 }),
    text(14, 17, cut(measure, name, width - 60, 12, 600), "name"),
    text(width - 12, 17, markOf?.(box) || kind, "small", "end"),
  ];
}

function openParts(look: Look, box: SceneBox, width: number): readonly Part[] {
  const { measure } = look;
  const mark = look.markOf?.(box);
  const marked = mark ? 14 : 0;
  const left = look.toggles ? 26 : 14;
  const right = box.node.params ? shortCount(box.node.params[0]) : "";
  const rest = right ? measure(right, 11, 400) + 12 : 0;
  return [
    part("rect", { class: "face", width, height: headingHeight, rx: 5 }),
    ...toggle(look, box, true),
    ...(mark ? [text(width - 10, 18, mark, "mark", "end")] : []),
    text(left, 18, cut(measure, title(box), width - left - 12 - rest - marked, 12, 600), "name"),
    text(width - 12 - marked, 18, right, "small", "end"),
  ];
}

function closedParts(look: Look, box: SceneBox, width: number): readonly Part[] {
  const { measure } = look;
  const { node, children } = box;
  const height = closedHeight;
  const mark = look.markOf?.(box);
  const left = look.toggles && children.length > 0 ? 26 : 14;
  const [below, amount] = second(box);
  const amountWidth = amount ? measure(amount, 11, 400) + 10 : 0;
  const share = amountOf(node.params?.[0]) / Math.max(1, amountOf(look.scene.view.params[0]));
  const bar = { x: 14, y: 36, height: 2.5, rx: 1 };
  return [
    ...(children.length > 0
      ? [part("rect", { class: "face behind", x: 3, y: 3, width, height, rx: 5 })]
      : []),
    part("rect", { class: "face", width, height, rx: 5 }),
    part("path", { class: "stripe", d: `M5 0H5.5V${height}H5A5 5 0 0 1 0 ${height - 5}V5A5 5 0 0 1 5 0Z` }),
    ...toggle(look, box, false),
    ...(mark ? [text(width - 10, 17, mark, "mark", "end")] : []),
    text(left, 17, cut(measure, title(box), width - left - 10 - (mark ? 14 : 0), 12, 600), "name"),
    text(14, 32, cut(measure, below, width - 24 - amountWidth, 11), "small"),
    ...(amount ? [text(width - 10, 32, amount, "small", "end")] : []),
    ...(share > 0
      ? [
          part("rect", { class: "bar-back", ...bar, width: width - 24 }),
          part("rect", { class: "bar", ...bar, width: Math.max(2, share * (width - 24)) }),
        ]
      : []),
  ];
}

/** The sign that opens and closes a box. */
function toggle({ toggles }: Look, { number, children }: SceneBox, open: boolean): readonly Part[] {
  if (!toggles || children.length === 0) return [];
  return [
    part(
      "g",
      { class: "toggle", "data-toggle": number },
      part("rect", { class: "hit", x: 4, y: 0, width: 24, height: open ? headingHeight : 26 }),
      part("path", { class: "chevron", d: open ? "M11 11.5 15 16 19 11.5" : "M12.5 9 17 13.5 12.5 18" }),
    ),
  ];
}

/** The frame of an open box. */
export const drawFrame = (look: Look, box: SceneBox, width: number, height: number): Part =>
  part("rect", {
    class: `frame ${look.classOf(box)}${box.depth % 2 === 1 ? " odd" : ""}`,
    width,
    height,
    rx: 6,
  });
