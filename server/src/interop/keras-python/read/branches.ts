// Turns loops and conditions into steps. Those over data are passed over, or told.

import { targetText } from "./assignments.ts";
import type { Body } from "./body.ts";
import { addsLayer, filledIn, mentionsTraining, partInput, sequentialValue } from "./body-facts.ts";
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
import { openInput } from "./sequentials.ts";
import type { Step, StepBranch } from "./steps.ts";

export function loop(self: Body, s: ForStmt): Step[] {
  const cut = layersOfAnother(self, s);
  if (cut) return cut;
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

/** `for layer in base.layers[:-1]: model.add(layer)`: the part, up to the output of the last layer that is taken. */
function layersOfAnother(self: Body, s: ForStmt): Step[] | undefined {
  const [only] = s.body;
  const call = s.body.length === 1 && only?.kind === "expr" ? only.value : undefined;
  const iter = bare(s.iter);
  const slice = iter.kind === "sub" ? iter.index[0] : undefined;
  const list = iter.kind === "sub" ? bare(iter.value) : iter;
  const name = s.targets.length === 1 ? boundNames(s.targets[0]!)[0] : undefined;
  const adds =
    call?.kind === "call" &&
    call.func.kind === "attr" &&
    call.func.name === "add" &&
    call.args[0]?.value.kind === "name" &&
    call.args[0].value.name === name;
  if (!adds || list.kind !== "attr" || list.name !== "layers") return undefined;
  if (slice && (slice.kind !== "slice" || (slice.parts[0] && self.context.text(slice.parts[0]) !== "0")))
    return undefined;
  const end =
    slice?.kind === "slice" && slice.parts[1] ? Number(self.context.text(slice.parts[1])) : undefined;
  const outputs = self.expressions.layerOutputs(list.value);
  const last = Number.isNaN(end) ? undefined : outputs?.slice(0, end).at(-1);
  const part = self.expressions.text(list.value).replace(/:.*/s, "");
  if (!outputs || last === undefined) return undefined;
  const lead = self.lead(s);
  const making =
    bare(list.value).kind === "name" ? self.scope.get(boundNames(bare(list.value))[0]!)?.making : undefined;
  if (self.inputCount > 0) return undefined;
  const opened = openInput(self, s);
  self.inputCount++;
  const input =
    opened.kind === "input" && opened.text === "" && making
      ? { ...opened, text: partInput(making, self.expressions) }
      : opened;
  if (input?.kind !== "input") return undefined;
  const text = `${input.name} -> ${part}`;
  const applied: Step = {
    kind: "plain",
    text,
    reads: [input.name, part],
    writes: [part],
    update: true,
    lead,
  };
  const given: Step = {
    kind: "tensor",
    target: sequentialValue,
    source: { kind: "text", text: last, reads: [part] },
    stages: [],
    lead: { comments: [], gap: false },
  };
  return [input, applied, given];
}
