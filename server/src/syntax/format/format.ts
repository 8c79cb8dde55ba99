// Formats a text or a part of it, and makes sure that it says what it said. It never throws, and touches no other language.
import { applyEdits, type Edit } from "../../text/edit.ts";
import { lineEdits } from "../../text/line-edits.ts";
import { parse } from "../parse.ts";
import { looksLikeSpice } from "../spice.ts";
import type { Statement, Tree } from "../tree.ts";
import { brokenParts, merged, silencedParts } from "./broken.ts";
import { columnOf, indentation, lineStart, type RemarkPlace, textOf } from "./lines.ts";
import { linesTouched } from "./range.ts";
import { sameStatement, sameStatements } from "./same.ts";
import { linesOf } from "./statements.ts";

export interface FormatOptions {
  /** Lines are broken where they would be longer. */
  readonly lineWidth?: number;
  /** The blanks of one level. */
  readonly indent?: number;
}

export const defaultFormat: Required<FormatOptions> = { lineWidth: 120, indent: 4 };

/**
 * The text with its layout made uniform. Comments stay; a statement that cannot be read stays as it is, and so does one whose
 * new form would be read otherwise. A netlist is given back unchanged.
 */
export function formatText(text: string, options: FormatOptions = {}): string {
  const bom = text.startsWith("\ufeff") ? "\ufeff" : "";
  const source = text.slice(bom.length);
  // These characters mark places while lines are laid out.
  if (/[\ue000-\ue003]/.test(source) || looksLikeSpice(source)) return text;
  return bom + formatted(parse(source), { ...defaultFormat, ...options });
}

/**
 * Edits that format the whole statements a range touches, with the lines between them. Where these cannot be moved without the
 * lines around them, they keep the indentation they have.
 */
export function formatRange(
  text: string,
  start: number,
  end: number,
  options: FormatOptions = {},
): readonly Edit[] {
  const result = formatText(text, options);
  if (result === text) return [];
  const before = parse(text);
  const after = parse(result);
  if (!sameStatements(before.statements, after.statements)) return [];
  const lines = linesTouched(before, after, { start, end });
  if (!lines) return [];
  const { from, to } = lines;
  const old = text.slice(from.start, from.end);
  const made = result.slice(to.start, to.end);
  const now = indentation(text, from.start);
  const then = indentation(result, to.start);
  for (const candidate of [made, made.replace(new RegExp(`^${then}`, "gm"), now)]) {
    const edits = lineEdits(old, candidate, from.start);
    if (saysTheSame(before, parse(applyEdits(text, edits)))) return edits;
  }
  return [];
}

/** The formatted text of a tree; the text as it is where nothing else would say the same. */
function formatted(tree: Tree, options: Required<FormatOptions>): string {
  let now = tree;
  // Where brackets are missing, what is read of the result may be laid out once more.
  for (let round = 0; round < 4; round++) {
    const next = formattedOnce(now, options);
    if (next === now.text || tree.problems.length === 0) return next;
    now = parse(next);
  }
  return tree.text;
}

function formattedOnce(tree: Tree, options: Required<FormatOptions>): string {
  const { text } = tree;
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
  const placeOf = (offset: number): RemarkPlace => ({
    column: columnOf(text, offset),
    gap: offset - text.slice(lineStart(text, offset), offset).trimEnd().length - lineStart(text, offset),
  });
  let kept = merged([...brokenParts(tree), ...silencedParts(tree)]);
  for (let attempt = 0; attempt < 3; attempt++) {
    const result = textOf(linesOf(tree, options, kept).lines, eol, placeOf);
    const again = parse(result);
    if (saysTheSame(tree, again)) return result;
    // What differs is left alone, and then everything that has a problem.
    const alike = again.statements.length === tree.statements.length;
    const more = tree.statements.filter((statement, i) => {
      const differs = alike && !sameStatement(statement, again.statements[i]!);
      return differs || ((attempt > 0 || !alike) && hasProblem(tree, statement));
    });
    kept = merged([...kept, ...more.map((statement) => tree.span(statement))]);
  }
  return text;
}

/** Whether two texts have the same statements, problems and comments. */
function saysTheSame(a: Tree, b: Tree): boolean {
  const codes = (tree: Tree): string =>
    tree.problems
      .map((p) => p.code)
      .sort()
      .join();
  const comments = (tree: Tree): string =>
    tree.comments
      .map(({ start, end }) => tree.text.slice(start, end).trimEnd())
      .sort()
      .join("\n");
  return sameStatements(a.statements, b.statements) && codes(a) === codes(b) && comments(a) === comments(b);
}

const hasProblem = (tree: Tree, statement: Statement): boolean => {
  const { start, end } = tree.span(statement);
  return tree.problems.some((problem) => problem.start >= start && problem.start <= end);
};
