// What a dot gives on layers, labels and declarations: `stage.conv`, `enc.layers`, `base.name`. It never sets anything.
import type { LayerValue, Value } from "../layers/value.ts";
import type { Frame, LabelValue } from "./frame.ts";
import type { Instance } from "./graph.ts";
import { instanceOf, isLayer, labelOf, madeOf, named, reference, referenceOf } from "./references.ts";
import { kerasOrder, namesOf } from "./wiring.ts";

const values = new WeakMap<Instance, LayerValue>();

/** The value for an instance that was found by walking, not by a call. */
export function layerOf(instance: Instance): LayerValue {
  const known = values.get(instance);
  if (known) return known;
  const value: LayerValue = {
    kind: "layer",
    className: instance.className,
    label: instance.label,
    definition: instance.definition,
    args: instance.bound,
    apply: () => {
      throw new Error("a layer of another model is applied through its own value");
    },
    ref: { kind: "instance", instance, args: [], indices: new Map() },
  };
  values.set(instance, value);
  return value;
}

/** A property of a layer, labelled block or model; `undefined` where the value has no such one. */
export function attributeOfLayer(frame: Frame, value: Value, name: string): Value | undefined {
  const label = labelOf(value);
  if (label && !frame.training) named(label);
  const target: LabelValue["layer"] | undefined = label?.layer ?? (isLayer(value) ? value : undefined);
  const ref = referenceOf(value);
  const group = target?.kind === "group" ? target : ref?.kind === "group" ? ref : undefined;
  if (group) {
    const inner = group.scope.get(name);
    if (inner !== undefined) return inner;
    if (name === "layers") return { kind: "list", items: group.instances.map(layerOf) };
    if (name === "output" && label) return label.output;
    const named = group.instances.find((i) => i.label === name);
    return named ? outputOf(named) : undefined;
  }
  if (target?.kind !== "layer") return undefined;
  const instance = instanceOf(target);
  const made = madeOf(target);
  switch (name) {
    case "name":
      return made?.kind === "block" ? (made.label ?? made.part.name) : (instance?.label ?? target.className);
    case "trainable":
      return instance?.trainable ?? true;
    case "output":
      return label?.output ?? (instance ? outputOf(instance) : undefined);
    case "layers":
      return instance?.run ? { kind: "list", items: kerasOrder(instance.run).map(layerOf) } : undefined;
    default:
      break;
  }
  const { run } = instance ?? {};
  if (!run) return undefined;
  const inner = run.scope.get(name);
  if (inner !== undefined) return inner;
  for (const [layer, names] of namesOf(run))
    if (names.path === name || names.name === name) return outputOf(layer);
  return undefined;
}

/** The output of a layer's first use, as a label: a value where one is needed, the layer where that is. */
function outputOf(instance: Instance): Value | undefined {
  const node = instance.nodes[0];
  if (!node) return undefined;
  const tensors = node.outputs.map((type, output) => ({
    kind: "tensor" as const,
    type,
    ref: { node, output },
  }));
  const output: Value = node.several ? { kind: "tuple", items: tensors } : tensors[0]!;
  return reference({ kind: "label", layer: layerOf(instance), output, mark: { touched: false } });
}
