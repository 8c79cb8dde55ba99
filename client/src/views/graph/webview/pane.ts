// One graph: its scene, what is open in it, and the part of its picture that is in the window. It never asks the host for
// anything.
import {
  closedSize,
  drawFrame,
  headingHeight,
  headingSize,
  type Look,
} from "../../../../../server/src/ide/model-view/drawing/boxes.ts";
import {
  drawLabel,
  drawRoute,
  type ShapeLabel,
  shapeLabels,
} from "../../../../../server/src/ide/model-view/drawing/lines.ts";
import {
  type Engine,
  type Layout,
  type LayoutCache,
  layOut,
  type Placed,
} from "../../../../../server/src/ide/model-view/layout.ts";
import {
  around,
  openedAtFirst,
  type Scene,
  type SceneBox,
} from "../../../../../server/src/ide/model-view/scene.ts";
import { elementOf, html, svg } from "../../shared/webview/dom.ts";
import { type Colouring, drawBox, lookOf } from "./boxes.ts";
import type { Change } from "./changes.ts";
import { boundsOf, listenToPointer, type Rectangle, touches, type Viewport } from "./viewport.ts";

export interface PaneOptions {
  readonly name: string;
  readonly viewport: Viewport;
  readonly engine: Engine;
  readonly cache: LayoutCache;
  readonly colouring: () => Colouring;
  /** The user chose a box, by hand or key; nothing where none is chosen any more. */
  readonly chosen: (box: SceneBox | undefined) => void;
  /** The user wants to see where a box stands in the text. */
  readonly reveal: (box: SceneBox) => void;
  readonly toggled: (box: SceneBox, open: boolean) => void;
}

export interface Pane {
  readonly element: HTMLElement;
  readonly scene: Scene | undefined;
  readonly layout: Layout | undefined;
  readonly selected: SceneBox | undefined;
  /** Shows a scene; what was open stays open where it is still there. */
  show(scene: Scene, changes?: ReadonlyMap<number, Change>): Promise<void>;
  /** Opens or closes boxes, then lays out what that changed. */
  open(boxes: readonly number[], open: boolean): Promise<void>;
  /** Chooses a box and brings it into the window, with `close` so near that it can be read; what is around it is opened. */
  select(box: number | undefined, scroll?: boolean, close?: boolean): Promise<void>;
  /** Marks the boxes a search found; nothing ends it. */
  mark(found: ReadonlySet<number> | undefined): void;
  /** Draws everything again, in other colours. */
  redraw(): void;
  fit(least?: number): void;
  window(): Rectangle;
  /** The ids of what is open and closed, to be kept. */
  states(): ReadonlyMap<string, boolean>;
  restore(states: Iterable<readonly [string, boolean]>): void;
}

/** A box that stays where it is in the window. */
interface Anchor {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

/** Boxes smaller than this many pixels are left out. */
const tiny = 2.5;
/** Texts are left out below this scale. */
const readable = 0.3;
/** Where texts are to be read, the scale is this. */
const comfortable = 0.85;

export function createPane(options: PaneOptions): Pane {
  const { viewport, engine, cache } = options;
  const frames: SVGGElement[] = [];
  const [frameLayer, routeLayer, labelLayer, boxLayer] = [svg("g"), svg("g"), svg("g"), svg("g")];
  const picture = svg("g", {}, frameLayer, routeLayer, labelLayer, boxLayer);
  const canvas = svg(
    "svg",
    { class: "canvas", role: "tree", tabindex: 0, "aria-label": options.name },
    picture,
  );
  const element = html("div", { class: "pane" }, canvas);
  const states = new Map<string, boolean>();
  const drawnBoxes = new Map<number, SVGElement>();
  const drawnFrames = new Map<number, SVGElement>();
  const drawnRoutes = new Map<number, SVGElement>();
  const drawnLabels = new Map<number, SVGElement>();
  let scene: Scene | undefined;
  let changes: ReadonlyMap<number, Change> | undefined;
  let open = new Set<number>();
  let layout: Layout | undefined;
  let places = new Map<number, Placed>();
  let bounds: readonly Rectangle[] = [];
  let labels: readonly ShapeLabel[] = [];
  let selected: number | undefined;
  let found: ReadonlySet<number> | undefined;
  let turn = 0;
  let frame = 0;

  const window = (): Rectangle => ({ x: 0, y: 0, width: element.clientWidth, height: element.clientHeight });
  const font = (): string => getComputedStyle(element).fontFamily;
  const look = (): Look => lookOf(scene!, font(), options.colouring(), changes);

  const clear = (): void => {
    for (const drawn of [drawnBoxes, drawnFrames, drawnRoutes, drawnLabels]) {
      for (const old of drawn.values()) old.remove();
      drawn.clear();
    }
  };

  /** Draws what is in the window and takes away what is not. */
  const draw = (): void => {
    frame = 0;
    picture.setAttribute("transform", `translate(${viewport.x} ${viewport.y}) scale(${viewport.scale})`);
    if (!layout || !scene) return;
    const { scale } = viewport;
    canvas.classList.toggle("far", scale < readable);
    const seen = viewport.part(window(), 160);
    const now = look();
    const keep = <T extends Element>(
      drawn: Map<number, T>,
      number: number,
      shown: boolean,
      make: () => T,
    ): void => {
      const old = drawn.get(number);
      if (shown && !old) drawn.set(number, make());
      else if (!shown && old) {
        old.remove();
        drawn.delete(number);
      }
    };
    for (const place of layout.placed) {
      const box = scene.boxes[place.box]!;
      const shown =
        touches(place, seen) && (place.height * scale >= tiny || place.box === selected || box.depth === 0);
      keep(drawnBoxes, place.box, shown || place.box === selected, () => {
        const drawn = drawBox(now, box, place.width, place.open);
        drawn.setAttribute("transform", `translate(${place.x} ${place.y})`);
        drawn.id = `${options.name}-${place.box}`.replaceAll(" ", "-");
        dress(drawn, place.box);
        boxLayer.append(drawn);
        return drawn;
      });
      keep(drawnFrames, place.box, shown && place.open, () => {
        const drawn = elementOf(drawFrame(now, box, place.width, place.height));
        drawn.setAttribute("transform", `translate(${place.x} ${place.y})`);
        while (frames.length <= box.depth) {
          const layer = svg("g");
          frames.push(layer);
          frameLayer.append(layer);
        }
        frames[box.depth]!.append(drawn);
        return drawn;
      });
    }
    for (const [i, route] of layout.routes.entries()) {
      const where = bounds[i]!;
      const shown = touches(where, seen) && Math.max(where.width, where.height) * scale >= tiny * 3;
      keep(drawnRoutes, i, shown, () => {
        const drawn = elementOf(drawRoute(route));
        drawn.classList.toggle("near", isNear(i));
        routeLayer.append(drawn);
        return drawn;
      });
    }
    for (const [i, label] of labels.entries()) {
      const shown =
        scale >= readable && touches({ x: label.x, y: label.y - 10, width: 120, height: 14 }, seen);
      keep(drawnLabels, i, shown, () => {
        const drawn = elementOf(drawLabel(label));
        labelLayer.append(drawn);
        return drawn;
      });
    }
  };
  const soon = (): void => {
    frame ||= requestAnimationFrame(draw);
  };

  const dress = (drawn: Element, box: number): void => {
    drawn.classList.toggle("selected", box === selected);
    if (box === selected) {
      drawn.setAttribute("aria-selected", "true");
      canvas.setAttribute("aria-activedescendant", drawn.id);
    } else drawn.removeAttribute("aria-selected");
    drawn.classList.toggle("found", found?.has(box) === true);
    drawn.classList.toggle("unfound", found !== undefined && !found.has(box));
  };
  const isNear = (route: number): boolean => {
    const chosen = selected === undefined ? undefined : scene?.boxes[selected];
    if (!chosen || !scene || !layout) return false;
    const inside = (box: number): boolean => chosen.number <= box && box < chosen.end;
    return layout.routes[route]!.edges.some((edge) => {
      const { from, to } = scene!.edges[edge]!;
      return inside(from) !== inside(to);
    });
  };
  const dressAll = (): void => {
    for (const [box, drawn] of drawnBoxes) dress(drawn, box);
    for (const [route, drawn] of drawnRoutes) drawn.classList.toggle("near", isNear(route));
    if (selected === undefined) canvas.removeAttribute("aria-activedescendant");
  };

  /** Lays out anew; the anchor stays where it is in the window. */
  const relay = async (anchor: Anchor | undefined): Promise<void> => {
    if (!scene) return;
    const mine = ++turn;
    const of = scene;
    const now = look();
    canvas.setAttribute("aria-busy", "true");
    const laid = await layOut(
      of,
      open,
      {
        closed: (box) => closedSize(now, of.boxes[box]!),
        heading: (box) => headingSize(now, of.boxes[box]!),
      },
      engine,
      cache,
    );
    if (mine !== turn) return;
    canvas.removeAttribute("aria-busy");
    layout = laid;
    places = new Map(laid.placed.map((place) => [place.box, place]));
    bounds = laid.routes.map(({ points }) => boundsOf(points));
    labels = shapeLabels(of, laid);
    clear();
    const place = anchor && places.get(of.byId.get(anchor.id) ?? -1);
    if (place) viewport.set(anchor.x - place.x * viewport.scale, anchor.y - place.y * viewport.scale);
    draw();
  };

  /** The box that should not move: the one given, the chosen one if it is seen, or the first that is. */
  const anchorOf = (still?: number): Anchor | undefined => {
    if (!layout || !scene) return undefined;
    const seen = viewport.part(window());
    const chosen = selected === undefined ? undefined : places.get(selected);
    const place =
      (still === undefined ? undefined : places.get(still)) ??
      (chosen && touches(chosen, seen) ? chosen : layout.placed.find((p) => !p.open && touches(p, seen)));
    if (!place) return undefined;
    return {
      id: scene.boxes[place.box]!.node.id,
      x: place.x * viewport.scale + viewport.x,
      y: place.y * viewport.scale + viewport.y,
    };
  };

  const setOpen = (box: number, value: boolean): void => {
    if (value) open.add(box);
    else open.delete(box);
    states.set(scene!.boxes[box]!.node.id, value);
  };

  const pane: Pane = {
    element,
    get scene() {
      return scene;
    },
    get layout() {
      return layout;
    },
    get selected() {
      return selected === undefined ? undefined : scene?.boxes[selected];
    },
    async show(next, marks) {
      const id = pane.selected?.node.id;
      const anchor = anchorOf();
      const first = openedAtFirst(next);
      open = new Set();
      for (const box of next.boxes) {
        if (box.children.length === 0) continue;
        const isOpen = states.get(box.node.id) ?? first.has(box.number);
        states.set(box.node.id, isOpen);
        if (isOpen) open.add(box.number);
      }
      const chosen = id === undefined ? undefined : next.byId.get(id);
      scene = next;
      changes = marks;
      found = undefined;
      selected = chosen;
      // Numbers of the old scene mean nothing in the new one.
      layout = undefined;
      clear();
      await relay(anchor);
      if (id !== undefined && chosen === undefined) options.chosen(undefined);
    },
    async open(boxes, value) {
      const anchor = anchorOf(boxes.length === 1 ? boxes[0] : undefined);
      for (const box of boxes) setOpen(box, value);
      await relay(anchor);
    },
    async select(box, scroll = true, close = false) {
      selected = box;
      if (box !== undefined && scene) {
        const closed = around(scene, box).filter((outer) => !open.has(outer));
        if (closed.length > 0) {
          const anchor = anchorOf();
          for (const outer of closed) setOpen(outer, true);
          await relay(anchor);
        }
        const place = places.get(box);
        // Of an open box the heading is what counts.
        const seen = place?.open ? { ...place, height: headingHeight } : place;
        if (seen && close && viewport.scale < readable) viewport.set(viewport.x, viewport.y, comfortable);
        if (seen && scroll) viewport.show(seen, window(), seen.open);
        if (frame) cancelAnimationFrame(frame);
        draw();
      }
      dressAll();
    },
    mark(boxes) {
      found = boxes;
      dressAll();
    },
    redraw() {
      clear();
      draw();
    },
    fit(least = 0) {
      if (!layout) return;
      viewport.fit(layout, window(), least);
      const [first] = layout.placed;
      // Of a picture that is wider than the window the beginning is shown.
      if (!first || layout.width * viewport.scale <= element.clientWidth) return;
      viewport.set(element.clientWidth / 2 - (first.x + first.width / 2) * viewport.scale, viewport.y);
    },
    window,
    states: () => states,
    restore(kept) {
      for (const [id, value] of kept) states.set(id, value);
    },
  };

  const boxAt = (target: EventTarget | null): SceneBox | undefined => {
    const drawn = target instanceof Element ? target.closest("[data-box]") : null;
    return drawn ? scene?.boxes[Number(drawn.getAttribute("data-box"))] : undefined;
  };
  const toggle = (box: SceneBox): void => {
    if (box.children.length === 0) return;
    const value = !open.has(box.number);
    options.toggled(box, value);
    void pane.open([box.number], value);
  };
  canvas.addEventListener("click", (event) => {
    canvas.focus();
    const box = boxAt(event.target);
    if (box && event.target instanceof Element && event.target.closest("[data-toggle]")) return toggle(box);
    void pane.select(box?.number, false);
    options.chosen(box);
    if (box) options.reveal(box);
  });
  canvas.addEventListener("dblclick", (event) => {
    const box = boxAt(event.target);
    if (box && !(event.target instanceof Element && event.target.closest("[data-toggle]"))) toggle(box);
  });
  /** The next box in the order of the picture; at its end the focus goes on to what follows the graph. */
  const step = (by: number): boolean => {
    const order = layout?.placed ?? [];
    const at = order.findIndex(({ box }) => box === selected);
    const box = order[at < 0 ? (by > 0 ? 0 : order.length - 1) : at + by]?.box;
    if (box === undefined) return false;
    void pane.select(box);
    options.chosen(scene?.boxes[box]);
    return true;
  };
  const act = ({ key, shiftKey }: KeyboardEvent): boolean => {
    const far = 60;
    const middle = { x: element.clientWidth / 2, y: element.clientHeight / 2 };
    const box = pane.selected;
    switch (key) {
      case "ArrowLeft":
        viewport.pan(far, 0);
        return true;
      case "ArrowRight":
        viewport.pan(-far, 0);
        return true;
      case "ArrowUp":
        viewport.pan(0, far);
        return true;
      case "ArrowDown":
        viewport.pan(0, -far);
        return true;
      case "+":
      case "=":
        viewport.zoom(1.25, middle);
        return true;
      case "-":
        viewport.zoom(0.8, middle);
        return true;
      case "0":
        pane.fit();
        return true;
      case "Enter":
        if (!box) return false;
        if (box.children.length > 0) toggle(box);
        else options.reveal(box);
        return true;
      case " ":
        if (box) options.reveal(box);
        return true;
      case "Tab":
        return step(shiftKey ? -1 : 1);
      case "Escape":
        void pane.select(undefined);
        options.chosen(undefined);
        return true;
      default:
        return false;
    }
  };
  canvas.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && act(event)) event.preventDefault();
  });
  listenToPointer(canvas, viewport);
  viewport.onChange(soon);
  new ResizeObserver(soon).observe(element);
  return pane;
}
