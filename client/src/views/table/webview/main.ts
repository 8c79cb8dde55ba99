// The page of the model table: rows that open and close, sort and filter, and follow the cursor. It never counts; it shows
// what it is told.

import { bytesText, shortCount } from "../../../../../server/src/ide/model-view/drawing/short-count.ts";
import { groupedDigits } from "../../../../../server/src/ide/model-view/scene.ts";
import type { ViewNode } from "../../../../../server/src/ide/model-view/view.ts";
import type { Cursor, ModelViewAnswer, ShownFile, ToPage } from "../../shared/messages.ts";
import { button, html, withCode } from "../../shared/webview/dom.ts";
import { connectHost } from "../../shared/webview/host.ts";
import { addStyles } from "../../shared/webview/styles.ts";
import { type CopyFormat, copyFormats, tableText } from "./copy-formats.ts";
import { type Column, openable, type Row, rowsOf, type Sorting, sizeOf, trainedIn } from "./rows.ts";
import tableStyles from "./table.css";

interface Kept {
  readonly uri?: string;
  readonly model?: string;
  readonly open?: readonly string[];
  readonly sorting?: Sorting;
  readonly filter?: string;
}

type View = NonNullable<ModelViewAnswer["model"]>;

/** The height of a row in pixels; rows outside of the window are not made. */
const rowHeight = 24;
/** With so many rows or fewer everything is open at first. */
const fewRows = 300;

const columns: readonly (readonly [Column, string, string])[] = [
  ["name", "Layer", "The layer, block or nested model"],
  ["class", "Class", "Keras's class, or the block or model"],
  ["shape", "Output shape", "Without the batch axis"],
  ["params", "Parameters", "All weights"],
  ["trainable", "Trainable", "Weights that can train; ❄ frozen in the phase shown"],
  ["share", "Share", "Of all parameters"],
  ["macs", "Mult-adds", "Multiplications with their additions, of one sample"],
  ["bytes", "Memory", "Of the outputs of one sample"],
];

const host = connectHost(receive);
const kept = (host.state ?? {}) as Kept;
let file: ShownFile | undefined;
let view: View | undefined;
let rows: readonly Row[] = [];
let open = new Set(kept.open ?? []);
let opened = kept.open !== undefined;
let sorting: Sorting | undefined = kept.sorting;
let selected = -1;
let shownModel = "";

const models = html("select", { "aria-label": "Model" });
const filter = html("input", { type: "search", placeholder: "Filter", "aria-label": "Filter layers" });
const copy = html("select", { "aria-label": "Copy the table", title: "Copy the table as text" });
const phase = html("span", { class: "phase" });
const banner = html("div", { class: "banner", role: "status", hidden: true });
const empty = html("div", { class: "empty", hidden: true });
const header = html("div", { class: "row head", role: "row" });
const spacer = html("div", { class: "spacer" });
const body = html("div", { class: "body", role: "rowgroup" });
const footer = html("div", { class: "row foot", role: "row" });
const scroller = html("div", { class: "scroller", role: "presentation" }, header, spacer, footer);
const grid = html(
  "div",
  { class: "grid", role: "treegrid", tabindex: 0, "aria-label": "Layers of the model" },
  scroller,
);
const said = html("div", { class: "hidden", "aria-live": "polite" });
spacer.append(body);

filter.value = kept.filter ?? "";
copy.append(html("option", { value: "" }, "Copy as…"));
for (const [value, label] of Object.entries(copyFormats)) copy.append(html("option", { value }, label));

addStyles(host.saved !== undefined, tableStyles);
document.body.append(
  html(
    "div",
    { class: "view" },
    html(
      "div",
      { class: "toolbar" },
      models,
      filter,
      button("⊞", "Open all", () => openAll(true)),
      button("⊟", "Close all", () => openAll(false)),
      copy,
      html("span", { class: "wide" }),
      phase,
    ),
    banner,
    empty,
    grid,
    said,
  ),
);

function receive(message: ToPage): void {
  switch (message.type) {
    case "model":
      return show(message.file);
    case "cursor":
      return follow(message.cursor);
    case "nothing":
      return nothing(message.message);
    case "compare":
      return;
  }
}

function show(shown: ShownFile): void {
  const { model, error, empty: why } = shown.answer;
  const other = shown.uri !== file?.uri || model?.name !== shownModel;
  if (other && file !== undefined) opened = false;
  file = shown;
  view = model;
  shownModel = model?.name ?? "";
  banner.hidden = error === undefined || model === undefined;
  if (error)
    banner.replaceChildren(
      ...withCode(`Line ${error.line + 1}: ${error.message}. What depends on it may be missing here.`),
    );
  models.replaceChildren(
    ...shown.answer.models.map((name) =>
      html("option", { value: name, selected: name === model?.name }, name),
    ),
  );
  models.hidden = shown.answer.models.length < 2;
  if (!model) return nothing(why ?? "There is no model to show.");
  if (!opened) {
    open = new Set(sizeOf(model.nodes) <= fewRows ? [...openable(model.nodes)].map(({ id }) => id) : []);
    opened = true;
    selected = -1;
  }
  phase.textContent = model.phase ? `❄ as in ${model.phase}` : "";
  empty.hidden = true;
  grid.hidden = false;
  refresh();
}

function nothing(message: string): void {
  view = undefined;
  grid.hidden = true;
  empty.hidden = false;
  empty.replaceChildren(...withCode(message));
}

function refresh(): void {
  if (!view) return;
  const before = rows[selected]?.node.id;
  rows = rowsOf(view.nodes, view.params[0], { open, filter: filter.value, sorting });
  selected = before === undefined ? -1 : rows.findIndex(({ node }) => node.id === before);
  drawHead();
  drawFoot(view);
  spacer.style.height = `${rows.length * rowHeight}px`;
  drawRows();
  const state: Kept = {
    ...(file ? { uri: file.uri } : {}),
    model: shownModel,
    open: [...open],
    ...(sorting ? { sorting } : {}),
    filter: filter.value,
  };
  host.keep(state);
}

function drawHead(): void {
  header.replaceChildren(
    ...columns.map(([column, label, tip]) => {
      const sorted = sorting?.column === column;
      const mark = sorted ? (sorting?.descending ? " ▾" : " ▴") : "";
      const cell = html("button", { class: `cell ${column}`, title: `${tip}. Click to sort.` }, label + mark);
      cell.addEventListener("click", () => sortBy(column));
      const order = sorted ? (sorting?.descending ? "descending" : "ascending") : "none";
      return html("div", { role: "columnheader", class: `cell ${column}`, "aria-sort": order }, cell);
    }),
  );
}

/** First the largest or the alphabet, then the other way, then as the model has it. */
function sortBy(column: Column): void {
  const textual = column === "name" || column === "class" || column === "shape";
  if (sorting?.column !== column) sorting = { column, descending: !textual };
  else if (sorting.descending === !textual) sorting = { column, descending: textual };
  else sorting = undefined;
  refresh();
}

function drawFoot({ nodes, params, macs, bytes }: View): void {
  const all = { children: nodes, params, state: "trains" } as unknown as ViewNode;
  const cells = ["Total", "", "", groupedDigits(params[0]), groupedDigits(trainedIn(all)), "", macs, bytes];
  footer.replaceChildren(
    ...columns.map(([column], i) => {
      const text =
        column === "macs" ? shortCount(macs) : column === "bytes" ? bytesText(bytes) : (cells[i] ?? "");
      return html("div", { role: "gridcell", class: `cell ${column}`, title: titleOf(column, macs) }, text);
    }),
  );
}

const titleOf = (column: Column, macs: string): string | undefined =>
  column === "macs" ? groupedDigits(macs) : undefined;

function drawRows(): void {
  const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - 8);
  const last = Math.min(rows.length, first + Math.ceil(scroller.clientHeight / rowHeight) + 16);
  body.style.transform = `translateY(${first * rowHeight}px)`;
  body.replaceChildren(...rows.slice(first, last).map((row, i) => drawRow(row, first + i)));
  const active = selected >= first && selected < last ? `row-${selected}` : undefined;
  if (active) grid.setAttribute("aria-activedescendant", active);
  else grid.removeAttribute("aria-activedescendant");
}

function drawRow({ node, depth, open: isOpen, share }: Row, index: number): HTMLElement {
  const cell = (column: Column, ...content: (Node | string)[]): HTMLElement =>
    html("div", { role: "gridcell", class: `cell ${column}` }, ...content);
  const twisty = html(
    "span",
    { class: "twisty", "aria-hidden": "true" },
    isOpen === undefined ? "" : isOpen ? "▾" : "▸",
  );
  const name = cell(
    "name",
    twisty,
    html(
      "span",
      { class: "text", title: node.name === node.id ? node.id : `${node.name} · ${node.id}` },
      node.name,
    ),
  );
  name.style.paddingInlineStart = `${4 + depth * 11}px`;
  const swatch = html("span", { class: "swatch", "aria-hidden": "true" });
  swatch.style.background = `var(--nl-${node.family})`;
  const params = node.params;
  const row = html(
    "div",
    {
      id: `row-${index}`,
      role: "row",
      class: `row ${index === selected ? "selected" : ""} ${node.failed ? "failed" : ""}`,
      "aria-level": depth + 1,
      "aria-selected": `${index === selected}`,
      ...(isOpen === undefined ? {} : { "aria-expanded": `${isOpen}` }),
    },
    name,
    cell("class", swatch, node.class),
    cell("shape", node.shape),
    cell("params", params ? groupedDigits(params[0]) : "0"),
    cell("trainable", trainableText(node)),
    cell("share", ...bar(share)),
    cell("macs", node.macs ? html("span", { title: groupedDigits(node.macs) }, shortCount(node.macs)) : ""),
    cell("bytes", node.bytes ? bytesText(node.bytes) : ""),
  );
  row.addEventListener("click", (event) => {
    const onTwisty = event.target === twisty;
    select(index, !onTwisty);
    if (onTwisty) toggle(index);
  });
  row.addEventListener("dblclick", () => toggle(index));
  return row;
}

function trainableText(node: ViewNode): string {
  if (!node.params) return "";
  const mark = node.state === "frozen" ? "❄ " : node.state === "partly" ? "◐ " : "";
  return mark + groupedDigits(trainedIn(node));
}

function bar(share: number | undefined): (Node | string)[] {
  if (share === undefined || share === 0) return [];
  const fill = html("span", { class: "fill" });
  fill.style.width = `${Math.max(1, share * 100)}%`;
  const percent = share < 0.0005 ? "<0.1 %" : `${(share * 100).toFixed(1)} %`;
  return [
    html("span", { class: "bar", "aria-hidden": "true" }, fill),
    html("span", { class: "percent" }, percent),
  ];
}

function select(index: number, reveal: boolean): void {
  selected = index;
  const row = rows[index];
  drawRows();
  if (!row || !reveal) return;
  const { source } = row.node;
  const uri = source && view?.files[source[0]];
  if (source && uri) host.tell({ type: "reveal", uri, range: source });
}

function toggle(index: number): void {
  const row = rows[index];
  if (row?.open === undefined) return;
  if (open.has(row.node.id)) open.delete(row.node.id);
  else open.add(row.node.id);
  refresh();
}

function openAll(all: boolean): void {
  open = new Set(all && view ? [...openable(view.nodes)].map(({ id }) => id) : []);
  refresh();
}

/** How much text a row stands for. */
const extent = ({ source }: ViewNode): number =>
  source ? (source[3] - source[1]) * 10_000 + source[4] - source[2] : 0;

/** The visible row of the smallest piece of text the cursor is in. */
function follow({ uri, line, character }: Cursor): void {
  if (!view) return;
  const number = view.files.indexOf(uri);
  if (number < 0) return;
  const holds = ({ source }: ViewNode): boolean => {
    if (!source || source[0] !== number) return false;
    const [, startLine, start, endLine, end] = source;
    return (
      (line > startLine || (line === startLine && character >= start)) &&
      (line < endLine || (line === endLine && character <= end))
    );
  };
  const onLine = ({ source }: ViewNode): boolean => source?.[0] === number && source[1] === line;
  // A loop and its turns have the same place: the first of the smallest is meant.
  let found = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, { node }] of rows.entries()) {
    if (!holds(node) || extent(node) >= least) continue;
    found = i;
    least = extent(node);
  }
  if (found < 0) found = rows.findIndex(({ node }) => onLine(node));
  if (found < 0 || found === selected) return;
  selected = found;
  scrollTo(found);
  drawRows();
}

function scrollTo(index: number): void {
  // Head and foot lie over the rows.
  const top = index * rowHeight;
  const room = scroller.clientHeight - header.offsetHeight - footer.offsetHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + rowHeight > scroller.scrollTop + room) scroller.scrollTop = top + rowHeight - room;
}

function move(to: number): void {
  if (rows.length === 0) return;
  const index = Math.min(rows.length - 1, Math.max(0, to));
  scrollTo(index);
  select(index, false);
}

grid.addEventListener("keydown", (event) => {
  const row = rows[selected];
  const page = Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 1);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(selected + 1),
    ArrowUp: () => move(selected - 1),
    PageDown: () => move(selected + page),
    PageUp: () => move(selected - page),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    ArrowRight: () => (row?.open === false ? toggle(selected) : move(selected + 1)),
    ArrowLeft: () => (row?.open ? toggle(selected) : move(parentOf(selected))),
    Enter: () => select(selected, true),
    " ": () => toggle(selected),
  };
  const run = event.target === grid ? keys[event.key] : undefined;
  if (!run) return;
  event.preventDefault();
  run();
});

function parentOf(index: number): number {
  const depth = rows[index]?.depth ?? 0;
  return depth === 0 ? index : rows.findLastIndex((row, i) => i < index && row.depth < depth);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "f") {
    event.preventDefault();
    filter.focus();
    filter.select();
  }
});
filter.addEventListener("input", refresh);
models.addEventListener("change", () => host.tell({ type: "chooseModel", name: models.value }));
copy.addEventListener("change", () => {
  const format = copy.value as CopyFormat | "";
  copy.value = "";
  if (format === "" || !view) return;
  host.tell({ type: "copy", text: tableText(format, view, rows) });
  said.textContent = `Copied as ${copyFormats[format]}.`;
});
scroller.addEventListener("scroll", drawRows);
new ResizeObserver(drawRows).observe(scroller);
if (host.saved) show(host.saved.file);
else host.tell({ type: "ready" });
