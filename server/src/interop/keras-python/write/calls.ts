// Calls of operations, functions and methods as Python. It never applies a layer; that is `flow.ts`.
import { operand, tensors as tensorsType, tensor as tensorType } from "../../../layers/argument-types.ts";
import type { LayerDefinition } from "../../../layers/define.ts";
import type { Argument, Call, Expression, NodeBase } from "../../../syntax/tree.ts";
import { builtinPython, expression, plainly, type Reading } from "./expressions.ts";
import { applyCall } from "./flow.ts";
import { callKind, isTensorKind, kindOf } from "./kinds.ts";
import { layerAsValue } from "./makers.ts";
import { type Meaning, meaningOf } from "./meanings.ts";
import { nameOperation } from "./naming.ts";
import {
  assign,
  atom,
  attribute,
  call,
  keyword,
  type Python,
  prefixed,
  strength,
  subscript,
  within,
} from "./python.ts";
import { module, temporary, unsaid, type Writing } from "./session.ts";
import { functionPython, objectPath } from "./values.ts";

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

export function callOf(w: Writing, node: Call): Python {
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
