// The steps of what makes a model: the slice of statements its outputs need, and what trains beside it.

import type { Body } from "./body.ts";
import { cutPart } from "./cut.ts";
import { rewriteParts } from "./data-flow.ts";
import type { Declarations } from "./declarations.ts";
import { statedInputs, withForeignShapes } from "./foreign-shapes.ts";
import { probedLayers } from "./probe.ts";
import { bare, boundNames, type CallExpr, type Expr, type Stmt } from "./python-syntax.ts";
import { rewriteStatements } from "./rewrite-statements.ts";
import { sequentialPart, sliceBack } from "./slice.ts";
import { flatten, makesOrTrains, sliceNames, withAsserts } from "./statement-facts.ts";
import type { Step } from "./steps.ts";

/** Steps of a body that gives a model: only what the model needs. */
export function modelSteps(self: Declarations, body: Body, statements: readonly Stmt[]): readonly Step[] {
  const flat = flatten(statements);
  const expressions = body.expressions;
  const last = flat.findLast((s) => s.kind === "return" && s.value);
  const value = last?.kind === "return" ? bare(last.value!) : undefined;
  const makes = (e: Expr): "model" | "sequential" | undefined => {
    const b = bare(e);
    const meaning = b.kind === "call" ? expressions.meaning(b.func) : undefined;
    return meaning?.kind === "model" || meaning?.kind === "sequential" ? meaning.kind : undefined;
  };
  const of = value?.kind === "tuple" ? value.items.findLast((i) => i.kind === "name") : value;
  if (value?.kind === "tuple")
    self.context.note("a function gives several values; its model is kept", value.from);
  if (of?.kind === "name") {
    const at = flat.findLastIndex(
      (s) =>
        s.kind === "assign" &&
        s.targets.flatMap(boundNames).includes(of.name) &&
        makes(s.value) !== undefined,
    );
    const made = flat[at];
    if (made?.kind === "assign" && makes(made.value) === "sequential") {
      body.result = of.name;
      const part = sequentialPart(flat, of.name, at);
      const needs = new Set([...sliceNames([made, ...part])]);
      const before = sliceBack(flat.slice(0, at), needs, self.stops);
      const steps = [...body.run(before), ...body.run([made, ...part])];
      afterwards(body, flat, [made, ...part, ...before]);
      return [...steps, ...body.run([last!])];
    }
    if (made?.kind === "assign") return functional(self, body, flat, at, made.value as CallExpr);
  }
  if (value?.kind === "call") {
    const at = flat.indexOf(last!);
    if (makes(value) === "model") return functional(self, body, flat, at, value);
    const needs = new Set([...sliceNames([last!])]);
    const before = sliceBack(flat.slice(0, at), needs, self.stops);
    const steps = [...body.run(before), ...body.run([last!])];
    afterwards(body, flat, [...before, last!]);
    return steps;
  }
  return body.run(statements);
}

/** Statements that make what expressions name, such as a list of layers. */
export function listsBefore(
  self: Declarations,
  body: Body,
  before: readonly Stmt[],
  of: readonly Expr[],
): readonly Step[] {
  const live = new Set(of.flatMap((e) => [...sliceNames([{ kind: "expr", value: e } as Stmt])]));
  return body.run(sliceBack(before, live, self.stops));
}

/** A functional model: the slice its outputs and inputs need, then its outputs. */
export function functional(
  self: Declarations,
  body: Body,
  all: readonly Stmt[],
  at: number,
  call: CallExpr,
): readonly Step[] {
  const own = statedInputs(call);
  const flat = own ? [...withForeignShapes(self, all.slice(0, at), own), ...all.slice(at)] : all;
  const live = new Set(
    call.args
      .filter((a) => a.name !== "name")
      .flatMap((a) => [...sliceNames([{ kind: "expr", value: a.value } as Stmt])]),
  );
  const before = withAsserts(flat.slice(0, at), sliceBack(flat.slice(0, at), live, self.stops));
  const shared = body.globals([...before, flat[at]!]);
  const input =
    call.args.find((a) => a.name === "inputs" || a.name === "input")?.value ??
    call.args.find((a) => !a.name)?.value;
  const made = flat[at]!;
  let steps: readonly Step[] = [...shared, ...body.run(before)];
  if (input) steps = body.openInputs(input, steps);
  const result = body.run([
    {
      kind: "return",
      from: call.from,
      to: call.to,
      // Those of an assignment stand above the model.
      comments: made.kind === "return" ? made.comments : [],
      gap: made.kind === "return" && made.gap,
      value: call,
    } as Stmt,
  ]);
  afterwards(body, flat, [...before, made], made);
  return joinedSteps(body, [...steps, ...result], made.from);
}

/** The steps of a model with the part that has its input, cut behind the last layer that is taken. */
function joinedSteps(body: Body, steps: readonly Step[], at: number): readonly Step[] {
  const { base, baseMade, context } = body;
  if (base === undefined || baseMade === undefined) return steps;
  const { text, input } = baseMade;
  const layers = probedLayers(context, text, input);
  if (!layers) return steps;
  const taken = takenFrom(base, steps);
  const cut = taken && cutPart(context, text, input, taken, at);
  const kept = cut ? probedLayers(context, cut, input) : layers;
  body.joined = { label: base, layers, kept: kept ?? layers };
  if (!cut) return steps;
  return steps.map((s) =>
    s.kind === "tensor" && s.target === base && s.stages[0]?.text === `${base}: ${text}`
      ? { ...s, stages: [{ text: `${base}: ${cut}`, reads: [] }] }
      : s,
  );
}

/** The inner layers of the part its input belongs to that a model takes, if it takes nothing else of it. */
function takenFrom(base: string, steps: readonly Step[]): readonly string[] | undefined {
  const sources = steps.flatMap((s) =>
    s.kind === "tensor" ? [s.source] : s.kind === "output" ? s.items : [],
  );
  const whole = sources.some((s) =>
    s.kind === "value" ? s.name === base : new RegExp(`\\b${base}\\b(?!\\.)`).test(s.text),
  );
  const inner = sources.flatMap((s) =>
    s.kind === "text" ? [...s.text.matchAll(new RegExp(`\\b${base}\\.(\\w+)`, "g"))].map((m) => m[1]!) : [],
  );
  return whole || inner.length === 0 ? undefined : inner;
}

/** Training lines among what the model did not need. `made` is the statement that makes the model, if it is not returned. */
function afterwards(body: Body, flat: readonly Stmt[], kept: readonly Stmt[], made?: Stmt): void {
  for (const s of flat) {
    if (kept.some((k) => k.from === s.from)) continue;
    if (makesOrTrains(s)) body.noteTraining(made ? ofPart(body, s, made) : s);
    else if (s.kind === "assign") body.bindOnly(s);
  }
}

/** A flag set before the model is made belongs to what its name stood for then: `model = VGG16(…)`, `model = Model(…)`. */
function ofPart(body: Body, s: Stmt, made: Stmt): Stmt {
  const names = made.kind === "assign" ? made.targets.flatMap(boundNames) : [];
  const change = (e: Expr): Expr => {
    const bound = e.kind === "name" && names.includes(e.name) ? body.scope.own(e.name) : undefined;
    const label = bound?.kind === "layer" ? /^\w+/.exec(bound.net)?.[0] : undefined;
    if (e.kind !== "name" || label === undefined) return rewriteParts(e, change);
    body.scope.set(label, bound!);
    return { ...e, name: label };
  };
  return s.from < made.from ? rewriteStatements([s], change)[0]! : s;
}
