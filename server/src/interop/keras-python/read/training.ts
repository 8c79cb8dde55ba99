// Collects what trains each model of a script, in the order of the file, and writes it as `training` sections. Data, plots
// and callbacks of the file's own are left out.
import type { Context } from "./context.ts";
import { rewriteParts } from "./data-flow.ts";
import { type Declarations, isShapeParameter } from "./declarations.ts";
import { Expressions } from "./expressions.ts";
import { builtins, isTensorKind } from "./kinds.ts";
import {
  type Argument,
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
import { commentLine } from "./write-steps.ts";

/** A model of the script: what it is called in Python, and how it is made in Net. */
interface Instance {
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

const trainingCall = /^(?:compile|fit|fit_generator|train_on_batch|enable_lora|quantize)$/;
const fitArguments =
  /^(?:epochs|batch_size|validation_split|validation_freq|initial_epoch|shuffle|class_weight|steps_per_epoch|validation_steps|callbacks)$/;
const compileArguments =
  /^(?:optimizer|loss|loss_weights|metrics|weighted_metrics|run_eagerly|steps_per_execution|jit_compile|auto_scale_loss)$/;

export class Trainings {
  private readonly context: Context;
  private readonly declarations: Declarations;
  private readonly instances: Instance[] = [];
  private waiting: Waiting[] = [];

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
    base?: string,
    sequential = false,
    made = call?.from ?? 0,
    lists: ReadonlyMap<string, string> = new Map(),
    hosted: ReadonlySet<string> = new Set(),
  ): void {
    const parts = new Map<string, string>();
    const text = (): string | undefined => this.context.written.get(declared.net)?.lines.join("\n");
    if (scope) for (const key of scope.keys()) this.addPart(parts, key, scope.own(key)!, text());
    for (const [key, text] of lists) parts.set(key, text);
    if (base) parts.set("$base", base);
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
    for (const line of this.declarations.training.get(declared) ?? []) {
      for (const key of line.scope.keys()) this.addPart(parts, key, line.scope.own(key)!, text());
      this.push(instance, withArguments(line.statement, declared, given), line.scope);
    }
  }

  private addPart(parts: Map<string, string>, key: string, bound: Bound, text: string | undefined): void {
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
  private instanceOf(name: string): Instance | undefined {
    const bound = this.context.scope.own(name);
    return (
      this.instances.findLast((i) => i.bound === bound) ??
      (bound?.kind === "layer" ? this.instances.findLast((i) => i.name === name) : undefined)
    );
  }

  /** Looks at a statement of the script. */
  see(s: Stmt): void {
    if (s.kind === "other" && s.word.startsWith("train_")) this.from = s.word.slice("train_".length);
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
  private partNamed(name: string, value: Expr): void {
    const root = rootOf(value);
    const b = bare(value);
    const found = b.kind === "call" && b.func.kind === "attr" && b.func.name === "get_layer";
    const instance = root && (found || b.kind === "sub") ? this.instanceOf(root) : undefined;
    if (!instance) return;
    const text = this.selector(instance, b, this.context.scope);
    if (text) instance.parts.set(name, text);
  }

  /** Plain values of names that loops over layers may switch. */
  private readonly switches = new Map<string, Expr>();

  /** The function whose statements are being read, for the name of the section. */
  private from: string | undefined;

  private wait(statement: Stmt, target: Expr): void {
    const root = rootOf(target);
    if (root) this.waiting.push({ statement, scope: this.context.scope, root, self: this.instanceOf(root) });
  }

  /** A name that is given anew: what waits for it belongs to what it was before. */
  private rebound(name: string): void {
    const of = this.waiting.filter((w) => w.root === name);
    if (of.length === 0) return;
    this.waiting = this.waiting.filter((w) => w.root !== name);
    for (const w of of) {
      const instance = w.self ?? this.instances.findLast((i) => i.parts.has(name));
      if (instance) this.push(instance, w.statement, w.scope);
    }
  }

  private seeLoop(s: Stmt): void {
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
    if (calls.length > 0) {
      const instance = calls.map((c) => this.instanceOf(rootOf(c) ?? "")).find((i) => i !== undefined);
      if (instance) this.flush(instance);
      if (instance) this.push(instance, s, this.context.scope);
      return;
    }
    if (flags && s.kind === "for") {
      const root = rootOf(s.iter);
      if (root)
        this.waiting.push({ statement: s, scope: this.context.scope, root, self: this.instanceOf(root) });
    } else if (flags && s.kind === "if") for (const b of s.branches) for (const x of b.body) this.see(x);
  }

  private called(s: Stmt, call: CallExpr, method: string, receiver: Expr): void {
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
  private flush(instance: Instance): void {
    const rest: Waiting[] = [];
    for (const w of this.waiting) {
      const own = w.root === instance.name ? !w.self || w.self === instance : instance.parts.has(w.root);
      if (own) this.push(instance, w.statement, w.scope);
      else rest.push(w);
    }
    this.waiting = rest;
  }

  /** A model that is trained on its own and as a part of another: both in one section, with one set of weights. */
  private host(name: string, whole: Instance): void {
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

  private push(of: Instance, s: Stmt, scope: Scope): void {
    const instance = of.host ?? of;
    const lines = this.statement(instance, s, scope);
    if (lines.length === 0) return;
    // The section stands where the model is first compiled.
    if (!instance.lines.some((l) => l.includes("compile("))) instance.at = Math.max(instance.made, s.from);
    if (instance.lines.length > 0 && s.gap) instance.lines.push("");
    instance.lines.push(
      ...s.comments.map((c) => /^Netlens: (assert .*)$/.exec(c)?.[1] ?? commentLine(c)),
      ...lines,
    );
    instance.section ??= this.from;
  }

  private expressions(scope: Scope): Expressions {
    return new Expressions(this.context, scope, () => {
      throw new Unreadable("a model made in a training", { kind: "other", text: "", from: 0, to: 0 });
    });
  }

  private statement(instance: Instance, s: Stmt, scope: Scope): readonly string[] {
    const expressions = this.expressions(scope);
    try {
      if (s.kind === "for") {
        const loop = s.targets.flatMap(boundNames).filter((n) => !this.loopNames.has(n));
        for (const n of loop) this.loopNames.add(n);
        const body = s.body.flatMap((x) => {
          const lines = this.statement(instance, x, scope);
          return lines.length > 0 ? [...x.comments.map(commentLine), ...lines] : [];
        });
        for (const n of loop) this.loopNames.delete(n);
        if (body.every((l) => l.startsWith("#"))) return [];
        if (this.selector(instance, s.iter, scope) === undefined && !this.canTest(s.iter, scope))
          return [
            commentLine(
              `for ${this.context.text(s.targets[0]!)} in ${this.context.text(s.iter)}, again and again`,
            ),
            ...body,
          ];
        const iter = this.selector(instance, s.iter, scope);
        const targets = s.targets.map((t) => boundNames(t).join(", ")).join(", ");
        const switched = [...statementsOf(s.body)].flatMap((x) =>
          x.kind === "assign" ? x.targets.flatMap(boundNames) : [],
        );
        const starts = [...new Set(switched)].flatMap((n) =>
          this.switches.has(n) ? [`${n} = ${this.context.text(this.switches.get(n)!)}`] : [],
        );
        return [
          ...starts,
          `for ${targets} in ${iter ?? expressions.text(s.iter)} {`,
          ...body.map((l) => `    ${l}`),
          "}",
        ];
      }
      if (s.kind === "if") {
        const lines: string[] = [];
        const bodies = s.branches.map((b) => b.body.flatMap((x) => this.statement(instance, x, scope)));
        if (bodies.every((b) => b.length === 0)) return [];
        const open = s.branches.find((b) => b.test && !this.canTest(b.test, scope));
        if (open?.test) {
          const chosen = bodies.findLast((b) => b.length > 0)!;
          return [
            commentLine(`fill in: \`${this.context.text(open.test)}\` is decided when the code runs`),
            ...chosen,
          ];
        }
        for (const [i, b] of s.branches.entries()) {
          const body = bodies[i]!;
          const test = b.test ? this.test(b.test, instance, scope) : undefined;
          lines.push(
            `${i > 0 ? "} " : ""}${test === undefined ? "else" : i > 0 ? `else if ${test}` : `if ${test}`} {`,
            ...(body.length > 0 ? body : ["pass"]).map((l) => `    ${l}`),
          );
        }
        return [...lines, "}"];
      }
      if (s.kind === "assign") {
        const t = bare(s.targets[0]!);
        if (t.kind === "attr" && t.name === "trainable") {
          const on = this.selector(instance, t.value, scope) ?? this.context.text(t.value);
          const value =
            s.value.kind === "name" && this.switches.has(s.value.name)
              ? s.value.name
              : expressions.text(s.value);
          return [`${on}.trainable = ${value}`];
        }
        if (t.kind === "name" && this.switches.has(t.name))
          return [`${t.name} = ${this.context.text(s.value)}`];
      }
      const value = trainingCallIn(s);
      if (value?.func.kind !== "attr") return [];
      const method = value.func.name;
      const receiver = bare(value.func.value);
      const bound = receiver.kind === "name" ? scope.get(receiver.name) : undefined;
      if (bound?.kind === "data" || bound?.kind === "object") return [];
      const own =
        receiver.kind === "name" && (receiver.name === instance.name || !instance.parts.has(receiver.name));
      const prefix = own ? "" : `${this.selector(instance, receiver, scope)}.`;
      const { args, remarks } = this.callArgs(method, value.args, expressions);
      return [
        ...remarks.map(commentLine),
        `${prefix}${method === "fit_generator" ? "fit" : method}(${args.join(", ")})`,
      ];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const text = this.context.text(s);
      this.context.note(`left out of the training: \`${text.slice(0, 80)}\``, s.from);
      return [commentLine(`left out: ${text.slice(0, 80)}`)];
    }
  }

  /** Names of the loops that are being written. */
  private readonly loopNames = new Set<string>();

  /** Whether a condition speaks only of constants and of layers in a loop. */
  private canTest(e: Expr, scope: Scope): boolean {
    let can = true;
    walk(e, (x) => {
      if (x.kind === "call" && x.func.kind === "name" && x.func.name === "isinstance") return false;
      if (x.kind === "name" && !this.loopNames.has(x.name) && !this.switches.has(x.name)) {
        const bound = scope.get(x.name);
        can &&=
          bound === undefined
            ? builtins.has(x.name)
            : bound.kind === "layer" ||
              (bound.kind === "static" &&
                (this.context.constants.has(x.name) || scope !== this.context.scope));
      }
      return can;
    });
    return can;
  }

  /** A condition on layers: `isinstance(layer, layers.BatchNormalization)`. */
  private test(e: Expr, instance: Instance, scope: Scope): string {
    const b = bare(e);
    if (b.kind === "unary" && b.op === "not") return `not ${this.test(b.value, instance, scope)}`;
    if (b.kind === "binary" && /^(?:and|or)$/.test(b.op))
      return `${this.test(b.left, instance, scope)} ${b.op} ${this.test(b.right, instance, scope)}`;
    return this.plainText(b, scope);
  }

  /** Text of an expression over layers of a loop, the modules of classes left out. */
  private plainText(e: Expr, scope: Scope): string {
    const expressions = this.expressions(scope);
    const b = bare(e);
    if (b.kind === "call" && b.func.kind === "name" && b.func.name === "isinstance") {
      const [layer, of] = b.args.map((a) => bare(a.value));
      const classes = of?.kind === "tuple" ? of.items : of ? [of] : [];
      const names = classes.map((c) => expressions.text(c));
      return `isinstance(${this.context.text(layer!)}, ${names.length === 1 ? names[0] : `(${names.join(", ")})`})`;
    }
    return this.context.text(b);
  }

  /** `base.layers[:-4]` as it is called in the section. */
  private selector(instance: Instance, e: Expr, scope: Scope): string | undefined {
    const b = bare(e);
    const root = rootOf(b);
    if (!root) return undefined;
    const start = root === instance.name ? "model" : instance.parts.get(root);
    const inner = instance.parts.get("$base");
    if (
      b.kind === "sub" &&
      b.value.kind === "attr" &&
      b.value.name === "layers" &&
      root === instance.name &&
      inner
    ) {
      // In Keras the layers of a part whose input is the model's are the model's own.
      this.context.note(
        `\`${this.context.text(b)}\` counts the layers of \`${inner}\`, which is a part of its own here`,
        b.from,
      );
      return `${inner}.layers[${b.index.map((i) => this.expressions(scope).text(i)).join(", ")}]`;
    }
    if (b.kind === "name") return start ?? b.name;
    if (b.kind === "attr") return `${this.selector(instance, b.value, scope)}.${b.name}`;
    if (b.kind === "sub") {
      const shift =
        instance.sequential && root === instance.name && b.value.kind === "attr" && b.value.name === "layers";
      const index = b.index.map((i) => this.expressions(scope).text(shift ? afterInput(i) : i)).join(", ");
      return `${this.selector(instance, b.value, scope)}[${index}]`;
    }
    if (b.kind === "call" && b.func.kind === "attr" && b.func.name === "get_layer") {
      const name = b.args[0]?.value;
      const of = this.selector(instance, b.func.value, scope);
      if (name?.kind === "string" && /^[A-Za-z_]\w*$/.test(name.value))
        return of === "model" ? name.value : `${of}.${name.value}`;
      if (name?.kind === "string" && /^[A-Za-z_]\w*$/.test(name.value))
        return of === "model" ? name.value : `${of}.${name.value}`;
      if (name?.kind === "string")
        return of === "model"
          ? `model[${JSON.stringify(name.value)}]`
          : `${of}[${JSON.stringify(name.value)}]`;
    }
    if (
      b.kind === "call" &&
      b.func.kind === "name" &&
      /^(?:enumerate|reversed|list)$/.test(b.func.name) &&
      b.args[0]
    )
      return `${b.func.name}(${this.selector(instance, b.args[0].value, scope)})`;
    return undefined;
  }

  /** The static arguments of `compile` and `fit`. */
  private callArgs(
    method: string,
    args: readonly Argument[],
    expressions: Expressions,
  ): { readonly args: readonly string[]; readonly remarks: readonly string[] } {
    const kept: string[] = [];
    const remarks: string[] = [];
    const positions =
      method === "compile"
        ? ["optimizer", "loss", "loss_weights", "metrics"]
        : method === "fit"
          ? ["x", "y", "batch_size", "epochs"]
          : method === "fit_generator"
            ? ["generator", "steps_per_epoch", "epochs"]
            : [];
    let at = 0;
    if (method === "train_on_batch") return { args: [], remarks };
    for (const a of args) {
      const name = a.name ?? (a.star ? undefined : positions[at++]);
      const wanted = method === "compile" ? compileArguments : method.startsWith("fit") ? fitArguments : /./;
      if (name === undefined) {
        if (a.star) remarks.push(`left out: ${a.star}${this.context.text(a.value)}`);
        else kept.push(expressions.text(a.value));
        continue;
      }
      if (!wanted.test(name)) continue;
      const dropped: string[] = [];
      const text = this.value(a.value, expressions, dropped);
      remarks.push(...expressions.remarks.filter((r) => !remarks.includes(r)));
      expressions.remarks = [];
      for (const d of dropped) {
        remarks.push(`left out: ${name}=${d}`);
        this.context.note(`\`${name}=${d}\` is left out of \`${method}\``, a.value.from);
      }
      if (text !== undefined) kept.push(`${name}=${text}`);
    }
    return { args: kept, remarks };
  }

  /** The text of an optimizer, a loss, a list of them; what is the file's own is dropped. */
  private value(e: Expr, expressions: Expressions, dropped: string[]): string | undefined {
    const b = bare(e);
    const drop = (): undefined => {
      const text = this.context.text(b);
      dropped.push(text.length > 60 ? `${text.slice(0, 57)}…` : text);
      return undefined;
    };
    if (b.kind === "list" || b.kind === "tuple") {
      const items = b.items.flatMap((i) => this.value(i, expressions, dropped) ?? []);
      return items.length > 0 || b.items.length === 0 ? `[${items.join(", ")}]` : undefined;
    }
    if (b.kind === "dict") {
      const items = b.entries.flatMap((x) => {
        const value = this.value(x.value, expressions, dropped);
        return x.key && value !== undefined ? [`${expressions.text(x.key)}: ${value}`] : [];
      });
      return items.length > 0 ? `{${items.join(", ")}}` : undefined;
    }
    if (b.kind === "name") {
      const bound = expressions.scope.get(b.name);
      if (bound?.value && (bound.kind === "object" || bound.kind === "data"))
        return this.value(bound.value, expressions, dropped);
      if (bound?.kind === "data" || (!bound && !expressions.meaning(b))) return drop();
      if (bound?.kind === "static" && bound.literal && this.context.scope.own(b.name) !== bound)
        return this.value(bound.literal, expressions, dropped);
      if (bound?.kind === "static" && bound.value) return this.value(bound.value, expressions, dropped);
    }
    const declared = expressions.declaredOf(b.kind === "call" ? b.func : b);
    if (declared) return drop();
    const kind = expressions.kind(b);
    if (kind === "data" || isTensorKind(kind) || kind === "layer") return drop();
    try {
      return expressions.text(b);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return drop();
    }
  }

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
      const section = instance.section === "model" ? undefined : instance.section;
      const name = this.context.fresh(section ?? `${instance.name}_training`);
      return {
        at: instance.at,
        lines: [
          `training ${name} for ${this.target(instance)} {`,
          ...instance.lines.map((l) => (l === "" ? "" : `    ${l}`)),
          "}",
        ],
      };
    });
  }

  private target(instance: Instance): string {
    const expressions = this.expressions(this.context.madeScope());
    if (!instance.declared && instance.call)
      return expressions.text({
        ...instance.call,
        args: instance.call.args.filter((a) => a.name !== "input_tensor"),
      });
    const declared = instance.declared!;
    if (!instance.call) return declared.net;
    // A shape only the data has is left open in the model.
    const given = instance.call.args.filter((a, i) => {
      const name = a.name ?? declared.params[i]?.name;
      return !(
        declared.node &&
        name &&
        expressions.kind(a.value) === "data" &&
        isShapeParameter(declared.node, name)
      );
    });
    const shift = given.length < instance.call.args.length;
    const named = shift
      ? given.map((a) => (a.name ? a : { ...a, name: declared.params[instance.call!.args.indexOf(a)]?.name }))
      : given;
    const args = expressions.callArgs(named, declared);
    return args === "" ? declared.net : `${declared.net}(${args})`;
  }
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

/** A place in the layers of a Sequential, counted with its input. */
function afterInput(e: Expr): Expr {
  if (e.kind === "number") return { ...e, text: String(Number(e.text) + 1) };
  if (e.kind === "slice") return { ...e, parts: e.parts.map((p, i) => (p && i < 2 ? afterInput(p) : p)) };
  return e;
}

/** The call that trains in a statement: itself, or a `train_on_batch` whose loss is used. */
function trainingCallIn(s: Stmt): CallExpr | undefined {
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

const rootOf = (e: Expr): string | undefined => {
  const b = bare(e);
  if (b.kind === "name") return b.name;
  if (b.kind === "attr" || b.kind === "sub") return rootOf(b.value);
  if (b.kind === "call" && b.func.kind === "attr") return rootOf(b.func.value);
  if (b.kind === "call" && b.func.kind === "name" && b.args[0]) return rootOf(b.args[0].value);
  return undefined;
};
