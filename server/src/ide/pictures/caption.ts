// What a picture says above the boxes: the model, its totals, and what is not drawn. It never draws.
import { many } from "../amounts.ts";
import { shortCount } from "../model-view/drawing/short-count.ts";
import { groupedDigits } from "../model-view/scene.ts";
import { type Opened, shownBoxes } from "./opening.ts";

export interface Caption {
  readonly title: string;
  readonly lines: readonly string[];
}

export function captionOf(opened: Opened): Caption {
  const { view, boxes, roots } = opened.scene;
  const [total, trainable] = view.params;
  const layers = roots.reduce((sum, root) => sum + boxes[root]!.layers, 0);
  const totals = [
    many(layers, "layer"),
    `${groupedDigits(total)} parameters${trainable === total ? "" : `, ${groupedDigits(trainable)} trainable`}`,
    ...(view.macs === "0" ? [] : [`${shortCount(view.macs)} multiply-adds`]),
  ];
  const frozen = boxes.some(({ node }) => node.state === "frozen" || node.state === "partly");
  const isClosed = (box: number): boolean => boxes[box]!.children.length > 0 && !opened.open.has(box);
  const closed = shownBoxes(opened).filter(isClosed).length;
  return {
    title: view.name,
    lines: [
      totals.join(" · "),
      ...(frozen ? [`❄ frozen${view.phase ? ` in ${view.phase}` : ""}`] : []),
      ...(closed > 0 ? [closedLine(closed)] : []),
    ],
  };
}

const closedLine = (n: number): string =>
  n === 1
    ? "one part is drawn closed, for there are too many layers"
    : `${many(n, "part")} are drawn closed, for there are too many layers`;
