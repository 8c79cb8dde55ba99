// What an expression of data is known to be without running it: numbers, words, lists, and the shapes of arrays. Where a value
// is not certain there is none.
import { type ArrayFact, dataSet } from "./datasets.ts";
import { bare, type CallExpr, type Expr, type SubExpr } from "./python-syntax.ts";

export type Known =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "truth"; readonly value: boolean }
  /** A tuple or list; `vector` where numpy made it, so that arithmetic goes item by item. */
  | { readonly kind: "list"; readonly items: readonly (Known | undefined)[]; readonly vector?: boolean }
  | ArrayFact;

export type Values = ReadonlyMap<string, Known>;

/** The path of a dotted name of a module. */
export type PathOf = (e: Expr) => string | undefined;

const number = (value: number): Known => ({ kind: "number", value });
const truth = (value: boolean): Known => ({ kind: "truth", value });
const array = (shape: readonly (number | undefined)[], classes?: number): Known => ({
  kind: "array",
  shape,
  classes,
});

/** Functions of arrays that keep the shape of their first argument. */
const sameShape =
  /^(?:numpy|tensorflow|keras\.ops|keras\.backend)\.(?:\w+\.)*(?:clip|cast|asarray|array|convert_to_tensor|copy|float32|round|abs|log|exp|sqrt|square|nan_to_num|normalize|constant|permutation)$/;
/** Methods of arrays and data sets that keep the shape. */
const keepingMethods =
  /^(?:astype|copy|clip|round|batch|shuffle|repeat|prefetch|cache|take|skip|numpy|fillna|to_numpy)$/;
const fillers =
  /(?:^|\.)(?:zeros|ones|empty|full|random\.\w+|random_normal|random_uniform|truncated_normal)$/;

/** What `e` is known to be, where `values` are the names known before it. */
export function knownValue(e: Expr, values: Values, path: PathOf): Known | undefined {
  const of = (x: Expr): Known | undefined => knownValue(x, values, path);
  switch (e.kind) {
    case "name":
      return values.get(e.name);
    case "paren":
      return of(e.value);
    case "number": {
      const value = Number(e.text.replace(/_/g, ""));
      return Number.isNaN(value) ? undefined : number(value);
    }
    case "string":
      return e.format ? undefined : { kind: "text", value: e.value };
    case "word":
      return e.word === "True" || e.word === "False" ? truth(e.word === "True") : undefined;
    case "list":
    case "tuple":
      return {
        kind: "list",
        items: e.items.flatMap((i) => {
          const inner = i.kind === "star" ? of(i.value) : undefined;
          return i.kind === "star" ? (inner?.kind === "list" ? inner.items : [undefined]) : [of(i)];
        }),
      };
    case "attr": {
      const value = of(e.value);
      if (value?.kind !== "array") return undefined;
      if (e.name === "shape")
        return { kind: "list", items: value.shape.map((d) => (d === undefined ? undefined : number(d))) };
      if (e.name === "ndim") return number(value.shape.length);
      if (e.name === "T") return array([...value.shape].reverse());
      return e.name === "values" ? value : undefined;
    }
    case "unary": {
      const value = of(e.value);
      if (e.op === "-" && value?.kind === "number") return number(-value.value);
      if (e.op === "-" && value?.kind === "array") return array(value.shape);
      return e.op === "not" && value?.kind === "truth" ? truth(!value.value) : undefined;
    }
    case "binary":
      return binary(e.op, of(e.left), of(e.right));
    case "cond": {
      const test = of(e.test);
      return test?.kind === "truth" ? of(test.value ? e.yes : e.other) : undefined;
    }
    case "sub":
      return subscript(e, of);
    case "call":
      return call(e, of, path);
    default:
      return undefined;
  }
}

function binary(op: string, a: Known | undefined, b: Known | undefined): Known | undefined {
  if (op === "and" || op === "or") {
    if (a?.kind !== "truth" || b?.kind !== "truth") return undefined;
    return truth(op === "and" ? a.value && b.value : a.value || b.value);
  }
  if (a?.kind === "array" || b?.kind === "array") return elementwise(a, b);
  if (a?.kind === "list" || b?.kind === "list") return ofLists(op, a, b);
  if (a?.kind === "text" && b?.kind === "text")
    return op === "==" ? truth(a.value === b.value) : op === "!=" ? truth(a.value !== b.value) : undefined;
  if (a?.kind === "truth" && b?.kind === "truth")
    return op === "==" || op === "is" ? truth(a.value === b.value) : undefined;
  if (a?.kind !== "number" || b?.kind !== "number") return undefined;
  const [x, y] = [a.value, b.value];
  switch (op) {
    case "+":
      return number(x + y);
    case "-":
      return number(x - y);
    case "*":
      return number(x * y);
    case "/":
      return y === 0 ? undefined : number(x / y);
    case "//":
      return y === 0 ? undefined : number(Math.floor(x / y));
    case "%":
      return y === 0 ? undefined : number(x - Math.floor(x / y) * y);
    case "**":
      return number(x ** y);
    case "==":
      return truth(x === y);
    case "!=":
      return truth(x !== y);
    case "<":
      return truth(x < y);
    case ">":
      return truth(x > y);
    case "<=":
      return truth(x <= y);
    case ">=":
      return truth(x >= y);
    default:
      return undefined;
  }
}

/** Arithmetic of arrays: the larger shape; labels are labels no more. */
function elementwise(a: Known | undefined, b: Known | undefined): Known {
  const shapes = [a, b].flatMap((x) => (x?.kind === "array" ? [x.shape] : []));
  return array(shapes.reduce((best, s) => (s.length > best.length ? s : best), shapes[0]!));
}

function ofLists(op: string, a: Known | undefined, b: Known | undefined): Known | undefined {
  const [left, right] = a?.kind === "list" ? [a, b] : [b, a];
  if (left?.kind !== "list") return undefined;
  if (left.vector && right?.kind === "number") {
    const items = left.items.map((i) => (a?.kind === "list" ? binary(op, i, right) : binary(op, right, i)));
    return { kind: "list", items, vector: true };
  }
  if (op === "+" && right?.kind === "list" && !left.vector && !right.vector)
    return { kind: "list", items: [...left.items, ...right.items] };
  if (op === "*" && right?.kind === "number" && right.value < 100)
    return { kind: "list", items: Array.from({ length: right.value }, () => left.items).flat() };
  return undefined;
}

type Of = (e: Expr) => Known | undefined;

function subscript(e: SubExpr, of: Of): Known | undefined {
  const value = of(e.value);
  if (value?.kind === "list") {
    const index = e.index[0];
    if (!index || e.index.length > 1) return undefined;
    if (index.kind === "slice") {
      if (index.parts.length > 2) return undefined;
      const [from, to] = index.parts.map((p) => (p ? of(p) : undefined));
      if ((index.parts[0] && from?.kind !== "number") || (index.parts[1] && to?.kind !== "number"))
        return undefined;
      return {
        ...value,
        items: value.items.slice(
          from?.kind === "number" ? from.value : undefined,
          to?.kind === "number" ? to.value : undefined,
        ),
      };
    }
    const at = of(index);
    return at?.kind === "number" ? value.items.at(at.value) : undefined;
  }
  if (value?.kind !== "array") return undefined;
  const shape: (number | undefined)[] = [];
  let axis = 0;
  for (const index of e.index) {
    const i = bare(index);
    if (i.kind === "word" && i.word === "...") {
      const rest = value.shape.length - e.index.filter((x) => !isNewAxis(x)).length + 1;
      shape.push(...value.shape.slice(axis, axis + rest));
      axis += rest;
    } else if (isNewAxis(i)) shape.push(1);
    else if (i.kind === "slice") {
      const size = value.shape[axis++];
      const [from, to] = i.parts.map((p) => (p ? of(p) : undefined));
      const open = !i.parts[0] && !i.parts[1];
      const start = i.parts[0] ? (from?.kind === "number" ? from.value : Number.NaN) : 0;
      const stop = i.parts[1] ? (to?.kind === "number" ? to.value : Number.NaN) : (size ?? Number.NaN);
      const known = size !== undefined && start >= 0 && stop >= 0 && i.parts.length <= 2;
      shape.push(open ? size : known ? Math.max(0, Math.min(stop, size) - Math.min(start, size)) : undefined);
    } else if (of(i)?.kind === "number") axis++;
    else {
      // An index array, or a value of the run: how many it takes is open.
      axis++;
      shape.push(undefined);
    }
  }
  return array([...shape, ...value.shape.slice(axis)], value.classes);
}

const isNewAxis = (e: Expr): boolean =>
  (e.kind === "word" && e.word === "None") || (e.kind === "attr" && e.name === "newaxis");

function call(e: CallExpr, of: Of, path: PathOf): Known | undefined {
  const func = bare(e.func);
  const arg = (name: string, at: number): Expr | undefined =>
    e.args.find((a) => a.name === name)?.value ?? e.args.filter((a) => !a.name)[at]?.value;
  const value = (name: string, at: number): Known | undefined => {
    const found = arg(name, at);
    return found && of(found);
  };
  if (func.kind === "name" && path(func) === undefined) return builtin(func.name, e, of);
  const module = path(func);
  if (module === undefined) {
    const owner = func.kind === "attr" ? of(func.value) : undefined;
    if (func.kind !== "attr" || owner?.kind !== "array") return undefined;
    if (keepingMethods.test(func.name)) return owner;
    if (func.name === "reshape")
      return reshaped(
        owner,
        sizes(
          e.args.map((a) => a.value),
          of,
        ),
      );
    if (func.name === "max" && e.args.length === 0 && owner.classes) return number(owner.classes - 1);
    if (func.name === "flatten" || func.name === "ravel") return reshaped(owner, [-1]);
    return undefined;
  }
  const whole = /^(?:numpy|math)\.(ceil|floor)$/.exec(module)?.[1];
  if (whole) {
    const given = value("x", 0);
    return given?.kind === "number"
      ? number(whole === "ceil" ? Math.ceil(given.value) : Math.floor(given.value))
      : undefined;
  }
  if (/^keras\.(?:backend|config)\.image_data_format$/.test(module))
    return { kind: "text", value: "channels_last" };
  const set = dataSet(module);
  if (set) return { kind: "list", items: set.map((pair) => ({ kind: "list", items: pair })) };
  const last = module.slice(module.lastIndexOf(".") + 1);
  const first = value("x", 0);
  if (last === "from_tensor_slices") return first?.kind === "list" ? first.items[0] : first;
  if (module === "numpy.array" && first?.kind === "list") return { ...first, vector: true };
  if (first?.kind === "array") {
    if (sameShape.test(module)) return first;
    if (last === "max" && first.classes) return number(first.classes - 1);
    if (last === "unique" && first.classes) return array([first.classes], first.classes);
    if (last === "reshape") return reshaped(first, sizes([arg("newshape", 1) ?? arg("shape", 1)!], of));
    if (last === "expand_dims") {
      const axis = value("axis", 1);
      if (axis?.kind !== "number") return undefined;
      const at = axis.value < 0 ? first.shape.length + 1 + axis.value : axis.value;
      return array([...first.shape.slice(0, at), 1, ...first.shape.slice(at)]);
    }
  }
  if (last === "pad_sequences") {
    const length = value("maxlen", 1);
    const count = first?.kind === "array" ? first.shape[0] : undefined;
    return length?.kind === "number" ? array([count, length.value]) : undefined;
  }
  if (last === "to_categorical") {
    const y = value("y", 0);
    const n = value("num_classes", 1) ?? value("nb_classes", 1);
    const classes = n?.kind === "number" ? n.value : y?.kind === "array" ? y.classes : undefined;
    const rows = y?.kind === "array" ? y.shape : [undefined];
    return classes === undefined
      ? undefined
      : array([...(rows.at(-1) === 1 ? rows.slice(0, -1) : rows), classes]);
  }
  if (last === "concatenate" || last === "vstack") {
    const parts = e.args[0] && of(e.args[0].value);
    const items = parts?.kind === "list" ? parts.items : [];
    const [one] = items;
    const axis = value("axis", 1);
    if (one?.kind !== "array" || (axis && (axis.kind !== "number" || axis.value !== 0))) return undefined;
    const counts = items.map((i) => (i?.kind === "array" ? i.shape[0] : undefined));
    const total = counts.reduce((sum, n) => (sum === undefined || n === undefined ? undefined : sum + n), 0);
    return array([total, ...one.shape.slice(1)], one.classes);
  }
  if (last === "train_test_split") {
    const parts = e.args.filter((a) => !a.name).map((a) => of(a.value));
    return {
      kind: "list",
      items: parts.flatMap((p) => {
        const part = p?.kind === "array" ? array([undefined, ...p.shape.slice(1)], p.classes) : undefined;
        return [part, part];
      }),
    };
  }
  if (fillers.test(module) && /^(?:numpy|tensorflow|keras)\b/.test(module)) {
    if (/\.random\.(?:rand|randn)$/.test(module))
      return made(
        sizes(
          e.args.map((a) => a.value),
          of,
        ),
      );
    const at = /\.(?:randint|uniform|normal)$/.test(module) && module.startsWith("numpy") ? 2 : 0;
    const shape = e.args.find((a) => a.name === "shape" || a.name === "size")?.value ?? arg("shape", at);
    return shape ? made(sizes([shape], of)) : undefined;
  }
  return undefined;
}

function builtin(name: string, e: CallExpr, of: Of): Known | undefined {
  const args = e.args.map((a) => of(a.value));
  const [first] = args;
  if (name === "len") {
    if (first?.kind === "array") return first.shape[0] === undefined ? undefined : number(first.shape[0]);
    return first?.kind === "list"
      ? number(first.items.length)
      : first?.kind === "text"
        ? number(first.value.length)
        : undefined;
  }
  const numbers = args.flatMap((a) => (a?.kind === "number" ? [a.value] : []));
  if (numbers.length === 0 || numbers.length !== args.length) return undefined;
  if (name === "float") return number(numbers[0]!);
  if (name === "int") return number(Math.trunc(numbers[0]!));
  if (name === "min" && numbers.length > 1) return number(Math.min(...numbers));
  if (name === "max" && numbers.length > 1) return number(Math.max(...numbers));
  return undefined;
}

/** The sizes that arguments give, as one tuple or one by one. */
function sizes(args: readonly Expr[], of: Of): readonly (number | undefined)[] | undefined {
  const found: (number | undefined)[] = [];
  for (const a of args) {
    const value = of(a.kind === "star" ? a.value : a);
    if (value?.kind === "list")
      found.push(...value.items.map((i) => (i?.kind === "number" ? i.value : undefined)));
    else found.push(value?.kind === "number" ? value.value : undefined);
  }
  return found.length > 0 ? found : undefined;
}

const made = (shape: readonly (number | undefined)[] | undefined): Known | undefined => shape && array(shape);

function reshaped(from: ArrayFact, to: readonly (number | undefined)[] | undefined): Known | undefined {
  if (!to) return undefined;
  if (!to.includes(-1)) return array(to, from.classes);
  const size = from.shape.reduce((p, d) => (p === undefined || d === undefined ? undefined : p * d), 1);
  const rest = to
    .filter((d) => d !== -1)
    .reduce((p, d) => (p === undefined || d === undefined ? undefined : p * d), 1);
  const open = size === undefined || !rest ? undefined : size / rest;
  return array(
    to.map((d) => (d === -1 ? open : d)),
    from.classes,
  );
}
