// Elements in one call. It never holds one.
import type { Part } from "../../../../../server/src/ide/model-view/drawing/part.ts";

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;
type Child = Node | string | undefined | false;

function fill<E extends Element>(element: E, attributes: Attributes, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? "" : `${value}`);
  }
  for (const child of children) if (child !== undefined && child !== false) element.append(child);
  return element;
}

export const html = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => fill(document.createElement(tag), attributes, children);

export const svg = <K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] =>
  fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** A part of a picture as an element of the page. */
export const elementOf = ({ tag, attributes, children }: Part): SVGElement =>
  svg(tag, attributes, ...children.map((child) => (typeof child === "string" ? child : elementOf(child))));

/** A text in which `code` stands in backticks. */
export const withCode = (text: string): readonly (Node | string)[] =>
  text.split("`").map((part, i) => (i % 2 === 1 ? html("code", {}, part) : part));

/** A button that shows a sign or a word, with its name and key as its tip. */
export function button(label: string, tip: string, run: () => void): HTMLButtonElement {
  const made = html("button", { type: "button", title: tip, "aria-label": tip }, label);
  made.addEventListener("click", run);
  return made;
}
