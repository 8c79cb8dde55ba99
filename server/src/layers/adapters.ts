// What `enable_lora` and `quantize` make of a layer that stands already: the same layer with other arguments, whose rule
// then gives the new weights. It never changes a layer in place.
import type { BoundArguments, LayerDefinition, QuantizationMode } from "./define.ts";
import { layerValue } from "./instance.ts";
import { quantizationOf } from "./quantization.ts";
import type { LayerValue } from "./value.ts";

/** The new arguments, or why Keras refuses, as a clause that follows the layer's name. */
export type Adapted = { readonly bound: BoundArguments } | { readonly problem: string };

const withArguments = (bound: BoundArguments, more: Readonly<Record<string, unknown>>): Adapted => ({
  bound: { ...bound, parsed: { ...bound.parsed, ...more } },
});

/** `layer.enable_lora(rank, lora_alpha)`. */
export function enableLora(
  definition: LayerDefinition,
  bound: BoundArguments,
  rank: number,
  alpha: number | null = null,
): Adapted {
  const kernel = definition.lora;
  if (kernel === undefined)
    return { problem: "takes no low-rank adapter; Dense, EinsumDense, Embedding and convolutions do" };
  if (bound.parsed.lora_rank) return { problem: `has an adapter of rank ${bound.parsed.lora_rank} already` };
  if (bound.parsed[`${kernel}_constraint`])
    return { problem: `has a \`${kernel}_constraint\`, which excludes an adapter` };
  return withArguments(bound, { lora_rank: rank, lora_alpha: alpha ?? rank });
}

/** `layer.quantize(mode)`; layers inside the layer are quantized with it, as `model.quantize` does. */
export function quantize(
  definition: LayerDefinition,
  bound: BoundArguments,
  mode: QuantizationMode,
): Adapted {
  const modes = definition.quantize;
  if (modes === undefined) {
    const parsed = Object.entries(bound.parsed).map(
      ([name, value]) => [name, quantizeInside(value, mode)] as const,
    );
    const changed = parsed.some(([name, value]) => value !== bound.parsed[name]);
    return changed
      ? { bound: { ...bound, parsed: Object.fromEntries(parsed) } }
      : { problem: "has nothing to quantize" };
  }
  if (!modes.includes(mode))
    return { problem: `cannot be stored as ${mode}; it takes ${modes.join(" or ")}` };
  const before = quantizationOf(bound.parsed);
  if (before) return { problem: `is quantized as ${before.mode} already` };
  return withArguments(bound, { quantized: mode });
}

function quantizeInside(value: unknown, mode: QuantizationMode): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => quantizeInside(item, mode));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (typeof value !== "object" || value === null || (value as LayerValue).kind !== "layer") return value;
  const { definition, args, label, ref } = value as LayerValue;
  if (!definition || !args) return value;
  const adapted = quantize(definition, args, mode);
  return "bound" in adapted ? layerValue(definition, adapted.bound, label, ref) : value;
}
