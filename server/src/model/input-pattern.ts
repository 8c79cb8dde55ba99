// Matches an `input` against what the caller gives, and binds the names in it. It never decides what becomes current.

import argRange from "../diagnostics/arg-range.ts";
import { report } from "../diagnostics/define.ts";
import shapeBatchInInput from "../diagnostics/shape-batch-in-input.ts";
import shapePatternMismatch from "../diagnostics/shape-pattern-mismatch.ts";
import valueType from "../diagnostics/value-type.ts";
import { type TensorValue, typeName, type Value, valueText } from "../layers/value.ts";
import type { Expression, InputHead } from "../syntax/tree.ts";
import { type Dim, differ, dimText, merge, symbolic, unknown } from "../tensor/dim.ts";
import {
  isDtype,
  isRanked,
  shapeText,
  type TensorType,
  tensor,
  unknownTensor,
} from "../tensor/tensor-type.ts";
import { fromDim, toDim } from "./arithmetic.ts";
import { ruleOf } from "./custom-layer.ts";
import { evaluate } from "./evaluate.ts";
import { type Frame, here, isOpen, problem, problemAt } from "./frame.ts";

/** The type of an input: as declared, or as given where the declaration allows it. */
export function matchInput(frame: Frame, head: InputHead, given: TensorValue | undefined): TensorType {
  const dtypeName =
    head.dtype === undefined ? undefined : head.dtype.kind === "name" ? head.dtype.name : head.dtype.value;
  if (dtypeName !== undefined && !isDtype(dtypeName)) {
    problem(
      frame,
      argRange,
      {
        callee: "input",
        argument: "dtype",
        expected: "a dtype such as float32",
        found: dtypeName,
        near: undefined,
      },
      head.dtype!,
    );
  }
  const dtype = dtypeName ?? given?.type.dtype ?? "float32";
  const items = patternOf(frame, head);
  if (!items) {
    if (given) return { ...given.type, dtype };
    return unknownTensor(`\`${head.name.name}\` has no shape here`, dtype);
  }
  if (!given)
    return tensor(
      items.flatMap((item) => declared(frame, item)),
      dtype,
    );
  const { type } = given;
  if (!isRanked(type))
    return {
      ...tensor(
        items.flatMap((item) => declared(frame, item)),
        dtype,
      ),
      batch: type.batch,
    };
  const rest = items.findIndex((item) => item.kind === "ellipsis");
  const fixed = rest < 0 ? items.length : items.length - 1;
  const bound = new Set(items.filter((item) => item.kind === "name" && !isNew(frame, item)));
  const mismatch = (axis?: number, wanted?: Dim): TensorType => {
    const place = frame.instantiation?.place;
    const facts = {
      part: frame.part?.name ?? "this body",
      input: head.name.name,
      pattern: patternText(frame, items, bound),
      found: shapeText(type.shape),
      tensor: given.ref as object | undefined,
      axis,
      wanted: typeof wanted === "number" ? wanted : undefined,
    };
    if (place) problemAt(frame, report(shapePatternMismatch, facts), place);
    for (const item of items)
      if (item.kind === "name" && !frame.scope.has(item.name))
        frame.scope.set(item.name, unknown("the shapes do not match", true));
    return tensor(
      items.flatMap((item) => declared(frame, item)),
      dtype,
    );
  };
  if (rest < 0 ? type.shape.length !== items.length : type.shape.length < fixed) return mismatch();
  const shape: Dim[] = [];
  let at = 0;
  for (const item of items) {
    if (item.kind === "ellipsis") {
      const many = type.shape.slice(at, at + type.shape.length - fixed);
      const rule = ruleOf(frame);
      if (rule) rule.ellipsis = many;
      shape.push(...many);
      at += many.length;
      continue;
    }
    const dim = type.shape[at++]!;
    if (isNew(frame, item)) {
      frame.scope.set(item.name, fromDim(dim));
      frame.use?.bindings.set(item.start, fromDim(dim));
      shape.push(dim);
      continue;
    }
    const wanted = sizeOf(frame, item);
    if (wanted !== undefined && differ(wanted, dim)) return mismatch(at - 1, wanted);
    shape.push(wanted === undefined ? dim : merge(dim, wanted));
  }
  return { ...type, shape, dtype };
}

/** A pattern as a message shows it: names that had a size before it as that size. */
function patternText(frame: Frame, items: readonly Expression[], bound: ReadonlySet<Expression>): string {
  const shown = (item: Expression): string => {
    const size = bound.has(item) ? sizeOf(frame, item) : undefined;
    return size === undefined ? frame.statement.text.slice(item.start, item.end) : dimText(size);
  };
  return `[${items.map(shown).join(", ")}]`;
}

/** The dimensions of the pattern; one that seems to state the batch is pointed out and left out. */
function patternOf(frame: Frame, head: InputHead): readonly Expression[] | undefined {
  const items = head.shape?.items;
  const first = items?.[0];
  if (!items || !first) return items;
  const batch =
    (first.kind === "none" && items.length >= 4) ||
    (first.kind === "name" &&
      /^(batch|batch_size|B)$/.test(first.name) &&
      items.length >= 2 &&
      isNew(frame, first));
  if (!batch) return items;
  const text = (nodes: readonly Expression[]): string =>
    `[${nodes.map((n) => frame.statement.text.slice(n.start, n.end)).join(", ")}]`;
  problemAt(
    frame,
    report(shapeBatchInInput, { shape: text(items), without: text(items.slice(1)) }),
    here(frame, head.shape!),
  );
  return items.slice(1);
}

/** In a pattern a name that is no parameter or local of the body is new, whatever the file has. */
const isNew = (frame: Frame, item: Expression): item is Extract<Expression, { kind: "name" }> =>
  item.kind === "name" && item.name !== "?" && frame.scope.get(item.name) === undefined;

/** A dimension of an input nobody gives a value for. */
function declared(frame: Frame, item: Expression): readonly Dim[] {
  if (item.kind === "ellipsis") return [];
  if (isNew(frame, item)) {
    const dim = symbolic(item.name);
    frame.scope.set(item.name, dim);
    frame.use?.bindings.set(item.start, dim);
    return [dim];
  }
  return [sizeOf(frame, item) ?? unknown("it has an error", true)];
}

/** The size an expression of a pattern states; `undefined` with a problem where it is none. */
function sizeOf(frame: Frame, item: Expression): Dim | undefined {
  if (item.kind === "name" && item.name === "?") return unknown(`it was left open with \`?\` in the input`);
  if (item.kind === "none") return unknown("it was left open with `None` in the input");
  const value: Value = evaluate(frame, item);
  if (isOpen(value)) return undefined;
  if (value === null) return unknown("it was left open with `None` in the input");
  const dim = toDim(value);
  if (dim === undefined || (typeof dim === "number" && dim < 0)) {
    const huge = typeof value === "bigint" && dim === undefined;
    const found = huge || dim !== undefined ? valueText(value) : typeName(value);
    const what = `a size is a whole number from 0 on${huge ? " and below 2^53" : ""}, and this is ${found}`;
    problem(frame, valueType, { what }, item);
    return undefined;
  }
  return dim;
}
