// Says Python's calls in Net: of layers and models, operations, functions of the file and of Python itself.

import { argsText, callArgs, leftOut } from "./arguments.ts";
import type { Expressions } from "./expressions.ts";
import { isRandom } from "./expressions.ts";
import type { Meaning } from "./keras-names.ts";
import { builtins, isShapeFunction, isTensorKind, listMethods, mathBuiltins } from "./kinds.ts";
import { layerText, sourceOf, stageOf, valueText } from "./pipelines.ts";
import { type Argument, bare, type CallExpr, type Expr } from "./python-syntax.ts";
import { type Declared, Unreadable } from "./scope.ts";
import { shapeText } from "./shapes.ts";

const renamedArgument = (name: string, operation: string): string => {
  if (operation === "reshape" && name === "shape") return "newshape";
  if (name === "keep_dims") return "keepdims";
  if (operation === "arange" && name === "limit") return "stop";
  if (operation === "arange" && name === "delta") return "step";
  if (operation === "transpose" && name === "perm") return "axes";
  return name;
};

export function callText(self: Expressions, e: CallExpr): string {
  const func = bare(e.func);
  const meaning = self.meaning(func);
  if (meaning?.kind === "module" && stageOf(self, e)) return valueText(self, e);
  if (meaning) return meaningCall(self, meaning, e);
  const declared = self.declaredOf(func);
  const bound = self.boundOf(func);
  if (declared && bound?.kind !== "layer") {
    if (declared.kind === "none" || declared.kind === "steps")
      throw new Unreadable(`\`${self.context.text(e)}\`, a function of Python`, e);
    if (declared.gives !== "layer" && declared.inputs.length > 0) return valueText(self, e);
    return `${declared.net}(${callArgs(self, e.args, declared)})`;
  }
  if (self.kind(func) === "layer") {
    if (stageOf(self, e)) return valueText(self, e);
    // Several tensors, or arguments of the call: as Keras writes it.
    const instance = declared ?? (func.kind === "call" ? self.declaredOf(func.func) : undefined);
    const args =
      instance && instance.inputs.length > 0 ? instanceArgs(self, e, instance) : tensorArgs(self, e.args);
    return `${layerText(self, func)}(${args})`;
  }
  if (func.kind === "name" && builtins.has(func.name) && !bound) {
    if (func.name === "len" && e.args[0] && self.kind(e.args[0].value) === "shape")
      return `(len(${shapeText(self, e.args[0].value)}) + 1)`;
    if (e.args.some((a) => self.kind(a.value) === "data")) return self.context.placeholder(e);
    return `${func.name}(${plainArgs(self, e.args)})`;
  }
  if (func.kind === "attr" && listMethods.has(func.name) && self.kind(func.value) !== "data")
    return `${self.operand(func.value)}.${func.name}(${plainArgs(self, e.args)})`;
  if (func.kind === "attr" && func.name === "pop" && self.kind(func.value) !== "data")
    return `${self.operand(func.value)}.pop(${plainArgs(self, e.args)})`;
  if (bound?.kind === "static") {
    if (stageOf(self, e) && e.args.some((a) => isTensorKind(self.kind(a.value)))) return valueText(self, e);
    return `${bound.net}(${tensorArgs(self, e.args)})`;
  }
  return self.context.placeholder(e);
}

export function instanceArgs(self: Expressions, e: CallExpr, instance: Declared): string {
  const byPosition = e.args.filter((a) => !a.name).map((a) => a.value);
  const names = instance.inputs;
  const tensors = names.flatMap((n, i) => {
    const given = byPosition[i] ?? e.args.find((a) => a.name === n)?.value;
    return given ? [valueText(self, given)] : [];
  });
  return tensors.join(", ");
}

export function tensorArgs(self: Expressions, args: readonly Argument[]): string {
  const readable = args.filter((a) => {
    const data = a.name !== undefined && self.kind(a.value) === "data";
    if (data && a.name !== "training") leftOut(self, a, a.value);
    return !data;
  });
  return readable
    .filter((a) => a.name !== "training" || a.value.kind === "word")
    .map((a) => {
      const kind = self.kind(a.value);
      const text = isTensorKind(kind) ? listText(self, a.value) : self.text(a.value);
      return `${a.name ? `${a.name}=` : (a.star ?? "")}${text}`;
    })
    .join(", ");
}

export function listText(self: Expressions, e: Expr): string {
  const b = bare(e);
  if (b.kind === "list" || b.kind === "tuple") return sourceTextOf(self, b);
  return valueText(self, b);
}

export function sourceTextOf(self: Expressions, e: Expr): string {
  const source = sourceOf(self, e);
  return source.kind === "value" ? source.name : source.text;
}

export function plainArgs(self: Expressions, args: readonly Argument[]): string {
  return args
    .map((a) => {
      const text = isTensorKind(self.kind(a.value))
        ? listText(self, a.value)
        : self.kind(a.value) === "shape"
          ? shapeText(self, a.value)
          : self.text(a.value);
      return `${a.name ? `${a.name}=` : (a.star ?? "")}${text}`;
    })
    .join(", ");
}

export function meaningCall(self: Expressions, meaning: Meaning, e: CallExpr): string {
  switch (meaning.kind) {
    case "layer":
      if (meaning.name === "Lambda") return self.hoist(e, undefined, self);
      return `${meaning.name}(${argsText(self, e.args, meaning.name)})`;
    case "layer-function":
      return e.args[0] && !e.args[0].name
        ? valueText(self, e)
        : `${meaning.name}(${argsText(self, e.args, meaning.name)})`;
    case "library":
      if (e.args.some((a) => a.name === "input_tensor")) {
        const without = e.args.filter((a) => a.name !== "input_tensor");
        return `${meaning.name}(${argsText(self, without, undefined)})`;
      }
      return `${meaning.name}(${argsText(self, e.args, undefined)})`;
    case "application":
    case "unknown-layer":
      self.remarks.push(
        `fill in: \`${meaning.name}\` is not known here; declare it, or state its output with output_shape=(…)`,
      );
      self.context.note(`\`${meaning.name}\` is not known; an opaque layer stands for it`, e.from);
      return `Lambda("${meaning.name}")`;
    case "model":
    case "sequential":
      return self.hoist(e, undefined, self);
    case "input":
    case "input-layer":
      throw new Unreadable("an input inside an expression", e);
    case "object":
      return objectText(self, meaning.name, e);
    case "activation":
    case "operation":
      return operationText(self, meaning, e);
    case "module":
      return moduleCall(self, meaning.path, e);
  }
}

export function objectText(self: Expressions, name: string, e: CallExpr): string {
  const args = e.args.flatMap((a) => {
    try {
      if (
        self.kind(a.value) === "data" &&
        (bare(a.value).kind !== "name" || self.context.arrays.has(a.value.from))
      )
        throw new Unreadable("a value of the run", a.value);
      if (a.name === "decay") throw new Unreadable("an argument of older optimizers", a.value);
      const key = a.name === "lr" ? "learning_rate" : a.name;
      return [`${key ? `${key}=` : (a.star ?? "")}${self.text(a.value)}`];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      leftOut(self, a, e);
      return [];
    }
  });
  return `${name}(${args.join(", ")})`;
}

export function operationText(
  self: Expressions,
  meaning: Meaning & { readonly name: string },
  e: CallExpr,
): string {
  const [first] = e.args;
  if (first && self.isPlainMath(meaning, e))
    return meaning.name === "cast" ? self.text(first.value) : `${meaning.name}(${self.text(first.value)})`;
  const shapeAt = /^(?:reshape|broadcast_to|tile)$/.test(meaning.name) ? 1 : -1;
  const flipped = (side: string): boolean =>
    e.args.some((a) => a.name === `transpose_${side}` && self.context.text(a.value) === "True");
  const own =
    meaning.name === "matmul" ? e.args.filter((a) => !/^transpose_[ab]$/.test(a.name ?? "")) : e.args;
  const args = own.map((a, i) => {
    const kind = self.kind(a.value);
    if (meaning.name === "matmul" && flipped(i === 0 ? "a" : "b"))
      return `ops.swapaxes(${listText(self, a.value)}, -1, -2)`;
    const isShape = i === shapeAt || a.name === "newshape" || a.name === "shape" || a.name === "repeats";
    const text =
      meaning.name === "reshape" && isShape
        ? reshapeTarget(self, a.value)
        : isTensorKind(kind)
          ? listText(self, a.value)
          : self.text(a.value);
    return `${a.name ? `${renamedArgument(a.name, meaning.name)}=` : (a.star ?? "")}${text}`;
  });
  if (meaning.kind === "activation" && !first) return meaning.name;
  return `ops.${meaning.name}(${args.join(", ")})`;
}

/** `(batch_size, n, d)` of a reshape: the batch is what is left. */
export function reshapeTarget(self: Expressions, e: Expr): string {
  const b = bare(e);
  if (b.kind !== "list" && b.kind !== "tuple") return self.text(b);
  const batch = b.items.filter((i) => self.kind(i) === "batch");
  const open = b.items.some((i) => isMinusOne(i));
  if (batch.length > 0 && open) {
    // The batch stays, `-1` is found from the rest: as the layer Reshape does it.
    throw new Unreadable("a reshape with the batch size and an open axis", e);
  }
  const items = b.items.map((i) => (self.kind(i) === "batch" ? "-1" : self.text(i)));
  return `(${items.join(", ")}${items.length === 1 ? "," : ""})`;
}

export function isMinusOne(e: Expr): boolean {
  return e.kind === "unary" && e.op === "-" && e.value.kind === "number" && e.value.text === "1";
}

export function moduleCall(self: Expressions, path: string, e: CallExpr): string {
  if (isShapeFunction(path) && e.args[0] && self.kind(e.args[0].value) === "tensor")
    return `${self.operand(e.args[0].value)}.shape`;
  const last = path.slice(path.lastIndexOf(".") + 1);
  if (/^keras\.(?:backend|config)\.epsilon$/.test(path)) return "1e-07";
  if (/^keras\.(?:backend|config)\.image_data_format$/.test(path)) return '"channels_last"';
  if (/^keras\.(?:backend|config)\.floatx$/.test(path)) return '"float32"';
  if (path === "numpy.linspace" && e.args.length === 3) {
    const [from, to, n] = e.args.map((a) => self.text(a.value));
    return `[${from} + (${to} - ${from}) * step / max(${n} - 1, 1) for step in range(${n})]`;
  }
  if (isRandom(path)) throw new Unreadable("random numbers", e);
  if (
    /^(?:math|numpy)\./.test(path) &&
    mathBuiltins.has(last) &&
    e.args.every((a) => self.kind(a.value) === "static")
  )
    return `${last}(${plainArgs(self, e.args)})`;
  if (e.args.some((a) => isTensorKind(self.kind(a.value))))
    throw new Unreadable(`\`${path}\`, which Net does not have`, e);
  return self.context.placeholder(e);
}
