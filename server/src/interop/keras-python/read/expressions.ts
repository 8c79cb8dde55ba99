// Says Python's expressions in Net, and what kind of value each is. It never decides which statements are kept.

import { callArgs, spreadOut } from "./arguments.ts";
import { partInput } from "./body-facts.ts";
import { callText, listText } from "./calls.ts";
import type { Context } from "./context.ts";
import type { Meaning } from "./keras-names.ts";
import { isTensorKind, Kinds } from "./kinds.ts";
import { madeText, pipeline, valueText } from "./pipelines.ts";
import { probedLayers } from "./probe.ts";
import { type Argument, bare, type CallExpr, type Clause, type Expr } from "./python-syntax.ts";
import { type Declared, type Scope, Unreadable } from "./scope.ts";
import { shapeItems, shapeSubscript, shapeText } from "./shapes.ts";
import type { Source, Stage } from "./steps.ts";

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

  override nested(scope: Scope): this {
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
        return callText(this, e);
      case "named":
        return valueText(this, e);
      case "lambda":
        throw new Unreadable("a function without a name", e);
      case "other":
        throw new Unreadable("code that is no expression of a model", e);
    }
  }

  /** `[layer.output for layer in base.layers]`, with a condition on names at most. */
  allOutputs(e: Extract<Expr, { kind: "comp" }>, clause: Clause): string {
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

  textIn(inner: this, e: Expr): string {
    try {
      return this.text(e);
    } catch {
      return inner.text(e);
    }
  }

  formatted(code: string): string | undefined {
    if (!/^[A-Za-z_]\w*$/.test(code)) return code;
    const bound = this.scope.get(code);
    return bound && bound.kind !== "data" ? bound.net : code;
  }

  nameText(e: Extract<Expr, { kind: "name" }>): string {
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

  meaningText(meaning: Meaning, e: Expr): string {
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

  attrText(e: Extract<Expr, { kind: "attr" }>): string {
    const meaning = this.meaning(e);
    if (meaning) return this.meaningText(meaning, e);
    const of = this.kind(e.value);
    if (e.name === "shape" && of === "tensor") return `${this.operand(e.value)}.shape`;
    if (e.name === "dtype" && of === "tensor") return `${this.operand(e.value)}.dtype`;
    if (of === "layer" && (e.name === "output" || e.name === "outputs")) return this.outputText(e.value);
    if (of === "layer" && e.name === "layers") throw new Unreadable("the layers of a model one by one", e);
    if (of === "layer" && e.name === "name") return `${this.text(e.value)}.name`;
    return this.context.placeholder(e);
  }

  /** The output of a layer inside a part: `base.get_layer("conv4").output` is `base.conv4`. */
  outputText(e: Expr): string {
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
  layerOutputs(part: Expr): readonly string[] | undefined {
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

  subText(e: Extract<Expr, { kind: "sub" }>): string {
    const of = this.kind(e.value);
    if (of === "data") return this.context.placeholder(e);
    if (of === "shape") return shapeSubscript(this, e);
    return `${this.operand(e.value)}[${e.index.map((i) => this.text(i)).join(", ")}]`;
  }

  /** A tensor or value as the left side of `.` or `[`. */
  operand(e: Expr): string {
    const b = bare(e);
    const simple = b.kind === "name" || b.kind === "attr" || b.kind === "sub" || b.kind === "list";
    const text = isTensorKind(this.kind(e)) ? valueText(this, b) : this.text(b);
    return simple || (b.kind === "call" && !text.includes("->")) ? text : `(${text})`;
  }

  /** The sizes of a shape without its batch, each as text; nothing where they cannot be told. */
  shapeItems(e: Expr): readonly string[] | undefined {
    return shapeItems(this, e);
  }

  /** The text of a shape, which has lost its batch axis. */
  shapeText(e: Expr): string {
    return shapeText(this, e);
  }

  listText(e: Expr): string {
    return listText(this, e);
  }

  /** The arguments of a block or model, the names of its enclosing function among them. */
  callArgs(args: readonly Argument[], declared: Declared): string {
    return callArgs(this, args, declared);
  }

  /** Arguments with `**` of a known dictionary written out. */
  spreadOut(args: readonly Argument[]): readonly Argument[] {
    return spreadOut(this, args);
  }

  /** A tensor as a value inside an expression; a pipeline has arrows. */
  valueText(e: Expr): string {
    return valueText(this, e);
  }

  /** An expression that gives a tensor, as a source and the layers after it. */
  pipeline(whole: Expr): { readonly source: Source; readonly stages: readonly Stage[] } {
    return pipeline(this, whole);
  }

  /** How a layer or model is made, its name as a label where it can be one. */
  madeText(e: CallExpr): string {
    return madeText(this, e);
  }
}

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
