// The search of a graph: a field, the number of boxes found, and the way from one to the next. It never draws a box.
import type { Scene } from "../../../../../server/src/ide/model-view/scene.ts";
import { button, html } from "../../shared/webview/dom.ts";

export interface Search {
  readonly element: HTMLElement;
  show(): void;
  /** Looks again in another scene. */
  renew(): void;
}

export interface SearchOptions {
  readonly scene: () => Scene | undefined;
  /** What was found; nothing where nothing is searched. */
  readonly found: (boxes: ReadonlySet<number> | undefined) => void;
  readonly go: (box: number) => void;
  readonly closed: () => void;
}

/** Boxes whose name, class, path or shape has all the words; upper and lower case are the same. */
export function boxesWith(scene: Scene, text: string): readonly number[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return scene.boxes.flatMap(({ number, node }) => {
    const all =
      `${node.name}\n${node.class}\n${node.id}\n${node.shape.replaceAll("×", "x")}\n${node.shape}`.toLowerCase();
    return words.every((word) => all.includes(word)) ? [number] : [];
  });
}

export function createSearch({ scene, found, go, closed }: SearchOptions): Search {
  const input = html("input", {
    type: "search",
    placeholder: "Find a layer, class or shape",
    "aria-label": "Find a layer, class or shape",
  });
  const count = html("span", { class: "count", "aria-live": "polite" });
  let boxes: readonly number[] = [];
  let at = -1;
  const tell = (): void => {
    count.textContent =
      input.value.trim() === ""
        ? ""
        : boxes.length === 0
          ? "nothing found"
          : `${at < 0 ? "" : `${at + 1} of `}${boxes.length}`;
  };
  const look = (): void => {
    const of = scene();
    boxes = of ? boxesWith(of, input.value) : [];
    at = -1;
    found(input.value.trim() === "" ? undefined : new Set(boxes));
    tell();
  };
  const step = (by: number): void => {
    if (boxes.length === 0) return;
    at = at < 0 ? (by > 0 ? 0 : boxes.length - 1) : (at + by + boxes.length) % boxes.length;
    go(boxes[at]!);
    tell();
  };
  const close = (): void => {
    element.hidden = true;
    found(undefined);
    closed();
  };
  const element = html(
    "div",
    { class: "search", role: "search" },
    input,
    count,
    button("↑", "Previous (Shift+Enter)", () => step(-1)),
    button("↓", "Next (Enter)", () => step(1)),
    button("✕", "Close (Escape)", close),
  );
  element.hidden = true;
  input.addEventListener("input", look);
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target === input) step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
  });
  return {
    element,
    show() {
      element.hidden = false;
      input.focus();
      input.select();
      look();
    },
    renew() {
      if (!element.hidden) look();
    },
  };
}
