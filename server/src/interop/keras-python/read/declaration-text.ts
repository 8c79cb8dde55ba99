// Lays out a declaration: its documentation, its parameters with their defaults, and its lines.

import { variableName } from "./context.ts";
import type { Declarations } from "./declarations.ts";
import { isTensorKind } from "./kinds.ts";
import { type ClassStmt, type DefStmt, namesIn, type Param } from "./python-syntax.ts";
import type { Declared, Scope } from "./scope.ts";
import { isShapeParameter } from "./statement-facts.ts";
import { commentLine } from "./write-steps.ts";

export const docLines = (doc: string | undefined): readonly string[] => {
  if (!doc) return [];
  const lines = doc
    .trim()
    .split(/\r?\n/)
    .map((l) => l.trim());
  return lines.map((l) => (l === "" ? "##" : `## ${l}`));
};

/** `name(parameters) { lines }` with the documentation and comments of its source. */
export function declaration(
  self: Declarations,
  declared: Declared,
  node: DefStmt | ClassStmt,
  params: readonly Param[],
  lines: readonly string[],
  _scope: Scope,
  word: string = declared.kind,
): readonly string[] {
  const call =
    declared.kind === "model" || node.kind === "class" ? self.calls.get(declared.python) : undefined;
  const file = self.plainExpressions(self.context.madeScope());
  const positions = node.kind === "def" ? node.params : declared.params;
  const kept = params.filter((p) => !declared.idle?.has(p.name));
  const texts = kept.map((p) => {
    const at = positions.findIndex((x) => x.name === p.name);
    const given =
      call?.args.find((a) => a.name === p.name)?.value ??
      (at >= 0 ? call?.args.filter((a) => !a.name && !a.star)[at]?.value : undefined);
    const known =
      given &&
      [...namesIn(given)].every(
        (n) => self.context.scope.own(n) || self.context.declared.has(n) || self.context.names.has(n),
      );
    if (given && file.kind(given) === "data" && isShapeParameter(node, p.name))
      return `${variableName(p.name)}=None`;
    // The only call says what the script's model is.
    const decides = p.fallback === undefined || !self.calledAgain.has(declared.python);
    const fallback =
      word === "model" && decides && given && known && !isTensorKind(file.kind(given)) ? given : p.fallback;
    if (!fallback) return variableName(p.name);
    try {
      return `${variableName(p.name)}=${fallback.kind === "dict" && fallback.entries.length === 0 ? "None" : file.text(fallback)}`;
    } catch {
      return variableName(p.name);
    }
  });
  // Places count: what stands before a parameter without a default has none either.
  const last = texts.findLastIndex((t) => !t.includes("="));
  const ordered = texts.map((t, k) => (k < last ? t.replace(/=.*/s, "") : t));
  const captured = declared.captured.map(variableName);
  return [
    ...node.comments.map(commentLine),
    ...docLines(node.doc),
    `${word} ${declared.net}(${[...captured, ...ordered].join(", ")}) {`,
    ...lines,
    "}",
  ].map((l) => l.replace(/^((?:model|block|layer) \w+)\(\) \{/, "$1 {"));
}
