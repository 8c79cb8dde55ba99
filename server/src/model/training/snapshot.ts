// Everything a phase depends on, kept as it was when its `fit` ran: later statements change the session, not this.
// It never works out what follows from it.
import type { Instance, ModelRun } from "../graph.ts";
import type { Cell } from "./flags.ts";
import { everything } from "./selectors.ts";
import { type Compiled, runOf, type Session } from "./session.ts";
import type { Outcome } from "./steps.ts";
import type { Target } from "./training.ts";

export interface Snapshot {
  readonly target: Target;
  /** The model that is trained, and its run. */
  readonly model: Instance;
  readonly run: ModelRun | undefined;
  /** The flags of everything in it. */
  readonly flags: ReadonlyMap<Instance, boolean>;
  /** All its weights, adapters included. */
  readonly cells: readonly Cell[];
  /** Weights that change; those the flags would let train now; those of the model's phase before, if there was one. */
  readonly trains: ReadonlySet<Cell>;
  readonly flagged: ReadonlySet<Cell>;
  readonly before: ReadonlySet<Cell> | undefined;
  /** BatchNormalization layers that use their moving statistics and leave them as they are. */
  readonly inference: ReadonlySet<Instance>;
  readonly optimizer: {
    readonly name: string;
    readonly rate: number | undefined;
    readonly slots: number;
    readonly decays: boolean;
    /** The weights it keeps a state for. */
    readonly cells: ReadonlySet<Cell>;
    /** Whether it starts here, starts here anew, or goes on. */
    readonly state: "new" | "reset" | "kept";
  };
  /** The outputs that have a loss; all where it is left out. */
  readonly losses: ReadonlySet<number> | undefined;
  /** Samples in a batch, where the `fit` says so. */
  readonly batch: number | undefined;
}

/** Keeps what a phase depends on. What changes before the phase is known to be a new one is copied at once. */
export function takeSnapshot(
  session: Session,
  compiled: Compiled,
  outcome: Outcome,
  before: ReadonlySet<Cell> | undefined,
  batch: number | undefined,
): () => Snapshot {
  const { model, options } = compiled;
  const first = compiled.built === undefined;
  const continued = options.made !== undefined && session.optimizers.has(options.made);
  const state = !first || continued ? "kept" : compiled.reset ? "reset" : "new";
  const inference = normsInInference(session, compiled);
  return () => ({
    target: session.target,
    model,
    run: runOf(session.frame, model),
    flags: new Map(everything(session, model).map((instance) => [instance, session.flags.flag(instance)])),
    cells: session.flags.cells(model),
    trains: outcome.trains,
    flagged: outcome.flags,
    before,
    inference,
    optimizer: {
      name: options.optimizer,
      rate: options.rate,
      slots: options.slots,
      decays: options.decays,
      cells: session.target === "keras2" ? compiled.snapshot : (compiled.built ?? outcome.flags),
      state,
    },
    losses: options.losses,
    batch,
  });
}

/** The BatchNormalization layers of a model whose own flag is off, wherever they stand. */
export function frozenNorms(session: Session, model: Instance): ReadonlySet<Instance> {
  const norms = normsOf(session, model);
  return new Set(norms.filter((norm) => !session.flags.flag(norm)));
}

const known = new WeakMap<Session, Map<Instance, readonly Instance[]>>();

function normsOf(session: Session, model: Instance): readonly Instance[] {
  const all = known.get(session) ?? new Map<Instance, readonly Instance[]>();
  known.set(session, all);
  const found = all.get(model) ?? everything(session, model).filter(isNorm);
  all.set(model, found);
  return found;
}

/** Whether a layer keeps moving statistics that follow its flag. */
export const isNorm = ({ className }: Instance): boolean => className === "BatchNormalization";

/**
 * BatchNormalization in inference mode: the layer's own flag is off, as it was when the training function was built
 * (PyTorch has none and reads it each time; Keras 2 goes by `compile`). Keras 2 also heeds `training=False` in the call,
 * of the layer or of a model around it; in Keras 3 `fit` overrules it.
 */
export function normsInInference(session: Session, compiled: Compiled): ReadonlySet<Instance> {
  const { model } = compiled;
  switch (session.target) {
    case "keras3-torch":
      return frozenNorms(session, model);
    case "keras3-tensorflow":
    case "keras3-jax":
      return compiled.builtNorms ?? frozenNorms(session, model);
    case "keras2": {
      const called = calledForInference(session, model);
      return called.size === 0 ? compiled.norms : new Set([...compiled.norms, ...called]);
    }
  }
}

/** Norms all of whose uses are called with `training=False`. */
function calledForInference(session: Session, model: Instance): ReadonlySet<Instance> {
  const open = new Set<Instance>();
  const held = new Set<Instance>();
  const visit = (run: ModelRun | undefined, off: boolean): void => {
    for (const node of run?.nodes ?? []) {
      const here = off || node.training === false;
      if (node.run) visit(node.run, here);
      else if (isNorm(node.instance)) (here ? held : open).add(node.instance);
    }
  };
  visit(runOf(session.frame, model), false);
  return new Set([...held].filter((norm) => !open.has(norm)));
}
