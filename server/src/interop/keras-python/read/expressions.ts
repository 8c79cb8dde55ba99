// Says Python's expressions in Net, and what kind of value each is. It never decides which statements are kept.
import { findLayer } from "../../../layers/catalogue.ts";
import { partInput } from "./body-facts.ts";
import type { Context } from "./context.ts";
import { variableName } from "./context.ts";
import type { Meaning } from "./keras-names.ts";
import { builtins, isShapeFunction, isTensorKind, Kinds, listMethods, mathBuiltins } from "./kinds.ts";
import { probedLayers } from "./probe.ts";
import {
  type Argument,
  bare,
  type CallExpr,
  type Clause,
  type Expr,
  namesIn,
  walk,
} from "./python-syntax.ts";
import { type Declared, type Scope, Unreadable } from "./scope.ts";
import type { Source, Stage } from "./steps.ts";

/** Arguments that name functions or data: left out with a comment where they cannot be read. */
const optional =
  /initializer$|regularizer$|constraint$|^(?:vocabulary|idf_weights|weights|activation|recurrent_activation|mean|variance|mask|output_mode|standardize|split|seed|dtype|sparse|ragged|tensor|arguments)$/;
/** Arguments of older Kerases, without meaning today. */
const legacy = new Set([
  "batch_size",
  "implementation",
  "batch_input_shape",
  "batch_shape",
  "input_shape",
  "dim_ordering",
  "init",
  "autocast",
]);

/** Whether a path is of a function that draws random numbers. */
export const isRandom = (path: string): boolean =>
  /(?:^|\.)random\.|\.(?:random_normal|random_uniform|truncated_normal|random_binomial|random_bernoulli)$/.test(
    path,
  );

/** The names a text of Net reads. */
export function readsIn(text: string): readonly string[] {
  const names = new Set<string>();
  const without = text.replace(/(?<![A-Za-z_])(["'])(?:\\.|(?!\1).)*\1/g, '""');
  for (const match of without.matchAll(/(?<![\w.])([A-Za-z_]\w*)(?!\w|\s*=(?!=)|\s*:\s*["A-Z])/g))
    names.add(match[1]!);
  return [...names];
}

/** Makes a declaration of a model or function written inside an expression, and gives the text that makes one of it. */
export type Hoist = (e: CallExpr, wanted: string | undefined, self: Expressions) => string;

export class Expressions extends Kinds {
  /** Remarks on the statement that is being read, to be written before it. */
  remarks: string[] = [];
  /** Labels given in this body. */
  readonly labels = new Set<string>();
  readonly hoist: Hoist;

  constructor(context: Context, scope: Scope, hoist: Hoist) {
    super(context, scope);
    this.hoist = hoist;
  }

  protected override nested(scope: Scope): this {
    return new Expressions(this.context, scope, this.hoist) as this;
  }

  /** The text of an expression. Throws `Unreadable`. */
  text(e: Expr): string {
    const bound = this.boundOf(e);
    if (bound) {
      if (bound.kind === "data")
        return this.context.placeholder(bound.value ?? e, e.kind === "name" ? e.name : undefined);
      if (bound.kind === "batch") throw new Unreadable("the batch size is no value of the model", e);
      if (bound.value && bound.kind === "object") return this.text(bound.value);
      return bound.net;
    }
    switch (e.kind) {
      case "name":
        return this.nameText(e);
      case "attr":
        return this.attrText(e);
      case "string":
        return stringText(e.raw, e.value, e.format, (inner) => this.formatted(inner));
      case "number":
        return e.text;
      case "word":
        return e.word;
      case "paren":
        return `(${this.text(e.value)})`;
      case "list":
        return `[${e.items.map((i) => this.text(i)).join(", ")}]`;
      case "set":
        throw new Unreadable("a set", e);
      case "tuple":
        return e.items.length === 1
          ? `(${this.text(e.items[0]!)},)`
          : `(${e.items.map((i) => this.text(i)).join(", ")})`;
      case "dict":
        return `{${e.entries.map((x) => (x.key ? `${this.text(x.key)}: ${this.text(x.value)}` : `**${this.text(x.value)}`)).join(", ")}}`;
      case "star":
        return `*${this.text(e.value)}`;
      case "unary":
        return e.op === "not" ? `not ${this.text(e.value)}` : `${e.op}${this.text(e.value)}`;
      case "binary":
        return `${this.text(e.left)} ${e.op} ${this.text(e.right)}`;
      case "cond":
        return `${this.text(e.yes)} if ${this.text(e.test)} else ${this.text(e.other)}`;
      case "slice": {
        const [a, b, c] = e.parts;
        const side = (p: Expr | undefined): string => (p ? this.text(p) : "");
        return e.parts.length > 2 ? `${side(a)}:${side(b)}:${side(c)}` : `${side(a)}:${side(b)}`;
      }
      case "sub":
        return this.subText(e);
      case "comp": {
        const inner = this.inner(e.clauses);
        const all = e.clauses.find(
          (c) =>
            bare(c.iter).kind === "attr" &&
            this.kind(c.iter) === "layers" &&
            isTensorKind(inner.kind(e.element)),
        );
        if (all) return this.allOutputs(e, all);
        const clauses = e.clauses.map((c) => {
          const tests = c.tests.map((t) => ` if ${inner.text(t)}`).join("");
          return ` for ${c.targets.map((t) => inner.text(t)).join(", ")} in ${this.textIn(inner, c.iter)}${tests}`;
        });
        const element = isTensorKind(inner.kind(e.element))
          ? inner.valueText(e.element)
          : inner.text(e.element);
        return e.form === "list" ? `[${element}${clauses.join("")}]` : `${element}${clauses.join("")}`;
      }
      case "call":
        return this.callText(e);
      case "lambda":
        throw new Unreadable("a function without a name", e);
      case "other":
        throw new Unreadable("code that is no expression of a model", e);
    }
  }

  /** `[layer.output for layer in base.layers]`, with a condition on names at most. */
  private allOutputs(e: Extract<Expr, { kind: "comp" }>, clause: Clause): string {
    const iter = bare(clause.iter);
    const element = bare(e.element);
    const outputs = iter.kind === "attr" ? this.layerOutputs(iter.value) : undefined;
    const wanted = clause.tests.map((t) => {
      const b = bare(t);
      if (b.kind !== "binary" || b.op !== "in" || b.right.kind !== "attr" || b.right.name !== "name")
        return undefined;
      return b.left.kind === "string" ? b.left.value : undefined;
    });
    if (
      !outputs ||
      e.clauses.length > 1 ||
      element.kind !== "attr" ||
      element.name !== "output" ||
      wanted.includes(undefined)
    )
      throw new Unreadable("the output of every layer of a model", e);
    return `[${outputs.filter((o) => wanted.every((w) => o.split(".").at(-1)!.includes(w!))).join(", ")}]`;
  }

  private textIn(inner: this, e: Expr): string {
    try {
      return this.text(e);
    } catch {
      return inner.text(e);
    }
  }

  private formatted(code: string): string | undefined {
    if (!/^[A-Za-z_]\w*$/.test(code)) return code;
    const bound = this.scope.get(code);
    return bound && bound.kind !== "data" ? bound.net : code;
  }

  private nameText(e: Extract<Expr, { kind: "name" }>): string {
    const declared = this.context.declared.get(e.name);
    if (declared) {
      if (declared.kind === "none" || declared.kind === "steps")
        throw new Unreadable(`\`${e.name}\`, a function of Python`, e);
      return declared.net;
    }
    const meaning = this.meaning(e);
    if (!meaning || meaning.kind === "module") return this.context.placeholder(e, e.name);
    return this.meaningText(meaning, e);
  }

  private meaningText(meaning: Meaning, e: Expr): string {
    switch (meaning.kind) {
      case "layer":
      case "layer-function":
      case "library":
      case "object":
        return meaning.name;
      case "activation":
        return meaning.name;
      case "operation":
        return `ops.${meaning.name}`;
      case "input":
      case "input-layer":
      case "model":
      case "sequential":
      case "unknown-layer":
      case "application":
        throw new Unreadable(`\`${this.context.text(e)}\` as a value`, e);
      case "module": {
        const last = meaning.path.slice(meaning.path.lastIndexOf(".") + 1);
        if (/\.(?:float16|float32|float64|bfloat16|u?int\d+|bool|string)$/.test(meaning.path))
          return JSON.stringify(last);
        if (last === "pi") return "3.141592653589793";
        if (last === "newaxis") return "None";
        return this.context.placeholder(e);
      }
    }
  }

  private attrText(e: Extract<Expr, { kind: "attr" }>): string {
    const meaning = this.meaning(e);
    if (meaning) return this.meaningText(meaning, e);
    const of = this.kind(e.value);
    if (e.name === "shape" && of === "tensor") return `${this.operand(e.value)}.shape`;
    if (e.name === "dtype" && of === "tensor") return `${this.operand(e.value)}.dtype`;
    if (of === "layer" && (e.name === "output" || e.name === "outputs")) return this.outputText(e.value);
    if (of === "layer" && e.name === "layers") return `${this.text(e.value)}.layers`;
    if (of === "layer" && e.name === "name") return `${this.text(e.value)}.name`;
    return this.context.placeholder(e);
  }

  /** The output of a layer inside a part: `base.get_layer("conv4").output` is `base.conv4`. */
  private outputText(e: Expr): string {
    const of = bare(e);
    if (of.kind === "call" && of.func.kind === "attr" && of.func.name === "get_layer") {
      const name = of.args.find((a) => !a.name || a.name === "name")?.value;
      const base = this.text(of.func.value);
      const bound = name?.kind === "name" ? this.scope.get(name.name) : undefined;
      const literal = bound?.literal ?? bound?.value ?? name;
      if (literal?.kind === "string" && /^[A-Za-z_]\w*$/.test(literal.value))
        return `${base}.${literal.value}`;
      throw new Unreadable("a layer that is found when the code runs", e);
    }
    if (of.kind === "name" || of.kind === "attr") return this.text(of);
    const at = of.kind === "sub" ? of.index[0] : undefined;
    if (of.kind === "sub" && of.value.kind === "attr" && of.value.name === "layers" && at) {
      const place = Number(this.context.text(at).replace(/\s+/g, ""));
      const found = this.layerOutputs(of.value.value)?.at(place);
      if (found) return found;
    }
    throw new Unreadable("the output of a layer found by its place", e);
  }

  /** The outputs of all layers of a part, in the order of Keras's `layers`. */
  private layerOutputs(part: Expr): readonly string[] | undefined {
    const bound = this.boundOf(bare(part));
    if (!bound?.making) return undefined;
    const made = bound.making;
    const names = probedLayers(this.context, made, partInput(made, this) || ": [?, ?, 3]");
    if (!names) return undefined;
    const label = bound.net.replace(/:.*/s, "");
    const own = this.context.sequentials.has(/^\w+/.exec(made)?.[0] ?? "");
    // The input is the outer model's own.
    return (own ? names.slice(1) : names).map((n, i) => (i === 0 && !own ? "inputs" : `${label}.${n}`));
  }

  private subText(e: Extract<Expr, { kind: "sub" }>): string {
    const of = this.kind(e.value);
    if (of === "data") return this.context.placeholder(e);
    if (of === "shape") return this.shapeSubscript(e);
    return `${this.operand(e.value)}[${e.index.map((i) => this.text(i)).join(", ")}]`;
  }

  /** Net's shapes have no batch axis: `x.shape[1]` is `x.shape[0]`. */
  private shapeSubscript(e: Extract<Expr, { kind: "sub" }>): string {
    const base = this.shapeText(e.value);
    const index = e.index[0];
    if (!index || e.index.length > 1) throw new Unreadable("this part of a shape", e);
    if (index.kind === "slice") {
      const [start, stop] = index.parts;
      const from = start ? shifted(start) : "batch";
      const to = stop ? shifted(stop) : "";
      if (
        from === undefined ||
        to === undefined ||
        from === "batch" ||
        to === "batch" ||
        index.parts.length > 2
      )
        throw new Unreadable("a shape with the batch size in it", e);
      if (from === "0" && to === "") return base;
      return `${base}[${from === "0" ? "" : from}:${to}]`;
    }
    const at = shifted(index);
    if (at === undefined) return `${base}[${this.text(index)} - 1]`;
    if (at === "batch") throw new Unreadable("the batch size is no value of the model", e);
    return `${base}[${at}]`;
  }

  /** The text of a shape, which has lost its batch axis. */
  shapeText(e: Expr): string {
    const b = bare(e);
    if (b.kind === "call") return `${this.operand(b.args[0]!.value)}.shape`;
    return this.text(b);
  }

  /** A tensor or value as the left side of `.` or `[`. */
  private operand(e: Expr): string {
    const b = bare(e);
    const simple = b.kind === "name" || b.kind === "attr" || b.kind === "sub" || b.kind === "list";
    const text = isTensorKind(this.kind(e)) ? this.valueText(b) : this.text(b);
    return simple || (b.kind === "call" && !text.includes("->")) ? text : `(${text})`;
  }

  /** A tensor as a value inside an expression; a pipeline has arrows. */
  valueText(e: Expr): string {
    const { source, stages } = this.pipeline(e);
    const start = source.kind === "value" ? source.name : source.text;
    return [start, ...stages.map((s) => s.text)].join(" -> ");
  }

  /** A tensor as an operand: a pipeline in parentheses. */
  private tensorOperand(e: Expr): string {
    const text = this.valueText(e);
    return text.includes(" -> ") ? `(${text})` : text;
  }

  /** An expression that gives a tensor, as a source and the layers after it. */
  pipeline(whole: Expr): { readonly source: Source; readonly stages: readonly Stage[] } {
    const stages: Stage[] = [];
    let e = bare(whole);
    for (;;) {
      const weight = e.kind === "call" ? this.spreadWeight(e) : undefined;
      if (weight) e = weight;
      const step = e.kind === "call" ? this.stageOf(e) : undefined;
      if (!step) break;
      stages.unshift({ text: step.stage, reads: readsIn(step.stage) });
      e = bare(step.input);
    }
    return { source: this.sourceOf(e), stages };
  }

  /** `tf.repeat(self.token, batch, axis=0)`: a weight for each sample of a batch, as Net has it anyway. */
  private spreadWeight(e: CallExpr): Expr | undefined {
    const meaning = this.meaning(e.func);
    const [first, ...rest] = e.args.map((a) => bare(a.value));
    if (meaning?.kind !== "operation" || !/^(?:repeat|tile|broadcast_to)$/.test(meaning.name) || !first)
      return undefined;
    let batch = false;
    for (const r of rest) {
      walk(r, (x) => {
        if (this.kind(x) === "batch") batch = true;
        return !batch;
      });
    }
    return batch && this.boundOf(first)?.weight ? first : undefined;
  }

  private sourceOf(e: Expr): Source {
    const bound = this.boundOf(e);
    if (bound?.kind === "tensor" && /^[A-Za-z_$][\w$]*$/.test(bound.net))
      return { kind: "value", name: bound.net };
    if (e.kind === "attr" && /^outputs?$/.test(e.name) && this.kind(e.value) === "layer") {
      const text = this.text(e);
      if (/^\w+$/.test(text)) return { kind: "value", name: text };
    }
    const text =
      e.kind === "list" || e.kind === "tuple"
        ? `[${e.items.map((i) => (isTensorKind(this.kind(i)) ? this.valueText(i) : this.text(i))).join(", ")}]`
        : this.tensorText(e);
    return { kind: "text", text, reads: readsIn(text) };
  }

  /** The text of a tensor expression that is no pipeline. */
  private tensorText(e: Expr): string {
    if (e.kind === "binary") {
      const side = (x: Expr): string => (isTensorKind(this.kind(x)) ? this.tensorOperand(x) : this.text(x));
      const wrap = (x: Expr): string =>
        bare(x) !== x ? `(${side(bare(x)).replace(/^\((.*)\)$/, "$1")})` : side(x);
      return `${wrap(e.left)} ${e.op} ${wrap(e.right)}`;
    }
    if (e.kind === "unary") return `${e.op}${this.tensorOperand(e.value)}`;
    if (e.kind === "cond")
      return `(${this.valueText(e.yes)}) if ${this.text(e.test)} else (${this.valueText(e.other)})`;
    return this.text(e);
  }

  /** A call as one stage of a pipeline, with what flows into it. */
  private stageOf(e: CallExpr): { readonly stage: string; readonly input: Expr } | undefined {
    const func = bare(e.func);
    const meaning = this.meaning(func);
    if (meaning?.kind === "layer-function") {
      const [first, ...rest] = e.args;
      if (!first || first.name) return undefined;
      return { stage: `${meaning.name}(${this.argsText(rest, meaning.name)})`, input: first.value };
    }
    const given = e.args[0]?.value;
    if (
      meaning?.kind === "module" &&
      /\.preprocess_input$/.test(meaning.path) &&
      given &&
      this.kind(given) === "tensor"
    ) {
      // It scales values; the shape stays.
      const shape = bare(given).kind === "name" ? `, output_shape=${this.text(given)}.shape` : "";
      return { stage: `Lambda("preprocess_input"${shape})`, input: given };
    }
    if (meaning?.kind === "library") {
      const tensor = e.args.find((a) => a.name === "input_tensor");
      if (tensor && this.kind(tensor.value) === "tensor")
        return {
          stage: this.madeText({ ...e, args: e.args.filter((a) => a !== tensor) }),
          input: tensor.value,
        };
    }
    const declared = this.declaredOf(func);
    const bound = this.boundOf(func);
    if (declared && declared.gives !== "layer" && declared.kind === "block" && bound?.kind !== "layer") {
      const { tensors, rest } = this.split(e.args, declared);
      const named = rest.find((a) => a.name === "name")?.value;
      const takesName = declared.params.some((p) => p.name === "name");
      const label =
        named?.kind === "string" && !takesName ? this.labelFor(named.value, named.format) : undefined;
      const own = takesName ? rest : rest.filter((a) => a.name !== "name");
      const stage = `${label ? `${label}: ` : ""}${declared.net}(${this.callArgs(own, declared)})`;
      if (tensors.length === 1) return { stage, input: tensors[0]! };
      const items = { kind: "list" as const, from: e.from, to: e.to, items: tensors };
      return { stage, input: items };
    }
    if (this.kind(func) !== "layer" && bound?.kind !== "static") return undefined;
    const args = e.args.filter((a) => a.name !== "training" || a.value.kind === "word");
    const only = args[0];
    const single = only && !only.star && (!only.name || only.name === "inputs" || only.name === "x");
    if (single && args.length === 1) {
      // A list of tensors that has a name goes as it is.
      return { stage: this.layerText(func), input: only.value };
    }
    return undefined;
  }

  /** Arguments of a call of a function of the file: its tensors in order, and the rest. */
  private split(
    args: readonly Argument[],
    declared: Declared,
  ): { readonly tensors: readonly Expr[]; readonly rest: readonly Argument[] } {
    const byName = new Map<string, Expr>();
    const rest: Argument[] = [];
    let position = 0;
    for (const arg of args) {
      const name = arg.name ?? (arg.star ? undefined : declared.params[position++]?.name);
      if (name !== undefined && declared.inputs.includes(name)) byName.set(name, arg.value);
      else if (name === "training") continue;
      else rest.push(arg);
    }
    return { tensors: declared.inputs.flatMap((n) => (byName.has(n) ? [byName.get(n)!] : [])), rest };
  }

  /** The arguments of a block or model, the names of its enclosing function among them. */
  callArgs(args: readonly Argument[], declared: Declared): string {
    let at = 0;
    const own = this.spreadOut(args)
      .filter((a) => {
        const name = a.name ?? (a.star ? undefined : declared.params[at++]?.name);
        return declared.kind !== "model" || name === undefined || !declared.idle?.has(name);
      })
      .filter((a) => !isLayerArgument(a, declared))
      .filter((a) => a.name !== "training" && a.name !== "dtype")
      .map((a) => {
        const kind = this.kind(a.value);
        const text = isTensorKind(kind) ? this.valueText(a.value) : this.text(a.value);
        return `${a.name ? `${variableName(a.name)}=` : (a.star ?? "")}${text}`;
      });
    const captured = declared.captured.map(
      (name) => `${variableName(name)}=${this.scope.get(name)?.net ?? name}`,
    );
    return [...own, ...captured].join(", ");
  }

  /** A layer that is called: its name, or how it is made. */
  private layerText(func: Expr): string {
    const b = bare(func);
    if (b.kind === "call" && !this.stageLike(b)) return this.madeText(b);
    return this.text(b);
  }

  private stageLike(e: CallExpr): boolean {
    return this.kind(e) !== "layer";
  }

  /** How a layer or model is made, its name as a label where it can be one. */
  madeText(e: CallExpr): string {
    const named = e.args.find((a) => a.name === "name")?.value;
    const meaning = this.meaning(e.func);
    const declared = this.declaredOf(e.func);
    const takesName = declared?.params.some((p) => p.name === "name") ?? false;
    if (
      named?.kind === "string" &&
      !takesName &&
      meaning?.kind !== "sequential" &&
      meaning?.kind !== "model"
    ) {
      const label = this.labelFor(named.value, named.format);
      if (label) return `${label}: ${this.text({ ...e, args: e.args.filter((a) => a.name !== "name") })}`;
    }
    return this.text(e);
  }

  private labelFor(value: string, format: boolean): string | undefined {
    if (format) {
      const plain = /^(?:[\w./-]|\{[A-Za-z_]\w*\})+$/.test(value);
      return plain ? JSON.stringify(value) : undefined;
    }
    if (!/^[A-Za-z_]\w*$/.test(value) || variableName(value) !== value) return undefined;
    const bound = this.scope.get(value);
    // A layer or tensor the file has under that name is no matter here, unless this body uses it.
    const elsewhere =
      bound !== undefined && bound.kind !== "static" && this.context.scope.own(value) === bound;
    if (this.labels.has(value) || (bound && !elsewhere) || this.context.isTaken(value)) return undefined;
    this.labels.add(value);
    return value;
  }

  private callText(e: CallExpr): string {
    const func = bare(e.func);
    const meaning = this.meaning(func);
    if (meaning?.kind === "module" && this.stageOf(e)) return this.valueText(e);
    if (meaning) return this.meaningCall(meaning, e);
    const declared = this.declaredOf(func);
    const bound = this.boundOf(func);
    if (declared && bound?.kind !== "layer") {
      if (declared.kind === "none" || declared.kind === "steps")
        throw new Unreadable(`\`${this.context.text(e)}\`, a function of Python`, e);
      if (declared.gives !== "layer" && declared.inputs.length > 0) return this.valueText(e);
      return `${declared.net}(${this.callArgs(e.args, declared)})`;
    }
    if (this.kind(func) === "layer") {
      if (this.stageOf(e)) return this.valueText(e);
      // Several tensors, or arguments of the call: as Keras writes it.
      const instance = declared ?? (func.kind === "call" ? this.declaredOf(func.func) : undefined);
      const args =
        instance && instance.inputs.length > 0 ? this.instanceArgs(e, instance) : this.tensorArgs(e.args);
      return `${this.layerText(func)}(${args})`;
    }
    if (func.kind === "name" && builtins.has(func.name) && !bound) {
      if (func.name === "len" && e.args[0] && this.kind(e.args[0].value) === "shape")
        return `(len(${this.shapeText(e.args[0].value)}) + 1)`;
      if (e.args.some((a) => this.kind(a.value) === "data")) return this.context.placeholder(e);
      return `${func.name}(${this.plainArgs(e.args)})`;
    }
    if (func.kind === "attr" && listMethods.has(func.name) && this.kind(func.value) !== "data")
      return `${this.operand(func.value)}.${func.name}(${this.plainArgs(e.args)})`;
    if (func.kind === "attr" && func.name === "pop" && this.kind(func.value) !== "data")
      return `${this.operand(func.value)}.pop(${this.plainArgs(e.args)})`;
    if (bound?.kind === "static") {
      if (this.stageOf(e) && e.args.some((a) => isTensorKind(this.kind(a.value)))) return this.valueText(e);
      return `${bound.net}(${this.tensorArgs(e.args)})`;
    }
    return this.context.placeholder(e);
  }

  private instanceArgs(e: CallExpr, instance: Declared): string {
    const byPosition = e.args.filter((a) => !a.name).map((a) => a.value);
    const names = instance.inputs;
    const tensors = names.flatMap((n, i) => {
      const given = byPosition[i] ?? e.args.find((a) => a.name === n)?.value;
      return given ? [this.valueText(given)] : [];
    });
    return tensors.join(", ");
  }

  private tensorArgs(args: readonly Argument[]): string {
    const readable = args.filter((a) => {
      const data = a.name !== undefined && this.kind(a.value) === "data";
      if (data && a.name !== "training") this.leftOut(a, a.value);
      return !data;
    });
    return readable
      .filter((a) => a.name !== "training" || a.value.kind === "word")
      .map((a) => {
        const kind = this.kind(a.value);
        const text = isTensorKind(kind) ? this.listText(a.value) : this.text(a.value);
        return `${a.name ? `${a.name}=` : (a.star ?? "")}${text}`;
      })
      .join(", ");
  }

  private listText(e: Expr): string {
    const b = bare(e);
    if (b.kind === "list" || b.kind === "tuple") return this.sourceTextOf(b);
    return this.valueText(b);
  }

  private sourceTextOf(e: Expr): string {
    const source = this.sourceOf(e);
    return source.kind === "value" ? source.name : source.text;
  }

  private plainArgs(args: readonly Argument[]): string {
    return args
      .map((a) => {
        const text = isTensorKind(this.kind(a.value))
          ? this.listText(a.value)
          : this.kind(a.value) === "shape"
            ? this.shapeText(a.value)
            : this.text(a.value);
        return `${a.name ? `${a.name}=` : (a.star ?? "")}${text}`;
      })
      .join(", ");
  }

  private meaningCall(meaning: Meaning, e: CallExpr): string {
    switch (meaning.kind) {
      case "layer":
        if (meaning.name === "Lambda") return this.hoist(e, undefined, this);
        return `${meaning.name}(${this.argsText(e.args, meaning.name)})`;
      case "layer-function":
        return e.args[0] && !e.args[0].name
          ? this.valueText(e)
          : `${meaning.name}(${this.argsText(e.args, meaning.name)})`;
      case "library":
        if (e.args.some((a) => a.name === "input_tensor")) {
          const without = e.args.filter((a) => a.name !== "input_tensor");
          return `${meaning.name}(${this.argsText(without, undefined)})`;
        }
        return `${meaning.name}(${this.argsText(e.args, undefined)})`;
      case "application":
      case "unknown-layer":
        this.remarks.push(
          `fill in: \`${meaning.name}\` is not known here; declare it, or state its output with output_shape=(…)`,
        );
        this.context.note(`\`${meaning.name}\` is not known; an opaque layer stands for it`, e.from);
        return `Lambda("${meaning.name}")`;
      case "model":
      case "sequential":
        return this.hoist(e, undefined, this);
      case "input":
      case "input-layer":
        throw new Unreadable("an input inside an expression", e);
      case "object":
        return this.objectText(meaning.name, e);
      case "activation":
      case "operation":
        return this.operationText(meaning, e);
      case "module":
        return this.moduleCall(meaning.path, e);
    }
  }

  private objectText(name: string, e: CallExpr): string {
    const args = e.args.flatMap((a) => {
      try {
        if (
          this.kind(a.value) === "data" &&
          (bare(a.value).kind !== "name" || this.context.arrays.has(a.value.from))
        )
          throw new Unreadable("a value of the run", a.value);
        if (a.name === "decay") throw new Unreadable("an argument of older optimizers", a.value);
        const key = a.name === "lr" ? "learning_rate" : a.name;
        return [`${key ? `${key}=` : (a.star ?? "")}${this.text(a.value)}`];
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.leftOut(a, e);
        return [];
      }
    });
    return `${name}(${args.join(", ")})`;
  }

  private operationText(meaning: Meaning & { readonly name: string }, e: CallExpr): string {
    const [first] = e.args;
    if (first && this.isPlainMath(meaning, e))
      return meaning.name === "cast" ? this.text(first.value) : `${meaning.name}(${this.text(first.value)})`;
    const shapeAt = /^(?:reshape|broadcast_to|tile)$/.test(meaning.name) ? 1 : -1;
    const flipped = (side: string): boolean =>
      e.args.some((a) => a.name === `transpose_${side}` && this.context.text(a.value) === "True");
    const own =
      meaning.name === "matmul" ? e.args.filter((a) => !/^transpose_[ab]$/.test(a.name ?? "")) : e.args;
    const args = own.map((a, i) => {
      const kind = this.kind(a.value);
      if (meaning.name === "matmul" && flipped(i === 0 ? "a" : "b"))
        return `ops.swapaxes(${this.listText(a.value)}, -1, -2)`;
      const isShape = i === shapeAt || a.name === "newshape" || a.name === "shape" || a.name === "repeats";
      const text =
        meaning.name === "reshape" && isShape
          ? this.reshapeTarget(a.value)
          : isTensorKind(kind)
            ? this.listText(a.value)
            : this.text(a.value);
      return `${a.name ? `${renamedArgument(a.name, meaning.name)}=` : (a.star ?? "")}${text}`;
    });
    if (meaning.kind === "activation" && !first) return meaning.name;
    return `ops.${meaning.name}(${args.join(", ")})`;
  }

  /** `(batch_size, n, d)` of a reshape: the batch is what is left. */
  private reshapeTarget(e: Expr): string {
    const b = bare(e);
    if (b.kind !== "list" && b.kind !== "tuple") return this.text(b);
    const batch = b.items.filter((i) => this.kind(i) === "batch");
    const open = b.items.some((i) => this.isMinusOne(i));
    if (batch.length > 0 && open) {
      // The batch stays, `-1` is found from the rest: as the layer Reshape does it.
      throw new Unreadable("a reshape with the batch size and an open axis", e);
    }
    const items = b.items.map((i) => (this.kind(i) === "batch" ? "-1" : this.text(i)));
    return `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
  }

  private isMinusOne(e: Expr): boolean {
    return e.kind === "unary" && e.op === "-" && e.value.kind === "number" && e.value.text === "1";
  }

  /** A reshape that keeps the batch and leaves one axis open, as the layer that does it. */
  reshapeLayer(e: Expr): { readonly source: Source; readonly stages: readonly Stage[] } | undefined {
    const call = bare(e);
    if (call.kind !== "call") return undefined;
    const meaning = this.meaning(call.func);
    const [input, target] = call.args.map((a) => bare(a.value));
    if (meaning?.kind !== "operation" || meaning.name !== "reshape" || !input || !target) return undefined;
    if (target.kind !== "list" && target.kind !== "tuple") return undefined;
    const [first, ...rest] = target.items;
    if (!first || this.kind(first) !== "batch" || !rest.some((i) => this.isMinusOne(i))) return undefined;
    const text = `Reshape((${rest.map((i) => this.text(i)).join(", ")}${rest.length === 1 ? "," : ""}))`;
    const { source, stages } = this.pipeline(input);
    return { source, stages: [...stages, { text, reads: readsIn(text) }] };
  }

  private moduleCall(path: string, e: CallExpr): string {
    if (isShapeFunction(path) && e.args[0] && this.kind(e.args[0].value) === "tensor")
      return `${this.operand(e.args[0].value)}.shape`;
    const last = path.slice(path.lastIndexOf(".") + 1);
    if (/^keras\.(?:backend|config)\.epsilon$/.test(path)) return "1e-07";
    if (/^keras\.(?:backend|config)\.image_data_format$/.test(path)) return '"channels_last"';
    if (/^keras\.(?:backend|config)\.floatx$/.test(path)) return '"float32"';
    if (path === "numpy.linspace" && e.args.length === 3) {
      const [from, to, n] = e.args.map((a) => this.text(a.value));
      return `[${from} + (${to} - ${from}) * step / max(${n} - 1, 1) for step in range(${n})]`;
    }
    if (isRandom(path)) throw new Unreadable("random numbers", e);
    if (
      /^(?:math|numpy)\./.test(path) &&
      mathBuiltins.has(last) &&
      e.args.every((a) => this.kind(a.value) === "static")
    )
      return `${last}(${this.plainArgs(e.args)})`;
    if (e.args.some((a) => isTensorKind(this.kind(a.value))))
      throw new Unreadable(`\`${path}\`, which Net does not have`, e);
    return this.context.placeholder(e);
  }

  /** Arguments of a layer; those that cannot be read are left out with a remark. */
  argsText(args: readonly Argument[], layer: string | undefined): string {
    const definition = layer === undefined ? undefined : findLayer(layer);
    const known = definition ? new Set(Object.keys(definition.parameters)) : undefined;
    return args
      .flatMap((a): readonly string[] => {
        if (a.name === "input_length") return [];
        // A state for each sample needs a batch of a fixed size, and Net's inputs have none.
        if (a.name === "stateful" && this.context.text(a.value) !== "False") {
          this.leftOut(a, a.value);
          return [];
        }
        if (a.name && legacy.has(a.name) && layer !== undefined && !known?.has(a.name)) return [];
        if (a.name === "input_dim" && known && !known.has("input_dim")) return [];
        if (a.name === "weights" && layer !== undefined) {
          this.leftOut(a, a.value);
          return [];
        }
        const prefix = a.name ? `${a.name}=` : (a.star ?? "");
        try {
          const spread = a.star === "**" ? this.dictionary(a.value) : undefined;
          if (spread) return [this.argsText(spread, layer)].filter((t) => t !== "");
          if (a.star === "**") throw new Unreadable("arguments gathered elsewhere", a.value);
          if (a.name && optional.test(a.name) && this.isForeign(a.value))
            throw new Unreadable("a function or data", a.value);
          const text = this.argumentText(a.value);
          return [`${prefix}${text}`];
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          this.leftOut(a, a.value);
          return [];
        }
      })
      .join(", ");
  }

  /** Arguments with `**` of a known dictionary written out. */
  spreadOut(args: readonly Argument[]): readonly Argument[] {
    return args.flatMap((a) => (a.star === "**" ? (this.dictionary(a.value) ?? [a]) : [a]));
  }

  /** The entries of a dictionary literal as arguments. */
  private dictionary(e: Expr): readonly Argument[] | undefined {
    const bound = this.boundOf(bare(e));
    const dict = bound?.literal ? bare(bound.literal) : bare(e);
    if (
      dict.kind === "call" &&
      dict.func.kind === "name" &&
      dict.func.name === "dict" &&
      dict.args.every((a) => a.name)
    )
      return dict.args;
    if (dict.kind !== "dict") return undefined;
    const entries = dict.entries.flatMap(({ key, value }) =>
      key?.kind === "string" ? [{ name: key.value, value }] : [],
    );
    return entries.length === dict.entries.length ? entries : undefined;
  }

  private argumentText(value: Expr): string {
    const b = bare(value);
    const meaning = this.meaning(b);
    if (meaning?.kind === "operation" || meaning?.kind === "activation")
      return JSON.stringify(meaning.name.replace(/^nn\./, ""));
    if (b.kind === "call" && this.meaning(b.func)?.kind === "operation" && this.kind(b) !== "tensor")
      throw new Unreadable("a computed value", b);
    return this.text(value);
  }

  /** Whether a value is a function, data, or an object of a class of the file. */
  private isForeign(value: Expr): boolean {
    const b = bare(value);
    if (this.kind(b) === "data" || b.kind === "lambda") return true;
    const declared = this.declaredOf(b.kind === "call" ? b.func : b);
    if (declared && declared.kind !== "model") return true;
    let data = false;
    walk(b, (x) => {
      if (x !== b && x.kind === "call" && this.kind(x) === "data") data = true;
      if (x.kind === "name" && this.scope.get(x.name)?.kind === "data") data = true;
      return !data;
    });
    return data;
  }

  private leftOut(a: Argument, at: Expr): void {
    const text = `${a.name ? `${a.name}=` : ""}${this.context.text(a.value)}`;
    const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
    this.remarks.push(`left out: ${short}`);
    this.context.note(`\`${short}\` is left out`, at.from);
  }

  /** The sizes of a shape without its batch, each as text; nothing where they cannot be told. */
  shapeItems(e: Expr): readonly string[] | undefined {
    const b = bare(e);
    const size = (x: Expr): string | undefined => {
      if (x.kind === "word" && x.word === "None") return "?";
      if (x.kind === "star") return undefined;
      if (this.kind(x) === "data") {
        const bound = x.kind === "name" ? this.scope.get(x.name) : undefined;
        return bound?.kind === "data" || x.kind !== "name" ? this.openSize(x) : this.openSize(x);
      }
      try {
        return this.sizeText(x);
      } catch {
        return this.openSize(x);
      }
    };
    if (b.kind === "list" || b.kind === "tuple") {
      const items: string[] = [];
      for (const item of b.items) {
        if (item.kind === "star") {
          const inner = this.shapeItems(item.value);
          if (!inner) return undefined;
          items.push(...inner);
        } else items.push(size(item)!);
      }
      return items;
    }
    if (b.kind === "binary" && b.op === "+") {
      const [left, right] = [this.shapeItems(b.left), this.shapeItems(b.right)];
      return left && right ? [...left, ...right] : undefined;
    }
    if (b.kind === "binary" && b.op === "*") return undefined;
    if (b.kind === "sub" && b.index[0]?.kind === "slice") {
      const items = this.shapeItems(b.value);
      const [from, to] = b.index[0].parts.map((p) => (p ? Number(this.context.text(p)) : undefined));
      if (!items || Number.isNaN(from) || Number.isNaN(to))
        return this.kind(b.value) === "shape" ? undefined : undefined;
      return items.slice(from, to);
    }
    if (b.kind === "name" || b.kind === "attr") {
      const bound = this.boundOf(b);
      if (bound?.literal) {
        const literal = bare(bound.literal);
        if (literal.kind === "tuple" || literal.kind === "list" || literal.kind === "binary") {
          const named = [...namesIn(literal)].some((n) => this.scope.get(n)?.kind === "data");
          if (!named) return this.shapeItems(literal);
        }
        if (literal.kind === "number") return [this.sizeText(b)];
      }
      if (bound?.rank !== undefined)
        return Array.from({ length: bound.rank }, (_, i) => `${bound.net}[${i}]`);
      return undefined;
    }
    if (
      b.kind === "call" &&
      b.func.kind === "name" &&
      (b.func.name === "tuple" || b.func.name === "list") &&
      b.args[0]
    )
      return this.shapeItems(b.args[0].value);
    if (b.kind === "number") return [b.text];
    return undefined;
  }

  /** A size; a bare name would be a new one there, whatever the file calls so. */
  private sizeText(e: Expr): string {
    const text = this.text(e);
    if (!/^[A-Za-z_]\w*$/.test(text)) return text;
    const bound = this.boundOf(e);
    if (!bound || this.context.scope.own(e.kind === "name" ? e.name : "") !== bound) return text;
    const literal = bound.literal ? bare(bound.literal) : undefined;
    return literal?.kind === "number" ? literal.text : `+${text}`;
  }

  /** A size only the data knows, as a symbolic dimension. */
  private openSize(e: Expr): string {
    const words = (this.context.text(e).match(/[A-Za-z_]\w*|\d+/g) ?? ["size"]).filter((w) => w !== "shape");
    const name = words.join("_").slice(0, 30);
    if (name !== this.context.text(e)) this.remarks.push(`fill in: ${name} is ${this.context.text(e)}`);
    this.context.note(
      `the size \`${this.context.text(e)}\` is known only when the code runs; it is left open as \`${name}\``,
      e.from,
    );
    return /^[A-Za-z_]/.test(name) ? name : `size_${name}`;
  }
}

/** `dtype=` and the like, which a class hands on to Keras's layer by `**kwargs`. */
const isLayerArgument = (a: Argument, declared: Declared): boolean =>
  declared.node?.kind === "class" &&
  a.name !== undefined &&
  a.name !== "name" &&
  a.name !== "trainable" &&
  !declared.params.some((p) => p.name === a.name);

/** An index into a shape with a batch as the text of one without; nothing where it is no number. */
function shifted(e: Expr): string | "batch" | undefined {
  if (e.kind === "number" && /^\d+$/.test(e.text))
    return e.text === "0" ? "batch" : String(Number(e.text) - 1);
  if (e.kind === "unary" && e.op === "-" && e.value.kind === "number") return `-${e.value.text}`;
  return undefined;
}

const renamedArgument = (name: string, operation: string): string => {
  if (operation === "reshape" && name === "shape") return "newshape";
  if (name === "keep_dims") return "keepdims";
  if (operation === "arange" && name === "limit") return "stop";
  if (operation === "arange" && name === "delta") return "step";
  if (operation === "transpose" && name === "perm") return "axes";
  return name;
};

/** A string with double quotes; the names of an f-string as Net has them. */
function stringText(
  raw: string,
  value: string,
  format: boolean,
  rename: (code: string) => string | undefined,
): string {
  if (!format) return JSON.stringify(value);
  const text = value.replace(
    /\{([^{}:!]+)([^{}]*)\}/g,
    (_, code: string, rest: string) => `{${rename(code.trim()) ?? code}${rest}}`,
  );
  return /"/.test(text) ? raw : `f${JSON.stringify(text).replace(/\\\\/g, "\\")}`;
}
