// A network as it will be written: uses of layers, what each is fed by, inputs and outputs. It knows no file format and
// never prints.
import type { Argument, Term } from "./term.ts";

/** A tensor: an output of a node, or an input of the model where `node` is negative (`-1` the first). */
export interface Ref {
  readonly node: number;
  readonly output: number;
}

/** A piece of a call's text: a text, a value, or one of the node's sources by its place. */
export type Piece = string | Term | { readonly source: number };

/** One use of a layer, operation or model, without what feeds it. */
export interface Stage {
  /** The layer's name; absent where Net gives the same one by itself. */
  readonly label?: Term | undefined;
  /** `Conv2D`, `ops.mean`, the name of a model or of a shared layer. */
  readonly callee: string;
  readonly args: readonly Argument[];
  /**
   * How it takes its sources: `flow` takes one, as a stage of a pipeline; `list` takes a list of them; `call` writes them
   * into `pieces`, behind the callee and its arguments, or instead of these if `bare`.
   */
  readonly form: "flow" | "list" | "call";
  readonly pieces?: readonly Piece[] | undefined;
  readonly bare?: boolean | undefined;
  /** The class by which Net names it where it has no label; the callee where it is absent. */
  readonly className?: string | undefined;
  /** A use of a layer that was made by `shared`: its name alone is written. */
  readonly shared?: boolean | undefined;
}

export interface SourceNode {
  readonly stage: Stage;
  readonly sources: readonly Ref[];
  /** Whether its value is a tuple of tensors. */
  readonly several: boolean;
}

export interface SourceInput {
  readonly name: string;
  /** `[224, 224, ?]`. */
  readonly shape: string;
  readonly dtype: string;
}

export interface SourceModel {
  readonly name: string;
  readonly inputs: readonly SourceInput[];
  /** Each node stands behind those that feed it. */
  readonly nodes: readonly SourceNode[];
  readonly outputs: readonly { readonly name?: string | undefined; readonly ref: Ref }[];
  /** Layers used more than once: a name of the text, and the call that makes the layer. */
  readonly shared: readonly { readonly name: string; readonly stage: Stage }[];
}

/** A whole file. */
export interface Source {
  /** Lines of comment at its top. */
  readonly comment: readonly string[];
  /** Values that many calls share, by the names they got. */
  readonly constants?: readonly (readonly [string, Term])[];
  /** Declarations of layers the catalogue lacks, as texts. */
  readonly layers: readonly string[];
  /** Nested models first; the last is the file's subject. */
  readonly models: readonly SourceModel[];
  /** Sections that stand behind the models, as texts. */
  readonly sections: readonly string[];
}
