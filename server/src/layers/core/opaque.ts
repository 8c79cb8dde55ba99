// Layers that run code which is not read: their shapes are stated or unknown. They never guess a shape.
import { report } from "../../diagnostics/define.ts";
import layerOpaqueOutput from "../../diagnostics/layer-opaque-output.ts";
import { unknownCount } from "../../tensor/count.ts";
import type { Dim } from "../../tensor/dim.ts";
import { fromFullShape, type TensorType, unknownTensor } from "../../tensor/tensor-type.ts";
import { listOf, size } from "../argument-types.ts";
import { type ArgumentType, type Inference, Mismatch, type RuleSite } from "../define.ts";
import { dimension } from "../operations/operands.ts";
import { refuseRank } from "../operations/operation.ts";
import { isSequence, type Value } from "../value.ts";

/** One stated shape, several, or code that would work it out. */
export type StatedShape =
  | { readonly shapes: readonly (readonly Dim[])[]; readonly several: boolean }
  | "code"
  | null;

const sizeOrOpen: ArgumentType<Dim> = {
  text: "int ≥ 0 or None",
  parse: (value) => (value === null ? dimension.parse(value) : size({ min: 0 }).parse(value)),
};
const sizes = listOf(sizeOrOpen);
const shapeText = "a shape without the batch, such as (10, 64)";

/** The `output_shape` of a layer that runs code. */
export const statedShape: ArgumentType<StatedShape> = {
  text: shapeText,
  parse(value: Value) {
    if (value === null) return null;
    if (isSequence(value)) {
      const several = value.items.length > 0 && value.items.every((item) => isSequence(item));
      const shapes: (readonly Dim[])[] = [];
      for (const shape of several ? value.items : [value]) {
        const parsed = sizes.parse(shape);
        if (parsed instanceof Mismatch)
          return parsed.reason === "undecided" ? parsed : new Mismatch(parsed.reason, shapeText);
        shapes.push(parsed);
      }
      return { shapes, several };
    }
    if (typeof value !== "object") return new Mismatch("type", shapeText);
    return value.kind === "unknown" ? new Mismatch("undecided", value.reason) : "code";
  },
};

/** A function, a module, a file: anything that could hold code. */
export const code: ArgumentType<Value> = {
  text: "a function, by its name",
  parse(value) {
    const plain =
      value === null || typeof value === "bigint" || typeof value === "number" || typeof value === "boolean";
    return plain || isSequence(value) ? new Mismatch("type", "a function, by its name") : value;
  },
};

/** The answer of a layer that runs code: the stated shapes, or unknown ones with one warning. */
export function opaque(
  site: RuleSite,
  stated: StatedShape,
  facts: { readonly runs: string; readonly cure: string | undefined; readonly weights: boolean },
): Inference {
  const reason = `${site.layer} runs ${facts.runs}, which is not read`;
  const costs = { macs: unknownCount(reason), flops: unknownCount(reason), weights: [] };
  const notes = [
    `What ${facts.runs} costs is unknown.`,
    ...(facts.weights ? ["Weights inside are not counted."] : []),
  ];
  if (stated !== null && stated !== "code") {
    const batch = site.input.batch;
    if (batch === null) refuseRank(site, "a batch axis", site.input);
    const outputs = stated.shapes.map((shape) => fromFullShape([batch, ...shape], site.computeDtype));
    return { ...costs, outputs, notes, ...(stated.several ? { several: true } : {}) };
  }
  const outputs: readonly TensorType[] = [unknownTensor(reason, site.computeDtype)];
  const { runs, cure } = facts;
  return {
    ...costs,
    outputs,
    notes,
    reports: [{ report: report(layerOpaqueOutput, { layer: site.layer, runs, cure }) }],
  };
}
