// What a line of a training section does: what it froze, what trains from here. It never decides; `model/training` does.
import type { Analysis } from "../analysis/analysis.ts";
import { shownParamsOfRun } from "../analysis/summary.ts";
import type { Phase, StatementState, Training } from "../model/training/training.ts";
import type { Expression, Statement } from "../syntax/tree.ts";
import { addCounts, type Count, countText, isExact, subtractCounts } from "../tensor/count.ts";
import { many, shareText } from "./amounts.ts";
import { chosenPhase } from "./phase-choice.ts";
import { layerTable, logicalCounts, memoryText, phaseParts } from "./phase-texts.ts";

export interface TrainingFact {
  readonly training: Training;
  readonly state: StatementState;
  /** The phase that a `fit` runs. */
  readonly phase: Phase | undefined;
  /** The phase a statement leads to: its own, that of its `compile`, or the first `fit` behind it. */
  readonly next: { readonly phase: Phase; readonly number: number } | undefined;
}

/** The state behind a statement, if it belongs to a training section. */
export function trainingFact(analysis: Analysis, statement: Statement): TrainingFact | undefined {
  for (const training of analysis.trainings) {
    const state = training.states.get(statement);
    const phase = phaseOf(analysis, training, statement);
    if (!state && !phase) continue;
    const next = phase ?? leadsTo(analysis, training, statement);
    const number = next ? training.phases.indexOf(next) + 1 : 0;
    const own = state ?? {
      trainable: phase!.trainable,
      total: addCounts(phase!.trainable, phase!.nonTrainable),
      changed: 0,
    };
    return { training, state: own, phase, next: next && { phase: next, number } };
  }
  return undefined;
}

/** The phase of a `fit`: of several, as in a loop, the chosen one, else the last. */
function phaseOf(analysis: Analysis, training: Training, statement: Statement): Phase | undefined {
  const own = training.phases.filter(({ fit }) => fit === statement);
  const chosen = chosenPhase(analysis)?.phase;
  return own.find((phase) => phase === chosen) ?? own.at(-1);
}

function leadsTo(analysis: Analysis, training: Training, statement: Statement): Phase | undefined {
  const start = analysis.tree.start(statement);
  return (
    training.phases.find(({ compile }) => compile === statement) ??
    training.phases.find(({ fit }) => analysis.tree.start(fit) > start)
  );
}

/** The method a statement calls: `compile` of `model.compile(…)`. */
export function calledMethod(statement: Statement): string | undefined {
  const { head } = statement;
  const value: Expression | undefined =
    head.kind === "expression" || head.kind === "assign" ? head.value : undefined;
  if (value?.kind !== "call") return undefined;
  const { callee } = value;
  return callee.kind === "name" ? callee.name : callee.kind === "attribute" ? callee.name.name : undefined;
}

const trains = new Set(["compile", "fit", "train_on_batch"]);

/** The hint of a line of a training section. */
export function trainingHint(
  analysis: Analysis,
  statement: Statement,
): { text: string; tooltip?: string } | undefined {
  const fact = trainingFact(analysis, statement);
  if (!fact) return undefined;
  const { state, phase } = fact;
  const { trainable, total } = phase ? logicalCounts(phase) : state;
  const method = calledMethod(statement);
  if (phase?.stops || stopsUncompiled(analysis, statement))
    return { text: "stops with an error: nothing trains", tooltip: trainingText(analysis, fact) };
  if (method !== undefined && trains.has(method)) {
    return {
      text: `trainable ${countText(trainable)} of ${countText(total)}`,
      tooltip: trainingText(analysis, fact),
    };
  }
  const { kind } = statement.head;
  if (kind !== "freeze" && kind !== "unfreeze" && state.changed === 0) return undefined;
  const mark = kind === "freeze" ? "❄ " : "";
  const done = kind === "freeze" ? "froze" : kind === "unfreeze" ? "unfroze" : "changed";
  const moved = movedBy(fact, statement);
  return {
    text: `${mark}${done} ${many(state.changed, "layer")}${moved ? ` · ${moved}` : ""}`,
    tooltip: trainingText(analysis, fact),
  };
}

/** A `fit` before any `compile` runs no phase at all. */
const stopsUncompiled = (analysis: Analysis, statement: Statement): boolean =>
  analysis.findings.some(
    (finding) => finding.code === "train-fit-before-compile" && finding.statement === statement,
  );

/** How many parameters a line freezes or lets go: the difference to the state before it. */
function movedBy({ training, state }: TrainingFact, statement: Statement): string | undefined {
  let before: Count | undefined = training.run && shownParamsOfRun(training.run).trainable;
  for (const [other, { trainable }] of training.states) {
    if (other === statement) break;
    before = trainable;
  }
  if (before === undefined || !isExact(before) || !isExact(state.trainable)) return undefined;
  const difference = state.trainable > before ? state.trainable - before : before - state.trainable;
  return difference === 0n ? undefined : countText(difference);
}

/** What trains, in sentences. */
export function trainingText(analysis: Analysis, { state, phase, training, next }: TrainingFact): string {
  const { trainable, total } = phase ? logicalCounts(phase) : state;
  const share = shareText(trainable, total);
  const lines = [
    `Trainable: **${countText(trainable)}** of ${countText(total)} parameters${share ? ` (${share})` : ""}  \nHeld back: ${countText(subtractCounts(total, trainable))}`,
  ];
  if (state.changed > 0) lines.push(`This line changed the flag of ${many(state.changed, "layer")}.`);
  if (phase?.stops) lines.push("Keras stops here with an error, so nothing changes.");
  else if (phase) {
    const shown = phase.layers.slice(0, 12).map((name) => `\`${name}\``);
    const more = phase.layers.length > 12 ? ` and ${phase.layers.length - 12} more` : "";
    lines.push(
      shown.length > 0 ? `Weights change in ${shown.join(", ")}${more}.` : "No weight changes in this phase.",
    );
    if (!phase.compile) lines.push("Nothing has been compiled before it.");
  }
  if (next) lines.push(...phaseLines(analysis, next.phase, next.number, phase === undefined));
  if (training.model) lines.push(`Training section \`${training.name}\` for \`${training.model}\`.`);
  return lines.join("\n\n");
}

/** The layers of a phase with their state, and what it takes. */
function phaseLines(analysis: Analysis, phase: Phase, number: number, ahead: boolean): readonly string[] {
  const line = analysis.lines.position(analysis.tree.start(phase.fit)).line + 1;
  const [, ...more] = phaseParts(phase);
  const head = ahead
    ? `In phase ${number}, which follows (\`${phase.kind}\` in line ${line}):`
    : `Phase ${number}`;
  return [
    `${head}${more.length > 0 ? ` ${more.join(" · ")}` : ""}`,
    layerTable(phase),
    ...(phase.stops ? [] : [memoryText(analysis, phase)]),
  ];
}

/** A training section: its phases, one a line. */
export function sectionCard(analysis: Analysis, statement: Statement): string | undefined {
  const training = analysis.trainings.find((t) => t.statement === statement);
  if (!training) return undefined;
  const lines = training.phases.map(
    (phase, i) => `${i + 1}. \`${phase.kind}\` of \`${phase.model}\`: ${phaseParts(phase).join(" · ")}`,
  );
  const head = `**training ${training.name}**${training.model ? ` for \`${training.model}\`` : ""}`;
  return [head, statement.doc ?? "", lines.length > 0 ? lines.join("\n") : "Nothing is trained in it."]
    .filter(Boolean)
    .join("\n\n");
}
