// What a box looks like: its size, its words, its colours. It never decides where it stands.
import type { Scene, SceneBox } from "../../../../../server/src/ide/model-view/scene.ts";
import type { ViewNode } from "../../../../../server/src/ide/model-view/view.ts";
import { amountOf, bytesText, groupedDigits, shortCount } from "../../shared/webview/amounts.ts";
import { svg } from "../../shared/webview/dom.ts";
import type { Change } from "./changes.ts";

export const headingHeight = 28;
const closedHeight = 42;
const endHeight = 26;
const narrowest = 132;
const widest = 300;
/** Widths are whole steps of this, so that boxes that are nearly alike are alike. */
const step = 12;

export type Colouring = "family" | "training";

let canvas: CanvasRenderingContext2D | undefined;
const widths = new Map<string, number>();

/** The width of a text in a size; `font` is the family in use. */
function textWidth(text: string, size: number, font: string, weight = 400): number {
  const key = `${weight} ${size} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  canvas ??= document.createElement("canvas").getContext("2d") ?? undefined;
  if (!canvas) return text.length * size * 0.6;
  canvas.font = `${weight} ${size}px ${font}`;
  const width = canvas.measureText(text).width;
  if (widths.size > 50_000) widths.clear();
  widths.set(key, width);
  return width;
}

function cut(text: string, room: number, size: number, font: string, weight = 400): string {
  if (textWidth(text, size, font, weight) <= room) return text;
  let [low, high] = [1, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (textWidth(`${text.slice(0, middle)}…`, size, font, weight) <= room) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}

const isEnd = ({ kind }: ViewNode): boolean => kind === "input" || kind === "output";

/** The words of the second line: what it is, and how much is in it. */
function second(box: SceneBox): readonly [left: string, right: string] {
  const { node, children, layers } = box;
  const params = node.params ? shortCount(node.params[0]) : "";
  if (children.length === 0) return [node.uses ? `${node.class} · used ${node.uses}×` : node.class, params];
  const turns = node.kind === "loop" ? (node.children?.length ?? 0) : 0;
  const all = counted(layers, "layer");
  return [turns > 0 && turns !== layers ? `${counted(turns, "turn")} · ${all}` : all, params];
}

const counted = (n: number, word: string): string =>
  `${n.toLocaleString("en-GB")} ${word}${n === 1 ? "" : "s"}`;

const sign = (node: ViewNode): string =>
  node.state === "frozen" ? " ❄" : node.state === "partly" ? " ❄½" : "";

/** Loops and their turns have a name only. */
const hasClass = ({ kind, class: name, ...node }: ViewNode): boolean =>
  name !== "" && name !== node.name && kind !== "loop" && kind !== "turn";

const headingName = ({ node }: SceneBox): string =>
  hasClass(node) ? `${node.name}: ${node.class}` : node.name;

/** `marked`: there is room for the sign of a change. */
export function closedSize(
  box: SceneBox,
  font: string,
  marked: boolean,
): { readonly width: number; readonly height: number } {
  const { node, children } = box;
  if (isEnd(node)) {
    const width = textWidth(node.name, 12, font, 600) + textWidth(node.kind, 11, font) + 38;
    return { width: stepped(width), height: endHeight };
  }
  const [left, right] = second(box);
  const name = textWidth((children.length > 0 ? headingName(box) : node.name) + sign(node), 12, font, 600);
  const below = textWidth(left, 11, font) + (right ? textWidth(right, 11, font) + 16 : 0);
  return {
    width: stepped(Math.max(name + (children.length > 0 ? 18 : 0) + (marked ? 14 : 0), below) + 28),
    height: closedHeight,
  };
}

export const headingSize = (
  box: SceneBox,
  font: string,
): { readonly width: number; readonly height: number } => {
  const right = box.node.params ? shortCount(box.node.params[0]) : "";
  const width = textWidth(headingName(box) + sign(box.node), 12, font, 600) + textWidth(right, 11, font) + 62;
  return { width: stepped(width, 480), height: headingHeight };
};

const stepped = (width: number, most = widest): number =>
  Math.min(most, Math.max(narrowest, Math.ceil(width / step) * step));

/** What a screen reader says of a box, and its tip. */
export function spoken(box: SceneBox): string {
  const { node, children, layers } = box;
  const parts = [node.name];
  if (isEnd(node)) parts.push(node.kind);
  else if (hasClass(node)) parts.push(node.class);
  if (children.length > 0) parts.push(counted(layers, "layer"));
  if (node.shape) parts.push(`output ${node.shape.replaceAll("×", " by ")}`);
  if (node.params) parts.push(`${groupedDigits(node.params[0])} parameters`);
  if (node.state === "frozen") parts.push("frozen");
  if (node.state === "partly") parts.push("partly frozen");
  if (node.failed) parts.push("has an error");
  return parts.join(", ");
}

/** Everything known of a box, as names and values. */
export function facts(box: SceneBox): readonly (readonly [string, string])[] {
  const { node, children, layers } = box;
  const states = { trains: "trains", partly: "partly frozen", frozen: "frozen", none: "" };
  const all: (readonly [string, string])[] = [
    ["", hasClass(node) ? node.class : ""],
    ["layers", children.length > 0 ? layers.toLocaleString("en-GB") : ""],
    ["output", node.shape],
    ["parameters", node.params ? groupedDigits(node.params[0]) : ""],
    ["not trainable", node.params && node.params[2] !== "0" ? groupedDigits(node.params[2]) : ""],
    ["multiply-adds", node.macs ? groupedDigits(node.macs) : ""],
    ["activations", node.bytes ? bytesText(node.bytes) : ""],
    ["used", node.uses ? `${node.uses}×` : ""],
    ["in training", states[node.state]],
  ];
  return all.filter(([, value]) => value !== "");
}

export interface Look {
  readonly scene: Scene;
  readonly font: string;
  readonly colouring: Colouring;
  /** Of a comparison: what became of a box. */
  readonly changes: ReadonlyMap<number, Change> | undefined;
}

/** The class that gives a box its colour. */
function colourClass({ colouring, changes }: Look, { node, number }: SceneBox): string {
  if (changes) return `change-${changes.get(number) ?? "same"}`;
  return colouring === "family" ? `family-${node.family}` : `state-${node.state}`;
}

const changeSigns: Readonly<Record<Change, string>> = { added: "+", removed: "−", changed: "~", inside: "" };

/** The part of a box with its words; of an open one its heading. Everything is set by attributes, so that it can be copied. */
export function drawBox(look: Look, box: SceneBox, width: number, open: boolean): SVGGElement {
  const { node, children } = box;
  const { font } = look;
  const group = svg("g", {
    class: `box ${colourClass(look, box)}${node.failed ? " failed" : ""}${isEnd(node) ? " end" : ""}${open ? " open" : ""}`,
    "data-box": box.number,
    role: "treeitem",
    "aria-level": box.depth + 1,
    "aria-label": spoken(box),
    ...(children.length > 0 ? { "aria-expanded": open ? "true" : "false" } : {}),
  });
  const text = (
    x: number,
    y: number,
    value: string,
    cssClass: string,
    anchor: "start" | "end" = "start",
  ): SVGTextElement => svg("text", { x, y, class: cssClass, "text-anchor": anchor }, value);
  const change = look.changes?.get(box.number);
  const mark = change ? changeSigns[change] : "";
  if (isEnd(node)) {
    group.append(
      svg("rect", { class: "face", width, height: endHeight, rx: endHeight / 2 }),
      text(14, 17, cut(node.name, width - 60, 12, font, 600), "name"),
      text(width - 12, 17, mark || node.kind, "small", "end"),
    );
    return group;
  }
  const height = open ? headingHeight : closedHeight;
  if (children.length > 0 && !open)
    group.append(svg("rect", { class: "face behind", x: 3, y: 3, width, height, rx: 5 }));
  group.append(svg("rect", { class: "face", width, height, rx: 5 }));
  if (!open)
    group.append(
      svg("path", { class: "stripe", d: `M5 0H5.5V${height}H5A5 5 0 0 1 0 ${height - 5}V5A5 5 0 0 1 5 0Z` }),
    );
  const left = children.length > 0 ? 26 : 14;
  if (children.length > 0) {
    group.append(
      svg(
        "g",
        { class: "toggle", "data-toggle": box.number },
        svg("rect", { class: "hit", x: 4, y: 0, width: 24, height: open ? headingHeight : 26 }),
        svg("path", { class: "chevron", d: open ? "M11 11.5 15 16 19 11.5" : "M12.5 9 17 13.5 12.5 18" }),
      ),
    );
  }
  const right = node.params ? shortCount(node.params[0]) : "";
  const title = (children.length > 0 ? headingName(box) : node.name) + sign(node);
  const marked = mark ? 14 : 0;
  if (mark) group.append(text(width - 10, open ? 18 : 17, mark, "mark", "end"));
  if (open) {
    const rest = right ? textWidth(right, 11, font) + 12 : 0;
    group.append(text(left, 18, cut(title, width - left - 12 - rest - marked, 12, font, 600), "name"));
    group.append(text(width - 12 - marked, 18, right, "small", "end"));
    return group;
  }
  const [below, amount] = second(box);
  const amountWidth = amount ? textWidth(amount, 11, font) + 10 : 0;
  group.append(
    text(left, 17, cut(title, width - left - 10 - marked, 12, font, 600), "name"),
    text(14, 32, cut(below, width - 24 - amountWidth, 11, font), "small"),
    text(width - 10, 32, amount, "small", "end"),
  );
  const share = amountOf(node.params?.[0]) / Math.max(1, amountOf(look.scene.view.params[0]));
  if (share > 0)
    group.append(
      svg("rect", { class: "bar-back", x: 14, y: 36, width: width - 24, height: 2.5, rx: 1 }),
      svg("rect", {
        class: "bar",
        x: 14,
        y: 36,
        width: Math.max(2, share * (width - 24)),
        height: 2.5,
        rx: 1,
      }),
    );
  return group;
}

/** The frame of an open box. */
export const drawFrame = (look: Look, box: SceneBox, width: number, height: number): SVGRectElement =>
  svg("rect", {
    class: `frame ${colourClass(look, box)}${box.depth % 2 === 1 ? " odd" : ""}`,
    width,
    height,
    rx: 6,
  });
