// Formats a text or a part of it, and makes sure that it says what it said. It never throws, and touches no other language.
import type { Edit } from "../../text/edit.ts";
import { parse } from "../parse.ts";
import { looksLikeSpice } from "../spice.ts";
import type { Body, Statement, Tree } from "../tree.ts";
import { bodiesOf } from "../walk.ts";
import { textOf } from "./lines.ts";
import { sameStatement, sameStatements } from "./same.ts";
import { columnOf, linesOf } from "./statements.ts";

export interface FormatOptions {
  /** Lines are broken where they would be longer. */
  readonly lineWidth?: number;
  /** The blanks of one level. */
  readonly indent?: number;
}

export const defaultFormat: Required<FormatOptions> = { lineWidth: 110, indent: 4 };

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

/** The formatted text of a tree; the text as it is where nothing else would say the same. */
function formatted(tree: Tree, options: Required<FormatOptions>): string {
  const { text } = tree;
  const eol = /\r\n|\r|\n/.exec(text)?.[0] ?? "\n";
  const column = (offset: number): number => columnOf(text, offset);
  const kept = new Set(brokenStatements(tree));
  for (let attempt = 0; attempt < 3; attempt++) {
    const result = textOf(linesOf(tree, options, kept).lines, eol, column);
    const again = parse(result);
    if (saysTheSame(tree, again)) return result;
    // What differs is left alone, and then everything that has a problem.
    const before = kept.size;
    tree.statements.forEach((statement, i) => {
      const now = again.statements[i];
      const differs = again.statements.length === tree.statements.length && !sameStatement(statement, now!);
      if (differs || (attempt > 0 && hasProblem(tree, statement))) kept.add(statement);
    });
    if (kept.size === before && attempt > 0) break;
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

/** The statements that have a problem of their own, in whose bodies nothing can be moved. */
function brokenStatements(tree: Tree): readonly Statement[] {
  const heads = new Map<number, true>();
  const found: Statement[] = [];
  const headProblems = (statement: Statement): void => {
    const { start } = tree.headSpan(statement);
    for (const problem of statement.head.problems) heads.set(start + problem.start, true);
  };
  const walk = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise)
        headProblems(branch);
      const bodies = bodiesOf(statement);
      for (const body of bodies) walk(body.statements);
      const { start, end } = tree.span(statement);
      const own = tree.problems.some(
        (problem) =>
          !heads.has(problem.start) &&
          problem.start >= start &&
          problem.start <= end &&
          !found.some((inner) => within(tree, inner, problem.start)),
      );
      if (own) found.push(statement);
    }
  };
  walk(tree.statements);
  return found;
}

const within = (tree: Tree, statement: Statement, offset: number): boolean => {
  const { start, end } = tree.span(statement);
  return start <= offset && offset <= end;
};

export type { Body, Edit };
