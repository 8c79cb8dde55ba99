// Values that point at something of the program: declarations, classes, labels, made blocks. It never evaluates.
import type { LayerDefinition } from "../layers/define.ts";
import type { ObjectDefinition } from "../layers/define-object.ts";
import type { LayerValue, OtherValue, Value } from "../layers/value.ts";
import type { ArgumentNode, GroupValue, LabelValue } from "./frame.ts";
import type { FilePlace, Instance } from "./graph.ts";
import type { Part } from "./source-file.ts";

export type Reference =
  | { readonly kind: "part"; readonly part: Part }
  | { readonly kind: "class"; readonly definition: LayerDefinition }
  | { readonly kind: "object-class"; readonly definition: ObjectDefinition }
  | { readonly kind: "operation"; readonly definition: LayerDefinition }
  | { readonly kind: "layer-function"; readonly definition: LayerDefinition }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "module"; readonly path: readonly string[] }
  | { readonly kind: "range"; readonly start: bigint; readonly stop: bigint; readonly step: bigint }
  | { readonly kind: "opaque" }
  | LabelValue
  | GroupValue;

/** What a `LayerValue` of the evaluator points at. */
export type Made =
  | {
      readonly kind: "instance";
      readonly instance: Instance;
      /** Why its arguments could not be bound; its uses are unknown, silently. */
      readonly stopped?: string | undefined;
      /** The arguments of the call that made it, for problems that belong to one. */
      readonly args: readonly (ArgumentNode & { readonly place: FilePlace })[];
      readonly indices: ReadonlyMap<string, number>;
    }
  | {
      readonly kind: "block";
      readonly part: Part;
      readonly params: ReadonlyMap<string, Value>;
      readonly place: FilePlace;
      label: string | undefined;
      labelPlace: FilePlace | undefined;
      readonly trainable: boolean | undefined;
      /** The layers of its first use; a block that was made once and is used again shares them. */
      instances: readonly Instance[] | undefined;
      /** What its last use put into the model. */
      used: GroupValue | undefined;
    };

const words: Readonly<Record<Reference["kind"], string>> = {
  part: "a declaration",
  class: "a layer class",
  "object-class": "a class",
  operation: "an operation",
  "layer-function": "a function",
  builtin: "a function",
  module: "a module",
  range: "a range",
  opaque: "a result that is not known here",
  label: "a label",
  group: "a block",
};

export const reference = (ref: Reference): OtherValue => ({ kind: "other", what: words[ref.kind], ref });

export const referenceOf = (value: Value | undefined): Reference | undefined =>
  typeof value === "object" && value !== null && value.kind === "other"
    ? (value.ref as Reference | undefined)
    : undefined;

export const labelOf = (value: Value | undefined): LabelValue | undefined => {
  const ref = referenceOf(value);
  return ref?.kind === "label" ? ref : undefined;
};

/** Whether anybody looked behind a label at the layer it names, which a memo cannot vouch for. */
export interface LabelMark {
  touched: boolean;
}

/** The layer or block a label names. Its statement runs again in each version from now on, since others may change it. */
export function named(label: LabelValue): LabelValue["layer"] {
  label.mark.touched = true;
  return label.layer;
}

/** A label as a value is its layer's output. */
export const plain = (value: Value): Value => labelOf(value)?.output ?? value;

export const isLayer = (value: Value | undefined): value is LayerValue =>
  typeof value === "object" && value !== null && value.kind === "layer";

export const madeOf = (value: LayerValue): Made | undefined => value.ref as Made | undefined;

/** The instance behind a made layer or model; blocks have none. */
export const instanceOf = (value: LayerValue): Instance | undefined => {
  const made = madeOf(value);
  return made?.kind === "instance" ? made.instance : undefined;
};
