// What really trains: the state of flags, compiled models and fits in a training section, statement by statement.
// It never changes a model and never runs one.
import type { Count } from "../../tensor/count.ts";
import type { Statement } from "../../syntax/tree.ts";
import type { Elaboration } from "../program.ts";
import type { ModelRun } from "../graph.ts";

/** What a training section is for; the same program means different things on each. */
export type Target = "keras3-tensorflow" | "keras3-jax" | "keras3-torch" | "keras2";

export const targets: readonly Target[] = ["keras3-tensorflow", "keras3-jax", "keras3-torch", "keras2"];

/** One `fit` or `train_on_batch` with the state it runs in. */
export interface Phase {
  readonly kind: "fit" | "train_on_batch";
  /** The compiled model's name: that of the model trained. */
  readonly model: string;
  readonly compile: Statement | undefined;
  readonly fit: Statement;
  /** Parameters that change in this phase on the target, and those that do not. */
  readonly trainable: Count;
  readonly nonTrainable: Count;
  /** Names of the layers whose weights change, as in the summary. */
  readonly layers: readonly string[];
}

/** Totals behind a statement of a training section, for hints. */
export interface StatementState {
  readonly trainable: Count;
  readonly total: Count;
  /** Layers whose flag this statement changed. */
  readonly changed: number;
}

export interface Training {
  readonly name: string;
  readonly statement: Statement;
  /** The name of the model in `for`, if there is one. */
  readonly model: string | undefined;
  /** Its run with the arguments of `for`. */
  readonly run: ModelRun | undefined;
  readonly phases: readonly Phase[];
  readonly states: ReadonlyMap<Statement, StatementState>;
}

/** Works out every training section of a file; problems go to the elaboration's program. */
export function runTrainings(_elaboration: Elaboration, _target: Target): readonly Training[] {
  return [];
}
