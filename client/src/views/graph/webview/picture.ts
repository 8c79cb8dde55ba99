// The graph as a picture of its own: SVG in which every colour is written out, and PNG made from it. It never changes the
// page.
import { drawBox, drawFrame, type Look } from "../../../../../server/src/ide/model-view/drawing/boxes.ts";
import { drawLabel, drawRoute, shapeLabels } from "../../../../../server/src/ide/model-view/drawing/lines.ts";
import { at, type Part } from "../../../../../server/src/ide/model-view/drawing/part.ts";
import type { Layout } from "../../../../../server/src/ide/model-view/layout.ts";
import { elementOf, svg } from "../../shared/webview/dom.ts";

const margin = 20;
/** What of the page's style a picture needs. */
const properties = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
] as const;

/** The whole picture, not only what is in the window. `canvas` is where the page's style holds. */
export function pictureText(look: Look, layout: Layout, canvas: Element): string {
  const width = Math.ceil(layout.width + 2 * margin);
  const height = Math.ceil(layout.height + 2 * margin);
  const put = (x: number, y: number, part: Part): Element => elementOf(at(x, y, part));
  const { boxes } = look.scene;
  const back = svg("rect", {
    x: -margin,
    y: -margin,
    width,
    height,
    fill: getComputedStyle(document.body).backgroundColor,
  });
  const picture = svg(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `${-margin} ${-margin} ${width} ${height}`,
      class: "canvas",
    },
    back,
    ...layout.placed
      .filter(({ open }) => open)
      .map((p) => put(p.x, p.y, drawFrame(look, boxes[p.box]!, p.width, p.height))),
    ...layout.routes.map((route) => elementOf(drawRoute(route))),
    ...shapeLabels(look.scene, layout).map((label) => elementOf(drawLabel(label))),
    ...layout.placed.map((p) => put(p.x, p.y, drawBox(look, boxes[p.box]!, p.width, p.open))),
  );
  // Only in the page the style is known; it is taken over, element by element.
  canvas.parentElement?.append(picture);
  picture.setAttribute("visibility", "hidden");
  const known = new Map<string, readonly (readonly [string, string])[]>();
  for (const part of picture.querySelectorAll("*")) {
    const parent = part.parentElement?.getAttribute("class") ?? "";
    const key = `${part.tagName} ${part.getAttribute("class") ?? ""} in ${parent}`;
    let style = known.get(key);
    if (!style) {
      const computed = getComputedStyle(part);
      const names = part.tagName === "text" ? properties : properties.slice(0, 8);
      style =
        part.tagName === "g" ? [] : names.map((name) => [name, computed.getPropertyValue(name)] as const);
      known.set(key, style);
    }
    if (part !== back) for (const [name, value] of style) part.setAttribute(name, value);
  }
  picture.remove();
  for (const part of picture.querySelectorAll("*")) part.removeAttribute("class");
  picture.removeAttribute("visibility");
  picture.removeAttribute("class");
  return new XMLSerializer().serializeToString(picture);
}

/** No side of a picture is larger than browsers draw. */
const largest = 16_000;

export async function pngOf(text: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const scale = Math.min(2, largest / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(image.width * scale);
  canvas.height = Math.ceil(image.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("the picture is too large"))), "image/png"),
  );
}
