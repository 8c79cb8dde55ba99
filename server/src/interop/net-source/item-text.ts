// One item of a pipeline as text: a layer with its label and arguments, a use of a block. It never breaks lines.
import { snakeCase } from "../../layers/instance.ts";
import type { Block, Item } from "./arrange.ts";
import type { Stage } from "./graph.ts";
import { argumentsText, isPlainName, type Spelling, stringText, type Term, termText } from "./term.ts";

/** An item as it was found, or one that has its text already. */
export type Written =
  | Item
  | {
      readonly kind: "text";
      readonly text: string;
      readonly label?: string | undefined;
      readonly stem: string;
    };

/** An item's text; regions and loops take more than one line, and have none. */
export function itemText(item: Written, spelling: Spelling): string {
  switch (item.kind) {
    case "text":
      return item.text;
    case "stage":
      return `${labelText(item.stage, spelling)}${callText(item.stage, spelling)}`;
    case "use":
      return useText(item.block, item.args, spelling);
    case "region":
    case "loop":
      throw new Error("a region is no stage");
  }
}

function useText(block: Block, args: readonly Term[], spelling: Spelling): string {
  const given: string[] = [];
  let skipped = false;
  block.parameters.forEach((parameter, i) => {
    const term = args[i]!;
    if (parameter.fallback && JSON.stringify(parameter.fallback) === JSON.stringify(term)) {
      skipped = true;
      return;
    }
    given.push(`${skipped ? `${parameter.name}=` : ""}${termText(term, spelling)}`);
  });
  return `${block.name}(${given.join(", ")})`;
}

/** The call alone. */
export const callText = (stage: Stage, spelling: Spelling): string =>
  stage.shared ? stage.callee : `${stage.callee}(${argumentsText(stage.args, spelling)})`;

/** The label with its colon. */
export function labelText(stage: Stage, spelling: Spelling): string {
  const { label } = stage;
  if (label === undefined) return "";
  if (label.kind !== "string") return `${stringText([label], spelling, false)}: `;
  const [only] = label.parts;
  if (label.parts.length === 1 && typeof only === "string" && isPlainName(only)) return `${only}: `;
  return `${stringText(label.parts, spelling, false)}: `;
}

/** The label of a stage, where it is the same each time. */
export function staticLabel(stage: Stage): string | undefined {
  const { label } = stage;
  if (label?.kind !== "string") return undefined;
  return label.parts.every((part) => typeof part === "string") ? label.parts.join("") : undefined;
}

export const labelOfItem = (item: Written): string | undefined =>
  item.kind === "text" ? item.label : item.kind === "stage" ? staticLabel(item.stage) : undefined;

/** What a name for its value begins with. */
export const stemOf = (stage: Stage): string => snakeCase(stage.className ?? stage.callee);

export const stemOfItem = (item: Written): string =>
  item.kind === "text" ? item.stem : item.kind === "stage" ? stemOf(item.stage) : "x";
