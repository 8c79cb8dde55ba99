// Works out expressions. Problems become diagnostics and broken values; it never throws for what a user wrote.
import { report } from "../diagnostics/define.ts";
import nameUnknown from "../diagnostics/name-unknown.ts";
import shapeIndexWithoutBatch from "../diagnostics/shape-index-without-batch.ts";
import tooLarge from "../diagnostics/too-large.ts";
import valueIndex from "../diagnostics/value-index.ts";
import valueType from "../diagnostics/value-type.ts";
import valueUndecided from "../diagnostics/value-undecided.ts";
import type { CallArgument } from "../layers/apply.ts";
import { findOperation } from "../layers/catalogue.ts";
import { operatorFunctions, reflected } from "../layers/operations/operators.ts";
import {
  isSequence,
  type Sequence,
  type TensorValue,
  typeName,
  type Value,
  valueText,
} from "../layers/value.ts";
import type {
  Argument,
  Expression,
  Interpolation,
  Name,
  NodeBase,
  StringLiteral,
  Subscript,
} from "../syntax/tree.ts";
import { dimText, type Unknown, unknown } from "../tensor/dim.ts";
import { isRanked } from "../tensor/tensor-type.ts";
import { closest } from "../text/closest.ts";
import { applyOperation, call } from "./applying.ts";
import { binary, compare, fromDim, Huge, negate, plainText, truth, Unfit } from "./arithmetic.ts";
import { attributeOfLayer } from "./attributes.ts";
import { fileName } from "./file-names.ts";
import {
  type ArgumentNode,
  broken,
  dependOn,
  type Frame,
  here,
  isOpen,
  problem,
  problemAt,
} from "./frame.ts";
import { candidates, dottedName, isModule, lookup, lookupKeras } from "./names.ts";
import { evaluatePipeline } from "./pipeline.ts";
import { labelOf, plain, reference, referenceOf } from "./references.ts";

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

function evaluateComprehension(frame: Frame, node: Extract<Expression, { kind: "comprehension" }>): Value {
  const items: Value[] = [];
  const entries: (readonly [Value, Value])[] = [];
  let failed = false;
  const run = (depth: number): void => {
    const clause = node.clauses[depth];
    if (!clause) {
      if (++frame.program.steps > frame.program.limits.steps) {
        exhausted(frame, node);
        return;
      }
      if (node.form === "dict" && node.key)
        entries.push([evaluate(frame, node.key), evaluate(frame, node.value)]);
      else items.push(evaluateApplied(frame, node.value));
      return;
    }
    const values = iterate(frame, evaluate(frame, clause.iterable), clause.iterable);
    if (!values) {
      failed = true;
      return;
    }
    for (const value of values) {
      if (frame.program.exhausted) return;
      bindSimple(frame, clause.target, value);
      let wanted = true;
      for (const condition of clause.conditions) {
        const holds = decide(frame, condition, "a condition");
        if (holds === undefined) failed = true;
        if (!holds) {
          wanted = false;
          break;
        }
      }
      if (wanted) run(depth + 1);
    }
  };
  frame.scope.within(() => run(0));
  if (failed) return broken("a list that cannot be worked out");
  return node.form === "dict" ? { kind: "dict", entries } : { kind: "list", items };
}

/** A comprehension's element is a pipeline or a value; a pipeline in it runs from the current value. */
const evaluateApplied = (frame: Frame, node: Expression): Value => evaluate(frame, node);

/** Binds the names of a comprehension or loop without writing them down for hovers. */
function bindSimple(frame: Frame, target: Expression, value: Value): void {
  if (target.kind === "name") {
    frame.scope.set(target.name, value);
    return;
  }
  if (target.kind === "tuple" || target.kind === "list") {
    const items = isSequence(value) ? value.items : undefined;
    target.items.forEach((item, i) => {
      bindSimple(frame, item, items?.[i] ?? broken());
    });
  }
}

function evaluateUnary(frame: Frame, node: Extract<Expression, { kind: "unary" }>): Value {
  const value = evaluate(frame, node.operand);
  if (node.operator === "not") {
    if (isOpen(value)) return value;
    const t = truth(value);
    return typeof t === "boolean" ? !t : t;
  }
  if (isTensor(value)) {
    if (node.operator === "+") return value;
    const operation = findOperation(node.operator === "-" ? "negative" : "logical_not");
    return operation ? applyOperation(frame, operation, [{ value }], node, [node.operand]) : broken();
  }
  if (node.operator === "+") return value;
  if (node.operator === "~")
    return typeof value === "bigint"
      ? ~value
      : orProblem(frame, new Unfit(`\`~\` cannot be used on ${typeName(value)}`), node);
  return orProblem(frame, negate(value), node);
}

export const isTensor = (value: Value): value is TensorValue =>
  typeof value === "object" && value !== null && value.kind === "tensor";

function orProblem(frame: Frame, value: Value | Unfit | Huge, node: NodeBase): Value {
  if (value instanceof Unfit) {
    problem(frame, valueType, { what: value.what, advice: value.advice }, node);
    return broken(value.what);
  }
  if (value instanceof Huge) {
    problem(
      frame,
      tooLarge,
      { what: value.what, number: value.number, limit: `${frame.program.limits.bits} bits` },
      node,
    );
    return broken(value.what);
  }
  return value;
}

/** An operator on any two values; on tensors it is an operation of the graph. */
export function operate(
  frame: Frame,
  operator: string,
  left: Value,
  right: Value,
  node: NodeBase & { left?: Expression; right?: Expression },
): Value {
  if (isOpen(left)) return left;
  if (isOpen(right)) return right;
  if (isTensor(left) || isTensor(right)) {
    const name = operatorFunctions[operator];
    const operation = name === undefined ? undefined : findOperation(name);
    if (!operation) return orProblem(frame, new Unfit(`\`${operator}\` cannot be used on tensors`), node);
    return applyOperation(frame, operation, [{ value: left }, { value: right }], node, [
      node.left ?? node,
      node.right ?? node,
    ]);
  }
  return orProblem(
    frame,
    binary(operator as Parameters<typeof binary>[0], left, right, frame.program.limits.bits),
    node,
  );
}

function evaluateComparison(frame: Frame, node: Extract<Expression, { kind: "comparison" }>): Value {
  let left = evaluate(frame, node.first, { words: true });
  let open: Unknown | undefined;
  for (const { operator, right: rightNode } of node.steps) {
    const right = evaluate(frame, rightNode, { words: true });
    if (isTensor(left) || isTensor(right)) {
      if (operator === "is" || operator === "is not") return (operator === "is") === (left === right);
      // Python asks the tensor first: `2 < x` is `x > 2`, and the operation is `Greater`.
      const turned = !isTensor(left) && reflected[operator] !== undefined;
      const name = operatorFunctions[turned ? reflected[operator]! : operator];
      const operation = name === undefined ? undefined : findOperation(name);
      if (!operation)
        return orProblem(
          frame,
          new Unfit(`\`${operator}\` cannot be used on tensors`, "use `ops.equal`"),
          node,
        );
      const sides = turned ? [{ value: right }, { value: left }] : [{ value: left }, { value: right }];
      return applyOperation(
        frame,
        operation,
        sides,
        node,
        turned ? [rightNode, node.first] : [node.first, rightNode],
      );
    }
    const result = compare(operator, left, right);
    if (result instanceof Unfit) {
      const word = [left, right].find((v) => typeof v === "object" && v !== null && v.kind === "word");
      if (word && typeof word === "object" && word !== null && word.kind === "word") {
        const at = word === left ? node.first : rightNode;
        problem(
          frame,
          nameUnknown,
          { name: word.name, near: closest(word.name, candidates(frame)), what: "name" },
          at,
        );
        return broken();
      }
      return orProblem(frame, result, node);
    }
    if (result === false) return false;
    if (result !== true) open ??= result;
    left = right;
  }
  return open ?? true;
}

function evaluateBoolOperation(
  frame: Frame,
  node: Extract<Expression, { kind: "bool-operation" }>,
  reading: Reading,
): Value {
  let open: Value | undefined;
  let value: Value = node.operator === "and";
  for (const item of node.items) {
    value = evaluate(frame, item, reading);
    const t = isOpen(value) ? (value as Unknown) : truth(value);
    if (typeof t !== "boolean") open ??= t;
    else if (t === (node.operator === "or")) return value;
  }
  return open ?? value;
}

/**
 * Whether a condition holds. Where that is open, one problem names the unknown and nothing is chosen; what follows from
 * another problem stays silent.
 */
export function decide(frame: Frame, node: Expression, what: string): boolean | undefined {
  const value = evaluate(frame, node, { words: true });
  if (isOpen(value)) return undefined;
  if (isTensor(value)) {
    problem(
      frame,
      valueType,
      { what: `${what} cannot depend on the values of a tensor`, advice: "use `ops.where`" },
      node,
    );
    return undefined;
  }
  const t = truth(value);
  if (typeof t === "boolean") return t;
  const name =
    typeof value === "object" && value !== null && value.kind === "symbolic"
      ? dimText(value)
      : frame.statement.text.slice(node.start, node.end);
  problem(frame, valueUndecided, { what, unknown: name, reason: t.reason }, node);
  return undefined;
}

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

function evaluateSubscript(frame: Frame, node: Subscript): Value {
  const raw = evaluateRaw(frame, node.value);
  const container = plain(raw);
  if (isOpen(container)) return container;
  const selected = frame.training?.subscript(frame, raw, node.index, node);
  if (selected !== undefined) return selected;
  if (isTensor(container)) {
    const operation = findOperation("get_item");
    const index = evaluate(frame, node.index);
    if (isOpen(index)) return index;
    if (!operation) return broken();
    return applyOperation(frame, operation, [{ value: container }, { value: index }], node, [
      node.value,
      node.index,
    ]);
  }
  const index = evaluate(frame, node.index);
  if (isOpen(index)) return index;
  if (isSequence(container)) {
    noteShapeIndex(frame, node, container, index);
    return element(frame, container, index, node);
  }
  if (typeof container === "string") {
    const letters: Sequence = { kind: "list", items: [...container] };
    const part = element(frame, letters, index, node);
    return isSequence(part) ? part.items.map((v) => plainText(v)).join("") : part;
  }
  if (typeof container === "object" && container !== null && container.kind === "dict") {
    const found = container.entries.find(([key]) => valueText(key) === valueText(index));
    if (found) return found[1];
    problem(
      frame,
      valueIndex,
      { index: valueText(index), what: "a dictionary", length: `${container.entries.length}` },
      node,
    );
    return broken();
  }
  if (typeof container === "object" && container?.kind === "unknown") return container;
  problem(frame, valueType, { what: `${typeName(container)} cannot be subscripted` }, node);
  return broken();
}

/** Pasted Keras code counts the batch in `.shape`; said once in a file. */
function noteShapeIndex(frame: Frame, node: Subscript, shape: Sequence, index: Value): void {
  if (
    node.value.kind !== "attribute" ||
    node.value.name.name !== "shape" ||
    typeof index !== "bigint" ||
    index < 1n
  )
    return;
  const at = Number(index);
  const { flaws } = frame.builder;
  const facts = {
    index: at,
    value: valueText(shape.items[at] ?? "out of range"),
    without: valueText(shape.items[at - 1] ?? null),
  };
  problemAt(frame, report(shapeIndexWithoutBatch, facts), here(frame, node), [], frame.file);
  frame.builder.flaws = flaws;
}

/** `xs[i]`, `xs[a:b:c]`, `outputs["age"]`. */
function element(frame: Frame, container: Sequence, index: Value, node: NodeBase): Value {
  const { items } = container;
  if (typeof index === "string" && container.names) {
    const at = container.names.indexOf(index);
    if (at >= 0) return items[at]!;
    problem(
      frame,
      valueIndex,
      {
        index: JSON.stringify(index),
        what: `the outputs (${container.names.join(", ")})`,
        length: `${items.length}`,
      },
      node,
    );
    return broken();
  }
  if (typeof index === "bigint" || typeof index === "boolean") {
    const i = Number(index);
    const value = items.at(i);
    if (value !== undefined && i < items.length && i >= -items.length) return value;
    problem(
      frame,
      valueIndex,
      { index: `${i}`, what: container.kind === "list" ? "a list" : "a tuple", length: `${items.length}` },
      node,
    );
    return broken();
  }
  if (typeof index === "object" && index !== null && index.kind === "slice") {
    const part = slice(items, index.start, index.stop, index.step);
    if (part) return { kind: container.kind, items: part };
  }
  if (
    typeof index === "object" &&
    index !== null &&
    (index.kind === "unknown" || index.kind === "symbolic")
  ) {
    problem(
      frame,
      valueUndecided,
      {
        what: "an index",
        unknown: valueText(index),
        reason: index.kind === "unknown" ? index.reason : "it is given by the data",
      },
      node,
    );
    return broken();
  }
  problem(frame, valueType, { what: `${typeName(index)} is no index` }, node);
  return broken();
}

/** Python's slice of a list. */
export function slice<T>(items: readonly T[], start: Value, stop: Value, step: Value): T[] | undefined {
  const number = (v: Value): number | undefined | null =>
    v === null ? null : typeof v === "bigint" ? Number(v) : undefined;
  const [a, b, c] = [number(start), number(stop), number(step)];
  if (a === undefined || b === undefined || c === undefined || c === 0) return undefined;
  const by = c ?? 1;
  const n = items.length;
  const clamp = (i: number, low: number, high: number): number =>
    Math.max(low, Math.min(high, i < 0 ? i + n : i));
  const result: T[] = [];
  if (by > 0) {
    const to = b === null ? n : clamp(b, 0, n);
    for (let i = a === null ? 0 : clamp(a, 0, n); i < to; i += by) result.push(items[i]!);
  } else {
    const to = b === null ? -1 : clamp(b, -1, n - 1);
    for (let i = a === null ? n - 1 : clamp(a, -1, n - 1); i > to; i += by) result.push(items[i]!);
  }
  return result;
}

/** The values a `for` runs over, or nothing with a problem. */
export function iterate(frame: Frame, value: Value, node: NodeBase): readonly Value[] | undefined {
  if (isOpen(value)) return undefined;
  if (isSequence(value)) return value.items;
  if (typeof value === "string") return [...value];
  if (typeof value === "object" && value !== null) {
    if (value.kind === "dict") return value.entries.map(([key]) => key);
    const ref = referenceOf(value);
    if (ref?.kind === "range") {
      const count =
        ref.step > 0n
          ? (ref.stop - ref.start + ref.step - 1n) / ref.step
          : (ref.start - ref.stop - ref.step - 1n) / -ref.step;
      const limit = 100_000;
      if (count > BigInt(limit)) {
        problem(frame, tooLarge, { what: "a loop", number: `${count} rounds`, limit: `${limit}` }, node);
        return undefined;
      }
      return Array.from({ length: Math.max(0, Number(count)) }, (_, i) => ref.start + BigInt(i) * ref.step);
    }
    if (value.kind === "unknown" || value.kind === "symbolic") {
      problem(
        frame,
        valueUndecided,
        {
          what: "a loop",
          unknown: valueText(value),
          reason: value.kind === "unknown" ? value.reason : "it is given by the data",
        },
        node,
      );
      return undefined;
    }
  }
  problem(frame, valueType, { what: `${typeName(value)} cannot be looped over` }, node);
  return undefined;
}

/** The text of a string, its `{…}` replaced where it interpolates. */
export function interpolate(frame: Frame, node: StringLiteral): string {
  if (!node.parts) return node.value;
  return node.parts.map((part) => (typeof part === "string" ? part : interpolated(frame, part))).join("");
}

function interpolated(frame: Frame, part: Interpolation): string {
  const value = evaluate(frame, part.expression);
  if (isOpen(value)) return "?";
  const text = plainText(value);
  const format = /^(0?)(\d+)?(?:\.(\d+))?([dfs])?$/.exec(part.format ?? "");
  if (!part.format || !format) return text;
  const fixed =
    format[3] !== undefined && (typeof value === "number" || typeof value === "bigint")
      ? Number(value).toFixed(Number(format[3]))
      : text;
  return format[2] ? fixed.padStart(Number(format[2]), format[1] === "0" ? "0" : " ") : fixed;
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

/** Stops the program when its budget of steps is used up; said once. */
export function exhausted(frame: Frame, node: NodeBase): void {
  if (frame.program.exhausted) return;
  frame.program.exhausted = true;
  problem(
    frame,
    tooLarge,
    {
      what: "this program",
      number: "its number of steps",
      limit: frame.program.limits.steps.toLocaleString("en"),
    },
    node,
  );
}
