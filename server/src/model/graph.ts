// The graph an elaborated model is: inputs, layers, their uses and what flows between them. It never holds positions of
// the file, only places in statements; names and orders are derived in `wiring.ts`.
import type { BoundArguments, Inference, LayerDefinition } from "../layers/define.ts";
import type { Value } from "../layers/value.ts";
import type { Place } from "../syntax/tree.ts";
import type { TensorType } from "../tensor/tensor-type.ts";
import type { Part, SourceFile } from "./source-file.ts";

/** A place in a file of the project. */
export interface FilePlace extends Place {
  readonly file: SourceFile;
}

/** A tensor of the graph: an output of a use of a layer, or an input of the model (output 0). */
export interface TensorRef {
  readonly node: GraphNode | InputNode;
  readonly output: number;
}

/** An `input` of a model. */
export interface InputNode {
  readonly kind: "input";
  readonly name: string;
  readonly type: TensorType;
  readonly place: FilePlace;
  /** The mark of the run that reached it from its outputs; `wiring.ts` alone knows what it says. */
  reach: number;
  /** How often it is taken, while a stretch is looked through; `stretches.ts` alone knows what it says. */
  takers: number;
}

/** An input nothing has reached yet. */
export const inputNode = (name: string, type: TensorType, place: FilePlace): InputNode => ({
  kind: "input",
  name,
  type,
  place,
  reach: 0,
  takers: 0,
});

/** One use of a layer: what goes in, what comes out, what it costs. */
export interface GraphNode {
  readonly kind: "node";
  readonly instance: Instance;
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorType[];
  readonly several: boolean;
  readonly inference: Inference & { readonly failed?: boolean };
  /** The call or name that applies the layer. */
  readonly place: FilePlace;
  /** For a nested model: its run with the shapes of this use. */
  readonly run?: ModelRun | undefined;
  /** Whether the call said `training=False`. */
  readonly training?: boolean | undefined;
  /** What was written in the call, for those who write it down again. */
  readonly call?: NodeCall | undefined;
  /** As in `InputNode`. */
  reach: number;
  takers: number;
}

/** The arguments of one use of a layer. Tensors among them have a `TensorRef` as their `ref`. */
export interface NodeCall {
  /** Of layers, models and custom layers: the tensors it is applied to, in the order it takes them. */
  readonly tensors: readonly Value[];
  /** The arguments given by name: `training`, `initial_state`; of operations all their arguments, by parameter. */
  readonly given: ReadonlyMap<string, Value>;
}

/** The labelled blocks a layer stands in, innermost first. */
export interface Group {
  readonly label: string;
  readonly parent: Group | undefined;
  /** The block's name. */
  readonly className: string;
  readonly place: FilePlace;
}

export type InstanceKind = "layer" | "operation" | "custom" | "model";

/** A layer, operation, custom layer or nested model that was made. Used twice, it is one instance with two nodes. */
export interface Instance {
  readonly kind: InstanceKind;
  readonly className: string;
  readonly definition?: LayerDefinition | undefined;
  readonly bound?: BoundArguments | undefined;
  /** The declaration of a custom layer or a model. */
  readonly part?: Part | undefined;
  readonly params?: ReadonlyMap<string, Value> | undefined;
  /** The name it was given, by a label or `name=`. Set when a label is found after the call was evaluated. */
  label: string | undefined;
  labelPlace: FilePlace | undefined;
  /** The call that made it. */
  readonly place: FilePlace;
  group: Group | undefined;
  /** Its own flag as made; training sections keep their own. */
  trainable: boolean;
  /** Its uses in creation order, in whatever model. */
  readonly nodes: GraphNode[];
  /** Weights and costs of the first use. */
  built: (Inference & { readonly failed?: boolean }) | undefined;
  /** For models: the run of the first use, or a run with the declared shapes. */
  run: ModelRun | undefined;
}

export interface NamedOutput {
  readonly name?: string | undefined;
  readonly ref: TensorRef;
  readonly type: TensorType;
}

/** A name that a layer takes for a part of its own (`dropout` in MultiHeadAttention), as Keras counts names. */
export interface NameInside {
  readonly kind: "inside";
  readonly name: string;
  readonly group: Group | undefined;
}

/** A model that was elaborated for certain parameters and inputs. */
export interface ModelRun {
  readonly part: Part;
  readonly params: ReadonlyMap<string, Value>;
  readonly inputs: readonly InputNode[];
  /** Every use of a layer, in creation order, those no output depends on included. */
  readonly nodes: readonly GraphNode[];
  /** `nodes` in lists; one that was in the version before is the same object, and what was found out about it holds. */
  readonly stretches: readonly (readonly GraphNode[])[];
  /** Every instance made in the body or used in it, in that order. */
  readonly instances: readonly Instance[];
  /** What was made in the body, in the order in which Keras gives names: `Dense(3)(Dense(4)(x))` names the outer first. */
  readonly makes: readonly (Instance | NameInside)[];
  readonly outputs: readonly NamedOutput[];
  /** What the names of the body meant at its end, for selectors and hovers. */
  readonly scope: ReadonlyMap<string, Value>;
  /** Whether a problem left something out. */
  readonly incomplete: boolean;
}

export const typeOf = (ref: TensorRef): TensorType =>
  ref.node.kind === "input" ? ref.node.type : ref.node.outputs[ref.output]!;
