// Says expressions that give tensors as a source and the layers after it. It decides nothing about statements.

import { argsText, callArgs, split } from "./arguments.ts";
import { isMinusOne } from "./calls.ts";
import { variableName } from "./context.ts";
import type { Expressions } from "./expressions.ts";
import { readsIn } from "./expressions.ts";
import { isTensorKind } from "./kinds.ts";
import { bare, type CallExpr, type Expr, type StringExpr, walk } from "./python-syntax.ts";
import { nameArgument, readsName } from "./statement-facts.ts";
import type { Source, Stage } from "./steps.ts";

/** A tensor as a value inside an expression; a pipeline has arrows. */
export function valueText(self: Expressions, e: Expr): string {
  const { source, stages } = pipeline(self, e);
  const start = source.kind === "value" ? source.name : source.text;
  return [start, ...stages.map((s) => s.text)].join(" -> ");
}

/** A tensor as an operand: a pipeline in parentheses. */
export function tensorOperand(self: Expressions, e: Expr): string {
  const text = valueText(self, e);
  return text.includes(" -> ") || e.kind === "named" ? `(${text})` : text;
}

/** An expression that gives a tensor, as a source and the layers after it. */
export function pipeline(
  self: Expressions,
  whole: Expr,
): { readonly source: Source; readonly stages: readonly Stage[] } {
  const stages: Stage[] = [];
  let e = bare(whole);
  for (;;) {
    const weight = e.kind === "call" ? spreadWeight(self, e) : undefined;
    if (weight) e = weight;
    const step = e.kind === "call" ? stageOf(self, e) : undefined;
    if (!step) break;
    stages.unshift({ text: step.stage, reads: readsIn(step.stage) });
    e = bare(step.input);
  }
  return { source: sourceOf(self, e), stages };
}

/** `tf.repeat(self.token, batch, axis=0)`: a weight for each sample of a batch, as Net has it anyway. */
export function spreadWeight(self: Expressions, e: CallExpr): Expr | undefined {
  const meaning = self.meaning(e.func);
  const [first, ...rest] = e.args.map((a) => bare(a.value));
  if (meaning?.kind !== "operation" || !/^(?:repeat|tile|broadcast_to)$/.test(meaning.name) || !first)
    return undefined;
  let batch = false;
  for (const r of rest) {
    walk(r, (x) => {
      if (self.kind(x) === "batch") batch = true;
      return !batch;
    });
  }
  return batch && self.boundOf(first)?.weight ? first : undefined;
}

export function sourceOf(self: Expressions, e: Expr): Source {
  const bound = self.boundOf(e);
  if (bound?.kind === "tensor" && /^[A-Za-z_$][\w$]*$/.test(bound.net))
    return { kind: "value", name: bound.net };
  if (e.kind === "attr" && /^outputs?$/.test(e.name) && self.kind(e.value) === "layer") {
    const text = self.text(e);
    if (/^\w+$/.test(text)) return { kind: "value", name: text };
  }
  const text =
    e.kind === "named"
      ? labelledText(self, e)
      : e.kind === "list" || e.kind === "tuple"
        ? `[${e.items.map((i) => (isTensorKind(self.kind(i)) ? valueText(self, i) : self.text(i))).join(", ")}]`
        : tensorText(self, e);
  return { kind: "text", text, reads: readsIn(text) };
}

/** An operation with its label; a layer that is renamed so keeps the name it has. */
function labelledText(self: Expressions, e: Extract<Expr, { kind: "named" }>): string {
  const { source, stages } = pipeline(self, e.value);
  if (stages.length > 0) return `(${valueText(self, e.value)})`;
  const label = operationLabel(self, e.label);
  const text = source.kind === "value" ? source.name : source.text;
  return label ? `${label}: ${text}` : text;
}

/** The label that an expression for a name gives; what cannot be one is told. */
function operationLabel(self: Expressions, e: Expr): string | undefined {
  const name = bare(e);
  const label =
    name.kind === "string"
      ? (labelFor(self, name.value, name.format) ?? formatLabel(self, name))
      : name.kind === "name" && self.kind(name) === "static"
        ? `"{${self.text(name)}}"`
        : undefined;
  if (label === undefined) self.context.note(`the name \`${self.context.text(e)}\` is left out`, e.from);
  return label;
}

/** A label of a text that is no plain word: Net fills in its names as Python does. */
function formatLabel(self: Expressions, e: StringExpr): string | undefined {
  const plain = !e.format && /^[A-Za-z_]\w*$/.test(e.value);
  return plain ? undefined : self.text(e).replace(/^f(?=")/, "");
}

/** The text of a tensor expression that is no pipeline. */
export function tensorText(self: Expressions, e: Expr): string {
  if (e.kind === "binary") {
    const side = (x: Expr): string => (isTensorKind(self.kind(x)) ? tensorOperand(self, x) : self.text(x));
    const wrap = (x: Expr): string =>
      bare(x) !== x ? `(${side(bare(x)).replace(/^\((.*)\)$/, "$1")})` : side(x);
    return `${wrap(e.left)} ${e.op} ${wrap(e.right)}`;
  }
  if (e.kind === "unary") return `${e.op}${tensorOperand(self, e.value)}`;
  if (e.kind === "cond")
    return `(${valueText(self, e.yes)}) if ${self.text(e.test)} else (${valueText(self, e.other)})`;
  return self.text(e);
}

/** A call as one stage of a pipeline, with what flows into it. */
export function stageOf(
  self: Expressions,
  e: CallExpr,
): { readonly stage: string; readonly input: Expr } | undefined {
  const kept = keptBatch(self, e);
  if (kept) return kept;
  const func = bare(e.func);
  const meaning = self.meaning(func);
  if (meaning?.kind === "layer-function") {
    const [first, ...rest] = e.args;
    if (!first || first.name) return undefined;
    return { stage: `${meaning.name}(${argsText(self, rest, meaning.name)})`, input: first.value };
  }
  const given = e.args[0]?.value;
  if (
    meaning?.kind === "module" &&
    /\.preprocess_input$/.test(meaning.path) &&
    given &&
    self.kind(given) === "tensor"
  ) {
    // It scales values; the shape stays.
    const shape = bare(given).kind === "name" ? `, output_shape=${self.text(given)}.shape` : "";
    return { stage: `Lambda("preprocess_input"${shape})`, input: given };
  }
  if (meaning?.kind === "library") {
    const tensor = e.args.find((a) => a.name === "input_tensor");
    if (tensor && self.kind(tensor.value) === "tensor")
      return {
        stage: madeText(self, { ...e, args: e.args.filter((a) => a !== tensor) }),
        input: tensor.value,
      };
  }
  const declared = self.declaredOf(func);
  const bound = self.boundOf(func);
  if (declared && declared.gives !== "layer" && declared.kind === "block" && bound?.kind !== "layer") {
    const { tensors, rest } = split(e.args, declared);
    const named = rest.find((a) => a.name === "name")?.value;
    const takesName = declared.params.some((p) => p.name === "name");
    const label =
      named?.kind === "string" && !takesName ? labelFor(self, named.value, named.format) : undefined;
    const own = takesName ? rest : rest.filter((a) => a.name !== "name");
    const stage = `${label ? `${label}: ` : ""}${declared.net}(${callArgs(self, own, declared)})`;
    if (tensors.length === 1) return { stage, input: tensors[0]! };
    const items = { kind: "list" as const, from: e.from, to: e.to, items: tensors };
    return { stage, input: items };
  }
  if (self.kind(func) !== "layer" && bound?.kind !== "static") return undefined;
  const args = e.args.filter((a) => a.name !== "training" || a.value.kind === "word");
  const only = args[0];
  const single = only && !only.star && (!only.name || only.name === "inputs" || only.name === "x");
  if (single && args.length === 1) {
    // A list of tensors that has a name goes as it is.
    return { stage: layerText(self, func), input: only.value };
  }
  return undefined;
}

/** A layer that is called: its name, or how it is made. */
export function layerText(self: Expressions, func: Expr): string {
  const b = bare(func);
  if (b.kind === "call" && !stageLike(self, b)) return madeText(self, b);
  return self.text(b);
}

export function stageLike(self: Expressions, e: CallExpr): boolean {
  return self.kind(e) !== "layer";
}

/** How a layer or model is made, its name as a label where it can be one. */
export function madeText(self: Expressions, e: CallExpr): string {
  const meaning = self.meaning(e.func);
  const declared = self.declaredOf(e.func);
  const given = readsName(declared) ? undefined : nameArgument(e, declared);
  const named = given && bare(given.value);
  if (named?.kind === "string" && meaning?.kind !== "sequential" && meaning?.kind !== "model") {
    const label = labelFor(self, named.value, named.format);
    if (label) return `${label}: ${self.text({ ...e, args: e.args.filter((a) => a !== given) })}`;
  }
  return self.text(e);
}

export function labelFor(self: Expressions, value: string, format: boolean): string | undefined {
  if (format) {
    const plain = /^(?:[\w./-]|\{[A-Za-z_]\w*\})+$/.test(value);
    return plain ? JSON.stringify(value) : undefined;
  }
  if (!/^[A-Za-z_]\w*$/.test(value) || variableName(value) !== value) return undefined;
  const bound = self.scope.get(value);
  // A layer or tensor the file has under that name is no matter here, unless this body uses it.
  const elsewhere = bound !== undefined && bound.kind !== "static" && self.context.scope.own(value) === bound;
  if (self.labels.has(value) || (bound && !elsewhere) || self.context.isTaken(value)) return undefined;
  self.labels.add(value);
  return value;
}

/** A reshape that keeps the batch and leaves one axis open, as the layer that does it. */
function keptBatch(
  self: Expressions,
  call: CallExpr,
): { readonly stage: string; readonly input: Expr } | undefined {
  const meaning = self.meaning(call.func);
  const [input, target] = call.args.map((a) => bare(a.value));
  if (meaning?.kind !== "operation" || meaning.name !== "reshape" || !input || !target) return undefined;
  if (target.kind !== "list" && target.kind !== "tuple") return undefined;
  const [first, ...rest] = target.items;
  if (!first || self.kind(first) !== "batch" || !rest.some(isMinusOne)) return undefined;
  const sizes = rest.map((i) => self.text(i)).join(", ");
  return { stage: `Reshape((${sizes}${rest.length === 1 ? "," : ""}))`, input };
}
