// Writes a class, or a function that draws random numbers, as a `layer`: its weights and the shapes it gives. It never reads
// what the class computes.
import { mentionsRandom, outputOf, statedOutput } from "./call-shapes.ts";
import type { ClassParts } from "./class-parts.ts";
import { variableName } from "./context.ts";
import { type Declarations, methodOf } from "./declarations.ts";
import type { Expressions } from "./expressions.ts";
import { type DefStmt, type Expr, expressionsOf, type Stmt, statementsOf } from "./python-syntax.ts";
import { type Declared, Unreadable } from "./scope.ts";
import { blockWithWeights, isWeight, type WeightLine, weightsOf } from "./weights.ts";
import { commentLine } from "./write-steps.ts";

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
  return weightedLayer({
    declarations,
    declared,
    node,
    params,
    inputs,
    body,
    made: [],
    weights: [],
    call: node.body,
  });
}

/** A layer with weights of its own. */
export function weightedLayer(parts: ClassParts): readonly string[] {
  const { declarations, declared, node, params, body, made, weights, inputs } = parts;
  const { context } = declarations;
  const { expressions } = body;
  const sublayers =
    made.some((s) => s.kind === "plain" && s.text.startsWith("shared ")) || body.makesLayers();
  if (sublayers) {
    const block = blockWithWeights(parts);
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
  lines.push(...outputLines(parts, fields, sublayers));
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
export function opaqueLayer(parts: ClassParts): readonly string[] {
  const { declarations, declared, node, params, inputs, body } = parts;
  const output = outputLines(parts, new Map(), false);
  if (output[0]?.startsWith("#"))
    declarations.context.note(
      `\`call\` of \`${node.name}\` is not static; a declared layer stands for it`,
      node.from,
    );
  return declarations.declaration(
    declared,
    node,
    params.filter((p) => !p.star),
    [...inputs.map((n) => `input ${n}`), ...output].map((l) => `    ${l}`),
    body.expressions.scope,
    "layer",
  );
}

/** What a layer gives: as `compute_output_shape` states it, or as its `call` does; else as its input, with a remark. */
function outputLines(
  { declarations, declared, node, inputs, body, call }: ClassParts,
  fields: ReadonlyMap<string, readonly string[]>,
  sublayers: boolean,
): readonly string[] {
  const { expressions } = body;
  const states = node.kind === "class" ? methodOf(node, "compute_output_shape") : undefined;
  const named = declared.inputs.map((name, i) => [name, inputs[i]!] as const);
  const lines =
    (states && statedOutput(states, expressions, inputs)) ??
    (sublayers ? undefined : outputOf(call, expressions, named, fields));
  if (lines) return lines;
  declarations.context.note(
    `what \`${node.name}\` gives is not read; its output is taken to be as its input and is to be filled in`,
    node.from,
  );
  return [
    commentLine(`fill in: what \`call\` of ${node.name} gives; taken to be as its input`),
    `output ${inputs[0] ?? "inputs"}.shape`,
  ];
}
