// What is wrong, or surprising, when a model is fitted: one problem for one mistake. It never changes the state.
import { report } from "../../diagnostics/define.ts";
import trainFitBeforeCompile from "../../diagnostics/train-fit-before-compile.ts";
import trainFlagAfterCompile, { type FlagCure } from "../../diagnostics/train-flag-after-compile.ts";
import trainNoLoss from "../../diagnostics/train-no-loss.ts";
import trainNothingTrainable from "../../diagnostics/train-nothing-trainable.ts";
import trainOptimizerReused from "../../diagnostics/train-optimizer-reused.ts";
import trainParentFrozen from "../../diagnostics/train-parent-frozen.ts";
import { isUnknown } from "../../tensor/dim.ts";
import { layersOf, paramsOf } from "../costs.ts";
import { problemAt, type Related } from "../frame.ts";
import type { FilePlace, Instance } from "../graph.ts";
import { namesOf } from "../wiring.ts";
import { batchNormalization, latest, learningRate } from "./check-fine-tuning.ts";
import { beside, withoutGradient } from "./check-gradients.ts";
import { compileAgain, lineBefore, moveBeforeCompile, switchAround } from "./cures.ts";
import { type Change, sizeOf } from "./flags.ts";
import { addsLoss } from "./gradients.ts";
import { guessCompile, guessLoss } from "./heads.ts";
import { everything } from "./selectors.ts";
import { type BuiltOptimizer, type Compiled, countsOf, nameOf, runOf, type Session } from "./session.ts";
import { equalSets, layerNames, type Outcome } from "./steps.ts";
import { targetNames } from "./target-names.ts";

export function checkFit(
  session: Session,
  model: Instance,
  place: FilePlace,
  compiled: Compiled | undefined,
  outcome: Outcome | undefined,
): void {
  const { frame } = session;
  const name = nameOf(session, model);
  if (!compiled || !outcome) {
    const receiver = name === "model" ? "" : `${name}.`;
    const line = lineBefore(session, place.statement, `${receiver}compile(${guessCompile(session, model)})`);
    problemAt(frame, report(trainFitBeforeCompile, { model: name, edits: line ? [line] : undefined }), place);
    return;
  }
  const around: Related[] = [{ place: compiled.place, message: `\`${name}\` is compiled here` }];
  if (outcome.foreign) {
    optimizerReused(session, model, compiled, outcome.foreign, outcome, place, around);
    return;
  }
  if (hasNoLoss(session, compiled)) {
    noLoss(session, model, compiled, place, around);
    return;
  }
  const held = parentsFrozen(session, model, compiled, outcome, place);
  const late = flagsAfterCompile(session, model, compiled, outcome, place, around);
  // A model with an error has no weights to speak of yet.
  const run = runOf(session.frame, model);
  const whole = run === undefined || (run.outputs.length > 0 && !isUnknown(paramsOf(layersOf(run)).total));
  if (!held && !late && whole && outcome.trains.size === 0 && !outcome.stops)
    nothingTrains(session, model, compiled, place, around);
  if (late || held) return;
  batchNormalization(session, model, compiled, outcome);
  learningRate(session, model, compiled, outcome);
  beside(session, model);
  if (whole) withoutGradient(session, model, compiled, outcome, place);
}

/** Whether nothing gives a model a loss: no argument of `compile`, and none of its layers. */
export const hasNoLoss = (session: Session, { model, options }: Compiled): boolean =>
  options.lossless && !everything(session, model).some(addsLoss);

function noLoss(
  session: Session,
  model: Instance,
  compiled: Compiled,
  place: FilePlace,
  around: readonly Related[],
): void {
  const loss = guessLoss(session, model);
  const line = compiled.place.statement;
  const text = line.text.slice(0, line.head.length);
  const end = text.lastIndexOf(")");
  const given = /\(\s*$/.test(text.slice(0, end)) ? "" : ", ";
  const at = session.frame.file.tree.start(line) + end;
  const written = compiled.place.file === session.frame.file && end === text.trimEnd().length - 1;
  const edits =
    written && !/\bloss\s*=/.test(text)
      ? [{ span: { start: at, end: at }, text: `${given}loss=${loss}` }]
      : undefined;
  const facts = {
    model: nameOf(session, model),
    target: session.target,
    targetName: targetNames[session.target],
    loss,
    edits,
  };
  problemAt(session.frame, report(trainNoLoss, facts), place, around);
}

/** An optimizer that comes back with weights it does not know. */
function optimizerReused(
  session: Session,
  model: Instance,
  compiled: Compiled,
  built: BuiltOptimizer,
  outcome: Outcome,
  place: FilePlace,
  around: readonly Related[],
): void {
  const trains = outcome.flags;
  const { optimizer } = compiled.options;
  // `opt` of `compile(optimizer=opt)`: the assignment that made it, repeated.
  const source = /optimizer\s*=\s*([A-Za-z_]\w*)/.exec(compiled.place.statement.text)?.[1];
  const { tree } = session.frame.file;
  const making = session.section.body?.statements.find(
    (s) => s.head.kind === "assign" && source !== undefined && new RegExp(`^${source}\\s*=`).test(s.text),
  );
  const span = making && tree.headSpan(making);
  const line = span && lineBefore(session, compiled.place.statement, tree.text.slice(span.start, span.end));
  problemAt(
    session.frame,
    report(trainOptimizerReused, {
      optimizer,
      targetName: targetNames[session.target],
      model: nameOf(session, model),
      added: sizeOf([...trains].filter((cell) => !built.cells.has(cell))),
      missing: session.target === "keras3-jax" ? sizeOf([...built.cells].filter((c) => !trains.has(c))) : 0n,
      edits: line ? [line] : undefined,
    }),
    place,
    [{ place: built.place, message: `this ${optimizer} was compiled here first` }, ...around],
  );
}

/** Flags that differ between the last `compile` and this fit. */
function flagsAfterCompile(
  session: Session,
  model: Instance,
  compiled: Compiled,
  outcome: Outcome,
  place: FilePlace,
  around: readonly Related[],
): boolean {
  const now = outcome.flags;
  const before = compiled.snapshot;
  if (equalSets(before, now)) return false;
  const frozen = [...before].filter((cell) => !now.has(cell));
  const freed = [...now].filter((cell) => !before.has(cell));
  const differing = [...frozen, ...freed];
  const own = session.flags.change(model);
  const others = [...session.compiled.values()].filter((other) => other.model !== model);
  const keras2 = session.target === "keras2";
  // A model compiled by itself and switched from step to step inside another one: the flags do what they say.
  const parts = everything(session, model);
  const shared = others.find((other) => {
    if (!parts.includes(other.model)) return false;
    const cells = new Set(session.flags.cells(other.model));
    return differing.every((cell) => cells.has(cell));
  });
  if (shared && !keras2 && equalSets(outcome.trains, now)) return false;
  // The other way round: frozen for the sake of the model around it, in whose `compile` it counts.
  const inside = others.find(
    (other) => other.model !== model && everything(session, other.model).includes(model),
  );
  if (inside && keras2) return false;
  const all = latest(differing);
  const changes = all.length > 0 ? all : own ? [own] : [];
  const { tree } = session.frame.file;
  const change =
    [...changes]
      .sort((a, b) => tree.start(a.place.statement) - tree.start(b.place.statement))
      .find((c) => compiled.changes.has(c.place.statement)) ?? changes[0];
  if (!change) return false;
  const main = frozen.length >= freed.length ? frozen : freed;
  const alone = inside !== undefined && now.size === 0;
  // As things stand at this fit: what comes later is no part of the cure.
  const moment = { place: compiled.place, used: compiled.used, changes: new Set(compiled.changes) };
  const cures = (): readonly FlagCure[] => {
    // In its right place it would leave nothing to train.
    if (now.size === 0 && !alone) return [];
    const found: FlagCure[] = [];
    const move = alone ? undefined : moveBeforeCompile(session, moment);
    const again = alone ? undefined : compileAgain(session, moment, place.statement);
    const turn = alone || inside ? switchAround(session, model) : undefined;
    if (turn) found.push({ kind: "switch", edits: turn });
    if (move) found.push({ kind: "move", edits: move });
    if (again) found.push({ kind: again.moved ? "move-compile" : "again", edits: again.edits });
    return moment.used ? found.reverse() : found;
  };
  problemAt(
    session.frame,
    report(trainFlagAfterCompile, {
      target: session.target,
      targetName: targetNames[session.target],
      model: nameOf(session, model),
      freezes: main === frozen,
      adapts: change.adapts === true,
      parameters: sizeOf(main),
      layers: layerNames(session, model, new Set(main)),
      first: outcome.first,
      stops: outcome.stops,
      applies: equalSets(outcome.trains, now),
      nothing: outcome.trains.size === 0 && !outcome.stops,
      inside: inside && nameOf(session, inside.model),
      cures,
    }),
    change.place,
    [...around, { place, message: `\`${nameOf(session, model)}\` is trained here` }],
  );
  return true;
}

/** Whether a statement freezes what a name stands for and nothing else. */
function freezesExactly(change: Change, name: string): boolean {
  const text = change.place.statement.text.trim();
  return text === `freeze ${name}` || new RegExp(`^${name}\\.trainable\\s*=\\s*(False|false)$`).test(text);
}

/** Layers that are on inside a model that is off and is itself compiled (on Keras 2: or nested in it). */
function parentsFrozen(
  session: Session,
  model: Instance,
  compiled: Compiled,
  outcome: Outcome,
  place: FilePlace,
): boolean {
  if (session.target === "keras2" && compiled.built !== undefined) return false;
  const parents = everything(session, model).filter(
    (inner) => inner.kind === "model" && (inner === model || session.target === "keras2"),
  );
  let found = false;
  for (const parent of parents) {
    if (session.flags.flag(parent)) continue;
    const on = session.flags.cells(parent).filter((cell) => cell.on && !outcome.flags.has(cell));
    const changes = latest(on).filter((change) => change.value);
    const holder = session.flags.change(parent);
    const change = changes[0];
    if (!change) continue;
    found = true;
    const name = nameOf(session, parent);
    const { tree } = session.frame.file;
    const edits =
      holder && freezesExactly(holder, name)
        ? [{ span: tree.headSpan(holder.place.statement), text: `freeze ${name}.layers` }]
        : undefined;
    problemAt(
      session.frame,
      report(trainParentFrozen, {
        parent: name,
        compiled: parent === model,
        targetName: targetNames[session.target],
        parameters: sizeOf(on),
        layers: layerNames(session, model, new Set(on)),
        edits,
      }),
      change.place,
      [
        ...(holder ? [{ place: holder.place, message: `\`${name}\` is frozen here` }] : []),
        { place: compiled.place, message: `\`${nameOf(session, model)}\` is compiled here` },
        { place, message: "and trained here" },
      ],
    );
  }
  return found;
}

function nothingTrains(
  session: Session,
  model: Instance,
  compiled: Compiled,
  place: FilePlace,
  around: readonly Related[],
): void {
  const cells = session.flags.cells(model);
  const settable = cells.filter((cell) => cell.settable);
  const changes = latest(settable).filter((change) => !change.value);
  const own = session.flags.change(model);
  const holder = own && !own.value ? own : changes[0];
  const name = nameOf(session, model);
  const { tree } = session.frame.file;
  const run = runOf(session.frame, model);
  const last = run?.instances
    .filter((instance) => session.flags.cells(instance).some((cell) => cell.settable))
    .at(-1);
  const path = last && run && namesOf(run).get(last)?.path;
  const usable = path !== undefined && /^[\w.]+$/.test(path);
  const edit = !usable
    ? undefined
    : session.flags.flag(model)
      ? lineBefore(session, compiled.place.statement, `unfreeze ${name}.${path}`)
      : holder && freezesExactly(holder, name)
        ? { span: tree.headSpan(holder.place.statement), text: `freeze ${name} except ${name}.${path}` }
        : undefined;
  problemAt(
    session.frame,
    report(trainNothingTrainable, {
      model: name,
      target: session.target,
      targetName: targetNames[session.target],
      total: countsOf(session, model, []).total,
      weights: settable.length > 0,
      layer: edit ? path : undefined,
      edits: edit ? [edit] : undefined,
    }),
    place,
    [...(holder ? [{ place: holder.place, message: "this freezes it" }] : []), ...around],
  );
}
