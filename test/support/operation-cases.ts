// Reads recorded answers of real Keras about operations, operators and subscripts, and asks the catalogue the same.
// It never changes a record.

import { reportMessage } from "../../server/src/diagnostics/define.ts";
import { bindLayer, infer } from "../../server/src/layers/apply.ts";
import { findOperation } from "../../server/src/layers/catalogue.ts";
import {
  builtinFunctions,
  methodFunctions,
  operatorFunctions,
  reflected,
  unaryFunctions,
} from "../../server/src/layers/operations/operators.ts";
import type { Value } from "../../server/src/layers/value.ts";
import { unknown } from "../../server/src/tensor/dim.ts";
import {
  fromFullShape,
  fullShape,
  isRanked,
  shapeJson,
  type TensorType,
  tensor,
} from "../../server/src/tensor/tensor-type.ts";

type Shape = (number | null)[];

export interface OperationCase {
  readonly op: string;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly inputs: readonly Shape[];
  readonly dtype: string | readonly string[];
  readonly class?: string | null;
  readonly full?: unknown;
  readonly out_dtype?: string | readonly string[];
  readonly multi?: boolean;
  readonly value?: unknown;
  readonly error?: string;
}

export interface OperationAnswer {
  readonly class?: string;
  readonly full?: unknown;
  readonly dtype?: unknown;
  readonly error?: string;
  /** No operation of ours has this name. */
  readonly missing?: string;
}

const dimsOf = (shape: Shape) => shape.map((dim) => dim ?? unknown("a length that was left open"));

/** A JSON value of a record as the language would have it. */
function toValue(json: unknown, inputs: readonly TensorType[]): Value {
  if (json === null || typeof json === "string" || typeof json === "boolean") return json;
  if (typeof json === "number") return Number.isInteger(json) ? BigInt(json) : json;
  if (Array.isArray(json)) return { kind: "tuple", items: json.map((item) => toValue(item, inputs)) };
  const record = json as Record<string, unknown>;
  if ("float" in record) return record.float as number;
  if ("$" in record) return { kind: "tensor", type: inputs[record.$ as number]! };
  if ("slice" in record) {
    const [start, stop, step] = (record.slice as unknown[]).map((end) => toValue(end, inputs));
    return { kind: "slice", start: start!, stop: stop!, step: step! };
  }
  if ("ellipsis" in record) return { kind: "ellipsis" };
  if ("np" in record) {
    const { shape, dtype } = record.np as { shape: number[]; dtype: string };
    return { kind: "tensor", type: fromFullShape(shape, dtype) };
  }
  return { kind: "dict", entries: Object.entries(record).map(([k, v]) => [k, toValue(v, inputs)] as const) };
}

/** Python's own functions of a tensor, methods and properties, which are the evaluator's affair. */
const beyond = /^(len|bool|iter|float)\(\)$|^x\.|^(shape|is_tensor)$|^==$|^<<$/;

/** Whether a record asks about an operation at all, and not about Python or NumPy. */
export function concerns(c: OperationCase): boolean {
  if (c.op in methodMap) return true;
  if (beyond.test(c.op)) return false;
  // An array of NumPy on the left of an operator takes the operator for itself.
  return !(
    c.op in operatorFunctions &&
    typeof c.args[0] === "object" &&
    c.args[0] !== null &&
    "np" in c.args[0]
  );
}

const methodMap: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(methodFunctions).map(([name, fn]) => [`x.${name}`, fn]),
);

function functionOf(c: OperationCase): { readonly name: string; readonly args: readonly unknown[] } {
  const { op, args } = c;
  if (op === "[]") {
    const [x, items] = args as [unknown, unknown[]];
    return { name: "get_item", args: [x, items.length === 1 ? items[0] : items] };
  }
  if (op === "neg" || op === "~") return { name: unaryFunctions[op === "neg" ? "-" : op]!, args };
  if (op.endsWith("()")) return { name: builtinFunctions[op.slice(0, -2)]!, args };
  if (op in methodMap) return { name: methodMap[op]!, args };
  if (op in operatorFunctions) {
    const number = typeof args[0] === "number";
    const turned = number ? reflected[op] : undefined;
    return turned
      ? { name: operatorFunctions[turned]!, args: [args[1], args[0]] }
      : { name: operatorFunctions[op]!, args };
  }
  return { name: op, args };
}

/** Reads a line of a record; `1.0` stays a float, which JSON of JavaScript would make an int. */
export const readCase = (line: string): OperationCase => {
  const marked = line.replace(/"(?:[^"\\]|\\.)*"|-?\d+\.0(?=[,\]}])/g, (part) =>
    part.startsWith('"') ? part : `{"float": ${part}}`,
  );
  return JSON.parse(marked) as OperationCase;
};

/** What the catalogue says to a case. */
export function askOperation(c: OperationCase): OperationAnswer {
  const { name, args } = functionOf(c);
  const definition = findOperation(name);
  if (!definition) return { missing: name };
  const inputs = c.inputs.map((shape, i) =>
    tensor(dimsOf(shape), typeof c.dtype === "string" ? c.dtype : c.dtype[i]!),
  );
  const given = [
    ...args.map((value) => ({ value: toValue(value, inputs) })),
    ...Object.entries(c.kwargs).map(([key, value]) => ({ name: key, value: toValue(value, inputs) })),
  ];
  const binding = bindLayer(definition, given);
  const problem = binding.reports.find((r) => r.report.diagnostic.severity === "error");
  if (problem) return { error: reportMessage(problem.report) };
  if (binding.stopped !== undefined) return { error: `stopped: ${binding.stopped}` };
  const inference = infer(definition, binding.bound, []);
  const refused = inference.reports.find((r) => r.report.diagnostic.severity === "error");
  if (refused) return { error: reportMessage(refused.report) };
  if (inference.failed) return { error: "undecided" };
  const shapes = inference.outputs.map((o) => (isRanked(o) ? shapeJson(fullShape(o)) : null));
  const dtypes = inference.outputs.map((o) => o.dtype);
  return inference.several
    ? { class: definition.name, full: shapes, dtype: dtypes }
    : { class: definition.name, full: shapes[0], dtype: dtypes[0] };
}

/** What differs between Keras's record and ours, or nothing. */
export function operationDifference(c: OperationCase, answer: OperationAnswer): string | undefined {
  if (answer.missing !== undefined)
    return c.error === undefined ? `there is no operation ${answer.missing}` : undefined;
  if (c.error !== undefined)
    return answer.error === undefined
      ? `Keras refuses (${c.error.slice(0, 100)}), we answer ${JSON.stringify(answer.full)}`
      : undefined;
  if (answer.error !== undefined)
    return `we refuse (${answer.error}), Keras answers ${JSON.stringify(c.full)}`;
  if (c.class !== null && c.class !== answer.class) return `class: Keras ${c.class}, we ${answer.class}`;
  if (JSON.stringify(c.full) !== JSON.stringify(answer.full))
    return `shape: Keras ${JSON.stringify(c.full)}, we ${JSON.stringify(answer.full)}`;
  if (JSON.stringify(c.out_dtype) !== JSON.stringify(answer.dtype))
    return `dtype: Keras ${JSON.stringify(c.out_dtype)}, we ${JSON.stringify(answer.dtype)}`;
  return undefined;
}
