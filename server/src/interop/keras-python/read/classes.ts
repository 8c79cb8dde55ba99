// Writes a class of layers or models: its sublayers and a static `call` as a block or a model, its weights as a layer. What
// `call` does that cannot be said is left to be filled in.
import type { Body } from "./body.ts";
import { type Context, variableName } from "./context.ts";
import { type Declarations, docLines, methodOf } from "./declarations.ts";
import { type Expressions, isRandom, readsIn } from "./expressions.ts";
import {
  bare,
  type CallExpr,
  type ClassStmt,
  type DefStmt,
  type Expr,
  expressionsOf,
  type Param,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { type Declared, type Scope, Unreadable } from "./scope.ts";
import type { Step } from "./steps.ts";
import { commentLine, writeBody } from "./write-steps.ts";

interface WeightLine {
  readonly name: string;
  readonly shape: Expr | undefined;
  readonly trainable: boolean;
}

/** The lines of a class's declaration. */
export function declareClass(
  declarations: Declarations,
  declared: Declared,
  node: ClassStmt,
): readonly string[] {
  const { context } = declarations;
  const init = methodOf(node, "__init__");
  const build = methodOf(node, "build");
  const call = methodOf(node, "call");
  const params = declared.params;
  const gathered = init?.params.filter((p) => p.star === "**") ?? [];
  const scope = declarations.parameterScope(declared, [...params, ...gathered]);
  const inputs = declared.inputs.map((name) =>
    params.some((p) => p.name === name) ? `${name}_in` : variableName(name),
  );
  const weights = [...(init?.body ?? []), ...(build?.body ?? [])].filter((s) => isWeight(s, context));
  const statements = [
    ...(init?.body ?? []).filter((s) => !isWeight(s, context)),
    ...(build?.body ?? []).filter((s) => !isWeight(s, context)),
    ...(call?.body ?? []),
  ];
  const body = declarations.bodyFor(scope, statements);
  const setUp = [...(init?.body ?? []), ...(build?.body ?? [])].filter((s) => !isWeight(s, context));
  const before: Step[] = [];
  const stated = declared.inputs.length === 1 ? (context.classInputs.get(node.name) ?? "") : "";
  declared.inputs.forEach((name, i) => {
    before.push({ kind: "input", name: inputs[i]!, text: stated, lead: { comments: [], gap: false } });
    void name;
  });
  const shapeParam = build?.params.find((p) => p.name !== "self");
  if (shapeParam) scope.set(shapeParam.name, { kind: "shape", net: `${inputs[0]}.shape` });
  const made = body.run(setUp);
  bindCall(scope, call?.params ?? [], declared, inputs);
  const random = [...statementsOf(call?.body ?? [])].some((s) =>
    expressionsOf(s).some((e) => mentionsRandom(e, context)),
  );
  if (weights.length > 0 || random)
    return weighted(declarations, declared, node, params, body, made, weights, call?.body ?? [], inputs);

  const steps = [...before, ...made, ...body.run(call?.body ?? [])];
  if (!steps.some((s) => hasOutput(s))) return opaque(declarations, declared, node, params, inputs, scope);
  const lines = writeBody(steps);
  const own = init ? params : [];
  const named = declarations.declaration(
    declared,
    node,
    own.filter((p) => !p.star),
    lines,
    scope,
    declared.kind,
  );
  const custom = methodOf(node, "train_step") ? [commentLine(`left out: its own \`train_step\``)] : [];
  if (custom.length > 0)
    context.note(`\`${node.name}\` trains by a \`train_step\` of its own, which is left out`, node.from);
  return [...custom, ...named];
}

const hasOutput = (s: Step): boolean =>
  s.kind === "output" || (s.kind === "branch" && s.branches.some((b) => b.body.some(hasOutput)));

function bindCall(
  scope: Scope,
  params: readonly Param[],
  declared: Declared,
  inputs: readonly string[],
): void {
  for (const p of params) {
    if (p.name === "self") continue;
    const at = declared.inputs.indexOf(p.name);
    if (at >= 0) scope.set(p.name, { kind: "tensor", net: inputs[at]! });
    else if (p.name === "training") scope.set(p.name, { kind: "data", net: p.name });
    else scope.set(p.name, { kind: "static", net: p.fallback?.kind === "word" ? p.fallback.word : "None" });
  }
}

const isWeight = (s: Stmt, context: Context): boolean => weightsOf([s], context).length > 0;

/** `self.w = self.add_weight(…)`, `self.w = tf.Variable(…)`. */
function weightsOf(statements: readonly Stmt[], context: Context): readonly WeightLine[] {
  return [...statementsOf(statements)].flatMap((s): readonly WeightLine[] => {
    if (s.kind !== "assign") return [];
    const target = bare(s.targets[0]!);
    const value = bare(s.value);
    if (target.kind !== "attr" || value.kind !== "call") return [];
    const func = bare(value.func);
    const adds = func.kind === "attr" && /^(?:add_weight|add_variable)$/.test(func.name);
    const path = context.names.path(func, () => false) ?? "";
    if (!adds && !/(?:^|\.)Variable$/.test(path)) return [];
    const arg = (name: string): Expr | undefined => value.args.find((a) => a.name === name)?.value;
    const positional = value.args.filter((a) => !a.name).map((a) => bare(a.value));
    const shape =
      arg("shape") ?? positional.find((e) => e.kind === "tuple" || e.kind === "list") ?? innerShape(value);
    const flag = arg("trainable");
    const trainable = !(flag?.kind === "word" && flag.word === "False");
    return [{ name: target.name, shape, trainable }];
  });
}

/** The shape a variable's first value is made with: `tf.Variable(w_init(shape=(a, b)))`. */
function innerShape(call: CallExpr): Expr | undefined {
  let found: Expr | undefined;
  walk(call, (x) => {
    if (x.kind !== "call" || found) return !found;
    found =
      x.args.find((a) => a.name === "shape")?.value ??
      x.args.map((a) => bare(a.value)).find((e) => e.kind === "tuple" || e.kind === "list");
    return !found;
  });
  return found;
}

/** A function that draws random numbers, as a layer of the shape it gives; nothing where it draws none. */
export function drawingLayer(
  declarations: Declarations,
  declared: Declared,
  node: DefStmt,
): readonly string[] | undefined {
  const { context } = declarations;
  if (![...statementsOf(node.body)].some((s) => expressionsOf(s).some((e) => mentionsRandom(e, context))))
    return undefined;
  const scope = declarations.parameterScope(declared, node.params);
  const inputs = declared.inputs.map(variableName);
  declared.inputs.forEach((name, i) => {
    scope.set(name, { kind: "tensor", net: inputs[i]! });
  });
  const body = declarations.bodyFor(scope, node.body);
  const params = node.params.filter(
    (p) => !declared.inputs.includes(p.name) && !p.star && p.name !== "training",
  );
  return weighted(declarations, declared, node, params, body, [], [], node.body, inputs);
}

/** A layer with weights of its own. */
function weighted(
  declarations: Declarations,
  declared: Declared,
  node: ClassStmt | DefStmt,
  params: readonly Param[],
  body: Body,
  made: readonly Step[],
  weights: readonly Stmt[],
  call: readonly Stmt[],
  inputs: readonly string[],
): readonly string[] {
  const { context } = declarations;
  const { expressions } = body;
  const sublayers =
    made.some((s) => s.kind === "plain" && s.text.startsWith("shared ")) || body.makesLayers();
  if (sublayers) {
    const block = blockWithWeights(declarations, declared, node, params, body, made, weights, call, inputs);
    if (block) return block;
  }
  const fields = new Map<string, readonly string[]>();
  const lines: string[] = inputs.map((name) => `input ${name}`);
  for (const step of made)
    if (step.kind === "plain" && !step.text.startsWith("shared ")) lines.push(step.text);
  const line = (w: WeightLine): void => {
    const net = variableName(w.name.replace(/^_+/, ""));
    const items = w.shape ? expressions.shapeItems(w.shape) : [];
    const text = items ? `[${items.join(", ")}]` : w.shape ? shapeText(expressions, w.shape) : "[]";
    if (text === undefined) {
      lines.push(
        commentLine(
          `fill in: the shape of the weight \`${w.name}\`, ${w.shape ? context.text(w.shape) : ""}`,
        ),
      );
      context.note(
        `the shape of the weight \`${w.name}\` of \`${node.name}\` is left to be filled in`,
        node.from,
      );
      return;
    }
    fields.set(w.name, items ?? []);
    lines.push(`${indent}${w.trainable ? "weight" : "state"} ${net}: ${text}`);
  };
  let indent = "";
  const write = (list: readonly Stmt[]): void => {
    for (const s of list) {
      if (s.kind === "if") {
        if (!isWeight(s, context)) continue;
        s.branches.forEach((b, i) => {
          const test = b.test ? `if ${shapeText(expressions, b.test) ?? context.text(b.test)} ` : "";
          lines.push(`${indent}${i > 0 ? "} else " : ""}${test}{`);
          indent += "    ";
          for (const step of bodyLines(b.body)) lines.push(`${indent}${step}`);
          write(b.body);
          indent = indent.slice(4);
        });
        lines.push(`${indent}}`);
      } else if (s.kind === "for" || s.kind === "with" || s.kind === "while") write(s.body);
      else for (const w of weightsOf([s], context)) line(w);
    }
  };
  /** Sizes that only a branch works out. */
  const bodyLines = (list: readonly Stmt[]): readonly string[] =>
    body
      .run(list.filter((x) => x.kind === "assign" && !isWeight(x, context)))
      .flatMap((step) => (step.kind === "plain" ? [step.text] : []));
  write(weights);
  const shape = sublayers ? undefined : outputOf(call, expressions, inputs, fields);
  if (shape) lines.push(`output ${shape}`);
  else {
    lines.push(commentLine(`fill in: what \`call\` of ${node.name} gives; taken to be as its input`));
    context.note(
      `what \`${node.name}\` gives is not read; its output is taken to be as its input and is to be filled in`,
      node.from,
    );
    lines.push(`output ${inputs[0]}.shape`);
  }
  if (sublayers) {
    lines.push(commentLine("fill in: the weights of the layers it makes"));
    context.note(`\`${node.name}\` has weights and layers; only its own weights are kept`, node.from);
  }
  return declarations.declaration(
    declared,
    node,
    params.filter((p) => !p.star),
    lines.map((l) => `    ${l}`),
    expressions.scope,
    "layer",
  );
}

/**
 * A class with layers and weights of its own as a block, each weight a small layer that gives it for every sample; nothing
 * where a weight is multiplied as a matrix or has no shape that can stand so.
 */
function blockWithWeights(
  declarations: Declarations,
  declared: Declared,
  node: ClassStmt | DefStmt,
  params: readonly Param[],
  body: Body,
  made: readonly Step[],
  weights: readonly Stmt[],
  call: readonly Stmt[],
  inputs: readonly string[],
): readonly string[] | undefined {
  const { context } = declarations;
  const { expressions } = body;
  const found = weights.some((s) => s.kind === "if") ? [] : weightsOf(weights, context);
  if (found.length === 0 || multiplies(call, new Set(found.map((w) => w.name)))) return undefined;
  const plain = made.flatMap((s) => (s.kind === "plain" && !s.text.startsWith("shared ") ? [s.text] : []));
  const own: Step[] = [];
  const written: (readonly [string, readonly string[]])[] = [];
  for (const w of found) {
    const items = w.shape ? expressions.shapeItems(w.shape) : undefined;
    if (!items || items.length < 2) return undefined;
    const name = variableName(w.name.replace(/^_+/, ""));
    const net = context.fresh(`${declared.net}_${name}`);
    const sizes = items[0] === "1" ? items.slice(1) : items;
    const lines = [
      `input ${inputs[0]}`,
      ...plain,
      `${w.trainable ? "weight" : "state"} ${name}: [${items.join(", ")}]`,
      `output [${sizes.join(", ")}]`,
    ];
    const read = new Set(lines.flatMap(readsIn));
    const takes = params
      .filter((p) => !p.star && read.has(variableName(p.name)))
      .map((p) => variableName(p.name));
    written.push([
      net,
      [
        `layer ${net}${takes.length > 0 ? `(${takes.join(", ")})` : ""} {`,
        ...lines.map((l) => `    ${l}`),
        "}",
      ],
    ]);
    const text = `${net}(${takes.join(", ")})`;
    own.push({
      kind: "tensor",
      target: name,
      source: { kind: "value", name: inputs[0]! },
      stages: [{ text, reads: readsIn(text) }],
      lead: { comments: [], gap: false },
    });
    expressions.scope.set(`self.${w.name}`, { kind: "tensor", net: name, weight: true });
  }
  const before = inputs.map(
    (name): Step => ({ kind: "input", name, text: "", lead: { comments: [], gap: false } }),
  );
  const steps = [...before, ...made, ...own, ...body.run(call)];
  if (!steps.some(hasOutput)) return undefined;
  for (const [net, lines] of written) context.written.set(net, { at: node.from - 1, lines });
  return declarations.declaration(
    declared,
    node,
    params.filter((p) => !p.star),
    writeBody(steps),
    expressions.scope,
    "block",
  );
}

/** Whether a weight is a factor of a product of matrices. */
function multiplies(call: readonly Stmt[], weights: ReadonlySet<string>): boolean {
  let found = false;
  const isWeightOf = (e: Expr): boolean => e.kind === "attr" && weights.has(e.name);
  for (const s of statementsOf(call)) {
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        const name = x.kind === "call" && x.func.kind === "attr" ? x.func.name : "";
        if (
          x.kind === "call" &&
          /^(?:matmul|einsum|dot|tensordot|conv\w*)$/.test(name) &&
          x.args.some((a) => isWeightOf(bare(a.value)))
        )
          found = true;
        if (x.kind === "binary" && x.op === "@" && (isWeightOf(bare(x.left)) || isWeightOf(bare(x.right))))
          found = true;
        return !found;
      });
    }
  }
  return found;
}

function shapeText(expressions: Expressions, shape: Expr): string | undefined {
  try {
    return expressions.kind(shape) === "shape" ? expressions.shapeText(shape) : expressions.text(shape);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

/** Random numbers are drawn when the code runs; only their shape could be said. */
function mentionsRandom(e: Expr, context: Context): boolean {
  let found = false;
  walk(e, (x) => {
    const path = x.kind === "call" ? context.names.path(x.func, () => false) : undefined;
    if (path && isRandom(path)) found = true;
    return !found;
  });
  return found;
}

/** The shape of an input, by its name before `.shape`, or the last size of a product. */
type Shape = string;

/** The shape `call` gives, where it follows from few rules; nothing otherwise. */
function outputOf(
  call: readonly Stmt[],
  expressions: Expressions,
  inputs: readonly string[],
  fields: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const known = new Map<string, Shape | undefined>();
  const random = new Set<string>();
  const scope = expressions.scope;
  const of = (e: Expr): Shape | undefined => {
    const b = bare(e);
    switch (b.kind) {
      case "name":
        if (known.has(b.name)) return known.get(b.name);
        return inputs.includes(scope.get(b.name)?.net ?? "") ? `${scope.get(b.name)!.net}.shape` : undefined;
      case "binary": {
        if (b.op === "@") return product(b.left, b.right);
        const left = of(b.left);
        const right = of(b.right);
        if (left && (isPlain(b.right) || right !== undefined)) return left;
        if (right && isPlain(b.left)) return right;
        return undefined;
      }
      case "unary":
        return of(b.value);
      case "call": {
        const meaning = expressions.meaning(b.func);
        const args = b.args.map((a) => a.value);
        if (meaning?.kind === "operation" && meaning.name === "matmul" && args[0] && args[1])
          return product(args[0], args[1]);
        if (
          meaning?.kind === "operation" &&
          meaning.name === "broadcast_to" &&
          args[1] &&
          expressions.kind(args[1]) === "shape"
        )
          return expressions.shapeText(args[1]);
        if (
          meaning?.kind === "activation" ||
          (meaning?.kind === "operation" &&
            /^(?:nn\.)?(?:relu|sigmoid|tanh|gelu|softmax|silu|softplus|elu|exp|log|abs|sqrt|square|cast)$/.test(
              meaning.name,
            ))
        )
          return args[0] ? of(args[0]) : undefined;
        if (
          meaning?.kind === "operation" &&
          /^(?:add|multiply|subtract|divide)$/.test(meaning.name) &&
          args[0] &&
          args[1]
        ) {
          if (isPlain(args[1])) return of(args[0]);
          if (isPlain(args[0])) return of(args[1]);
        }
        // `self.activation(x)` keeps the shape.
        if (
          b.func.kind === "attr" &&
          b.func.value.kind === "name" &&
          b.func.value.name === "self" &&
          /activation/.test(b.func.name)
        )
          return args[0] ? of(args[0]) : undefined;
        return undefined;
      }
      default:
        return undefined;
    }
  };
  const isPlain = (e: Expr): boolean => {
    const b = bare(e);
    if (mentionsRandom(b, expressions.context) || (b.kind === "name" && random.has(b.name))) return true;
    if (b.kind === "attr" && b.value.kind === "name" && b.value.name === "self") {
      const shape = fields.get(b.name);
      return shape === undefined
        ? expressions.kind(b) === "static"
        : shape.length <= 1 || shape.slice(0, -1).every((d) => d === "1");
    }
    return b.kind === "number" || (b.kind !== "name" && expressions.kind(b) === "static");
  };
  const product = (left: Expr, right: Expr): Shape | undefined => {
    const b = bare(right);
    const shape = b.kind === "attr" ? fields.get(b.name) : undefined;
    const base = of(left);
    if (!base || shape?.length !== 2) return undefined;
    return shape[1];
  };
  for (const s of call) {
    if (s.kind === "assign" && s.targets.length === 1) {
      const t = bare(s.targets[0]!);
      if (t.kind === "name" && expressions.kind(s.value) === "shape") {
        scope.set(t.name, { kind: "shape", net: expressions.shapeText(s.value) });
        continue;
      }
      if (t.kind === "name" && mentionsRandom(s.value, expressions.context)) random.add(t.name);
      else if (t.kind === "name")
        known.set(t.name, s.op ? (isPlain(s.value) ? of(t) : undefined) : of(s.value));
      else return undefined;
    } else if (s.kind === "return" && s.value) {
      const shape = of(s.value);
      if (!shape) return undefined;
      return shape.endsWith(".shape") ? shape : `[*${inputs[0]}.shape[:-1], ${shape}]`;
    } else if (s.kind !== "expr") return undefined;
  }
  return undefined;
}

/** A class whose `call` gives nothing that could be said. */
function opaque(
  declarations: Declarations,
  declared: Declared,
  node: ClassStmt,
  params: readonly Param[],
  inputs: readonly string[],
  scope: Scope,
): readonly string[] {
  declarations.context.note(
    `\`call\` of \`${node.name}\` is not static; a declared layer stands for it`,
    node.from,
  );
  const lines = [
    ...inputs.map((n) => `    input ${n}`),
    `    ${commentLine(`fill in: what \`call\` of ${node.name} gives; taken to be as its input`)}`,
    `    output ${inputs[0] ?? "inputs"}.shape`,
  ];
  return declarations.declaration(
    declared,
    node,
    params.filter((p) => !p.star),
    lines,
    scope,
    "layer",
  );
}

export { docLines };
