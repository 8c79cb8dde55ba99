// A piece of a picture as plain data: an SVG element with what is in it. A page makes elements of it, a file its text. It never
// says what is drawn.

export interface Part {
  readonly tag: keyof SvgTags;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly children: readonly (Part | string)[];
}

/** The elements pictures are made of. */
interface SvgTags {
  readonly svg: never;
  readonly g: never;
  readonly rect: never;
  readonly path: never;
  readonly text: never;
  readonly title: never;
  readonly desc: never;
  readonly style: never;
}

type Child = Part | string | undefined | false;

export const part = (tag: Part["tag"], attributes: Part["attributes"] = {}, ...children: Child[]): Part => ({
  tag,
  attributes,
  children: children.filter((child) => child !== undefined && child !== false),
});

/** A part moved to a place. */
export const at = (x: number, y: number, { tag, attributes, children }: Part): Part => ({
  tag,
  attributes: { ...attributes, transform: `translate(${rounded(x)} ${rounded(y)})` },
  children,
});

/** One decimal: finer than a screen shows. */
export const rounded = (n: number): number => Math.round(n * 10) / 10;

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign]!);

/** The part as XML. */
export function partText({ tag, attributes, children }: Part): string {
  const names = Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(`${value}`)}"`);
  const inside = children.map((child) => (typeof child === "string" ? escaped(child) : partText(child)));
  return `<${tag}${names.join("")}${children.length === 0 ? "/>" : `>${inside.join("")}</${tag}>`}`;
}
