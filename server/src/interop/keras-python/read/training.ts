// Collects what trains each model of a script, in the order of the file, and writes it as `training` sections. Data, plots
// and callbacks of the file's own are left out.
import type { Context } from "./context.ts";
import { rewriteParts } from "./data-flow.ts";
import type { Declarations } from "./declarations.ts";
import { Expressions } from "./expressions.ts";
import {
  bare,
  boundNames,
  type CallExpr,
  type Expr,
  expressionsOf,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { type Bound, type Declared, type Scope, Unreadable } from "./scope.ts";
import { statement, test } from "./training-lines.ts";
import { selector, target } from "./training-parts.ts";
import { commentLine, saidAgain } from "./write-steps.ts";

/** A model of the script: what it is called in Python, and how it is made in Net. */
export interface Instance {
  readonly name: string;
  readonly bound: Bound;
  readonly declared: Declared | undefined;
  readonly call: CallExpr | undefined;
  /** Names of its parts in Python, as they are called in its body. */
  readonly parts: Map<string, string>;
  /** Keras's `layers` of a Sequential leave its input out; Net's do not. */
  readonly sequential: boolean;
  readonly lines: string[];
  /** Where the model is made, and where its section stands. */
  readonly made: number;
  at: number;
  /** The name of its section, where the script has one. */
  section?: string | undefined;
  /** Comments above its section. */
  about?: readonly string[] | undefined;
  /** The model it is a part of and is trained with. */
  host?: Instance | undefined;
}

/** A flag that waits for the model it belongs to. */
interface Waiting {
  readonly statement: Stmt;
  readonly scope: Scope;
  readonly root: string;
  /** The model its name stood for then, if it was one. */
  readonly self?: Instance | undefined;
}

export const trainingCall = /^(?:compile|fit|fit_generator|train_on_batch|enable_lora|quantize)$/;

export class Trainings {
  readonly context: Context;
  readonly declarations: Declarations;
  readonly instances: Instance[] = [];
  waiting: Waiting[] = [];

  constructor(context: Context, declarations: Declarations) {
    this.context = context;
    this.declarations = declarations;
  }

  /** A model made at file level, from its own statements or by a call. */
  made(
    name: string,
    bound: Bound,
    declared: Declared,
    call: CallExpr | undefined,
    scope?: Scope,
    sequential = false,
    made = call?.from ?? 0,
    lists: ReadonlyMap<string, string> = new Map(),
    hosted: ReadonlySet<string> = new Set(),
  ): void {
    const parts = new Map<string, string>();
    const text = (): string | undefined => this.context.written.get(declared.net)?.lines.join("\n");
    if (scope) for (const key of scope.keys()) this.addPart(parts, key, scope.own(key)!, text());
    for (const [key, text] of lists) parts.set(key, text);
    const instance: Instance = {
      name,
      bound,
      declared,
      call,
      parts,
      sequential,
      lines: [],
      made,
      at: made,
    };
    this.instances.push(instance);
    for (const part of hosted) this.host(part, instance);
    if (!declared.node) return;
    const given = call && { ...call, args: this.expressions(this.context.scope).spreadOut(call.args) };
    this.declarations.write(declared);
    if (
      text()
        ?.split("\n")
        .every((l) => l.startsWith("#"))
    ) {
      this.instances.pop();
      return;
    }
    for (const line of this.declarations.training.get(declared) ?? []) {
      for (const key of line.scope.keys()) this.addPart(parts, key, line.scope.own(key)!, text());
      this.push(instance, withArguments(line.statement, declared, given), line.scope);
    }
  }

  addPart(parts: Map<string, string>, key: string, bound: Bound, text: string | undefined): void {
    if (bound.kind !== "layer" && bound.kind !== "layers") return;
    const label = /^(\w+)(?::|$)/.exec(bound.net)?.[1] ?? /^(\w+)\(/.exec(bound.net)?.[1];
    if (label && text !== undefined && !new RegExp(`\\b${label}\\b`).test(text)) return;
    if (label) parts.set(key.replace(/^self\./, ""), label);
  }

  /** A model of the library at file level. */
  madeLibrary(name: string, bound: Bound, call: CallExpr): void {
    this.instances.push({
      name,
      bound,
      declared: undefined,
      call,
      parts: new Map(),
      sequential: false,
      lines: [],
      made: call.from,
      at: call.from,
    });
  }

  isTrained(statements: readonly Stmt[], name: string): boolean {
    return [...statementsOf(statements)].some((s) =>
      expressionsOf(s).some((e) => {
        let found = false;
        walk(e, (x) => {
          if (
            x.kind === "call" &&
            x.func.kind === "attr" &&
            trainingCall.test(x.func.name) &&
            x.func.value.kind === "name" &&
            x.func.value.name === name
          )
            found = true;
          return !found;
        });
        return found;
      }),
    );
  }

  /** Something left out, told at its place. */
  remark(text: string, at: number): void {
    const last = this.instances.at(-1);
    if (last && last.lines.length > 0) last.lines.push(commentLine(text));
    void at;
  }

  /** The model a name stands for now. */
  instanceOf(name: string): Instance | undefined {
    const bound = this.context.scope.own(name);
    return (
      this.instances.findLast((i) => i.bound === bound) ??
      (bound?.kind === "layer" ? this.instances.findLast((i) => i.name === name) : undefined)
    );
  }

  /** Looks at a statement of the script. */
  see(s: Stmt): void {
    if (s.kind === "other" && s.word.startsWith("train_")) {
      this.from = s.word.slice("train_".length);
      this.about = s.comments.map(commentLine);
    }
    if (s.kind === "for" || s.kind === "if" || s.kind === "while") {
      this.seeLoop(s);
      return;
    }
    if (s.kind === "assign") {
      for (const t of s.targets) {
        const b = bare(t);
        if (b.kind === "attr" && b.name === "trainable") this.wait(s, b.value);
        if (b.kind === "name") {
          this.rebound(b.name);
          this.partNamed(b.name, s.value);
          if (s.value.kind === "word" || s.value.kind === "number") this.switches.set(b.name, s.value);
        }
      }
    }
    const value = trainingCallIn(s);
    if (value?.func.kind === "attr") this.called(s, value, value.func.name, value.func.value);
  }

  /** `base = model.get_layer("base")`: a part under a name of the script. */
  partNamed(name: string, value: Expr): void {
    const root = rootOf(value);
    const b = bare(value);
    const found = b.kind === "call" && b.func.kind === "attr" && b.func.name === "get_layer";
    const instance = root && (found || b.kind === "sub") ? this.instanceOf(root) : undefined;
    if (!instance) return;
    const text = selector(this, instance, b, this.context.scope);
    if (text) instance.parts.set(name, text);
  }

  /** Plain values of names that loops over layers may switch. */
  readonly switches = new Map<string, Expr>();

  /** The function whose statements are being read, for the name of the section. */
  from: string | undefined;

  /** The comments that stand above that function. */
  about: readonly string[] = [];

  wait(statement: Stmt, target: Expr): void {
    const root = rootOf(target);
    if (root) this.waiting.push({ statement, scope: this.context.scope, root, self: this.instanceOf(root) });
  }

  /** A name that is given anew: what waits for it belongs to what it was before. */
  rebound(name: string): void {
    const of = this.waiting.filter((w) => w.root === name);
    if (of.length === 0) return;
    this.waiting = this.waiting.filter((w) => w.root !== name);
    for (const w of of) {
      const instance = w.self ?? this.instances.findLast((i) => i.parts.has(name));
      if (instance) this.push(instance, w.statement, w.scope);
    }
  }

  seeLoop(s: Stmt): void {
    const inner = [...statementsOf([s])];
    const flags = inner.some(
      (x) =>
        x.kind === "assign" &&
        x.targets.some((t) => bare(t).kind === "attr" && (bare(t) as { name?: string }).name === "trainable"),
    );
    const calls = inner.flatMap((x) => {
      const value = trainingCallIn(x);
      return value?.func.kind === "attr" ? [value.func.value] : [];
    });
    const adapts = s.kind === "for" && adaptersIn(s) !== undefined;
    if (calls.length > 0 && !adapts) {
      const instance = calls.map((c) => this.instanceOf(rootOf(c) ?? "")).find((i) => i !== undefined);
      if (instance) this.flush(instance);
      if (instance) this.push(instance, s, this.context.scope);
      return;
    }
    if ((flags || adapts) && s.kind === "for") {
      const root = rootOf(s.iter);
      if (root)
        this.waiting.push({ statement: s, scope: this.context.scope, root, self: this.instanceOf(root) });
    } else if (flags && s.kind === "if") for (const b of s.branches) for (const x of b.body) this.see(x);
  }

  called(s: Stmt, call: CallExpr, method: string, receiver: Expr): void {
    if (method === "adapt" || !trainingCall.test(method)) return;
    const root = rootOf(receiver);
    const instance = root ? this.instanceOf(root) : undefined;
    if (!instance || receiver.kind !== "name") {
      const bound = root ? this.context.scope.own(root) : undefined;
      if (bound && method === "compile")
        this.context.note(
          `\`${this.context.text(call.func)}(…)\` trains something that is not static; it is left out`,
          s.from,
        );
      return;
    }
    this.flush(instance);
    this.push(instance, s, this.context.scope);
  }

  /** Flags that were set before, of a model or of parts of it. */
  flush(instance: Instance): void {
    const rest: Waiting[] = [];
    for (const w of this.waiting) {
      const own = w.root === instance.name ? !w.self || w.self === instance : instance.parts.has(w.root);
      if (own) this.push(instance, w.statement, w.scope);
      else rest.push(w);
    }
    this.waiting = rest;
  }

  /** A model that is trained on its own and as a part of another: both in one section, with one set of weights. */
  host(name: string, whole: Instance): void {
    const part = this.instances.findLast((i) => i.name === name && i !== whole);
    const label = whole.parts.get(name);
    if (!part || part.host || !label) return;
    part.host = whole;
    const own = part.lines.map((l) =>
      l.startsWith("#")
        ? l
        : l
            .replace(/^(\s*)(?=(?:compile|fit|train_on_batch|enable_lora|quantize)\()/, `$1${label}.`)
            .replace(/\bmodel(?=[.[])/g, label),
    );
    whole.lines.push(...own);
    part.lines.length = 0;
  }

  push(of: Instance, s: Stmt, scope: Scope): void {
    const instance = of.host ?? of;
    const lines = statement(this, instance, s, scope);
    if (lines.length === 0) return;
    // The section stands where the model is first compiled.
    if (!instance.lines.some((l) => l.includes("compile("))) instance.at = Math.max(instance.made, s.from);
    if (instance.lines.length > 0 && s.gap) instance.lines.push("");
    instance.lines.push(...s.comments.map(saidAgain), ...lines);
    if (instance.section === undefined && this.from !== undefined) {
      instance.section = this.from;
      instance.about = this.about;
    }
  }

  expressions(scope: Scope): Expressions {
    return new Expressions(this.context, scope, () => {
      throw new Unreadable("a model made in a training", { kind: "other", text: "", from: 0, to: 0 });
    });
  }

  /** Names of the loops that are being written. */
  readonly loopNames = new Set<string>();

  /** Every model's section. */
  write(): readonly { readonly at: number; readonly lines: readonly string[] }[] {
    for (const w of this.waiting) {
      const instance = w.self ?? this.instances.find((i) => i.parts.has(w.root));
      if (instance) this.push(instance, w.statement, w.scope);
    }
    const merged: Instance[] = [];
    for (const instance of this.instances) {
      if (instance.lines.some((l) => !l.startsWith("#") && l !== "")) merged.push(instance);
    }
    return merged.map((instance) => {
      const lines = layerByLayer(
        instance.lines,
        this.context.joined.get(instance.declared?.net ?? "")?.label,
      );
      const section = instance.section === "model" ? undefined : instance.section;
      const name = this.context.fresh(section ?? `${instance.name}_training`);
      return {
        at: instance.at,
        lines: [
          ...(instance.about ?? []),
          `training ${name} for ${target(this, instance)} {`,
          ...lines.map((l) => (l === "" ? "" : `    ${l}`)),
          "}",
        ],
      };
    });
  }

  statement(instance: Instance, s: Stmt, scope: Scope): readonly string[] {
    return statement(this, instance, s, scope);
  }

  /** A condition on layers: `isinstance(layer, layers.BatchNormalization)`. */
  test(e: Expr, instance: Instance, scope: Scope): string {
    return test(this, e, instance, scope);
  }
}

/**
 * `base.trainable = False` as flags of its layers, where single ones are set as well: the model has these layers in Keras, and not
 * the part, whose own flag would hold them back here.
 */
function layerByLayer(lines: readonly string[], label: string | undefined): readonly string[] {
  const whole = new RegExp(`^(\\s*)${label}\\.trainable = (.*)$`);
  const single = new RegExp(`\\b${label}\\.(?!trainable\\b)\\w+`);
  if (label === undefined || !lines.some((l) => single.test(l))) return lines;
  return lines.flatMap((line) => {
    const [, indent, value] = whole.exec(line) ?? [];
    return value === undefined
      ? [line]
      : [`${indent}for layer in ${label}.layers {`, `${indent}    layer.trainable = ${value}`, `${indent}}`];
  });
}

/** A statement of a function with the arguments it is called with in place of its parameters. */
function withArguments(s: Stmt, declared: Declared, call: CallExpr | undefined): Stmt {
  const value = s.kind === "expr" || s.kind === "assign" ? s.value : undefined;
  if (!call || !value || (s.kind !== "expr" && s.kind !== "assign")) return s;
  const positional = call.args.filter((a) => !a.name && !a.star);
  const given = new Map<string, Expr>();
  declared.params.forEach((p, i) => {
    const e = call.args.find((a) => a.name === p.name)?.value ?? positional[i]?.value ?? p.fallback;
    if (e && !p.star) given.set(p.name, e);
  });
  const change = (e: Expr): Expr => {
    if (e.kind === "name" && given.has(e.name)) return given.get(e.name)!;
    return e.kind === "call"
      ? rewriteParts(e, (x) => (x === e.func ? x : change(x)))
      : rewriteParts(e, change);
  };
  return { ...s, value: change(value) };
}

/** `layer.enable_lora(8)` of a loop over all layers that can have adapters. */
export function adaptersIn(s: Extract<Stmt, { kind: "for" }>): CallExpr | undefined {
  const names = s.targets.flatMap(boundNames);
  const [inner] = s.body;
  const guarded = inner?.kind === "if" && inner.branches.length === 1 ? inner.branches[0]!.body[0] : inner;
  const call = s.body.length === 1 && guarded?.kind === "expr" ? bare(guarded.value) : undefined;
  return call?.kind === "call" &&
    call.func.kind === "attr" &&
    call.func.name === "enable_lora" &&
    call.func.value.kind === "name" &&
    names.includes(call.func.value.name)
    ? call
    : undefined;
}

/** The call that trains in a statement: itself, or a `train_on_batch` whose loss is used. */
export function trainingCallIn(s: Stmt): CallExpr | undefined {
  if (s.kind !== "expr" && s.kind !== "assign") return undefined;
  const value = bare(s.value);
  let found: CallExpr | undefined;
  walk(value, (x) => {
    const trains =
      x.kind === "call" &&
      x.func.kind === "attr" &&
      (x === value ? trainingCall.test(x.func.name) : x.func.name === "train_on_batch");
    if (trains) found ??= x;
    return found === undefined;
  });
  return found;
}

export const rootOf = (e: Expr): string | undefined => {
  const b = bare(e);
  if (b.kind === "name") return b.name;
  if (b.kind === "attr" || b.kind === "sub") return rootOf(b.value);
  if (b.kind === "call" && b.func.kind === "attr") return rootOf(b.func.value);
  if (b.kind === "call" && b.func.kind === "name" && b.args[0]) return rootOf(b.args[0].value);
  return undefined;
};
