// What a shape error says beyond its own rule: how the sizes came about, which sizes would work, and the edits that write
// these. It never changes what is an error.
import { type Fix, type Report, report } from "../diagnostics/define.ts";
import type { Problem, Related } from "../model/frame.ts";
import type { ModelRun } from "../model/graph.ts";
import type { Analysis } from "./analysis.ts";
import { layerCures } from "./layer-cures.ts";
import { workOf } from "./model-variant.ts";
import { type ShapeStory, shapeStory } from "./shape-trace.ts";
import type { Budget } from "./size-solver.ts";
import { cures, type WorkingSizes, workingSizes } from "./working-sizes.ts";

export interface ShapeHelp {
  readonly report: Report;
  readonly related: readonly Related[];
}

/** Errors of one version that are traced back; more follow from the same mistake as a rule. */
const most = 20;

/** Layers that may be built to find sizes: for a message, which is written with each edit, and for a fix asked for. */
const forMessage: Budget = { layers: 4_000, whole: 4_000, window: 12 };
const forFix: Budget = { layers: 20_000, whole: 20_000, window: 64 };

/** What was found out about one version. */
interface Known {
  readonly stories: Map<Problem, ShapeStory | undefined>;
  readonly sizes: Map<Problem, WorkingSizes | undefined>;
  /** What is left of the work for messages, and for fixes. */
  readonly budget: Budget;
  readonly fixBudget: Budget;
}

const versions = new WeakMap<Analysis, Known>();

function knownOf(analysis: Analysis): Known {
  const known = versions.get(analysis) ?? {
    stories: new Map(),
    sizes: new Map(),
    budget: { ...forMessage },
    fixBudget: { ...forFix },
  };
  versions.set(analysis, known);
  return known;
}

/** The models a file builds, those of its trainings included. */
const runsOf = (analysis: Analysis): readonly ModelRun[] =>
  [...analysis.models, ...analysis.trainings].flatMap(({ run }) => (run ? [run] : []));

function storyOf(analysis: Analysis, problem: Problem): ShapeStory | undefined {
  const { stories } = knownOf(analysis);
  if (!stories.has(problem) && stories.size < most)
    stories.set(problem, shapeStory(analysis.elaboration.program, runsOf(analysis), problem));
  return stories.get(problem);
}

/** The fuller report of a shape error with its related places; nothing for any other problem. */
export function shapeHelp(analysis: Analysis, problem: Problem): ShapeHelp | undefined {
  const story = storyIfShape(analysis, problem);
  if (!story) return undefined;
  const { budget, sizes } = knownOf(analysis);
  const found = fits(analysis, budget.layers)
    ? workingSizes(analysis, runsOf(analysis), problem, story, budget)
    : undefined;
  if (found) sizes.set(problem, found);
  const facts = {
    ...(problem.report.facts as object),
    ...story.facts,
    ...(found?.text ? { sizes: found.text } : {}),
  };
  return { report: report(problem.report.diagnostic, facts), related: story.related };
}

const storyIfShape = (analysis: Analysis, problem: Problem): ShapeStory | undefined =>
  problem.report.diagnostic.code.startsWith("shape-") ? storyOf(analysis, problem) : undefined;

/** Whether the models are small enough for a few dozen of trials. */
const fits = (analysis: Analysis, layers: number): boolean =>
  workOf(analysis.elaboration.program) * 20 < layers;

/** Edits that write sizes that work, and those of other layers. Searched for when asked, where the message was written without. */
export function sizeFixes(analysis: Analysis, problem: Problem | undefined): readonly Fix[] {
  const story = problem && storyIfShape(analysis, problem);
  if (!story) return [];
  const { sizes, fixBudget } = knownOf(analysis);
  // A search of two or three trials finds nothing.
  if (!sizes.has(problem) && workOf(analysis.elaboration.program) * 4 < forFix.layers)
    sizes.set(problem, workingSizes(analysis, runsOf(analysis), problem, story, fixBudget));
  const found = sizes.get(problem)?.fixes ?? [];
  if (analysis.elaboration.program.nodes > forTrial) return found;
  const works = (fix: Fix): boolean => cures(analysis, runsOf(analysis), problem, fix);
  return [...found.filter(works), ...layerCures(analysis.file, story).filter(works)];
}

/** Models up to this many layers are built again to see what a fix does. */
const forTrial = 3_000;

/** The fixes of a shape error, those first that leave no error behind; the others are not preferred any more. */
export function curesFirst(
  analysis: Analysis,
  problem: Problem | undefined,
  own: readonly Fix[],
  sizes: readonly Fix[],
): readonly Fix[] {
  if (!problem || sizes.length === 0 || analysis.elaboration.program.nodes > forTrial)
    return [...own, ...sizes];
  const good = own.filter((fix) => cures(analysis, runsOf(analysis), problem, fix));
  const others = own.filter((fix) => !good.includes(fix));
  return [...good, ...sizes, ...others.map((fix) => ({ ...fix, preferred: false }))];
}
