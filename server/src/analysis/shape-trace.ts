// Traces a shape error back to the layers that brought the sizes about: the sizes on the way, the layer that rounded, the
// place where two branches part. It never words a message; diagnostics do.
import type { Report } from "../diagnostics/define.ts";
import { spatialNames } from "../layers/rules.ts";
import type { Problem, Program, Related } from "../model/frame.ts";
import { type GraphNode, type ModelRun, typeOf } from "../model/graph.ts";
import { usesOf } from "../model/memo.ts";
import { type Dim, dimText, isNumber } from "../tensor/dim.ts";
import { isRanked, shapeText } from "../tensor/tensor-type.ts";
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
  readonly node: GraphNode;
  /** The axes at fault: one that ran out, or two that differ. */
  readonly traces: readonly AxisTrace[];
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
]);

/** The story of a shape error; nothing where no layer of the graph stands behind it. */
export function shapeStory(
  program: Program,
  runs: readonly ModelRun[],
  problem: Problem,
): ShapeStory | undefined {
  const { report, place } = problem;
  if (!traced.has(report.diagnostic.code)) return undefined;
  const node = nodeBehind(program, report, place);
  if (!node) return undefined;
  if (report.diagnostic.code === "shape-rank-mismatch")
    return { node, traces: [], facts: {}, related: rankChange(node) };
  const axes = axesAtFault(node, report);
  const traces = axes.map((axis) => traceAxis(axis, runs));
  const name = axes[0] ? axisName(axes[0], report) : "";
  if (report.diagnostic.code === "shape-negative-dim" && traces[0])
    return { node, traces, ...storyOfOne(traces[0], name) };
  if (report.diagnostic.code === "shape-merge-mismatch" && traces.length === 2)
    return { node, traces, ...storyOfTwo(traces[0]!, traces[1]!, name) };
  return { node, traces, facts: {}, related: [] };
}

/** The use of a layer that a report is about. */
function nodeBehind(program: Program, report: Report, place: Problem["place"]): GraphNode | undefined {
  for (const use of usesOf(program, place.statement))
    for (const node of use.nodes) {
      const { inference } = node;
      if (inference.failed && inference.reports?.some((r) => r.report === report)) return node;
    }
  return undefined;
}

/** Layers looked through for the one that changed the number of axes. */
const longestSearch = 2_000;

/** The layer before that gave the tensor its number of axes, where it had another one. */
function rankChange(node: GraphNode): readonly Related[] {
  let ref = node.inputs[0];
  for (let turn = 0; ref && turn < longestSearch; turn++) {
    const maker: GraphNode | undefined = ref.node.kind === "node" ? ref.node : undefined;
    const before = maker?.inputs[0];
    if (!maker || !before) return [];
    const [from, to] = [shapeOf(before), shapeOf(ref)];
    if (from.length > 0 && from.length !== to.length)
      return [
        { place: maker.place, message: `${layerName(maker)} makes ${shapeText(to)} of ${shapeText(from)}` },
      ];
    ref = before;
  }
  return [];
}

function axesAtFault(node: GraphNode, report: Report): readonly TensorAxis[] {
  switch (report.diagnostic.code) {
    case "shape-negative-dim":
      return axisThatRanOut(node, report.facts as { axis: string; size: string });
    case "shape-merge-mismatch":
      return axesThatDiffer(node);
    default:
      return node.inputs.flatMap((ref) => shapeOf(ref).map((_, axis) => ({ ref, axis })));
  }
}

const shapeOf = (ref: TensorAxis["ref"]): readonly Dim[] => {
  const type = typeOf(ref);
  return type && isRanked(type) ? type.shape : [];
};

/** Whether a layer reads the channels as the first axis. */
export const channelsFirst = (node: GraphNode): boolean =>
  node.instance.bound?.parsed.data_format === "channels_first";

function axisThatRanOut(
  node: GraphNode,
  facts: { readonly axis: string; readonly size: string },
): readonly TensorAxis[] {
  const ref = node.inputs[0];
  if (!ref) return [];
  const shape = shapeOf(ref);
  const named = spatialNames(shape.length - 1).indexOf(facts.axis) + (channelsFirst(node) ? 1 : 0);
  const fits = (axis: number): boolean => shape[axis] !== undefined && dimText(shape[axis]) === facts.size;
  const axis = fits(named) ? named : shape.findIndex((_, i) => fits(i));
  return axis < 0 ? [] : [{ ref, axis }];
}

/** The first axis along which two of the tensors have other sizes; the one they are joined along may differ. */
function axesThatDiffer(node: GraphNode): readonly TensorAxis[] {
  const [first, ...others] = node.inputs;
  if (!first) return [];
  const one = shapeOf(first);
  const joins = /^concatenate$/i.test(node.instance.className);
  for (const ref of others) {
    const two = shapeOf(ref);
    const along = joinedAxis(node, one.length);
    for (let back = 1; back <= Math.min(one.length, two.length); back++) {
      const [a, b] = [one[one.length - back]!, two[two.length - back]!];
      if (joins && one.length - back === along) continue;
      if (!isNumber(a) || !isNumber(b) || a === b || (!joins && (a === 1 || b === 1))) continue;
      // Rows tell more than columns where both differ.
      const earlier = one.findIndex(
        (dim, i) =>
          two.length === one.length &&
          !(joins && i === along) &&
          isNumber(dim) &&
          isNumber(two[i]!) &&
          dim !== two[i],
      );
      const at = earlier >= 0 ? earlier : one.length - back;
      return [
        { ref: first, axis: at },
        { ref, axis: at - one.length + two.length },
      ];
    }
  }
  return [];
}

/** The axis two tensors are joined along, the batch not counted. */
function joinedAxis(node: GraphNode, rank: number): number {
  const axis = node.instance.bound?.parsed.axis;
  const n = typeof axis === "number" ? axis : -1;
  return n < 0 ? rank + n : n - 1;
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
  if (changed.length === 0) return { facts: {}, related: [] };
  return {
    facts: { history: chainText(start, trace.steps) },
    related: [...originOf(trace, turned(trace) ?? name), ...placesOf(changed, name)],
  };
}

/** The name of the axis where it was set, when another one than that at the end. */
function turned({ origin, path }: AxisTrace): string | undefined {
  return origin.axis === path.at(-1)!.axis ? undefined : nameOfAxis(shapeOf(origin.ref).length, origin.axis);
}

function storyOfTwo(a: AxisTrace, b: AxisTrace, name: string): Pick<ShapeStory, "facts" | "related"> {
  const fork = forkOf(a, b);
  const ways = [a, b].map((trace, i) => ({
    trace,
    steps: fork ? trace.steps.slice(trace.steps.length - fork.after[i]!) : trace.steps,
    start: fork ? fork.size : sizeOf(trace.origin),
  }));
  if (ways.every(({ steps }) => changes(steps).length === 0))
    return { facts: {}, related: [...originOf(a, name), ...originOf(b, name)] };
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
