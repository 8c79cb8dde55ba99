// A layer that was made: a definition and its bound arguments, ready to be applied. It has no place and no identity;
// the evaluator adds those through `ref`.

import { infer } from "./apply.ts";
import { bindCall } from "./call.ts";
import { type BoundArguments, type LayerDefinition, Refusal, Undecided } from "./define.ts";
import type { LayerValue, Value } from "./value.ts";

/**
 * A value for a made layer, as wrappers take it. Its `apply` throws a `Refusal` where the inner layer refuses, so that the
 * wrapper stops with the same report.
 */
export function layerValue(
  definition: LayerDefinition,
  bound: BoundArguments,
  label?: string,
  ref?: unknown,
): LayerValue {
  return {
    kind: "layer",
    className: definition.name,
    label: label ?? (typeof bound.parsed.name === "string" ? bound.parsed.name : undefined),
    definition,
    args: bound,
    apply(inputs, call) {
      const tensors: readonly Value[] = inputs.map((type) => ({ kind: "tensor", type }));
      const first: Value = tensors.length === 1 ? tensors[0]! : { kind: "list", items: tensors };
      const extra = [...(call ?? [])].map(([name, value]) => ({ name, value }));
      const bindings = bindCall(definition, [{ value: first }, ...extra]);
      if (bindings.reports.length > 0) throw new Refusal(bindings.reports.map(({ report }) => ({ report })));
      const inference = infer(definition, bound, bindings.inputs, bindings.call);
      if (inference.failed) {
        if (inference.reports.length > 0)
          throw new Refusal(
            inference.reports.map(({ report }) => ({ report })),
            inference.outputs,
          );
        throw new Undecided("the layer inside cannot be worked out", inference.outputs);
      }
      return inference;
    },
    ref,
  };
}

/** Keras's snake case of a class name: `Conv2DTranspose` is `conv2d_transpose`, `ReLU` is `re_lu`. */
export function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, "")
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}
