// The calls of a saved model in an order in which each stands behind those that feed it. It refuses circles.
import { BadModel, shown } from "./json.ts";
import type { Use } from "./reading.ts";
import { isModelClass, type SavedLayer, type SavedModel, type TensorKey } from "./saved-model.ts";
import { tensorsOf } from "./tensors.ts";

/** Keras 2 counts the call that made a nested model as its first, and saves the others only. */
export function callOffsets(
  saved: SavedModel,
  byName: ReadonlyMap<string, SavedLayer>,
): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>();
  const look = (key: TensorKey): void => {
    const layer = byName.get(key.layer);
    if (
      layer &&
      layer.calls.length > 0 &&
      key.call === layer.calls.length &&
      isModelClass(layer.className, layer.config)
    )
      offsets.set(key.layer, 1);
  };
  for (const layer of saved.layers)
    for (const call of layer.calls) for (const key of tensorsOf(call)) look(key);
  for (const { key } of saved.outputs) look(key);
  return offsets;
}

/** Every call behind those that feed it: a walk from the outputs, then what no output needs. */
export function sorted(
  saved: SavedModel,
  byName: ReadonlyMap<string, SavedLayer>,
  offset: ReadonlyMap<string, number>,
  inputs: ReadonlySet<SavedLayer>,
): readonly Use[] {
  const order: Use[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (layerName: string, call: number, from: string): void => {
    const stack: { use: Use; id: string; keys: readonly TensorKey[]; next: number }[] = [];
    const enter = (name: string, index: number, by: string): void => {
      const layer = byName.get(name);
      if (!layer)
        throw new BadModel(
          `has a layer \`${shown(by)}\` that is fed by \`${shown(name)}\`, which is not in the file`,
        );
      if (inputs.has(layer)) return;
      const id = `${name}\n${index}`;
      const seen = state.get(id);
      if (seen === "done") return;
      if (seen === "open")
        throw new BadModel(
          `has layers that feed each other in a circle: \`${shown(by)}\` and \`${shown(name)}\``,
        );
      const saved = layer.calls[index];
      if (!saved) {
        throw new BadModel(
          layer.className === "InputLayer"
            ? `has an input layer \`${shown(name)}\` that is missing from \`input_layers\``
            : `uses call ${index} of \`${shown(name)}\`, which is not in the file`,
        );
      }
      state.set(id, "open");
      stack.push({ use: { layer, call: saved, index }, id, keys: tensorsOf(saved), next: 0 });
    };
    enter(layerName, call, from);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const key = top.keys[top.next++];
      if (key === undefined) {
        state.set(top.id, "done");
        order.push(top.use);
        stack.pop();
      } else enter(key.layer, key.call - (offset.get(key.layer) ?? 0), top.use.layer.name);
    }
  };
  for (const { key } of saved.outputs) visit(key.layer, key.call - (offset.get(key.layer) ?? 0), "outputs");
  for (const layer of saved.layers) layer.calls.forEach((_, i) => void visit(layer.name, i, layer.name));
  return order;
}
