// Works out expressions. Problems become diagnostics and broken values; it never throws for what a user wrote.
import nameUnknown from "../diagnostics/name-unknown.ts";
import valueType from "../diagnostics/value-type.ts";
import type { CallArgument } from "../layers/apply.ts";
import { findOperation } from "../layers/catalogue.ts";
import { isSequence, type TensorValue, typeName, type Value, valueText } from "../layers/value.ts";
import type { Argument, Expression, Interpolation, Name, NodeBase, StringLiteral } from "../syntax/tree.ts";
import { type Unknown, unknown } from "../tensor/dim.ts";
import { isRanked } from "../tensor/tensor-type.ts";
import { closest } from "../text/closest.ts";
import { call } from "./applying.ts";
import { fromDim, mostDigits, padded, plainText, tooLong } from "./arithmetic.ts";
import { attributeOfLayer } from "./attributes.ts";
import { fileName } from "./file-names.ts";
import { type ArgumentNode, broken, dependOn, type Frame, isOpen, problem } from "./frame.ts";
import { evaluateComprehension, iterate } from "./iterate.ts";
import { candidates, dottedName, isModule, lookup, lookupKeras } from "./names.ts";
import {
  beyondLimit,
  decide,
  evaluateBoolOperation,
  evaluateComparison,
  evaluateUnary,
  operate,
} from "./operate.ts";
import { applyOperation } from "./operations.ts";
import { evaluatePipeline } from "./pipeline.ts";
import { labelOf, plain, reference, referenceOf } from "./references.ts";
import { evaluateSubscript } from "./subscripts.ts";

/** How bare names are read: `words` where a name that nothing has may be an option such as `same`. */
export interface Reading {
  readonly words?: boolean;
}

const plainly: Reading = {};

/** The value of an expression. A label is its output here. */
export function evaluate(frame: Frame, node: Expression, reading: Reading = plainly): Value {
  return plain(evaluateRaw(frame, node, reading));
}

/** As `evaluate`, but a label stays a label, so that its layer can be reached. */
export function evaluateRaw(frame: Frame, node: Expression, reading: Reading = plainly): Value {
  switch (node.kind) {
    case "name":
      return evaluateName(frame, node, reading);
    case "number":
      return node.value;
    case "string":
      return interpolate(frame, node);
    case "bool":
      return node.value;
    case "none":
      return null;
    case "ellipsis":
      return { kind: "ellipsis" };
    case "list":
    case "tuple":
      return { kind: node.kind, items: evaluateItems(frame, node.items, reading) };
    case "dict":
      return evaluateDict(frame, node, reading);
    case "comprehension":
      return evaluateComprehension(frame, node);
    case "unary":
      return evaluateUnary(frame, node);
    case "binary":
      return operate(frame, node.operator, evaluate(frame, node.left), evaluate(frame, node.right), node);
    case "comparison":
      return evaluateComparison(frame, node);
    case "bool-operation":
      return evaluateBoolOperation(frame, node, reading);
    case "conditional": {
      const chosen = decide(frame, node.condition, "a choice");
      if (chosen === undefined) return broken("a choice that cannot be made");
      return evaluateRaw(frame, chosen ? node.then : node.otherwise, reading);
    }
    case "attribute":
      return evaluateAttribute(frame, node);
    case "subscript":
      return evaluateSubscript(frame, node);
    case "slice":
      return {
        kind: "slice",
        start: node.lower ? evaluate(frame, node.lower) : null,
        stop: node.upper ? evaluate(frame, node.upper) : null,
        step: node.step ? evaluate(frame, node.step) : null,
      };
    case "call":
      return call(frame, node, undefined);
    case "pipeline":
      return evaluatePipeline(frame, node.elements, frame.current);
    case "labelled":
      return evaluatePipeline(frame, [node], frame.current);
    case "starred": {
      problem(
        frame,
        valueType,
        { what: "`*` spreads a list only in lists, calls and on the left of `=`" },
        node,
      );
      return broken();
    }
    case "glob":
      return { kind: "other", what: "a selector" };
    case "missing":
      return broken("a part that could not be read");
  }
}

function evaluateName(frame: Frame, node: Name, reading: Reading): Value {
  const { name } = node;
  if (reading.words) {
    // `None` is a value like any other, so `??` would not do.
    const local = frame.scope.get(name);
    if (local !== undefined) return local;
    const outer = frame.training?.lookup(name);
    if (outer !== undefined) return outer;
    const declared = fileName(frame, name, node);
    if (declared !== undefined) return declared;
    const known = lookupKeras(frame, [name]);
    const ref = referenceOf(known);
    if (ref && (ref.kind === "class" || ref.kind === "part")) return known!;
    return { kind: "word", name };
  }
  const value = lookup(frame, name, (f, n) => fileName(f, n, node));
  if (value !== undefined) return value;
  if (isModule(name)) return reference({ kind: "module", path: [name] });
  if (name === "?") return unknown("it was left open with `?`");
  problem(frame, nameUnknown, { name, near: closest(name, candidates(frame)), what: "name" }, node);
  return broken(`\`${name}\` is unknown`);
}

/** Elements of a list or tuple; `*xs` spreads. */
export function evaluateItems(frame: Frame, nodes: readonly Expression[], reading: Reading): Value[] {
  const items: Value[] = [];
  for (const node of nodes) {
    if (node.kind !== "starred") {
      items.push(evaluate(frame, node, reading));
      continue;
    }
    const spread = iterate(frame, evaluate(frame, node.value, reading), node.value);
    if (spread) items.push(...spread);
  }
  return items;
}

function evaluateDict(frame: Frame, node: Extract<Expression, { kind: "dict" }>, reading: Reading): Value {
  const entries: (readonly [Value, Value])[] = [];
  for (const { key, value } of node.entries) {
    const v = evaluate(frame, value, reading);
    if (key) {
      const k = evaluate(frame, key);
      const at = entries.findIndex(([old]) => valueText(old) === valueText(k));
      if (at >= 0) entries[at] = [k, v];
      else entries.push([k, v]);
    } else if (typeof v === "object" && v !== null && v.kind === "dict") entries.push(...v.entries);
  }
  return { kind: "dict", entries };
}

export const isTensor = (value: Value): value is TensorValue =>
  typeof value === "object" && value !== null && value.kind === "tensor";

function evaluateAttribute(frame: Frame, node: Extract<Expression, { kind: "attribute" }>): Value {
  const path = dottedName(node);
  if (path && isModule(path[0]!) && frame.scope.get(path[0]!) === undefined && !declares(frame, path[0]!)) {
    const found = lookupKeras(frame, path);
    if (found !== undefined) return found;
    const last = path.at(-1)!;
    if (isModule(last)) return reference({ kind: "module", path });
    problem(
      frame,
      nameUnknown,
      { name: path.join("."), near: closest(last, candidates(frame)), what: "name" },
      node.name,
    );
    return broken();
  }
  const value = evaluateRaw(frame, node.value);
  if (isOpen(value)) return value;
  const name = node.name.name;
  const training = frame.training?.attribute(value, name);
  if (training !== undefined) return training;
  const target = plain(value);
  if (isTensor(target)) {
    const { type } = target;
    switch (name) {
      case "shape":
        return isRanked(type) ? { kind: "tuple", items: type.shape.map(fromDim) } : (type.shape as Unknown);
      case "rank":
      case "ndim":
        return isRanked(type) ? BigInt(type.shape.length) : (type.shape as Unknown);
      case "dtype":
        return type.dtype;
      case "T": {
        const operation = findOperation("transpose");
        if (operation && !labelOf(value))
          return applyOperation(frame, operation, [{ value: target }], node, [node.value]);
        break;
      }
      default:
        break;
    }
  }
  const ofLayer = attributeOfLayer(frame, value, name);
  if (ofLayer !== undefined) return ofLayer;
  if (isTensor(target) || isSequence(target)) {
    const label = labelOf(value);
    const known = label ? "its layers" : "`.shape`, `.rank` and `.dtype`";
    problem(
      frame,
      nameUnknown,
      {
        name,
        near: closest(name, innerNames(value)),
        what: label
          ? `layer inside of it, and no property`
          : `property of a tensor; there are ${known}, and none called`,
      },
      node.name,
    );
    return broken();
  }
  problem(
    frame,
    nameUnknown,
    { name, near: undefined, what: `property of ${typeName(target)} called` },
    node.name,
  );
  return broken();
}

function declares(frame: Frame, name: string): boolean {
  dependOn(frame.program, frame.file, name);
  return frame.file.names.has(name);
}

function innerNames(value: Value): string[] {
  const label = labelOf(value);
  if (label?.layer.kind === "group") return [...label.layer.scope.keys()];
  return ["shape", "rank", "dtype"];
}

/** The text of a string, its `{…}` replaced where it interpolates. */
export function interpolate(frame: Frame, node: StringLiteral): string {
  if (!node.parts) return node.value;
  const parts = node.parts.map((part) => (typeof part === "string" ? part : interpolated(frame, part)));
  const huge = tooLong("a string", sum(parts.map((part) => part.length)), "characters");
  if (!huge) return parts.join("");
  beyondLimit(frame, huge, node);
  return "?";
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

function interpolated(frame: Frame, part: Interpolation): string {
  const value = evaluate(frame, part.expression);
  if (isOpen(value)) return "?";
  const text = plainText(value);
  const format = /^(0?)(\d+)?(?:\.(\d+))?([dfs])?$/.exec(part.format ?? "");
  if (!part.format || !format) return text;
  const fixed =
    format[3] !== undefined && (typeof value === "number" || typeof value === "bigint")
      ? Number(value).toFixed(Math.min(Number(format[3]), mostDigits))
      : text;
  return format[2] ? padded(fixed, Number(format[2]), format[1] === "0") : fixed;
}

/** Arguments of a call, evaluated; a bare name may be an option. */
export function evaluateArguments(
  frame: Frame,
  args: readonly Argument[],
  words: boolean,
): { readonly args: CallArgument[]; readonly nodes: ArgumentNode[] } {
  const result: CallArgument[] = [];
  const nodes: ArgumentNode[] = [];
  for (const arg of args) {
    if (arg.spread === "*") {
      for (const value of iterate(frame, evaluate(frame, arg.value), arg.value) ?? []) {
        result.push({ value });
        nodes.push(arg);
      }
      continue;
    }
    if (arg.spread === "**") {
      const value = evaluate(frame, arg.value);
      if (typeof value === "object" && value !== null && value.kind === "dict") {
        for (const [key, entry] of value.entries) {
          result.push({ name: plainText(key), value: entry });
          nodes.push(arg);
        }
      } else if (!isOpen(value)) problem(frame, valueType, { what: "`**` spreads a dictionary" }, arg);
      continue;
    }
    const value = evaluate(frame, arg.value, { words });
    const word =
      words &&
      arg.value.kind === "name" &&
      !(typeof value === "object" && value !== null && value.kind === "word")
        ? arg.value.name
        : undefined;
    result.push({ name: arg.name?.name, value, word, broken: isOpen(value) && arg.value.kind === "missing" });
    nodes.push({ ...span(arg.value), nameNode: arg.name });
  }
  return { args: result, nodes };
}

const span = (node: NodeBase): NodeBase => ({ start: node.start, end: node.end });
