// Custom layers: a body of input patterns, weights, states and outputs becomes the shape rule of a layer. It never adds a
// layer to a graph.
import valueType from "../diagnostics/value-type.ts";
import { type Applied, unknownInference } from "../layers/apply.ts";
import type { Inference, Weight } from "../layers/define.ts";
import { isSequence, type TensorValue, typeName, type Value } from "../layers/value.ts";
import type { Expression, Name, NodeBase, StringLiteral } from "../syntax/tree.ts";
import { type Count, isExact, multiplyCounts, toCount, unknownCount } from "../tensor/count.ts";
import { type Dim, unknown } from "../tensor/dim.ts";
import { type TensorType, unknownTensor } from "../tensor/tensor-type.ts";
import { toDim } from "./arithmetic.ts";
import { instantiate } from "./body-runs.ts";
import { evaluate, interpolate } from "./evaluate.ts";
import { executeBody } from "./execute.ts";
import { dependOn, type Frame, here, isOpen, problem } from "./frame.ts";
import { bodyFrame, newBuilder } from "./frames.ts";
import type { Part } from "./source-file.ts";

/** What the statements of a `layer` body write down. */
export interface CustomRule {
  readonly weights: Weight[];
  readonly outputs: TensorType[];
  macs: Count | undefined;
  flops: Count | undefined;
  /** An axis that `...` stands for. */
  ellipsis: readonly Dim[] | undefined;
}

const rules = new WeakMap<Frame, CustomRule>();

/** The rule a frame of a `layer` body fills. */
export const ruleOf = (frame: Frame): CustomRule | undefined => rules.get(frame);

/** Runs a custom layer's body for its inputs; a mismatch is a problem at the call and unknown outputs. */
export function runCustom(
  frame: Frame,
  part: Part,
  params: ReadonlyMap<string, Value>,
  given: readonly TensorValue[],
  node: NodeBase,
): Applied {
  const builder = newBuilder();
  const inner = bodyFrame(frame.program, part, builder, {
    params,
    given,
    group: undefined,
    instantiation: instantiate(frame, part, here(frame, node), params),
    fresh: true,
  });
  const rule: CustomRule = {
    weights: [],
    outputs: [],
    macs: undefined,
    flops: undefined,
    ellipsis: undefined,
  };
  rules.set(inner, rule);
  dependOn(frame.program, part.file, part.name);
  if (part.statement.body) executeBody(inner, part.statement.body, part.statement);
  if (builder.flaws > 0 && rule.outputs.length === 0) return unknownInference(`${part.name} has an error`);
  const outputs =
    rule.outputs.length > 0
      ? rule.outputs
      : given[0]
        ? [given[0].type]
        : [unknownTensor(`${part.name} states no output`)];
  const open = unknownCount(`\`${part.name}\` does not say its \`macs\``);
  const macs = rule.macs ?? open;
  const inference: Inference = {
    outputs,
    weights: rule.weights,
    macs,
    flops: rule.flops ?? (rule.macs === undefined ? open : multiplyCounts(2n, macs)),
  };
  return { ...inference, reports: [], failed: false };
}

/** The sizes an expression such as `[n + 1, c]` or `[..., c]` stands for. */
export function shapeOf(frame: Frame, node: Expression): readonly Dim[] | undefined {
  const rule = ruleOf(frame);
  const items = node.kind === "list" || node.kind === "tuple" ? node.items : undefined;
  if (!items) {
    const value = evaluate(frame, node);
    return isSequence(value)
      ? dims(frame, value.items, node)
      : isOpen(value)
        ? undefined
        : wrongShape(frame, value, node);
  }
  const found: Dim[] = [];
  for (const item of items) {
    if (item.kind === "ellipsis") {
      found.push(...(rule?.ellipsis ?? []));
      continue;
    }
    if (item.kind === "starred") {
      const spread = evaluate(frame, item.value);
      if (isSequence(spread)) found.push(...(dims(frame, spread.items, item) ?? []));
      continue;
    }
    const value = evaluate(frame, item);
    const dim = value === null ? unknown("it was left open with `None`") : toDim(value);
    if (dim === undefined) return wrongShape(frame, value, item);
    found.push(dim);
  }
  return found;
}

const dims = (frame: Frame, values: readonly Value[], node: NodeBase): readonly Dim[] | undefined => {
  const found = values.map((v) => toDim(v));
  const bad = found.indexOf(undefined);
  return bad < 0 ? (found as Dim[]) : wrongShape(frame, values[bad]!, node);
};

function wrongShape(frame: Frame, value: Value, node: NodeBase): undefined {
  problem(
    frame,
    valueType,
    { what: `a shape is made of whole numbers, and this is ${typeName(value)}` },
    node,
  );
  return undefined;
}

/** `weight` and `state` statements. */
export function declareWeight(
  frame: Frame,
  head: {
    readonly kind: "weight" | "state";
    readonly name: Name | StringLiteral;
    readonly shape: Expression;
    readonly dtype?: Name | StringLiteral | undefined;
    readonly options: readonly { readonly name?: Name | undefined; readonly value: Expression }[];
  },
): void {
  const rule = ruleOf(frame);
  if (!rule) return;
  const shape = shapeOf(frame, head.shape);
  if (!shape) return;
  const name = head.name.kind === "name" ? head.name.name : interpolate(frame, head.name);
  const dtype =
    head.dtype === undefined ? undefined : head.dtype.kind === "name" ? head.dtype.name : head.dtype.value;
  const flag = head.options.find((o) => o.name?.name === "trainable");
  const trainable = head.kind === "weight" && (flag === undefined || evaluate(frame, flag.value) !== false);
  rule.weights.push({ name, shape, trainable, ...(dtype === undefined ? {} : { dtype }) });
  frame.scope.set(name, { kind: "tensor", type: { shape, dtype: dtype ?? "float32", batch: null } });
}

/** `macs` and `flops` statements. */
export function declareCost(frame: Frame, kind: "macs" | "flops", node: Expression): void {
  const rule = ruleOf(frame);
  if (!rule) return;
  const value = evaluate(frame, node);
  const dim = toDim(value);
  const count: Count =
    typeof value === "bigint"
      ? value
      : dim !== undefined
        ? toCount(dim)
        : unknownCount("its cost is no whole number");
  if (isExact(count) || dim !== undefined || isOpen(value)) rule[kind] = count;
  else problem(frame, valueType, { what: `\`${kind}\` takes a whole number, not ${typeName(value)}` }, node);
}
