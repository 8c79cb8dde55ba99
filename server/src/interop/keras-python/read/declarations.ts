// Decides what each function and class of a file is in Net, and writes those as blocks, models and layers. It follows no
// script and no training.
import { Body, type TrainingLine } from "./body.ts";
import { drawingLayer } from "./class-layers.ts";
import { declareClass } from "./classes.ts";
import { type Context, modelName, variableName } from "./context.ts";
import { declaration } from "./declaration-text.ts";
import { Expressions, type Hoist } from "./expressions.ts";
import { hoist } from "./hoists.ts";
import { inference, listParameter } from "./inference.ts";
import { functional, listsBefore, modelSteps } from "./model-bodies.ts";
import {
  type AssignStmt,
  bare,
  boundNames,
  type CallExpr,
  type ClassStmt,
  type DefStmt,
  type Expr,
  type Param,
  type Stmt,
  statementsOf,
} from "./python-syntax.ts";
import { type Declared, Scope } from "./scope.ts";
import { closureOf, idleParameters, makesOrTrains, returnsOf } from "./statement-facts.ts";
import type { Step } from "./steps.ts";
import { commentLine, writeBody } from "./write-steps.ts";

export class Declarations {
  readonly context: Context;
  /** The first call of each function at file level, for the values its parameters have there. */
  readonly calls = new Map<string, CallExpr>();
  /** Functions and classes that are called at more than one place. */
  readonly calledAgain = new Set<string>();
  /** Training met inside functions that make models. */
  readonly training = new Map<Declared, readonly TrainingLine[]>();
  readonly done = new Set<Declared>();
  /** Assignments whose value is declared elsewhere, so that no body repeats them. */
  stops: (s: AssignStmt) => boolean = () => false;

  constructor(context: Context) {
    this.context = context;
  }

  /** Decides on every function and class, again until nothing changes: they call each other. */
  declare(nodes: readonly (DefStmt | ClassStmt)[]): void {
    const { declared } = this.context;
    const nets = new Map<string, string>();
    for (const node of nodes) declared.set(node.name, stub(node));
    for (let round = 0; round < 4; round++) {
      let changed = false;
      for (const node of nodes) {
        const before = declared.get(node.name)!;
        if (before.node !== node) continue;
        const now = node.kind === "def" ? this.classify(node) : this.classifyClass(node);
        const net =
          now.kind === "model" && node.kind === "def"
            ? (this.ownName(node) ?? modelName(node.name))
            : node.name;
        const key = `${node.name}/${net}`;
        if (now.kind !== "none" && now.kind !== "steps" && !nets.has(key))
          nets.set(key, this.context.fresh(net));
        const next = { ...now, net: nets.get(key) ?? net };
        if (
          JSON.stringify([before.kind, before.inputs, before.gives, before.net]) !==
          JSON.stringify([next.kind, next.inputs, next.gives, next.net])
        )
          changed = true;
        declared.set(node.name, next);
      }
      if (!changed) break;
    }
  }

  /** The `name=` of the model a function gives, where it is plain. */
  ownName(node: DefStmt): string | undefined {
    const made = this.madeModel(node);
    const given = made?.args.find((a) => a.name === "name")?.value;
    // `def build(name="tower")` names it so where nobody says otherwise.
    const name =
      given?.kind === "name"
        ? node.params.find((p) => p.name === given.name && p.name === "name")?.fallback
        : given;
    return name?.kind === "string" &&
      !name.format &&
      /^[A-Za-z_]\w*$/.test(name.value) &&
      variableName(name.value) === name.value
      ? name.value
      : undefined;
  }

  /** The call that makes what a function gives, if it is a model. */
  madeModel(node: DefStmt): CallExpr | undefined {
    const expressions = this.plainExpressions(this.context.scope);
    const makes = (e: Expr): CallExpr | undefined => {
      const b = bare(e);
      if (b.kind !== "call") return undefined;
      const meaning = expressions.meaning(b.func);
      return meaning?.kind === "model" || meaning?.kind === "sequential" ? b : undefined;
    };
    for (const value of returnsOf(node.body)) {
      const direct = makes(value);
      if (direct) return direct;
      const b = bare(value);
      const names = b.kind === "tuple" ? b.items : [b];
      for (const item of names) {
        if (item.kind !== "name") continue;
        const assigns = [...statementsOf(node.body)].filter(
          (s) => s.kind === "assign" && s.targets.flatMap(boundNames).includes(item.name),
        );
        for (const s of assigns.reverse()) {
          const made = s.kind === "assign" ? makes(s.value) : undefined;
          if (made) return made;
        }
      }
    }
    return undefined;
  }

  plainExpressions(scope: Scope): Expressions {
    return new Expressions(this.context, scope, () => "");
  }

  classify(node: DefStmt): Declared {
    const own = { python: node.name, net: node.name, node, params: node.params, captured: [] };
    const made = this.madeModel(node);
    if (made) return { ...own, kind: "model", gives: "layer", inputs: [], idle: idleParameters(node) };
    const inner = closureOf(node);
    if (inner) {
      const { inputs } = inference(
        this,
        inner.kind === "def" ? inner.node : node,
        inner.kind === "lambda" ? inner.params.map((p) => p.name) : undefined,
      );
      return {
        ...own,
        kind: "block",
        gives: "layer",
        inputs: inputs.length > 0 ? inputs : inner.params[0] ? [inner.params[0].name] : [],
      };
    }
    const { inputs, returns } = inference(this, node);
    if (node.decorators.some((d) => d.kind === "name" && d.name === "property"))
      return { ...own, kind: "none", gives: "tensor", inputs: [] };
    if (returns === "tensor" || returns === "tensors") {
      if (inputs.length > 0) return { ...own, kind: "block", gives: returns, inputs };
      return { ...own, kind: "none", gives: "tensor", inputs: [] };
    }
    if (returns === "layer") {
      // A function that makes a layer, such as `def conv(filters): return Conv2D(filters, 3)`.
      const built = returnsOf(node.body).every((r) => bare(r).kind === "call");
      if (built && inputs.length === 0) return { ...own, kind: "block", gives: "layer", inputs: [] };
    }
    const steps = [...statementsOf(node.body)].some((s) => makesOrTrains(s));
    return { ...own, kind: steps ? "steps" : "none", gives: "tensor", inputs: [] };
  }

  classifyClass(node: ClassStmt): Declared {
    const init = methodOf(node, "__init__");
    const call = methodOf(node, "call");
    const params = init ? init.params.filter((p) => p.name !== "self" && !p.star) : [];
    const own = { python: node.name, net: node.name, node, params, captured: [], gives: "layer" as const };
    if (!this.isPart(node, new Set())) return { ...own, kind: "none", inputs: [] };
    if (!call) return { ...own, kind: "none", inputs: [] };
    const inputs = call.params
      .filter((p) => p.name !== "self" && !p.star && !p.fallback && !/^(?:training|mask)$/.test(p.name))
      .map((p) => p.name);
    const returns = inference(this, call, inputs).returns;
    const gives = returns === "tensors" ? ("layer" as const) : ("layer" as const);
    const model = this.isPart(node, new Set(), /^keras\.(?:models\.)?Model$/);
    return {
      ...own,
      gives,
      kind: model ? "model" : "block",
      inputs: inputs.length > 0 ? inputs : ["inputs"],
    };
  }

  /** Whether a class is a layer or a model of Keras. */
  isPart(
    node: ClassStmt,
    seen: Set<string>,
    of = /^keras\.(?:layers\.)?(?:Layer|Model)$|^keras\.models\.Model$|^keras\.(?:models\.)?Sequential$|\.Layer$/,
  ): boolean {
    return node.bases.some((base) => {
      const b = bare(base);
      if (b.kind === "name" && this.context.declared.has(b.name)) {
        const parent = this.context.declared.get(b.name)!.node;
        if (parent?.kind !== "class" || seen.has(b.name)) return false;
        seen.add(b.name);
        return this.isPart(parent, seen, of);
      }
      const path = this.context.names.path(b, () => false) ?? "";
      return of.test(path);
    });
  }

  /** Writes a declaration once, and all it needs through the calls in it. */
  write(declared: Declared): void {
    if (this.done.has(declared) || !declared.node || declared.kind === "none" || declared.kind === "steps")
      return;
    this.done.add(declared);
    const { node } = declared;
    const lines =
      node.kind === "class" ? declareClass(this, declared, node) : this.writeFunction(declared, node);
    this.context.written.set(declared.net, { at: node.from, lines });
  }

  /** A scope with the parameters of a function bound. */
  parameterScope(declared: Declared, params: readonly Param[], outer: Scope = this.context.scope): Scope {
    const scope = new Scope(outer);
    const call = this.calls.get(declared.python);
    const file = this.plainExpressions(this.context.scope);
    params.forEach((p, i) => {
      if (p.name === "self") return;
      if (p.star === "**") {
        const named = call?.args.filter((a) => a.name && !params.some((x) => x.name === a.name)) ?? [];
        const at = { from: call?.from ?? 0, to: call?.to ?? 0 };
        const entries = named.map((a) => ({
          key: { kind: "string" as const, ...at, raw: a.name!, value: a.name!, format: false },
          value: a.value,
        }));
        scope.set(p.name, { kind: "static", net: p.name, literal: { kind: "dict", ...at, entries } });
        return;
      }
      const given =
        call?.args.find((a) => a.name === p.name)?.value ??
        call?.args.filter((a) => !a.name && !a.star)[i]?.value ??
        p.fallback;
      const items = given ? file.shapeItems(given) : undefined;
      const list = given && bare(given).kind !== "number" ? items : undefined;
      scope.set(p.name, { kind: "static", net: variableName(p.name), rank: list?.length });
    });
    return scope;
  }

  writeFunction(declared: Declared, node: DefStmt): readonly string[] {
    if (declared.kind === "block" && declared.gives === "tensor" && !closureOf(node)) {
      const drawn = drawingLayer(this, declared, node);
      if (drawn) return drawn;
    }
    const inner = declared.kind === "block" ? closureOf(node) : undefined;
    const scope = this.parameterScope(declared, node.params);
    if (inner?.kind === "def")
      for (const p of inner.params) scope.set(p.name, { kind: "static", net: variableName(p.name) });
    for (const name of declared.inputs) scope.set(name, { kind: "tensor", net: variableName(name) });
    for (const p of node.params) {
      if (declared.inputs.includes(p.name)) continue;
      const used = listParameter(this, node, p.name);
      if (used) scope.set(p.name, { kind: used, net: variableName(p.name) });
    }
    const statements: readonly Stmt[] =
      inner?.kind === "def"
        ? [...node.body.filter((s) => s.kind !== "return" && s.kind !== "def"), ...inner.node.body]
        : inner
          ? [{ ...node.body.at(-1)!, kind: "return", value: inner.body } as Stmt]
          : node.body;
    const body = this.bodyFor(scope, statements);
    const shared = body.globals(statements);
    const steps = [
      ...shared,
      ...(declared.kind === "model" ? modelSteps(this, body, statements) : body.run(statements)),
    ];
    const inputs =
      declared.kind === "block"
        ? declared.inputs.map(
            (name): Step => ({
              kind: "input",
              name: variableName(name),
              text: "",
              lead: { comments: [], gap: false },
            }),
          )
        : [];
    this.training.set(declared, body.training);
    if (body.joined) this.context.joined.set(declared.net, body.joined);
    if (declared.kind === "model" && !steps.some((s) => s.kind === "input")) {
      this.context.note(
        `the inputs of \`${node.name}\` are made when the code runs; it is left out`,
        node.from,
      );
      return [commentLine(`left out: the model ${node.name}, whose inputs are made when the code runs`)];
    }
    const lines = writeBody([...inputs, ...steps]);
    const params = node.params.filter(
      (p) => !declared.inputs.includes(p.name) && !p.star && p.name !== "training" && p.name !== "self",
    );
    return declaration(this, declared, node, params, lines, scope);
  }

  bodyFor(scope: Scope, statements: readonly Stmt[]): Body {
    const inside: Hoist = (e, wanted, self) => hoist(this, e, wanted, self, statements);
    return new Body(this.context, scope, inside, statements);
  }

  /** Statements that make what expressions name, such as a list of layers. */
  listsBefore(body: Body, before: readonly Stmt[], of: readonly Expr[]): readonly Step[] {
    return listsBefore(this, body, before, of);
  }

  /** A functional model: the slice its outputs and inputs need, then its outputs. */
  functional(body: Body, all: readonly Stmt[], at: number, call: CallExpr): readonly Step[] {
    return functional(this, body, all, at, call);
  }

  /** `name(parameters) { lines }` with the documentation and comments of its source. */
  declaration(
    declared: Declared,
    node: DefStmt | ClassStmt,
    params: readonly Param[],
    lines: readonly string[],
    _scope: Scope,
    word: string = declared.kind,
  ): readonly string[] {
    return declaration(this, declared, node, params, lines, _scope, word);
  }
}

const stub = (node: DefStmt | ClassStmt): Declared => ({
  python: node.name,
  net: node.name,
  kind: "none",
  gives: "tensor",
  inputs: [],
  params: node.kind === "def" ? node.params : [],
  node,
  captured: [],
});

export const methodOf = (node: ClassStmt, name: string): DefStmt | undefined =>
  node.body.find((s): s is DefStmt => s.kind === "def" && s.name === name);
