// The rows of the table: which boxes are visible, in which order, and what they add up to. It never touches the page.
import type { ViewNode } from "../../../../../server/src/ide/model-view/view.ts";

export type Column = "name" | "class" | "shape" | "params" | "trainable" | "share" | "macs" | "bytes";

export interface Sorting {
  readonly column: Column;
  readonly descending: boolean;
}

export interface Row {
  readonly node: ViewNode;
  readonly depth: number;
  readonly open: boolean | undefined;
  /** The share of all parameters, from 0 to 1; nothing where a count is an expression. */
  readonly share: number | undefined;
}

export interface Choices {
  readonly open: ReadonlySet<string>;
  readonly filter: string;
  readonly sorting: Sorting | undefined;
}

const isNumber = (text: string): boolean => /^\d+$/.test(text);

/** A count as a number that sorts right: exact, expressions after all numbers. */
const sortable = (text: string | undefined): bigint =>
  text === undefined ? 0n : isNumber(text) ? BigInt(text) : -1n;

/** The parameters that train in the phase shown: those of the layers in a box that are not frozen. */
export function trainedIn(node: ViewNode): string {
  if (node.state === "none" || node.params === undefined) return "0";
  if (!node.children) return node.state === "frozen" ? "0" : node.params[1];
  let sum = 0n;
  for (const child of node.children) {
    const trained = trainedIn(child);
    if (!isNumber(trained)) return node.params[1];
    sum += BigInt(trained);
  }
  return `${sum}`;
}

/** The share of a total, precise enough for a bar and a percentage. */
export function shareOf(count: string | undefined, total: string): number | undefined {
  if (count === undefined) return 0;
  if (!isNumber(count) || !isNumber(total) || total === "0") return undefined;
  return Number((BigInt(count) * 1_000_000n) / BigInt(total)) / 1_000_000;
}

function compare(a: ViewNode, b: ViewNode, column: Column): number {
  const text = (x: string, y: string): number => (x < y ? -1 : x > y ? 1 : 0);
  const count = (x: string | undefined, y: string | undefined): number => {
    const difference = sortable(x) - sortable(y);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };
  switch (column) {
    case "name":
      return text(a.name, b.name);
    case "class":
      return text(a.class, b.class);
    case "shape":
      return text(a.shape, b.shape);
    case "params":
    case "share":
      return count(a.params?.[0], b.params?.[0]);
    case "trainable":
      return count(trainedIn(a), trainedIn(b));
    case "macs":
      return count(a.macs, b.macs);
    case "bytes":
      return count(a.bytes, b.bytes);
  }
}

const fits = (node: ViewNode, filter: string): boolean =>
  `${node.name} ${node.class} ${node.shape}`.toLowerCase().includes(filter);

/** Whether a box or something in it fits a filter. */
const fitsInside = (node: ViewNode, filter: string): boolean =>
  fits(node, filter) || (node.children?.some((child) => fitsInside(child, filter)) ?? false);

/** The visible rows, outermost first. A filter shows what fits and the boxes around it, opened. */
export function rowsOf(nodes: readonly ViewNode[], total: string, choices: Choices): readonly Row[] {
  const rows: Row[] = [];
  const filter = choices.filter.trim().toLowerCase();
  const add = (list: readonly ViewNode[], depth: number, all: boolean): void => {
    const { sorting } = choices;
    const shown = list.filter((node) => node.kind !== "output" && (all || fitsInside(node, filter)));
    if (sorting) {
      const sign = sorting.descending ? -1 : 1;
      shown.sort((a, b) => sign * compare(a, b, sorting.column));
    }
    for (const node of shown) {
      const inner = node.children;
      const found = filter !== "" && !fits(node, filter);
      const open = inner ? found || choices.open.has(node.id) : undefined;
      rows.push({ node, depth, open, share: shareOf(node.params?.[0], total) });
      if (inner && open) add(inner, depth + 1, all || fits(node, filter));
    }
  };
  add(nodes, 0, filter === "");
  return rows;
}

/** How many rows there are with everything open. */
export const sizeOf = (nodes: readonly ViewNode[]): number =>
  nodes.reduce((sum, { children }) => sum + 1 + (children ? sizeOf(children) : 0), 0);

/** The boxes that can be opened. */
export function* openable(nodes: readonly ViewNode[]): Generator<ViewNode> {
  for (const node of nodes) {
    if (!node.children) continue;
    yield node;
    yield* openable(node.children);
  }
}
