// How often and in what way a body uses its names. It changes nothing.
import type { Body } from "./body.ts";
import { boundNames, type Expr, expressionsOf, type Stmt, statementsOf, walk } from "./python-syntax.ts";

/** How often a name, or `self.name`, stands in the body; more than once in a loop counts as often. */
export function uses(self: Body, name: string): number {
  let count = 0;
  const visit = (statements: readonly Stmt[], weight: number): void => {
    for (const s of statements) {
      for (const e of expressionsOf(s)) {
        walk(e, (x) => {
          if (x.kind === "name" && x.name === name) count += weight;
          if (x.kind === "attr" && x.value.kind === "name" && `${x.value.name}.${x.name}` === name)
            count += weight;
          return true;
        });
      }
      if (s.kind === "for") visit(s.body, weight * 2);
      else if (s.kind === "if")
        s.branches.forEach((b) => {
          visit(b.body, weight);
        });
      else if (s.kind === "with") visit(s.body, weight);
      else if (s.kind === "try")
        s.bodies.forEach((b) => {
          visit(b, weight);
        });
    }
  };
  visit(self.whole, 1);
  // The assignment itself is one.
  return count - 1;
}

/** Whether the one use of a layer is `layer(x)`, outside of loops that would use it again. */
export function isPipelineUse(self: Body, name: string): boolean {
  let found = false;
  for (const s of statementsOf(self.whole)) {
    if (s.kind !== "assign" && s.kind !== "return" && s.kind !== "expr") continue;
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        if (x.kind !== "call") return true;
        const f = x.func;
        const called =
          f.kind === "name"
            ? f.name
            : f.kind === "attr" && f.value.kind === "name"
              ? `${f.value.name}.${f.name}`
              : "";
        const args = x.args.filter((a) => a.name !== "training" || a.value.kind === "word");
        if (called === name && args.length === 1 && !args[0]!.name) found = true;
        return true;
      });
    }
  }
  return found;
}

export function assignedAgain(self: Body, name: string): boolean {
  let count = 0;
  for (const s of statementsOf(self.whole)) {
    if (s.kind !== "assign") continue;
    for (const t of s.targets) {
      if (boundNames(t).includes(name)) count++;
      if (t.kind === "attr" && t.value.kind === "name" && `${t.value.name}.${t.name}` === name) count++;
    }
  }
  return count > 1;
}

/** Whether a loop or a branch of the body gives a name another value, so that what follows may read either. */
export const assignedInside = (self: Body, name: string): boolean =>
  [...statementsOf(self.whole)]
    .flatMap((s) =>
      s.kind === "for" || s.kind === "while"
        ? [...statementsOf(s.body)]
        : s.kind === "if"
          ? s.branches.flatMap((b) => [...statementsOf(b.body)])
          : [],
    )
    .some((s) => s.kind === "assign" && s.targets.flatMap(boundNames).includes(name));

/** Whether the body gives a parameter a new value. */
export function isAssigned(self: Body, name: string): boolean {
  return (
    !self.context.constants.has(name) &&
    self.scope.get(name)?.literal === undefined &&
    [...statementsOf(self.whole)].some(
      (s) => s.kind === "assign" && s.targets.some((t) => boundNames(t).includes(name)),
    )
  );
}

/** Whether a name stands among the layers of a list, or is added to a model. */
export function isListed(self: Body, name: string): boolean {
  let found = false;
  const isIt = (e: Expr | undefined): boolean => e?.kind === "name" && e.name === name;
  for (const s of self.whole) {
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        if ((x.kind === "list" || x.kind === "tuple") && x.items.some(isIt)) found = true;
        if (x.kind === "call" && x.func.kind === "attr" && x.func.name === "add" && isIt(x.args[0]?.value))
          found = true;
        return !found;
      });
    }
  }
  return found;
}
