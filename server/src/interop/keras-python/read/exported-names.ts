// Takes back the bookkeeping of names that exported Python carries: `names("conv2d")` is how Net names a layer anyway, and
// `names.inside("stage1")` is a label. It changes nodes before anything else looks at them.
import { rewriteParts } from "./data-flow.ts";
import { type Argument, type DefStmt, type Expr, type Stmt, statementsOf } from "./python-syntax.ts";

const keeper = "LayerNames";

/** What a file defines to keep names: whether it has the keeper, and the functions that give operations names. */
interface Keeping {
  readonly keeper: boolean;
  readonly renamers: ReadonlySet<string>;
}

/** The statements of a file without the keeper of names, if it has one; operations that are renamed are `named`. */
export function withoutNameKeeping(body: readonly Stmt[]): readonly Stmt[] {
  const keeping: Keeping = {
    keeper: body.some(
      (s) =>
        s.kind === "class" &&
        s.name === keeper &&
        ["label", "inside", "__call__"].every((m) => s.body.some((x) => x.kind === "def" && x.name === m)),
    ),
    renamers: new Set(body.flatMap((s) => (s.kind === "def" && isRenamer(s) ? [s.name] : []))),
  };
  return keeping.keeper || keeping.renamers.size > 0 ? statements(body, keeping) : body;
}

/** A function that sets the name of the operation which made its first parameter to its second, and gives the first back. */
function isRenamer({ params, body }: DefStmt): boolean {
  const [tensor, name] = params.map((p) => p.name);
  const last = body.at(-1);
  return (
    params.length === 2 &&
    last?.kind === "return" &&
    last.value?.kind === "name" &&
    last.value.name === tensor &&
    [...statementsOf(body)].some(
      (s) =>
        s.kind === "assign" &&
        s.value.kind === "name" &&
        s.value.name === name &&
        dotted(s.targets[0]!) === `${tensor}._keras_history.operation.name`,
    )
  );
}

const dotted = (e: Expr): string =>
  e.kind === "attr" ? `${dotted(e.value)}.${e.name}` : e.kind === "name" ? e.name : "";

function statements(body: readonly Stmt[], keeping: Keeping): readonly Stmt[] {
  return body.flatMap((s): readonly Stmt[] => {
    switch (s.kind) {
      case "class":
        return keeping.keeper && s.name === keeper ? [] : [{ ...s, body: statements(s.body, keeping) }];
      case "def":
        if (keeping.renamers.has(s.name) && isRenamer(s)) return [];
        return [
          {
            ...s,
            params: keeping.keeper ? s.params.filter((p) => p.name !== "names") : s.params,
            body: statements(s.body, keeping),
          },
        ];
      case "assign": {
        const made =
          s.value.kind === "call" &&
          s.value.func.kind === "name" &&
          s.value.func.name === keeper &&
          keeping.keeper;
        return made ? [] : [{ ...s, value: expression(s.value, keeping) }];
      }
      case "expr":
        return [{ ...s, value: expression(s.value, keeping) }];
      case "return":
        return [{ ...s, value: s.value && expression(s.value, keeping) }];
      case "for":
      case "with":
      case "while":
        return [{ ...s, body: statements(s.body, keeping) } as Stmt];
      case "if":
        return [{ ...s, branches: s.branches.map((b) => ({ ...b, body: statements(b.body, keeping) })) }];
      default:
        return [s];
    }
  });
}

function expression(e: Expr, keeping: Keeping): Expr {
  const inner = (x: Expr): Expr => expression(x, keeping);
  if (e.kind === "comp") return { ...e, element: inner(e.element) };
  if (e.kind !== "call") return rewriteParts(e, inner);
  if (e.func.kind === "name" && keeping.renamers.has(e.func.name) && e.args[0] && e.args[1])
    return named(e, inner(e.args[0].value), ownName(e.args[1].value, keeping));
  return { ...e, func: inner(e.func), args: e.args.flatMap((a) => argument(a, keeping)) };
}

/** `rename(x + y, "sum")` as the operation with a label; a name that Net gives by itself is none. */
const named = (of: Expr, value: Expr, label: Expr | undefined): Expr =>
  label ? { kind: "named", from: of.from, to: of.to, value, label } : value;

/** The name that an expression of the keeper gives: none where it only counts on as Net does by itself. */
function ownName(value: Expr, keeping: Keeping): Expr | undefined {
  if (!keeping.keeper) return value;
  if (value.kind === "name" && value.name === "names") return undefined;
  if (value.kind !== "call") return value;
  const { func } = value;
  if (func.kind === "name" && func.name === "names") return undefined;
  const asks = func.kind === "attr" && func.value.kind === "name" && func.value.name === "names";
  const makes = func.kind === "name" && func.name === keeper;
  if (makes || (asks && (func.name === "label" || func.name === "inside"))) return value.args[0]?.value;
  return value;
}

function argument(a: Argument, keeping: Keeping): readonly Argument[] {
  if ((a.name !== "name" && a.name !== "names") || !keeping.keeper)
    return [{ ...a, value: expression(a.value, keeping) }];
  const name = ownName(a.value, keeping);
  if (name === a.value) return [a];
  return name ? [{ name: "name", value: name }] : [];
}
