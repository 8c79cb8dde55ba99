// Expressions of Net as expressions of Python. Pipelines in them are written down as statements before. It never applies a
// layer to the current value; that is `flow.ts`.
import { operand, tensors as tensorsType, tensor as tensorType } from "../../../layers/argument-types.ts";
import type { LayerDefinition } from "../../../layers/define.ts";
import { snakeCase } from "../../../layers/instance.ts";
import { operatorFunctions } from "../../../layers/operations/operators.ts";
import { floatText } from "../../../layers/value.ts";
import type { Part } from "../../../model/source-file.ts";
import type {
  Argument,
  Call,
  ComparisonOperator,
  Comprehension,
  Expression,
  Interpolation,
  NodeBase,
  StringLiteral,
  Subscript,
} from "../../../syntax/tree.ts";
import { applyCall, inBranch, layerAsValue, lowerConditional, lowerPipeline } from "./flow.ts";
import { type Meaning, meaningOf } from "./meanings.ts";
import { nameOperation } from "./naming.ts";
import {
  assign,
  atom,
  attribute,
  block,
  call,
  dictionary,
  escapeText,
  flat,
  keyword,
  line,
  list,
  none,
  operation,
  type Python,
  type PythonStatement,
  power,
  prefixed,
  quoted,
  slice,
  strength,
  string,
  subscript,
  tuple,
  within,
} from "./python.ts";
import {
  type Bound,
  bindName,
  constantName,
  freeName,
  type Kind,
  module,
  partName,
  temporary,
  unsaid,
  type Writing,
} from "./session.ts";
import { functionPython, objectPath } from "./values.ts";

/** How bare names are read: as in arguments, an unknown one is an option. */
export interface Reading {
  readonly words?: boolean;
}

const plainly: Reading = {};

/** A value expression. */
export function expression(w: Writing, node: Expression, reading: Reading = plainly): Python {
  switch (node.kind) {
    case "name":
      return nameOf(w, node, node.name, reading);
    case "number":
      return numberOf(w, node);
    case "string":
      return stringOf(w, node);
    case "bool":
      return atom(node.value ? "True" : "False");
    case "none":
      return none;
    case "ellipsis":
      return atom("...");
    case "list":
      return list(node.items.map((item) => expression(w, item, reading)));
    case "tuple":
      return tuple(node.items.map((item) => expression(w, item, reading)));
    case "dict":
      return dictionary(
        node.entries.map(
          ({ key, value }) => [key && expression(w, key), expression(w, value, reading)] as const,
        ),
      );
    case "comprehension":
      return comprehension(w, node);
    case "unary": {
      const value = expression(w, node.operand);
      if (node.operator === "not")
        return { pieces: ["not ", ...within(value, strength.not).pieces], strength: strength.not };
      const written: Python = {
        pieces: [node.operator, ...within(value, strength.unary).pieces],
        strength: strength.unary,
      };
      return isTensorKind(kindOf(w, node.operand)) && node.operator !== "+"
        ? nameOperation(w, node, written, node.operator === "-" ? "Negative" : "LogicalNot")
        : written;
    }
    case "binary":
      return binary(w, node);
    case "comparison":
      return comparison(w, node);
    case "bool-operation": {
      const level = node.operator === "and" ? strength.and : strength.or;
      return operation(
        node.items.map((item, i) => ({
          ...(i === 0 ? {} : { operator: node.operator }),
          value: within(expression(w, item, reading), level + 1),
        })),
        level,
      );
    }
    case "conditional":
      if (holdsFlow(w, node.then) || holdsFlow(w, node.otherwise)) {
        const temp = temporary(w, "branch");
        return lowerConditional(w, node, undefined, temp, "value").python;
      }
      return choice(
        within(expression(w, node.then, reading), strength.or),
        within(expression(w, node.condition, { words: true }), strength.or),
        within(expression(w, node.otherwise, reading), strength.conditional),
      );
    case "attribute":
      return attributeOf(w, node);
    case "subscript":
      return subscriptOf(w, node);
    case "slice":
      return slice([
        node.lower && expression(w, node.lower),
        node.upper && expression(w, node.upper),
        node.step && expression(w, node.step),
      ]);
    case "call":
      return callOf(w, node);
    case "pipeline":
      return inBranch(w, (branch) => lowerPipeline(w, node.elements, currentFlow(w), branch)).python;
    case "labelled":
      return inBranch(w, (branch) => lowerPipeline(w, [node], currentFlow(w), branch)).python;
    case "starred":
      return prefixed("*", within(expression(w, node.value), strength["|"]));
    case "glob":
      throw unsaid(w, "a selector with `*`", node);
    case "missing":
      throw unsaid(w, "a part that could not be read", node);
  }
}

/** `a if b else c`; a further choice stands in parentheses, which formatters differ over. */
export const choice = (then: Python, condition: Python, otherwise: Python): Python =>
  operation(
    [
      { value: then },
      { operator: "if", value: condition },
      { operator: "else", value: within(otherwise, strength.conditional + 1) },
    ],
    strength.conditional,
  );

export const currentFlow = (w: Writing) =>
  w.current === undefined ? undefined : { python: atom(w.current), kind: "tensor" as Kind };

export const isTensorKind = (kind: Kind): boolean => kind === "tensor" || kind === "tensors";

/** Whether an expression makes tensors, so that it has to run as statements where it branches. */
export function holdsFlow(w: Writing, node: Expression): boolean {
  switch (node.kind) {
    case "pipeline":
    case "labelled":
      return true;
    case "call":
      return ["apply", "operation"].includes(callKind(w, node));
    case "conditional":
      return holdsFlow(w, node.then) || holdsFlow(w, node.otherwise);
    case "list":
    case "tuple":
      return node.items.some((item) => holdsFlow(w, item));
    case "binary":
      return isTensorKind(kindOf(w, node));
    default:
      return false;
  }
}

// ---- Kinds -------------------------------------------------------------------------------------------------------

/** What an expression gives, as far as the text tells. */
export function kindOf(w: Writing, node: Expression): Kind {
  switch (node.kind) {
    case "name": {
      const meaning = meaningOf(w, node);
      return meaning ? kindOfMeaning(meaning) : "value";
    }
    case "pipeline":
    case "labelled":
      return "tensor";
    case "unary":
      return node.operator === "not" ? "value" : kindOf(w, node.operand) === "tensor" ? "tensor" : "value";
    case "binary": {
      const kinds = [kindOf(w, node.left), kindOf(w, node.right)];
      return kinds.includes("tensor") ? "tensor" : kinds.includes("tensors") ? "tensors" : "value";
    }
    case "comparison":
      return [node.first, ...node.steps.map((s) => s.right)].some((n) => kindOf(w, n) === "tensor")
        ? "tensor"
        : "value";
    case "conditional": {
      const kind = kindOf(w, node.then);
      return kind === "value" ? kindOf(w, node.otherwise) : kind;
    }
    case "bool-operation":
      return kindOf(w, node.items[0]!);
    case "list":
    case "tuple":
      return node.items.some((item) => isTensorKind(kindOf(w, item.kind === "starred" ? item.value : item)))
        ? "tensors"
        : "value";
    case "comprehension": {
      const saved = new Map(w.names);
      for (const clause of node.clauses) bindKinds(w, clause.target, elementKind(w, clause.iterable));
      const kind = kindOf(w, node.value);
      w.names.clear();
      for (const [name, bound] of saved) w.names.set(name, bound);
      return node.form === "dict" ? "dict" : isTensorKind(kind) ? "tensors" : "value";
    }
    case "subscript": {
      const kind = kindOf(w, node.value);
      if (kind === "tensors") return node.index.kind === "slice" ? "tensors" : "tensor";
      return kind === "tensor" ? "tensor" : "value";
    }
    case "attribute": {
      const kind = kindOf(w, node.value);
      if (isTensorKind(kind))
        return node.name.name === "shape" ? "shape" : node.name.name === "T" ? "tensor" : "value";
      const meaning = meaningOf(w, node);
      return meaning ? kindOfMeaning(meaning) : "value";
    }
    case "call": {
      const kind = callKind(w, node);
      if (kind === "apply" || kind === "operation") return "tensor";
      if (kind === "make") return "layer";
      if (kind === "make-block") return "made-block";
      if (node.callee.kind === "attribute" && node.callee.name.name === "pop") {
        return kindOf(w, node.callee.value) === "tensors" ? "tensor" : "value";
      }
      if (
        node.callee.kind === "name" &&
        ["reversed", "list", "tuple", "sorted", "zip", "enumerate"].includes(node.callee.name)
      )
        return node.args.some((a) => kindOf(w, a.value) === "tensors") ? "tensors" : "value";
      if (
        node.callee.kind === "name" &&
        ["sum", "abs", "sqrt", "exp", "log", "max", "min", "round"].includes(node.callee.name)
      )
        return node.args.some((a) => isTensorKind(kindOf(w, a.value))) ? "tensor" : "value";
      return "value";
    }
    case "starred":
      return kindOf(w, node.value);
    default:
      return "value";
  }
}

/** The kind of what a loop over an expression gives. */
export function elementKind(w: Writing, node: Expression): Kind {
  const kind = kindOf(w, node);
  if (kind === "tensors")
    return node.kind === "call" &&
      node.callee.kind === "name" &&
      ["zip", "enumerate"].includes(node.callee.name)
      ? "tensors"
      : "tensor";
  if (node.kind === "list" || node.kind === "tuple") {
    const kinds = node.items.map((item) => kindOf(w, item));
    if (kinds.length > 0 && kinds.every((k) => k === kinds[0])) return kinds[0]!;
  }
  return "value";
}

/** Kinds of loop variables; of a pair from `enumerate` and `zip` those that are tensors are not told apart. */
export function bindKinds(w: Writing, target: Expression, kind: Kind): void {
  if (target.kind === "name")
    w.names.set(target.name, { python: target.name, kind: kind === "tensors" ? "tensor" : kind });
  else if (target.kind === "tuple" || target.kind === "list")
    for (const item of target.items) bindKinds(w, item, kind);
  else if (target.kind === "starred") bindKinds(w, target.value, "tensors");
}

function kindOfMeaning(meaning: Meaning): Kind {
  switch (meaning.kind) {
    case "bound":
      return meaning.bound.kind;
    case "part":
      return meaning.part.kind === "layer" ? "class" : meaning.part.kind;
    case "layer-class":
      return "class";
    default:
      return "value";
  }
}

export type CallKind =
  | "apply"
  | "make"
  | "make-block"
  | "operation"
  | "object"
  | "builtin"
  | "method"
  | "function";

/** What a call does. */
export function callKind(w: Writing, node: Call): CallKind {
  const meaning = meaningOf(w, node.callee);
  switch (meaning?.kind) {
    case "layer-class":
      return "make";
    case "part":
      return meaning.part.kind === "block" ? "make-block" : "make";
    case "layer-function":
      return "apply";
    case "object-class":
      return "object";
    case "operation":
      return "operation";
    case "builtin":
      return "builtin";
    case "bound":
      switch (meaning.bound.kind) {
        case "class":
        case "model":
          return "make";
        case "block":
          return "make-block";
        case "layer":
        case "made-block":
          return "apply";
        default:
          return meaning.bound.layer ? "apply" : "function";
      }
    default:
      break;
  }
  if (node.callee.kind === "call") {
    const inner = callKind(w, node.callee);
    return inner === "make" || inner === "make-block" ? "apply" : "function";
  }
  if (node.callee.kind === "subscript" && kindOf(w, node.callee) === "layer") return "apply";
  return node.callee.kind === "attribute" ? "method" : "function";
}

// ---- Names and literals --------------------------------------------------------------------------------------------

function nameOf(w: Writing, node: NodeBase, name: string, reading: Reading): Python {
  if (name === "?") return none;
  const meaning = meaningOf(w, { kind: "name", name, start: node.start, end: node.end });
  if (
    reading.words &&
    meaning &&
    ["builtin", "operation", "function", "object-class", "literal", "layer-function"].includes(meaning.kind)
  )
    return string(name);
  if (!meaning) {
    if (reading.words) return string(name);
    throw unsaid(w, `\`${name}\``, node);
  }
  return meaningPython(w, meaning, node);
}

/** A class, function, constant or variable by itself. */
/** `not a`, or the comparison that says the same. */
export function negation(w: Writing, node: Expression): Python {
  const opposite: Readonly<Record<string, ComparisonOperator>> = {
    "==": "!=",
    "!=": "==",
    "<": ">=",
    ">": "<=",
    "<=": ">",
    ">=": "<",
    in: "not in",
    "not in": "in",
    is: "is not",
    "is not": "is",
  };
  if (node.kind === "comparison" && node.steps.length === 1) {
    const [step] = node.steps;
    return expression(w, { ...node, steps: [{ ...step!, operator: opposite[step!.operator]! }] });
  }
  if (node.kind === "unary" && node.operator === "not") return expression(w, node.operand);
  const value = expression(w, node);
  return { pieces: ["not ", ...within(value, strength.not).pieces], strength: strength.not };
}

export function meaningPython(w: Writing, meaning: Meaning, node: NodeBase): Python {
  const { session } = w;
  switch (meaning.kind) {
    case "bound":
      return boundPython(meaning.bound);
    case "constant":
      return atom(constantName(session, meaning.file, meaning.statement, meaning.name));
    case "part":
      if (session.isKerasOwn(meaning.part)) return atom(kerasModel(session, meaning.part));
      return atom(partName(session, meaning.part));
    case "layer-class":
      return atom(`${module(session, "layers")}.${meaning.definition.name}`);
    case "object-class":
      return atom(objectPath(session, meaning.definition.family, meaning.definition.name));
    case "operation":
    case "function":
      return functionPython(session, meaning.path);
    case "builtin":
      return builtinPython(w, meaning.name, node);
    case "literal":
      return typeof meaning.value === "string"
        ? string(meaning.value)
        : meaning.value === null
          ? none
          : atom(floatText(meaning.value));
    case "layer-function":
      throw unsaid(w, `the function \`${meaning.definition.name}\` as a value`, node);
  }
}

/** `keras.applications.VGG16`, `keras.Sequential`. */
export const kerasModel = (session: Writing["session"], part: Part): string =>
  `${module(session, "keras")}.${part.name === "Sequential" ? "" : "applications."}${part.name}`;

const boundPython = (bound: Bound): Python => atom(bound.python);

const inMath: Readonly<Record<string, string>> = {
  sqrt: "sqrt",
  ceil: "ceil",
  floor: "floor",
  log2: "log2",
  log: "log",
  exp: "exp",
  prod: "prod",
};

function builtinPython(w: Writing, name: string, node: NodeBase): Python {
  if (["params", "trainable_params", "macs", "flops", "Input"].includes(name))
    throw unsaid(w, `\`${name}\` as a value`, node);
  return atom(inMath[name] ? `${module(w.session, "math")}.${inMath[name]}` : name);
}

function numberOf(w: Writing, node: Extract<Expression, { kind: "number" }>): Python {
  const written = w.statement.text.slice(node.start, node.end);
  // As it was written: `1_000`, `1e-3`; black writes hexadecimal digits large and exponents small.
  if (/^\d[\d_]*$/.test(written) && !/^0\d/.test(written)) return atom(written);
  if (/^(\d[\d_]*)?\.?\d*(e[+-]?\d+)?$/i.test(written) && /\d/.test(written)) {
    const tidy = written.toLowerCase().replace("e+", "e+");
    return atom(
      tidy.startsWith(".") ? `0${tidy}` : tidy.endsWith(".") ? `${tidy}0` : tidy.replace(/\.e/, ".0e"),
    );
  }
  return atom(typeof node.value === "bigint" ? node.value.toString() : floatText(node.value));
}

/** A string, or an f-string where it holds expressions. */
export function stringOf(w: Writing, node: StringLiteral, prefix?: string): Python {
  if (!node.parts?.some((p) => typeof p !== "string")) {
    const text = node.parts ? node.parts.join("") : node.value;
    return prefix === undefined
      ? string(text)
      : fString([`{${prefix}}_`, escapeText(text).replaceAll("{", "{{").replaceAll("}", "}}")]);
  }
  return fString([
    ...(prefix === undefined ? [] : [`{${prefix}}_`]),
    ...node.parts.map((part) =>
      typeof part === "string"
        ? escapeText(part).replaceAll("{", "{{").replaceAll("}", "}}")
        : interpolation(w, part),
    ),
  ]);
}

const fString = (texts: readonly string[]): Python => {
  const text = texts.join("");
  return atom(text.includes('"') ? `f'${text}'` : `f"${text}"`);
};

function interpolation(w: Writing, part: Interpolation): string {
  const text = flat(expression(w, part.expression)).replaceAll('"', "'");
  return `{${text}${part.format === undefined ? "" : `:${part.format}`}}`;
}

/** A label behind a prefix, as a string or f-string. */
export function labelPython(w: Writing, label: Expression, prefix?: string): Python {
  if (label.kind === "name")
    return prefix === undefined ? string(label.name) : atom(`f"{${prefix}}_${label.name}"`);
  if (label.kind === "string") {
    const tidy = dotsGone(label);
    return stringOf(w, tidy, prefix);
  }
  const value = expression(w, label);
  if (prefix === undefined) return value;
  return atom(`f"{${prefix}}_{${flat(value).replaceAll('"', "'")}}"`);
}

const dotsGone = (label: StringLiteral): StringLiteral => ({
  ...label,
  value: label.value.replaceAll(".", "_"),
  ...(label.parts
    ? { parts: label.parts.map((p) => (typeof p === "string" ? p.replaceAll(".", "_") : p)) }
    : {}),
});

// ---- Operators -----------------------------------------------------------------------------------------------------

const levels: Readonly<Record<string, number>> = {
  "+": strength.sum,
  "-": strength.sum,
  "*": strength.product,
  "/": strength.product,
  "//": strength.product,
  "%": strength.product,
  "@": strength.product,
  "&": strength["&"],
  "|": strength["|"],
  "^": strength["^"],
  "<<": strength.shift,
  ">>": strength.shift,
};

function binary(w: Writing, node: Extract<Expression, { kind: "binary" }>): Python {
  const left = expression(w, node.left);
  const right = expression(w, node.right);
  const kind = kindOf(w, node);
  let written: Python;
  if (node.operator === "**") written = power(left, right);
  else {
    const level = levels[node.operator]!;
    const same = left.operands && left.strength === level && !node.left.parens && kind !== "tensor";
    written = operation(
      [
        ...(same ? left.operands! : [{ value: within(left, level) }]),
        { operator: node.operator, value: within(right, level + 1) },
      ],
      level,
    );
  }
  if (kind !== "tensor") return written;
  const className = operatorFunctions[node.operator];
  return nameOperation(w, node, written, className ?? "Add");
}

const lists = (node: Expression): boolean => node.kind === "list";

function comparison(w: Writing, node: Extract<Expression, { kind: "comparison" }>): Python {
  const sides = [node.first, ...node.steps.map((s) => s.right)];
  const shapes = sides.some((side) => kindOf(w, side) === "shape");
  const side = (part: Expression): Python => {
    const written = expression(w, part, { words: kindOf(w, part) === "value" });
    // Keras's shapes are tuples.
    if (shapes && part.kind === "list") return tuple(part.items.map((item) => expression(w, item)));
    if (shapes && kindOf(w, part) !== "shape" && !lists(part) && part.kind !== "tuple")
      return call("tuple", [written]);
    return within(written, strength.comparison + 1);
  };
  return operation(
    sides.map((part, i) => ({
      ...(i === 0 ? {} : { operator: node.steps[i - 1]!.operator }),
      value: side(part),
    })),
    strength.comparison,
  );
}

function attributeOf(w: Writing, node: Extract<Expression, { kind: "attribute" }>): Python {
  const meaning = meaningOf(w, node);
  if (meaning) return meaningPython(w, meaning, node);
  const found = w.inside?.(node);
  if (found) return found;
  const kind = kindOf(w, node.value);
  const name = node.name.name;
  // In a training section everything with a dot is Keras's own.
  if (w.inside) return attribute(expression(w, node.value), name);
  if (isTensorKind(kind)) {
    const value = expression(w, node.value);
    switch (name) {
      case "shape":
        return subscript(attribute(value, "shape"), [atom("1:")]);
      case "rank":
      case "ndim":
        return operation(
          [{ value: call("len", [attribute(value, "shape")]) }, { operator: "-", value: atom("1") }],
          strength.sum,
        );
      case "dtype":
        return attribute(value, "dtype");
      case "T":
        return nameOperation(w, node, call(`${module(w.session, "ops")}.transpose`, [value]), "Transpose");
      case "output":
        return value;
      default:
        throw unsaid(w, `\`.${name}\` of a block or model that was used`, node.name);
    }
  }
  if (kind === "layer" || kind === "value") {
    const target = node.value.kind === "name" ? w.names.get(node.value.name) : undefined;
    if (kind === "layer" && !["name", "trainable", "layers"].includes(name))
      throw unsaid(w, `\`.${name}\` of a layer`, node.name);
    return attribute(target?.layer ? atom(target.layer) : expression(w, node.value), name);
  }
  throw unsaid(w, `\`.${name}\``, node.name);
}

function subscriptOf(w: Writing, node: Subscript): Python {
  const { value, index } = node;
  if (value.kind === "attribute" && value.name.name === "shape" && isTensorKind(kindOf(w, value.value))) {
    const whole = attribute(expression(w, value.value), "shape");
    if (index.kind === "number" && typeof index.value === "bigint")
      return subscript(whole, [atom(`${index.value + 1n}`)]);
    if (index.kind === "unary" && index.operator === "-" && index.operand.kind === "number")
      return subscript(whole, [expression(w, index)]);
    if (index.kind === "slice" && index.step === undefined) {
      const moved = (bound: Expression | undefined): Python | undefined =>
        bound === undefined
          ? undefined
          : bound.kind === "number" && typeof bound.value === "bigint"
            ? atom(`${bound.value + 1n}`)
            : bound.kind === "unary"
              ? expression(w, bound)
              : undefined;
      const [lower, upper] = [index.lower ? moved(index.lower) : atom("1"), moved(index.upper)];
      if (lower && (upper || !index.upper) && !(index.lower?.kind === "unary"))
        return subscript(whole, [slice([lower, upper])]);
    }
    return subscript(subscript(whole, [atom("1:")]), [expression(w, index)]);
  }
  const items = index.kind === "tuple" && !index.parenthesized ? index.items : [index];
  const written = subscript(
    expression(w, value),
    items.map((item) => expression(w, item)),
  );
  return kindOf(w, value) === "tensor" ? nameOperation(w, node, written, "GetItem") : written;
}

// ---- Calls ---------------------------------------------------------------------------------------------------------

/** The arguments of a call; bare names may be options. */
export const argumentsOf = (w: Writing, args: readonly Argument[], reading: Reading): readonly Python[] =>
  args.map((arg) => {
    const value =
      arg.spread === undefined && layerLike(w, arg.value)
        ? layerAsValue(w, arg.value)
        : expression(w, arg.value, reading);
    if (arg.spread) return prefixed(arg.spread, within(value, strength.or));
    return arg.name ? keyword(arg.name.name, value) : value;
  });

const layerLike = (w: Writing, node: Expression): boolean =>
  node.kind === "call" && ["make", "make-block"].includes(callKind(w, node));

function callOf(w: Writing, node: Call): Python {
  const hooked = w.hookCall?.(node);
  if (hooked) return hooked;
  const meaning = meaningOf(w, node.callee);
  const kind = callKind(w, node);
  switch (kind) {
    case "make":
    case "make-block":
      return layerAsValue(w, node);
    case "apply":
      return applyCall(w, node);
    case "operation":
      if (meaning?.kind === "operation") return operationCall(w, node, meaning, undefined);
      break;
    case "object":
      if (meaning?.kind === "object-class")
        return call(
          objectPath(w.session, meaning.definition.family, meaning.definition.name),
          argumentsOf(w, node.args, { words: true }),
        );
      break;
    case "builtin":
      if (meaning?.kind === "builtin") return builtinCall(w, node, meaning.name);
      break;
    case "method":
      if (node.callee.kind === "attribute")
        return call(
          attribute(expression(w, node.callee.value), node.callee.name.name),
          argumentsOf(w, node.args, plainly),
        );
      break;
    default:
      break;
  }
  if (meaning?.kind === "function")
    return call(functionPython(w.session, meaning.path), argumentsOf(w, node.args, { words: true }));
  throw unsaid(w, "this call", node);
}

function builtinCall(w: Writing, node: Call, name: string): Python {
  const first = node.args[0]?.value;
  const kind = first ? kindOf(w, first) : "value";
  if (kind === "tensor") {
    if (
      name in
      {
        sqrt: 1,
        ceil: 1,
        floor: 1,
        log2: 1,
        log: 1,
        exp: 1,
        sum: 1,
        min: 1,
        max: 1,
        any: 1,
        all: 1,
        prod: 1,
        round: 1,
        abs: 1,
      }
    )
      return nameOperation(
        w,
        node,
        call(`${module(w.session, "ops")}.${name}`, argumentsOf(w, node.args, plainly)),
        name,
      );
  }
  if (name === "sum" && kind === "tensors" && first && node.args.length === 1) {
    // Python would add the first tensor to 0, which is a layer of its own in Keras.
    const value = expression(w, first);
    const held = first.kind === "name" ? value : hold(w, value, "terms");
    return nameOperation(
      w,
      node,
      call("sum", [subscript(held, [atom("1:")]), subscript(held, [atom("0")])]),
      "Add",
    );
  }
  return call(builtinPython(w, name, node.callee), argumentsOf(w, node.args, plainly));
}

/** A value in a variable of its own, since it is needed twice. */
export function hold(w: Writing, value: Python, wanted: string): Python {
  const name = temporary(w, wanted);
  w.body.push(assign(name, value));
  return atom(name);
}

/** `ops.mean(x, axis=1)`; what flows takes the place of the first tensor where none is given. */
export function operationCall(
  w: Writing,
  node: Call | undefined,
  meaning: Extract<Meaning, { kind: "operation" }>,
  flow: Python | undefined,
  always = false,
  at: NodeBase | undefined = node,
): Python {
  const { definition, path } = meaning;
  const callee = functionPython(w.session, path);
  const written = [...argumentsOf(w, node?.args ?? [], { words: true })];
  const names = Object.keys(definition.parameters);
  const firstTensor = names.find((name) => isTensorParameter(definition, name));
  const positional = (node?.args ?? []).filter((a) => a.name === undefined);
  const named = (node?.args ?? []).some((a) => a.name?.name === firstTensor);
  const given = named || positional.some((a) => isTensorKind(kindOf(w, a.value)));
  if (flow && firstTensor !== undefined && (always ? !named : !given))
    written.splice(Math.min(names.indexOf(firstTensor), positional.length), 0, flow);
  const result = call(callee, written);
  return at ? nameOperation(w, at, result, definition.name) : result;
}

/** Whether a call of an operation leaves its tensor to what flows. */
export function takesFlow(w: Writing, node: Call, definition: LayerDefinition): boolean {
  const firstTensor = Object.keys(definition.parameters).find((name) => isTensorParameter(definition, name));
  return (
    firstTensor !== undefined &&
    !node.args.some((a) => a.name?.name === firstTensor || (!a.name && isTensorKind(kindOf(w, a.value))))
  );
}

const isTensorParameter = (definition: LayerDefinition, name: string): boolean => {
  const type: unknown = definition.parameters[name]!.type;
  return (
    type === tensorType ||
    type === operand ||
    type === tensorsType ||
    /tensor/.test(definition.parameters[name]!.type.text)
  );
};

// ---- Comprehensions ------------------------------------------------------------------------------------------------

/** A comprehension, or a loop that appends where its value takes more than an expression. */
export function comprehension(
  w: Writing,
  node: Comprehension,
  value: (w: Writing, node: Expression) => Python = (inner, v) => expression(inner, v),
): Python {
  const saved = new Map(w.names);
  const outer = w.body;
  const clauses: { target: Python; iterable: Python; conditions: readonly Python[] }[] = [];
  for (const clause of node.clauses) {
    const iterable = expression(w, clause.iterable);
    const kind = elementKind(w, clause.iterable);
    const target = loopTarget(w, clause.target, kind, outer);
    clauses.push({
      target,
      iterable,
      conditions: clause.conditions.map((c) => expression(w, c, { words: true })),
    });
  }
  const body: PythonStatement[] = [];
  w.body = body;
  const key = node.key && expression(w, node.key);
  const written = value(w, node.value);
  w.body = outer;
  w.names.clear();
  for (const [name, bound] of saved) w.names.set(name, bound);
  if (body.length === 0) {
    const item: Python = {
      pieces: [
        ...(key ? [...key.pieces, ": "] : []),
        ...within(written, strength.conditional).pieces,
        ...clauses.flatMap((c) => [
          " for ",
          ...c.target.pieces,
          " in ",
          ...within(c.iterable, strength.or).pieces,
          ...c.conditions.flatMap((condition) => [" if ", ...within(condition, strength.or).pieces]),
        ]),
      ],
      strength: strength.tuple,
      operands: [
        {
          value: key
            ? { pieces: [...key.pieces, ": ", ...written.pieces], strength: strength.atom }
            : within(written, strength.conditional),
        },
        ...clauses.flatMap((c) => [
          {
            operator: "for",
            value: {
              pieces: [...c.target.pieces, " in ", ...within(c.iterable, strength.or).pieces],
              strength: strength.atom,
            },
          },
          ...c.conditions.map((condition) => ({ operator: "if", value: within(condition, strength.or) })),
        ]),
      ],
    };
    const open = node.form === "dict" ? "{" : node.form === "list" ? "[" : "(";
    const close = node.form === "dict" ? "}" : node.form === "list" ? "]" : ")";
    return { pieces: [{ open, close, items: [item], comma: false }], strength: strength.atom };
  }
  const name = temporary(w, "branches");
  if (node.form === "dict" && key) body.push(assign(`${name}[${flat(key)}]`, written));
  else body.push(line("", call(`${name}.append`, [written])));
  let nested: readonly PythonStatement[] = body;
  for (const c of clauses.toReversed()) {
    for (const condition of c.conditions.toReversed()) nested = [block("if ", condition, nested)];
    nested = [block(`for ${flat(c.target)} in `, c.iterable, nested)];
  }
  w.body.push(assign(name, node.form === "dict" ? dictionary([]) : list([])), ...nested);
  return atom(name);
}

function loopTarget(w: Writing, target: Expression, kind: Kind, _outer: unknown): Python {
  if (target.kind === "name") {
    // A variable of the comprehension must not overwrite one of the body.
    const old = w.names.get(target.name);
    const python = old
      ? freeName(target.name, w.taken, w.session.taken)
      : freeName(target.name, w.session.taken);
    w.taken.add(python);
    w.names.set(target.name, { python, kind: kind === "tensors" ? "tensor" : kind });
    return atom(python);
  }
  if (target.kind === "tuple" || target.kind === "list") {
    const items = target.items.map((item) => loopTarget(w, item, kind, _outer));
    return {
      pieces: items.flatMap((item, i) => (i === 0 ? item.pieces : [", ", ...item.pieces])),
      strength: strength.tuple,
    };
  }
  throw unsaid(w, "this loop variable", target);
}

/** The target of an assignment, its names bound. */
export function targetOf(w: Writing, node: Expression, kind: Kind): string {
  switch (node.kind) {
    case "name":
      return bindName(w, node.name, kind);
    case "tuple":
    case "list":
      return node.items.map((item) => targetOf(w, item, kind === "tensors" ? "tensor" : kind)).join(", ");
    case "starred":
      return `*${targetOf(w, node.value, kind === "tensor" ? "tensors" : kind)}`;
    default:
      return flat(expression(w, node));
  }
}

export const classBase = (className: string): string => snakeCase(className);
export { quoted };
