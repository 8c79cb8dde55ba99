// The expressions that are worked out directly in a head or in another expression. It leaves out what only has a place: names
// that are given, labels, options' names.
import type { Expression, Statement } from "./tree.ts";
import { headChildren, children as nodesIn } from "./walk.ts";

/** The expressions directly in a statement's head. */
export function expressionsOf({ head }: Statement): readonly Expression[] {
  switch (head.kind) {
    case "import":
      return [];
    case "const":
    case "shared":
      return [head.value];
    case "block":
    case "model":
    case "layer":
      return head.parameters.flatMap((p) => (p.default ? [p.default] : []));
    case "training":
      return head.model ? [head.model] : [];
    case "input":
      return head.shape ? [head.shape] : [];
    case "output":
      return head.values;
    case "weight":
    case "state":
      return [head.shape, ...head.options.map((o) => o.value)];
    default:
      return headChildren(head) as readonly Expression[];
  }
}

/** The expressions directly in an expression, a condition before what it chooses. */
export function children(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "string":
      return node.parts?.flatMap((p) => (typeof p === "string" ? [] : [p.expression])) ?? [];
    case "conditional":
      return [node.condition, node.then, node.otherwise];
    case "attribute":
    case "labelled":
      return [node.value];
    case "call":
      return [node.callee, ...node.args.map((a) => a.value)];
    default:
      return nodesIn(node) as readonly Expression[];
  }
}
