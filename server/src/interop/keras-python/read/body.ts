// Turns the statements of a function, a method or a slice of a script into steps. What only a run could know becomes a
// remark; what is no model (printing, plots, data) is passed over. It never lays out text.
import {
  addsLayer,
  alias,
  callName,
  commentsBefore,
  dtypeText,
  ends,
  filledIn,
  liftInput,
  mentionsTraining,
  partInput,
  rootNames,
  sequentialValue,
  statedInput,
} from "./body-facts.ts";
import { type Context, variableName } from "./context.ts";
import { Expressions, type Hoist, readsIn } from "./expressions.ts";
import { isTensorKind } from "./kinds.ts";
import {
  type AssignStmt,
  bare,
  boundNames,
  type CallExpr,
  type Expr,
  expressionsOf,
  type ForStmt,
  type IfStmt,
  namesIn,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { type Scope, Unreadable } from "./scope.ts";
import type { Lead, Source, Step, StepBranch } from "./steps.ts";

/** A statement of training met while a model is made: `compile`, a flag. */
export interface TrainingLine {
  readonly statement: Stmt;
  readonly scope: Scope;
}

export class Body {
  readonly context: Context;
  readonly expressions: Expressions;
  readonly training: TrainingLine[] = [];
  private readonly whole: readonly Stmt[];
  /** Sequential models under construction in this body, by their name in Python. */
  private readonly building = new Set<string>();
  private inputCount = 0;
  private loops = 0;

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

  private lead(s: Stmt): Lead {
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

  private unreadable(s: Stmt, error: Unreadable): Step[] {
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

  private read(s: Stmt): Step[] {
    switch (s.kind) {
      case "assign":
        return this.assign(s);
      case "expr":
        return this.expression(s, s.value);
      case "for":
        return this.loop(s);
      case "if":
        return this.branch(s);
      case "return":
        return s.value ? this.output(s, s.value) : [];
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

  /** How often a name, or `self.name`, stands in the body; more than once in a loop counts as often. */
  private uses(name: string): number {
    let count = 0;
    const visit = (statements: readonly Stmt[], weight: number): void => {
      for (const s of statements) {
        for (const e of expressionsOf(s)) {
          walk(e, (x) => {
            if (x.kind === "name" && x.name === name) count += weight;
            if (x.kind === "attr" && x.value.kind === "name" && `${x.value.name}.${x.name}` === name)
              count += weight;
            return true;
          });
        }
        if (s.kind === "for") visit(s.body, weight * 2);
        else if (s.kind === "if")
          s.branches.forEach((b) => {
            visit(b.body, weight);
          });
        else if (s.kind === "with") visit(s.body, weight);
        else if (s.kind === "try")
          s.bodies.forEach((b) => {
            visit(b, weight);
          });
      }
    };
    visit(this.whole, 1);
    // The assignment itself is one.
    return count - 1;
  }

  private assign(s: AssignStmt): Step[] {
    const [target] = s.targets;
    if (!target) return [];
    const t = bare(target);
    if (t.kind === "name") return this.assignName(s, t.name, variableName(t.name));
    if (t.kind === "attr" && t.value.kind === "name" && t.value.name === "self")
      return this.assignName(s, `self.${t.name}`, this.fieldName(t.name));
    if (t.kind === "attr") {
      if (t.name === "trainable") this.training.push({ statement: s, scope: this.scope });
      return [];
    }
    if (t.kind === "tuple" || t.kind === "list") return this.unpack(s, t.items);
    if (t.kind === "sub") {
      const kind = this.expressions.kind(s.value);
      if (kind === "data" || this.expressions.kind(t.value) === "data") return [];
      const value = isTensorKind(kind) ? this.expressions.valueText(s.value) : this.expressions.text(s.value);
      const text = `${this.expressions.text(t.value)}[${t.index.map((i) => this.expressions.text(i)).join(", ")}] ${s.op ?? ""}= ${value}`;
      this.promote(t.value, kind);
      return [this.plain(s, text, rootNames(t.value, this.expressions), true)];
    }
    return [];
  }

  /** A field of `self` as a variable: its own name, unless a parameter has it. */
  private fieldName(name: string): string {
    const plain = variableName(name.replace(/^_+/, ""));
    return this.scope.get(plain) ? `${plain}_layer` : plain;
  }

  private plain(s: Stmt, text: string, writes: readonly string[], update = false): Step {
    return { kind: "plain", text, reads: readsIn(text), writes, update, lead: this.lead(s) };
  }

  private assignName(s: AssignStmt, name: string, net: string): Step[] {
    const { expressions } = this;
    const value = bare(s.value);
    if (s.op) {
      const kind = expressions.kind({
        kind: "binary",
        op: s.op,
        left: s.targets[0]!,
        right: value,
        from: s.from,
        to: s.to,
      });
      if (kind === "tensor") {
        const right = expressions.valueText(value);
        const text = `${net} ${s.op} ${right.includes(" -> ") ? `(${right})` : right}`;
        return [
          {
            kind: "tensor",
            target: net,
            source: { kind: "text", text, reads: readsIn(text) },
            stages: [],
            lead: this.lead(s),
          },
        ];
      }
      if (kind === "data") return [];
      const right = kind === "tensors" || kind === "layers" ? this.listText(value) : expressions.text(value);
      return [this.plain(s, `${net} ${s.op}= ${right}`, [net], true)];
    }
    if (value.kind === "call") {
      const meaning = expressions.meaning(value.func);
      if (meaning?.kind === "input" || meaning?.kind === "input-layer") return this.input(s, name, value);
      if (meaning?.kind === "sequential" && this.isBuilt(name)) {
        this.building.add(name);
        return this.sequential(s, value);
      }
      if (meaning?.kind === "model" && value.args.length > 0) return this.output(s, value);
    }
    const inside = this.inputsInside(s, value);
    if (inside) return [...inside.inputs, ...this.assignName({ ...s, value: inside.value }, name, net)];
    const kind = expressions.kind(value);
    switch (kind) {
      case "tensor":
        return this.tensor(s, name, net, value);
      case "layer":
        return this.layer(s, name, net, value);
      case "tensors":
      case "layers": {
        const text = `${net} = ${this.listText(value)}`;
        if (value.kind === "list" && !value.items.some((i) => i.kind === "star"))
          this.lengths.set(name, value.items.length);
        const declared =
          value.kind === "call" ? (expressions.declaredOf(value.func) ?? undefined) : undefined;
        this.scope.set(name, { kind, net, declared: declared?.gives === "tensors" ? undefined : declared });
        return [this.plain(s, text, [net])];
      }
      case "batch":
      case "shape": {
        if (kind === "shape") {
          const text = expressions.shapeText(value);
          this.scope.set(name, { kind, net: /^[\w.]+$/.test(text) ? text : net });
          return /^[\w.]+$/.test(text) ? [] : [this.plain(s, `${net} = ${text}`, [net])];
        }
        this.scope.set(name, { kind, net });
        return [];
      }
      case "object":
        this.scope.set(name, { kind, net, value });
        return [];
      case "data":
        this.scope.set(name, { kind, net, value });
        return [];
      case "static": {
        const text = expressions.text(value);
        const simple = /^[A-Za-z_]\w*$|^-?[\d.]+$|^(["'])(?:(?!\1).)*\1$/.test(text);
        const literal = value;
        if (simple && name.startsWith("self.") && !this.assignedAgain(name)) {
          const bound = /^[A-Za-z_]\w*$/.test(text) ? this.scope.get(text) : undefined;
          this.scope.set(name, { kind, net: text, literal: bound?.literal ?? literal, rank: bound?.rank });
          return [];
        }
        this.scope.set(name, {
          kind,
          net,
          literal: this.loops > 0 || this.assignedAgain(name) ? undefined : literal,
        });
        return [this.plain(s, `${net} = ${text}`, [net])];
      }
    }
  }

  /** `{"a": Input(…), "b": Input(…)}`, and lists of inputs: each made under its name, and the rest of them. */
  private inputsInside(
    s: Stmt,
    value: Expr,
  ): { readonly inputs: readonly Step[]; readonly value: Expr } | undefined {
    const isInput = (e: Expr): e is CallExpr =>
      e.kind === "call" && this.expressions.meaning(e.func)?.kind === "input";
    const inputs: Step[] = [];
    const made = (e: Expr, key: string | undefined): Expr => {
      if (!isInput(e)) return e;
      const own = e.args.find((a) => a.name === "name")?.value;
      const name = own?.kind === "string" ? own.value : (key ?? `input_${inputs.length + 1}`);
      inputs.push(
        ...this.input({ ...s, comments: commentsBefore(this.context.source, e.from) } as Stmt, name, e),
      );
      return { kind: "name", name, from: e.from, to: e.to };
    };
    if (value.kind === "dict" && value.entries.some((x) => isInput(x.value))) {
      const entries = value.entries.map((x) => ({
        ...x,
        value: made(x.value, x.key?.kind === "string" ? x.key.value : undefined),
      }));
      return { inputs, value: { ...value, entries } };
    }
    if ((value.kind === "list" || value.kind === "tuple") && value.items.some(isInput))
      return { value: { ...value, items: value.items.map((i) => made(i, undefined)) }, inputs };
    return undefined;
  }

  /** Whether the body gives a parameter a new value. */
  private isAssigned(name: string): boolean {
    return (
      !this.context.constants.has(name) &&
      this.scope.get(name)?.literal === undefined &&
      [...statementsOf(this.whole)].some(
        (s) => s.kind === "assign" && s.targets.some((t) => boundNames(t).includes(name)),
      )
    );
  }

  private assignedAgain(name: string): boolean {
    let count = 0;
    for (const s of statementsOf(this.whole)) {
      if (s.kind !== "assign") continue;
      for (const t of s.targets) {
        if (boundNames(t).includes(name)) count++;
        if (t.kind === "attr" && t.value.kind === "name" && `${t.value.name}.${t.name}` === name) count++;
      }
    }
    return count > 1;
  }

  /** Whether a Sequential is what this body makes, rather than a part of it. */
  private isBuilt(name: string): boolean {
    return this.result === name;
  }

  /** The variable of the Sequential this body is to give. */
  result: string | undefined;

  private listText(value: Expr): string {
    return isTensorKind(this.expressions.kind(value)) && value.kind !== "comp"
      ? this.expressions.valueText(value)
      : this.expressions.text(value);
  }

  private tensor(s: AssignStmt, name: string, net: string, value: Expr): Step[] {
    const { source, stages } = this.expressions.reshapeLayer(value) ?? this.expressions.pipeline(value);
    this.scope.set(name, { kind: "tensor", net });
    return [{ kind: "tensor", target: net, source, stages, lead: this.lead(s) }];
  }

  private layer(s: AssignStmt, name: string, net: string, value: Expr): Step[] {
    const { expressions } = this;
    if (value.kind === "name" || value.kind === "sub" || value.kind === "attr") {
      const bound = value.kind === "name" ? this.scope.get(value.name) : undefined;
      const text = bound ? bound.net : expressions.text(value);
      this.scope.set(name, { ...(bound ?? { kind: "layer" }), kind: "layer", net: bound ? text : net });
      return bound ? [] : [this.plain(s, `${net} = ${text}`, [net])];
    }
    const wanted = net;
    if (value.kind !== "call") {
      this.scope.set(name, { kind: "layer", net });
      return [this.plain(s, `${net} = ${expressions.text(value)}`, [net])];
    }
    const meaning = expressions.meaning(value.func);
    const declared = expressions.declaredOf(value.func);
    const made =
      meaning?.kind === "sequential" || meaning?.kind === "model"
        ? expressions.hoist(value, wanted, expressions)
        : undefined;
    const own = value.args.find((a) => a.name === "name")?.value;
    const without =
      declared?.params.some((p) => p.name === "name") || own?.kind !== "string" || own.format
        ? value
        : { ...value, args: value.args.filter((a) => a.name !== "name") };
    const labelled =
      own?.kind === "string" && !own.format && /^[A-Za-z_]\w*$/.test(own.value) && without !== value;
    const text = made ?? expressions.text(labelled ? without : value);
    const label =
      labelled && variableName(own.value) === own.value && !this.scope.get(own.value) ? own.value : net;
    const instance =
      declared?.kind === "block" && declared.gives === "layer"
        ? declared
        : declared?.kind === "model"
          ? declared
          : declared;
    // What a layer is made of may mean something else where it is used.
    const changing = readsIn(text).some((n) => this.scope.get(n)?.kind === "static" && this.isAssigned(n));
    if (!changing && this.uses(name) === 1 && !this.assignedAgain(name) && this.isPipelineUse(name)) {
      const free = !this.context.isTaken(label) && !expressions.labels.has(label);
      if (free) expressions.labels.add(label);
      this.scope.set(name, {
        kind: "layer",
        net: free ? `${label}: ${text}` : text,
        declared: instance,
        making: text,
      });
      return [];
    }
    this.scope.set(name, { kind: "layer", net: label, declared: instance, making: text });
    // In a branch or a loop the name is given anew.
    return [this.plain(s, `shared ${label}: ${text}`, [label])];
  }

  /** The part whose input is the model's own, if one is. */
  base: string | undefined;

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

  /** Layers and models made at file level that a body uses: made in the body, under their name. */
  globals(statements: readonly Stmt[]): Step[] {
    const { expressions } = this;
    const assigned = new Set(
      [...statementsOf(statements)].flatMap((s) =>
        s.kind === "assign" ? s.targets.flatMap(boundNames) : [],
      ),
    );
    const used = new Map<string, number>();
    let asPart = new Set<string>();
    for (const s of statementsOf(statements)) {
      for (const e of expressionsOf(s)) {
        walk(e, (x) => {
          if (x.kind === "name") used.set(x.name, (used.get(x.name) ?? 0) + 1);
          if (x.kind === "attr" && x.value.kind === "name") asPart = asPart.add(x.value.name);
          if (x.kind === "call" && x.args.length !== 1 && x.func.kind === "name") asPart.add(x.func.name);
          return true;
        });
      }
    }
    return [...used].flatMap(([name, count]): Step[] => {
      const bound = this.scope.get(name);
      if (
        assigned.has(name) ||
        name === this.result ||
        bound?.kind !== "layer" ||
        this.context.scope.own(name) !== bound
      )
        return [];
      const text =
        bound.declared && bound.made
          ? `${bound.declared.net}()`
          : bound.value
            ? expressions.text(bound.value)
            : undefined;
      if (text === undefined) return [];
      const lead: Lead = { comments: [], gap: false };
      if ((bound.made || bound.declared) && this.asParameter(name)) {
        const net = variableName(name);
        this.scope.set(name, { ...bound, made: false, net, making: text });
        this.parameters.set(name, `${net}=${text}`);
        return [];
      }
      if (bound.made && count === 1 && !asPart.has(name)) {
        this.scope.set(name, { ...bound, made: false, net: text, making: text });
        return [];
      }
      const net = variableName(name);
      this.scope.set(name, { ...bound, made: false, net, making: text });
      return [
        {
          kind: "plain",
          text: `shared ${net}: ${text}`,
          reads: readsIn(text).filter((r) => r !== net),
          writes: [net],
          lead,
        },
      ];
    });
  }

  /** Puts inputs in the order of the model, and makes those that are a part's own (`inputs=base.input`). */
  openInputs(inputs: Expr, steps: readonly Step[]): readonly Step[] {
    const { expressions } = this;
    const e = bare(inputs);
    const listed =
      e.kind === "list" || e.kind === "tuple"
        ? e.items
        : e.kind === "dict"
          ? e.entries.map((x) => x.value)
          : [e];
    const parts = listed.flatMap((i) => {
      const b = bare(i);
      return b.kind === "attr" &&
        (b.name === "input" || b.name === "inputs") &&
        expressions.kind(b.value) === "layer"
        ? [bare(b.value)]
        : [];
    });
    let result = steps;
    for (const part of parts) {
      const net = expressions.text(part).replace(/:.*/s, "");
      const at = result.findIndex((s) => s.kind === "plain" && s.text.startsWith(`shared ${net}: `));
      const found = result[at];
      if (found?.kind !== "plain") continue;
      const text = found.text.slice(`shared ${net}: `.length);
      const name = this.scope.own("inputs") ? "image" : "inputs";
      const input: Step = {
        kind: "input",
        name,
        text: partInput(text, this.expressions),
        lead: { comments: [], gap: false },
      };
      const stage = { text: `${net}: ${text}`, reads: readsIn(text) };
      const applied: Step = {
        kind: "tensor",
        target: net,
        source: { kind: "value", name },
        stages: [stage],
        lead: found.lead,
      };
      this.base = net;
      result = [input, ...result.slice(0, at), applied, ...result.slice(at + 1)];
    }
    const order = listed.flatMap((i) => {
      const b = bare(i);
      const bound = b.kind === "name" ? this.scope.get(b.name) : undefined;
      return bound?.kind === "tensor" ? [bound.net] : [];
    });
    const own = result.filter((s) => s.kind === "input");
    const names = own.map((s) => (s.kind === "input" ? s.name : ""));
    const inOrder =
      order.length === names.length &&
      order.every((n) => names.includes(n)) &&
      order.some((n, i) => n !== names[i]);
    if (!inOrder) return result;
    const sorted = order.map((n) => own.find((s) => s.kind === "input" && s.name === n)!);
    return [...sorted, ...result.filter((s) => s.kind !== "input")];
  }

  /** A Sequential written where it is used, with what is added to it later. */
  sequentialPart(e: CallExpr, part: readonly Stmt[], name: string | undefined): Step[] {
    const s: Stmt = { kind: "expr", from: e.from, to: e.to, comments: [], gap: false, value: e };
    if (name) {
      this.result = name;
      this.building.add(name);
    }
    const shared = this.globals([s, ...part]);
    const steps = liftInput([...this.sequential(s, e), ...this.run(part)]);
    if (steps.length === 0) steps.push(this.openInput(s), alias("inputs"));
    return [
      ...shared,
      ...steps,
      {
        kind: "output",
        items: [{ kind: "value", name: sequentialValue }],
        lead: { comments: [], gap: false },
      },
    ];
  }

  /** Whether the one use of a layer is `layer(x)`, outside of loops that would use it again. */
  private isPipelineUse(name: string): boolean {
    let found = false;
    for (const s of statementsOf(this.whole)) {
      if (s.kind !== "assign" && s.kind !== "return" && s.kind !== "expr") continue;
      for (const e of expressionsOf(s)) {
        walk(e, (x) => {
          if (x.kind !== "call") return true;
          const f = x.func;
          const called =
            f.kind === "name"
              ? f.name
              : f.kind === "attr" && f.value.kind === "name"
                ? `${f.value.name}.${f.name}`
                : "";
          const args = x.args.filter((a) => a.name !== "training" || a.value.kind === "word");
          if (called === name && args.length === 1 && !args[0]!.name) found = true;
          return true;
        });
      }
    }
    return found;
  }

  private unpack(s: AssignStmt, targets: readonly Expr[]): Step[] {
    const { expressions } = this;
    const value = bare(s.value);
    const kind = expressions.kind(value);
    const names = targets.flatMap(boundNames);
    if (kind === "data") {
      for (const n of names) this.scope.set(n, { kind: "data", net: n });
      return [];
    }
    if (kind === "shape") {
      const [batch, ...rest] = targets;
      if (batch) for (const n of boundNames(batch)) this.scope.set(n, { kind: "batch", net: n });
      const kept = rest.flatMap(boundNames);
      for (const n of kept) this.scope.set(n, { kind: "static", net: variableName(n) });
      const shape = expressions.shapeText(value);
      if (kept.length === 1) return [this.plain(s, `${variableName(kept[0]!)} = ${shape}[0]`, kept)];
      return [this.plain(s, `${kept.map(variableName).join(", ")} = ${shape}`, kept.map(variableName))];
    }
    // Value by value where both sides are lists.
    if (
      (value.kind === "tuple" || value.kind === "list") &&
      value.items.length === targets.length &&
      targets.every((t) => bare(t).kind === "name") &&
      !value.items.some((v) => [...namesIn(v)].some((n) => names.includes(n)))
    )
      return targets.flatMap((t, i) =>
        this.assign({ ...s, comments: i === 0 ? s.comments : [], targets: [t], value: value.items[i]! }),
      );
    const text = isTensorKind(kind) ? expressions.valueText(value) : expressions.text(value);
    const each = isTensorKind(kind) ? "tensor" : kind === "layers" ? "layer" : kind;
    for (const n of names) this.scope.set(n, { kind: each, net: variableName(n) });
    const left = targets
      .map((t) => (t.kind === "star" ? `*${boundNames(t)[0]}` : this.targetText(t)))
      .join(", ");
    return [this.plain(s, `${left} = ${text}`, names.map(variableName))];
  }

  private targetText(t: Expr): string {
    const b = bare(t);
    if (b.kind === "tuple" || b.kind === "list")
      return `(${b.items.map((i) => this.targetText(i)).join(", ")})`;
    return boundNames(b).map(variableName).join(", ");
  }

  /** `inputs = keras.Input(shape=(28, 28, 1), name="image")`. */
  private input(s: Stmt, name: string, call: CallExpr): Step[] {
    const { expressions } = this;
    const arg = (key: string): Expr | undefined => call.args.find((a) => a.name === key)?.value;
    const batched = arg("batch_shape") ?? arg("batch_input_shape");
    const shape = arg("shape") ?? arg("input_shape") ?? call.args.find((a) => !a.name && !a.star)?.value;
    let items = batched
      ? expressions.shapeItems(batched)?.slice(1)
      : shape
        ? expressions.shapeItems(shape)
        : undefined;
    if (!items && (shape ?? batched)) {
      expressions.remarks.push(`fill in: the shape, \`${this.context.text((shape ?? batched)!)}\``);
      this.context.note(`the shape of \`${name}\` is known only when the code runs`, call.from);
      items = undefined;
    }
    const given = arg("name");
    const label =
      given?.kind === "string" && !given.format && /^[A-Za-z_]\w*$/.test(given.value)
        ? given.value
        : undefined;
    const free =
      label !== undefined &&
      variableName(label) === label &&
      !this.bindsOtherwise(label, name) &&
      !this.context.isTaken(label);
    const net = free ? label : variableName(name.replace(/^self\./, ""));
    const type = arg("dtype");
    const dtype = type ? dtypeText(type) : undefined;
    this.scope.set(name, { kind: "tensor", net });
    this.inputCount++;
    const text = `${items ? `: [${items.join(", ")}]` : ""}${dtype && dtype !== "float32" ? `${items ? "" : ": [...]"} ${dtype}` : ""}`;
    return [{ kind: "input", name: net, text, lead: this.lead(s) }];
  }

  private bindsOtherwise(label: string, name: string): boolean {
    if (label === name) return false;
    for (const s of statementsOf(this.whole)) {
      if (s.kind === "assign" && s.targets.flatMap(boundNames).includes(label)) return true;
      if (s.kind === "for" && s.targets.flatMap(boundNames).includes(label)) return true;
    }
    return this.scope.own(label) !== undefined;
  }

  /** Appending makes a list one of tensors or of layers. */
  private promote(list: Expr, kind: string): void {
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

  private expression(s: Stmt, value: Expr): Step[] {
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
      if (name === "add" && call.args[0]) return this.add(s, call.args[0].value);
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
      return [this.plain(s, `${net}.${name}(${args.join(", ")})`, [net], true)];
    }
    if (/^(?:compile|fit|evaluate|train_on_batch|load_weights|save|save_weights|predict)$/.test(name))
      this.training.push({ statement: s, scope: this.scope });
    return [];
  }

  /** `keras.Sequential([…])` as the body itself. */
  sequential(s: Stmt, call: CallExpr): Step[] {
    const list = call.args.find((a) => (!a.name && !a.star) || a.name === "layers")?.value;
    return list ? this.sequence(s, list) : [];
  }

  /** Lists of layers by their name, with how many there are. */
  private readonly lengths = new Map<string, number>();
  private layerCount = 0;
  /** Lists of layers that a Sequential is made of, as the layers they are of the model. */
  readonly listParts = new Map<string, string>();

  private sequence(s: Stmt, list: Expr): Step[] {
    const b = bare(list);
    if (b.kind === "list" || b.kind === "tuple") {
      return b.items.flatMap((item, i) => {
        const comments = commentsBefore(this.context.source, item.from);
        const here = {
          ...s,
          comments: i === 0 ? [...s.comments, ...comments] : comments,
          gap: i === 0 && s.gap,
          trailing: undefined,
        } as Stmt;
        if (item.kind === "star") return this.sequence(here, item.value);
        try {
          return this.add(here, item);
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          return this.unreadable(here, error);
        }
      });
    }
    if (b.kind === "binary" && b.op === "+")
      return [...this.sequence(s, b.left), ...this.sequence({ ...s, comments: [] } as Stmt, b.right)];
    if (b.kind === "comp" && b.clauses.length > 0) {
      const [clause] = b.clauses;
      const body: Stmt = { kind: "expr", from: b.from, to: b.to, comments: [], gap: false, value: b.element };
      return this.loopOver(s, clause!.targets, clause!.iter, () => this.add(body, b.element));
    }
    if (b.kind === "name") {
      const text = this.expressions.text(b);
      const length = this.lengths.get(b.name) ?? Number.NaN;
      // The input is the first of a model's layers here.
      const start = this.layerCount + 1;
      if (start + length > 0) this.listParts.set(b.name, `model.layers[${start}:${start + length}]`);
      this.layerCount += length;
      const lead = this.lead(s);
      const opening = this.inputCount === 0 ? [this.openInput(s), alias("inputs")] : [];
      this.inputCount++;
      const stage = { text: "layer", reads: ["layer"] };
      const body: Step = {
        kind: "tensor",
        target: sequentialValue,
        source: { kind: "value", name: sequentialValue },
        stages: [stage],
        lead: { comments: [], gap: false },
      };
      return [
        ...opening,
        {
          kind: "loop",
          header: `for layer in ${text}`,
          reads: readsIn(text),
          writes: ["layer"],
          body: [body],
          lead,
        },
      ];
    }
    throw new Unreadable("a list of layers that is made when the code runs", list);
  }

  /** One more layer of a Sequential. */
  add(s: Stmt, item: Expr): Step[] {
    const { expressions } = this;
    const e = bare(item);
    if (e.kind === "call") {
      const meaning = expressions.meaning(e.func);
      if (meaning?.kind === "input" || meaning?.kind === "input-layer") {
        const steps = this.input(s, "inputs", e);
        const input = steps[0]!;
        if (input.kind !== "input") return steps;
        return [input, alias(input.name)];
      }
    }
    const steps: Step[] = [];
    if (this.inputCount === 0) {
      const stated = e.kind === "call" ? statedInput(e) : undefined;
      const first = stated
        ? this.input({ ...s, comments: [], gap: false } as Stmt, "inputs", stated)
        : [this.openInput(s)];
      const name = first[0]!.kind === "input" ? first[0]!.name : "inputs";
      this.inputCount = 1;
      steps.push(...first, alias(name));
    }
    const sub = e.kind === "call" ? expressions.meaning(e.func) : undefined;
    const text =
      e.kind === "call" && sub?.kind === "sequential"
        ? expressions.hoist(e, undefined, expressions)
        : e.kind === "call"
          ? expressions.madeText(e)
          : expressions.text(e);
    const stage = { text, reads: readsIn(text) };
    this.layerCount++;
    steps.push({
      kind: "tensor",
      target: sequentialValue,
      source: { kind: "value", name: sequentialValue },
      stages: [stage],
      lead: this.lead(s),
    });
    return steps;
  }

  /** The text of an input nobody states, such as `: [28, 28, 1]`, set by whoever knows how the model is called. */
  inputText = "";

  private openInput(s: Stmt): Step {
    return {
      kind: "input",
      name: "inputs",
      text: this.inputText,
      lead: { comments: [], gap: s.gap && false },
    };
  }

  private loop(s: ForStmt): Step[] {
    return this.loopOver(s, s.targets, s.iter, () => this.run(s.body));
  }

  private loopOver(s: Stmt, targets: readonly Expr[], iter: Expr, body: () => Step[]): Step[] {
    const { expressions } = this;
    const start = this.training.length;
    const kind = expressions.kind(iter);
    if (kind === "data") {
      // Data, epochs, plots: nothing of a model is made in such a loop, or it cannot be said.
      const makes =
        s.kind === "for" &&
        [...statementsOf(s.body)].some(
          (x) =>
            (x.kind === "assign" && expressions.kind(x.value) === "tensor") || addsLayer(x, this.building),
        );
      if (!makes) {
        if (s.kind === "for" && s.body.some((x) => mentionsTraining(x)))
          this.training.push({ statement: s, scope: this.scope });
        // What such a loop fills is known only then.
        if (s.kind === "for")
          for (const name of filledIn(s.body)) {
            const bound = this.scope.get(name);
            if (bound?.kind === "static") this.scope.set(name, { kind: "data", net: name });
          }
        return [];
      }
    }
    expressions.bindTargets(targets, iter);
    const names = targets.flatMap(boundNames).map(variableName);
    const header = `for ${targets.map((t) => this.targetText(t)).join(", ")} in ${this.iterText(iter)}`;
    const lead = this.lead(s);
    this.loops++;
    const inner = body();
    this.loops--;
    if (s.kind === "for" && this.training.length > start && mentionsTraining(s)) {
      this.training.splice(start);
      this.training.push({ statement: s, scope: this.scope });
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

  private iterText(iter: Expr): string {
    const kind = this.expressions.kind(iter);
    const b = bare(iter);
    if (kind === "data") return this.expressions.text(iter);
    if (isTensorKind(kind) && b.kind !== "call") return this.expressions.valueText(iter);
    return this.expressions.text(iter);
  }

  private branch(s: IfStmt): Step[] {
    const { expressions } = this;
    const makes = s.branches.some((b) =>
      [...statementsOf(b.body)].some((x) =>
        x.kind !== "pass" && x.kind !== "expr"
          ? true
          : x.kind === "expr" && x.value.kind === "call" && x.value.func.kind === "attr",
      ),
    );
    if (!makes) return [];
    const before = new Map(this.scope.keys().map((k) => [k, this.scope.own(k)!]));
    const kinds = s.branches.map((b) => (b.test ? expressions.kind(b.test) : "static"));
    const lead = this.lead(s);
    if (kinds.some((k) => k === "data" || k === "tensor")) {
      // Only the run could choose: the last branch stands, and the reader is told.
      const results = s.branches.map((b) => this.run(b.body));
      const chosen = results.findLast((r) => r.length > 0);
      if (!chosen) return [];
      const test = this.context.text(s.branches[0]!.test ?? s.branches.at(-1)!.test!);
      this.context.note(`\`if ${test}\` is decided when the code runs; one branch is kept`, s.from);
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
      const body = this.run(b.body);
      return { test, reads: test ? readsIn(test) : [], body };
    });
    // A name that was something else before the branch may be either after it.
    for (const [name, bound] of before) {
      const now = this.scope.own(name);
      if (now && now !== bound && now.kind === "static" && bound.kind === "tensor")
        this.scope.set(name, bound);
    }
    return [{ kind: "branch", branches, lead }];
  }

  /** What a function gives: tensors, a model's outputs, or a Sequential. */
  private output(s: Stmt, value: Expr): Step[] {
    const { expressions } = this;
    const e = bare(value);
    if (e.kind === "call") {
      const meaning = expressions.meaning(e.func);
      if (meaning?.kind === "model") {
        const outputs =
          e.args.find((a) => a.name === "outputs" || a.name === "output")?.value ??
          e.args.filter((a) => !a.name)[1]?.value;
        return outputs ? this.output(s, outputs) : [];
      }
      if (meaning?.kind === "sequential")
        return [
          ...liftInput(this.sequential(s, e)),
          {
            kind: "output",
            items: [{ kind: "value", name: sequentialValue }],
            lead: { comments: [], gap: false },
          },
        ];
    }
    if (e.kind === "name" && this.building.has(e.name))
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
      return this.outputs(s, kept);
    }
    if (e.kind === "dict") {
      const names = e.entries.map((x) =>
        x.key?.kind === "string" ? x.key.value : this.context.text(x.value),
      );
      const step = this.outputs(
        s,
        e.entries.map((x) => x.value),
      );
      return step.map((x) => (x.kind === "output" ? { ...x, names } : x));
    }
    if (expressions.kind(e) === "tensors") {
      const text = expressions.valueText(e);
      return [{ kind: "output", items: [{ kind: "text", text, reads: readsIn(text) }], lead: this.lead(s) }];
    }
    if (!isTensorKind(expressions.kind(e))) {
      if (expressions.kind(e) === "layer") return this.layerResult(s, e);
      return [];
    }
    return this.outputs(s, [e]);
  }

  /** A function that gives a layer: applied to what flows. */
  private layerResult(s: Stmt, e: Expr): Step[] {
    const text = e.kind === "call" ? this.expressions.madeText(e) : this.expressions.text(e);
    return [
      {
        kind: "tensor",
        target: sequentialValue,
        source: { kind: "value", name: "x" },
        stages: [{ text, reads: readsIn(text) }],
        lead: this.lead(s),
      },
      {
        kind: "output",
        items: [{ kind: "value", name: sequentialValue }],
        lead: { comments: [], gap: false },
      },
    ];
  }

  private outputs(s: Stmt, values: readonly Expr[]): Step[] {
    const steps: Step[] = [];
    const lead = this.lead(s);
    const items = values.map((v): Source => {
      const { source, stages } = this.expressions.reshapeLayer(v) ?? this.expressions.pipeline(v);
      if (stages.length === 0 && source.kind === "value") return source;
      if (values.length > 1) {
        const text = this.expressions.valueText(v);
        return { kind: "text", text, reads: readsIn(text) };
      }
      const target = this.scope.get("result") ? "result_" : "result";
      steps.push({ kind: "tensor", target, source, stages, lead });
      return { kind: "value", name: target };
    });
    return [
      ...steps,
      { kind: "output", items, lead: steps.length > 0 ? { comments: [], gap: false } : lead },
    ];
  }
}
