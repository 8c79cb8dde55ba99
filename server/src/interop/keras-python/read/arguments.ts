// Says the arguments of calls in Net; what cannot be read is left out with a remark.

import { findLayer } from "../../../layers/catalogue.ts";
import { variableName } from "./context.ts";
import type { Expressions } from "./expressions.ts";
import { isTensorKind } from "./kinds.ts";
import { valueText } from "./pipelines.ts";
import { type Argument, bare, type Expr, walk } from "./python-syntax.ts";
import { type Declared, Unreadable } from "./scope.ts";

/** Arguments that name functions or data: left out with a comment where they cannot be read. */
const optional =
  /initializer$|regularizer$|constraint$|^(?:vocabulary|idf_weights|weights|activation|recurrent_activation|mean|variance|mask|output_mode|standardize|split|seed|dtype|sparse|ragged|tensor|arguments)$/;
/** Arguments of older Kerases, without meaning today. */
const legacy = new Set([
  "batch_size",
  "implementation",
  "batch_input_shape",
  "batch_shape",
  "input_shape",
  "dim_ordering",
  "init",
  "autocast",
]);

/** `dtype=` and the like, which a class hands on to Keras's layer by `**kwargs`. */
const isLayerArgument = (a: Argument, declared: Declared): boolean =>
  declared.node?.kind === "class" &&
  a.name !== undefined &&
  a.name !== "name" &&
  a.name !== "trainable" &&
  !declared.params.some((p) => p.name === a.name);

/** Arguments of a call of a function of the file: its tensors in order, and the rest. */
export function split(
  args: readonly Argument[],
  declared: Declared,
): { readonly tensors: readonly Expr[]; readonly rest: readonly Argument[] } {
  const byName = new Map<string, Expr>();
  const rest: Argument[] = [];
  let position = 0;
  for (const arg of args) {
    const name = arg.name ?? (arg.star ? undefined : declared.params[position++]?.name);
    if (name !== undefined && declared.inputs.includes(name)) byName.set(name, arg.value);
    else if (name === "training") continue;
    else rest.push(arg);
  }
  return { tensors: declared.inputs.flatMap((n) => (byName.has(n) ? [byName.get(n)!] : [])), rest };
}

/** The arguments of a block or model, the names of its enclosing function among them. */
export function callArgs(self: Expressions, args: readonly Argument[], declared: Declared): string {
  let at = 0;
  const own = spreadOut(self, args)
    .flatMap((a) => {
      const name = a.name ?? (a.star ? undefined : declared.params[at++]?.name);
      if (declared.kind !== "model" || name === undefined || !declared.idle?.has(name)) return [a];
      return name === "name" && self.kind(a.value) === "static" ? [{ ...a, name }] : [];
    })
    .filter((a) => !isLayerArgument(a, declared))
    .filter((a) => a.name !== "training" && a.name !== "dtype")
    .map((a) => {
      const kind = self.kind(a.value);
      const text = isTensorKind(kind) ? valueText(self, a.value) : self.text(a.value);
      return `${a.name ? `${variableName(a.name)}=` : (a.star ?? "")}${text}`;
    });
  const captured = declared.captured.map(
    (name) => `${variableName(name)}=${self.scope.get(name)?.net ?? name}`,
  );
  return [...own, ...captured].join(", ");
}

/** Arguments of a layer; those that cannot be read are left out with a remark. */
export function argsText(self: Expressions, args: readonly Argument[], layer: string | undefined): string {
  const definition = layer === undefined ? undefined : findLayer(layer);
  const known = definition ? new Set(Object.keys(definition.parameters)) : undefined;
  return args
    .flatMap((a): readonly string[] => {
      if (a.name === "input_length") return [];
      // A state for each sample needs a batch of a fixed size, and Net's inputs have none.
      if (a.name === "stateful" && self.context.text(a.value) !== "False") {
        leftOut(self, a, a.value);
        return [];
      }
      if (a.name && legacy.has(a.name) && layer !== undefined && !known?.has(a.name)) return [];
      if (a.name === "input_dim" && known && !known.has("input_dim")) return [];
      if (a.name === "weights" && layer !== undefined) {
        leftOut(self, a, a.value);
        return [];
      }
      const prefix = a.name ? `${a.name}=` : (a.star ?? "");
      try {
        const spread = a.star === "**" ? dictionary(self, a.value) : undefined;
        if (spread) return [argsText(self, spread, layer)].filter((t) => t !== "");
        if (a.star === "**") throw new Unreadable("arguments gathered elsewhere", a.value);
        if (a.name && optional.test(a.name) && isForeign(self, a.value))
          throw new Unreadable("a function or data", a.value);
        const text = argumentText(self, a.value);
        return [`${prefix}${text}`];
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        leftOut(self, a, a.value);
        return [];
      }
    })
    .join(", ");
}

/** Arguments with `**` of a known dictionary written out. */
export function spreadOut(self: Expressions, args: readonly Argument[]): readonly Argument[] {
  return args.flatMap((a) => (a.star === "**" ? (dictionary(self, a.value) ?? [a]) : [a]));
}

/** The entries of a dictionary literal as arguments. */
export function dictionary(self: Expressions, e: Expr): readonly Argument[] | undefined {
  const bound = self.boundOf(bare(e));
  const dict = bound?.literal ? bare(bound.literal) : bare(e);
  if (
    dict.kind === "call" &&
    dict.func.kind === "name" &&
    dict.func.name === "dict" &&
    dict.args.every((a) => a.name)
  )
    return dict.args;
  if (dict.kind !== "dict") return undefined;
  const entries = dict.entries.flatMap(({ key, value }) =>
    key?.kind === "string" ? [{ name: key.value, value }] : [],
  );
  return entries.length === dict.entries.length ? entries : undefined;
}

export function argumentText(self: Expressions, value: Expr): string {
  const b = bare(value);
  const meaning = self.meaning(b);
  if (meaning?.kind === "operation" || meaning?.kind === "activation")
    return JSON.stringify(meaning.name.replace(/^nn\./, ""));
  if (b.kind === "call" && self.meaning(b.func)?.kind === "operation" && self.kind(b) !== "tensor")
    throw new Unreadable("a computed value", b);
  return self.text(value);
}

/** Whether a value is a function, data, or an object of a class of the file. */
export function isForeign(self: Expressions, value: Expr): boolean {
  const b = bare(value);
  if (self.kind(b) === "data" || b.kind === "lambda") return true;
  const declared = self.declaredOf(b.kind === "call" ? b.func : b);
  if (declared && declared.kind !== "model") return true;
  let data = false;
  walk(b, (x) => {
    if (x !== b && x.kind === "call" && self.kind(x) === "data") data = true;
    if (x.kind === "name" && self.scope.get(x.name)?.kind === "data") data = true;
    return !data;
  });
  return data;
}

export function leftOut(self: Expressions, a: Argument, at: Expr): void {
  const text = `${a.name ? `${a.name}=` : ""}${self.context.text(a.value)}`;
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  self.remarks.push(`left out: ${short}`);
  self.context.note(`\`${short}\` is left out`, at.from);
}
