// A model in the language of Graphviz: a node for each layer, clusters for what is in blocks and nested models. It never
// places anything; Graphviz does.
import { isEnd } from "../model-view/drawing/boxes.ts";
import type { SceneBox } from "../model-view/scene.ts";
import type { ModelView } from "../model-view/view.ts";
import { captionOf } from "./caption.ts";
import { familyColours, tint } from "./colours.ts";
import { flowArrows, groupLines, nodeLines } from "./flow-chart.ts";
import { openedWhere } from "./opening.ts";

/** The model with every layer; Graphviz takes any number of them. */
export function dotText(view: ModelView): string {
  const opened = openedWhere(view, () => true);
  const { scene, open } = opened;
  const { title, lines } = captionOf(opened);
  const body = (number: number, depth: number): readonly string[] => {
    const box = scene.boxes[number]!;
    const indent = "  ".repeat(depth);
    if (!open.has(number)) return [`${indent}n${number} [${attributes(nodeAttributes(box))}]`];
    return [
      `${indent}subgraph cluster_n${number} {`,
      `${indent}  ${attributes(groupAttributes(box), "; ")}`,
      ...box.children.flatMap((child) => body(child, depth + 1)),
      `${indent}}`,
    ];
  };
  return `${[
    `digraph ${quoted(title)} {`,
    `  ${attributes({ label: [title, ...lines], labelloc: "t", fontname, rankdir: "TB", nodesep: 0.3, ranksep: 0.35 }, "; ")}`,
    `  node [${attributes({ shape: "box", style: "filled,rounded", fontname, fontsize: 11, height: 0.3, margin: "0.12,0.06" })}]`,
    `  edge [${attributes({ fontname, fontsize: 9, arrowsize: 0.7, color: "#707070", fontcolor: "#606060" })}]`,
    ...scene.roots.flatMap((root) => body(root, 1)),
    ...flowArrows(opened).map(
      ({ from, to, label }) => `  n${from} -> n${to}${label ? ` [${attributes({ label })}]` : ""}`,
    ),
    "}",
  ].join("\n")}\n`;
}

const fontname = "Helvetica";

type Values = Readonly<Record<string, string | number | readonly string[]>>;

const attributes = (values: Values, between = ", "): string =>
  Object.entries(values)
    .map(
      ([name, value]) =>
        `${name}=${typeof value === "object" ? quoted(...value) : typeof value === "number" ? value : bare(value)}`,
    )
    .join(between);

/** Words of attributes are never keywords. */
const bare = (text: string): string => (/^[A-Za-z]+$/.test(text) ? text : quoted(text));

/** Lines as one quoted text. A backslash would begin an escape, and `&` an entity. */
const quoted = (...lines: readonly string[]): string =>
  `"${lines.map((line) => line.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("&", "&amp;")).join("\\n")}"`;

function nodeAttributes(box: SceneBox): Values {
  const { node } = box;
  const colour = familyColours[node.family];
  const frozen = node.state === "frozen" || node.state === "partly";
  return {
    label: nodeLines(box),
    color: colour,
    fillcolor: tint(colour),
    ...(isEnd(node) ? { shape: "oval" } : {}),
    ...(frozen ? { style: "filled,rounded,dashed" } : {}),
  };
}

const groupAttributes = (box: SceneBox): Values => ({
  label: groupLines(box),
  labeljust: "l",
  fontsize: 11,
  style: "rounded",
  color: familyColours[box.node.family],
});
