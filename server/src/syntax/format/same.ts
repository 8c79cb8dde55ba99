// Tells whether two heads or two trees say the same, wherever their parts stand. It never looks at a text.
import type { Head, Statement } from "../tree.ts";

/** What a node has that is not its meaning. `keyword` goes with the kind of its head. */
const places: ReadonlySet<string> = new Set([
  "start",
  "end",
  "keyword",
  "operatorSpan",
  "patternSpan",
  "inside",
  "length",
]);

/** Whether two nodes, or lists of them, are equal but for their places; parentheses count by being there. */
function sameNode(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null)
    return typeof a === "number" && typeof b === "number" && Object.is(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameNode(item, b[i]));
  const one = a as Record<string, unknown>;
  const other = b as Record<string, unknown>;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const key of keys) {
    if (places.has(key)) continue;
    if (key === "parens") {
      if ((one[key] === undefined) !== (other[key] === undefined)) return false;
    } else if (!sameNode(one[key], other[key])) return false;
  }
  return true;
}

const codes = (head: Head): string => head.problems.map((p) => p.code).join();

/** Whether two heads mean the same and have the same problems. */
export function sameHead(a: Head, b: Head): boolean {
  if (a === b) return true;
  if (codes(a) !== codes(b)) return false;
  const { problems: _a, ...one } = a;
  const { problems: _b, ...other } = b;
  return sameNode(one, other);
}

/** Whether two statements mean the same, with their bodies, branches and documentation. */
export function sameStatement(a: Statement, b: Statement): boolean {
  let one: Statement | undefined = a;
  let other: Statement | undefined = b;
  while (one && other) {
    if (one.doc !== other.doc || one.body?.form !== other.body?.form) return false;
    if (!sameHead(one.head, other.head)) return false;
    if (one.head.kind === "broken" && squeezed(one.text) !== squeezed(other.text)) return false;
    if (one.body && other.body && !sameStatements(one.body.statements, other.body.statements)) return false;
    one = one.otherwise;
    other = other.otherwise;
  }
  return one === other;
}

export const sameStatements = (a: readonly Statement[], b: readonly Statement[]): boolean =>
  a.length === b.length && a.every((statement, i) => sameStatement(statement, b[i]!));

/** A broken statement is its text; only the ends of its lines may differ. */
const squeezed = (text: string): string => text.replace(/[ \t]*(?:\r\n|\r|\n)/g, "\n");
