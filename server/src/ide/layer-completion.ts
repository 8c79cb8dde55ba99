// Layers, blocks and models to choose from, in the order in which they fit what flows to the cursor. It never reads the text.
import type { Analysis } from "../analysis/analysis.ts";
import { allLayers } from "../layers/catalogue.ts";
import type { Family, LayerDefinition } from "../layers/define.ts";
import { libraryInputRank, libraryModel, libraryModelNames } from "../library/library.ts";
import type { Part } from "../model/source-file.ts";
import type { Statement } from "../syntax/tree.ts";
import { isRanked, type TensorType } from "../tensor/tensor-type.ts";
import type { Completion } from "./completion.ts";
import { fits } from "./layer-fit.ts";
import { partCard } from "./part-hover.ts";
import { partOf } from "./parts.ts";
import { classCard } from "./reference-hover.ts";

/** Where the groups stand; keywords and snippets are between what fits and what does not. */
export const ranks = {
  ownPart: 12,
  layer: 20,
  openLayer: 26,
  libraryModel: 32,
  keyword: 36,
  ownPartElsewhere: 40,
  layerElsewhere: 50,
  libraryModelElsewhere: 60,
} as const;

/** How a name is written: as a call with places for what it needs, or alone where it is a value or has its brackets. */
export type Form = "call" | "name";

const early: Readonly<Partial<Record<Family, number>>> = {
  core: 2,
  convolution: 2,
  pooling: 2,
  normalization: 2,
  activation: 3,
};

/** The layers of the catalogue; `flow`: what they would be applied to, nothing where that is not known. */
export function layerItems(flow: readonly TensorType[], form: Form): readonly Completion[] {
  return allLayers().map((definition) => ({
    ...itemOf(definition),
    rank: rankOf(definition, flow),
    ...(form === "call" ? callOf(definition.name, requiredOf(definition), hasOthers(definition)) : {}),
  }));
}

const items = new Map<LayerDefinition, Omit<Completion, "rank">>();

function itemOf(definition: LayerDefinition): Omit<Completion, "rank"> {
  const known = items.get(definition);
  if (known) return known;
  const item = {
    label: definition.name,
    kind: "layer",
    detail: definition.family,
    doc: () => classCard({ kind: "layer", definition }),
  } as const;
  items.set(definition, item);
  return item;
}

function rankOf(definition: LayerDefinition, flow: readonly TensorType[]): number {
  const { family, usual } = definition;
  const among = usual ? 0 : (early[family] ?? 4);
  if (!flow.every(isRanked)) return ranks.layer + among;
  if (flow.length === 0) return ranks.layer + among;
  const fit = fits(definition, flow);
  if (fit === "no") return ranks.layerElsewhere + among;
  if (fit === "unknown") return ranks.openLayer + among;
  // What works on any rank comes after what is made for this one.
  const [one] = flow;
  const general = family === "core" && flow.length === 1 && isRanked(one!) && one.shape.length > 1;
  return ranks.layer + (general ? 4 : among);
}

const requiredOf = ({ parameters }: LayerDefinition): readonly string[] =>
  Object.entries(parameters).flatMap(([name, parameter]) => (parameter.required ? [name] : []));

const hasOthers = ({ parameters }: LayerDefinition): boolean => Object.keys(parameters).length > 0;

/** `Conv2D(${1:filters}, ${2:kernel_size})`; a place between the brackets where nothing is needed but something can be said. */
export function callOf(
  name: string,
  required: readonly string[],
  others: boolean,
): Pick<Completion, "insert" | "isSnippet" | "plain"> {
  const places = required.map((argument, i) => `\${${i + 1}:${argument}}`).join(", ");
  return { insert: `${name}(${places || (others ? "$1" : "")})`, isSnippet: true, plain: name };
}

/** Blocks, models and custom layers of the file, and models of the library; not the one that is being written. */
export function partItems(
  analysis: Analysis,
  flow: readonly TensorType[],
  form: Form,
  except?: Statement,
): readonly Completion[] {
  const found: Completion[] = [];
  for (const [label, entry] of analysis.file.names) {
    const part = partOf(analysis, entry);
    if ((entry.kind !== "part" && entry.kind !== "import") || part?.statement === except) continue;
    // What is imported may be missing, and is a name all the same.
    if (!part) {
      if (entry.kind === "import")
        found.push({ label, kind: "block", detail: `from ${entry.head.path.value}`, rank: ranks.ownPart });
      continue;
    }
    const detail = entry.kind === "import" ? `${part.kind} from ${entry.head.path.value}` : part.kind;
    found.push({
      label,
      kind: part.kind,
      detail,
      doc: () => partCard(analysis, part),
      rank: takes(part, flow) ? ranks.ownPart : ranks.ownPartElsewhere,
      ...(form === "call" ? callOfPart(label, part) : {}),
    });
  }
  return [...found, ...libraryItems(analysis, flow, form)];
}

/** The models of the library that no name of the file hides. */
export function libraryItems(
  analysis: Analysis,
  flow: readonly TensorType[],
  form: Form,
): readonly Completion[] {
  const [one] = flow;
  const rank = one && isRanked(one) ? one.shape.length : undefined;
  return libraryModelNames()
    .filter((label) => !analysis.file.names.has(label))
    .map((label) => {
      const wanted = libraryInputRank(label) ?? rank;
      const fit = flow.length === 0 || (flow.length === 1 && (rank === undefined || wanted === rank));
      return {
        label,
        kind: "model" as const,
        detail: "library",
        // Only the file of the model that is looked at is read.
        doc: () => cardOf(analysis, libraryModel(label)),
        rank: fit ? ranks.libraryModel : ranks.libraryModelElsewhere,
        ...(form === "call" ? callOf(label, [], true) : {}),
      };
    });
}

const cardOf = (analysis: Analysis, part: Part | undefined): string | undefined =>
  part && partCard(analysis, part);

function callOfPart(label: string, { head }: Part): Pick<Completion, "insert" | "isSnippet" | "plain"> {
  const required = head.parameters.flatMap((p) => (p.default ? [] : [p.name.name]));
  return callOf(label, required, head.parameters.length > 0);
}

/** Whether the inputs of a part can be so many tensors with so many axes. */
function takes(part: Part, flow: readonly TensorType[]): boolean {
  if (flow.length === 0) return true;
  const inputs = (part.statement.body?.statements ?? []).flatMap(({ head }) =>
    head.kind === "input" ? [head.shape?.items] : [],
  );
  // A block without inputs takes the current value.
  if (inputs.length === 0) return flow.length === 1;
  if (inputs.length !== flow.length) return false;
  return inputs.every((shape, i) => {
    const type = flow[i]!;
    if (!shape || !isRanked(type)) return true;
    const rest = shape.some(({ kind }) => kind === "ellipsis");
    return rest ? type.shape.length >= shape.length - 1 : type.shape.length === shape.length;
  });
}
