// The shape that the `call` of a class gives, where it follows from few rules. It makes no layer.
import type { Context } from "./context.ts";
import { type Expressions, isRandom } from "./expressions.ts";
import { bare, type Expr, type Stmt, walk } from "./python-syntax.ts";

/** Random numbers are drawn when the code runs; only their shape could be said. */
export function mentionsRandom(e: Expr, context: Context): boolean {
  let found = false;
  walk(e, (x) => {
    const path = x.kind === "call" ? context.names.path(x.func, () => false) : undefined;
    if (path && isRandom(path)) found = true;
    return !found;
  });
  return found;
}

/** The shape of an input, by its name before `.shape`, or the last size of a product. */
type Shape = string;

/** The shape `call` gives, where it follows from few rules; nothing otherwise. */
export function outputOf(
  call: readonly Stmt[],
  expressions: Expressions,
  inputs: readonly string[],
  fields: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const known = new Map<string, Shape | undefined>();
  const random = new Set<string>();
  const scope = expressions.scope;
  const of = (e: Expr): Shape | undefined => {
    const b = bare(e);
    switch (b.kind) {
      case "name":
        if (known.has(b.name)) return known.get(b.name);
        return inputs.includes(scope.get(b.name)?.net ?? "") ? `${scope.get(b.name)!.net}.shape` : undefined;
      case "binary": {
        if (b.op === "@") return product(b.left, b.right);
        const left = of(b.left);
        const right = of(b.right);
        if (left && (isPlain(b.right) || right !== undefined)) return left;
        if (right && isPlain(b.left)) return right;
        return undefined;
      }
      case "unary":
        return of(b.value);
      case "call": {
        const meaning = expressions.meaning(b.func);
        const args = b.args.map((a) => a.value);
        if (meaning?.kind === "operation" && meaning.name === "matmul" && args[0] && args[1])
          return product(args[0], args[1]);
        if (
          meaning?.kind === "operation" &&
          meaning.name === "broadcast_to" &&
          args[1] &&
          expressions.kind(args[1]) === "shape"
        )
          return expressions.shapeText(args[1]);
        if (
          meaning?.kind === "activation" ||
          (meaning?.kind === "operation" &&
            /^(?:nn\.)?(?:relu|sigmoid|tanh|gelu|softmax|silu|softplus|elu|exp|log|abs|sqrt|square|cast)$/.test(
              meaning.name,
            ))
        )
          return args[0] ? of(args[0]) : undefined;
        if (
          meaning?.kind === "operation" &&
          /^(?:add|multiply|subtract|divide)$/.test(meaning.name) &&
          args[0] &&
          args[1]
        ) {
          if (isPlain(args[1])) return of(args[0]);
          if (isPlain(args[0])) return of(args[1]);
        }
        // `self.activation(x)` keeps the shape.
        if (
          b.func.kind === "attr" &&
          b.func.value.kind === "name" &&
          b.func.value.name === "self" &&
          /activation/.test(b.func.name)
        )
          return args[0] ? of(args[0]) : undefined;
        return undefined;
      }
      default:
        return undefined;
    }
  };
  const isPlain = (e: Expr): boolean => {
    const b = bare(e);
    if (mentionsRandom(b, expressions.context) || (b.kind === "name" && random.has(b.name))) return true;
    if (b.kind === "attr" && b.value.kind === "name" && b.value.name === "self") {
      const shape = fields.get(b.name);
      return shape === undefined
        ? expressions.kind(b) === "static"
        : shape.length <= 1 || shape.slice(0, -1).every((d) => d === "1");
    }
    return b.kind === "number" || (b.kind !== "name" && expressions.kind(b) === "static");
  };
  const product = (left: Expr, right: Expr): Shape | undefined => {
    const b = bare(right);
    const shape = b.kind === "attr" ? fields.get(b.name) : undefined;
    const base = of(left);
    if (!base || shape?.length !== 2) return undefined;
    return shape[1];
  };
  for (const s of call) {
    if (s.kind === "assign" && s.targets.length === 1) {
      const t = bare(s.targets[0]!);
      if (t.kind === "name" && expressions.kind(s.value) === "shape") {
        scope.set(t.name, { kind: "shape", net: expressions.shapeText(s.value) });
        continue;
      }
      if (t.kind === "name" && mentionsRandom(s.value, expressions.context)) random.add(t.name);
      else if (t.kind === "name")
        known.set(t.name, s.op ? (isPlain(s.value) ? of(t) : undefined) : of(s.value));
      else return undefined;
    } else if (s.kind === "return" && s.value) {
      const shape = of(s.value);
      if (!shape) return undefined;
      return shape.endsWith(".shape") ? shape : `[*${inputs[0]}.shape[:-1], ${shape}]`;
    } else if (s.kind !== "expr") return undefined;
  }
  return undefined;
}
