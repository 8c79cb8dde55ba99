// Expressions of Net as expressions of Python. Pipelines in them are written down as statements before. It never applies a
// layer to the current value; that is `flow.ts`.
import { operatorFunctions } from "../../../layers/operations/operators.ts";
import { floatText } from "../../../layers/value.ts";
import type { Part } from "../../../model/source-file.ts";
import type {
  ComparisonOperator,
  Expression,
  Interpolation,
  NodeBase,
  StringLiteral,
  Subscript,
} from "../../../syntax/tree.ts";
import { callOf } from "./calls.ts";
import { inBranch, lowerConditional, lowerPipeline } from "./flow.ts";
import { holdsFlow, isTensorKind, kindOf } from "./kinds.ts";
import { comprehension } from "./loops.ts";
import { type Meaning, meaningOf } from "./meanings.ts";
import { nameOperation } from "./naming.ts";
import {
  atom,
  attribute,
  call,
  dictionary,
  escapeText,
  flat,
  list,
  none,
  operation,
  type Python,
  power,
  prefixed,
  slice,
  strength,
  string,
  subscript,
  tuple,
  within,
} from "./python.ts";
import {
  type Bound,
  constantName,
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

export const plainly: Reading = {};

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

export function builtinPython(w: Writing, name: string, node: NodeBase): Python {
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
        throw unsaid(w, `\`.${name}\` inside of a block or model (an \`output\` of it can be)`, node.name);
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
