// Takes back the bookkeeping of names that exported Python carries: `names("conv2d")` is how Net names a layer anyway, and
// `names.inside("stage1")` is a label. It changes nodes before anything else looks at them.
import type { Argument, DefStmt, Expr, Stmt } from "./python-syntax.ts";

const keeper = "LayerNames";
/** `rename(tensor, name)` gives an operation its name; what it is given flows through. */
const renamer = "rename";

/** The statements of a file without the keeper of names, if it has one. */
export function withoutNameKeeping(body: readonly Stmt[]): readonly Stmt[] {
  const kept = body.some(
    (s) =>
      s.kind === "class" && s.name === keeper && s.body.some((m) => m.kind === "def" && m.name === "inside"),
  );
  const renames = body.some((s) => s.kind === "def" && isRenamer(s));
  return kept || renames ? statements(body) : body;
}

const isRenamer = ({ name, params }: DefStmt): boolean =>
  name === renamer && params.map((p) => p.name).join() === "tensor,name";

function statements(body: readonly Stmt[]): readonly Stmt[] {
  return body.flatMap((s): readonly Stmt[] => {
    switch (s.kind) {
      case "class":
        return s.name === keeper ? [] : [{ ...s, body: statements(s.body) }];
      case "def":
        if (isRenamer(s)) return [];
        return [{ ...s, params: s.params.filter((p) => p.name !== "names"), body: statements(s.body) }];
      case "assign": {
        const made = s.value.kind === "call" && s.value.func.kind === "name" && s.value.func.name === keeper;
        return made ? [] : [{ ...s, value: expression(s.value) }];
      }
      case "expr":
        return [{ ...s, value: expression(s.value) }];
      case "return":
        return [{ ...s, value: s.value && expression(s.value) }];
      case "for":
      case "with":
      case "while":
        return [{ ...s, body: statements(s.body) } as Stmt];
      case "if":
        return [{ ...s, branches: s.branches.map((b) => ({ ...b, body: statements(b.body) })) }];
      default:
        return [s];
    }
  });
}

function expression(e: Expr): Expr {
  switch (e.kind) {
    case "call":
      if (e.func.kind === "name" && e.func.name === renamer && e.args.length === 2 && e.args[0])
        return expression(e.args[0].value);
      return { ...e, func: expression(e.func), args: e.args.flatMap(argument) };
    case "list":
    case "tuple":
    case "set":
      return { ...e, items: e.items.map(expression) };
    case "attr":
    case "paren":
    case "star":
    case "unary":
      return { ...e, value: expression(e.value) };
    case "sub":
      return { ...e, value: expression(e.value) };
    case "binary":
      return { ...e, left: expression(e.left), right: expression(e.right) };
    case "cond":
      return { ...e, yes: expression(e.yes), other: expression(e.other) };
    case "comp":
      return { ...e, element: expression(e.element) };
    case "dict":
      return { ...e, entries: e.entries.map((x) => ({ ...x, value: expression(x.value) })) };
    default:
      return e;
  }
}

function argument(a: Argument): readonly Argument[] {
  if (a.name !== "name" && a.name !== "names") return [{ ...a, value: expression(a.value) }];
  const { value } = a;
  if (value.kind === "name" && value.name === "names") return [];
  if (value.kind !== "call") return [a];
  const { func } = value;
  if (func.kind === "name" && func.name === "names") return [];
  const asks = func.kind === "attr" && func.value.kind === "name" && func.value.name === "names";
  if (asks && (func.name === "label" || func.name === "inside") && value.args[0])
    return [{ name: "name", value: value.args[0].value }];
  return func.kind === "name" && func.name === keeper ? [] : [a];
}
