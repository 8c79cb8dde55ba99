// What really trains: the state of flags, compiled models and fits in a training section, statement by statement.
// It never changes a model and never runs one.
import valueType from "../../diagnostics/value-type.ts";
import { typeName, type Value } from "../../layers/value.ts";
import type { Expression, Statement, TrainingHead } from "../../syntax/tree.ts";
import type { Count } from "../../tensor/count.ts";
import { evaluateRaw } from "../evaluate.ts";
import { executeBody } from "../execute.ts";
import { type Frame, isOpen, problem, type TrainingHooks } from "../frame.ts";
import { fileFrame } from "../frames.ts";
import type { ModelRun } from "../graph.ts";
import { makeOf } from "../making.ts";
import type { Elaboration } from "../program.ts";
import { referenceOf } from "../references.ts";
import { checkSection } from "./check-section.ts";
import { hooksOf } from "./hooks.ts";
import { instanceOfValue, newSession, runOf, settleStates } from "./session.ts";
import type { Snapshot } from "./snapshot.ts";

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
  /** Keras stops here with a ValueError, so nothing changes. */
  readonly stops: boolean;
  /** Flags, weights and optimizer as they are then. */
  readonly snapshot: Snapshot;
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
export function runTrainings(elaboration: Elaboration, target: Target): readonly Training[] {
  return elaboration.file.tree.statements.flatMap((statement) =>
    statement.head.kind === "training" ? [runTraining(elaboration, statement, statement.head, target)] : [],
  );
}

function runTraining(
  { file, program }: Elaboration,
  statement: Statement,
  head: TrainingHead,
  target: Target,
): Training {
  const frame: Frame & { training?: TrainingHooks | undefined } = fileFrame(program, file, statement);
  const model = head.model && modelOf(frame, head.model);
  const instance = instanceOfValue(model);
  const session = newSession(frame, instance, target);
  session.noModel = head.model !== undefined && instance === undefined;
  frame.training = hooksOf(session, model);
  const run = instance && runOf(frame, instance);
  if (statement.body && !program.exhausted && !session.noModel) {
    executeBody(frame, statement.body);
    settleStates(session);
    checkSection(session);
  }
  return {
    name: head.name.name,
    statement,
    model: instance?.className,
    run,
    phases: session.phases,
    states: session.states,
  };
}

/** The model in `for`: a name, made with its defaults, or a call. */
function modelOf(frame: Frame, node: Expression): Value | undefined {
  const raw = evaluateRaw(frame, node);
  const ref = referenceOf(raw);
  const made = ref?.kind === "part" || ref?.kind === "class" ? makeOf(frame, ref, node) : raw;
  if (isOpen(made)) return undefined;
  if (instanceOfValue(made)?.kind === "model") return made;
  problem(
    frame,
    valueType,
    {
      what: `\`for\` names a model, and this is ${ref?.kind === "part" ? `a ${ref.part.kind}` : typeName(made)}`,
    },
    node,
  );
  return undefined;
}
