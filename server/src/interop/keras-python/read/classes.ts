// Writes a class of layers or models: its sublayers and a static `call` as a block or a model, its weights as a layer. What
// `call` does that cannot be said is left to be filled in.
import type { Body } from "./body.ts";
import { mentionsRandom, outputOf } from "./call-shapes.ts";
import { variableName } from "./context.ts";
import { docLines } from "./declaration-text.ts";
import { type Declarations, methodOf } from "./declarations.ts";
import type { Expressions } from "./expressions.ts";
import {
  type ClassStmt,
  type DefStmt,
  type Expr,
  expressionsOf,
  type Param,
  type Stmt,
  statementsOf,
} from "./python-syntax.ts";
import { type Declared, type Scope, Unreadable } from "./scope.ts";
import type { Step } from "./steps.ts";
import { blockWithWeights, hasOutput, isWeight, type WeightLine, weightsOf } from "./weights.ts";
import { commentLine, writeBody } from "./write-steps.ts";

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
  const shared = body.globals([...setUp, ...(call?.body ?? [])]);
  const made = [...shared, ...body.run(setUp)];
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

function shapeText(expressions: Expressions, shape: Expr): string | undefined {
  try {
    return expressions.kind(shape) === "shape" ? expressions.shapeText(shape) : expressions.text(shape);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
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
