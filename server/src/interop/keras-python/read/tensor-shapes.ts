// What operations on tensors do to shapes, for the `call` of a class. It follows shapes only, never what is in a tensor.
import {
  closed,
  insertAxis,
  itemsOf,
  type OpenShape,
  onlyFront,
  openShapeText,
  replaceAxis,
  sizeAt,
} from "./open-shape.ts";

/** What is known of a value in a `call`. A weight's sizes are all its own; a tensor has a batch before its. */
export type Value =
  | { readonly kind: "tensor"; readonly shape: OpenShape }
  | { readonly kind: "weight"; readonly items: readonly string[] }
  | { readonly kind: "several"; readonly values: readonly (Value | undefined)[] }
  | { readonly kind: "shape"; readonly shape: OpenShape }
  | { readonly kind: "size"; readonly text: string }
  | { readonly kind: "batch" }
  /** One of two, by a condition on the layer's arguments. */
  | { readonly kind: "either"; readonly test: string; readonly ways: readonly [Value, Value] }
  /** A number or a flag, which no shape depends on. */
  | { readonly kind: "plain" };

export const tensor = (shape: OpenShape | undefined): Value | undefined => shape && { kind: "tensor", shape };

/** A size as an operand of another. */
export const operand = (text: string): string => (/^[\w.]+(?:\[[^\]]*\])?$/.test(text) ? text : `(${text})`);

const same =
  /^(?:relu|relu6|sigmoid|hard_sigmoid|tanh|gelu|softmax|log_softmax|silu|swish|softplus|softsign|elu|selu|leaky_relu|hard_silu|mish|exp|expm1|log|log1p|log2|abs|absolute|sqrt|rsqrt|square|sin|cos|sign|negative|floor|ceil|round|erf|cast|clip|stop_gradient|flip|roll|cumsum|cumprod|normalize|l2_normalize|nan_to_num|zeros_like|ones_like|dropout|identity|logical_not|isnan|reciprocal|convert_to_tensor|sort|argsort|maximum_with|dropout)$/;
const pairs =
  /^(?:add|subtract|multiply|divide|true_divide|maximum|minimum|power|mod|floor_divide|squared_difference|greater|greater_equal|less|less_equal|equal|not_equal|logical_and|logical_or|where|arctan2)$/;
const reductions = /^(?:mean|sum|max|min|prod|std|var|variance|logsumexp|any|all|argmax|argmin|norm|median)$/;

/** Arguments of an operation by their place or name. */
export interface Given {
  readonly value: (name: string, place: number) => Value | undefined;
  readonly has: (name: string, place: number) => boolean;
  /** Whole numbers an argument states: `-1`, `[1, 2]`. */
  readonly numbers: (name: string, place: number) => readonly number[] | undefined;
  readonly text: (name: string, place: number) => string | undefined;
  readonly all: readonly (Value | undefined)[];
}

/** What an operation of `keras.ops` gives, where its rule is one of shapes alone. */
export function operationShape(name: string, given: Given): Value | undefined {
  const op = name.replace(/^(?:nn|math|image|linalg)\./, "");
  const [x] = given.all;
  if (same.test(op)) return x;
  if (pairs.test(op)) return given.all.reduce(broadcast);
  if (reductions.test(op)) return reduced(x, given);
  switch (op) {
    case "matmul":
    case "dot":
      return product(x, given.all[1]);
    case "tensordot":
      return given.numbers("axes", 2)?.join() === "1" ? product(x, given.all[1]) : undefined;
    case "einsum":
      return einsum(given.text("subscripts", 0), given.all.slice(1));
    case "concatenate":
      return concatenated(x, given.has("axis", 1) ? given.numbers("axis", 1)?.[0] : -1);
    case "stack":
      return stacked(x, given.has("axis", 1) ? given.numbers("axis", 1)?.[0] : 0);
    case "split":
      return split(x, given);
    case "reshape":
      return reshaped(x, given.value("newshape", 1) ?? given.value("shape", 1));
    case "broadcast_to": {
      const shape = given.value("shape", 1);
      return shape?.kind === "shape" ? tensor(shape.shape) : undefined;
    }
    case "transpose":
      return transposed(x, given.numbers("axes", 1) ?? given.numbers("perm", 1));
    case "swapaxes": {
      const [a, b] = [given.numbers("axis1", 1)?.[0], given.numbers("axis2", 2)?.[0]];
      return a === undefined || b === undefined ? undefined : swapped(x, a, b);
    }
    case "expand_dims": {
      const axis = given.numbers("axis", 1)?.[0];
      if (axis === undefined) return undefined;
      if (x?.kind === "weight" && axis === 0) return { kind: "weight", items: ["1", ...x.items] };
      return x?.kind === "tensor" ? tensor(insertAxis(x.shape, axis, "1")) : undefined;
    }
    case "squeeze": {
      const axis = given.numbers("axis", 1)?.[0];
      return x?.kind === "tensor" && axis !== undefined
        ? tensor(replaceAxis(x.shape, axis, () => []))
        : undefined;
    }
    case "one_hot": {
      const classes = given.value("num_classes", 1);
      return x?.kind === "tensor" && classes?.kind === "size"
        ? tensor(insertAxis(x.shape, -1, classes.text))
        : undefined;
    }
    case "take": {
      const index = given.all[1];
      return x?.kind === "weight" && index?.kind === "tensor" && given.numbers("axis", 2)?.[0] === 0
        ? tensor(
            x.items.slice(1).reduce<OpenShape | undefined>((s, d) => s && insertAxis(s, -1, d), index.shape),
          )
        : undefined;
    }
    case "repeat":
    case "tile": {
      // A weight for each sample.
      const times = given.all.slice(1);
      const batch = times.some(
        (t) => t?.kind === "batch" || (t?.kind === "shape" && itemsOf(t.shape)?.every((d) => d === "1")),
      );
      return x?.kind === "weight" && batch && x.items[0] === "1"
        ? tensor(closed(x.items.slice(1)))
        : undefined;
    }
    default:
      return undefined;
  }
}

/** Two values item by item: the sizes of the one that is not 1, where both are known. */
export function broadcast(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (!a || !b) return undefined;
  if (a.kind === "plain" || a.kind === "size" || a.kind === "batch") return b;
  if (b.kind === "plain" || b.kind === "size" || b.kind === "batch") return a;
  if (a.kind === "weight" && b.kind === "weight") return a.items.length >= b.items.length ? a : b;
  const shapes = [a, b].map((v) => shapeBeside(v));
  const [left, right] = shapes;
  if (!left || !right) return undefined;
  const [l, r] = [itemsOf(left), itemsOf(right)];
  if (l && r) {
    const rank = Math.max(l.length, r.length);
    const at = (list: readonly string[], i: number): string => list[i - (rank - list.length)] ?? "1";
    return tensor(closed(Array.from({ length: rank }, (_, i) => (at(l, i) === "1" ? at(r, i) : at(l, i)))));
  }
  // A weight beside a tensor with open axes takes on its shape.
  if (a.kind === "weight") return b;
  return b.kind === "weight" || !l ? a : b;
}

const shapeBeside = (v: Value): OpenShape | undefined =>
  v.kind === "tensor" ? v.shape : v.kind === "weight" ? closed(v.items) : undefined;

function reduced(x: Value | undefined, given: Given): Value | undefined {
  if (x?.kind !== "tensor" || !given.has("axis", 1)) return undefined;
  const axes = given.numbers("axis", 1);
  if (!axes) return undefined;
  const keeps = given.text("keepdims", 2) === "True";
  const order = [...axes].sort((a, b) => (a < 0 ? a - b : b - a));
  let shape: OpenShape | undefined = x.shape;
  for (const axis of order) shape = shape && replaceAxis(shape, axis, () => (keeps ? ["1"] : []));
  return tensor(shape);
}

/** A product of matrices: with a weight, the last size becomes its last. */
export function product(a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a?.kind === "tensor" && b?.kind === "weight" && b.items.length >= 2)
    return tensor(replaceAxis(a.shape, -1, () => [b.items.at(-1)!]));
  if (a?.kind === "tensor" && b?.kind === "tensor") {
    const last = sizeAt(b.shape, -1);
    return last === undefined ? undefined : tensor(replaceAxis(a.shape, -1, () => [last]));
  }
  if (a?.kind === "weight" && b?.kind === "tensor" && a.items.length === 2)
    return tensor(replaceAxis(b.shape, -2, () => [a.items[0]!]));
  return undefined;
}

function einsum(spec: string | undefined, values: readonly (Value | undefined)[]): Value | undefined {
  const [inputs, output] = spec?.replace(/\s/g, "").split("->") ?? [];
  if (!inputs || output === undefined || inputs.includes(".")) return undefined;
  const sizes = new Map<string, string>();
  let batch: string | undefined;
  for (const [i, letters] of inputs.split(",").entries()) {
    const value = values[i];
    const own = value?.kind === "tensor" ? [...letters].slice(1) : [...letters];
    const items =
      value?.kind === "tensor"
        ? onlyFront(value.shape, own.length)
        : value?.kind === "weight"
          ? value.items
          : undefined;
    if (!items || items.length !== own.length) return undefined;
    if (value?.kind === "tensor") batch ??= letters[0];
    own.forEach((letter, k) => {
      sizes.set(letter, items[k]!);
    });
  }
  if (batch === undefined || output[0] !== batch) return undefined;
  const items = [...output].slice(1).map((letter) => sizes.get(letter));
  return items.includes(undefined) ? undefined : tensor(closed(items as string[]));
}

function concatenated(x: Value | undefined, axis: number | undefined): Value | undefined {
  const shapes =
    x?.kind === "several" ? x.values.map((v) => (v?.kind === "tensor" ? v.shape : undefined)) : [];
  if (shapes.length === 0 || shapes.includes(undefined) || axis === undefined) return undefined;
  const sizes = shapes.map((s) => sizeAt(s!, axis));
  if (sizes.includes(undefined)) return undefined;
  const equal = sizes.every((s) => s === sizes[0]);
  const sum = equal && sizes.length > 1 ? `${sizes.length} * ${operand(sizes[0]!)}` : sizes.join(" + ");
  // The one with open axes tells the others.
  const base = shapes.find((s) => s!.middle) ?? shapes[0]!;
  return tensor(replaceAxis(base!, axis, () => [sum]));
}

function stacked(x: Value | undefined, axis: number | undefined): Value | undefined {
  const first = x?.kind === "several" ? x.values[0] : undefined;
  if (x?.kind !== "several" || first?.kind !== "tensor" || axis === undefined) return undefined;
  return tensor(insertAxis(first.shape, axis, String(x.values.length)));
}

function split(x: Value | undefined, given: Given): Value | undefined {
  const parts = given.numbers("indices_or_sections", 1);
  const axis = given.has("axis", 2) ? given.numbers("axis", 2)?.[0] : 0;
  if (x?.kind !== "tensor" || parts?.length !== 1 || axis === undefined) return undefined;
  const piece = tensor(replaceAxis(x.shape, axis, (s) => [`${operand(s)} // ${parts[0]}`]));
  return { kind: "several", values: Array.from({ length: parts[0]! }, () => piece) };
}

/** A reshape to sizes of which one may be left open. */
function reshaped(x: Value | undefined, to: Value | undefined): Value | undefined {
  const target = to?.kind === "shape" ? itemsOf(to.shape) : undefined;
  if (x?.kind !== "tensor" || !target) return undefined;
  const open = target.indexOf("-1");
  if (open < 0) return tensor(closed(target));
  const from = itemsOf(x.shape);
  const whole = openShapeText(x.shape);
  const all = from ? from.map(operand).join(" * ") : whole.endsWith(".shape") ? `prod(${whole})` : undefined;
  if (all === undefined || target.lastIndexOf("-1") !== open) return undefined;
  const rest = target.filter((d) => d !== "-1").map(operand);
  const size = rest.length === 0 ? all : `${operand(all)} // ${operand(rest.join(" * "))}`;
  return tensor(closed(target.map((d) => (d === "-1" ? size : d))));
}

function transposed(x: Value | undefined, axes: readonly number[] | undefined): Value | undefined {
  if (x?.kind !== "tensor" || !axes || axes[0] !== 0) return undefined;
  const items = onlyFront(x.shape, axes.length - 1);
  return items && tensor(closed(axes.slice(1).map((a) => items[a - 1]!)));
}

function swapped(x: Value | undefined, a: number, b: number): Value | undefined {
  if (x?.kind !== "tensor") return undefined;
  const [one, two] = [sizeAt(x.shape, a), sizeAt(x.shape, b)];
  if (one === undefined || two === undefined) return undefined;
  const first = replaceAxis(x.shape, a, () => [two]);
  return first && tensor(replaceAxis(first, b, () => [one]));
}
