// What kind of value an expression of Python is. It writes nothing and decides nothing about statements.
import { type Context, variableName } from "./context.ts";
import { type Meaning, meaningOf } from "./keras-names.ts";
import { bare, boundNames, type CallExpr, type Clause, type Expr } from "./python-syntax.ts";
import { type Declared, type Kind, Scope } from "./scope.ts";

/** Functions of Python that Net has as well. */
export const builtins = new Set([
  ...[
    "range",
    "enumerate",
    "len",
    "min",
    "max",
    "sum",
    "abs",
    "round",
    "int",
    "float",
    "zip",
    "reversed",
    "sorted",
  ],
  ...["any", "all", "list", "tuple", "dict", "str", "bool", "isinstance", "pow"],
]);
export const mathBuiltins = new Set([
  "sqrt",
  "ceil",
  "floor",
  "log2",
  "log",
  "exp",
  "prod",
  "pow",
  "abs",
  "min",
  "max",
  "sum",
  "round",
]);
export const listMethods = new Set([
  "items",
  "keys",
  "values",
  "get",
  "index",
  "count",
  "copy",
  "format",
  "startswith",
  "endswith",
  "lower",
  "upper",
  "replace",
  "split",
  "join",
  "strip",
]);

const tensorKinds: Readonly<Record<string, true>> = { tensor: true, tensors: true };
export const isTensorKind = (kind: Kind): boolean => tensorKinds[kind] === true;

/** Functions that give the shape of a tensor, the batch counted. */
export const isShapeFunction = (path: string): boolean =>
  /^(?:keras\.(?:ops|backend)\.(?:shape|int_shape)|tensorflow\.(?:shape|shape_n)|keras\.backend\.get_variable_shape)$/.test(
    path,
  );

const boundTargets = (target: Expr): readonly Expr[] => {
  const b = bare(target);
  return b.kind === "tuple" || b.kind === "list" ? b.items : [b];
};

const sliceStart = (e: Extract<Expr, { kind: "slice" }>): number | undefined => {
  const first = e.parts[0];
  if (!first) return 0;
  return first.kind === "number" ? Number(first.text) : undefined;
};

export abstract class Kinds {
  readonly context: Context;
  scope: Scope;

  constructor(context: Context, scope: Scope) {
    this.context = context;
    this.scope = scope;
  }

  /** The same with the names of an inner scope. */
  abstract nested(scope: Scope): this;

  private readonly isOwn = (name: string): boolean =>
    this.scope.get(name) !== undefined || this.context.declared.has(name);

  /** What a name or dotted name of a module means. */
  meaning(e: Expr): Meaning | undefined {
    const path = this.context.names.path(bare(e), this.isOwn);
    if (path === undefined) {
      const b = bare(e);
      // A class that only trains in its own way: it is called with inputs and outputs, as `Model` is.
      return b.kind === "name" && this.context.functional.has(b.name) && !this.scope.get(b.name)
        ? { kind: "model" }
        : undefined;
    }
    return meaningOf(path);
  }

  path(e: Expr): string | undefined {
    return this.context.names.path(bare(e), this.isOwn);
  }

  declaredOf(e: Expr): Declared | undefined {
    const b = bare(e);
    if (b.kind !== "name") return undefined;
    const bound = this.scope.get(b.name);
    return bound ? bound.declared : this.context.declared.get(b.name);
  }

  boundOf(e: Expr): ReturnType<Scope["get"]> {
    if (e.kind === "name") return this.scope.get(e.name);
    if (e.kind === "attr" && e.value.kind === "name") return this.scope.get(`${e.value.name}.${e.name}`);
    return undefined;
  }

  kind(e: Expr): Kind {
    const bound = this.boundOf(e);
    if (bound) return bound.kind;
    switch (e.kind) {
      case "name": {
        const declared = this.context.declared.get(e.name);
        if (declared) return declared.kind === "none" || declared.kind === "steps" ? "data" : "static";
        const meaning = this.meaning(e);
        if (!meaning || meaning.kind === "module") return "data";
        return meaning.kind === "object" ? "object" : "static";
      }
      case "attr": {
        const meaning = this.meaning(e);
        if (meaning)
          return meaning.kind === "module"
            ? this.moduleConstant(e)
            : meaning.kind === "object"
              ? "object"
              : "static";
        const of = this.kind(e.value);
        if (e.name === "shape" && of === "tensor") return "shape";
        if (of === "tensor") return e.name === "dtype" || e.name === "T" ? "static" : "data";
        if (of === "layer") {
          if (e.name === "output" || e.name === "outputs" || e.name === "input" || e.name === "inputs")
            return "tensor";
          if (e.name === "layers") return "layers";
          return "data";
        }
        return "data";
      }
      case "sub": {
        const of = this.kind(e.value);
        if (of === "tensor" || of === "layer") return of;
        if (of === "tensors") return e.index[0]?.kind === "slice" ? "tensors" : "tensor";
        if (of === "layers") return e.index[0]?.kind === "slice" ? "layers" : "layer";
        if (of === "shape") {
          const index = e.index[0];
          if (index?.kind === "number" && index.text === "0") return "batch";
          return index?.kind === "slice" && sliceStart(index) === 0 ? "shape" : "static";
        }
        return of;
      }
      case "call":
        return this.callKind(e);
      case "string":
      case "number":
      case "word":
        return "static";
      case "lambda":
        return "data";
      case "other":
        return "data";
      case "list":
      case "tuple":
      case "dict":
      case "set": {
        const items = e.kind === "dict" ? e.entries.map((x) => x.value) : e.items;
        const kinds = items.map((i) => this.kind(i));
        if (kinds.some(isTensorKind)) return "tensors";
        if (kinds.some((k) => k === "layer" || k === "layers")) return "layers";
        if (kinds.includes("data")) return "data";
        if (kinds.includes("object")) return "object";
        return "static";
      }
      case "comp": {
        const inner = this.inner(e.clauses);
        const kind = inner.kind(e.element);
        if (kind === "tensor" || kind === "tensors") return "tensors";
        if (kind === "layer") return "layers";
        return e.clauses.some((c) => this.kind(c.iter) === "data") ? "data" : kind;
      }
      case "binary": {
        const kinds = [this.kind(e.left), this.kind(e.right)];
        if (kinds.includes("tensors")) return "tensors";
        if (/^(?:is|in|is not|not in|and|or)$/.test(e.op)) return kinds.includes("data") ? "data" : "static";
        if (kinds.includes("tensor")) return "tensor";
        if (kinds.includes("layers")) return "layers";
        if (kinds.includes("data")) return "data";
        return kinds.includes("object") ? "object" : "static";
      }
      case "unary":
      case "paren":
      case "star":
      case "named":
        return this.kind(e.value);
      case "cond": {
        const kinds = [this.kind(e.yes), this.kind(e.other)];
        return (
          kinds.find((k) => k === "tensor" || k === "tensors" || k === "layer") ??
          kinds.find((k) => k === "data") ??
          kinds[0]!
        );
      }
      case "slice":
        return e.parts.some((p) => p && this.kind(p) === "data") ? "data" : "static";
    }
  }

  private moduleConstant(e: Expr): Kind {
    const path = this.path(e) ?? "";
    return /(?:^|\.)(?:pi|float32|float16|int32|int64|bool|string|uint8|bfloat16|e|inf|newaxis)$/.test(path)
      ? "static"
      : "data";
  }

  private callKind(e: CallExpr): Kind {
    const func = bare(e.func);
    const meaning = this.meaning(func);
    const args = e.args.map((a) => a.value);
    if (meaning) {
      switch (meaning.kind) {
        case "layer":
        case "unknown-layer":
        case "model":
        case "sequential":
        case "library":
        case "application":
          return "layer";
        case "layer-function":
          return e.args[0] && !e.args[0].name ? "tensor" : "layer";
        case "input":
        case "input-layer":
          return "tensor";
        case "object":
          return "object";
        case "operation":
          if (this.isPlainMath(meaning, e)) return "static";
          if (meaning.name === "shape") return args[0] && this.kind(args[0]) === "tensor" ? "shape" : "data";
          return args.every((a) => this.kind(a) !== "data")
            ? "tensor"
            : args[0] && isTensorKind(this.kind(args[0]))
              ? "tensor"
              : "data";
        case "activation":
          return args[0] && isTensorKind(this.kind(args[0])) ? "tensor" : "object";
        case "module":
          return this.moduleCallKind(meaning.path, args);
      }
    }
    const declared = this.declaredOf(func);
    const bound = this.boundOf(func);
    if (declared && !(bound && bound.kind === "layer")) {
      if (declared.kind === "block" && declared.gives !== "layer") return declared.gives;
      return declared.kind === "none" || declared.kind === "steps" ? "data" : "layer";
    }
    if (bound?.kind === "layer") return bound.declared?.gives === "tensors" ? "tensors" : "tensor";
    if (func.kind === "name" && builtins.has(func.name) && !bound) {
      if (func.name === "isinstance") return args.some((a) => this.kind(a) === "data") ? "data" : "static";
      const kinds = args.map((a) => this.kind(a));
      if (func.name === "len") return kinds[0] === "data" ? "data" : "static";
      if (kinds.includes("tensors"))
        return func.name === "sum" || func.name === "max" || func.name === "min" ? "tensor" : "tensors";
      if (kinds.includes("tensor")) return "tensor";
      if (kinds.includes("layers")) return "layers";
      return kinds.includes("data") ? "data" : "static";
    }
    // A parameter that is called is a layer or a block somebody gave.
    if (bound?.kind === "static") {
      if (args.some((a) => isTensorKind(this.kind(a)))) return "tensor";
      return "layer";
    }
    const of = func.kind === "attr" ? this.kind(func.value) : undefined;
    if (func.kind === "attr") {
      if (func.name === "get_layer") return "layer";
      if (func.name === "pop" && (of === "tensors" || of === "layers"))
        return of === "tensors" ? "tensor" : "layer";
      if (listMethods.has(func.name) && of !== "data" && of !== "layer") {
        if (of === "tensors") return func.name === "get" ? "tensor" : "tensors";
        return args.some((a) => this.kind(a) === "data") ? "data" : of!;
      }
      return "data";
    }
    if (func.kind === "call" || func.kind === "sub" || func.kind === "cond")
      return this.kind(func) === "layer" ? "tensor" : "data";
    return "data";
  }

  /** `tf.sqrt(dim)`, `tf.cast(dim, tf.float32)` of a number rather than a tensor. */
  isPlainMath(meaning: Meaning, e: CallExpr): boolean {
    const first = e.args[0] ? bare(e.args[0].value) : undefined;
    if (meaning.kind !== "operation" || !first || /^(?:list|tuple|comp|word)$/.test(first.kind)) return false;
    if (
      meaning.name !== "cast" &&
      (e.args.length > 1 || !/^(?:sqrt|exp|log|ceil|floor|abs)$/.test(meaning.name))
    )
      return false;
    return this.kind(first) === "static";
  }

  private moduleCallKind(path: string, args: readonly Expr[]): Kind {
    const last = path.slice(path.lastIndexOf(".") + 1);
    if (/^(?:math|numpy)\./.test(path) && mathBuiltins.has(last))
      return args.every((a) => this.kind(a) === "static") ? "static" : "data";
    if (isShapeFunction(path)) return args[0] && this.kind(args[0]) === "tensor" ? "shape" : "data";
    if (/^keras\.(?:backend|config)\.(?:epsilon|image_data_format|floatx)$/.test(path)) return "static";
    if (/\.preprocess_input$/.test(path))
      return args[0] && this.kind(args[0]) === "tensor" ? "tensor" : "data";
    if (/^numpy\.linspace$/.test(path) && args.length === 3)
      return args.every((a) => this.kind(a) === "static") ? "static" : "data";
    return "data";
  }

  /** A scope for a comprehension's own names. */
  inner(clauses: readonly Clause[]): this {
    const inner = this.nested(new Scope(this.scope));
    for (const clause of clauses) inner.bindTargets(clause.targets, clause.iter);
    return inner;
  }

  /** Binds the targets of a `for` to the kinds of what it runs over. */
  bindTargets(targets: readonly Expr[], iter: Expr): void {
    const flat = targets.length === 1 ? targets : targets;
    const each = this.elementKinds(iter);
    const bind = (target: Expr, kind: Kind): void => {
      for (const name of boundNames(target)) this.scope.set(name, { kind, net: variableName(name) });
    };
    if (flat.length === 1 && bare(flat[0]!).kind === "name")
      bind(flat[0]!, each.length === 1 ? each[0]! : "static");
    else {
      const inner = flat.length === 1 ? boundTargets(flat[0]!) : flat;
      inner.forEach((t, i) => {
        bind(t, each.length === 1 ? each[0]! : (each[i] ?? "static"));
      });
    }
  }

  private elementKinds(iter: Expr): readonly Kind[] {
    const e = bare(iter);
    if (e.kind === "call" && e.func.kind === "name") {
      const args = e.args.map((a) => a.value);
      if (e.func.name === "zip") return args.flatMap((a) => this.elementKinds(a).slice(0, 1));
      if (e.func.name === "enumerate") return ["static", ...(args[0] ? this.elementKinds(args[0]) : [])];
      if (e.func.name === "reversed" && args[0]) return this.elementKinds(args[0]);
    }
    const kind = this.kind(e);
    return [kind === "tensors" ? "tensor" : kind === "layers" ? "layer" : kind === "shape" ? "static" : kind];
  }
}
