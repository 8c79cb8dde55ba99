// Writes out settings that are kept together: the arguments of a command line with their defaults, a class of plain values, a
// `SimpleNamespace`, a dictionary. `args.width` and `config["width"]` become a constant
// `width`. It changes statements before anything else looks at them.
import {
  bare,
  boundNames,
  type CallExpr,
  type ClassStmt,
  type Expr,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { rewriteDeep, rewriteStatements } from "./rewrite-statements.ts";

type PathOf = (e: Expr) => string | undefined;

/** What a namespace holds, by field: each with its value and what stood beside it. */
type Fields = ReadonlyMap<string, { readonly value: Expr; readonly comment?: string | undefined }>;

/** Statements in which the fields of settings are constants of the file. */
export function withoutNamespaces(body: readonly Stmt[], path: PathOf): readonly Stmt[] {
  const classes = new Map<string, Fields>();
  for (const s of body) {
    const fields = s.kind === "class" ? plainFields(s) : undefined;
    if (s.kind === "class" && fields) classes.set(s.name, fields);
  }
  const found = new Map<string, Fields>();
  const places = new Map<Stmt, string>();
  for (const s of statementsOf(body)) {
    const target = s.kind === "assign" && !s.op && s.targets.length === 1 ? bare(s.targets[0]!) : undefined;
    if (s.kind !== "assign" || target?.kind !== "name") continue;
    const value = bare(s.value);
    const fields =
      value.kind === "dict"
        ? dictionaryFields(value, target.name, body)
        : fieldsOf(value, body, classes, path);
    if (!fields || fields.size === 0) continue;
    found.set(target.name, fields);
    places.set(s, target.name);
  }
  for (const s of body)
    if (s.kind === "class" && classes.has(s.name) && readsField(body, s.name)) {
      found.set(s.name, classes.get(s.name)!);
      places.set(s, s.name);
    }
  if (found.size === 0) return body;
  const constants = constantNames(body, found);
  // A function that is given the settings goes by the same constants.
  const holders = new Map<string, string>([...found.keys()].map((name) => [name, name]));
  const params = given(body, found);
  const change =
    (own: ReadonlyMap<string, string>) =>
    (e: Expr): Expr => {
      const asked = askedField(e);
      const of = asked && own.get(asked.holder);
      const constant = of === undefined ? undefined : constants.get(`${of}.${asked!.field}`);
      return constant === undefined ? e : { kind: "name", name: constant, from: e.from, to: e.to };
    };
  const run = (list: readonly Stmt[], own: ReadonlyMap<string, string>): readonly Stmt[] =>
    list.flatMap((s): readonly Stmt[] => {
      const place = places.get(s);
      if (place !== undefined) return assignments(s, place, found.get(place)!, constants);
      if (s.kind === "def") {
        const mine = params.get(s.name);
        const inner = new Map([...own].filter(([name]) => !s.params.some((p) => p.name === name)));
        for (const [param, of] of mine ?? []) inner.set(param, of);
        const kept = s.params.filter((p) => !mine?.has(p.name));
        return [{ ...s, params: kept, body: run(s.body, inner) }];
      }
      if (s.kind === "class") return [{ ...s, body: run(s.body, own) }];
      const [changed] = rewriteStatements([withBodies(s, (b) => run(b, own))], (e) =>
        rewriteDeep(e, (x) => withoutHolders(change(own)(x), params, found)),
      );
      return [changed!];
    });
  return run(body, holders);
}

/** `args.width`, `config["width"]`. */
function askedField(e: Expr): { readonly holder: string; readonly field: string } | undefined {
  if (e.kind === "attr" && e.value.kind === "name") return { holder: e.value.name, field: e.name };
  const index = e.kind === "sub" && e.index.length === 1 ? e.index[0] : undefined;
  return e.kind === "sub" && e.value.kind === "name" && index?.kind === "string" && !index.format
    ? { holder: e.value.name, field: index.value }
    : undefined;
}

/** A dictionary of words that is asked for single ones only, by the file and by the functions it is given to. */
function dictionaryFields(
  e: Extract<Expr, { kind: "dict" }>,
  name: string,
  body: readonly Stmt[],
): Fields | undefined {
  const fields = new Map<string, { value: Expr }>();
  for (const { key, value } of e.entries) {
    if (key?.kind !== "string" || key.format || !/^[A-Za-z_]\w*$/.test(key.value)) return undefined;
    fields.set(key.value, { value });
  }
  const defs = new Map(body.flatMap((s) => (s.kind === "def" ? [[s.name, s] as const] : [])));
  const seen = new Set<string>();
  const only = (list: readonly Stmt[], holder: string): boolean => {
    let asks = true;
    let count = 0;
    rewriteStatements(list, (whole) => {
      walk(whole, (x) => {
        if (x.kind === "name" && x.name === holder) count++;
        if (askedField(x)?.holder === holder && fields.has(askedField(x)!.field)) count--;
        const def = x.kind === "call" && x.func.kind === "name" ? defs.get(x.func.name) : undefined;
        if (x.kind !== "call" || !def) return true;
        let at = 0;
        for (const a of x.args) {
          const param = a.name ?? def.params[at++]?.name;
          if (a.value.kind !== "name" || a.value.name !== holder || param === undefined) continue;
          count--;
          const key = `${def.name}.${param}`;
          if (seen.has(key)) continue;
          seen.add(key);
          asks &&= only(def.body, param);
        }
        return true;
      });
      return whole;
    });
    return asks && count === 0;
  };
  const rest = body.filter((s) => !(s.kind === "def" && s.params.some((p) => p.name === name)));
  const around = rest.map((s) =>
    s.kind === "assign" && bare(s.value).from === e.from && bare(s.value).kind === "dict"
      ? ({ ...s, targets: [] } as Stmt)
      : s,
  );
  return only(around, name) ? fields : undefined;
}

/** A statement with its bodies of the same scope changed. */
function withBodies(s: Stmt, change: (body: readonly Stmt[]) => readonly Stmt[]): Stmt {
  switch (s.kind) {
    case "for":
    case "with":
    case "while":
      return { ...s, body: change(s.body) };
    case "if":
      return { ...s, branches: s.branches.map((b) => ({ ...b, body: change(b.body) })) };
    case "try":
      return { ...s, bodies: s.bodies.map(change) };
    default:
      return s;
  }
}

/** A class that only gives names to values: `class Config: width = 64`. */
function plainFields(s: ClassStmt): Fields | undefined {
  if (s.bases.length > 0) return undefined;
  const fields = new Map<string, { value: Expr; comment?: string | undefined }>();
  for (const m of s.body) {
    if (m.kind === "pass" || (m.kind === "expr" && m.value.kind === "string")) continue;
    const target = m.kind === "assign" && m.targets.length === 1 ? bare(m.targets[0]!) : undefined;
    if (m.kind !== "assign" || target?.kind !== "name") return undefined;
    fields.set(target.name, { value: m.value, comment: m.trailing });
  }
  return fields.size > 0 ? fields : undefined;
}

function fieldsOf(
  e: Expr,
  body: readonly Stmt[],
  classes: ReadonlyMap<string, Fields>,
  path: PathOf,
): Fields | undefined {
  if (e.kind !== "call") return undefined;
  const func = bare(e.func);
  if (func.kind === "name" && classes.has(func.name)) {
    const fields = new Map(classes.get(func.name)!);
    [...fields.keys()].forEach((name, i) => {
      const own = e.args.find((a) => a.name === name) ?? e.args.filter((a) => !a.name && !a.star)[i];
      if (own) fields.set(name, { value: own.value });
    });
    return fields;
  }
  if (/^(?:types\.SimpleNamespace|argparse\.Namespace)$/.test(path(func) ?? ""))
    return new Map(e.args.flatMap((a) => (a.name ? [[a.name, { value: a.value }] as const] : [])));
  if (func.kind !== "attr" || !/^parse_(?:known_)?args$/.test(func.name) || func.value.kind !== "name")
    return undefined;
  return commandLine(body, func.value.name);
}

/** The options a parser was told of, each with its default. */
function commandLine(body: readonly Stmt[], parser: string): Fields {
  const fields = new Map<string, { value: Expr; comment?: string | undefined }>();
  for (const s of body.flatMap((x) =>
    x.kind === "def" ? [...statementsOf(x.body)] : [...statementsOf([x])],
  )) {
    const call = s.kind === "expr" || s.kind === "assign" ? bare(s.value) : undefined;
    if (call?.kind !== "call" || call.func.kind !== "attr" || call.func.name !== "add_argument") continue;
    void parser;
    const option = optionOf(call);
    if (option) fields.set(option.name, option);
  }
  return fields;
}

function optionOf(call: CallExpr): { name: string; value: Expr; comment?: string | undefined } | undefined {
  const words = call.args.flatMap((a) => (!a.name && a.value.kind === "string" ? [a.value.value] : []));
  const arg = (name: string): Expr | undefined => call.args.find((a) => a.name === name)?.value;
  const dest = arg("dest");
  const long = words.find((w) => w.startsWith("--")) ?? words[0];
  const name = dest?.kind === "string" ? dest.value : long?.replace(/^-+/, "").replace(/-/g, "_");
  const action = arg("action");
  const flag = action?.kind === "string" ? action.value : "";
  const at = { from: call.from, to: call.to };
  const value =
    arg("default") ??
    (flag === "store_true"
      ? { kind: "word" as const, word: "False" as const, ...at }
      : flag === "store_false"
        ? { kind: "word" as const, word: "True" as const, ...at }
        : undefined);
  const help = arg("help");
  return name && value
    ? { name, value, comment: help?.kind === "string" ? help.value : undefined }
    : undefined;
}

/** Whether a class is read from itself, without an instance. */
function readsField(body: readonly Stmt[], name: string): boolean {
  let found = false;
  rewriteStatements(body, (e) => {
    walk(e, (x) => {
      if (x.kind === "attr" && x.value.kind === "name" && x.value.name === name) found = true;
      return !found;
    });
    return e;
  });
  return found;
}

/** A name for each field that the file has for nothing else. */
function constantNames(
  body: readonly Stmt[],
  found: ReadonlyMap<string, Fields>,
): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const collect = (list: readonly Stmt[]): void => {
    for (const s of statementsOf(list)) {
      if (s.kind === "assign" || s.kind === "for")
        for (const n of s.targets.flatMap(boundNames)) taken.add(n);
      if (s.kind === "import") for (const n of s.names) taken.add(n.as);
      if (s.kind === "def" || s.kind === "class") {
        taken.add(s.name);
        if (s.kind === "def") for (const p of s.params) taken.add(p.name);
        collect(s.body);
      }
    }
  };
  // Fields of a class are names of its own.
  collect(
    body.filter((s) => !(s.kind === "class" && found.has(s.name)) && !(s.kind === "class" && plainFields(s))),
  );
  const names = new Map<string, string>();
  for (const [holder, fields] of found)
    for (const field of fields.keys()) {
      const name = taken.has(field) ? `${holder}_${field}` : field;
      taken.add(name);
      names.set(`${holder}.${field}`, name);
    }
  return names;
}

/** Parameters of functions that are given a namespace: by the function, then by the parameter. */
function given(
  body: readonly Stmt[],
  found: ReadonlyMap<string, Fields>,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const params = new Map<string, Map<string, string>>();
  const defs = new Map(body.flatMap((s) => (s.kind === "def" ? [[s.name, s] as const] : [])));
  for (let round = 0; round < 3; round++) {
    const look = (list: readonly Stmt[], own: ReadonlyMap<string, string>): void => {
      for (const s of statementsOf(list)) {
        if (s.kind === "def") {
          look(s.body, new Map([...own, ...(params.get(s.name) ?? [])]));
          continue;
        }
        rewriteStatements([{ ...s } as Stmt], (e) => {
          walk(e, (x) => {
            const def = x.kind === "call" && x.func.kind === "name" ? defs.get(x.func.name) : undefined;
            if (x.kind !== "call" || !def) return true;
            let at = 0;
            for (const a of x.args) {
              const name = a.name ?? def.params[at++]?.name;
              const of = a.value.kind === "name" ? own.get(a.value.name) : undefined;
              if (name && of !== undefined)
                params.set(def.name, new Map([...(params.get(def.name) ?? []), [name, of]]));
            }
            return true;
          });
          return e;
        });
      }
    };
    look(body, new Map([...found.keys()].map((name) => [name, name])));
  }
  return params;
}

/** A call without the arguments that were namespaces. */
function withoutHolders(
  e: Expr,
  params: ReadonlyMap<string, ReadonlyMap<string, string>>,
  found: ReadonlyMap<string, Fields>,
): Expr {
  if (e.kind !== "call" || e.func.kind !== "name") return e;
  const mine = params.get(e.func.name);
  if (!mine) return e;
  const holders = new Set([...found.keys(), ...[...params.values()].flatMap((m) => [...m.keys()])]);
  const args = e.args.filter(
    (a) => !(a.value.kind === "name" && holders.has(a.value.name) && (!a.name || mine.has(a.name))),
  );
  return { ...e, args };
}

/** The constants in the place of what made the namespace. */
function assignments(
  s: Stmt,
  holder: string,
  fields: Fields,
  constants: ReadonlyMap<string, string>,
): readonly Stmt[] {
  return [...fields].map(([field, { value, comment }], i): Stmt => {
    const name = constants.get(`${holder}.${field}`)!;
    return {
      kind: "assign",
      from: s.from,
      to: s.to,
      comments: i === 0 ? s.comments : [],
      gap: i === 0 && s.gap,
      trailing: comment,
      targets: [{ kind: "name", name, from: s.from, to: s.from }],
      value,
    };
  });
}
