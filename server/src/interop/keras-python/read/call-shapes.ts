// The shapes that a method of a class gives: its `call`, followed operation by operation, or its `compute_output_shape`. It
// makes no layer, and tells nothing where a rule is missing.
import type { Context } from "./context.ts";
import { type Expressions, isRandom } from "./expressions.ts";
import { isShapeFunction } from "./kinds.ts";
import {
  closed,
  insertAxis,
  itemsOf,
  type OpenShape,
  onlyFront,
  openShapeText,
  replaceAxis,
  wholeOf,
} from "./open-shape.ts";
import { bare, boundNames, type CallExpr, type Expr, type Stmt, walk } from "./python-syntax.ts";
import { Unreadable } from "./scope.ts";
import { type Ask, partOfShape, subscripted } from "./shape-subscripts.ts";
import {
  broadcast,
  type Given,
  operand,
  operationShape,
  product,
  tensor,
  type Value,
} from "./tensor-shapes.ts";

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

type Values = Map<string, Value | undefined>;

/** What a statement list ends with: what it gives, nothing that could be told, or no `return` on its way. */
type Ending = { readonly value: Value | undefined } | undefined;

/** What `call` gives, as the `output` lines of a layer; nothing where they cannot be told. `fields` are the weights, by their attributes. */
export function outputOf(
  call: readonly Stmt[],
  expressions: Expressions,
  inputs: readonly (readonly [python: string, net: string])[],
  fields: ReadonlyMap<string, readonly string[]>,
): readonly string[] | undefined {
  const values: Values = new Map(
    inputs.map(([python, net]) => [python, { kind: "tensor", shape: wholeOf(net) }]),
  );
  return outputLines(new Follower(expressions, fields).run(call, values)?.value);
}

/** The same from `compute_output_shape`, whose parameters are the shapes of the inputs. */
export function statedOutput(
  method: Extract<Stmt, { kind: "def" }>,
  expressions: Expressions,
  inputs: readonly string[],
): readonly string[] | undefined {
  const params = method.params.filter((p) => p.name !== "self" && !p.star);
  const values: Values = new Map(
    params.flatMap((p, i) =>
      inputs[i] === undefined ? [] : [[p.name, { kind: "shape", shape: wholeOf(inputs[i]!) }] as const],
    ),
  );
  const [only] = params;
  if (params.length === 1 && only && inputs.length > 1)
    values.set(only.name, {
      kind: "several",
      values: inputs.map((net) => ({ kind: "shape", shape: wholeOf(net) })),
    });
  return outputLines(new Follower(expressions, new Map()).run(method.body, values)?.value);
}

function outputLines(value: Value | undefined): readonly string[] | undefined {
  if (value?.kind === "either") {
    const [yes, other] = value.ways.map(outputLines);
    const inside = (lines: readonly string[]): readonly string[] => lines.map((l) => `    ${l}`);
    return yes && other && [`if ${value.test} {`, ...inside(yes), "} else {", ...inside(other), "}"];
  }
  const all = value?.kind === "several" ? value.values : [value];
  const texts = all.map((v) =>
    v?.kind === "tensor" || v?.kind === "shape" ? openShapeText(v.shape) : undefined,
  );
  return texts.length === 0 || texts.includes(undefined) ? undefined : [`output ${texts.join(", ")}`];
}

const key = (value: Value | undefined): string => JSON.stringify(value ?? null);

class Follower {
  private readonly expressions: Expressions;
  private readonly fields: ReadonlyMap<string, readonly string[]>;

  constructor(expressions: Expressions, fields: ReadonlyMap<string, readonly string[]>) {
    this.expressions = expressions;
    this.fields = fields;
  }

  private readonly ask: Ask = {
    number: (e) => this.number(e),
    size: (e) => {
      const value = this.value(e, new Map());
      return value?.kind === "size" ? value.text : undefined;
    },
  };

  run(statements: readonly Stmt[], values: Values): Ending {
    for (const [i, s] of statements.entries()) {
      switch (s.kind) {
        case "return":
          return { value: s.value && this.value(s.value, values) };
        case "assign":
          this.assign(s, values);
          break;
        case "if": {
          const ending = this.branches(s, statements.slice(i + 1), values);
          if (ending) return ending;
          break;
        }
        case "for": {
          for (const t of s.targets) for (const name of boundNames(t)) values.set(name, { kind: "plain" });
          const inner = new Map(values);
          if (this.run(s.body, inner)) return { value: undefined };
          for (const [name, value] of inner)
            if (values.has(name) && key(values.get(name)) !== key(value)) values.set(name, undefined);
          break;
        }
        case "with": {
          const ending = this.run(s.body, values);
          if (ending) return ending;
          break;
        }
        case "while":
        case "try":
        case "other":
          return { value: undefined };
        case "expr":
        case "assert":
        case "def":
        case "class":
        case "import":
        case "pass":
          break;
      }
    }
    return undefined;
  }

  /** Each way a condition can go: what all agree on is known after it. */
  private branches(s: Extract<Stmt, { kind: "if" }>, rest: readonly Stmt[], values: Values): Ending {
    const bodies: (readonly Stmt[])[] = [];
    let total = false;
    for (const b of s.branches) {
      const decided = b.test ? this.decided(b.test, values) : true;
      if (decided === false) continue;
      bodies.push(b.body);
      if (decided === true) {
        total = true;
        break;
      }
    }
    if (!total) bodies.push([]);
    const ways = bodies.map((body) => {
      const own = new Map(values);
      return { own, ending: this.run(body, own) };
    });
    if (ways.some((w) => w.ending)) {
      const all = ways.map((w) => (w.ending ?? this.run(rest, w.own) ?? { value: undefined }).value);
      if (all.every((v) => key(v) === key(all[0]))) return { value: all[0] };
      const [yes, other] = all;
      const test = all.length === 2 ? this.staticTest(s.branches[0]!.test) : undefined;
      return { value: yes && other && test ? { kind: "either", test, ways: [yes, other] } : undefined };
    }
    for (const name of new Set(ways.flatMap((w) => [...w.own.keys()]))) {
      const all = ways.map((w) => w.own.get(name));
      values.set(name, all.every((v) => key(v) === key(all[0])) ? all[0] : undefined);
    }
    return undefined;
  }

  /** A condition on the arguments of the layer, as Net says it. */
  private staticTest(e: Expr | undefined): string | undefined {
    if (e === undefined || this.expressions.kind(e) !== "static") return undefined;
    const value = this.plain(e);
    return value?.kind === "size" ? value.text : undefined;
  }

  /** `mask is None` and the like, where the value is certain. */
  private decided(e: Expr, values: Values): boolean | undefined {
    const b = bare(e);
    if (b.kind === "unary" && b.op === "not") {
      const inner = this.decided(b.value, values);
      return inner === undefined ? undefined : !inner;
    }
    if (b.kind !== "binary" || (b.op !== "is" && b.op !== "is not")) return undefined;
    const right = bare(b.right);
    if (right.kind !== "word" || right.word !== "None") return undefined;
    const left = bare(b.left);
    const none = this.expressions.boundOf(left)?.net === "None" && !values.has(this.nameOf(left));
    const known = none || this.value(left, values) !== undefined;
    return known ? none === (b.op === "is") : undefined;
  }

  private nameOf(e: Expr): string {
    return e.kind === "name" ? e.name : "";
  }

  private assign(s: Extract<Stmt, { kind: "assign" }>, values: Values): void {
    const whole: Expr = s.op
      ? { kind: "binary", op: s.op, left: s.targets[0]!, right: s.value, from: s.from, to: s.to }
      : s.value;
    const value = this.value(whole, values);
    for (const target of s.targets) this.bind(bare(target), value, values);
  }

  private bind(target: Expr, value: Value | undefined, values: Values): void {
    if (target.kind === "name") values.set(target.name, value);
    else if (target.kind === "tuple" || target.kind === "list") {
      const parts = this.unpacked(value, target.items.length);
      target.items.forEach((t, i) => {
        this.bind(bare(t), parts?.[i], values);
      });
    } else if (target.kind === "sub" && target.value.kind === "name") {
      // `shape[-1] = units` of a list made from a shape.
      const list = values.get(target.value.name);
      const axis = target.index.length === 1 ? this.number(target.index[0]!) : undefined;
      const size = value?.kind === "size" ? value.text : undefined;
      const changed =
        list?.kind === "shape" && axis !== undefined && size !== undefined
          ? replaceAxis(list.shape, axis, () => [size])
          : undefined;
      values.set(target.value.name, changed && { kind: "shape", shape: changed });
    }
  }

  /** A shape with its batch, or a tuple, as so many values. */
  private unpacked(value: Value | undefined, count: number): readonly (Value | undefined)[] | undefined {
    const [only] = value?.kind === "several" ? value.values : [];
    if (value?.kind === "several" && value.values.length === 1 && only?.kind === "shape")
      return onlyFront(only.shape, count)?.map((text): Value => ({ kind: "size", text }));
    if (value?.kind === "several") return value.values;
    if (value?.kind !== "shape") return undefined;
    const sizes = onlyFront(value.shape, count - 1);
    return sizes && [{ kind: "batch" }, ...sizes.map((text): Value => ({ kind: "size", text }))];
  }

  private number(e: Expr): number | undefined {
    const b = bare(e);
    const text = this.expressions.boundOf(b)?.net ?? this.expressions.context.text(b).replace(/\s/g, "");
    return /^-?\d+$/.test(text) ? Number(text) : undefined;
  }

  value(e: Expr, values: Values): Value | undefined {
    const b = bare(e);
    switch (b.kind) {
      case "name":
        return values.has(b.name) ? values.get(b.name) : this.plain(b);
      case "attr": {
        const items =
          b.value.kind === "name" && b.value.name === "self" ? this.fields.get(b.name) : undefined;
        if (items) return { kind: "weight", items };
        const of = this.expressions.boundOf(b) ? undefined : this.value(b.value, values);
        if (b.name === "shape") return of?.kind === "tensor" ? { kind: "shape", shape: of.shape } : undefined;
        if (of?.kind === "tensor") return b.name === "dtype" ? { kind: "plain" } : undefined;
        return this.plain(b);
      }
      case "number":
        return { kind: "size", text: b.text };
      case "word":
      case "string":
        return { kind: "plain" };
      case "unary": {
        const value = this.value(b.value, values);
        return value?.kind === "size" ? { kind: "size", text: `-${operand(value.text)}` } : value;
      }
      case "cond": {
        const decided = this.decided(b.test, values);
        if (decided !== undefined) return this.value(decided ? b.yes : b.other, values);
        const [yes, other] = [this.value(b.yes, values), this.value(b.other, values)];
        return key(yes) === key(other) ? yes : undefined;
      }
      case "binary":
        return this.binary(b, values);
      case "list":
      case "tuple":
        return this.sequence(b.items, values);
      case "sub":
        return this.subscript(b, values);
      case "call":
        return this.call(b, values);
      default:
        return undefined;
    }
  }

  /** What speaks of no tensor: a size where Net can say it. */
  private plain(e: Expr): Value | undefined {
    const kind = this.expressions.kind(e);
    if (kind === "shape") {
      const net = this.expressions.boundOf(e)?.net ?? "";
      const of = /^(\w+)\.shape$/.exec(net)?.[1];
      return of ? { kind: "shape", shape: wholeOf(of) } : undefined;
    }
    if (kind === "batch") return { kind: "batch" };
    if (kind !== "static") return kind === "object" ? { kind: "plain" } : undefined;
    const literal = this.expressions.boundOf(e)?.literal;
    const list = literal && bare(literal);
    if (list && (list.kind === "tuple" || list.kind === "list")) return this.sequence(list.items, new Map());
    try {
      return { kind: "size", text: this.expressions.text(e) };
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return undefined;
    }
  }

  private binary(e: Extract<Expr, { kind: "binary" }>, values: Values): Value | undefined {
    const [left, right] = [this.value(e.left, values), this.value(e.right, values)];
    if (e.op === "@") return product(left, right);
    if (left?.kind === "size" && right?.kind === "size" && /^[-+*/%]+$/.test(e.op))
      return { kind: "size", text: `${operand(left.text)} ${e.op} ${operand(right.text)}` };
    if (e.op === "+" && (left?.kind === "shape" || left?.kind === "several")) return joined(left, right);
    if (/^(?:and|or|in|not in|is|is not)$/.test(e.op)) return { kind: "plain" };
    return broadcast(left, right);
  }

  /** A tuple: of tensors, or of sizes, which is a shape where the batch stands first. */
  private sequence(items: readonly Expr[], values: Values): Value | undefined {
    const list = items.flatMap((i): readonly (Value | undefined)[] => {
      const value = this.value(i.kind === "star" ? i.value : i, values);
      if (i.kind !== "star") return [value];
      return value?.kind === "several" || value?.kind === "shape" ? [value] : [undefined];
    });
    if (list.some((v) => v?.kind === "tensor" || v?.kind === "weight") || items.length === 0)
      return { kind: "several", values: list };
    const [first, ...rest] = list;
    const head = bare(items[0]!);
    const isBatch =
      first?.kind === "batch" ||
      (head.kind === "word" && head.word === "None") ||
      (first?.kind === "size" && first.text === "-1");
    const spread = items.findIndex((i) => i.kind === "star");
    if (isBatch && spread < 0) {
      const sizes = rest.map((v) => (v?.kind === "size" ? v.text : undefined));
      return sizes.includes(undefined) ? undefined : { kind: "shape", shape: closed(sizes as string[]) };
    }
    if (spread >= 0) {
      // `(*shape[:-1], units)` begins with the batch of the shape it spreads.
      return list
        .slice(1)
        .reduce<Value | undefined>(
          (sum, v) => joined(sum, single(v)),
          isBatch ? { kind: "shape", shape: closed([]) } : list[0],
        );
    }
    return { kind: "several", values: list };
  }

  private subscript(e: Extract<Expr, { kind: "sub" }>, values: Values): Value | undefined {
    const of = this.value(e.value, values);
    const [index] = e.index;
    if (of?.kind === "several" && index && e.index.length === 1) {
      const at = this.number(index);
      return at === undefined ? undefined : of.values.at(at);
    }
    if (of?.kind === "shape" && index && e.index.length === 1) return partOfShape(of.shape, index, this.ask);
    if (of?.kind !== "tensor") return of?.kind === "size" || of?.kind === "plain" ? this.plain(e) : undefined;
    return tensor(subscripted(of.shape, e.index, this.ask));
  }

  private call(e: CallExpr, values: Values): Value | undefined {
    const { expressions } = this;
    const func = bare(e.func);
    const args = e.args.map((a) => a.value);
    const path = expressions.path(func) ?? "";
    if (isRandom(path)) {
      if (/\.dropout$/.test(path)) return args[0] && this.value(args[0], values);
      const stated = e.args.find((a) => a.name === "shape")?.value ?? args[0];
      const shape = stated && this.value(stated, values);
      return shape?.kind === "shape" ? tensor(shape.shape) : { kind: "plain" };
    }
    if (isShapeFunction(path) && args[0]) {
      const of = this.value(args[0], values);
      return of?.kind === "tensor" ? { kind: "shape", shape: of.shape } : undefined;
    }
    if (func.kind === "name" && /^(?:tuple|list)$/.test(func.name) && args.length === 1)
      return this.value(args[0]!, values);
    if (/TensorShape$/.test(path) && args[0]) return this.value(args[0], values);
    if (func.kind === "name" && func.name === "int" && args.length === 1) return this.value(args[0]!, values);
    const meaning = expressions.meaning(func);
    if (meaning?.kind === "operation") return operationShape(meaning.name, this.given(e, values));
    if (meaning?.kind === "activation") return args[0] && this.value(args[0], values);
    // `self.activation(x)` keeps the shape.
    const isActivation =
      func.kind === "attr" &&
      func.value.kind === "name" &&
      func.value.name === "self" &&
      /act/.test(func.name);
    if (isActivation) return args[0] && this.value(args[0], values);
    return this.plain(e);
  }

  private given(e: CallExpr, values: Values): Given {
    const positional = e.args.filter((a) => !a.name && !a.star);
    const expr = (name: string, place: number): Expr | undefined =>
      e.args.find((a) => a.name === name)?.value ?? positional[place]?.value;
    return {
      value: (name, place) => {
        const of = expr(name, place);
        return of && this.value(of, values);
      },
      has: (name, place) => expr(name, place) !== undefined,
      numbers: (name, place) => {
        const of = expr(name, place);
        const b = of && bare(of);
        const list = b?.kind === "list" || b?.kind === "tuple" ? b.items : b ? [b] : [];
        const found = list.map((i) => this.number(i));
        return found.length === 0 || found.includes(undefined) ? undefined : (found as number[]);
      },
      text: (name, place) => {
        const of = expr(name, place);
        return of?.kind === "string" ? of.value : of && this.expressions.context.text(of);
      },
      all: positional.map((a) => this.value(a.value, values)),
    };
  }
}

const single = (v: Value | undefined): Value | undefined =>
  v?.kind === "size" ? { kind: "several", values: [v] } : v;

/** A shape with the sizes of a list behind it. */
function joined(left: Value | undefined, right: Value | undefined): Value | undefined {
  if (left?.kind === "several" && right?.kind === "several")
    return { kind: "several", values: [...left.values, ...right.values] };
  if (left?.kind !== "shape" || right?.kind !== "several") return undefined;
  let shape: OpenShape | undefined = left.shape;
  for (const v of right.values) {
    if (v?.kind === "size") shape = shape && insertAxis(shape, -1, v.text);
    else if (v?.kind === "shape" && shape && !shape.middle)
      shape = { ...v.shape, front: [...(itemsOf(shape) ?? []), ...v.shape.front] };
    else return undefined;
  }
  return shape && { kind: "shape", shape };
}
