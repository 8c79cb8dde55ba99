// The elements of the page and how they lie. It never decides what they show.
import { button, html } from "../../shared/webview/dom.ts";
import type { Colouring } from "./boxes.ts";
import type { Changes } from "./changes.ts";

export interface PageOptions {
  readonly now: HTMLElement;
  readonly before: HTMLElement;
  readonly search: HTMLElement;
  /** The page is a file of its own. */
  readonly saved: boolean;
  readonly colouring: Colouring;
  readonly chooseModel: (name: string) => void;
  readonly chooseColouring: (value: Colouring) => void;
  readonly find: () => void;
  readonly fit: () => void;
  readonly openAll: (open: boolean) => void;
  readonly saveSvg: () => void;
  readonly savePng: () => void;
  readonly saveHtml: () => void;
  readonly endCompare: () => void;
}

export interface Page {
  readonly view: HTMLElement;
  readonly panes: HTMLElement;
  readonly empty: HTMLElement;
  readonly banner: HTMLElement;
  readonly foot: HTMLElement;
  showModels(names: readonly string[], shown: string | undefined, phase: string | undefined): void;
  showCompare(
    sides:
      | { readonly before: string; readonly now: string; readonly changes: Changes | undefined }
      | undefined,
  ): void;
}

export function elementsOf(options: PageOptions): Page {
  const models = html("select", { "aria-label": "Model" });
  models.addEventListener("change", () => options.chooseModel(models.value));
  const colours = html(
    "select",
    { "aria-label": "Colour", title: "What the colours tell" },
    html("option", { value: "family", selected: options.colouring === "family" }, "Kind of layer"),
    html("option", { value: "training", selected: options.colouring === "training" }, "What trains"),
  );
  colours.addEventListener("change", () => options.chooseColouring(colours.value as Colouring));
  const phase = html("span", { class: "total" });
  const endCompare = button("End comparison", "Show one version again", options.endCompare);
  endCompare.hidden = true;
  const kinds = { svg: options.saveSvg, png: options.savePng, html: options.saveHtml };
  const save = html(
    "select",
    { "aria-label": "Save", title: "Save the graph as a picture, or as a page that works by itself" },
    html("option", { value: "" }, "Save as…"),
    html("option", { value: "svg" }, "SVG picture"),
    html("option", { value: "png" }, "PNG picture"),
    !options.saved && html("option", { value: "html" }, "HTML page"),
  );
  save.addEventListener("change", () => {
    kinds[save.value as keyof typeof kinds]?.();
    save.value = "";
  });
  const toolbar = html(
    "div",
    { class: "toolbar", role: "toolbar", "aria-label": "Graph" },
    models,
    colours,
    phase,
    html("span", { class: "wide" }),
    endCompare,
    button("Find", "Find a layer (Ctrl+F)", options.find),
    button("Fit", "Show all of it (0)", options.fit),
    button("Open all", "Open all blocks and models", () => options.openAll(true)),
    button("Close all", "Close all blocks and models", () => options.openAll(false)),
    save,
  );
  const captions = [html("div", { class: "caption" }), html("div", { class: "caption" })] as const;
  const beforeSide = html("div", { class: "side" }, captions[0], options.before);
  const panes = html(
    "div",
    { class: "panes" },
    beforeSide,
    html("div", { class: "side" }, captions[1], options.now),
    options.search,
  );
  const empty = html("div", { class: "empty", role: "status" });
  const banner = html("div", { class: "banner", role: "status" });
  const foot = html("div", { class: "foot" });
  empty.hidden = true;
  banner.hidden = true;
  const page: Page = {
    view: html("main", { class: "view" }, toolbar, banner, panes, empty, foot),
    panes,
    empty,
    banner,
    foot,
    showModels(names, shown, ofPhase) {
      models.hidden = names.length < 2 || options.saved;
      models.replaceChildren(
        ...names.map((name) => html("option", { value: name, selected: name === shown }, name)),
      );
      phase.textContent = ofPhase === undefined ? "" : `❄ ${ofPhase}`;
    },
    showCompare(sides) {
      beforeSide.hidden = !sides;
      endCompare.hidden = !sides || options.saved;
      colours.hidden = sides !== undefined;
      for (const caption of captions) caption.hidden = !sides;
      if (!sides) return;
      const { before, now, changes } = sides;
      captions[0].textContent = before;
      captions[1].textContent = changes
        ? `${now} · ${changes.added} added, ${changes.removed} removed, ${changes.changed} changed`
        : now;
    },
  };
  page.showCompare(undefined);
  return page;
}
