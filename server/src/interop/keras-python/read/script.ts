// Follows a file's own statements from top to bottom: constants, models made at file level, and what trains them. It leaves
// functions and classes to `declarations.ts`.

import type { Context } from "./context.ts";
import { modelName, variableName } from "./context.ts";
import type { Declarations } from "./declarations.ts";
import type { Expressions } from "./expressions.ts";
import {
  type AssignStmt,
  bare,
  boundNames,
  type CallExpr,
  type Expr,
  expressionsOf,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { type Bound, type Declared, Scope } from "./scope.ts";
import { counts, grows, inlined, sameAlways } from "./script-facts.ts";
import { sequentialPart } from "./slice.ts";
import { flatten } from "./statement-facts.ts";
import type { Step } from "./steps.ts";
import { Trainings } from "./training.ts";
import { commentLine, writeBody } from "./write-steps.ts";

/** A constant of the file, written where something uses it. */
export interface Constant {
  readonly name: string;
  readonly at: number;
  readonly text: string;
  readonly comments: readonly string[];
  readonly trailing?: string | undefined;
}

export interface ScriptResult {
  readonly constants: readonly Constant[];
  readonly trainings: readonly { readonly at: number; readonly lines: readonly string[] }[];
  readonly models: number;
}

/** Reads the statements of a file. */
export function readScript(context: Context, declarations: Declarations, top: readonly Stmt[]): ScriptResult {
  const expressions = declarations.plainExpressions(context.scope);
  const statements = inlined(context, flatten(top), 0);
  const constants = new Map<string, Constant>();
  const assigned = counts(statements);
  const trainings = new Trainings(context, declarations);
  let models = 0;
  /** Models that are given to the one that is being made. */
  let asParameter = (_name: string): boolean => false;

  const maker = (value: Expr): "model" | "sequential" | undefined => {
    const b = bare(value);
    const meaning = b.kind === "call" ? expressions.meaning(b.func) : undefined;
    return meaning?.kind === "model" || meaning?.kind === "sequential" ? meaning.kind : undefined;
  };
  declarations.stops = (s: AssignStmt) => {
    const name = s.targets.flatMap(boundNames)[0];
    if (name !== undefined && (constants.has(name) || context.names.has(name))) return true;
    if (name !== undefined && asParameter(name) && context.scope.own(name)?.declared) return true;
    return maker(s.value) !== undefined && context.scope.own(name ?? "")?.made === true;
  };

  /** Constants first: functions above them may use them. */
  for (const s of statements) {
    if (s.kind !== "assign" || s.op || s.targets.length !== 1) continue;
    const target = bare(s.targets[0]!);
    const value = bare(s.value);
    const pairs: readonly (readonly [string, Expr])[] =
      target.kind === "name"
        ? [[target.name, value]]
        : (target.kind === "tuple" || target.kind === "list") &&
            (value.kind === "tuple" || value.kind === "list") &&
            value.items.length === target.items.length
          ? target.items.flatMap((t, i) =>
              bare(t).kind === "name" ? [[boundNames(t)[0]!, value.items[i]!] as const] : [],
            )
          : [];
    for (const [name, of] of pairs) {
      if (
        (assigned.get(name) !== 1 && !sameAlways(statements, name)) ||
        context.names.has(name) ||
        expressions.kind(of) !== "static" ||
        context.declared.get(name)
      )
        continue;
      if (of.kind === "call" && expressions.meaning(of.func)) continue;
      if (of.kind === "word" && of.word === "None") continue;
      if ((of.kind === "list" || of.kind === "dict") && grows(statements, name)) continue;
      try {
        const text = expressions.text(of);
        const net = variableName(name);
        constants.set(name, {
          name: net,
          at: s.from,
          text,
          comments: leadsConstants(s) ? s.comments : [],
          trailing: s.trailing,
        });
        context.scope.set(name, { kind: "static", net, literal: of });
      } catch {
        // It is data to whoever uses it.
      }
    }
  }
  for (const [name] of constants) context.fresh(name);
  context.constants = new Set(constants.keys());
  for (const c of constants.values()) context.constantTexts.set(c.name, c.text);

  /** Whether comments above a constant are about constants, not about what comes after them. */
  function leadsConstants(s: Stmt): boolean {
    const next = statements[statements.indexOf(s) + 1];
    return next === undefined || next.gap || next.kind === "assign";
  }

  return run();

  function run(): ScriptResult {
    statements.forEach((s, i) => {
      try {
        step(s, i);
      } catch (error) {
        if (!(error instanceof Error) || error.constructor.name !== "Unreadable") throw error;
        context.note(`this statement is not read (${error.message})`, s.from);
      }
    });
    return { constants: [...constants.values()], trainings: trainings.write(), models };
  }

  function step(s: Stmt, i: number): void {
    if (s.kind === "assign") {
      assign(s, i);
      return;
    }
    if (s.kind === "for") {
      expressions.bindTargets(s.targets, s.iter);
      bindInside(s.body);
    }
    if (s.kind === "if") for (const b of s.branches) bindInside(b.body);
    if (s.kind === "expr") loneModel(s, i);
    trainings.see(s);
  }

  /** Kinds of the names that bodies of the file bind. */
  function bindInside(body: readonly Stmt[]): void {
    for (const s of statementsOf(body)) {
      if (s.kind !== "assign") {
        if (s.kind === "for") expressions.bindTargets(s.targets, s.iter);
        continue;
      }
      bindKind(s);
    }
  }

  function bindKind(s: AssignStmt): void {
    const kind = expressions.kind(s.value);
    const single = s.targets.length === 1 && bare(s.targets[0]!).kind === "name";
    for (const t of s.targets) {
      for (const name of boundNames(t)) {
        if (constants.has(name) || context.names.has(name)) continue;
        const value = single && !s.op ? s.value : undefined;
        const declared =
          value && bare(value).kind === "call" && kind === "layer"
            ? expressions.declaredOf((bare(value) as CallExpr).func)
            : undefined;
        const each = single ? kind : kind === "tensors" ? "tensor" : kind === "shape" ? "static" : kind;
        if (s.op && context.scope.own(name)) continue;
        const part =
          declared !== undefined ||
          (value && expressions.meaning((bare(value) as CallExpr).func ?? value)?.kind === "library");
        context.scope.set(name, {
          kind: each,
          net: variableName(name),
          value,
          literal: each === "static" ? value : undefined,
          declared,
          making: part && value ? madeText(value) : undefined,
        });
      }
    }
  }

  /** How a part of the file is made, where other parts are given it. */
  function madeText(value: Expr): string | undefined {
    try {
      return declarations.plainExpressions(context.madeScope()).text(value);
    } catch {
      return undefined;
    }
  }

  function assign(s: AssignStmt, i: number): void {
    const [target] = s.targets;
    const value = bare(s.value);
    const name = target && bare(target).kind === "name" ? boundNames(target)[0]! : undefined;
    const kind = name && value.kind === "call" && !s.op ? maker(value) : undefined;
    if (name && kind && value.kind === "call") {
      const lonely = kind === "model" && value.args.length === 0;
      if (!lonely) {
        makeModel(s, i, name, value, kind);
        return;
      }
    }
    if (name && constants.has(name)) return;
    bindKind(s);
    if (name && value.kind === "call") {
      const declared = expressions.declaredOf(value.func);
      const meaning = expressions.meaning(value.func);
      if (
        declared &&
        declared.gives === "layer" &&
        (declared.kind === "model" || declared.kind === "block")
      ) {
        models++;
        const shape = declared.node?.kind === "class" ? calledWith(name, i) : undefined;
        if (shape && !context.classInputs.has(declared.python))
          context.classInputs.set(declared.python, shape);
        trainings.made(name, context.scope.own(name)!, declared, value);
      } else if (meaning?.kind === "library") {
        models++;
        trainings.madeLibrary(name, context.scope.own(name)!, value);
      } else if (
        value.func.kind === "attr" &&
        value.func.name === "clone_model" &&
        bare(value.args[0]?.value ?? value).kind === "name" &&
        context.scope.own(context.text(value.args[0]!.value))?.declared
      ) {
        const of = context.scope.own(context.text(value.args[0]!.value))!;
        const bound: Bound = { kind: "layer", net: variableName(name), declared: of.declared, made: true };
        context.scope.set(name, bound);
        trainings.made(name, bound, of.declared!, undefined);
      } else if (
        value.func.kind === "attr" &&
        /^(?:clone_model|load_model|model_from_json)$/.test(value.func.name)
      ) {
        context.note(`\`${value.func.name}\` is left out: \`${context.text(s)}\``, s.from);
        trainings.remark(`left out: ${context.text(s)}`, s.from);
      }
    } else if (name && (value.kind === "name" || value.kind === "attr")) {
      const from = value.kind === "name" ? context.scope.own(value.name) : undefined;
      if (from?.kind === "layer") {
        context.scope.set(name, from);
      }
    }
    trainings.see(s);
  }

  function makeModel(s: Stmt, i: number, name: string, call: CallExpr, kind: "model" | "sequential"): void {
    const own = call.args.find((a) => a.name === "name")?.value;
    const plain =
      own?.kind === "string" &&
      !own.format &&
      /^[A-Za-z_]\w*$/.test(own.value) &&
      variableName(own.value) === own.value
        ? own.value
        : undefined;
    const net = context.fresh(plain ?? (name === "model" || /_?model$/.test(name) ? modelName(name) : name));
    const scope = new Scope(context.scope);
    const part = kind === "sequential" ? sequentialPart(statements, name, i) : [];
    const body = declarations.bodyFor(scope, kind === "sequential" ? [s, ...part] : statements);
    if (kind === "sequential") body.inputText = calledWith(name, i) ?? "";
    if (kind === "sequential") body.result = name;
    const trained = trainings.isTrained(statements, name);
    asParameter = (part) => trained && part !== name && trainings.isTrained(statements, part);
    body.asParameter = asParameter;
    const steps =
      kind === "sequential"
        ? sequentialSteps(body, call, part, name, i)
        : declarations.functional(body, statements, i, call);
    if (!steps.some((x) => x.kind === "output") || !steps.some((x) => x.kind === "input")) {
      const why = steps.some((x) => x.kind === "input")
        ? "what it gives cannot be said"
        : "its inputs are tensors of another model";
      context.note(`the model \`${name}\` is left out: ${why}`, s.from);
      context.written.set(net, { at: s.from, lines: [commentLine(`left out: the model ${name}; ${why}`)] });
      context.scope.set(name, { kind: "data", net: name, value: call });
      return;
    }
    const lines = writeBody(steps);
    const input = steps.find((x): x is Extract<Step, { kind: "input" }> => x.kind === "input");
    if (input) context.inputs.set(net, input.text);
    const remark =
      input && input.text === "" && trainings.isTrained(statements, name)
        ? ["fill in: the shape of the input"]
        : [];
    if (remark.length > 0) context.note(`the input shape of \`${name}\` is not stated`, s.from);
    const given = [...body.parameters.values()];
    const parameters = given.length > 0 ? `(${given.join(", ")})` : "";
    const declared: Declared = {
      python: name,
      net,
      kind: "model",
      inputs: [],
      params: [],
      gives: "layer",
      node: undefined,
      captured: [],
    };
    if (kind === "sequential") context.sequentials.add(net);
    if (body.joined) context.joined.set(net, body.joined);
    const custom =
      call.func.kind === "name" && context.functional.has(call.func.name) ? call.func.name : undefined;
    if (custom) remark.push(`left out: the \`train_step\` of ${custom}`);
    context.written.set(net, {
      at: s.from,
      lines: [...[...s.comments, ...remark].map(commentLine), `model ${net}${parameters} {`, ...lines, "}"],
    });
    models++;
    const bound: Bound = { kind: "layer", net: variableName(name), declared, made: true };
    context.scope.set(name, bound);
    trainings.made(
      name,
      bound,
      declared,
      undefined,
      scope,
      kind === "sequential",
      s.from,
      body.listParts,
      new Set(body.parameters.keys()),
    );
  }

  /** A Sequential's statements, with the lists of layers they are made of. */
  function sequentialSteps(
    body: ReturnType<Declarations["bodyFor"]>,
    call: CallExpr,
    part: readonly Stmt[],
    name: string,
    i: number,
  ): readonly Step[] {
    return [
      ...declarations.listsBefore(body, statements.slice(0, i), [
        call,
        ...part.flatMap((p) => [...statementsOf([p])].flatMap(expressionsOf)),
      ]),
      ...body.sequentialPart(call, part, name),
    ];
  }

  /** The input shape a Sequential is built, called or trained with: `model.build((None, 28, 28, 1))`, `model.fit(x_train, …)`. */
  function calledWith(name: string, from: number): string | undefined {
    let stated: string | undefined;
    let fitted: string | undefined;
    for (const s of statementsOf([...statements.slice(from + 1)])) {
      if (s.kind === "assign" && s.targets.some((t) => boundNames(t).includes(name))) break;
      for (const e of expressionsOf(s)) {
        walk(e, (x) => {
          if (x.kind !== "call" || stated !== undefined) return stated === undefined;
          const owner = x.func.kind === "attr" ? bare(x.func.value) : undefined;
          if (x.func.kind === "attr" && owner?.kind === "name" && owner.name === name) {
            const given = (x.args.find((a) => !a.name || a.name === "x") ?? x.args[0])?.value;
            if (!given) return true;
            if (x.func.name === "build") {
              const items = expressions.shapeItems(given);
              if (items && items.length > 1) stated = `: [${items.slice(1).join(", ")}]`;
            } else if (/^(?:fit|predict|evaluate|train_on_batch)$/.test(x.func.name))
              fitted ??= arrayShape(given);
          }
          if (x.func.kind === "name" && x.func.name === name && x.args[0])
            stated = arrayShape(x.args[0].value) ?? exampleShape(expressions, x.args[0].value);
          return true;
        });
      }
      if (stated !== undefined) return stated;
    }
    return fitted ?? calledInFunctions(name);
  }

  /** What a function of the file calls a model of the file with: `augment(inputs)` of its own `Input`. */
  function calledInFunctions(name: string): string | undefined {
    for (const d of context.declared.values()) {
      if (d.node?.kind !== "def") continue;
      for (const s of statementsOf(d.node.body)) {
        for (const e of expressionsOf(s)) {
          let given: Expr | undefined;
          walk(e, (x) => {
            if (x.kind === "call" && x.func.kind === "name" && x.func.name === name)
              given ??= x.args[0]?.value;
            return given === undefined;
          });
          const local = given && bare(given);
          const made =
            local?.kind === "name"
              ? [...statementsOf(d.node.body)].find(
                  (x) => x.kind === "assign" && x.targets.some((t) => boundNames(t).includes(local.name)),
                )
              : undefined;
          const shape = made?.kind === "assign" ? exampleShape(expressions, made.value) : undefined;
          if (shape !== undefined) return shape;
        }
      }
    }
    return undefined;
  }

  /** The shape of a known array without its batch. */
  function arrayShape(e: Expr): string | undefined {
    const shape = context.arrays.get(e.from);
    return shape && shape.length > 1
      ? `: [${shape
          .slice(1)
          .map((d) => d ?? "?")
          .join(", ")}]`
      : undefined;
  }

  /** `model = Model(…)` never named: `Model(inputs, outputs).summary()` makes no model worth keeping. */
  function loneModel(s: Stmt, i: number): void {
    void s;
    void i;
  }

  function exampleShape(of: Expressions, e: Expr): string | undefined {
    const b = bare(e);
    const assign =
      b.kind === "name"
        ? statements.find((x) => x.kind === "assign" && x.targets.some((t) => boundNames(t).includes(b.name)))
        : undefined;
    const value =
      b.kind === "name"
        ? (context.scope.own(b.name)?.value ?? (assign?.kind === "assign" ? assign.value : undefined))
        : b;
    const call = value ? bare(value) : undefined;
    if (call?.kind !== "call") return undefined;
    const path = of.path(call.func) ?? "";
    if (/\.(?:ones|zeros|random\.(?:uniform|normal))$/.test(path)) {
      const shape = call.args.find((a) => a.name === "shape")?.value ?? call.args[0]?.value;
      const items = shape ? of.shapeItems(shape) : undefined;
      return items && items.length > 1 ? `: [${items.slice(1).join(", ")}]` : undefined;
    }
    if (of.meaning(call.func)?.kind === "input") {
      const shape = call.args.find((a) => a.name === "shape")?.value ?? call.args[0]?.value;
      const items = shape ? of.shapeItems(shape) : undefined;
      return items ? `: [${items.join(", ")}]` : undefined;
    }
    return undefined;
  }
}
