// What the views of a model are drawn from: one model as a tree of boxes and the arrows between its layers. Plain data that
// survives JSON; it never holds a part of the program.
import type { Family } from "../../layers/define.ts";

/** `loop` holds the turns of a `repeat` or `for`, `turn` what one of them made. */
export type ViewKind =
  | "input"
  | "output"
  | "layer"
  | "operation"
  | "custom"
  | "model"
  | "block"
  | "loop"
  | "turn";

/** What a box is coloured by: the layer's family in the catalogue, or what it is instead. */
export type ViewFamily = Family | "input" | "output" | "custom" | "model" | "block";

/** `trains`, `partly`, `frozen` as in the phase that is shown; `none` where it has nothing to train. */
export type ViewState = "trains" | "partly" | "frozen" | "none";

/** The number of a file in `ModelView.files`, then where it starts and ends: zero-based lines and UTF-16 columns. */
export type ViewSource = readonly [
  file: number,
  line: number,
  character: number,
  endLine: number,
  endCharacter: number,
];

/**
 * A layer, a nested model, a block or a loop with what is in it, an input or an output. Counts are exact: digits, an expression such as
 * `64*T`, or `?`.
 */
export interface ViewNode {
  /** Stays the same over edits as far as the names do: the path of a layer, of a block that path with a mark. */
  readonly id: string;
  readonly name: string;
  /** The layer's class, the name of the block or model, or `loop` and `turn`. */
  readonly class: string;
  readonly kind: ViewKind;
  readonly family: ViewFamily;
  /** `112×112×64`, without the batch axis; of several outputs side by side. */
  readonly shape: string;
  /** All parameters, those that can train and those that cannot; left out where there are none. */
  readonly params?: readonly [total: string, trainable: string, nonTrainable: string];
  /** Of one sample; left out where it is 0. */
  readonly macs?: string;
  readonly flops?: string;
  /** Bytes of the outputs of one sample; left out where it is 0. */
  readonly bytes?: string;
  readonly state: ViewState;
  /** The call that made it; of a block the call that used it, of a loop and its turns the head of the loop. */
  readonly source?: ViewSource;
  /** How often the layer is used, where that is more than once. */
  readonly uses?: number;
  /** Something is wrong with it. */
  readonly failed?: true;
  /** Of blocks, loops and nested models. */
  readonly children?: readonly ViewNode[];
}

/**
 * From a layer to a layer, by their numbers: all boxes are counted from 0 as they come, each before what is in it. An arrow
 * into or out of a nested model goes to its inputs and from its outputs.
 */
export type ViewEdge = readonly [from: number, to: number, shape: string];

export interface ModelView {
  readonly name: string;
  readonly params: readonly [total: string, trainable: string, nonTrainable: string];
  readonly macs: string;
  readonly flops: string;
  readonly bytes: string;
  /** The phase of a training section `state` is about: `transfer: phase 2`. */
  readonly phase?: string;
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
  /** The files sources stand in, as the analysis knows them; 0 is the file itself. */
  readonly files: readonly string[];
}
