// Tensors made of nothing but numbers: arange, zeros, eye. Keras makes them at once and keeps no layer for them; they
// have no batch axis. They never take a size from a tensor.

import shapeUnknownDim from "../../diagnostics/shape-unknown-dim.ts";
import { add, ceilDivide, type Dim, isNumber, isUnknown, subtract } from "../../tensor/dim.ts";
import { anything, int, nullable, optional, required, size } from "../argument-types.ts";
import { type LayerDefinition, type RuleSite, refuse, Undecided } from "../define.ts";
import type { Value } from "../value.ts";
import { valueText } from "../value.ts";
import { axisOf, axisType } from "./axes.ts";
import { broadcast } from "./broadcasting.ts";
import { dtypeName, dtypeOf, flag, type Operand, operand, shapeOf, shapeType } from "./operands.ts";
import { gives, operation, promoted, refuseArgument, result } from "./operation.ts";

const dtype = optional(nullable(dtypeName), null, "The dtype.");
const details = "A constant without a batch axis; it costs no FLOPs.";

/** Every size must be known: a tensor is made at once. */
function expectKnown(site: RuleSite, shape: readonly Dim[], argument: string): void {
  const open = shape.find(isUnknown);
  if (open?.consequence) throw new Undecided(open.reason);
  if (open)
    refuse(shapeUnknownDim, { layer: site.layer, what: "every size", reason: open.reason }, { argument });
  if (shape.some((dim) => isNumber(dim) && dim < 0)) refuseArgument(site, argument, "sizes ≥ 0", shape);
}

const filled = (name: string, fn: string, summary: string): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details,
    pytorch: `torch.${fn}`,
    parameters: { shape: required(shapeType, "All sizes."), dtype },
    infer(site) {
      const { shape, dtype: own } = site.args;
      expectKnown(site, shape, "shape");
      return gives(result(shape, own ?? "float32"));
    },
  });

/** A number for `arange`: how far, and of what kind. */
const distance = (value: Value): Dim | number | undefined =>
  typeof value === "bigint" || typeof value === "number" || typeof value === "boolean"
    ? Number(value)
    : typeof value === "object" && value !== null && (value.kind === "symbolic" || value.kind === "unknown")
      ? value
      : undefined;

const kindOf = (value: Value): string =>
  typeof value === "number" ? "float" : typeof value === "boolean" ? "bool" : "int";

const spaced = (
  name: string,
  fn: string,
  summary: string,
  more: Record<string, ReturnType<typeof optional<Value>>>,
): LayerDefinition =>
  operation({
    name,
    functions: [fn],
    summary,
    details: "The new axis holds the numbers. Costs no FLOPs.",
    pytorch: `torch.${fn}`,
    parameters: {
      start: required(operand, "The first number, or a tensor of them."),
      stop: required(operand, "The last number, or a tensor of them."),
      num: optional(size({ min: 0 }), 50, "How many numbers."),
      endpoint: optional(flag, true, "Whether the last number is one of them."),
      ...more,
      dtype,
      axis: optional(axisType, 0, "Where the new axis goes; the batch is axis 0."),
    },
    infer(site) {
      const {
        start,
        stop,
        num,
        dtype: own,
        axis,
      } = site.args as { start: Operand; stop: Operand; num: Dim; dtype: string | null; axis: number };
      const { shape, reports } = broadcast(site, shapeOf(start), shapeOf(stop));
      const at = axisOf(site, axis, shape.length + 1);
      const output = result(
        [...shape.slice(0, at), num, ...shape.slice(at)],
        promoted(site, own ?? dtypeOf(start), "float"),
      );
      return gives((site.args as { retstep?: unknown }).retstep === true ? [output] : output, { reports });
    },
  });

export default [
  filled("Zeros", "zeros", "A tensor of zeros."),
  filled("Ones", "ones", "A tensor of ones."),
  filled("Empty", "empty", "A tensor whose elements mean nothing yet."),
  operation({
    name: "Full",
    functions: ["full"],
    summary: "A tensor of one value.",
    details,
    pytorch: "torch.full",
    parameters: {
      shape: required(shapeType, "All sizes."),
      fill_value: required(anything, "The value."),
      dtype,
    },
    infer(site) {
      expectKnown(site, site.args.shape, "shape");
      return gives(result(site.args.shape, site.args.dtype ?? "float32"));
    },
  }),
  operation({
    name: "Eye",
    functions: ["eye"],
    summary: "A matrix with ones on a diagonal.",
    details,
    pytorch: "torch.eye",
    parameters: {
      N: required(size({ min: 0 }), "How many rows."),
      M: optional(nullable(size({ min: 0 })), null, "How many columns; None makes it square."),
      k: optional(int(), 0, "Which diagonal."),
      dtype,
    },
    infer(site) {
      const { N, M, dtype: own } = site.args;
      expectKnown(site, [N], "N");
      return gives(result([N, M ?? N], own ?? "float32"));
    },
  }),
  operation({
    name: "Identity",
    functions: ["identity"],
    summary: "A square matrix with ones on its diagonal.",
    details,
    pytorch: "torch.eye",
    parameters: { n: required(size({ min: 0 }), "How many rows and columns."), dtype },
    infer(site) {
      expectKnown(site, [site.args.n], "n");
      return gives(result([site.args.n, site.args.n], site.args.dtype ?? "float32"));
    },
  }),
  operation({
    name: "Tri",
    functions: ["tri"],
    summary: "A matrix with ones at and below a diagonal.",
    details,
    parameters: {
      N: required(size({ min: 0 }), "How many rows."),
      M: optional(nullable(size({ min: 0 })), null, "How many columns; None makes it square."),
      k: optional(int(), 0, "Which diagonal."),
      dtype,
    },
    infer(site) {
      const { N, M, dtype: own } = site.args;
      expectKnown(site, [N], "N");
      return gives(result([N, M ?? N], own ?? "float32"));
    },
  }),
  operation({
    name: "Arange",
    functions: ["arange"],
    summary: "Numbers in equal steps: `ops.arange(5)` is 0 to 4.",
    details:
      "Has `(stop - start) / step` elements, rounded up. A constant without a batch axis; it costs no FLOPs.",
    pytorch: "torch.arange",
    parameters: {
      start: required(anything, "The first number; with nothing else, where to stop."),
      stop: optional(anything, null, "Where to stop; this number is left out."),
      step: optional(anything, null, "How far apart; 1 where nothing is said."),
      dtype,
    },
    infer(site) {
      const { start, stop, step, dtype: own } = site.args;
      const [from, to, by] = [
        stop === null ? 0n : start,
        stop === null ? start : stop,
        step === null ? 1n : step,
      ];
      const ends = [from, to, by].map(distance);
      const wrong = ends.indexOf(undefined);
      if (wrong >= 0)
        refuseArgument(
          site,
          ["start", "stop", "step"][wrong === 1 && stop === null ? 0 : wrong]!,
          "a number",
          valueText([from, to, by][wrong]!),
        );
      const [a, b, s] = ends as [Dim, Dim, Dim];
      if (s === 0) refuseArgument(site, "step", "a number other than 0", 0);
      expectKnown(
        site,
        [a, b, s].filter((dim) => !isNumber(dim)),
        "start",
      );
      const count: Dim =
        isNumber(a) && isNumber(b) && isNumber(s)
          ? Math.max(0, Math.ceil((b - a) / s))
          : ceilDivide(subtract(b, a), add(s, 0));
      return gives(result([count], own ?? promoted(site, ...[from, to, by].map(kindOf))));
    },
  }),
  spaced("Linspace", "linspace", "Numbers at equal distances between two ends.", {
    retstep: optional(anything, false, "Whether to tell the distance."),
  }),
  spaced("Logspace", "logspace", "Numbers whose logarithms are at equal distances.", {
    base: optional(anything, 10n, "The base.", { defaultText: "10" }),
  }),
  spaced("Geomspace", "geomspace", "Numbers with equal quotients between two ends.", {}),
];
