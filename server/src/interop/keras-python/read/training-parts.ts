// Names the parts of a model as its training section calls them.

import { bare, type Expr } from "./python-syntax.ts";
import type { Scope } from "./scope.ts";
import { isShapeParameter } from "./statement-facts.ts";
import type { Trainings } from "./training.ts";
import { type Instance, rootOf } from "./training.ts";

/** A place in the layers of a Sequential, counted with its input. */
function afterInput(e: Expr): Expr {
  if (e.kind === "number") return { ...e, text: String(Number(e.text) + 1) };
  if (e.kind === "slice") return { ...e, parts: e.parts.map((p, i) => (p && i < 2 ? afterInput(p) : p)) };
  return e;
}

/** `base.layers[:-4]` as it is called in the section. */
export function selector(self: Trainings, instance: Instance, e: Expr, scope: Scope): string | undefined {
  const b = bare(e);
  const root = rootOf(b);
  if (!root) return undefined;
  const start = root === instance.name ? "model" : instance.parts.get(root);
  const inner = instance.parts.get("$base");
  if (
    b.kind === "sub" &&
    b.value.kind === "attr" &&
    b.value.name === "layers" &&
    root === instance.name &&
    inner
  ) {
    // In Keras the layers of a part whose input is the model's are the model's own.
    self.context.note(
      `\`${self.context.text(b)}\` counts the layers of \`${inner}\`, which is a part of its own here`,
      b.from,
    );
    return `${inner}.layers[${b.index.map((i) => self.expressions(scope).text(i)).join(", ")}]`;
  }
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
