// A model as a finished picture: the graph laid out and drawn in SVG, under a heading and above a key of its colours. It needs
// no screen and fetches nothing.
import {
  closedSize,
  cut,
  drawBox,
  drawFrame,
  headingSize,
  type Look,
  spoken,
} from "../model-view/drawing/boxes.ts";
import { drawLabel, drawRoute, shapeLabels } from "../model-view/drawing/lines.ts";
import { at, type Part, part, partText, rounded } from "../model-view/drawing/part.ts";
import { type Layout, layOut, type Placed } from "../model-view/layout.ts";
import type { SceneBox } from "../model-view/scene.ts";
import type { ModelView, ViewFamily } from "../model-view/view.ts";
import { type Caption, captionOf } from "./caption.ts";
import { createEngine } from "./elk-engine.ts";
import { type Opened, openedWhere, shownBoxes } from "./opening.ts";
import { styleOf, textKinds } from "./svg-style.ts";
import { helveticaWidth, isMeasured } from "./text-width.ts";

/** With more boxes than this a picture is too long to be looked at; some of them are closed. */
const mostBoxes = 300;
const margin = 24;
const narrowest = 360;
const lineHeight = 17;

/** The same text for the same model. */
export async function svgText(view: ModelView): Promise<string> {
  const opened = openedWhere(view, (candidate) => shownBoxes(candidate).length <= mostBoxes);
  const { scene, open } = opened;
  const look: Look = { scene, measure: helveticaWidth, toggles: false, classOf };
  const sizes = {
    closed: (box: number) => closedSize(look, scene.boxes[box]!),
    heading: (box: number) => headingSize(look, scene.boxes[box]!),
  };
  const layout = await layOut(scene, open, sizes, await createEngine());
  return `${partText(fitted(pictureOf(opened, look, layout)))}\n`;
}

/** Where another font stands in, texts are still as wide as was reckoned with. */
function fitted({ tag, attributes, children }: Part): Part {
  const inside = children.map((child) => (typeof child === "string" ? child : fitted(child)));
  const [text] = inside;
  if (tag !== "text" || typeof text !== "string" || !isMeasured(text))
    return part(tag, attributes, ...inside);
  const [size, weight] = textKinds[attributes.class as keyof typeof textKinds];
  const textLength = rounded(helveticaWidth(text, size, weight));
  return part(tag, { ...attributes, textLength, lengthAdjust: "spacingAndGlyphs" }, text);
}

const classOf = ({ node }: SceneBox): string =>
  `family-${node.family}${node.state === "frozen" || node.state === "partly" ? " frozen" : ""}`;

function pictureOf(opened: Opened, look: Look, layout: Layout): Part {
  const caption = captionOf(opened);
  const shown = shownBoxes(opened);
  const inner = Math.max(narrowest, layout.width);
  const heading = headingOf(caption, inner);
  const closed = shown.filter((box) => !opened.open.has(box));
  const key = keyOf(familiesOf(opened, closed), inner);
  const width = Math.ceil(inner + 2 * margin);
  const height = Math.ceil(heading.height + layout.height + key.height + 2 * margin);
  return part(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      class: "netlens",
      role: "img",
    },
    part("title", {}, caption.title),
    part("desc", {}, caption.lines.join(". ")),
    part("style", {}, styleOf(familiesOf(opened, shown))),
    part("rect", { class: "back", width, height }),
    at(margin, margin, heading.part),
    at(margin + (inner - layout.width) / 2, margin + heading.height, graphOf(look, layout)),
    at(margin, margin + heading.height + layout.height, key.part),
  );
}

interface Row {
  readonly part: Part;
  readonly height: number;
}

function headingOf({ title, lines }: Caption, width: number): Row {
  const rows = lines.flatMap((line) => wrapped(line, width));
  return {
    part: part(
      "g",
      {},
      part("text", { class: "title", y: 16 }, cut(helveticaWidth, title, width, 18, 700)),
      ...rows.map((line, i) => part("text", { class: "small", y: 38 + i * lineHeight }, line)),
    ),
    height: 38 + rows.length * lineHeight + 6,
  };
}

/** A line cut between its parts where it is too long. */
function wrapped(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const piece of line.split(" · ")) {
    const longer = lines.length > 0 ? `${lines.at(-1)} · ${piece}` : piece;
    if (lines.length > 0 && helveticaWidth(longer, 11, 400) <= width) lines[lines.length - 1] = longer;
    else lines.push(piece);
  }
  return lines;
}

/** Frames below arrows, arrows below boxes. */
function graphOf(look: Look, layout: Layout): Part {
  const { boxes } = look.scene;
  const box = ({ box, width, open }: Placed): Part => {
    const { tag, attributes, children } = drawBox(look, boxes[box]!, width, open);
    return part(tag, attributes, part("title", {}, spoken(boxes[box]!)), ...children);
  };
  return part(
    "g",
    {},
    ...layout.placed
      .filter(({ open }) => open)
      .map((p) => at(p.x, p.y, drawFrame(look, boxes[p.box]!, p.width, p.height))),
    ...layout.routes.map(drawRoute),
    ...shapeLabels(look.scene, layout).map(drawLabel),
    ...layout.placed.map((p) => at(p.x, p.y, box(p))),
  );
}

/** The families of some boxes, in the order they come. */
const familiesOf = ({ scene }: Opened, boxes: readonly number[]): readonly ViewFamily[] => [
  ...new Set(boxes.map((box) => scene.boxes[box]!.node.family)),
];

/** What the colours mean; inputs and outputs say what they are. */
function keyOf(families: readonly ViewFamily[], width: number): Row {
  const parts: Part[] = [];
  let [x, y] = [0, 26];
  for (const family of families) {
    if (family === "input" || family === "output") continue;
    const length = helveticaWidth(family, 11, 400) + 34;
    if (x > 0 && x + length > width) [x, y] = [0, y + lineHeight];
    parts.push(
      part("rect", { class: `key-${family}`, x, y: y - 9, width: 10, height: 10, rx: 2 }),
      part("text", { class: "small", x: x + 16, y }, family),
    );
    x += length;
  }
  return { part: part("g", {}, ...parts), height: parts.length === 0 ? 0 : y };
}
