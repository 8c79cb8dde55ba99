// Boxes as the page shows them: in the colours the user chose, with what a screen reader needs. It never decides what a box
// looks like or where it stands.
import {
  drawBox as boxPart,
  hasClass,
  type Look,
  type Measure,
  spoken,
} from "../../../../../server/src/ide/model-view/drawing/boxes.ts";
import { bytesText } from "../../../../../server/src/ide/model-view/drawing/short-count.ts";
import { groupedDigits, type Scene, type SceneBox } from "../../../../../server/src/ide/model-view/scene.ts";
import { elementOf } from "../../shared/webview/dom.ts";
import type { Change } from "./changes.ts";

export type Colouring = "family" | "training";

const changeSigns: Readonly<Record<Change, string>> = { added: "+", removed: "−", changed: "~", inside: "" };

/** `changes`: of a comparison, what became of a box. `font` is the family in use. */
export function lookOf(
  scene: Scene,
  font: string,
  colouring: Colouring,
  changes: ReadonlyMap<number, Change> | undefined,
): Look {
  const colourOf = (box: SceneBox): string => {
    if (changes) return `change-${changes.get(box.number) ?? "same"}`;
    return colouring === "family" ? `family-${box.node.family}` : `state-${box.node.state}`;
  };
  const markOf = ({ number }: SceneBox): string => {
    const change = changes?.get(number);
    return change ? changeSigns[change] : "";
  };
  return {
    scene,
    measure: measureIn(font),
    toggles: true,
    classOf: colourOf,
    ...(changes ? { markOf } : {}),
  };
}

let canvas: CanvasRenderingContext2D | undefined;
const widths = new Map<string, number>();

/** The browser's own measure of a text. */
const measureIn =
  (font: string): Measure =>
  (text, size, weight) => {
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
  };

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
    ["", states[node.state]],
  ];
  return all.filter(([, value]) => value !== "");
}

export function drawBox(look: Look, box: SceneBox, width: number, open: boolean): SVGElement {
  const drawn = elementOf(boxPart(look, box, width, open));
  const attributes = {
    "data-box": box.number,
    role: "treeitem",
    "aria-level": box.depth + 1,
    "aria-label": spoken(box),
    ...(box.children.length > 0 ? { "aria-expanded": open ? "true" : "false" } : {}),
  };
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, `${value}`);
  return drawn;
}
