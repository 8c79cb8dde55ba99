// How shapes are stretched to fit each other: aligned at the end, equal or 1 on each axis. It never looks at dtypes.
import { report } from "../../diagnostics/define.ts";
import shapeBatchBroadcast from "../../diagnostics/shape-batch-broadcast.ts";
import shapeMergeMismatch from "../../diagnostics/shape-merge-mismatch.ts";
import { type Dim, differ, dimText, isNumber, isSymbolic, isUnknown } from "../../tensor/dim.ts";
import { batchSize, fromFullShape } from "../../tensor/tensor-type.ts";
import { type LocatedReport, type RuleSite, refuse } from "../define.ts";
import { follows } from "../rules.ts";
import { fullText } from "./operation.ts";

export interface Broadcast {
  readonly shape: readonly Dim[];
  readonly reports: readonly LocatedReport[];
}

/** The size two axes have together; nothing where they cannot. */
export function broadcastDim(a: Dim, b: Dim): Dim | undefined {
  if (a === b || b === 1) return a;
  if (a === 1) return b;
  if (differ(a, b)) return undefined;
  if (isNumber(a)) return a;
  if (isNumber(b)) return b;
  // Of two open sizes the batch is kept, then a named one.
  if (a === batchSize || b === batchSize) return batchSize;
  return isUnknown(a) ? b : a;
}

/** Whether two sizes differ where Keras compares them as they are: an open one and a number do. */
export function differStrictly(a: Dim, b: Dim): boolean {
  if (isSymbolic(a) || isSymbolic(b)) return differ(a, b);
  if (isUnknown(a)) return !isUnknown(b) && !a.consequence;
  return isUnknown(b) ? !b.consequence : a !== b;
}

/** Whether two shapes differ where Keras compares them as they are. */
export const shapesDiffer = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length !== b.length || a.some((dim, i) => differStrictly(dim, b[i]!));

/** Whether two shapes can be broadcast to one. */
export const canBroadcast = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  [...a].reverse().every((dim, i) => broadcastDim(dim, b.at(-i - 1) ?? 1) !== undefined);

/** The shape all these have together; stops where two do not fit. */
export function broadcast(site: RuleSite, ...shapes: readonly (readonly Dim[])[]): Broadcast {
  const reports: LocatedReport[] = [];
  const shape = shapes.reduce<readonly Dim[]>((a, b) => pair(site, a, b, reports), []);
  return { shape, reports };
}

function pair(
  site: RuleSite,
  a: readonly Dim[],
  b: readonly Dim[],
  reports: LocatedReport[],
): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  const wide = (shape: readonly Dim[]): readonly Dim[] => [
    ...Array.from({ length: rank - shape.length }, (): Dim => 1),
    ...shape,
  ];
  const [left, right] = [wide(a), wide(b)];
  const merged = left.map((dim, i) => broadcastDim(dim, right[i]!));
  const wrong = merged.indexOf(undefined);
  if (wrong >= 0) {
    const assumed = merged.map((dim) => dim ?? follows(`sizes in ${site.layer} do not fit`));
    refuse(
      shapeMergeMismatch,
      {
        layer: site.layer,
        problem: `cannot combine ${fullText(a)} with ${fullText(b)}: along axis ${wrong} the sizes ${dimText(left[wrong]!)} and ${dimText(right[wrong]!)} differ, and neither is 1`,
        advice: "sizes are compared from the last axis on",
      },
      { assume: [fromFullShape(assumed, "float32")] },
    );
  }
  // A batch axis that meets a feature axis fits on paper only: it fails unless the batch happens to have that size.
  const stray = left.findIndex((dim, i) => {
    const other = right[i]!;
    return (dim === batchSize && meets(other)) || (other === batchSize && meets(dim));
  });
  if (stray > 0) {
    const size = left[stray] === batchSize ? right[stray]! : left[stray]!;
    reports.push({
      report: report(shapeBatchBroadcast, {
        layer: site.layer,
        a: fullText(a),
        b: fullText(b),
        size: dimText(size),
      }),
    });
  }
  return merged as readonly Dim[];
}

const meets = (dim: Dim): boolean => dim !== 1 && !isUnknown(dim);
