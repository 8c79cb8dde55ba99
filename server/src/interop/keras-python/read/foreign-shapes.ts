// Replaces the shapes of other models' tensors by their sizes: a decoder that asks how the encoder's last image was. It decides
// nothing about the model itself.
import { rewriteParts } from "./data-flow.ts";
import type { Declarations } from "./declarations.ts";
import { isShapeFunction } from "./kinds.ts";
import { probedShape } from "./probe.ts";
import { bare, boundNames, type CallExpr, type Expr, type Stmt } from "./python-syntax.ts";
import { Scope } from "./scope.ts";
import { sliceBack } from "./slice.ts";
import { writeBody } from "./write-steps.ts";

/** The statements before a model, where `own` are the names of its inputs. */
export function withForeignShapes(
  declarations: Declarations,
  flat: readonly Stmt[],
  own: ReadonlySet<string>,
): readonly Stmt[] {
  const { context } = declarations;
  const expressions = declarations.plainExpressions(context.scope);
  const inputsOf = (statements: readonly Stmt[]): readonly string[] =>
    statements.flatMap((s) => {
      const value = s.kind === "assign" ? bare(s.value) : undefined;
      const made = value?.kind === "call" && expressions.meaning(value.func)?.kind === "input";
      return made && s.kind === "assign" ? s.targets.flatMap(boundNames) : [];
    });
  /** The tensor whose shape an expression asks for. */
  const asked = (e: Expr): string | undefined => {
    const b = bare(e);
    const of =
      b.kind === "call" && isShapeFunction(expressions.path(b.func) ?? "")
        ? b.args[0]?.value
        : b.kind === "attr" && b.name === "shape"
          ? b.value
          : undefined;
    return of && bare(of).kind === "name" ? boundNames(bare(of))[0] : undefined;
  };
  const sizes = (tensor: string, k: number): Expr | undefined => {
    const part = sliceBack(flat.slice(0, k), new Set([tensor]), declarations.stops);
    const inputs = inputsOf(part);
    if (inputs.length === 0 || inputs.every((n) => own.has(n))) return undefined;
    const shape = context.trying(() => {
      try {
        const body = declarations.bodyFor(new Scope(context.scope), flat);
        const name: Expr = { kind: "name", name: tensor, from: 0, to: 0 };
        const end: Stmt = { kind: "return", from: 0, to: 0, comments: [], gap: false, value: name };
        return probedShape(
          context,
          writeBody([...body.globals(part), ...body.run(part), ...body.run([end])]),
        );
      } catch {
        return undefined;
      }
    });
    if (!shape) return undefined;
    const at = { from: 0, to: 0 };
    const items: Expr[] = [{ kind: "word", word: "None", ...at }];
    for (const n of shape) items.push({ kind: "number", text: String(n), ...at });
    return { kind: "tuple", items, ...at };
  };
  return flat.map((s, k): Stmt => {
    if (s.kind !== "assign") return s;
    const change = (e: Expr): Expr => {
      const tensor = asked(e);
      const known = tensor === undefined ? undefined : sizes(tensor, k);
      return known ? { ...known, from: e.from, to: e.to } : rewriteParts(e, change);
    };
    const value = change(s.value);
    return value === s.value ? s : { ...s, value };
  });
}

/** Names of the inputs a model states, where they are plain names. */
export function statedInputs(call: CallExpr): ReadonlySet<string> | undefined {
  const given =
    call.args.find((a) => a.name === "inputs" || a.name === "input")?.value ??
    call.args.find((a) => !a.name)?.value;
  if (!given) return undefined;
  const e = bare(given);
  const items = e.kind === "list" || e.kind === "tuple" ? e.items : [e];
  return items.every((i) => bare(i).kind === "name")
    ? new Set(items.flatMap((i) => boundNames(bare(i))))
    : undefined;
}
