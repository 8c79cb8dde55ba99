// The page of the graph: toolbar, one graph or two side by side, the line below. It knows the host by its messages only.

import type { LayoutCache } from "../../../../../server/src/ide/model-view/layout.ts";
import { type Scene, type SceneBox, sceneOf } from "../../../../../server/src/ide/model-view/scene.ts";
import type { Cursor, KeptState, ShownFile, ToPage } from "../../shared/messages.ts";
import { html, withCode } from "../../shared/webview/dom.ts";
import { connectHost } from "../../shared/webview/host.ts";
import { addStyles } from "../../shared/webview/styles.ts";
import { type Colouring, lookOf } from "./boxes.ts";
import { type Change, changesBetween } from "./changes.ts";
import { boxesAt, isAt } from "./cursor.ts";
import { createEngine } from "./engine.ts";
import { chosenFacts, legend, totalText } from "./foot.ts";
import graphStyles from "./graph.css";
import { elementsOf } from "./page.ts";
import { createPane, type Pane } from "./pane.ts";
import { pictureText, pngOf } from "./picture.ts";
import { createSearch } from "./search.ts";
import { Viewport } from "./viewport.ts";

/** What is kept for when the page is opened again. */
interface State extends KeptState {
  readonly colouring?: Colouring;
  readonly open?: readonly (readonly [string, boolean])[];
  readonly place?: readonly [x: number, y: number, scale: number];
}

/** No smaller than this when a graph is shown first. */
const firstScale = 0.85;

const host = connectHost((message) => receive(message));
addStyles(host.saved !== undefined, graphStyles);
const kept = (host.state ?? {}) as State;
const viewport = new Viewport();
const engine = createEngine();
const cache: LayoutCache = new Map();
let colouring: Colouring = kept.colouring ?? "family";
let file: ShownFile | undefined;
/** The model that is shown, as `uri name`. */
let shown: string | undefined;
let other: ShownFile | undefined;
/** The version the graph is compared with now. */
let compares: ShownFile | undefined;
let restored = false;

const paneOf = (name: string, of: () => ShownFile | undefined): Pane =>
  createPane({
    name,
    viewport,
    engine,
    cache,
    colouring: () => colouring,
    chosen(box) {
      for (const pane of panes()) {
        if (pane.selected?.node.id === box?.node.id || !pane.scene) continue;
        void pane.select(box && pane.scene.byId.get(box.node.id), false);
      }
      renewFoot(box);
    },
    reveal: (box) => reveal(box, of()),
    toggled(box, open) {
      for (const pane of panes()) {
        const number = pane.scene?.byId.get(box.node.id);
        if (number === undefined || pane.scene?.boxes[number] === box) continue;
        if (pane.scene!.boxes[number]!.children.length > 0) void pane.open([number], open);
      }
      keep();
    },
  });

const now = paneOf("Model graph", () => file);
const before = paneOf("Model graph, the version compared with", () =>
  other?.uri === file?.uri ? undefined : other,
);
const panes = (): readonly Pane[] => (other ? [before, now] : [now]);

const search = createSearch({
  scene: () => now.scene,
  found: (boxes) => now.mark(boxes),
  go(box) {
    void now.select(box, true, true);
    renewFoot(now.scene?.boxes[box]);
  },
  closed: () => focusGraph(),
});

const page = elementsOf({
  now: now.element,
  before: before.element,
  search: search.element,
  saved: host.saved !== undefined,
  colouring,
  chooseModel: (name) => host.tell({ type: "chooseModel", name }),
  chooseColouring(value) {
    colouring = value;
    for (const pane of panes()) pane.redraw();
    renewFoot(now.selected);
    keep();
  },
  find: () => search.show(),
  fit: () => now.fit(),
  openAll: (open) => {
    for (const pane of panes()) {
      const boxes = pane.scene?.boxes.filter(({ children }) => children.length > 0) ?? [];
      void pane.open(
        boxes.map(({ number }) => number),
        open,
      );
    }
    keep();
  },
  saveSvg: () => void saveSvg(),
  savePng: () => void savePng(),
  saveHtml: () => host.tell({ type: "saveHtml", state: state() }),
  endCompare: () => host.tell({ type: "endCompare" }),
});

function focusGraph(): void {
  now.element.querySelector<SVGSVGElement>(".canvas")?.focus();
}

function state(): State {
  return {
    ...(file ? { uri: file.uri } : {}),
    ...(file?.answer.model ? { model: file.answer.model.name } : {}),
    colouring,
    open: [...now.states()],
    place: [viewport.x, viewport.y, viewport.scale],
  };
}

let waiting: ReturnType<typeof setTimeout> | undefined;
function keep(): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => host.keep(state()), 200);
}
viewport.onChange(keep);

/** An older version of the file has no places in the present one. */
function reveal(box: SceneBox, of: ShownFile | undefined): void {
  const { source } = box.node;
  const uri = source && of?.answer.model?.files[source[0]];
  if (source && uri) host.tell({ type: "reveal", uri, range: source });
}

function renewFoot(box: SceneBox | undefined): void {
  const { scene } = now;
  page.foot.replaceChildren();
  if (!scene) return;
  page.foot.append(
    box ? chosenFacts(box) : legend(scene, colouring, other !== undefined),
    html("span", { class: "total" }, totalText(scene)),
  );
}

/** Shows a message in the place of the graph. */
function showEmpty(message: string): void {
  page.empty.replaceChildren(...withCode(message));
  page.empty.hidden = false;
  page.panes.hidden = true;
  page.foot.replaceChildren();
}

function showBanner(message: string | undefined): void {
  page.banner.hidden = message === undefined;
  page.banner.replaceChildren(...(message === undefined ? [] : withCode(message)));
}

async function showFile(next: ShownFile): Promise<void> {
  const { answer } = next;
  const same = file?.uri === next.uri;
  file = next;
  page.showModels(answer.models, answer.model?.name, answer.model?.phase);
  if (!answer.model) {
    // While a line is half written the last graph stays, under a word on why.
    if (same && answer.error && now.scene) return showBanner(answer.empty);
    shown = undefined;
    showBanner(undefined);
    return showEmpty(answer.empty ?? "There is no model to show.");
  }
  const { error } = answer;
  showBanner(
    error &&
      `Line ${error.line + 1}: ${error.message}${error.count > 1 ? ` (and ${error.count - 1} more)` : ""}`,
  );
  page.empty.hidden = true;
  page.panes.hidden = false;
  const key = `${next.uri} ${answer.model.name}`;
  const isNew = key !== shown;
  shown = key;
  const restore = !restored && kept.uri === next.uri && kept.model === answer.model.name;
  restored = true;
  if (restore) now.restore(kept.open ?? []);
  const scene = sceneOf(answer.model);
  const compared = other?.answer.model ? sceneOf(other.answer.model) : undefined;
  const changes = compared && changesBetween(compared, scene);
  const begins = changes !== undefined && compares !== other;
  compares = other;
  if (compared && begins) {
    now.restore(openWhereChanged(scene, changes.after));
    before.restore(openWhereChanged(compared, changes.before));
  }
  page.showCompare(other && { before: other.title, now: next.title, changes });
  await Promise.all([
    now.show(scene, changes?.after),
    compared ? before.show(compared, changes?.before) : undefined,
  ]);
  const first = begins ? firstChange(scene, changes.after) : undefined;
  if (first !== undefined) {
    now.fit(firstScale);
    await now.select(first);
    await before.select(compared?.byId.get(scene.boxes[first]!.node.id), false);
  } else if (restore && kept.place) viewport.set(...kept.place);
  else if (isNew) now.fit(firstScale);
  search.renew();
  renewFoot(now.selected);
  keep();
}

/** A comparison begins with what changed: only blocks with a change in them are open. */
const openWhereChanged = (
  scene: Scene,
  changes: ReadonlyMap<number, Change>,
): readonly (readonly [string, boolean])[] =>
  scene.boxes
    .filter(({ children }) => children.length > 0)
    .map(({ number, node }) => [node.id, changes.get(number) === "inside"]);

const firstChange = (scene: Scene, changes: ReadonlyMap<number, Change>): number | undefined =>
  scene.boxes.find(({ number }) => changes.has(number) && changes.get(number) !== "inside")?.number;

async function compareWith(next: ShownFile | undefined): Promise<void> {
  other = next;
  if (next && !next.answer.model) {
    other = undefined;
    showBanner(`${next.title}: ${next.answer.empty ?? "there is no model to compare with."}`);
    return;
  }
  if (file) await showFile(file);
}

function showCursor(cursor: Cursor): void {
  const { scene, layout, selected } = now;
  const number = file?.answer.model?.files.indexOf(cursor.uri) ?? -1;
  if (!scene || !layout || number < 0) return;
  if (selected && isAt(selected, number, cursor)) return;
  const places = new Set(layout.placed.map(({ box }) => box));
  const boxes = boxesAt(scene, number, cursor);
  let box = boxes.find((found) => places.has(found.number)) ?? boxes[0];
  while (box && !places.has(box.number)) box = scene.boxes[box.parent];
  if (!box) return;
  void now.select(box.number);
  renewFoot(box);
}

function receive(message: ToPage): void {
  switch (message.type) {
    case "model":
      void showFile(message.file);
      break;
    case "compare":
      void compareWith(message.file);
      break;
    case "cursor":
      showCursor(message.cursor);
      break;
    case "nothing":
      file = undefined;
      shown = undefined;
      showBanner(undefined);
      showEmpty(message.message);
      break;
  }
}

const pictureNow = (): string | undefined => {
  const { scene, layout, element } = now;
  const canvas = element.querySelector(".canvas");
  if (!scene || !layout || !canvas) return undefined;
  return pictureText(
    { ...lookOf(scene, getComputedStyle(element).fontFamily, colouring, undefined), toggles: false },
    layout,
    canvas,
  );
};

async function saveSvg(): Promise<void> {
  const text = pictureNow();
  if (text) await host.save(`${now.scene!.view.name}.svg`, new Blob([text], { type: "image/svg+xml" }));
}

async function savePng(): Promise<void> {
  const text = pictureNow();
  if (text) await host.save(`${now.scene!.view.name}.png`, await pngOf(text));
}

document.body.append(page.view);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f") {
    event.preventDefault();
    search.show();
  }
});
if (host.saved) {
  const { saved } = host;
  void showFile(saved.file).then(() => (saved.compare ? compareWith(saved.compare) : undefined));
} else host.tell({ type: "ready" });
