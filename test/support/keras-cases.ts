// Reads recorded answers of real Keras and asks the catalogue the same questions. It never changes a record.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reportMessage } from "../../server/src/diagnostics/define.ts";
import { bindLayer, infer } from "../../server/src/layers/apply.ts";
import { bindCall } from "../../server/src/layers/call.ts";
import { findLayer } from "../../server/src/layers/catalogue.ts";
import { layerValue } from "../../server/src/layers/instance.ts";
import type { Value } from "../../server/src/layers/value.ts";
import { unknown } from "../../server/src/tensor/dim.ts";
import {
  fromFullShape,
  fullShape,
  isRanked,
  shapeJson,
  tensor,
} from "../../server/src/tensor/tensor-type.ts";

type Shape = (number | null)[];

export interface KerasCase {
  readonly layer: string;
  readonly args: Record<string, unknown>;
  readonly inputs: Shape[];
  readonly dtype: string | string[];
  readonly output?: Shape | Shape[];
  readonly weights?: { name: string; shape: number[]; trainable: boolean }[];
  readonly error?: string;
  /** Arguments of the call where they are not simply the inputs; `{ "$": 1 }` is the second input. */
  readonly positional?: unknown[];
  readonly call?: Record<string, unknown>;
  /** False where the shapes have no batch axis before them. */
  readonly batch?: boolean;
  readonly out_dtype?: string | string[];
}

export interface Answer {
  readonly output?: unknown;
  readonly weights?: unknown;
  readonly out_dtype?: string | readonly string[];
  readonly error?: string;
}

/** The cases of one folder of `test/oracle`, by file name. */
export function* casesOf(folder: string): Generator<readonly [string, KerasCase[]]> {
  const base = join(import.meta.dirname, "..", "oracle", folder);
  for (const file of readdirSync(base)
    .filter((name) => name.endsWith(".jsonl"))
    .sort()) {
    const lines = readFileSync(join(base, file), "utf8").split("\n").filter(Boolean);
    yield [file.replace(".jsonl", ""), lines.map((line) => JSON.parse(line) as KerasCase)];
  }
}

/** A JSON value as the language would have it; `["Dense", {…}]` is a layer, `{ "$": 0 }` the first of `tensors`. */
export function toValue(json: unknown, tensors: readonly Value[] = []): Value {
  if (json === null || typeof json === "string" || typeof json === "boolean") return json;
  if (typeof json === "number") return Number.isInteger(json) ? BigInt(json) : json;
  if (Array.isArray(json)) {
    const [name, args] = json;
    if (
      json.length === 2 &&
      typeof name === "string" &&
      typeof args === "object" &&
      args !== null &&
      !Array.isArray(args)
    ) {
      const definition = findLayer(name);
      if (definition)
        return layerValue(
          definition,
          bindLayer(definition, argumentsOf(args as Record<string, unknown>)).bound,
        );
    }
    return { kind: "tuple", items: json.map((item) => toValue(item, tensors)) };
  }
  const input = (json as { $?: number }).$;
  if (input !== undefined) return tensors[input]!;
  const entries = Object.entries(json as object).map(([k, v]) => [k, toValue(v, tensors)] as const);
  return { kind: "dict", entries };
}

const argumentsOf = (args: Record<string, unknown>, tensors: readonly Value[] = []) =>
  Object.entries(args).map(([name, value]) => ({ name, value: toValue(value, tensors) }));

const shapeOf = (shape: Shape) => shape.map((dim) => dim ?? unknown("a length that was left open"));

const typeOf = (c: KerasCase, shape: Shape, dtype: string) =>
  c.batch === false ? fromFullShape(shapeOf(shape), dtype) : tensor(shapeOf(shape), dtype);

/** What the catalogue says to a case, in the form of the record. */
export function ask(c: KerasCase): Answer {
  const definition = findLayer(c.layer);
  if (!definition) return { error: `no layer ${c.layer}` };
  const binding = bindLayer(definition, argumentsOf(c.args));
  const problem = binding.reports.find((r) => r.report.diagnostic.severity === "error");
  if (problem) return { error: reportMessage(problem.report) };
  if (binding.stopped !== undefined) return { error: `stopped: ${binding.stopped}` };
  const tensors: Value[] = c.inputs.map((shape, i) => ({
    kind: "tensor",
    type: typeOf(c, shape, Array.isArray(c.dtype) ? c.dtype[i]! : c.dtype),
  }));
  const first: Value =
    tensors.length === 1 && !(typeof definition.takes === "object" && "list" in definition.takes)
      ? tensors[0]!
      : { kind: "list", items: tensors };
  const positional = c.positional?.map((value) => ({ value: toValue(value, tensors) })) ?? [{ value: first }];
  const call = bindCall(definition, [...positional, ...argumentsOf(c.call ?? {}, tensors)]);
  const callProblem = call.reports.find((r) => r.report.diagnostic.severity === "error");
  if (callProblem) return { error: reportMessage(callProblem.report) };
  if (call.stopped !== undefined) return { error: `stopped: ${call.stopped}` };
  const inference = infer(definition, binding.bound, call.inputs, call.call);
  const refused = inference.reports.find((r) => r.report.diagnostic.severity === "error");
  if (refused) return { error: reportMessage(refused.report) };
  const outputs = inference.outputs.map((o) =>
    shapeJson(c.batch === false && isRanked(o) ? fullShape(o) : o.shape),
  );
  const held = binding.bound.parsed.trainable === false && definition.trainableReachesWeights !== false;
  return {
    output: outputs.length === 1 && !inference.several ? outputs[0] : outputs,
    weights: inference.weights.map((w) => ({
      name: w.name,
      shape: shapeJson(w.shape),
      trainable: w.trainable && !w.frozen && !held,
    })),
    out_dtype:
      outputs.length === 1 && !inference.several
        ? inference.outputs[0]!.dtype
        : inference.outputs.map((o) => o.dtype),
  };
}

/** Keras numbers the layers inside wrappers in one process: `dense_17/kernel` is `dense/kernel`. */
const plainName = (name: string): string => name.replace(/(_\d+)(?=\/)/g, "");

/** What differs between Keras's record and ours, or nothing. */
export function difference(c: KerasCase, answer: Answer): string | undefined {
  if (c.error !== undefined)
    return answer.error === undefined
      ? `Keras refuses (${c.error.slice(0, 120)}), we answer ${JSON.stringify(answer.output)}`
      : undefined;
  if (answer.error !== undefined)
    return `we refuse (${answer.error}), Keras answers ${JSON.stringify(c.output)}`;
  const ours = JSON.stringify(answer.output);
  if (ours !== JSON.stringify(c.output)) return `output: Keras ${JSON.stringify(c.output)}, we ${ours}`;
  const dtype = JSON.stringify(answer.out_dtype);
  if (c.out_dtype !== undefined && dtype !== JSON.stringify(c.out_dtype))
    return `dtype: Keras ${JSON.stringify(c.out_dtype)}, we ${dtype}`;
  const strip = (weights: unknown) =>
    JSON.stringify(
      (weights as KerasCase["weights"])!.map((w) => ({
        name: plainName(w.name),
        shape: w.shape,
        trainable: w.trainable,
      })),
    );
  const [theirs, own] = [strip(c.weights), strip(answer.weights)];
  return theirs === own ? undefined : `weights: Keras ${theirs}, we ${own}`;
}
