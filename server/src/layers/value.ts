// The values an expression of Net can have. They are immutable, hold no positions, and nothing here evaluates.
import type { Symbolic, Unknown } from "../tensor/dim.ts";
import { dimText } from "../tensor/dim.ts";
import { shapeText, type TensorType } from "../tensor/tensor-type.ts";
import type { BoundArguments, Inference, LayerDefinition } from "./define.ts";
import type { ObjectDefinition } from "./define-object.ts";

/** `bigint` is Python's int, `number` its float, `null` its None. */
export type Value =
  | bigint
  | number
  | string
  | boolean
  | null
  | Symbolic
  | Unknown
  | Word
  | Sequence
  | Dictionary
  | SliceValue
  | EllipsisValue
  | TensorValue
  | LayerValue
  | ObjectValue
  | FunctionValue
  | OtherValue;

/** A bare name that is no variable: an option such as `same`. */
export interface Word {
  readonly kind: "word";
  readonly name: string;
}

export interface Sequence {
  readonly kind: "list" | "tuple";
  readonly items: readonly Value[];
  /** Names of the items, where a layer or model names its outputs. */
  readonly names?: readonly (string | undefined)[] | undefined;
}

export interface Dictionary {
  readonly kind: "dict";
  readonly entries: readonly (readonly [Value, Value])[];
}

/** `a:b:c` in a subscript; a part that was left out is `null`. */
export interface SliceValue {
  readonly kind: "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/** `...` in a subscript or a shape. */
export interface EllipsisValue {
  readonly kind: "ellipsis";
}

/** A tensor of the graph; where it comes from is the evaluator's affair. */
export interface TensorValue {
  readonly kind: "tensor";
  readonly type: TensorType;
  readonly ref?: unknown;
}

/** A layer, block or model that was made and can be applied: `TimeDistributed(Dense(3))` gets one. */
export interface LayerValue {
  readonly kind: "layer";
  /** Keras's class name, or the name of the block or model. */
  readonly className: string;
  /** The name it was given. */
  readonly label?: string | undefined;
  /** Set for layers of the catalogue. */
  readonly definition?: LayerDefinition | undefined;
  readonly args?: BoundArguments | undefined;
  /** Why its arguments could not be bound; a layer around it is unknown then, silently. */
  readonly stopped?: string | undefined;
  /** Shapes and weights for these inputs. Throws a `Refusal` where they do not fit. */
  readonly apply: (inputs: readonly TensorType[], call?: ReadonlyMap<string, Value>) => Inference;
  readonly ref?: unknown;
}

/** An optimizer, loss, initializer and so on, made by a call: `Adam(1e-3)`. */
export interface ObjectValue {
  readonly kind: "object";
  readonly definition: ObjectDefinition;
  readonly args: ReadonlyMap<string, Value>;
}

/** A function named but not called: `keras.activations.relu`, `ops.relu`, `tf.nn.relu`. */
export interface FunctionValue {
  readonly kind: "function";
  readonly name: string;
}

/** What only the evaluator knows: declarations, layer classes, opaque results. */
export interface OtherValue {
  readonly kind: "other";
  readonly what: string;
  readonly ref?: unknown;
}

export const list = (items: readonly Value[]): Sequence => ({ kind: "list", items });
export const tuple = (items: readonly Value[]): Sequence => ({ kind: "tuple", items });

export const isSequence = (value: Value): value is Sequence =>
  typeof value === "object" && value !== null && (value.kind === "list" || value.kind === "tuple");

/** The word a user would call the value's type by: `int`, `str`, `a list`, `a tensor`. */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "float";
    case "string":
      return "str";
    case "boolean":
      return "bool";
    default:
      break;
  }
  if (value === null) return "None";
  switch (value.kind) {
    case "symbolic":
      return "a symbolic size";
    case "unknown":
      return "an unknown size";
    case "word":
      return "a name";
    case "list":
    case "tuple":
      return value.kind;
    case "dict":
      return "dict";
    case "slice":
      return "a slice";
    case "ellipsis":
      return "...";
    case "tensor":
      return "a tensor";
    case "layer":
      return "a layer";
    case "object":
      return value.definition.name;
    case "function":
      return "a function";
    case "other":
      return value.what;
  }
}

/** The value as it would be written in Net. */
export function valueText(value: Value): string {
  switch (typeof value) {
    case "bigint":
      return value.toString();
    case "number":
      return floatText(value);
    case "string":
      return JSON.stringify(value);
    case "boolean":
      return value ? "True" : "False";
    default:
      break;
  }
  if (value === null) return "None";
  switch (value.kind) {
    case "symbolic":
    case "unknown":
      return dimText(value);
    case "word":
      return value.name;
    case "list":
      return `[${value.items.map(valueText).join(", ")}]`;
    case "tuple":
      return value.items.length === 1
        ? `(${valueText(value.items[0]!)},)`
        : `(${value.items.map(valueText).join(", ")})`;
    case "dict":
      return `{${value.entries.map(([k, v]) => `${valueText(k)}: ${valueText(v)}`).join(", ")}}`;
    case "slice": {
      const part = (v: Value): string => (v === null ? "" : valueText(v));
      return `${part(value.start)}:${part(value.stop)}${value.step === null ? "" : `:${part(value.step)}`}`;
    }
    case "ellipsis":
      return "...";
    case "tensor":
      return `tensor ${shapeText(value.type.shape)}`;
    case "layer":
      return value.label ? `${value.label}: ${value.className}` : value.className;
    case "object":
      return `${value.definition.name}(${[...value.args].map(([k, v]) => `${k}=${valueText(v)}`).join(", ")})`;
    case "function":
      return value.name;
    case "other":
      return value.what;
  }
}

/** A float as Python prints it: `0.5`, `2.0`, `1e-05`. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e16) {
    return value
      .toExponential()
      .replace(/e([+-])(\d)$/, "e$10$2")
      .replace(/\.0+e/, "e");
  }
  return `${value}`;
}
