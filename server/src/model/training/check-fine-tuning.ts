// What can spoil a fine-tuning whose order is right: moving statistics and the pace. It never changes the state.
import { report } from "../../diagnostics/define.ts";
import trainBatchnormUnfrozen from "../../diagnostics/train-batchnorm-unfrozen.ts";
import trainLearningRateNotLowered from "../../diagnostics/train-learning-rate-not-lowered.ts";
import type { Statement } from "../../syntax/tree.ts";
import { problemAt } from "../frame.ts";
import type { Instance } from "../graph.ts";
import { namesOf } from "../wiring.ts";
import { lineAfter, outermost } from "./cures.ts";
import type { Cell, Change } from "./flags.ts";
import { type Compiled, countsOf, runOf, type Session } from "./session.ts";
import { isNorm, normsInInference } from "./snapshot.ts";
import { layerNames, type Outcome } from "./steps.ts";

/** The statements that turned some weights last. */
export const latest = (cells: Iterable<Cell>): readonly Change[] => {
  const found = new Map<Statement, Change>();
  for (const { change } of cells) if (change) found.set(change.place.statement, change);
  return [...found.values()];
};

/** BatchNormalization of a pretrained part that begins to train. */
export function batchNormalization(
  session: Session,
  model: Instance,
  compiled: Compiled,
  outcome: Outcome,
): void {
  const kept = normsInInference(session, compiled);
  const direct = new Set(runOf(session.frame, model)?.instances);
  const fresh = [...outcome.trains].filter(
    (cell) =>
      isNorm(cell.instance) &&
      !kept.has(cell.instance) &&
      !direct.has(cell.instance) &&
      cell.change?.value === true &&
      !session.trained.has(cell),
  );
  for (const change of latest(fresh)) {
    const own = new Set(fresh.filter((cell) => cell.change === change));
    const layers = layerNames(session, model, own);
    const part = [...direct].find(
      (instance) => instance.kind === "model" && session.flags.cells(instance).some((cell) => own.has(cell)),
    );
    const named = part && (part.label ?? namesOf(runOf(session.frame, model)!).get(part)?.name);
    const edit =
      named === undefined
        ? undefined
        : lineAfter(
            session,
            outermost(session, change.place.statement),
            `freeze ${named}[BatchNormalization]`,
          );
    problemAt(
      session.frame,
      report(trainBatchnormUnfrozen, {
        layers: layers.length,
        first: layers[0] ?? "",
        part: named ?? "the part",
        called: session.target !== "keras2",
        edits: edit ? [edit] : undefined,
      }),
      change.place,
    );
  }
}

/** A second phase that sets pretrained layers free at the pace of the first. */
export function learningRate(session: Session, model: Instance, compiled: Compiled, outcome: Outcome): void {
  const last = session.last.get(model);
  if (!last || last.compiled === compiled || !outcome.first) return;
  const direct = new Set(runOf(session.frame, model)?.instances);
  const fresh = [...outcome.trains].filter(
    (cell) =>
      !last.cells.has(cell) &&
      !direct.has(cell.instance) &&
      cell.change?.value === true &&
      !session.trained.has(cell),
  );
  const [before, now] = [last.compiled.options.rate, compiled.options.rate];
  if (fresh.length === 0 || before === undefined || now === undefined || now < before) return;
  problemAt(
    session.frame,
    report(trainLearningRateNotLowered, {
      before,
      now,
      layers: layerNames(session, model, new Set(fresh)).length,
      parameters: countsOf(session, model, fresh).part,
    }),
    compiled.place,
    [{ place: last.compiled.place, message: `the phase before trains at ${before}` }],
  );
}
