// Turns loops and conditions into steps. Those over data are passed over, or told.

import { targetText } from "./assignments.ts";
import type { Body } from "./body.ts";
import { addsLayer, filledIn, mentionsTraining } from "./body-facts.ts";
import { variableName } from "./context.ts";
import { readsIn } from "./expressions.ts";
import { isTensorKind } from "./kinds.ts";
import {
  bare,
  boundNames,
  type Expr,
  type ForStmt,
  type IfStmt,
  type Stmt,
  statementsOf,
} from "./python-syntax.ts";
import type { Step, StepBranch } from "./steps.ts";

export function loop(self: Body, s: ForStmt): Step[] {
  return loopOver(self, s, s.targets, s.iter, () => self.run(s.body));
}

export function loopOver(
  self: Body,
  s: Stmt,
  targets: readonly Expr[],
  iter: Expr,
  body: () => Step[],
): Step[] {
  const { expressions } = self;
  const start = self.training.length;
  const kind = expressions.kind(iter);
  if (kind === "data") {
    // Data, epochs, plots: nothing of a model is made in such a loop, or it cannot be said.
    const makes =
      s.kind === "for" &&
      [...statementsOf(s.body)].some(
        (x) => (x.kind === "assign" && expressions.kind(x.value) === "tensor") || addsLayer(x, self.building),
      );
    if (!makes) {
      if (s.kind === "for" && s.body.some((x) => mentionsTraining(x)))
        self.training.push({ statement: s, scope: self.scope });
      // What such a loop fills is known only then.
      if (s.kind === "for")
        for (const name of filledIn(s.body)) {
          const bound = self.scope.get(name);
          if (bound?.kind === "static") self.scope.set(name, { kind: "data", net: name });
        }
      return [];
    }
  }
  expressions.bindTargets(targets, iter);
  const names = targets.flatMap(boundNames).map(variableName);
  const header = `for ${targets.map((t) => targetText(self, t)).join(", ")} in ${iterText(self, iter)}`;
  const lead = self.lead(s);
  self.loops++;
  const inner = body();
  self.loops--;
  if (s.kind === "for" && self.training.length > start && mentionsTraining(s)) {
    self.training.splice(start);
    self.training.push({ statement: s, scope: self.scope });
  }
  return [
    {
      kind: "loop",
      header,
      reads: readsIn(header.slice(header.indexOf(" in ") + 4)),
      writes: names,
      body: inner,
      lead,
    },
  ];
}

export function iterText(self: Body, iter: Expr): string {
  const kind = self.expressions.kind(iter);
  const b = bare(iter);
  if (kind === "data") return self.expressions.text(iter);
  if (isTensorKind(kind) && b.kind !== "call") return self.expressions.valueText(iter);
  return self.expressions.text(iter);
}

export function branch(self: Body, s: IfStmt): Step[] {
  const { expressions } = self;
  const makes = s.branches.some((b) =>
    [...statementsOf(b.body)].some((x) =>
      x.kind !== "pass" && x.kind !== "expr"
        ? true
        : x.kind === "expr" && x.value.kind === "call" && x.value.func.kind === "attr",
    ),
  );
  if (!makes) return [];
  const before = new Map(self.scope.keys().map((k) => [k, self.scope.own(k)!]));
  const kinds = s.branches.map((b) => (b.test ? expressions.kind(b.test) : "static"));
  const lead = self.lead(s);
  if (kinds.some((k) => k === "data" || k === "tensor")) {
    // Only the run could choose: the last branch stands, and the reader is told.
    const results = s.branches.map((b) => self.run(b.body));
    const chosen = results.findLast((r) => r.length > 0);
    if (!chosen) return [];
    const test = self.context.text(s.branches[0]!.test ?? s.branches.at(-1)!.test!);
    self.context.note(`\`if ${test}\` is decided when the code runs; one branch is kept`, s.from);
    return [
      {
        kind: "comment",
        lead: { ...lead, comments: [...lead.comments, `fill in: this holds if not \`${test}\``] },
      },
      ...chosen,
    ];
  }
  const branches: StepBranch[] = s.branches.map((b) => {
    const test = b.test ? expressions.text(b.test) : undefined;
    const body = self.run(b.body);
    return { test, reads: test ? readsIn(test) : [], body };
  });
  // A name that was something else before the branch may be either after it.
  for (const [name, bound] of before) {
    const now = self.scope.own(name);
    if (now && now !== bound && now.kind === "static" && bound.kind === "tensor") self.scope.set(name, bound);
  }
  return [{ kind: "branch", branches, lead }];
}
