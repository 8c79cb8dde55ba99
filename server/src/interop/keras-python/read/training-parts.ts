// Names the parts of a model as its training section calls them.

import type { Joined } from "./context.ts";
import { afterInput, joinedLayers, keptLayers } from "./layer-places.ts";
import { bare, type Expr } from "./python-syntax.ts";
import type { Scope } from "./scope.ts";
import { isShapeParameter } from "./statement-facts.ts";
import type { Trainings } from "./training.ts";
import { type Instance, rootOf } from "./training.ts";

/** `base.layers[:-4]` as it is called in the section. */
export function selector(self: Trainings, instance: Instance, e: Expr, scope: Scope): string | undefined {
  const b = bare(e);
  const root = rootOf(b);
  if (!root) return undefined;
  const start = root === instance.name ? "model" : instance.parts.get(root);
  const joined = self.context.joined.get(instance.declared?.net ?? "");
  const places = joined && placesIn(self, instance, joined, b, scope);
  if (places) return places;
  if (b.kind === "name") return start ?? b.name;
  if (b.kind === "attr") return `${selector(self, instance, b.value, scope)}.${b.name}`;
  if (b.kind === "sub") {
    const shift =
      instance.sequential && root === instance.name && b.value.kind === "attr" && b.value.name === "layers";
    const index = b.index.map((i) => self.expressions(scope).text(shift ? afterInput(i) : i)).join(", ");
    return `${selector(self, instance, b.value, scope)}[${index}]`;
  }
  if (b.kind === "call" && b.func.kind === "attr" && b.func.name === "get_layer") {
    const name = b.args[0]?.value;
    const of = selector(self, instance, b.func.value, scope);
    if (name?.kind === "string" && /^[A-Za-z_]\w*$/.test(name.value))
      return of === "model" ? name.value : `${of}.${name.value}`;
    if (name?.kind === "string" && /^[A-Za-z_]\w*$/.test(name.value))
      return of === "model" ? name.value : `${of}.${name.value}`;
    if (name?.kind === "string")
      return of === "model" ? `model[${JSON.stringify(name.value)}]` : `${of}[${JSON.stringify(name.value)}]`;
  }
  if (
    b.kind === "call" &&
    b.func.kind === "name" &&
    /^(?:enumerate|reversed|list)$/.test(b.func.name) &&
    b.args[0]
  )
    return `${b.func.name}(${selector(self, instance, b.args[0].value, scope)})`;
  return undefined;
}

/** `model.layers[:-4]` and `base.layers[:-4]`, where Keras counts other layers than Net. */
function placesIn(
  self: Trainings,
  instance: Instance,
  joined: Joined,
  e: Expr,
  scope: Scope,
): string | undefined {
  const list = e.kind === "sub" ? e.value : e;
  const index = e.kind === "sub" ? e.index[0] : undefined;
  if (list.kind !== "attr" || list.name !== "layers" || list.value.kind !== "name") return undefined;
  const expressions = self.expressions(scope);
  if (list.value.name === instance.name) {
    const found = joinedLayers(self.context, instance.declared!.net, joined, index, expressions);
    if (found !== undefined) return found;
    self.context.note(
      `\`${self.context.text(e)}\` counts the layers of \`${joined.label}\`, which is a part of its own here`,
      e.from,
    );
    return undefined;
  }
  const isPart = instance.parts.get(list.value.name) === joined.label;
  if (!isPart || index === undefined || joined.kept.length === joined.layers.length) return undefined;
  return keptLayers(joined, index, expressions);
}

export function target(self: Trainings, instance: Instance): string {
  const expressions = self.expressions(self.context.madeScope());
  if (!instance.declared && instance.call)
    return expressions.text({
      ...instance.call,
      args: instance.call.args.filter((a) => a.name !== "input_tensor"),
    });
  const declared = instance.declared!;
  if (!instance.call) return declared.net;
  // A shape only the data has is left open in the model.
  const given = instance.call.args.filter((a, i) => {
    const name = a.name ?? declared.params[i]?.name;
    return !(
      declared.node &&
      name &&
      expressions.kind(a.value) === "data" &&
      isShapeParameter(declared.node, name)
    );
  });
  const shift = given.length < instance.call.args.length;
  const named = shift
    ? given.map((a) => (a.name ? a : { ...a, name: declared.params[instance.call!.args.indexOf(a)]?.name }))
    : given;
  const args = expressions.callArgs(named, declared);
  return args === "" ? declared.net : `${declared.net}(${args})`;
}
