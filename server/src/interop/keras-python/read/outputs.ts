// Turns what a body gives into steps: tensors, the outputs of a model, a Sequential, a layer.
import type { Body } from "./body.ts";
import { liftInput, sequentialValue } from "./body-facts.ts";
import { readsIn } from "./expressions.ts";
import { isTensorKind } from "./kinds.ts";
import { bare, type Expr, type Stmt } from "./python-syntax.ts";
import { sequential } from "./sequentials.ts";
import type { Source, Step } from "./steps.ts";

/** What a function gives: tensors, a model's outputs, or a Sequential. */
export function output(self: Body, s: Stmt, value: Expr): Step[] {
  const { expressions } = self;
  const e = bare(value);
  if (e.kind === "call") {
    const meaning = expressions.meaning(e.func);
    if (meaning?.kind === "model") {
      const outputs =
        e.args.find((a) => a.name === "outputs" || a.name === "output")?.value ??
        e.args.filter((a) => !a.name)[1]?.value;
      return outputs ? output(self, s, outputs) : [];
    }
    if (meaning?.kind === "sequential")
      return [
        ...liftInput(sequential(self, s, e)),
        {
          kind: "output",
          items: [{ kind: "value", name: sequentialValue }],
          lead: { comments: [], gap: false },
        },
      ];
  }
  if (e.kind === "name" && self.building.has(e.name))
    return [
      {
        kind: "output",
        items: [{ kind: "value", name: sequentialValue }],
        lead: { comments: [], gap: false },
      },
    ];
  if (e.kind === "list" || e.kind === "tuple") {
    const kept = e.items.filter((i) => isTensorKind(expressions.kind(i)));
    if (kept.length === 0) return [];
    return outputs(self, s, kept);
  }
  if (e.kind === "dict") {
    const names = e.entries.map((x) => (x.key?.kind === "string" ? x.key.value : self.context.text(x.value)));
    const step = outputs(
      self,
      s,
      e.entries.map((x) => x.value),
    );
    return step.map((x) => (x.kind === "output" ? { ...x, names } : x));
  }
  if (expressions.kind(e) === "tensors") {
    const text = expressions.valueText(e);
    return [{ kind: "output", items: [{ kind: "text", text, reads: readsIn(text) }], lead: self.lead(s) }];
  }
  if (!isTensorKind(expressions.kind(e))) {
    if (expressions.kind(e) === "layer") return layerResult(self, s, e);
    return [];
  }
  return outputs(self, s, [e]);
}

/** A function that gives a layer: applied to what flows. */
export function layerResult(self: Body, s: Stmt, e: Expr): Step[] {
  const text = e.kind === "call" ? self.expressions.madeText(e) : self.expressions.text(e);
  return [
    {
      kind: "tensor",
      target: sequentialValue,
      source: { kind: "value", name: "x" },
      stages: [{ text, reads: readsIn(text) }],
      lead: self.lead(s),
    },
    {
      kind: "output",
      items: [{ kind: "value", name: sequentialValue }],
      lead: { comments: [], gap: false },
    },
  ];
}

export function outputs(self: Body, s: Stmt, values: readonly Expr[]): Step[] {
  const steps: Step[] = [];
  const lead = self.lead(s);
  const items = values.map((v): Source => {
    const { source, stages } = self.expressions.pipeline(v);
    if (stages.length === 0 && source.kind === "value") return source;
    if (values.length > 1) {
      const text = self.expressions.valueText(v);
      return { kind: "text", text, reads: readsIn(text) };
    }
    const target = self.scope.get("result") ? "result_" : "result";
    steps.push({ kind: "tensor", target, source, stages, lead });
    return { kind: "value", name: target };
  });
  return [...steps, { kind: "output", items, lead: steps.length > 0 ? { comments: [], gap: false } : lead }];
}
