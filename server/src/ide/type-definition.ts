// What the thing under the cursor is made of: the declaration of its class where that is a block, a model or a custom layer,
// else the built-in layer. It never opens either.
import type { Analysis } from "../analysis/analysis.ts";
import type { LayerDefinition } from "../layers/define.ts";
import type { Value } from "../layers/value.ts";
import type { TensorRef } from "../model/graph.ts";
import { isLayer, labelOf, madeOf } from "../model/references.ts";
import type { Part } from "../model/source-file.ts";
import { nodeAt } from "../syntax/walk.ts";
import { meaningOf } from "./names.ts";
import { calleeNamed } from "./reference-hover.ts";

export type TypeDefinition =
  | { readonly kind: "part"; readonly part: Part }
  | { readonly kind: "layer"; readonly definition: LayerDefinition };

/** The class behind the name at an offset; a tensor's is that of the layer it comes from. */
export function typeDefinition(analysis: Analysis, offset: number): TypeDefinition | undefined {
  const found = nodeAt(analysis.tree, offset);
  const node = found?.path.at(-1);
  if (!found || !node || !("kind" in node) || node.kind !== "name") return undefined;
  const meaning = meaningOf(analysis, node.name, found.statement, found.around, offset);
  if (meaning?.kind === "bound" || meaning?.kind === "parameter") return classOf(meaning.value);
  const callee = calleeNamed(analysis, [node.name], [...found.around, found.statement], offset);
  return callee?.kind === "part" || callee?.kind === "layer" ? callee : undefined;
}

function classOf(value: Value | undefined): TypeDefinition | undefined {
  const label = labelOf(value);
  if (label?.layer.kind === "group") return { kind: "part", part: label.layer.part };
  const layer = label?.layer ?? value;
  if (isLayer(layer)) {
    const made = madeOf(layer);
    const part = made?.kind === "block" ? made.part : made?.instance.part;
    if (part) return { kind: "part", part };
    return layer.definition && { kind: "layer", definition: layer.definition };
  }
  if (typeof value !== "object" || value === null || value.kind !== "tensor") return undefined;
  const node = (value.ref as TensorRef | undefined)?.node;
  if (node?.kind !== "node") return undefined;
  const { part, definition } = node.instance;
  return part ? { kind: "part", part } : definition && { kind: "layer", definition };
}
