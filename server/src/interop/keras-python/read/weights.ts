// Finds the weights a class adds, and writes a class that has layers as well as a block with a small layer for each weight.
import type { ClassParts } from "./class-parts.ts";
import { type Context, variableName } from "./context.ts";
import { readsIn } from "./expressions.ts";
import {
  bare,
  type CallExpr,
  type Expr,
  expressionsOf,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import type { Step } from "./steps.ts";
import { writeBody } from "./write-steps.ts";

export interface WeightLine {
  readonly name: string;
  readonly shape: Expr | undefined;
  readonly trainable: boolean;
}

export const isWeight = (s: Stmt, context: Context): boolean => weightsOf([s], context).length > 0;

/** `self.w = self.add_weight(…)`, `self.w = tf.Variable(…)`. */
export function weightsOf(statements: readonly Stmt[], context: Context): readonly WeightLine[] {
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

export const hasOutput = (s: Step): boolean =>
  s.kind === "output" || (s.kind === "branch" && s.branches.some((b) => b.body.some(hasOutput)));

/**
 * A class with layers and weights of its own as a block, each weight a small layer that gives it for every sample; nothing
 * where a weight is multiplied as a matrix or has no shape that can stand so.
 */
export function blockWithWeights(parts: ClassParts): readonly string[] | undefined {
  const { declarations, declared, node, params, body, made, weights, call, inputs } = parts;
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
