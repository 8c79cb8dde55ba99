// What a shape error says beyond its own rule: how the sizes came about, as facts of the message and as related places.
// It never changes what is an error.
import { type Report, report } from "../diagnostics/define.ts";
import type { Problem, Related } from "../model/frame.ts";
import type { ModelRun } from "../model/graph.ts";
import type { Analysis } from "./analysis.ts";
import { type ShapeStory, shapeStory } from "./shape-trace.ts";

export interface ShapeHelp {
  readonly report: Report;
  readonly related: readonly Related[];
}

const stories = new WeakMap<Analysis, Map<Problem, ShapeStory | undefined>>();

/** Errors of one version that are traced back; more follow from the same mistake as a rule. */
const most = 20;

/** The models a file builds, those of its trainings included. */
export const runsOf = (analysis: Analysis): readonly ModelRun[] =>
  [...analysis.models, ...analysis.trainings].flatMap(({ run }) => (run ? [run] : []));

/** The story of a shape error, worked out once for each version. */
export function storyOf(analysis: Analysis, problem: Problem): ShapeStory | undefined {
  let known = stories.get(analysis);
  if (!known) {
    known = new Map();
    stories.set(analysis, known);
  }
  if (!known.has(problem))
    known.set(
      problem,
      known.size < most ? shapeStory(analysis.elaboration.program, runsOf(analysis), problem) : undefined,
    );
  return known.get(problem);
}

/** The fuller report of a shape error with its related places; nothing for any other problem. */
export function shapeHelp(analysis: Analysis, problem: Problem): ShapeHelp | undefined {
  if (!problem.report.diagnostic.code.startsWith("shape-")) return undefined;
  const story = storyOf(analysis, problem);
  if (!story) return undefined;
  const facts = { ...(problem.report.facts as object), ...story.facts };
  return { report: report(problem.report.diagnostic, facts), related: story.related };
}
