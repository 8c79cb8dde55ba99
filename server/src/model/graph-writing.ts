// Writes what was made, and each use of it, into the graph. It never works out a shape.
import tooLarge from "../diagnostics/too-large.ts";
import type { Inference } from "../layers/define.ts";
import { isSequence, type TensorValue, type Value } from "../layers/value.ts";
import type { NodeBase } from "../syntax/tree.ts";
import { isTensor } from "./evaluate.ts";
import { type Builder, broken, type Frame, here, problem } from "./frame.ts";
import type { GraphNode, Instance, TensorRef } from "./graph.ts";

/** Notes what was made now, for its name; what a former use of a shared block made is there already. */
export function madeAnew(frame: Frame, former: Instance | undefined, instance: Instance): Instance {
  if (former) return former;
  frame.builder.makes.push(instance);
  return instance;
}

/** Notes the names a layer takes for parts of its own. */
export function namesInside(frame: Frame, names: readonly string[] | undefined): void {
  for (const name of names ?? []) frame.builder.makes.push({ kind: "inside", name, group: frame.group });
}

/** In a later use of a shared block: the instance its first use made here. */
export function reused(frame: Frame, className: string): Instance | undefined {
  const { reuse } = frame;
  if (!reuse) return undefined;
  const next = reuse.instances[reuse.next];
  if (next?.className !== className) return undefined;
  reuse.next++;
  return next;
}

/** All tensors in values, in order, lists taken apart. */
export function tensorsIn(values: readonly Value[]): TensorValue[] {
  const found: TensorValue[] = [];
  for (const value of values) {
    if (isTensor(value)) found.push(value);
    else if (isSequence(value)) found.push(...tensorsIn(value.items));
    else if (typeof value === "object" && value !== null && value.kind === "dict")
      found.push(...tensorsIn(value.entries.map(([, v]) => v)));
  }
  return found;
}

/** Writes one use of a layer into the graph and gives its outputs. */
export function addNode(
  frame: Frame,
  instance: Instance,
  inputs: readonly TensorValue[],
  inference: Inference & { readonly failed?: boolean },
  at: NodeBase,
  more: {
    readonly run?: GraphNode["run"];
    readonly training?: boolean | undefined;
    readonly call?: GraphNode["call"];
    readonly names?: readonly (string | undefined)[];
  } = {},
): Value {
  const { program, builder } = frame;
  if (++program.nodes > program.limits.nodes) {
    if (!program.exhausted) {
      problem(
        frame,
        tooLarge,
        {
          what: "this model",
          number: `${program.nodes.toLocaleString("en")} layers`,
          limit: `${program.limits.nodes.toLocaleString("en")}; what follows is not worked out`,
        },
        at,
      );
    }
    program.exhausted = true;
    return broken("the model is too large");
  }
  const refs = inputs.flatMap((t) => (t.ref ? [t.ref as TensorRef] : []));
  const node: GraphNode = {
    kind: "node",
    instance,
    inputs: refs,
    outputs: inference.outputs,
    several: inference.several ?? inference.outputs.length > 1,
    inference,
    place: here(frame, at),
    run: more.run,
    training: more.training,
    call: more.call,
    reach: 0,
    takers: 0,
  };
  if (!instance.built) namesInside(frame, instance.definition?.namesInside?.used);
  instance.built ??= inference;
  instance.nodes.push(node);
  builder.nodes.push(node);
  addInstance(builder, instance);
  frame.use?.nodes.push(node);
  const tensors = inference.outputs.map(
    (type, output): TensorValue => ({ kind: "tensor", type, ref: { node, output } satisfies TensorRef }),
  );
  if (!node.several) return tensors[0] ?? broken();
  return { kind: "tuple", items: tensors, names: more.names };
}

/** A layer used for the first time is new; only others have to be looked for. */
function addInstance(builder: Builder, instance: Instance): void {
  if (instance.nodes.length > 1) {
    builder.known ??= new Set(builder.instances.all());
    if (builder.known.has(instance)) return;
  }
  builder.known?.add(instance);
  builder.instances.push(instance);
}
