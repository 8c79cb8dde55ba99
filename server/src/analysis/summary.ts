// A model as a table and as data: the figures every reader of an analysis shows. It never prints.
import { isQuantized, logicalElements } from "../layers/quantization.ts";
import { layersOf, type Params, paramsOf, paramsOfRun, runCost, weightsOf } from "../model/costs.ts";
import type { GraphNode, Instance, ModelRun, TensorRef } from "../model/graph.ts";
import type { ElaboratedModel } from "../model/program.ts";
import { nodesWhere } from "../model/stretches.ts";
import { groupPath, kerasOrder, namesOf, reachable, sourceName } from "../model/wiring.ts";
import {
  addCounts,
  type Count,
  type CountJson,
  countJson,
  elements,
  isExact,
  multiplyCounts,
  subtractCounts,
  sumCounts,
} from "../tensor/count.ts";
import { dtypeBytes, shapeJson, typeBytes } from "../tensor/tensor-type.ts";
import type { Analysis, Finding } from "./analysis.ts";

type ShapeJson = (number | string | null)[] | null;

export interface WeightJson {
  readonly name: string;
  readonly shape: ShapeJson;
  readonly trainable: boolean;
  readonly dtype: string;
}

export interface ParamsJson {
  readonly total: CountJson;
  readonly trainable: CountJson;
  readonly nonTrainable: CountJson;
}

export interface QuantizedJson {
  readonly params: CountJson;
  readonly bytes: CountJson;
}

export interface LayerJson {
  readonly name: string;
  readonly class: string;
  readonly path: string;
  readonly inbound: readonly string[];
  readonly output: ShapeJson;
  readonly outputs?: readonly ShapeJson[];
  readonly weights: readonly WeightJson[];
  readonly params: ParamsJson;
  /** What `params` counts are the stored numbers of; these are the parameters they stand for. */
  readonly quantized?: QuantizedJson;
  readonly macs: CountJson;
  readonly flops: CountJson;
  readonly line: number;
  readonly file?: string;
  readonly group?: readonly string[];
  readonly calls?: readonly {
    readonly inbound: readonly (readonly [string, number])[];
    readonly output: ShapeJson;
  }[];
  readonly layers?: readonly LayerJson[];
}

const paramsJson = (p: Params): ParamsJson => ({
  total: countJson(p.total),
  trainable: countJson(p.trainable),
  nonTrainable: countJson(p.nonTrainable),
});

const sumOver = (nodes: readonly GraphNode[], what: "macs" | "flops"): Count =>
  nodes.map((n) => (n.run ? runCost(n.run, what) : n.inference[what])).reduce<Count>(addCounts, 0n);

/** Weights of a layer with their effective flags; `held` where something around it is frozen. */
function weightsJson(instance: Instance, held: boolean): readonly WeightJson[] {
  if (instance.run) {
    const frozen = held || !instance.trainable;
    return layersOf(instance.run).flatMap((inner) => weightsJson(inner, frozen));
  }
  const frozen = held || !instance.trainable;
  return (instance.built?.weights ?? []).map((w) => ({
    name: w.name,
    shape: shapeJson(w.shape),
    trainable: w.trainable && !frozen && w.frozen !== true,
    dtype: w.dtype ?? "float32",
  }));
}

/** The parameters a quantized model stands for and the bytes they take; nothing where no weight is quantized. */
export interface Stored {
  readonly params: Count;
  readonly trainable: Count;
  readonly bytes: Count;
}

export function storedOf(instances: readonly Instance[]): Stored | undefined {
  if (!instances.some(isQuantizedLayer)) return undefined;
  const weights = [...new Set(instances)].flatMap((instance) => weightsOf(instance));
  const logical = (list: typeof weights): Count =>
    sumCounts(list.map(({ weight }) => logicalElements(weight)));
  return {
    params: logical(weights),
    trainable: logical(weights.filter(({ trainable }) => trainable)),
    bytes: sumCounts(
      weights.map(({ weight }) =>
        multiplyCounts(elements(weight.shape), BigInt(dtypeBytes(weight.dtype ?? "float32"))),
      ),
    ),
  };
}

const quantized = new WeakMap<object, boolean>();

/** Whether a layer, or one inside of it, has quantized weights; looked up once for each set of weights. */
function isQuantizedLayer({ run, built }: Instance): boolean {
  if (run) return layersOf(run).some(isQuantizedLayer);
  if (!built) return false;
  const known = quantized.get(built);
  if (known !== undefined) return known;
  const found = built.weights.some(isQuantized);
  quantized.set(built, found);
  return found;
}

/** As `paramsOf`, of quantized layers the parameters they stand for. */
export function shownParams(instances: Iterable<Instance>): Params {
  const all = [...instances];
  const stored = storedOf(all);
  if (!stored) return paramsOf(all);
  const { params, trainable } = stored;
  return { total: params, trainable, nonTrainable: subtractCounts(params, trainable) };
}

const holdsQuantized = nodesWhere(({ instance }) => isQuantizedLayer(instance));

/** As `paramsOfRun`, of quantized layers the parameters they stand for. */
export const shownParamsOfRun = (run: ModelRun): Params =>
  holdsQuantized(run).length > 0 ? shownParams(layersOf(run)) : paramsOfRun(run);

function quantizedJson(instances: readonly Instance[]): { readonly quantized?: QuantizedJson } {
  const stored = storedOf(instances);
  if (!stored) return {};
  return { quantized: { params: countJson(stored.params), bytes: countJson(stored.bytes) } };
}

/** A model's layers as `summary --json` has them, in Keras's order. */
export function layersJson(analysis: Analysis, run: ModelRun): readonly LayerJson[] {
  const names = namesOf(run);
  const used = reachable(run);
  return kerasOrder(run).map((instance): LayerJson => {
    const nodes = instance.nodes.filter((n) => used.has(n));
    const first = nodes[0]!;
    const { name, path } = names.get(instance)!;
    const { file, statement, start } = instance.place;
    const line = analysisLine(analysis, file.tree.text, file.id, file.tree.start(statement) + start);
    const sources = nodes.flatMap((n) => n.inputs.map((ref) => sourceName(run, ref)));
    // One use lists its inputs as they are, `Add()([x, x])` with both; several uses list each source once.
    const inbound = nodes.length === 1 ? sources : [...new Set(sources)];
    const group: string[] = [];
    for (let g = instance.group; g; g = g.parent) group.unshift(groupPath(run, g).split(".").at(-1)!);
    return {
      name,
      class: instance.className,
      path,
      inbound,
      output: shapeJson(first.outputs[0]?.shape ?? []),
      ...(first.several ? { outputs: first.outputs.map((o) => shapeJson(o.shape)) } : {}),
      weights: weightsJson(instance, false),
      params: paramsJson(paramsOf([instance])),
      ...quantizedJson([instance]),
      macs: countJson(sumOver(nodes, "macs")),
      flops: countJson(sumOver(nodes, "flops")),
      line,
      ...(file.id === analysis.id ? {} : { file: file.id }),
      ...(group.length > 0 ? { group } : {}),
      ...(nodes.length > 1 ? { calls: nodes.map((n) => callJson(run, n)) } : {}),
      ...(instance.run ? { layers: layersJson(analysis, instance.run) } : {}),
    };
  });
}

const callJson = (run: ModelRun, node: GraphNode) => ({
  inbound: node.inputs.map((ref: TensorRef) => [sourceName(run, ref), ref.output] as const),
  output: shapeJson(node.outputs[0]?.shape ?? []),
});

function analysisLine(analysis: Analysis, text: string, id: string, offset: number): number {
  if (id === analysis.id) return analysis.lines.position(offset).line + 1;
  let line = 1;
  for (let i = text.indexOf("\n"); i >= 0 && i < offset; i = text.indexOf("\n", i + 1)) line++;
  return line;
}

/** Names of outputs: as `output {…}` names them, else the layer's. */
export const outputName = (run: ModelRun, i: number): string =>
  run.outputs[i]!.name ?? sourceName(run, run.outputs[i]!.ref);

export function modelJson(analysis: Analysis, model: ElaboratedModel) {
  const { run } = model;
  if (!run)
    return {
      name: model.part.name,
      parameters: model.missing.length > 0 ? model.part.head.parameters.map((p) => p.name.name) : [],
      inputs: [],
      outputs: [],
      layers: [],
    };
  return {
    name: model.part.name,
    inputs: run.inputs.map((i) => ({ name: i.name, shape: shapeJson(i.type.shape), dtype: i.type.dtype })),
    outputs: run.outputs.map((o, i) => ({
      name: outputName(run, i),
      shape: shapeJson(o.type.shape),
      dtype: o.type.dtype,
    })),
    layers: layersJson(analysis, run),
    params: paramsJson(paramsOfRun(run)),
    ...quantizedJson(layersOf(run)),
    macs: countJson(runCost(run, "macs")),
    flops: countJson(runCost(run, "flops")),
  };
}

export function findingJson(analysis: Analysis, finding: Finding) {
  const { lines } = analysis;
  return {
    code: finding.code,
    severity: finding.severity,
    message: finding.message,
    range: { start: lines.position(finding.span.start), end: lines.position(finding.span.end) },
  };
}

/** The whole of `summary --json`. */
export function summaryJson(analysis: Analysis, name: string, only?: string) {
  const lineOf = (statement: Parameters<typeof analysis.tree.start>[0] | undefined): number | null =>
    statement ? analysis.lines.position(analysis.tree.start(statement)).line + 1 : null;
  return {
    file: name,
    models: analysis.models
      .filter((m) => only === undefined || m.part.name === only)
      .map((m) => modelJson(analysis, m)),
    trainings: analysis.trainings.map((training) => ({
      name: training.name,
      ...(training.model === undefined ? {} : { model: training.model }),
      phases: training.phases.map((phase) => ({
        kind: phase.kind,
        model: phase.model,
        compileLine: lineOf(phase.compile),
        fitLine: lineOf(phase.fit),
        trainable: countJson(phase.trainable),
        nonTrainable: countJson(phase.nonTrainable),
        layers: phase.layers,
      })),
    })),
    diagnostics: analysis.findings.map((f) => findingJson(analysis, f)),
  };
}

/** Bytes of a model's weights, and of the outputs its layers keep for one sample. */
export function memoryOf(run: ModelRun): { readonly weights: Count; readonly activations: Count } {
  const weights = layersOf(run)
    .flatMap((i) => flat(i))
    .map((w) => multiplyCounts(elements(w.shape), BigInt(dtypeBytes(w.dtype ?? "float32"))));
  const inside = (r: ModelRun): readonly GraphNode[] =>
    r.nodes.filter((n) => reachable(r).has(n)).flatMap((n) => (n.run ? inside(n.run) : [n]));
  const outputs = inside(run).flatMap((n) => n.outputs);
  const { total } = paramsOfRun(run);
  return {
    weights: isExact(total) ? weights.reduce<Count>(addCounts, 0n) : multiplyCounts(total, 4n),
    activations: outputs.map(typeBytes).reduce<Count>(addCounts, 0n),
  };
}

const flat = (instance: Instance): readonly NonNullable<Instance["built"]>["weights"][number][] =>
  instance.run ? layersOf(instance.run).flatMap(flat) : (instance.built?.weights ?? []);
