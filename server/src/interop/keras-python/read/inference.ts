// Finds which parameters of a function are tensors and what it gives back, from how they are used. It writes nothing.
import type { Declarations } from "./declarations.ts";
import { isTensorKind } from "./kinds.ts";
import {
  bare,
  boundNames,
  type DefStmt,
  type Expr,
  expressionsOf,
  type Stmt,
  walk,
} from "./python-syntax.ts";
import { type Kind, Scope } from "./scope.ts";
import { returnsOf } from "./statement-facts.ts";

/** Layers that take a list of tensors. */
const merging = /^(?:Add|Subtract|Multiply|Average|Maximum|Minimum|Concatenate|Dot)$/;
const tensorName =
  /^(?:x\d*|y|z|inputs?|tensors?|input_tensor|shortcut|skip|skip_features|residual|features?|query|key|value|[a-z_]*_tensor|[a-z_]*_features?|[a-z_]*_inputs?)$/;

/** Which parameters are tensors, and what is given back, from how they are used. */
export function inference(
  self: Declarations,
  node: DefStmt,
  given?: readonly string[],
): { readonly inputs: readonly string[]; readonly returns: Kind | undefined } {
  const names = node.params.filter((p) => p.name !== "self" && !p.star).map((p) => p.name);
  const tensors = new Set<string>(given ?? []);
  const lists = new Set<string>();
  let scope = new Scope(self.context.scope);
  for (let round = 0; round < 3; round++) {
    const size = tensors.size + lists.size;
    scope = new Scope(self.context.scope);
    for (const p of node.params) {
      const kind = tensors.has(p.name) ? "tensor" : lists.has(p.name) ? "tensors" : "static";
      scope.set(p.name, { kind, net: p.name });
    }
    follow(self, node.body, scope, (name, kind) => {
      if (!names.includes(name)) return;
      const p = node.params.find((x) => x.name === name);
      if (p?.fallback && p.fallback.kind !== "word") return;
      if (kind === "tensors") {
        tensors.delete(name);
        lists.add(name);
      } else if (!lists.has(name)) tensors.add(name);
    });
    if ([...(node.spread ?? [])].some((n) => tensors.has(n))) for (const n of node.spread!) tensors.add(n);
    if (size === tensors.size + lists.size) break;
  }
  const expressions = self.plainExpressions(scope);
  const kinds = returnsOf(node.body).map((r) => {
    const b = bare(r);
    return b.kind === "tuple" || b.kind === "list" || b.kind === "dict"
      ? expressions.kind(b) === "tensors"
        ? "tensors"
        : expressions.kind(b)
      : expressions.kind(b);
  });
  const returns = kinds.find((k) => isTensorKind(k)) ?? kinds[0];
  // A tensor that may be left out stays a parameter.
  const optional = (name: string): boolean => node.params.some((p) => p.name === name && p.fallback);
  return { inputs: given ?? names.filter((n) => tensors.has(n) && !optional(n)), returns };
}

/** Binds the names of a body to kinds, telling which names are used as tensors. */
export function follow(
  self: Declarations,
  body: readonly Stmt[],
  scope: Scope,
  used: (name: string, kind: Kind) => void,
): void {
  const expressions = self.plainExpressions(scope);
  const aliases = new Map<string, string>();
  const mark = (e: Expr, kind: Kind): void => {
    const b = bare(e);
    if (b.kind === "name") {
      used(b.name, kind);
      const from = aliases.get(b.name);
      if (from) used(from, kind);
    } else if (b.kind === "list" || b.kind === "tuple")
      b.items.forEach((i) => {
        mark(i, "tensor");
      });
    else if (
      b.kind === "sub" &&
      b.value.kind === "name" &&
      kind === "tensor" &&
      b.index[0]?.kind !== "slice" &&
      b.index.length === 1
    ) {
      if (scope.get(b.value.name)?.kind === "static") used(b.value.name, "tensors");
    } else if (b.kind === "binary") {
      mark(b.left, kind);
      if (expressions.kind(b.right) !== "static") mark(b.right, kind);
    }
  };
  const look = (e: Expr): void => {
    walk(e, (x) => {
      if (x.kind === "call") {
        const meaning = expressions.meaning(x.func);
        const first = x.args[0];
        if (
          meaning?.kind === "operation" ||
          meaning?.kind === "layer-function" ||
          meaning?.kind === "activation"
        ) {
          if (
            first &&
            !/^(?:arange|zeros|ones|range|eye|cast|convert_to_tensor|full)$/.test(
              "name" in meaning ? meaning.name : "",
            )
          ) {
            const wants =
              meaning.kind === "layer-function" && merging.test(meaning.name)
                ? "tensors"
                : /^(?:concatenate|stack)$/.test("name" in meaning ? meaning.name : "")
                  ? "tensors"
                  : "tensor";
            mark(first.value, wants);
            if (/^(?:matmul|einsum|add|subtract|multiply|dot)$/.test("name" in meaning ? meaning.name : ""))
              x.args.slice(1).forEach((a) => {
                mark(a.value, "tensor");
              });
          }
        } else if (meaning?.kind === "module" && /(?:^|\.)(?:shape|int_shape)$/.test(meaning.path) && first)
          mark(first.value, "tensor");
        else {
          const declared = expressions.declaredOf(x.func);
          const bound = x.func.kind === "name" ? scope.get(x.func.name) : undefined;
          if (declared?.kind === "block" && declared.gives !== "layer" && bound?.kind !== "layer") {
            let at = 0;
            for (const a of x.args) {
              const name = a.name ?? declared.params[at++]?.name;
              if (name && declared.inputs.includes(name)) mark(a.value, "tensor");
            }
          } else if (expressions.kind(x.func) === "layer") {
            const made = x.func.kind === "call" ? expressions.meaning(x.func.func) : undefined;
            const list = made?.kind === "layer" && merging.test(made.name) && x.args.length === 1;
            x.args.forEach((a) => {
              if (!a.name || /^(?:initial_state|encoder_outputs|context|inputs)$/.test(a.name))
                mark(a.value, list && bare(a.value).kind === "name" ? "tensors" : "tensor");
            });
          }
        }
      }
      if (x.kind === "attr" && x.name === "shape" && x.value.kind === "name") mark(x.value, "tensor");
      if (x.kind === "binary" && /^[-+*/@]$/.test(x.op)) {
        const kinds = [expressions.kind(x.left), expressions.kind(x.right)];
        const other = kinds[0] === "tensor" ? x.right : kinds[1] === "tensor" ? x.left : undefined;
        if (other?.kind === "name" && tensorName.test(other.name)) mark(other, "tensor");
      }
      return true;
    });
  };
  const visit = (statements: readonly Stmt[]): void => {
    for (const s of statements) {
      for (const e of expressionsOf(s)) look(e);
      switch (s.kind) {
        case "assign": {
          const kind = expressions.kind(s.value);
          const value = bare(s.value);
          for (const t of s.targets) {
            const b = bare(t);
            if (b.kind === "name") {
              if (value.kind === "name" && b.name !== value.name)
                aliases.set(b.name, aliases.get(value.name) ?? value.name);
              const now = s.op && scope.get(b.name)?.kind === "tensor" ? "tensor" : kind;
              const declared =
                value.kind === "call" && kind === "layer" ? expressions.declaredOf(value.func) : undefined;
              scope.set(b.name, { kind: now, net: b.name, declared });
            } else if (b.kind === "attr" && b.value.kind === "name" && b.value.name === "self") {
              const declared =
                value.kind === "call" && kind === "layer" ? expressions.declaredOf(value.func) : undefined;
              scope.set(`self.${b.name}`, { kind, net: b.name, declared });
            } else {
              const each =
                kind === "tensors" || kind === "tensor"
                  ? "tensor"
                  : kind === "layers"
                    ? "layer"
                    : kind === "shape"
                      ? "static"
                      : kind;
              for (const n of boundNames(t)) scope.set(n, { kind: each, net: n });
            }
          }
          break;
        }
        case "for":
          expressions.bindTargets(s.targets, s.iter);
          visit(s.body);
          visit(s.body);
          break;
        case "if":
          for (const b of s.branches) visit(b.body);
          break;
        case "with":
        case "while":
          visit(s.body);
          break;
        case "try":
          for (const b of s.bodies) visit(b);
          break;
        case "expr": {
          const call = s.value;
          if (
            call.kind === "call" &&
            call.func.kind === "attr" &&
            /^(?:append|extend|insert)$/.test(call.func.name)
          ) {
            const kind = expressions.kind(call.args.at(-1)?.value ?? call);
            const of = bare(call.func.value);
            const key =
              of.kind === "name"
                ? of.name
                : of.kind === "attr" && of.value.kind === "name"
                  ? `${of.value.name}.${of.name}`
                  : "";
            if (key && (isTensorKind(kind) || kind === "layer" || kind === "layers"))
              scope.set(key, { kind: isTensorKind(kind) ? "tensors" : "layers", net: key });
          }
          break;
        }
        default:
          break;
      }
    }
  };
  visit(body);
}

/** Whether a parameter holds tensors or layers. */
export function listParameter(self: Declarations, node: DefStmt, name: string): Kind | undefined {
  let found: Kind | undefined;
  const scope = new Scope(self.context.scope);
  for (const p of node.params) scope.set(p.name, { kind: "static", net: p.name });
  follow(self, node.body, scope, (used, kind) => {
    if (used === name) found = kind;
  });
  const fallback = node.params.find((p) => p.name === name)?.fallback;
  if (found === "tensor" && fallback?.kind !== "word") return undefined;
  return found;
}
