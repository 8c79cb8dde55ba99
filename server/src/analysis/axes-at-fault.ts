// Which axes of which tensors a shape error is about, and the sizes they should have. It never follows them back.
import type { Report } from "../diagnostics/define.ts";
import { spatialNames } from "../layers/rules.ts";
import { usesOf } from "../model/body-runs.ts";
import type { Problem, Program, Related } from "../model/frame.ts";
import { type GraphNode, type TensorRef, typeOf } from "../model/graph.ts";
import { type Dim, dimText, isNumber } from "../tensor/dim.ts";
import { isRanked } from "../tensor/tensor-type.ts";
import { replay, sizeOf, type TensorAxis } from "./axis-trace.ts";

export interface Fault {
  /** The use of a layer that fails; nothing where a block or a model is used. */
  readonly node: GraphNode | undefined;
  /** The tensor it is about, where it is one. */
  readonly ref: TensorRef | undefined;
  readonly axes: readonly TensorAxis[];
  /** The size each axis should have, where it is known. */
  readonly needs: readonly (number | undefined)[];
  readonly related?: readonly Related[];
}

/** What a shape error is about; nothing where no tensor of the graph stands behind it. */
export function faultOf(program: Program, problem: Problem): Fault | undefined {
  const { report } = problem;
  const { code } = report.diagnostic;
  if (code === "shape-pattern-mismatch") return patternFault(report);
  const node = nodeBehind(program, problem);
  if (!node) return undefined;
  const ref = node.inputs[0];
  const about = { node, ref };
  switch (code) {
    case "shape-negative-dim": {
      const axes = axisThatRanOut(node, report.facts as { axis: string; size: string });
      return { ...about, axes, needs: [] };
    }
    case "shape-merge-mismatch":
    case "shape-at-run-time":
    case "shape-batch-broadcast": {
      const ranks = node.inputs.map((input) => shapeOf(input).length);
      const least = node.inputs[ranks.indexOf(Math.min(...ranks))];
      return { node, ref: least, ...againstEachOther(axesThatDiffer(node)) };
    }
    case "shape-shared-mismatch": {
      const first = node.instance.nodes[0];
      if (!first || first === node) return undefined;
      const related = [{ place: first.place, message: "it is used here first" }];
      return { ...about, ...againstEachOther(axesOfUses(first, node)), related };
    }
    case "shape-unknown-dim":
      return { ...about, axes: unknownAxes(node), needs: [] };
    default: {
      const axes = node.inputs.flatMap((input) => shapeOf(input).map((_, axis) => ({ ref: input, axis })));
      return { ...about, axes, needs: [] };
    }
  }
}

/** Two sizes that should be equal: each is what the other needs. */
function againstEachOther(axes: readonly TensorAxis[]): Pick<Fault, "axes" | "needs"> {
  const sizes = axes.map(sizeOf);
  const numberAt = (i: number): number | undefined => {
    const size = sizes[i];
    return size !== undefined && isNumber(size) ? size : undefined;
  };
  return { axes, needs: axes.length === 2 ? [numberAt(1), numberAt(0)] : [] };
}

/** A tensor that does not match an `input`: the axis that differs, and the size the pattern has there. */
function patternFault(report: Report): Fault | undefined {
  const facts = report.facts as {
    readonly tensor?: object;
    readonly axis?: number;
    readonly wanted?: number;
  };
  const ref = facts.tensor as TensorRef | undefined;
  if (!ref) return undefined;
  const axes = facts.axis === undefined ? [] : [{ ref, axis: facts.axis }];
  return { node: undefined, ref, axes, needs: [facts.wanted] };
}

/** The use of a layer that a report is about. */
function nodeBehind(program: Program, { report, place }: Problem): GraphNode | undefined {
  const shared = report.diagnostic.code === "shape-shared-mismatch";
  for (const use of usesOf(program, place.statement))
    for (const node of use.nodes) {
      if (shared && node.place.start === place.start && node.place.end === place.end) return node;
      if (node.inference.reports?.some((r) => r.report === report)) return node;
    }
  return undefined;
}

export const shapeOf = (ref: TensorRef): readonly Dim[] => {
  const type = typeOf(ref);
  return type && isRanked(type) ? type.shape : [];
};

/** Whether a layer reads the channels as the first axis. */
export const channelsFirst = (node: GraphNode | undefined): boolean =>
  node?.instance.bound?.parsed.data_format === "channels_first";

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

/** The axis whose size a shared layer was not made for. */
function axesOfUses(first: GraphNode, now: GraphNode): readonly TensorAxis[] {
  for (const [i, ref] of now.inputs.entries()) {
    const before = first.inputs[i];
    const [one, two] = [before ? shapeOf(before) : [], shapeOf(ref)];
    // The last axis is the one that weights are made for as a rule.
    for (let back = 1; before && back <= Math.min(one.length, two.length); back++) {
      const [from, to] = [one.length - back, two.length - back];
      if (dimText(one[from]!) !== dimText(two[to]!))
        return [
          { ref: before, axis: from },
          { ref, axis: to },
        ];
    }
  }
  return [];
}

/** The axes with unknown sizes, of the tensor nearest to the inputs that has some. */
function unknownAxes(node: GraphNode): readonly TensorAxis[] {
  const open = (ref: TensorRef): readonly TensorAxis[] =>
    shapeOf(ref).flatMap((dim, axis) =>
      typeof dim === "object" && dim.kind === "unknown" ? [{ ref, axis }] : [],
    );
  let found: readonly TensorAxis[] = [];
  let next: readonly TensorRef[] = node.inputs;
  for (let turn = 0; turn < longestSearch; turn++) {
    const ref = next.find((r) => open(r).length > 0);
    if (!ref) return found;
    found = open(ref);
    next = ref.node.kind === "node" ? ref.node.inputs : [];
  }
  return found;
}

/** Layers looked through. */
const longestSearch = 2_000;

/** The first axis along which two of the tensors have other sizes; the one they are joined along may differ. */
function axesThatDiffer(node: GraphNode): readonly TensorAxis[] {
  const [first, ...others] = node.inputs;
  if (!first) return [];
  const aligned = alignedAxes(node, first, others);
  // A product compares the last axis of one tensor with another axis of the other.
  if (aligned.length > 0 && agree(node, aligned)) return aligned;
  const crossed = others.length === 1 ? crossedAxes(node, first) : [];
  return crossed.length > 0 ? crossed : aligned;
}

function alignedAxes(node: GraphNode, first: TensorRef, others: readonly TensorRef[]): readonly TensorAxis[] {
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

/** Whether the layer could be applied if the two axes had the size of the first. */
function agree(node: GraphNode, [one, two]: readonly TensorAxis[]): boolean {
  const size = one && sizeOf(one);
  const input = two ? node.inputs.indexOf(two.ref) : -1;
  if (size === undefined || !two || input < 0) return false;
  const applied = replay(node, [{ input, axis: two.axis }], size);
  return applied !== undefined && !applied.failed;
}

/** Axes at different places that the layer compares: with the size of the one for the other it could be applied. */
function crossedAxes(node: GraphNode, first: TensorRef): readonly TensorAxis[] {
  const second = node.inputs[1]!;
  for (let axis = shapeOf(first).length - 1; axis >= 0; axis--)
    for (let other = shapeOf(second).length - 1; other >= 0; other--) {
      const axes = [
        { ref: first, axis },
        { ref: second, axis: other },
      ];
      const [a, b] = axes.map(sizeOf);
      if (a !== undefined && b !== undefined && isNumber(a) && isNumber(b) && a !== b && agree(node, axes))
        return axes;
    }
  return [];
}

/** The axis two tensors are joined along, the batch not counted. */
function joinedAxis(node: GraphNode, rank: number): number {
  const axis = node.instance.bound?.parsed.axis;
  const n = typeof axis === "number" ? axis : -1;
  return n < 0 ? rank + n : n - 1;
}
