// The card of a value: a tensor's shape and dtype, a number, a layer that was made. It never evaluates.
import type { Analysis } from "../analysis/analysis.ts";
import { type Value, valueText } from "../layers/value.ts";
import { paramsOf } from "../model/costs.ts";
import type { TensorRef } from "../model/graph.ts";
import { instanceOf, isLayer, labelOf, madeOf, referenceOf } from "../model/references.ts";
import { countText, elements } from "../tensor/count.ts";
import { isRanked } from "../tensor/tensor-type.ts";
import { many, typeText, whyUnknown } from "./amounts.ts";
import { layerCard } from "./layer-hover.ts";

/** What a name stands for, and what is known of that. */
export function valueCard(analysis: Analysis, what: string, value: Value | undefined): string {
  if (value === undefined) return `${what}; its value is not known here.`;
  const label = labelOf(value);
  if (label) {
    const node = isLayer(label.layer as Value) ? instanceOf(label.layer as never)?.nodes[0] : undefined;
    if (node) return layerCard(analysis, node);
    return `**label** of a block\n\n${tensorText(label.output)}`;
  }
  if (isLayer(value)) return layerText(analysis, value, what);
  return `**${what}**: ${tensorText(value)}`;
}

function layerText(analysis: Analysis, value: Extract<Value, { kind: "layer" }>, what: string): string {
  const node = instanceOf(value)?.nodes[0];
  if (node) return layerCard(analysis, node);
  const made = madeOf(value);
  if (made?.kind === "block" && made.instances) {
    return `**${what}**: ${value.className}, ${many(made.instances.length, "layer")} with ${countText(paramsOf(made.instances).total)} parameters`;
  }
  return `**${what}**: ${value.className}, made and not used yet`;
}

function tensorText(value: Value): string {
  if (typeof value !== "object" || value === null) return `\`${valueText(value)}\``;
  switch (value.kind) {
    case "tensor": {
      const count = isRanked(value.type)
        ? ` · ${countText(elements(value.type.shape))} values for one sample`
        : "";
      const reason = whyUnknown([value.type]);
      const from = (value.ref as TensorRef | undefined)?.node;
      const source = from?.kind === "node" ? `  \nfrom ${from.instance.className}` : "";
      return `${typeText(value.type)}${count}${reason ? `  \n\`?\`: ${reason}` : ""}${source}`;
    }
    case "list":
    case "tuple":
      if (value.items.some((item) => typeof item === "object" && item !== null)) {
        const items = value.items.slice(0, 8).map((item) => `- ${tensorText(item)}`);
        return `${value.kind} of ${value.items.length}\n${items.join("\n")}${value.items.length > 8 ? "\n- …" : ""}`;
      }
      return `\`${valueText(value)}\``;
    case "unknown":
      return `unknown: ${value.reason}`;
    case "symbolic":
      return `\`${valueText(value)}\`, known when the data comes`;
    default: {
      const label = labelOf(value);
      return label
        ? tensorText(label.output)
        : referenceOf(value)
          ? value.kind === "other"
            ? value.what
            : ""
          : `\`${valueText(value)}\``;
    }
  }
}
