// Subscripts of tensors: `x[:, 0]`, `x[..., :3]`. They never take tensors or lists as indices, as Keras does not.

import valueIndex from "../../diagnostics/value-index.ts";
import {
  add,
  ceilDivide,
  type Dim,
  isNumber,
  isUnknown,
  minimum,
  subtract,
  unknown,
} from "../../tensor/dim.ts";
import { batchSize, fullShape } from "../../tensor/tensor-type.ts";
import { required } from "../argument-types.ts";
import { refuse } from "../define.ts";
import { tensor } from "./operands.ts";
import { fullText, gives, operation, refuseSize, reshaped } from "./operation.ts";
import { type SubscriptPart, subscriptType } from "./subscript.ts";

export default operation({
  name: "GetItem",
  functions: ["get_item"],
  summary: "Takes a part of a tensor: `x[:, 0]`, `x[..., :3]`.",
  details: `The batch comes first. A whole number takes its axis away, a slice keeps it, \`None\` adds an axis of size 1, and \`...\`
stands for the axes that are not mentioned. Moving data costs no FLOPs.`,
  parameters: {
    x: required(tensor, "The tensor."),
    key: required(subscriptType, "What to take, axis by axis."),
  },
  infer(site) {
    const { x, key } = site.args;
    const full = fullShape(x);
    const parts = key.some((part) => part.kind === "ellipsis")
      ? key
      : [...key, { kind: "ellipsis" } as const];
    const needed = parts.filter((part) => part.kind === "index" || part.kind === "slice").length;
    if (needed > full.length) {
      refuseSize(
        site,
        `has ${needed} indices for ${full.length === 1 ? "one axis" : `${full.length} axes`}: ${fullText(full)}`,
        {
          argument: "key",
          advice: "the batch is the first axis",
        },
      );
    }
    const shape: Dim[] = [];
    let at = 0;
    for (const part of parts) {
      if (part.kind === "newaxis") shape.push(1);
      else if (part.kind === "ellipsis") {
        const skipped = full.length - needed;
        shape.push(...full.slice(at, at + skipped));
        at += skipped;
      } else if (part.kind === "index") expectInside(part.index, full[at++]!, full);
      else shape.push(sliced(part, full[at++]!));
    }
    return gives(reshaped(x, shape));
  },
});

function expectInside(index: Dim, size: Dim, full: readonly Dim[]): void {
  if (!isNumber(index) || !isNumber(size) || (index >= -size && index < size)) return;
  refuse(
    valueIndex,
    {
      index: `${index}`,
      what: `an axis of the tensor ${fullText(full)}, which has a size`,
      length: `${size}`,
    },
    { argument: "key" },
  );
}

/** What a slice leaves of an axis, as Python counts it. */
function sliced({ start, stop, step }: Extract<SubscriptPart, { kind: "slice" }>, size: Dim): Dim {
  const by = step ?? 1;
  if (start === null && stop === null && (by === 1 || by === -1)) return size;
  if (isUnknown(size)) {
    return unknown(
      size === batchSize
        ? "a part of the batch, whose size the data gives"
        : `a part of an axis of unknown size: ${size.reason}`,
    );
  }
  const open = [start, stop, by].find(
    (dim): dim is Extract<Dim, { kind: "unknown" }> => dim !== null && isUnknown(dim),
  );
  if (open) return unknown(open.reason);
  if (
    isNumber(size) &&
    isNumber(by) &&
    (start === null || isNumber(start)) &&
    (stop === null || isNumber(stop))
  ) {
    return sliceLength(start, stop, by, size);
  }
  if (!isNumber(by) || by < 0) return unknown("a slice that depends on a named size");
  // With a named size, ends that count from the back are taken to be inside.
  const place = (end: Dim): Dim => (isNumber(end) && end < 0 ? add(size, end) : end);
  const from = start === null ? 0 : place(start);
  const to = stop === null ? size : isNumber(stop) && stop < 0 ? place(stop) : minimum(stop, size);
  return ceilDivide(subtract(to, from), by);
}

/** `len(range(*slice(start, stop, step).indices(size)))`. */
function sliceLength(start: number | null, stop: number | null, step: number, size: number): number {
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (end: number): number => Math.min(Math.max(end < 0 ? end + size : end, low), high);
  const from = start === null ? (step > 0 ? 0 : size - 1) : clamp(start);
  const to = stop === null ? (step > 0 ? size : -1) : clamp(stop);
  return Math.max(0, Math.ceil((to - from) / step));
}
