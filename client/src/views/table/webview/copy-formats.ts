// The table as text: Markdown, CSV, and the form of Keras's own `model.summary()`. It never touches a clipboard.
import { bytesText } from "../../../../../server/src/ide/model-view/drawing/short-count.ts";
import { groupedDigits } from "../../../../../server/src/ide/model-view/scene.ts";
import type { ViewNode } from "../../../../../server/src/ide/model-view/view.ts";
import type { ModelViewAnswer } from "../../shared/messages.ts";
import type { Row } from "./rows.ts";

type View = NonNullable<ModelViewAnswer["model"]>;

export const copyFormats = { markdown: "Markdown", csv: "CSV", keras: "Keras's summary" } as const;
export type CopyFormat = keyof typeof copyFormats;

/** The visible rows and the totals, in a form. */
export function tableText(format: CopyFormat, view: View, rows: readonly Row[]): string {
  switch (format) {
    case "markdown":
      return markdown(view, rows);
    case "csv":
      return csv(view, rows);
    case "keras":
      return keras(view, rows);
  }
}

const counted = (text: string | undefined): string => groupedDigits(text ?? "0");

function cells({ node, depth }: Row, indent: string): readonly string[] {
  return [
    `${indent.repeat(depth)}${node.name}`,
    node.class,
    node.shape,
    counted(node.params?.[0]),
    counted(node.params?.[1]),
    counted(node.macs),
    node.bytes === undefined ? "" : bytesText(node.bytes),
  ];
}

const heads = ["Layer", "Class", "Output shape", "Parameters", "Trainable", "Multiply-adds", "Memory"];

const totals = (view: View): readonly string[] => [
  "Total",
  "",
  "",
  counted(view.params[0]),
  counted(view.params[1]),
  counted(view.macs),
  bytesText(view.bytes),
];

function markdown(view: View, rows: readonly Row[]): string {
  const line = (list: readonly string[]): string =>
    `| ${list.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const lines = rows.map((row) => line(cells(row, "&nbsp;&nbsp;")));
  const rule = "| --- | --- | --- | ---: | ---: | ---: | ---: |";
  return `${[line(heads), rule, ...lines, line(totals(view).map((cell) => (cell ? `**${cell}**` : "")))].join("\n")}\n`;
}

/** Numbers as digits, as programs read them; the path tells what stands in what. */
function csv(view: View, rows: readonly Row[]): string {
  const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const plain = (list: readonly string[]): string => list.map(quoted).join(",");
  const lines = rows.map(({ node }) =>
    plain([
      node.id,
      node.class,
      node.shape,
      node.params?.[0] ?? "0",
      node.params?.[1] ?? "0",
      node.macs ?? "0",
      node.bytes ?? "0",
    ]),
  );
  const total = ["Total", "", "", view.params[0], view.params[1], view.macs, view.bytes];
  return `${[plain([...heads.slice(0, 6), "Bytes"]), ...lines, plain(total)].join("\n")}\n`;
}

/** `112×112×64` as Keras writes it, with its batch axis. */
function kerasShape(shape: string): string {
  if (shape === "") return "";
  const one = (text: string): string =>
    text === "scalar" ? "(None,)" : `(None, ${text.replaceAll("×", ", ").replaceAll("?", "None")})`;
  return shape.split(", ").map(one).join(", ");
}

/** Layers as Keras counts them: it knows no blocks and no loops. Nested models that are open show theirs. */
function kerasRows(
  nodes: readonly ViewNode[],
  opened: ReadonlySet<string>,
  level = 0,
): readonly (readonly string[])[] {
  return nodes.flatMap((node) => {
    const { kind, children } = node;
    if (kind === "output") return [];
    if (kind === "block" || kind === "loop" || kind === "turn")
      return kerasRows(children ?? [], opened, level);
    const type = kind === "input" ? "InputLayer" : kind === "model" ? "Functional" : node.class;
    const name = `${level > 0 ? `${"   ".repeat(level)}└ ` : ""}${node.name} (${type})`;
    const own = [name, kerasShape(node.shape), counted(node.params?.[0])];
    return children && opened.has(node.id) ? [own, ...kerasRows(children, opened, level + 1)] : [own];
  });
}

/** All layers, whatever the order and the filter of the table. */
function keras(view: View, rows: readonly Row[]): string {
  const opened = new Set(rows.filter(({ open }) => open).map(({ node }) => node.id));
  const table = kerasRows(view.nodes, opened);
  const head = ["Layer (type)", "Output Shape", "Param #"];
  const widths = head.map((cell, i) => Math.max(cell.length, ...table.map((row) => row[i]!.length)));
  const pad = (row: readonly string[], side: string): string =>
    `${side} ${row.map((cell, i) => (i === 2 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join(` ${side} `)} ${side}`;
  const rule = (left: string, line: string, middle: string, right: string): string =>
    `${left}${widths.map((width) => line.repeat(width + 2)).join(middle)}${right}`;
  const sums = (["Total", "Trainable", "Non-trainable"] as const).map(
    (name, i) => ` ${name} params: ${counted(view.params[i])}`,
  );
  return `${[
    `Model: "${view.name}"`,
    rule("┏", "━", "┳", "┓"),
    pad(head, "┃"),
    rule("┡", "━", "╇", "┩"),
    ...table.flatMap((row, i) => [...(i > 0 ? [rule("├", "─", "┼", "┤")] : []), pad(row, "│")]),
    rule("└", "─", "┴", "┘"),
    ...sums,
  ].join("\n")}\n`;
}
