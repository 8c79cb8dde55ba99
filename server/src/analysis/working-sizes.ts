// What would mend a shape error that comes from a size: the rule for the number that decides it, in words, and the edits
// that write the nearest numbers that work. It never offers what was not tried as a whole.
import type { Fix } from "../diagnostics/define.ts";
import type { Problem } from "../model/frame.ts";
import type { ModelRun } from "../model/graph.ts";
import { isNumber } from "../tensor/dim.ts";
import { applyEdits } from "../text/edit.ts";
import type { Analysis } from "./analysis.ts";
import { sizeOf } from "./axis-trace.ts";
import { errorKey, isVariable, modelWith, type VariableModel } from "./model-variant.ts";
import { channelsFirst, type ShapeStory } from "./shape-trace.ts";
import { answerOf, mends, type Question } from "./size-answers.ts";
import { knobsOfInput, knobsOfLayer, type SizeKnob } from "./size-knobs.ts";
import { type Budget, type SizeRule, written } from "./size-solver.ts";

export interface WorkingSizes {
  /** `the rows of \`image\` must be a multiple of 32 (192 or 224 are the nearest)`. */
  readonly text: string | undefined;
  readonly fixes: readonly Fix[];
  /** Whether more is known than a few sizes. */
  readonly rule?: boolean;
}

interface Candidate {
  readonly run: ModelRun;
  readonly knobs: readonly SizeKnob[];
  /** The one size that is meant, where it is known. */
  readonly wanted: number | undefined;
}

/** The numbers that may be at fault: each entry is solved as a whole, the first that can be is the answer. */
function candidates(
  analysis: Analysis,
  runs: readonly ModelRun[],
  story: ShapeStory,
  code: string,
): readonly Candidate[] {
  const { file } = analysis;
  const found: Candidate[] = [];
  const seen = new Set<number>();
  const add = (run: ModelRun | undefined, knobs: readonly SizeKnob[], wanted?: number): void => {
    const first = knobs[0]?.spans[0]?.start;
    if (!run || first === undefined || seen.has(first)) return;
    seen.add(first);
    found.push({ run, knobs, wanted });
  };
  if (code === "shape-indivisible") {
    const run = runs.find(({ nodes }) => nodes.includes(story.node));
    if (run) for (const knob of knobsOfLayer(file, run, story.node)) add(run, [knob]);
  }
  const merges = code === "shape-merge-mismatch";
  const sizes = story.traces.map(({ origin }) => sizeOf(origin));
  for (const [i, { origin }] of story.traces.entries()) {
    const { node } = origin.ref;
    const size = sizes[i];
    // Layers that set the two sizes of a merge are made to agree.
    const other = merges ? sizes[1 - i] : undefined;
    const wanted = other !== undefined && isNumber(other) ? other : undefined;
    const run = runs.find((r) => (node.kind === "input" ? r.inputs.includes(node) : r.nodes.includes(node)));
    if (!run || size === undefined || !isNumber(size)) continue;
    if (node.kind === "input")
      add(run, knobsOfInput(file, run, node, origin.axis, channelsFirst(story.node)));
    else if (node !== story.node)
      for (const knob of knobsOfLayer(file, run, node, size)) add(run, [knob], wanted);
  }
  return found;
}

/** The sizes that work for a shape error; nothing where none was found within the budget. */
export function workingSizes(
  analysis: Analysis,
  runs: readonly ModelRun[],
  problem: Problem,
  story: ShapeStory,
  budget: Budget,
): WorkingSizes | undefined {
  const { code } = problem.report.diagnostic;
  const merges = code === "shape-merge-mismatch";
  const texts: string[] = [];
  const fixes: Fix[] = [];
  for (const { run, knobs, wanted } of candidates(analysis, runs, story, code)) {
    if (run.part.file !== analysis.file || !isVariable(run)) continue;
    const model = { file: analysis.file, project: analysis.elaboration.program.project, run };
    const growing = code === "shape-negative-dim";
    const solved = solveAll(model, knobs, { problem: errorKey(problem), growing, wanted }, budget);
    if (!solved) continue;
    // What a layer sets is said where it stands; a merge is made to fit in many ways, a rule tells which one is meant.
    if (wanted === undefined && solved.text !== undefined && (!merges || solved.rule))
      texts.push(solved.text);
    fixes.push(...solved.fixes);
    if (code !== "shape-indivisible" && !merges) break;
  }
  const text = texts.length > 0 ? texts.join(", or ") : undefined;
  return fixes.length > 0 ? { text, fixes: fixes.slice(0, mostFixes) } : undefined;
}

const mostFixes = 6;

/** Whether a fix leaves no error in the model that has the problem but those it had before. */
export function cures(analysis: Analysis, runs: readonly ModelRun[], problem: Problem, fix: Fix): boolean {
  const { file, elaboration } = analysis;
  const key = errorKey(problem);
  for (const run of runs) {
    if (run.part.file !== file || !isVariable(run)) continue;
    const model = { file, project: elaboration.program.project, run };
    const { errors } = modelWith(model, []);
    if (!errors.has(key)) continue;
    return [...modelWith(model, fix.edits).errors].every((error) => error !== key && errors.has(error));
  }
  return true;
}

interface Solved {
  readonly knob: SizeKnob;
  readonly rule: SizeRule;
}

/** Solves each of the numbers alone, then tries them together. */
function solveAll(
  model: VariableModel,
  knobs: readonly SizeKnob[],
  { problem, growing, wanted }: Question,
  budget: Budget,
): WorkingSizes | undefined {
  const solved: Solved[] = [];
  for (const [i, knob] of knobs.entries()) {
    const answer = answerOf(model, knob, { problem, growing, wanted }, budget);
    if (answer.rule) solved.push({ knob, rule: answer.rule });
    else if (i === 0 || !answer.fits) return undefined;
  }
  const fixes = (["below", "above"] as const).flatMap((side): Fix[] => {
    const sizes = solved.flatMap(({ rule }) => rule[side] ?? []);
    if (sizes.length === 0 || sizes.length < solved.length) return [];
    const numbers = solved.map(({ knob }) => knob);
    if (!mends(model, numbers, sizes, problem)) return [];
    const edits = numbers.flatMap((knob, i) => written(knob, sizes[i]!));
    return [{ title: titleOf(model, solved, sizes), edits }];
  });
  return fixes.length > 0
    ? {
        text: solved.map(textOf).join(", "),
        fixes,
        rule: solved.every(({ rule }) => rule.rule !== undefined),
      }
    : undefined;
}

function textOf({ knob, rule }: Solved): string {
  const near = [rule.below, rule.above].filter((n) => n !== undefined);
  const nearest =
    near.length === 2 ? `${near[0]} or ${near[1]} are the nearest` : `${near[0]} is the nearest`;
  if (rule.rule === undefined) return `${knob.what} may be ${near.join(" or ")}`;
  const words = knob.input ? rule.rule.replace(/^a multiple/, "multiples") : rule.rule;
  return `${knob.what} must be ${words}${rule.rule.startsWith("at least") ? "" : ` (${nearest})`}`;
}

function titleOf({ file }: VariableModel, solved: readonly Solved[], sizes: readonly number[]): string {
  const { input } = solved[0]!.knob;
  if (!input) return solved.map(({ knob }, i) => `Set ${knob.what} to ${sizes[i]}`).join(" and ");
  const { shape } = input;
  const inside = solved
    .flatMap(({ knob }, i) => written(knob, sizes[i]!))
    .filter(({ span }) => span.start >= shape.start && span.end <= shape.end)
    .map(({ span, text }) => ({
      span: { start: span.start - shape.start, end: span.end - shape.start },
      text,
    }));
  return `Make \`${input.name}\` ${applyEdits(file.tree.text.slice(shape.start, shape.end), inside)}`;
}
