// A whole source as the text of a `.net` file. It never reads one back.
import { type Arranged, arrange, type Block } from "./arrange.ts";
import type { Cell } from "./cells.ts";
import { withConstants } from "./constants.ts";
import type { Source, SourceModel, Stage } from "./graph.ts";
import { type Effect, modelEffect } from "./stages.ts";
import { type Term, termText } from "./term.ts";
import { blockText, cellText, modelText } from "./write-net.ts";

/** Shortens what was arranged; gives the blocks it made. */
export type Folding = (
  models: readonly { readonly model: SourceModel; readonly arranged: Arranged }[],
  taken: ReadonlySet<string>,
) => {
  readonly blocks: readonly Block[];
  readonly cells: readonly Cell[];
  readonly models: readonly { readonly model: SourceModel; readonly arranged: Arranged }[];
};

export const unfolded: Folding = (models) => ({ blocks: [], cells: [], models });

/** The text of a source, folded as told. */
export function sourceText(given: Source, folding: Folding): string {
  const own = namesIn(given);
  const source = withConstants(given, own);
  const constants = source.constants ?? [];
  const taken = new Set([...own, ...constants.map(([name]) => name)]);
  const arranged = source.models.map((model) => ({ model, arranged: arrange(model) }));
  const folded = folding(arranged, taken);
  const hidden = new Set([...taken, ...folded.blocks.map((b) => b.name), ...folded.cells.map((c) => c.name)]);
  const effects = new Map<string, Effect>();
  for (const cell of folded.cells)
    effects.set(cell.name, modelEffect({ parts: cell.parts, outputs: [] }, effects));
  const models = folded.models.map(({ model, arranged: a }) => {
    const written = modelText(model, a, { hidden }, effects);
    effects.set(model.name, modelEffect(a, effects));
    return written;
  });
  const parts = [
    ...(source.comment.length > 0
      ? [source.comment.map((line) => (line === "" ? "#" : `# ${line}`)).join("\n")]
      : []),
    ...(constants.length > 0
      ? [constants.map(([name, term]) => `const ${name} = ${termText(term, { hidden: own })}`).join("\n")]
      : []),
    ...source.layers,
    ...folded.blocks.map((block) => blockText(block, { hidden })),
    ...folded.cells.map((cell) => cellText(cell, { hidden })),
    ...models,
    ...source.sections,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Every name a text with these labels binds, which would hide a bare word. */
function namesIn(source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (term: Term | undefined): void => {
    if (term?.kind === "string") names.add(term.parts.filter((p) => typeof p === "string").join(""));
  };
  const stage = (s: Stage): void => {
    add(s.label);
    if (!s.callee.includes(".")) names.add(s.callee);
  };
  for (const model of source.models) {
    names.add(model.name);
    for (const input of model.inputs) names.add(input.name);
    for (const { name, stage: s } of model.shared) {
      names.add(name);
      stage(s);
    }
    for (const node of model.nodes) stage(node.stage);
  }
  for (const text of source.layers) for (const match of text.matchAll(/^layer (\w+)/gm)) names.add(match[1]!);
  return names;
}
