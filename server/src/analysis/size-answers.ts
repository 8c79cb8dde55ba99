// Sizes that were found to work, kept for the next versions of a file that say the same. It never keeps a place in a text.
import { valueText } from "../layers/value.ts";
import type { Statement } from "../syntax/tree.ts";
import type { VariableModel } from "./model-variant.ts";
import type { SizeKnob } from "./size-knobs.ts";
import { type Budget, type SizeRule, solveSize, tryingSizes } from "./size-solver.ts";

/** What is asked of a number. */
export interface Question {
  /** The error to be mended. */
  readonly problem: string;
  /** Whether the axis ran out. */
  readonly growing: boolean;
  /** The one size that is meant, where it is known. */
  readonly wanted: number | undefined;
}

export interface Answer {
  /** Whether the size works as it is, so that another one is at fault. */
  readonly fits: boolean;
  readonly rule: SizeRule | undefined;
}

/** Answers that were found, for the next versions of a file that say the same; the oldest go first. */
const answers = new Map<string, Answer>();
const mostAnswers = 64;

/** The sizes that work for one number, searched for once while the file says the same. */
export function answerOf(model: VariableModel, knob: SizeKnob, question: Question, budget: Budget): Answer {
  const { problem, growing, wanted } = question;
  const text = sourceKey(model.file);
  const given = [...model.run.params].map(([name, value]) => `${name}=${valueText(value)}`);
  const key =
    text &&
    [text, model.run.part.name, ...given, knob.what, knob.now, problem, growing, wanted, budget.window].join(
      "\n",
    );
  const known = key && answers.get(key);
  if (known) return known;
  const works = tryingSizes(model, knob, problem, budget);
  const rule =
    wanted === undefined
      ? solveSize(knob.now, works, growing, budget.window)
      : works(wanted)
        ? { above: wanted }
        : undefined;
  const answer = { fits: rule === undefined && works(knob.now) === true, rule };
  // What was not found with little to spend may be found with more.
  if (!key || budget.layers <= 0) return answer;
  for (const old of answers.keys()) if (answers.size >= mostAnswers) answers.delete(old);
  answers.set(key, answer);
  return answer;
}

/** What a file says, blank lines and comments aside; nothing where other files of the project have a say. */
function sourceKey({ tree, names }: VariableModel["file"]): string | undefined {
  for (const name of names.values())
    if (name.kind === "import" && !name.head.path.value.startsWith("std/")) return undefined;
  const lines = (statements: readonly Statement[], depth: number): string =>
    statements
      .map((s) => {
        const inner = s.body ? lines(s.body.statements, depth + 1) : "";
        const otherwise = s.otherwise ? lines([s.otherwise], depth) : "";
        return `${depth} ${s.text}\n${inner}${otherwise}`;
      })
      .join("");
  return lines(tree.statements, 0);
}
