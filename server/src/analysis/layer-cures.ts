// Other layers that would mend a shape error: a shortcut that follows its branch, padding where branches shrink apart, a
// layer before that keeps its axes. It proposes edits only; whoever asks tries them.
import type { Fix } from "../diagnostics/define.ts";
import { positionalParameters } from "../layers/apply.ts";
import { type GraphNode, type TensorRef, typeOf } from "../model/graph.ts";
import type { SourceFile } from "../model/source-file.ts";
import { children, expressionsOf } from "../syntax/subexpressions.ts";
import type { Expression } from "../syntax/tree.ts";
import { type Dim, dimText, isNumber } from "../tensor/dim.ts";
import { isRanked, shapeText } from "../tensor/tensor-type.ts";
import type { Edit } from "../text/edit.ts";
import { channelsFirst, shapeOf } from "./axes-at-fault.ts";
import type { AxisStep } from "./axis-trace.ts";
import { callAt } from "./deciding-numbers.ts";
import type { ShapeStory } from "./shape-trace.ts";

/** Edits of other layers that may mend a shape error, those that keep the most of the model first. */
export function layerCures(file: SourceFile, story: ShapeStory): readonly Fix[] {
  const { node, ways, reshaped } = story;
  return [
    ...(node && node.inputs.length === 2 ? projections(file, node) : []),
    ...(ways ?? []).flatMap((steps, i) => [...padded(file, steps, i), ...unstrided(file, steps)]),
    ...(reshaped ? keepingAxes(file, reshaped) : []),
    ...(node ? pooledInstead(file, node) : []),
  ];
}

/** The edit that gives an argument of the call that made a layer another value, whether it is written or not. */
function setting(file: SourceFile, { instance }: GraphNode, name: string, value: string): Edit | undefined {
  const { place, definition } = instance;
  const call = place.file === file ? callAt(place.statement, place) : undefined;
  if (!call || !definition || call.args.some(({ spread }) => spread)) return undefined;
  const start = file.tree.start(place.statement);
  const position = positionalParameters(definition).indexOf(name);
  const positional = call.args.filter((arg) => !arg.name);
  const old = call.args.find((arg) => arg.name?.name === name) ?? positional[position];
  if (old) return { span: { start: start + old.value.start, end: start + old.value.end }, text: value };
  const last = call.args.at(-1);
  const at = start + (last?.end ?? call.inside.start);
  return { span: { start: at, end: at }, text: `${last ? ", " : ""}${name}=${value}` };
}

/** Edits at places that stand for several layers, each once. */
function together(edits: readonly (Edit | undefined)[]): readonly Edit[] | undefined {
  const known = new Map<number, Edit>();
  for (const edit of edits) {
    if (!edit) return undefined;
    known.set(edit.span.start, edit);
  }
  return known.size > 0 ? [...known.values()] : undefined;
}

const ordinal = ["first", "second"];

/** Windows that cut off the border get padding, in one branch of two. */
function padded(file: SourceFile, steps: readonly AxisStep[], branch: number): readonly Fix[] {
  const cutting = steps.filter(
    ({ node, before, after }) =>
      isNumber(before) &&
      isNumber(after) &&
      after < before &&
      node.instance.bound?.parsed.padding === "valid",
  );
  const edits = together(cutting.map(({ node }) => setting(file, node, "padding", "same")));
  return edits ? [{ title: `Add \`padding=same\` in the ${ordinal[branch]} branch`, edits }] : [];
}

/** Strides that make one branch smaller than the other. */
function unstrided(file: SourceFile, steps: readonly AxisStep[]): readonly Fix[] {
  const strided = steps.filter(
    ({ node, before, after }) =>
      isNumber(before) &&
      isNumber(after) &&
      after < before &&
      node.instance.definition?.family === "convolution" &&
      `${node.instance.bound?.parsed.strides}` !== "1",
  );
  const edits = together(strided.map(({ node }) => setting(file, node, "strides", "1")));
  const classes = [...new Set(strided.map(({ node }) => node.instance.className))];
  return edits ? [{ title: `Set \`strides\` of ${classes.join(" and ")} to 1`, edits }] : [];
}

/** The way residual networks go: a layer on one of two merged tensors brings it to the shape of the other. */
function projections(file: SourceFile, node: GraphNode): readonly Fix[] {
  const [one, two] = node.inputs;
  if (!one || !two || channelsFirst(node) || node.place.file !== file) return [];
  const fixes: Fix[] = [];
  for (const [i, from, to] of [
    [0, one, two],
    [1, two, one],
  ] as const) {
    const layer = projection(shapeOf(from), shapeOf(to));
    const edits = layer && appended(file, node, i, layer);
    if (edits)
      fixes.push({
        title: `Bring the ${ordinal[i]} tensor to ${shapeText(shapeOf(to))} with \`${layer}\``,
        edits,
      });
  }
  return fixes;
}

/** The layer that makes a tensor of one shape of another: by strides where it is larger, by its filters. */
function projection(from: readonly Dim[], to: readonly Dim[]): string | undefined {
  const rank = from.length;
  if (rank !== to.length || rank === 0 || rank > 4) return undefined;
  const channels = to.at(-1)!;
  if (!isNumber(channels)) return undefined;
  if (rank === 1) return `Dense(${channels})`;
  const strides = from.slice(0, -1).map((dim, i): number | undefined => {
    const size = to[i]!;
    if (dimText(dim) === dimText(size)) return 1;
    return isNumber(dim) && isNumber(size) && size > 0 && dim > size ? Math.round(dim / size) : undefined;
  });
  const [first] = strides;
  if (first === undefined || strides.includes(undefined)) return undefined;
  const all = strides.every((s) => s === first) ? `${first}` : `(${strides.join(", ")})`;
  if (rank === 2 && all === "1") return `Dense(${channels})`;
  return `Conv${rank - 1}D(${channels}, 1${all === "1" ? "" : `, strides=${all}`})`;
}

/** A stage behind one of the tensors that a merge names in its statement. */
function appended(
  file: SourceFile,
  { place, inputs }: GraphNode,
  index: number,
  layer: string,
): readonly Edit[] | undefined {
  const { statement } = place;
  const start = file.tree.start(statement);
  const operand = operandsIn(statement, place, inputs.length)?.[index];
  if (!operand) return undefined;
  const { expression, bare } = operand;
  const end = start + expression.end;
  if (bare) return [{ span: { start: end, end }, text: ` -> ${layer}` }];
  const from = start + expression.start;
  return [
    { span: { start: from, end: from }, text: "(" },
    { span: { start: end, end }, text: ` -> ${layer})` },
  ];
}

interface Operand {
  readonly expression: Expression;
  /** In a list a pipeline needs no parentheses. */
  readonly bare: boolean;
}

/** The expressions of a statement that a merge takes: the items of its list, or the sides of an operator. */
function operandsIn(
  statement: GraphNode["place"]["statement"],
  place: { readonly start: number; readonly end: number },
  count: number,
): readonly Operand[] | undefined {
  let found: readonly Operand[] | undefined;
  const visit = (e: Expression): void => {
    const here = e.start === place.start && e.end === place.end;
    if (e.kind === "binary" && here)
      found = [e.left, e.right].map((expression) => ({ expression, bare: false }));
    if (e.kind === "call" && here) {
      const list = e.args.length === 1 ? e.args[0]!.value : undefined;
      if (list?.kind === "list") found = list.items.map((expression) => ({ expression, bare: true }));
    }
    if (e.kind === "pipeline") {
      const at = e.elements.findIndex(({ start, end }) => start === place.start && end === place.end);
      const source = at > 0 ? e.elements[at - 1] : undefined;
      if (source?.kind === "list") found = source.items.map((expression) => ({ expression, bare: true }));
    }
    children(e).forEach(visit);
  };
  expressionsOf(statement).forEach(visit);
  return found?.length === count && found.every(({ expression }) => expression.kind !== "starred")
    ? found
    : undefined;
}

/** A switch of the layer before that would keep the axes: `return_sequences`, `keepdims`. */
function keepingAxes(file: SourceFile, node: GraphNode): readonly Fix[] {
  const { bound, className } = node.instance;
  return Object.entries(bound?.parsed ?? {}).flatMap(([name, value]): Fix[] => {
    if (value !== false || !/^(return_sequences|keepdims)$/.test(name)) return [];
    const edit = setting(file, node, name, "True");
    return edit ? [{ title: `Set \`${name}\` of ${className} to True`, edits: [edit] }] : [];
  });
}

/** Where a vector of unknown length was made of an image or a sequence, one that has a value for each channel. */
function pooledInstead(file: SourceFile, node: GraphNode): readonly Fix[] {
  let ref: TensorRef | undefined = node.inputs[0];
  for (let turn = 0; ref && turn < longestSearch; turn++) {
    const maker: GraphNode | undefined = ref.node.kind === "node" ? ref.node : undefined;
    const before = maker?.inputs[0];
    if (!maker || !before) return [];
    const type = typeOf(before);
    const rank = isRanked(type) ? type.shape.length : 0;
    const { place, className } = maker.instance;
    if (className === "Flatten" && rank >= 2 && rank <= 4 && place.file === file) {
      const start = file.tree.start(place.statement);
      const call = place.statement.text.slice(place.start, place.end);
      const pool = `GlobalAveragePooling${rank - 1}D`;
      const span = { start: start + place.start, end: start + place.start + className.length };
      return call.startsWith(className)
        ? [{ title: `Use ${pool} in place of Flatten`, edits: [{ span, text: pool }] }]
        : [];
    }
    ref = before;
  }
  return [];
}

/** Layers looked through. */
const longestSearch = 100;
