// A model as a flow chart of Mermaid, as Markdown files show it: a node for each layer, subgraphs for what is in blocks and
// nested models. It never places anything; Mermaid does.
import { isEnd } from "../model-view/drawing/boxes.ts";
import type { ModelView, ViewFamily } from "../model-view/view.ts";
import { captionOf } from "./caption.ts";
import { familyColours, tint } from "./colours.ts";
import { flowArrows, groupLines, nodeLines } from "./flow-chart.ts";
import { type Opened, openedWhere, shownBoxes } from "./opening.ts";

/** Mermaid's own limits, which a chart in a Markdown file cannot raise: `maxEdges` and `maxTextSize`. */
const mostArrows = 500;
const mostCharacters = 50_000;

/** The model with every layer where Mermaid takes that many, else with so many parts closed that it does. */
export function mermaidText(view: ModelView): string {
  const fits = (opened: Opened): boolean =>
    flowArrows(opened).length <= mostArrows && chartText(opened).length <= mostCharacters;
  return chartText(openedWhere(view, fits));
}

function chartText(opened: Opened): string {
  const { scene, open } = opened;
  const { title, lines } = captionOf(opened);
  const body = (number: number, depth: number): readonly string[] => {
    const box = scene.boxes[number]!;
    const indent = "  ".repeat(depth);
    if (open.has(number))
      return [
        `${indent}subgraph n${number}[${quoted([groupLines(box).join(" · ")])}]`,
        ...box.children.flatMap((child) => body(child, depth + 1)),
        `${indent}end`,
      ];
    const [left, right] = isEnd(box.node) ? ["([", "])"] : ["[", "]"];
    return [`${indent}n${number}${left}${quoted(nodeLines(box))}${right}`];
  };
  const families = new Map<ViewFamily, number[]>();
  const frozen: number[] = [];
  for (const number of shownBoxes(opened)) {
    const { family, state } = scene.boxes[number]!.node;
    if (open.has(number)) continue;
    families.set(family, [...(families.get(family) ?? []), number]);
    if (state === "frozen" || state === "partly") frozen.push(number);
  }
  const list = (numbers: readonly number[]): string => numbers.map((number) => `n${number}`).join(",");
  return `${[
    "---",
    `title: ${JSON.stringify([title, ...lines].join(" · "))}`,
    "---",
    "flowchart TD",
    ...scene.roots.flatMap((root) => body(root, 1)),
    ...flowArrows(opened).map(
      ({ from, to, label }) => `  n${from} -->${label ? `|${quoted([label])}| ` : " "}n${to}`,
    ),
    ...[...families].flatMap(([family, numbers]) => [
      `  classDef ${family} fill:${tint(familyColours[family])},stroke:${familyColours[family]},color:#222`,
      `  class ${list(numbers)} ${family}`,
    ]),
    ...(frozen.length === 0
      ? []
      : ["  classDef frozen stroke-dasharray:5 3", `  class ${list(frozen)} frozen`]),
  ].join("\n")}\n`;
}

const entities: Readonly<Record<string, string>> = {
  '"': "#quot;",
  "#": "#35;",
  "&": "#amp;",
  "<": "#lt;",
  ">": "#gt;",
  "`": "#96;",
  "*": "#42;",
  "\\": "#92;",
};

/** Lines as one quoted text; Mermaid reads Markdown and HTML in it unless their signs are written as entities. */
const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replace(/["#&<>`*\\]|\b_|_\b/g, (sign) => entities[sign] ?? "#95;")).join("<br/>")}"`;
