// The line below the graph: what is known of the chosen box, or what the colours mean. It never chooses one.
import { shortCount } from "../../../../../server/src/ide/model-view/drawing/short-count.ts";
import { groupedDigits, type Scene, type SceneBox } from "../../../../../server/src/ide/model-view/scene.ts";
import { html, svg } from "../../shared/webview/dom.ts";
import { type Colouring, facts } from "./boxes.ts";

export function chosenFacts(box: SceneBox): HTMLElement {
  return html(
    "div",
    { class: "facts", role: "status" },
    html("span", { class: "title" }, box.node.name),
    ...facts(box).map(([name, value]) =>
      html("span", { class: "fact" }, name ? `${name} ` : "", html("span", { class: "value" }, value)),
    ),
  );
}

const stateNames = {
  trains: "trains",
  partly: "partly frozen ❄½",
  frozen: "frozen ❄",
  none: "nothing to train",
};
const changeNames = { added: "added +", removed: "removed −", changed: "changed ~" };

const key = (cssClass: string, name: string): HTMLElement =>
  html(
    "span",
    { class: "key" },
    svg(
      "svg",
      { viewBox: "0 0 10 10", class: `canvas ${cssClass}`, "aria-hidden": "true" },
      svg("rect", { class: "bar", width: 10, height: 10, rx: 2 }),
    ),
    name,
  );

/** The colours in use and what they mean. */
export function legend(scene: Scene, colouring: Colouring, compared: boolean): HTMLElement {
  const keys = compared
    ? Object.entries(changeNames).map(([change, name]) => key(`change-${change}`, name))
    : colouring === "family"
      ? [...new Set(scene.boxes.map(({ node }) => node.family))]
          .filter((family) => family !== "input" && family !== "output" && family !== "block")
          .map((family) => key(`family-${family}`, family))
      : Object.entries(stateNames).map(([state, name]) => key(`state-${state}`, name));
  return html("div", { class: "legend", role: "note", "aria-label": "Colours" }, ...keys);
}

/** The sums of the whole model. */
export function totalText({ view }: Scene): string {
  const [total, , fixed] = view.params;
  const parts = [`${groupedDigits(total)} parameters`];
  if (fixed !== "0") parts.push(`${groupedDigits(fixed)} not trainable`);
  if (view.macs !== "0") parts.push(`${shortCount(view.macs)} multiply-adds`);
  return parts.join(" · ");
}
