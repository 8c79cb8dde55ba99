// Cuts out of a script the statements a model needs, walking back from what it gives. It says nothing of their meaning.
import {
  type AssignStmt,
  bare,
  boundNames,
  type Expr,
  expressionsOf,
  namesIn,
  type Stmt,
  statementsOf,
} from "./python-syntax.ts";

/** What a simple statement does to names: replaces them, or changes what they hold. */
function effects(s: Stmt): { readonly kills: readonly string[]; readonly updates: readonly string[] } {
  if (s.kind === "assign") {
    const kills = s.targets.flatMap(boundNames);
    const updates = s.targets.flatMap((t) => {
      const b = bare(t);
      return b.kind === "sub" ? rootOf(b) : [];
    });
    return s.op ? { kills: [], updates: [...kills, ...updates] } : { kills, updates };
  }
  if (
    s.kind === "expr" &&
    s.value.kind === "call" &&
    s.value.func.kind === "attr" &&
    /^(?:append|extend|insert|add|pop|reverse|update)$/.test(s.value.func.name)
  )
    return { kills: [], updates: rootOf(s.value.func.value) };
  return { kills: [], updates: [] };
}

const rootOf = (e: Expr): readonly string[] => {
  const b = bare(e);
  if (b.kind === "name") return [b.name];
  return b.kind === "sub" ? rootOf(b.value) : [];
};

const usesOf = (s: Stmt): readonly string[] => expressionsOf(s).flatMap((e) => [...namesIn(e)]);

/**
 * The statements of a list that `live` names depend on. `stops` tells assignments that are not to be followed, because their
 * value is declared elsewhere. `live` ends as the names needed from before the list.
 */
export function sliceBack(
  statements: readonly Stmt[],
  live: Set<string>,
  stops: (s: AssignStmt) => boolean,
): readonly Stmt[] {
  const kept: Stmt[] = [];
  for (let i = statements.length - 1; i >= 0; i--) {
    const s = statements[i]!;
    if (s.kind === "for" || s.kind === "while" || s.kind === "with") {
      let body = s.body;
      for (let round = 0; round < 3; round++) {
        const inner = new Set(live);
        body = sliceBack(s.body, inner, stops);
        if (body.length === 0) break;
        for (const name of inner) live.add(name);
      }
      if (body.length === 0) continue;
      if (s.kind === "for") for (const t of s.targets) for (const name of boundNames(t)) live.delete(name);
      for (const name of usesOf(s))
        if (s.kind !== "for" || !s.targets.some((t) => boundNames(t).includes(name))) live.add(name);
      kept.unshift({ ...s, body });
      continue;
    }
    if (s.kind === "if") {
      const needs = new Set<string>();
      const branches = s.branches.map((b) => {
        const inner = new Set(live);
        const body = sliceBack(b.body, inner, stops);
        for (const name of inner) needs.add(name);
        return { ...b, body };
      });
      if (branches.every((b) => b.body.length === 0)) continue;
      for (const name of [...needs, ...usesOf(s)]) live.add(name);
      kept.unshift({ ...s, branches });
      continue;
    }
    if (s.kind === "try") {
      const inner = sliceBack(s.bodies[0] ?? [], live, stops);
      if (inner.length > 0) kept.unshift(...inner);
      continue;
    }
    const { kills, updates } = effects(s);
    if (![...kills, ...updates].some((name) => live.has(name))) continue;
    if (s.kind === "assign" && kills.length > 0 && stops(s)) {
      for (const name of kills) live.delete(name);
      continue;
    }
    for (const name of kills) live.delete(name);
    for (const name of usesOf(s))
      if (!(s.kind === "assign" && kills.includes(name) && !namesIn(s.value).has(name))) live.add(name);
    kept.unshift(s);
  }
  return kept;
}

/** Whether a statement, or one in it, adds to a Sequential of that name. */
export const addsTo = (s: Stmt, name: string): boolean =>
  [...statementsOf([s])].some(
    (x) =>
      x.kind === "expr" &&
      x.value.kind === "call" &&
      x.value.func.kind === "attr" &&
      (x.value.func.name === "add" || x.value.func.name === "pop") &&
      isNamed(x.value.func.value, name),
  );

const isNamed = (e: Expr, name: string): boolean => {
  const b = bare(e);
  return (
    (b.kind === "name" && b.name === name) ||
    (b.kind === "attr" && b.value.kind === "name" && `${b.value.name}.${b.name}` === name)
  );
};

/** The statements that make a Sequential: where it is made, and each that adds to it, up to its next making. */
export function sequentialPart(statements: readonly Stmt[], name: string, start: number): readonly Stmt[] {
  const part: Stmt[] = [];
  for (let i = start + 1; i < statements.length; i++) {
    const s = statements[i]!;
    if (s.kind === "assign" && s.targets.some((t) => isNamed(t, name))) break;
    if (!addsTo(s, name)) continue;
    const pops =
      s.kind === "expr" &&
      s.value.kind === "call" &&
      s.value.func.kind === "attr" &&
      s.value.func.name === "pop";
    const last = part.at(-1);
    // `pop` takes back what was added last, where that was one layer of its own.
    if (pops && last?.kind === "expr" && last.value.kind === "call") part.pop();
    else part.push(s);
  }
  return part;
}
