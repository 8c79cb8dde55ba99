// Traces a shape error back to the layers that brought the sizes about: the sizes on the way, the layer that rounded, the
// place where two branches part. It never words a message; diagnostics do.
import type { Report } from "../diagnostics/define.ts";
import { spatialNames } from "../layers/rules.ts";
import type { Problem, Program, Related } from "../model/frame.ts";
import type { GraphNode, ModelRun, TensorRef } from "../model/graph.ts";
import { type Dim, dimText } from "../tensor/dim.ts";
import { shapeText } from "../tensor/tensor-type.ts";
import { faultOf, shapeOf } from "./axes-at-fault.ts";
import {
  type AxisStep,
  type AxisTrace,
  type Rounding,
  roundingOf,
  sizeOf,
  type TensorAxis,
  traceAxis,
} from "./axis-trace.ts";

/** What was found about a shape error. */
export interface ShapeStory {
  /** The use of a layer that fails; nothing where a block or a model is used. */
  readonly node: GraphNode | undefined;
  /** The axes at fault: one that ran out, or two that differ. */
  readonly traces: readonly AxisTrace[];
  /** The sizes they should have, where it is known. */
  readonly needs: readonly (number | undefined)[];
  /** Where the two ways part, the steps of each after it; otherwise all of them. */
  readonly ways?: readonly (readonly AxisStep[])[] | undefined;
  /** The layer that gave a tensor another number of axes. */
  readonly reshaped?: GraphNode | undefined;
  /** Further facts for the message. */
  readonly facts: { readonly history?: string; readonly rounding?: string };
  /** The layers on the way, each place once. */
  readonly related: readonly Related[];
}

/** The diagnostics whose tensors are traced back. */
export const traced: ReadonlySet<string> = new Set([
  "shape-negative-dim",
  "shape-merge-mismatch",
  "shape-dim-mismatch",
  "shape-indivisible",
  "shape-rank-mismatch",
  "shape-pattern-mismatch",
  "shape-shared-mismatch",
  "shape-unknown-dim",
  "shape-at-run-time",
  "shape-batch-broadcast",
]);

/** The story of a shape error; nothing where no tensor of the graph stands behind it. */
export function shapeStory(
  program: Program,
  runs: readonly ModelRun[],
  problem: Problem,
): ShapeStory | undefined {
  const { report } = problem;
  const { code } = report.diagnostic;
  if (!traced.has(code)) return undefined;
  const fault = faultOf(program, problem);
  if (!fault) return undefined;
  const { node, ref, axes, needs } = fault;
  const started = { node, needs };
  if (code === "shape-rank-mismatch" || axes.length === 0) {
    const change = ref && ranksMatter(code, node) ? rankChange(ref) : undefined;
    return { ...started, ...(change ?? { related: [] }), traces: [], facts: {} };
  }
  const traces = axes.map((axis) => traceAxis(axis, runs));
  const [first, second] = traces;
  const name = first ? axisName(axes[0]!, report) : "";
  const told = { ...started, traces };
  switch (code) {
    case "shape-negative-dim":
    case "shape-pattern-mismatch":
      return { ...told, ...storyOfOne(first!, name) };
    case "shape-merge-mismatch":
      return { ...told, ...(second ? storyOfTwo(first!, second, name) : nothingTold) };
    case "shape-unknown-dim":
      return { ...told, facts: {}, related: openSizes(traces) };
    case "shape-shared-mismatch":
    case "shape-at-run-time":
    case "shape-batch-broadcast": {
      const set = second ? [...originOf(first!, name), ...originOf(second, name)] : [];
      return { ...told, facts: {}, related: [...(fault.related ?? []), ...set] };
    }
    case "shape-dim-mismatch":
      return { ...told, facts: {}, related: setSizes(traces) };
    default:
      return {
        ...told,
        facts: {},
        related: setSizes(traces.filter(({ origin }) => origin.ref.node.kind === "node")),
      };
  }
}

/** Whether tensors with different numbers of axes meet, or one has not the number that is asked for. */
const ranksMatter = (code: string, node: GraphNode | undefined): boolean =>
  code === "shape-rank-mismatch" ||
  code === "shape-pattern-mismatch" ||
  new Set(node?.inputs.map((ref) => shapeOf(ref).length)).size > 1;

const nothingTold = { facts: {}, related: [] };

/** The layers and inputs that set the sizes of a tensor, each place once. */
function setSizes(traces: readonly AxisTrace[]): readonly Related[] {
  const found = traces.flatMap((trace) => {
    const { origin } = trace;
    return originOf(trace, nameOfAxis(shapeOf(origin.ref).length, origin.axis));
  });
  return found.filter(
    ({ place, message }, i) => found.findIndex((r) => r.place === place && r.message === message) === i,
  );
}

/** Where sizes were left open. */
function openSizes(traces: readonly AxisTrace[]): readonly Related[] {
  const byNode = new Map<TensorAxis["ref"]["node"], string[]>();
  for (const { origin } of traces) {
    const { node } = origin.ref;
    const shape = shapeOf(origin.ref);
    const named = byNode.get(node) ?? [];
    named.push(nameOfAxis(shape.length, origin.axis));
    byNode.set(node, named);
  }
  return [...byNode].map(([node, names]) => {
    const all = [...new Set(names)].join(" and ");
    const message =
      node.kind === "input"
        ? `\`${node.name}\` leaves its ${all} open`
        : `the ${all} of what ${layerName(node)} gives are unknown`;
    return { place: node.place, message };
  });
}

/** Layers looked through for the one that changed the number of axes. */
const longestSearch = 2_000;

/** The layer before that gave the tensor its number of axes, where it had another one. */
function rankChange(tensor: TensorRef): Pick<ShapeStory, "related" | "reshaped"> | undefined {
  let ref: TensorRef | undefined = tensor;
  for (let turn = 0; ref && turn < longestSearch; turn++) {
    const maker: GraphNode | undefined = ref.node.kind === "node" ? ref.node : undefined;
    const before: TensorRef | undefined = maker?.inputs[0];
    if (!maker || !before) return undefined;
    const [from, to] = [shapeOf(before), shapeOf(ref)];
    if (from.length > 0 && from.length !== to.length) {
      const message = `${layerName(maker)} makes ${shapeText(to)} of ${shapeText(from)}`;
      return { related: [{ place: maker.place, message }], reshaped: maker };
    }
    ref = before;
  }
  return undefined;
}

/** `rows` of an image, `features` of a sequence. */
function axisName({ ref, axis }: TensorAxis, report: Report): string {
  const facts = report.facts as { readonly axis?: unknown };
  if (report.diagnostic.code === "shape-negative-dim" && typeof facts.axis === "string") return facts.axis;
  return nameOfAxis(shapeOf(ref).length, axis);
}

/** What people call an axis of a tensor, the channels last or first. */
export function nameOfAxis(rank: number, axis: number, channelsFirst = false): string {
  if (rank === 1) return "features";
  if (rank > 4) return `sizes along axis ${axis + 1}`;
  const place = channelsFirst ? axis - 1 : axis;
  return spatialNames(rank - 1)[place] ?? (rank === 2 ? "features" : "channels");
}

const changes = (steps: readonly AxisStep[]): readonly AxisStep[] =>
  steps.filter(({ before, after }) => dimText(before) !== dimText(after));

/** Sizes a message shows; of more the middle is left out. */
const mostSizes = 12;

const chainText = (first: Dim | undefined, steps: readonly AxisStep[]): string => {
  const sizes = [...(first === undefined ? [] : [first]), ...changes(steps).map(({ after }) => after)].map(
    dimText,
  );
  const shown = sizes.length > mostSizes ? [...sizes.slice(0, 4), "…", ...sizes.slice(4 - mostSizes)] : sizes;
  return shown.join(" → ");
};

function storyOfOne(trace: AxisTrace, name: string): Pick<ShapeStory, "facts" | "related"> {
  const start = sizeOf(trace.origin);
  const changed = changes(trace.steps);
  if (changed.length === 0) return { facts: {}, related: setByLayer(trace, name) };
  return {
    facts: { history: chainText(start, trace.steps) },
    related: [...originOf(trace, turned(trace) ?? name), ...placesOf(changed, name)],
  };
}

/** A size nothing changed on its way, where it is not one of the input that stands in the message. */
const setByLayer = (trace: AxisTrace, name: string): readonly Related[] =>
  trace.steps.length > 0 || trace.origin.ref.node.kind === "node"
    ? originOf(trace, turned(trace) ?? name)
    : [];

/** The name of the axis where it was set, when another one than that at the end. */
function turned({ origin, path }: AxisTrace): string | undefined {
  return origin.axis === path.at(-1)!.axis ? undefined : nameOfAxis(shapeOf(origin.ref).length, origin.axis);
}

function storyOfTwo(
  a: AxisTrace,
  b: AxisTrace,
  name: string,
): Pick<ShapeStory, "facts" | "related" | "ways"> {
  const fork = forkOf(a, b);
  const ways = [a, b].map((trace, i) => ({
    trace,
    steps: fork ? trace.steps.slice(trace.steps.length - fork.after[i]!) : trace.steps,
    start: fork ? fork.size : sizeOf(trace.origin),
  }));
  if (ways.every(({ steps }) => changes(steps).length === 0))
    return { facts: {}, related: [a, b].flatMap((trace) => originOf(trace, turned(trace) ?? name)) };
  const [one, two] = ways.map(({ start, steps }) => chainText(start, steps));
  const rounded = ways
    .flatMap(({ steps }) => changes(steps))
    .flatMap((step) => {
      const rounding = roundingOf(step);
      return rounding ? [{ step, rounding }] : [];
    })
    .at(-1);
  return {
    facts: {
      history: `the ${name} are ${one} in the first tensor and ${two} in the second`,
      ...(rounded ? { rounding: roundingText(rounded.step, rounded.rounding) } : {}),
    },
    ways: ways.map(({ steps }) => steps),
    related: [
      ...(fork
        ? [
            {
              place: fork.place,
              message: `both come from this tensor, which has ${dimText(fork.size)} ${name}`,
            },
          ]
        : [...originOf(a, name), ...originOf(b, name)]),
      ...placesOf(changes(ways[0]!.steps), name, "first tensor"),
      ...placesOf(changes(ways[1]!.steps), name, "second tensor"),
    ],
  };
}

const roundingText = (step: AxisStep, { way, exact }: Rounding): string =>
  `${layerName(step.node)} rounds ${way} where it makes ${dimText(step.after)} of ${dimText(step.before)} (${exact[0]} and ${exact[1]} divide)`;

interface Fork {
  readonly size: Dim;
  readonly place: Related["place"];
  /** How many steps each trace has after it. */
  readonly after: readonly [number, number];
}

/** The last tensor two traces share. */
function forkOf(a: AxisTrace, b: AxisTrace): Fork | undefined {
  for (let i = a.path.length - 1; i >= 0; i--) {
    const one = a.path[i]!;
    const two = b.path.find(
      ({ ref, axis }) => ref.node === one.ref.node && ref.output === one.ref.output && axis === one.axis,
    );
    if (!two) continue;
    const size = sizeOf(one);
    return size === undefined
      ? undefined
      : { size, place: one.ref.node.place, after: [one.stepsAfter, two.stepsAfter] };
  }
  return undefined;
}

/** Where a size was set. */
function originOf({ origin }: AxisTrace, name: string): readonly Related[] {
  const size = sizeOf(origin);
  const { node } = origin.ref;
  if (size === undefined) return [];
  const message =
    node.kind === "input"
      ? `\`${node.name}\` has ${dimText(size)} ${name}`
      : `${layerName(node)} makes ${dimText(size)} ${name}`;
  return [{ place: node.place, message }];
}

const layerName = ({ instance }: GraphNode): string =>
  instance.label ? `${instance.label} (${instance.className})` : instance.className;

/** Places that are listed; those next to the error stay. */
const mostPlaces = 12;

/** Each place once, with what happened there in each turn of a loop or use of a block. */
function placesOf(steps: readonly AxisStep[], name: string, branch = ""): readonly Related[] {
  const byPlace = new Map<string, { place: Related["place"]; layer: string; sizes: string[] }>();
  for (const { node, before, after } of steps) {
    const { place } = node;
    const key = `${place.file.id}:${place.file.tree.start(place.statement) + place.start}:${place.end}`;
    const once = byPlace.get(key);
    // A place in a loop or a block stands for several layers.
    const known = once
      ? { ...once, layer: node.instance.className }
      : { place, layer: layerName(node), sizes: [] };
    known.sizes.push(`${dimText(before)} → ${dimText(after)}`);
    byPlace.set(key, known);
  }
  const all = [...byPlace.values()].map(({ place, layer, sizes }) => ({
    place,
    message: `${layer}: ${name}${branch ? ` of the ${branch}` : ""} ${enumerated(sizes)}`,
  }));
  const left = all.length - mostPlaces;
  if (left <= 0) return all;
  const [first, ...rest] = all;
  return [
    { ...first!, message: `${first!.message}; ${left} more places follow that are not listed` },
    ...rest.slice(left),
  ];
}

const enumerated = (sizes: readonly string[]): string =>
  sizes.length <= 4
    ? sizes.join(", ")
    : `${sizes.slice(0, 2).join(", ")}, …, ${sizes.at(-1)} (${sizes.length} times)`;
