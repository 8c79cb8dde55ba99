// Declares the models and functions that stand inside other code, and gives the text that makes one of each.

import { variableName } from "./context.ts";
import type { Declarations } from "./declarations.ts";
import { type Expressions, readsIn } from "./expressions.ts";
import { functional } from "./model-bodies.ts";
import { bare, type CallExpr, type Stmt, statementsOf } from "./python-syntax.ts";
import { Scope } from "./scope.ts";
import { sequentialPart } from "./slice.ts";
import { listedInputs } from "./spread.ts";
import { flatten, localNames } from "./statement-facts.ts";
import type { Step } from "./steps.ts";
import { commentLine, writeBody } from "./write-steps.ts";

/** Declares a Sequential, a Model or a Lambda that stands inside other code; gives the text that makes one. */
export function hoist(
  self: Declarations,
  e: CallExpr,
  wanted: string | undefined,
  outer: Expressions,
  around: readonly Stmt[],
): string {
  const meaning = outer.meaning(e.func);
  const own = e.args.find((a) => a.name === "name")?.value;
  const named =
    own?.kind === "string" && !own.format && /^[A-Za-z_]\w*$/.test(own.value) ? own.value : undefined;
  const scope = new Scope(outer.scope);
  if (meaning?.kind === "layer") return hoistLambda(self, e, outer, scope, around);
  const net = self.context.fresh(named ?? wanted ?? (meaning?.kind === "sequential" ? "sequential" : "part"));
  const body = self.bodyFor(scope, around);
  let steps: readonly Step[];
  if (meaning?.kind === "sequential") {
    const at = around.findIndex((s) => s.from <= e.from && e.to <= s.to);
    const assigned = [...statementsOf(around)].find(
      (s) => s.kind === "assign" && bare(s.value).from === e.from,
    );
    const target = assigned?.kind === "assign" ? bare(assigned.targets[0]!) : undefined;
    const name =
      target?.kind === "name" ? target.name : target?.kind === "attr" ? `self.${target.name}` : undefined;
    const part = name && at >= 0 ? sequentialPart(around, name, at) : [];
    steps = body.sequentialPart(e, part, name);
  } else {
    const flat = flatten(around);
    const at = flat.findIndex((s) => s.from <= e.from && e.to <= s.to);
    steps = functional(self, body, flat, Math.max(0, at), e);
  }
  const lines = writeBody(steps);
  const locals = localNames(outer.scope, self.context.scope);
  const read = new Set(lines.flatMap((l) => readsIn(l.replace(/#.*/, ""))));
  const bound = new Set(body.expressions.scope.keys().map((k) => body.expressions.scope.own(k)!.net));
  const captured = locals.filter((n) => read.has(n) && !bound.has(n));
  const params = captured.length > 0 ? `(${captured.join(", ")})` : "";
  const lead = body.openComment ? [commentLine(body.openComment)] : [];
  self.context.written.set(net, {
    at: e.from,
    lines: [...lead, `${params ? "block" : "model"} ${net}${params} {`, ...lines, "}"],
  });
  return `${net}(${captured.map((c) => `${c}=${c}`).join(", ")})`;
}

export function hoistLambda(
  self: Declarations,
  e: CallExpr,
  outer: Expressions,
  scope: Scope,
  around: readonly Stmt[],
): string {
  const first = e.args[0]?.value;
  const f = first ? bare(first) : undefined;
  const own = e.args.find((a) => a.name === "name")?.value;
  const label = own?.kind === "string" ? own.value : undefined;
  if (f?.kind === "lambda" && f.params.length === 1) {
    const { params: takes, body: result } = listedInputs(f.body, f.params[0]!.name) ?? f;
    for (const p of takes) scope.set(p.name, { kind: "tensor", net: variableName(p.name) });
    const body = self.bodyFor(scope, around);
    const ret = { kind: "return", from: e.from, to: e.to, comments: [], gap: false, value: result } as Stmt;
    try {
      const steps = body.run([ret]);
      const inputs = takes.map(
        (p): Step => ({
          kind: "input",
          name: variableName(p.name),
          text: "",
          lead: { comments: [], gap: false },
        }),
      );
      if (steps.some((s) => s.kind === "output")) {
        const lines = writeBody([...inputs, ...steps]);
        const net = self.context.fresh(label ?? "function");
        const locals = localNames(outer.scope, self.context.scope);
        const read = new Set(lines.flatMap((l) => readsIn(l.replace(/#.*/, ""))));
        const captured = locals.filter((n) => read.has(n) && !takes.some((p) => p.name === n));
        const params = captured.length > 0 ? `(${captured.join(", ")})` : "";
        self.context.written.set(net, { at: e.from, lines: [`block ${net}${params} {`, ...lines, "}"] });
        return `${net}(${captured.map((c) => `${c}=${c}`).join(", ")})`;
      }
    } catch {
      // Said as an opaque layer below.
    }
  }
  const declared = f?.kind === "name" ? self.context.declared.get(f.name) : undefined;
  if (declared?.kind === "block" && declared.inputs.length > 0) return `${declared.net}()`;
  const text = f ? self.context.text(f) : "function";
  outer.remarks.push(
    `fill in: the function \`${text}\` is not read; state what comes out with output_shape=(…)`,
  );
  self.context.note("a Lambda's function is not read", e.from);
  const rest = e.args.filter((a) => a.name === "output_shape");
  const shape = rest[0] ? outer.shapeItems(rest[0].value) : undefined;
  return `Lambda(${JSON.stringify(f?.kind === "name" ? f.name : "function")}${shape ? `, output_shape=(${shape.join(", ")}${shape.length === 1 ? "," : ""})` : ""})`;
}
