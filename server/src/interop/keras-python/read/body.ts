// Turns the statements of a function, a method or a slice of a script into steps. What only a run could know becomes a
// remark; what is no model (printing, plots, data) is passed over. It never lays out text.

import { assign, plain } from "./assignments.ts";
import { callName, ends } from "./body-facts.ts";
import { branch, loop } from "./branches.ts";
import { type Context, type Joined, variableName } from "./context.ts";
import { Expressions, type Hoist, readsIn } from "./expressions.ts";
import { globals, openInputs } from "./inputs.ts";
import { isTensorKind } from "./kinds.ts";
import { output } from "./outputs.ts";
import {
  type AssignStmt,
  bare,
  boundNames,
  type CallExpr,
  type Expr,
  namesIn,
  type Stmt,
  statementsOf,
} from "./python-syntax.ts";
import { type Scope, Unreadable } from "./scope.ts";
import { add, sequentialPart } from "./sequentials.ts";
import type { Lead, Source, Step } from "./steps.ts";

/** A statement of training met while a model is made: `compile`, a flag. */
export interface TrainingLine {
  readonly statement: Stmt;
  readonly scope: Scope;
}

export class Body {
  readonly context: Context;
  readonly expressions: Expressions;
  readonly training: TrainingLine[] = [];
  readonly whole: readonly Stmt[];
  /** Sequential models under construction in this body, by their name in Python. */
  readonly building = new Set<string>();
  inputCount = 0;
  loops = 0;

  constructor(context: Context, scope: Scope, hoist: Hoist, whole: readonly Stmt[]) {
    this.context = context;
    this.whole = whole;
    this.expressions = new Expressions(context, scope, hoist);
  }

  get scope(): Scope {
    return this.expressions.scope;
  }

  /** The steps of statements. */
  run(statements: readonly Stmt[]): Step[] {
    const steps: Step[] = [];
    for (let i = 0; i < statements.length; i++) {
      const s = statements[i]!;
      // `if a: return x` and what follows it: what follows is the other branch.
      if (
        s.kind === "if" &&
        i + 1 < statements.length &&
        s.branches.every((b) => b.test) &&
        s.branches.some((b) => ends(b.body))
      ) {
        const rest = { body: statements.slice(i + 1) };
        steps.push(...this.statement({ ...s, branches: [...s.branches, rest] }));
        return steps;
      }
      steps.push(...this.statement(s));
    }
    return steps;
  }

  lead(s: Stmt): Lead {
    const remarks = this.expressions.remarks;
    this.expressions.remarks = [];
    return { comments: [...s.comments, ...remarks], trailing: s.trailing, gap: s.gap };
  }

  /** Steps of one statement; what cannot be said is remarked on. */
  statement(s: Stmt): Step[] {
    try {
      return this.read(s);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return this.unreadable(s, error);
    }
  }

  unreadable(s: Stmt, error: Unreadable): Step[] {
    this.expressions.remarks = [];
    const text = this.context.text(s);
    const short = text.length > 70 ? `${text.slice(0, 67)}…` : text;
    this.context.note(`\`${short}\` is not read (${error.message}); it is left to be filled in`, s.from);
    const remark = `fill in: \`${short}\` (${error.message})`;
    const lead: Lead = { comments: [...s.comments, remark], gap: s.gap };
    if (s.kind === "assign" || s.kind === "return") {
      const names = s.kind === "assign" ? s.targets.flatMap(boundNames) : ["result"];
      const value = s.value!;
      const kind = this.expressions.kind(value);
      const from = [...namesIn(value)]
        .map((n) => this.scope.get(n))
        .filter((b) => b !== undefined && isTensorKind(b.kind));
      if (isTensorKind(kind) && from[0] && names.length === 1) {
        const source: Source =
          from[0].kind === "tensor"
            ? { kind: "value", name: from[0].net }
            : { kind: "text", text: from[0].net, reads: [from[0].net] };
        const called = callName(value) ?? names[0]!;
        const stage = { text: `Lambda(${JSON.stringify(called)})`, reads: [] };
        for (const n of names) this.scope.set(n, { kind: "tensor", net: variableName(n) });
        const step: Step = { kind: "tensor", target: variableName(names[0]!), source, stages: [stage], lead };
        if (s.kind === "assign") return [step];
        return [
          step,
          {
            kind: "output",
            items: [{ kind: "value", name: variableName(names[0]!) }],
            lead: { comments: [], gap: false },
          },
        ];
      }
      for (const n of names) this.scope.set(n, { kind: "data", net: n, value });
      return [];
    }
    return [{ kind: "comment", lead }];
  }

  read(s: Stmt): Step[] {
    switch (s.kind) {
      case "assign":
        return assign(this, s);
      case "expr":
        return this.expression(s, s.value);
      case "for":
        return loop(this, s);
      case "if":
        return branch(this, s);
      case "return":
        return s.value ? output(this, s, s.value) : [];
      case "with":
        return this.run(s.body);
      case "try":
        return this.run(s.bodies[0] ?? []);
      case "assert": {
        if (this.expressions.kind(s.test) !== "static") return [];
        const text = `assert ${this.expressions.text(s.test)}`;
        return [{ kind: "plain", text, reads: readsIn(text), writes: [], lead: this.lead(s) }];
      }
      case "while":
        return [...statementsOf(s.body)].some(
          (x) => x.kind === "assign" && isTensorKind(this.expressions.kind(x.value)),
        )
          ? this.unreadable(s, new Unreadable("`while`", s.test))
          : [];
      case "def":
      case "class":
      case "import":
      case "pass":
      case "other":
        return [];
    }
  }

  /** Whether a Sequential is what this body makes, rather than a part of it. */
  isBuilt(name: string): boolean {
    return this.result === name;
  }

  /** The variable of the Sequential this body is to give. */
  result: string | undefined;

  /** The part whose input is the model's own, if one is. */
  base: string | undefined;

  /** How that part is made, and the shape it is given. */
  baseMade: { readonly text: string; readonly input: string } | undefined;

  /** What Keras's `layers` of the model say of that part. */
  joined: Joined | undefined;

  /** A remark to stand above the whole declaration. */
  openComment: string | undefined;

  /** Training that stands beside the model. */
  noteTraining(s: Stmt): void {
    this.training.push({ statement: s, scope: this.scope });
  }

  /** Binds a name that only training uses. */
  bindOnly(s: AssignStmt): void {
    for (const name of s.targets.flatMap(boundNames))
      if (!this.scope.own(name))
        this.scope.set(name, {
          kind: this.expressions.kind(s.value),
          net: variableName(name),
          value: s.value,
        });
  }

  /** Whether a model of the file is given to this one, because both are trained. */
  asParameter: (name: string) => boolean = () => false;
  /** Models given to this one, with what they are by default. */
  readonly parameters = new Map<string, string>();

  /** Appending makes a list one of tensors or of layers. */
  promote(list: Expr, kind: string): void {
    const key =
      list.kind === "name"
        ? list.name
        : list.kind === "attr" && list.value.kind === "name"
          ? `${list.value.name}.${list.name}`
          : undefined;
    const bound = key === undefined ? undefined : this.scope.get(key);
    if (!key || !bound || bound.kind === "data") return;
    if (kind === "tensor" || kind === "tensors")
      this.scope.set(key, { ...bound, kind: "tensors", literal: undefined });
    else if (kind === "layer" || kind === "layers")
      this.scope.set(key, { ...bound, kind: "layers", literal: undefined });
  }

  /** Whether it has made layers that stand where they are used. */
  makesLayers(): boolean {
    return this.scope.keys().some((k) => k.startsWith("self.") && this.scope.own(k)!.kind === "layer");
  }

  expression(s: Stmt, value: Expr): Step[] {
    const call = bare(value);
    if (call.kind !== "call" || call.func.kind !== "attr") return [];
    const { name, value: of } = call.func;
    const owner = bare(of);
    const ownerKey =
      owner.kind === "name"
        ? owner.name
        : owner.kind === "attr" && owner.value.kind === "name"
          ? `${owner.value.name}.${owner.name}`
          : "";
    if (this.building.has(ownerKey)) {
      if (name === "add" && call.args[0]) return add(this, s, call.args[0].value);
      if (name === "pop") return this.unreadable(s, new Unreadable("taking a layer away again", call));
    }
    if (
      (name === "append" || name === "extend" || name === "insert") &&
      this.expressions.kind(owner) !== "data"
    ) {
      const kind = this.expressions.kind(call.args.at(-1)?.value ?? owner);
      if (kind === "data") return [];
      const args = call.args.map((a) =>
        isTensorKind(this.expressions.kind(a.value))
          ? this.expressions.valueText(a.value)
          : this.expressions.text(a.value),
      );
      const key =
        owner.kind === "name"
          ? owner.name
          : owner.kind === "attr" && owner.value.kind === "name"
            ? `${owner.value.name}.${owner.name}`
            : "";
      const net = this.scope.get(key)?.net;
      if (!net) return [];
      this.promote(owner, kind);
      return [plain(this, s, `${net}.${name}(${args.join(", ")})`, [net], true)];
    }
    if (/^(?:compile|fit|evaluate|train_on_batch|load_weights|save|save_weights|predict)$/.test(name))
      this.training.push({ statement: s, scope: this.scope });
    return [];
  }

  /** Lists of layers by their name, with how many there are. */
  readonly lengths = new Map<string, number>();
  layerCount = 0;
  /** Lists of layers that a Sequential is made of, as the layers they are of the model. */
  readonly listParts = new Map<string, string>();

  /** The text of an input nobody states, such as `: [28, 28, 1]`, set by whoever knows how the model is called. */
  inputText = "";

  /** A Sequential written where it is used, with what is added to it later. */
  sequentialPart(e: CallExpr, part: readonly Stmt[], name: string | undefined): Step[] {
    return sequentialPart(this, e, part, name);
  }

  /** One more layer of a Sequential. */
  add(s: Stmt, item: Expr): Step[] {
    return add(this, s, item);
  }

  /** Layers and models made at file level that a body uses: made in the body, under their name. */
  globals(statements: readonly Stmt[]): Step[] {
    return globals(this, statements);
  }

  /** Puts inputs in the order of the model, and makes those that are a part's own (`inputs=base.input`). */
  openInputs(inputs: Expr, steps: readonly Step[]): readonly Step[] {
    return openInputs(this, inputs, steps);
  }

  assign(s: AssignStmt): Step[] {
    return assign(this, s);
  }
}
