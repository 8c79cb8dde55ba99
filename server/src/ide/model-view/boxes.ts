// The boxes of a model: each layer in the blocks and loops it was made in, nested models with their own boxes inside. It never
// draws an arrow.
import { outputName } from "../../analysis/summary.ts";
import { paramsOf, runCost } from "../../model/costs.ts";
import type { FilePlace, GraphNode, InputNode, Instance, ModelRun } from "../../model/graph.ts";
import { groupPath, kerasLayers, namesOf, reachable } from "../../model/wiring.ts";
import { type Count, sumCounts } from "../../tensor/count.ts";
import { type TensorType, typeBytes } from "../../tensor/tensor-type.ts";
import { typesText } from "../amounts.ts";
import { addCosts, type Costs, type Draft, noCosts } from "./draft.ts";
import type { Origin, Origins } from "./origins.ts";
import type { Sources } from "./sources.ts";
import { type States, stateOfAll } from "./states.ts";

/** What boxes are made with, and those that were made. */
export interface Maker {
  readonly origins: Origins;
  readonly states: States;
  readonly sources: Sources;
  /** The box of each layer and input. */
  readonly boxes: Map<Instance | InputNode, Draft>;
  /** The inputs and outputs inside each nested model, in order. */
  readonly ends: Map<ModelRun, { readonly inputs: readonly Draft[]; readonly outputs: readonly Draft[] }>;
}

/** A block, loop or turn while its layers come: its totals are known when it is full. */
interface OpenBlock {
  readonly origin: Origin | undefined;
  readonly id: string;
  readonly name: string;
  readonly children: (Draft | OpenBlock)[];
  readonly blocks: Map<object, OpenBlock>;
  readonly counters: Map<string, number>;
}

const isOpenBlock = (child: Draft | OpenBlock): child is OpenBlock => "blocks" in child;

/** The boxes of a model, put into the blocks they were made in. */
export function boxesOf(
  maker: Maker,
  run: ModelRun,
  prefix: string,
  held: boolean,
): readonly (Draft | OpenBlock)[] {
  const names = namesOf(run);
  const used = reachable(run);
  const root = openBlock(undefined, prefix, "");
  const inputs: Draft[] = [];
  for (const layer of kerasLayers(run)) {
    if (layer.kind === "input") {
      const input = endOf(maker, "input", prefix + layer.name, layer.name, [layer.type], layer.place);
      maker.boxes.set(layer, input);
      inputs[run.inputs.indexOf(layer)] = input;
      root.children.push(input);
      continue;
    }
    const nodes = layer.nodes.filter((node) => used.has(node));
    const path = names.get(layer)?.path ?? layer.className;
    const box = layerBox(maker, layer, nodes, prefix + path, names.get(layer)?.name ?? path, held);
    maker.boxes.set(layer, box);
    const origins = nodes[0] ? maker.origins.of(nodes[0]) : [];
    blockFor(run, root, origins, prefix).children.push(box);
  }
  const outputs = run.outputs.map(({ type, ref }, i) => {
    const place = ref.node.place;
    const name = outputName(run, i);
    return endOf(maker, "output", `${prefix}${name} (output ${i + 1})`, name, [type], place);
  });
  root.children.push(...outputs);
  maker.ends.set(run, { inputs, outputs });
  return root.children;
}

const openBlock = (origin: Origin | undefined, id: string, name: string): OpenBlock => ({
  origin,
  id,
  name,
  children: [],
  blocks: new Map(),
  counters: new Map(),
});

/** The innermost of some blocks and loops; unlabelled ones are numbered as they come. */
function blockFor(run: ModelRun, root: OpenBlock, origins: readonly Origin[], prefix: string): OpenBlock {
  let at = root;
  for (const origin of origins) {
    let next = at.blocks.get(origin.key);
    if (!next) {
      if (origin.group) {
        const path = groupPath(run, origin.group);
        next = openBlock(origin, `${prefix}${path}/`, path);
      } else if (origin.kind === "turn")
        next = openBlock(origin, `${at.id}${at.blocks.size + 1}/`, origin.name ?? "");
      else {
        const n = at.counters.get(origin.className) ?? 0;
        at.counters.set(origin.className, n + 1);
        const name = n === 0 ? origin.className : `${origin.className}_${n}`;
        next = openBlock(origin, `${at.id}~${name}/`, origin.name ?? name);
      }
      at.blocks.set(origin.key, next);
      at.children.push(next);
    }
    at = next;
  }
  return at;
}

function endOf(
  maker: Maker,
  kind: "input" | "output",
  id: string,
  name: string,
  types: readonly TensorType[],
  place: FilePlace,
): Draft {
  return {
    id,
    name,
    class: kind === "input" ? "Input" : "Output",
    kind,
    family: kind,
    shape: typesText(types),
    costs: noCosts,
    state: "none",
    source: maker.sources.at(place),
    uses: 1,
    failed: false,
    children: undefined,
  };
}

function layerBox(
  maker: Maker,
  layer: Instance,
  nodes: readonly GraphNode[],
  path: string,
  name: string,
  held: boolean,
): Draft {
  const off = held || !layer.trainable;
  const inside = layer.run && summed(boxesOf(maker, layer.run, `${path}.`, off), maker.sources);
  const params = paramsOf([layer]);
  const sum = (what: "macs" | "flops"): Count =>
    sumCounts(nodes.map((node) => (node.run ? runCost(node.run, what) : node.inference[what])));
  const costs: Costs = {
    total: params.total,
    trainable: held ? 0n : params.trainable,
    nonTrainable: held ? params.total : params.nonTrainable,
    macs: sum("macs"),
    flops: sum("flops"),
    bytes: inside?.costs.bytes ?? sumCounts(nodes.flatMap((node) => node.outputs.map(typeBytes))),
  };
  return {
    id: path,
    name,
    class: layer.className,
    kind: layer.kind,
    family:
      layer.kind === "model" || layer.kind === "custom" ? layer.kind : (layer.definition?.family ?? "core"),
    shape: typesText(nodes[0]?.outputs ?? []),
    costs,
    state: inside ? stateOfAll(inside.children.map(({ state }) => state)) : maker.states.of(path, layer, off),
    source: maker.sources.at(layer.place),
    uses: nodes.length,
    failed: nodes.some(({ inference }) => inference.failed === true),
    children: inside && [...inside.children],
  };
}

/** Blocks and loops with their totals. One that holds a single layer or block says nothing of its own, unless it has a label. */
export function summed(
  boxes: readonly (Draft | OpenBlock)[],
  sources: Sources,
): {
  readonly costs: Costs;
  readonly children: readonly Draft[];
} {
  let costs = noCosts;
  const children = boxes.map((box): Draft => {
    const draft = isOpenBlock(box) ? closed(box, sources) : box;
    costs = addCosts(costs, draft.costs);
    return draft;
  });
  return { costs, children };
}

function closed(block: OpenBlock, sources: Sources): Draft {
  const inside = summed(block.children, sources);
  const { costs } = inside;
  const { origin } = block;
  const kind = origin?.kind ?? "block";
  const only = inside.children.length === 1 ? inside.children[0] : undefined;
  // A loop that is alone in its block or turn leaves its turns to it.
  const children = only?.kind === "loop" ? (only.children ?? []) : inside.children;
  const isPart = only?.kind === "loop" || only?.kind === "turn";
  if (only && !isPart && !origin?.group) {
    // A turn that is one unlabelled block is that block, called as the turn.
    const [inner] = block.children;
    const unnamed = inner && isOpenBlock(inner) && inner.origin?.kind === "block" && !inner.origin.group;
    return kind === "turn" && unnamed && only.id === inner.id
      ? { ...only, id: block.id, name: block.name }
      : only;
  }
  return {
    id: block.id,
    name: block.name,
    class: kind === "block" ? (origin?.className ?? block.name) : kind,
    kind,
    family: "block",
    shape: children.at(-1)?.shape ?? "",
    costs,
    state: stateOfAll(children.map(({ state }) => state)),
    source: origin?.place && sources.at(origin.place),
    uses: 1,
    failed: children.some(({ failed }) => failed),
    children: [...children],
  };
}
