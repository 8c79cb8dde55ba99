// Sizes that were found to work, kept for the next versions of a file that say the same. It never keeps a place in a text.
import { valueText } from "../layers/value.ts";
import type { Statement } from "../syntax/tree.ts";
import { modelWith, type VariableModel } from "./model-variant.ts";
import type { SizeKnob } from "./size-knobs.ts";
import { type Budget, type Hint, type SizeRule, solveSize, tryingSizes, written } from "./size-solver.ts";

/** What is asked of a number. */
export interface Question {
  /** The error to be mended. */
  readonly problem: string;
  readonly hint: Hint;
  /** The one size that is meant, where it is known. */
  readonly wanted: number | undefined;
}

export interface Answer {
  /** Whether the size works as it is, so that another one is at fault. */
  readonly fits: boolean;
  readonly rule: SizeRule | undefined;
}

/** What was found, for the next versions of a file that say the same; the oldest goes first. */
const memory = new Map<string, unknown>();
const most = 64;

/** Finds something out once while the file says the same; nothing is kept where `find` says so, or of arguments of layers. */
function remembered<T>(
  model: VariableModel,
  knobs: readonly SizeKnob[],
  question: readonly unknown[],
  find: () => { readonly found: T; readonly keep: boolean },
): T {
  // The names of inputs and parameters tell which number is meant; those of a layer's arguments do not.
  const text = knobs.every(({ items }) => items.length > 0) ? sourceKey(model.file) : undefined;
  if (text === undefined) return find().found;
  const { part, params } = model.run;
  const given = [...params].map(([name, value]) => `${name}=${valueText(value)}`);
  const numbers = knobs.map(({ what, now, others }) => `${what} ${now} ${others.length}`);
  const key = [text, part.name, ...given, ...numbers, ...question].join("\n");
  if (memory.has(key)) return memory.get(key) as T;
  const { found, keep } = find();
  if (!keep) return found;
  for (const old of memory.keys()) if (memory.size >= most) memory.delete(old);
  memory.set(key, found);
  return found;
}

/** The sizes that work for one number. */
export function answerOf(model: VariableModel, knob: SizeKnob, question: Question, budget: Budget): Answer {
  const { problem, hint, wanted } = question;
  const { window } = budget;
  return remembered(model, [knob], [problem, hint.growing, hint.guess, wanted, window], () => {
    const fresh = budget.layers === budget.whole;
    const works = tryingSizes(model, knob, problem, budget);
    const meant = wanted !== undefined && works(wanted) ? { above: wanted } : undefined;
    const rule = wanted === undefined ? solveSize(knob.now, works, hint, window) : meant;
    const found: Answer = { fits: rule === undefined && works(knob.now) === true, rule };
    // What was not found with what another search left may be found with more.
    return { found, keep: fresh || budget.layers > 0 };
  });
}

/** Whether sizes written together mend a problem and bring no other. */
export function mends(
  model: VariableModel,
  knobs: readonly SizeKnob[],
  sizes: readonly number[],
  problem: string,
): boolean {
  return remembered(model, knobs, ["together", problem, ...sizes], () => {
    const before = modelWith(model, []).errors;
    const after = modelWith(
      model,
      knobs.flatMap((knob, i) => written(knob, sizes[i]!)),
    ).errors;
    return { found: [...after].every((error) => error !== problem && before.has(error)), keep: true };
  });
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
