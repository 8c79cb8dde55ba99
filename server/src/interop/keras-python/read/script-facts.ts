// Small questions about the statements of a script: what is constant, what a call runs. None of them changes anything.
import type { Context } from "./context.ts";
import { bare, boundNames, type Stmt, statementsOf } from "./python-syntax.ts";
import { flatten } from "./statement-facts.ts";

/** Calls of functions that make and train models, as the statements they run. */
export function inlined(context: Context, statements: readonly Stmt[], depth: number): readonly Stmt[] {
  if (depth > 3) return statements;
  return statements.flatMap((s): readonly Stmt[] => {
    const value = s.kind === "expr" || s.kind === "assign" ? bare(s.value) : undefined;
    if (value?.kind !== "call" || value.func.kind !== "name") return [s];
    const declared = context.declared.get(value.func.name);
    if (declared?.kind !== "steps" || declared.node?.kind !== "def") return [s];
    const { node } = declared;
    const at = { from: s.from, to: s.to, comments: [], gap: false };
    const positional = value.args.filter((a) => !a.name && !a.star);
    const binds = node.params.flatMap((p, i): readonly Stmt[] => {
      const given = value.args.find((a) => a.name === p.name)?.value ?? positional[i]?.value ?? p.fallback;
      if (!given || p.star) return [];
      if (given.kind === "name" && given.name === p.name) return [];
      return [
        {
          kind: "assign",
          ...at,
          targets: [{ kind: "name", name: p.name, from: s.from, to: s.from }],
          value: given,
        },
      ];
    });
    const body = flatten(node.body).map((x): Stmt => {
      if (x.kind !== "return" || !x.value) return x;
      if (s.kind === "assign") return { ...s, comments: [], value: x.value };
      return { kind: "expr", ...at, value: x.value };
    });
    const mark: readonly Stmt[] = node.name.startsWith("train_")
      ? [{ kind: "other", ...at, comments: node.comments, word: node.name }]
      : [];
    return inlined(context, [...mark, ...binds, ...body], depth + 1);
  });
}

/** Whether a name is given one and the same plain value each time, as guides do that start over. */
export function sameAlways(statements: readonly Stmt[], name: string): boolean {
  const values = [...statementsOf(statements)].flatMap((s) =>
    (s.kind === "assign" || s.kind === "for") && s.targets.some((t) => boundNames(t).includes(name))
      ? [s]
      : [],
  );
  const texts = values.map((s) => {
    const value =
      s.kind === "assign" && !s.op && s.targets.length === 1 && bare(s.targets[0]!).kind === "name"
        ? bare(s.value)
        : undefined;
    return value?.kind === "number"
      ? value.text
      : value?.kind === "string" && !value.format
        ? value.raw
        : undefined;
  });
  return texts.length > 0 && texts[0] !== undefined && texts.every((t) => t === texts[0]);
}

/** How often each name is assigned, in loops and branches more than once. */
export function counts(statements: readonly Stmt[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const add = (names: readonly string[], n: number): void => {
    for (const name of names) found.set(name, (found.get(name) ?? 0) + n);
  };
  const visit = (list: readonly Stmt[], n: number): void => {
    for (const s of list) {
      if (s.kind === "assign") add(s.targets.flatMap(boundNames), s.op ? 2 : n);
      if (s.kind === "for") add(s.targets.flatMap(boundNames), 2);
      if (s.kind === "for" || s.kind === "while") visit(s.body, 2);
      if (s.kind === "if") for (const b of s.branches) visit(b.body, 2);
    }
  };
  visit(statements, 1);
  return found;
}

/** Whether a list or dictionary is changed after it is made. */
export const grows = (statements: readonly Stmt[], name: string): boolean =>
  [...statementsOf(statements)].some(
    (s) =>
      (s.kind === "expr" &&
        s.value.kind === "call" &&
        s.value.func.kind === "attr" &&
        /^(?:append|extend|insert|pop|remove|update|reverse|sort)$/.test(s.value.func.name) &&
        s.value.func.value.kind === "name" &&
        s.value.func.value.name === name) ||
      (s.kind === "assign" &&
        s.targets.some((t) => t.kind === "sub" && t.value.kind === "name" && t.value.name === name)),
  );
