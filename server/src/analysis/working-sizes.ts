// What would mend a shape error that comes from a size: the rule for the number that decides it, in words, and the edits
// that write the nearest numbers that work. It never offers what was not tried as a whole.
import type { Fix } from "../diagnostics/define.ts";
import type { Problem } from "../model/frame.ts";
import type { GraphNode, InputNode, ModelRun } from "../model/graph.ts";
import { isNumber } from "../tensor/dim.ts";
import { applyEdits } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Analysis } from "./analysis.ts";
import { channelsFirst } from "./axes-at-fault.ts";
import { type AxisTrace, sizeOf } from "./axis-trace.ts";
import { errorKey, modelWith, type VariableModel, variableModel } from "./model-variant.ts";
import type { ShapeStory } from "./shape-trace.ts";
import { answerOf, mends, type Question } from "./size-answers.ts";
import { knobsOfInput, knobsOfLayer, type SizeKnob } from "./size-knobs.ts";
import { type Budget, type Hint, type SizeRule, written } from "./size-solver.ts";

export interface WorkingSizes {
  /** `the rows of \`image\` must be a multiple of 32 (192 or 224 are the nearest)`. */
  readonly text: string | undefined;
  readonly fixes: readonly Fix[];
  /** Whether more is known than a few sizes. */
  readonly rule?: boolean;
}

/** Numbers that may be at fault, solved as a whole. */
interface Candidate {
  readonly model: VariableModel;
  readonly knobs: readonly SizeKnob[];
  readonly hint: Hint;
  /** The one size that is meant, where it is known. */
  readonly wanted: number | undefined;
  /** The size of an input, which several numbers decide: the first that can be solved is the answer. */
  readonly of: AxisTrace | undefined;
}

const comparing: ReadonlySet<string> = new Set([
  "shape-merge-mismatch",
  "shape-shared-mismatch",
  "shape-at-run-time",
  "shape-batch-broadcast",
]);

/** The numbers that may be at fault, the likeliest first. */
function candidates(
  analysis: Analysis,
  runs: readonly ModelRun[],
  story: ShapeStory,
  code: string,
): readonly Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<number>();
  const { node } = story;
  const growing = code === "shape-negative-dim";
  const add = (
    model: VariableModel,
    knobs: readonly SizeKnob[],
    { wanted, hint = { growing }, of }: Partial<Omit<Candidate, "model" | "knobs">> = {},
  ): void => {
    const first = knobs[0]?.spans[0]?.start;
    if (first === undefined || seen.has(first)) return;
    seen.add(first);
    found.push({ model, knobs, wanted, hint, of });
  };
  const modelOf = (of: InputNode | GraphNode): VariableModel | undefined => {
    const run = runs.find((r) => (of.kind === "input" ? r.inputs.includes(of) : r.nodes.includes(of)));
    return run && variableModel(analysis, run);
  };
  const own = node && modelOf(node);
  if (node && own && code === "shape-indivisible")
    for (const knob of knobsOfLayer(own, node, () => true)) add(own, [knob]);
  const apart = new Set(story.traces.map(({ origin }) => origin.ref.node)).size === story.traces.length;
  for (const [i, trace] of story.traces.entries()) {
    const { origin, path } = trace;
    const from = origin.ref.node;
    const size = sizeOf(origin);
    const end = sizeOf(path.at(-1)!);
    const needs = story.needs[i];
    const model = modelOf(from);
    if (!model || size === undefined || !isNumber(size)) continue;
    if (from.kind === "input") {
      const scale =
        needs !== undefined && apart && end !== undefined && isNumber(end) ? needs / end : undefined;
      for (const knobs of knobsOfInput(model, from, origin.axis, channelsFirst(node))) {
        const guess = scale && Math.round(knobs[0]!.now * scale);
        add(model, knobs, { hint: { growing, guess }, of: trace });
      }
    } else if (from !== node) {
      const scale =
        needs !== undefined && end !== undefined && isNumber(end) && end > 0 ? needs / end : undefined;
      for (const knob of knobsOfLayer(model, from, (value) => value === size)) {
        // A number that is only a part of the size is searched for around what it would be.
        const wanted = knob.now === size && end === size ? needs : undefined;
        const guess = scale && Math.round(knob.now * scale);
        add(model, [knob], wanted === undefined ? { hint: { growing, guess } } : { wanted });
      }
    }
  }
  if (node && own && code === "shape-dim-mismatch")
    for (const knob of knobsOfLayer(own, node, (value) => Array.isArray(value))) add(own, [knob]);
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
  const compares = comparing.has(code);
  const texts: string[] = [];
  const fixes: Fix[] = [];
  const answered = new Set<AxisTrace>();
  for (const { model, knobs, hint, wanted, of } of candidates(analysis, runs, story, code)) {
    if (of && answered.has(of)) continue;
    const solved = solveAll(model, knobs, { problem: errorKey(problem), hint, wanted }, budget);
    // Sizes of which one happens to be 1 fit as well: a merge is made to fit in many ways, a rule tells which one is meant.
    if (!solved || (compares && wanted === undefined && !solved.rule)) continue;
    // What a layer sets is said where it stands; branches of their own are made to agree in more ways than one.
    const oneWay = wanted === undefined && (!compares || hint.guess === undefined);
    if (oneWay && solved.text !== undefined) texts.push(solved.text);
    fixes.push(...solved.fixes);
    if (of) answered.add(of);
    if (code !== "shape-indivisible" && !compares) break;
  }
  const text = texts.length > 0 ? texts.join(", or ") : undefined;
  return fixes.length > 0 ? { text, fixes: fixes.slice(0, mostFixes) } : undefined;
}

const mostFixes = 6;

/** Whether a fix leaves no error in the models that have the problem but those they had before. */
export function cures(analysis: Analysis, runs: readonly ModelRun[], problem: Problem, fix: Fix): boolean {
  const key = errorKey(problem);
  for (const run of runs) {
    const model = variableModel(analysis, run);
    if (!model) continue;
    const { errors } = modelWith(model, []);
    if (!errors.has(key)) continue;
    if (![...modelWith(model, fix.edits).errors].every((error) => error !== key && errors.has(error)))
      return false;
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
  question: Question,
  budget: Budget,
): WorkingSizes | undefined {
  const solved: Solved[] = [];
  for (const [i, knob] of knobs.entries()) {
    let answer = answerOf(model, knob, question, budget);
    // Where only sides that differ are wrong, nothing is while the others are left open.
    if (answer.fits && i === 0 && knob.others.length > 0)
      answer = answerOf(model, { ...knob, others: [] }, question, budget);
    if (answer.rule) solved.push({ knob, rule: answer.rule });
    else if (i === 0 || !answer.fits) return undefined;
  }
  const fixes = (["below", "above"] as const).flatMap((side): Fix[] => {
    const sizes = solved.flatMap(({ rule }) => rule[side] ?? []);
    if (sizes.length === 0 || sizes.length < solved.length) return [];
    const numbers = solved.map(({ knob }) => knob);
    if (!mends(model, numbers, sizes, question.problem)) return [];
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
  return `${knob.what} must be ${words}${/^(a |multiples )/.test(words) ? ` (${nearest})` : ""}`;
}

function titleOf({ file }: VariableModel, solved: readonly Solved[], sizes: readonly number[]): string {
  const { text } = file.tree;
  const edits = solved.flatMap(({ knob }, i) => written(knob, sizes[i]!));
  /** What stands there after the edits. */
  const after = ({ start, end }: Span): string => {
    const inside = edits.filter(({ span }) => span.start >= start && span.end <= end);
    const moved = inside.map((e) => ({
      span: { start: e.span.start - start, end: e.span.end - start },
      text: e.text,
    }));
    return applyEdits(text.slice(start, end), moved);
  };
  const titles = solved.map(({ knob: { input, sets } }, i) =>
    sets
      ? `Set ${sets.what} to ${after(sets.whole)}`
      : input
        ? `Make \`${input.name}\` ${after(input.shape)}`
        : `Set ${solved[i]!.knob.what} to ${sizes[i]}`,
  );
  return [...new Set(titles)].join(" and ");
}
