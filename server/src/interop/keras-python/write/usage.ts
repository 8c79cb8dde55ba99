// What a body does with its names: which are read as values, which are used as layers. Found from the text alone.
import { children, expressionsOf } from "../../../syntax/subexpressions.ts";
import type { Body, Expression, Statement } from "../../../syntax/tree.ts";

export interface Usage {
  readonly read: ReadonlySet<string>;
  readonly layers: ReadonlySet<string>;
  /** Every name the body binds or reads. */
  readonly all: ReadonlySet<string>;
}

const costs = new Set(["params", "trainable_params", "macs", "flops"]);

/** Whether an expression asks for counts only Netlens works out. */
export function asksForCounts(node: Expression): boolean {
  if (node.kind === "call" && node.callee.kind === "name" && costs.has(node.callee.name)) return true;
  return children(node).some(asksForCounts);
}

export function usageOf(body: Body): Usage {
  const read = new Set<string>();
  const layers = new Set<string>();
  const all = new Set<string>();
  const stage = (node: Expression): void => {
    if (node.kind === "name") {
      layers.add(node.name);
      all.add(node.name);
    } else if (node.kind === "labelled") {
      if (node.label.kind === "name") all.add(node.label.name);
      stage(node.value);
    } else if (node.kind === "conditional") {
      expression(node.condition);
      stage(node.then);
      stage(node.otherwise);
    } else if (node.kind === "list" || node.kind === "tuple") node.items.forEach(stage);
    else expression(node);
  };
  const expression = (node: Expression): void => {
    switch (node.kind) {
      case "name":
        read.add(node.name);
        all.add(node.name);
        return;
      case "call":
        if (node.callee.kind === "name") {
          layers.add(node.callee.name);
          all.add(node.callee.name);
          if (costs.has(node.callee.name)) return;
        } else expression(node.callee);
        for (const arg of node.args) expression(arg.value);
        return;
      case "pipeline":
        expression(node.elements[0]!);
        node.elements.slice(1).forEach(stage);
        return;
      case "labelled":
        if (node.label.kind === "name") all.add(node.label.name);
        else
          for (const part of node.label.parts ?? [])
            if (typeof part !== "string") expression(part.expression);
        expression(node.value);
        return;
      case "attribute":
        if (node.value.kind === "name" && ["layers", "trainable", "name"].includes(node.name.name)) {
          layers.add(node.value.name);
          all.add(node.value.name);
          return;
        }
        break;
      default:
        break;
    }
    for (const child of children(node)) expression(child);
  };
  const target = (node: Expression): void => {
    if (node.kind === "name") all.add(node.name);
    else if (node.kind === "tuple" || node.kind === "list") node.items.forEach(target);
    else if (node.kind === "starred") target(node.value);
    else expression(node);
  };
  const statement = (s: Statement): void => {
    const { head } = s;
    switch (head.kind) {
      case "assign":
        head.targets.forEach(target);
        expression(head.value);
        break;
      case "for":
        target(head.target);
        expression(head.iterable);
        break;
      case "shared":
        if (head.label.kind === "name") all.add(head.label.name);
        expression(head.value);
        break;
      case "input":
        all.add(head.name.name);
        for (const item of head.shape?.items ?? []) if (item.kind === "name") all.add(item.name);
        break;
      case "assert":
        if (!asksForCounts(head.condition)) for (const e of expressionsOf(s)) expression(e);
        break;
      default:
        for (const e of expressionsOf(s)) expression(e);
    }
    s.body?.statements.forEach(statement);
    if (s.otherwise) statement(s.otherwise);
  };
  body.statements.forEach(statement);
  return { read, layers, all };
}
