// What an expression of Net gives, as far as the text tells: a tensor, several, a layer, a value. It never writes Python.
import type { Call, Expression } from "../../../syntax/tree.ts";
import { type Meaning, meaningOf } from "./meanings.ts";
import type { Kind, Writing } from "./session.ts";

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
