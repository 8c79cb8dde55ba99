// Decides what each function and class of a file is in Net, and writes those as blocks, models and layers. It follows no
// script and no training.
import { Body, type TrainingLine } from "./body.ts";
import { declareClass, drawingLayer } from "./classes.ts";
import { type Context, modelName, variableName } from "./context.ts";
import { Expressions, type Hoist, readsIn } from "./expressions.ts";
import { statedInputs, withForeignShapes } from "./foreign-shapes.ts";
import { isTensorKind } from "./kinds.ts";
import {
  type AssignStmt,
  bare,
  boundNames,
  type CallExpr,
  type ClassStmt,
  type DefStmt,
  type Expr,
  expressionsOf,
  namesIn,
  type Param,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { type Declared, type Kind, Scope } from "./scope.ts";
import { sequentialPart, sliceBack } from "./slice.ts";
import type { Step } from "./steps.ts";
import { commentLine, writeBody } from "./write-steps.ts";

/** Layers that take a list of tensors. */
const merging = /^(?:Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot)$/;
const tensorName =
  /^(?:x\d*|y|z|inputs?|tensors?|input_tensor|shortcut|skip|skip_features|residual|features?|query|key|value|[a-z_]*_tensor|[a-z_]*_features?|[a-z_]*_inputs?)$/;

/** Returns of a function itself. */
const returnsOf = (body: readonly Stmt[]): readonly Expr[] =>
  [...statementsOf(body)].flatMap((s) => (s.kind === "return" && s.value ? [s.value] : []));

export class Declarations {
  readonly context: Context;
  /** The first call of each function at file level, for the values its parameters have there. */
  readonly calls = new Map<string, CallExpr>();
  /** Training met inside functions that make models. */
  readonly training = new Map<Declared, readonly TrainingLine[]>();
  private readonly done = new Set<Declared>();
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
  private ownName(node: DefStmt): string | undefined {
    const made = this.madeModel(node);
    const name = made?.args.find((a) => a.name === "name")?.value;
    return name?.kind === "string" &&
      !name.format &&
      /^[A-Za-z_]\w*$/.test(name.value) &&
      variableName(name.value) === name.value
      ? name.value
      : undefined;
  }

  /** The call that makes what a function gives, if it is a model. */
  private madeModel(node: DefStmt): CallExpr | undefined {
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

  private classify(node: DefStmt): Declared {
    const own = { python: node.name, net: node.name, node, params: node.params, captured: [] };
    const made = this.madeModel(node);
    if (made) return { ...own, kind: "model", gives: "layer", inputs: [], idle: idleParameters(node) };
    const inner = closureOf(node);
    if (inner) {
      const { inputs } = this.inference(
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
    const { inputs, returns } = this.inference(node);
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

  private classifyClass(node: ClassStmt): Declared {
    const init = methodOf(node, "__init__");
    const call = methodOf(node, "call");
    const params = init ? init.params.filter((p) => p.name !== "self" && !p.star) : [];
    const own = { python: node.name, net: node.name, node, params, captured: [], gives: "layer" as const };
    if (!this.isPart(node, new Set())) return { ...own, kind: "none", inputs: [] };
    if (!call) return { ...own, kind: "none", inputs: [] };
    const inputs = call.params
      .filter((p) => p.name !== "self" && !p.star && !p.fallback && !/^(?:training|mask)$/.test(p.name))
      .map((p) => p.name);
    const returns = this.inference(call, inputs).returns;
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

  /** Which parameters are tensors, and what is given back, from how they are used. */
  private inference(
    node: DefStmt,
    given?: readonly string[],
  ): { readonly inputs: readonly string[]; readonly returns: Kind | undefined } {
    const names = node.params.filter((p) => p.name !== "self" && !p.star).map((p) => p.name);
    const tensors = new Set<string>(given ?? []);
    const lists = new Set<string>();
    let scope = new Scope(this.context.scope);
    for (let round = 0; round < 3; round++) {
      const size = tensors.size + lists.size;
      scope = new Scope(this.context.scope);
      for (const p of node.params) {
        const kind = tensors.has(p.name) ? "tensor" : lists.has(p.name) ? "tensors" : "static";
        scope.set(p.name, { kind, net: p.name });
      }
      this.follow(node.body, scope, (name, kind) => {
        if (!names.includes(name)) return;
        const p = node.params.find((x) => x.name === name);
        if (p?.fallback && p.fallback.kind !== "word") return;
        if (kind === "tensors") {
          tensors.delete(name);
          lists.add(name);
        } else if (!lists.has(name)) tensors.add(name);
      });
      if ([...(node.spread ?? [])].some((n) => tensors.has(n))) for (const n of node.spread!) tensors.add(n);
      if (size === tensors.size + lists.size) break;
    }
    const expressions = this.plainExpressions(scope);
    const kinds = returnsOf(node.body).map((r) => {
      const b = bare(r);
      return b.kind === "tuple" || b.kind === "list" || b.kind === "dict"
        ? expressions.kind(b) === "tensors"
          ? "tensors"
          : expressions.kind(b)
        : expressions.kind(b);
    });
    const returns = kinds.find((k) => isTensorKind(k)) ?? kinds[0];
    // A tensor that may be left out stays a parameter.
    const optional = (name: string): boolean => node.params.some((p) => p.name === name && p.fallback);
    return { inputs: given ?? names.filter((n) => tensors.has(n) && !optional(n)), returns };
  }

  /** Binds the names of a body to kinds, telling which names are used as tensors. */
  private follow(body: readonly Stmt[], scope: Scope, used: (name: string, kind: Kind) => void): void {
    const expressions = this.plainExpressions(scope);
    const aliases = new Map<string, string>();
    const mark = (e: Expr, kind: Kind): void => {
      const b = bare(e);
      if (b.kind === "name") {
        used(b.name, kind);
        const from = aliases.get(b.name);
        if (from) used(from, kind);
      } else if (b.kind === "list" || b.kind === "tuple")
        b.items.forEach((i) => {
          mark(i, "tensor");
        });
      else if (
        b.kind === "sub" &&
        b.value.kind === "name" &&
        kind === "tensor" &&
        b.index[0]?.kind !== "slice" &&
        b.index.length === 1
      ) {
        if (scope.get(b.value.name)?.kind === "static") used(b.value.name, "tensors");
      } else if (b.kind === "binary") {
        mark(b.left, kind);
        if (expressions.kind(b.right) !== "static") mark(b.right, kind);
      }
    };
    const look = (e: Expr): void => {
      walk(e, (x) => {
        if (x.kind === "call") {
          const meaning = expressions.meaning(x.func);
          const first = x.args[0];
          if (
            meaning?.kind === "operation" ||
            meaning?.kind === "layer-function" ||
            meaning?.kind === "activation"
          ) {
            if (
              first &&
              !/^(?:arange|zeros|ones|range|eye|cast|convert_to_tensor|full)$/.test(
                "name" in meaning ? meaning.name : "",
              )
            ) {
              const wants =
                meaning.kind === "layer-function" && merging.test(meaning.name)
                  ? "tensors"
                  : /^(?:concatenate|stack)$/.test("name" in meaning ? meaning.name : "")
                    ? "tensors"
                    : "tensor";
              mark(first.value, wants);
              if (/^(?:matmul|einsum|add|subtract|multiply|dot)$/.test("name" in meaning ? meaning.name : ""))
                x.args.slice(1).forEach((a) => {
                  mark(a.value, "tensor");
                });
            }
          } else if (meaning?.kind === "module" && /(?:^|\.)(?:shape|int_shape)$/.test(meaning.path) && first)
            mark(first.value, "tensor");
          else {
            const declared = expressions.declaredOf(x.func);
            const bound = x.func.kind === "name" ? scope.get(x.func.name) : undefined;
            if (declared?.kind === "block" && declared.gives !== "layer" && bound?.kind !== "layer") {
              let at = 0;
              for (const a of x.args) {
                const name = a.name ?? declared.params[at++]?.name;
                if (name && declared.inputs.includes(name)) mark(a.value, "tensor");
              }
            } else if (expressions.kind(x.func) === "layer") {
              const made = x.func.kind === "call" ? expressions.meaning(x.func.func) : undefined;
              const list = made?.kind === "layer" && merging.test(made.name) && x.args.length === 1;
              x.args.forEach((a) => {
                if (!a.name || /^(?:initial_state|encoder_outputs|context|inputs)$/.test(a.name))
                  mark(a.value, list && bare(a.value).kind === "name" ? "tensors" : "tensor");
              });
            }
          }
        }
        if (x.kind === "attr" && x.name === "shape" && x.value.kind === "name") mark(x.value, "tensor");
        if (x.kind === "binary" && /^[-+*/@]$/.test(x.op)) {
          const kinds = [expressions.kind(x.left), expressions.kind(x.right)];
          const other = kinds[0] === "tensor" ? x.right : kinds[1] === "tensor" ? x.left : undefined;
          if (other?.kind === "name" && tensorName.test(other.name)) mark(other, "tensor");
        }
        return true;
      });
    };
    const visit = (statements: readonly Stmt[]): void => {
      for (const s of statements) {
        for (const e of expressionsOf(s)) look(e);
        switch (s.kind) {
          case "assign": {
            const kind = expressions.kind(s.value);
            const value = bare(s.value);
            for (const t of s.targets) {
              const b = bare(t);
              if (b.kind === "name") {
                if (value.kind === "name" && b.name !== value.name)
                  aliases.set(b.name, aliases.get(value.name) ?? value.name);
                const now = s.op && scope.get(b.name)?.kind === "tensor" ? "tensor" : kind;
                const declared =
                  value.kind === "call" && kind === "layer" ? expressions.declaredOf(value.func) : undefined;
                scope.set(b.name, { kind: now, net: b.name, declared });
              } else if (b.kind === "attr" && b.value.kind === "name" && b.value.name === "self") {
                const declared =
                  value.kind === "call" && kind === "layer" ? expressions.declaredOf(value.func) : undefined;
                scope.set(`self.${b.name}`, { kind, net: b.name, declared });
              } else {
                const each =
                  kind === "tensors" || kind === "tensor"
                    ? "tensor"
                    : kind === "layers"
                      ? "layer"
                      : kind === "shape"
                        ? "static"
                        : kind;
                for (const n of boundNames(t)) scope.set(n, { kind: each, net: n });
              }
            }
            break;
          }
          case "for":
            expressions.bindTargets(s.targets, s.iter);
            visit(s.body);
            visit(s.body);
            break;
          case "if":
            for (const b of s.branches) visit(b.body);
            break;
          case "with":
          case "while":
            visit(s.body);
            break;
          case "try":
            for (const b of s.bodies) visit(b);
            break;
          case "expr": {
            const call = s.value;
            if (
              call.kind === "call" &&
              call.func.kind === "attr" &&
              /^(?:append|extend|insert)$/.test(call.func.name)
            ) {
              const kind = expressions.kind(call.args.at(-1)?.value ?? call);
              const of = bare(call.func.value);
              const key =
                of.kind === "name"
                  ? of.name
                  : of.kind === "attr" && of.value.kind === "name"
                    ? `${of.value.name}.${of.name}`
                    : "";
              if (key && (isTensorKind(kind) || kind === "layer" || kind === "layers"))
                scope.set(key, { kind: isTensorKind(kind) ? "tensors" : "layers", net: key });
            }
            break;
          }
          default:
            break;
        }
      }
    };
    visit(body);
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

  private writeFunction(declared: Declared, node: DefStmt): readonly string[] {
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
      const used = this.listParameter(node, p.name);
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
      ...(declared.kind === "model" ? this.modelSteps(body, statements) : body.run(statements)),
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
    const lines = writeBody([...inputs, ...steps]);
    const params = node.params.filter(
      (p) => !declared.inputs.includes(p.name) && !p.star && p.name !== "training" && p.name !== "self",
    );
    return this.declaration(declared, node, params, lines, scope);
  }

  /** Steps of a body that gives a model: only what the model needs. */
  modelSteps(body: Body, statements: readonly Stmt[]): readonly Step[] {
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
      this.context.note("a function gives several values; its model is kept", value.from);
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
        const before = sliceBack(flat.slice(0, at), needs, this.stops);
        const steps = [...body.run(before), ...body.run([made, ...part])];
        this.afterwards(body, flat, [made, ...part, ...before]);
        return [...steps, ...body.run([last!])];
      }
      if (made?.kind === "assign") return this.functional(body, flat, at, made.value as CallExpr);
    }
    if (value?.kind === "call") {
      const at = flat.indexOf(last!);
      if (makes(value) === "model") return this.functional(body, flat, at, value);
      const needs = new Set([...sliceNames([last!])]);
      const before = sliceBack(flat.slice(0, at), needs, this.stops);
      const steps = [...body.run(before), ...body.run([last!])];
      this.afterwards(body, flat, [...before, last!]);
      return steps;
    }
    return body.run(statements);
  }

  /** Statements that make what expressions name, such as a list of layers. */
  listsBefore(body: Body, before: readonly Stmt[], of: readonly Expr[]): readonly Step[] {
    const live = new Set(of.flatMap((e) => [...sliceNames([{ kind: "expr", value: e } as Stmt])]));
    return body.run(sliceBack(before, live, this.stops));
  }

  /** A functional model: the slice its outputs and inputs need, then its outputs. */
  functional(body: Body, all: readonly Stmt[], at: number, call: CallExpr): readonly Step[] {
    const own = statedInputs(call);
    const flat = own ? [...withForeignShapes(this, all.slice(0, at), own), ...all.slice(at)] : all;
    const live = new Set(
      call.args
        .filter((a) => a.name !== "name")
        .flatMap((a) => [...sliceNames([{ kind: "expr", value: a.value } as Stmt])]),
    );
    const before = withAsserts(flat.slice(0, at), sliceBack(flat.slice(0, at), live, this.stops));
    const shared = body.globals([...before, flat[at]!]);
    const input =
      call.args.find((a) => a.name === "inputs" || a.name === "input")?.value ??
      call.args.find((a) => !a.name)?.value;
    const made = flat[at]!;
    let steps: readonly Step[] = [...shared, ...body.run(before)];
    if (input) steps = body.openInputs(input, steps);
    const result = body.run([
      { kind: "return", from: call.from, to: call.to, comments: [], gap: false, value: call } as Stmt,
    ]);
    this.afterwards(body, flat, [...before, made]);
    return [...steps, ...result];
  }

  /** Training lines among what the model did not need. */
  private afterwards(body: Body, flat: readonly Stmt[], kept: readonly Stmt[]): void {
    for (const s of flat) {
      if (kept.some((k) => k.from === s.from)) continue;
      if (makesOrTrains(s)) body.noteTraining(s);
      else if (s.kind === "assign") body.bindOnly(s);
    }
  }

  /** Whether a parameter holds tensors or layers. */
  private listParameter(node: DefStmt, name: string): Kind | undefined {
    let found: Kind | undefined;
    const scope = new Scope(this.context.scope);
    for (const p of node.params) scope.set(p.name, { kind: "static", net: p.name });
    this.follow(node.body, scope, (used, kind) => {
      if (used === name) found = kind;
    });
    const fallback = node.params.find((p) => p.name === name)?.fallback;
    if (found === "tensor" && fallback?.kind !== "word") return undefined;
    return found;
  }

  bodyFor(scope: Scope, statements: readonly Stmt[]): Body {
    const hoist: Hoist = (e, wanted, self) => this.hoist(e, wanted, self, statements);
    return new Body(this.context, scope, hoist, statements);
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
    const call =
      declared.kind === "model" || node.kind === "class" ? this.calls.get(declared.python) : undefined;
    const file = this.plainExpressions(this.context.madeScope());
    const positions = node.kind === "def" ? node.params : declared.params;
    const kept = params.filter((p) => !declared.idle?.has(p.name));
    const texts = kept.map((p) => {
      const at = positions.findIndex((x) => x.name === p.name);
      const given =
        call?.args.find((a) => a.name === p.name)?.value ??
        (at >= 0 ? call?.args.filter((a) => !a.name && !a.star)[at]?.value : undefined);
      const known =
        given &&
        [...namesIn(given)].every(
          (n) => this.context.scope.own(n) || this.context.declared.has(n) || this.context.names.has(n),
        );
      if (given && file.kind(given) === "data" && isShapeParameter(node, p.name))
        return `${variableName(p.name)}=None`;
      const fallback =
        word === "model" && p.fallback === undefined && given && known && !isTensorKind(file.kind(given))
          ? given
          : p.fallback;
      if (!fallback) return variableName(p.name);
      try {
        return `${variableName(p.name)}=${fallback.kind === "dict" && fallback.entries.length === 0 ? "None" : file.text(fallback)}`;
      } catch {
        return variableName(p.name);
      }
    });
    // Places count: what stands before a parameter without a default has none either.
    const last = texts.findLastIndex((t) => !t.includes("="));
    const ordered = texts.map((t, k) => (k < last ? t.replace(/=.*/s, "") : t));
    const captured = declared.captured.map(variableName);
    return [
      ...node.comments.map(commentLine),
      ...docLines(node.doc),
      `${word} ${declared.net}(${[...captured, ...ordered].join(", ")}) {`,
      ...lines,
      "}",
    ].map((l) => l.replace(/^((?:model|block|layer) \w+)\(\) \{/, "$1 {"));
  }

  /** Declares a Sequential, a Model or a Lambda that stands inside other code; gives the text that makes one. */
  private hoist(
    e: CallExpr,
    wanted: string | undefined,
    outer: Expressions,
    around: readonly Stmt[],
  ): string {
    const meaning = outer.meaning(e.func);
    const own = e.args.find((a) => a.name === "name")?.value;
    const named =
      own?.kind === "string" && !own.format && /^[A-Za-z_]\w*$/.test(own.value) ? own.value : undefined;
    const scope = new Scope(outer.scope);
    if (meaning?.kind === "layer") return this.hoistLambda(e, outer, scope, around);
    const net = this.context.fresh(
      named ?? wanted ?? (meaning?.kind === "sequential" ? "sequential" : "part"),
    );
    const body = this.bodyFor(scope, around);
    let steps: readonly Step[];
    if (meaning?.kind === "sequential") {
      const at = around.findIndex((s) => s.from <= e.from && e.to <= s.to);
      const assigned = [...statementsOf(around)].find(
        (s) => s.kind === "assign" && bare(s.value).from === e.from,
      );
      const target = assigned?.kind === "assign" ? bare(assigned.targets[0]!) : undefined;
      const name =
        target?.kind === "name" ? target.name : target?.kind === "attr" ? `self.${target.name}` : undefined;
      const part = name && at >= 0 ? sequentialPart(around, name, at) : [];
      steps = body.sequentialPart(e, part, name);
    } else {
      const flat = flatten(around);
      const at = flat.findIndex((s) => s.from <= e.from && e.to <= s.to);
      steps = this.functional(body, flat, Math.max(0, at), e);
    }
    const lines = writeBody(steps);
    const locals = localNames(outer.scope, this.context.scope);
    const read = new Set(lines.flatMap((l) => readsIn(l.replace(/#.*/, ""))));
    const bound = new Set(body.expressions.scope.keys().map((k) => body.expressions.scope.own(k)!.net));
    const captured = locals.filter((n) => read.has(n) && !bound.has(n));
    const params = captured.length > 0 ? `(${captured.join(", ")})` : "";
    const lead = body.openComment ? [commentLine(body.openComment)] : [];
    this.context.written.set(net, {
      at: e.from,
      lines: [...lead, `${params ? "block" : "model"} ${net}${params} {`, ...lines, "}"],
    });
    return `${net}(${captured.map((c) => `${c}=${c}`).join(", ")})`;
  }

  private hoistLambda(e: CallExpr, outer: Expressions, scope: Scope, around: readonly Stmt[]): string {
    const first = e.args[0]?.value;
    const f = first ? bare(first) : undefined;
    const own = e.args.find((a) => a.name === "name")?.value;
    const label = own?.kind === "string" ? own.value : undefined;
    if (f?.kind === "lambda" && f.params.length === 1) {
      const [p] = f.params;
      scope.set(p!.name, { kind: "tensor", net: variableName(p!.name) });
      const body = this.bodyFor(scope, around);
      const ret = { kind: "return", from: e.from, to: e.to, comments: [], gap: false, value: f.body } as Stmt;
      try {
        const steps = body.run([ret]);
        const input: Step = {
          kind: "input",
          name: variableName(p!.name),
          text: "",
          lead: { comments: [], gap: false },
        };
        if (steps.some((s) => s.kind === "output")) {
          const lines = writeBody([input, ...steps]);
          const net = this.context.fresh(label ?? "function");
          const locals = localNames(outer.scope, this.context.scope);
          const read = new Set(lines.flatMap((l) => readsIn(l.replace(/#.*/, ""))));
          const captured = locals.filter((n) => read.has(n) && n !== p!.name);
          const params = captured.length > 0 ? `(${captured.join(", ")})` : "";
          this.context.written.set(net, { at: e.from, lines: [`block ${net}${params} {`, ...lines, "}"] });
          return `${net}(${captured.map((c) => `${c}=${c}`).join(", ")})`;
        }
      } catch {
        // Said as an opaque layer below.
      }
    }
    const declared = f?.kind === "name" ? this.context.declared.get(f.name) : undefined;
    if (declared?.kind === "block" && declared.inputs.length > 0) return `${declared.net}()`;
    const text = f ? this.context.text(f) : "function";
    outer.remarks.push(
      `fill in: the function \`${text}\` is not read; state what comes out with output_shape=(…)`,
    );
    this.context.note("a Lambda's function is not read", e.from);
    const rest = e.args.filter((a) => a.name === "output_shape");
    const shape = rest[0] ? outer.shapeItems(rest[0].value) : undefined;
    return `Lambda(${JSON.stringify(f?.kind === "name" ? f.name : "function")}${shape ? `, output_shape=(${shape.join(", ")}${shape.length === 1 ? "," : ""})` : ""})`;
  }
}

/** Parameters that a function which makes a model only trains with: data, an optimizer, the number of epochs. */
function idleParameters(node: DefStmt): ReadonlySet<string> {
  const used = new Set<string>();
  for (const s of statementsOf(node.body)) {
    const value = s.kind === "expr" || s.kind === "assign" ? bare(s.value) : undefined;
    const trains =
      value?.kind === "call" &&
      value.func.kind === "attr" &&
      /^(?:compile|fit|fit_generator|evaluate|predict|train_on_batch|load_weights|save|save_weights|summary)$/.test(
        value.func.name,
      );
    if (trains) continue;
    for (const e of expressionsOf(s)) for (const name of namesIn(e)) used.add(name);
  }
  return new Set(node.params.flatMap((p) => (used.has(p.name) ? [] : [p.name])));
}

/** Names of the scopes between a body and its file. */
export function localNames(scope: Scope, file: Scope): readonly string[] {
  const names = new Set<string>();
  for (let s: Scope | undefined = scope; s && s !== file; s = s.outer) {
    for (const key of s.keys()) {
      const bound = s.own(key)!;
      if (
        bound.kind === "static" ||
        bound.kind === "layers" ||
        (bound.kind === "layer" && /^\w+$/.test(bound.net))
      )
        for (const n of readsIn(bound.net)) names.add(n);
    }
  }
  return [...names];
}

/** Whether a parameter is the shape of an input. */
export function isShapeParameter(node: DefStmt | ClassStmt, name: string): boolean {
  if (node.kind !== "def") return false;
  let found = false;
  for (const s of statementsOf(node.body)) {
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        if (
          x.kind === "call" &&
          ((x.func.kind === "attr" && x.func.name === "Input") ||
            (x.func.kind === "name" && x.func.name === "Input"))
        )
          found ||= x.args.some(
            (a) => (!a.name || a.name === "shape") && a.value.kind === "name" && a.value.name === name,
          );
        return !found;
      });
    }
  }
  return found;
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

type Closure =
  | { readonly kind: "def"; readonly node: DefStmt; readonly params: readonly Param[] }
  | { readonly kind: "lambda"; readonly body: Expr; readonly params: readonly Param[] };

/** The inner function that a function gives back. */
function closureOf(node: DefStmt): Closure | undefined {
  const last = node.body.at(-1);
  if (last?.kind !== "return" || !last.value) return undefined;
  const value = bare(last.value);
  if (value.kind === "lambda") return { kind: "lambda", body: value.body, params: value.params };
  if (value.kind !== "name") return undefined;
  const inner = node.body.find((s): s is DefStmt => s.kind === "def" && s.name === value.name);
  return inner ? { kind: "def", node: inner, params: inner.params } : undefined;
}

const sliceNames = (statements: readonly Stmt[]): readonly string[] =>
  [...statementsOf(statements)].flatMap((s) =>
    expressionsOf(s).flatMap((e) => {
      const names: string[] = [];
      walk(e, (x) => {
        if (x.kind === "name") names.push(x.name);
        return true;
      });
      return names;
    }),
  );

/** A slice with the asserts that speak of what it binds. */
function withAsserts(all: readonly Stmt[], slice: readonly Stmt[]): readonly Stmt[] {
  const bound = new Set(
    [...statementsOf(slice)].flatMap((s) => (s.kind === "assign" ? s.targets.flatMap(boundNames) : [])),
  );
  const asserts = all.filter((s) => s.kind === "assert" && sliceNames([s]).some((n) => bound.has(n)));
  return asserts.length === 0 ? slice : [...slice, ...asserts].sort((a, b) => a.from - b.from);
}

/** The statements of `with`, `try` and the main guard in line with the rest. */
export function flatten(statements: readonly Stmt[]): readonly Stmt[] {
  return statements.flatMap((s): readonly Stmt[] => {
    if (s.kind === "with") return flatten(s.body);
    if (s.kind === "try") return flatten(s.bodies[0] ?? []);
    if (s.kind === "if" && s.branches[0]?.test && isMainGuard(s.branches[0].test))
      return flatten(s.branches[0].body);
    return [s];
  });
}

const isMainGuard = (test: Expr): boolean =>
  test.kind === "binary" && test.left.kind === "name" && test.left.name === "__name__";

/** Whether a statement makes a model, or compiles or fits one. */
export function makesOrTrains(s: Stmt): boolean {
  for (const x of statementsOf([s])) {
    if (x.kind === "assign" && x.targets.some((t) => t.kind === "attr" && t.name === "trainable"))
      return true;
    const value = x.kind === "expr" || x.kind === "assign" || x.kind === "return" ? x.value : undefined;
    if (!value) continue;
    const b = bare(value);
    if (b.kind !== "call") continue;
    if (
      b.func.kind === "attr" &&
      /^(?:compile|fit|train_on_batch|evaluate|predict|load_weights|save|save_weights|enable_lora|quantize)$/.test(
        b.func.name,
      )
    )
      return true;
    const name = b.func.kind === "name" ? b.func.name : b.func.kind === "attr" ? b.func.name : "";
    if (name === "Model" || name === "Sequential") return true;
  }
  return false;
}

const docLines = (doc: string | undefined): readonly string[] => {
  if (!doc) return [];
  const lines = doc
    .trim()
    .split(/\r?\n/)
    .map((l) => l.trim());
  return lines.map((l) => (l === "" ? "##" : `## ${l}`));
};

export { docLines };
