// What a text of Net means, as far as two texts can be compared: every layer with its name, class, shapes, weights and
// what feeds it. It never says which of them is nicer.
import { libraryModel, libraryModelNames } from "../../library/library.ts";
import { paramsOf } from "../../model/costs.ts";
import type { Instance, ModelRun, TensorRef } from "../../model/graph.ts";
import { elaborate } from "../../model/program.ts";
import { type Project, sourceFile } from "../../model/source-file.ts";
import { kerasOrder, type LayerNames, namesOf, ownNode } from "../../model/wiring.ts";
import { parse } from "../../syntax/parse.ts";
import { shapeText } from "../../tensor/tensor-type.ts";

const alone: Project = {
  resolve: () => ({ missing: "an imported model stands alone" }),
  library: libraryModel,
  libraryNames: libraryModelNames,
};

export interface Signature {
  /** One text for each model; equal texts mean equal models. */
  readonly models: ReadonlyMap<string, string>;
  /** Names of the layers of the last model. */
  readonly names: ReadonlySet<string>;
  /** Diagnostics' codes. */
  readonly problems: readonly string[];
}

/** Works a text out. */
export function signatureOf(text: string): Signature {
  const tree = parse(text);
  const elaboration = elaborate(sourceFile("import.net", tree), alone);
  const models = new Map<string, string>();
  for (const { part, run } of elaboration.models) if (run) models.set(part.name, runText(run));
  const last = elaboration.models.at(-1)?.run;
  return {
    models,
    names: new Set(last ? [...namesOf(last).values()].map(({ name }) => name) : []),
    problems: [
      ...tree.problems.map((p) => p.code),
      ...elaboration.problems
        .filter((p) => p.report.diagnostic.severity === "error")
        .map((p) => p.report.diagnostic.code),
    ],
  };
}

function runText(run: ModelRun): string {
  const names = namesOf(run);
  const source = sources(run, names);
  const lines = kerasOrder(run).map((layer) => layerText(layer, names.get(layer)!.name, source));
  const inputs = run.inputs.map((i) => `${i.name} ${shapeText(i.type.shape)} ${i.type.dtype}`);
  const outputs = run.outputs.map(
    (o) => `${o.name ?? ""} ${source(o.ref)} ${o.ref.output} ${shapeText(o.type.shape)}`,
  );
  return [...inputs, ...lines, ...outputs].join("\n");
}

type Sources = (ref: TensorRef) => string;

/** Names of what feeds a layer; the nodes of the run are gathered once for all of them. */
function sources(run: ModelRun, names: ReadonlyMap<Instance, LayerNames>): Sources {
  const own = new Set(run.nodes);
  return (ref) => {
    const node = ownNode(run, ref.node, own);
    return node.kind === "input" ? node.name : (names.get(node.instance)?.name ?? node.instance.className);
  };
}

function layerText(layer: Instance, name: string, source: Sources): string {
  const uses = layer.nodes.map(
    (node) =>
      `${node.inputs.map((ref) => `${source(ref)}.${ref.output}`).join(",")}>${node.outputs.map((o) => `${shapeText(o.shape)}${o.dtype}`).join(",")}${node.training ?? ""}`,
  );
  const weights = (layer.built?.weights ?? [])
    .map((w) => `${w.name}${shapeText(w.shape)}${w.trainable}`)
    .join(",");
  const { total, trainable } = paramsOf([layer]);
  return `${name} ${layer.className} ${uses.join(" ")} ${weights} ${String(total)} ${String(trainable)} ${argumentsKey(layer)}`;
}

const skipped = new Set(["definition", "ref", "apply", "run", "name"]);

/** The arguments the layer was made with, defaults filled in, in one order. */
const argumentsKey = (layer: Instance): string =>
  JSON.stringify(
    Object.entries(layer.bound?.parsed ?? Object.fromEntries(layer.params ?? [])).sort(([a], [b]) =>
      a < b ? -1 : 1,
    ),
    (key, value: unknown) =>
      skipped.has(key) && typeof value !== "string"
        ? undefined
        : typeof value === "bigint"
          ? `${value}`
          : value,
  );
