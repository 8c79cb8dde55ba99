// Lets tensors flow through pipelines: layers, blocks and models applied to what comes before them, one statement a stage.
import { snakeCase } from "../../../layers/instance.ts";
import type { Call, Expression, Labelled } from "../../../syntax/tree.ts";
import { argumentsOf, operationCall, takesFlow } from "./calls.ts";
import { choice, currentFlow, expression } from "./expressions.ts";
import { type Flow, one, plainName, settled } from "./flow-value.ts";
import { callKind, holdsFlow, kindOf } from "./kinds.ts";
import { comprehension } from "./loops.ts";
import { applyLayer, layerArguments, makerOf, nameOf, spread } from "./makers.ts";
import { branchesFirst, level, madeFirst } from "./making-first.ts";
import { type Meaning, meaningOf } from "./meanings.ts";
import { nameArguments } from "./naming.ts";
import {
  assign,
  atom,
  block,
  call,
  flat,
  list,
  type Python,
  type PythonStatement,
  strength,
  within,
} from "./python.ts";
import { bindLayer, bindName, module, temporary, unsaid, type Writing } from "./session.ts";

/** Work with a variable of its own for what it flows through; the name is free again where it was not needed. */
export function inBranch<T>(w: Writing, work: (branch: string) => T): T {
  const branch = temporary(w, "branch");
  const result = work(branch);
  const text = JSON.stringify([w.body, result]);
  if (!new RegExp(`\\b${branch}\\b`).test(text)) w.taken.delete(branch);
  return result;
}

/** A pipeline's stages as statements; its last value is left as an expression. */
export function lowerPipeline(
  w: Writing,
  elements: readonly Expression[],
  flow: Flow | undefined,
  temp: string,
): Flow {
  let value = flow;
  elements.forEach((element, i) => {
    if (i > 0 && value) value = settled(w, value, temp);
    value = i === 0 ? first(w, element, value, temp) : stage(w, element, value, temp);
  });
  return value!;
}

/** The first element: a tensor or list is the source; a layer is applied to the flow. */
export function first(w: Writing, node: Expression, flow: Flow | undefined, temp: string): Flow {
  switch (node.kind) {
    case "pipeline":
      return lowerPipeline(w, node.elements, flow, temp);
    case "labelled":
      return labelled(w, node, flow, temp, false);
    case "conditional":
      if (layerish(w, node.then) || layerish(w, node.otherwise))
        return lowerConditional(w, node, flow, temp, "first");
      break;
    case "list":
    case "tuple": {
      if (node.items.some((item) => item.kind === "starred") && !node.items.some((item) => layerish(w, item)))
        break;
      const items = node.items.map((item) => {
        if (item.kind === "starred") return expression(w, item);
        if (!layerish(w, item)) return expression(w, item);
        return inBranch(w, (branch) => settled(w, first(w, item, flow, branch), branch)).python;
      });
      return { python: list(items), kind: "tensors", items };
    }
    case "comprehension":
      return one(
        comprehension(w, node, (inner, value) => {
          if (!layerish(inner, value)) return expression(inner, value);
          return inBranch(inner, (branch) => first(inner, value, flow, branch)).python;
        }),
        kindOf(w, node),
      );
    default:
      break;
  }
  const applied = applyElement(w, node, flow, temp, undefined, false);
  if (applied) return applied;
  return one(expression(w, node), kindOf(w, node));
}

/** Whether an element is a layer, block, model or operation that takes the flow. */
function layerish(w: Writing, node: Expression): boolean {
  if (node.kind === "pipeline" || node.kind === "labelled") return true;
  if (node.kind === "none") return false;
  if (node.kind === "conditional") return layerish(w, node.then) || layerish(w, node.otherwise);
  if (node.kind === "call") {
    const kind = callKind(w, node);
    if (kind === "make" || kind === "make-block" || kind === "apply") return true;
    const meaning = meaningOf(w, node.callee);
    return kind === "operation" && meaning?.kind === "operation" && takesFlow(w, node, meaning.definition);
  }
  if (node.kind === "list" || node.kind === "tuple") return node.items.some((i) => layerish(w, i));
  return ["class", "layer", "block", "model", "made-block"].includes(kindOf(w, node));
}

/** A later element: whatever it is, the flow goes into it. */
function stage(w: Writing, node: Expression, flow: Flow | undefined, temp: string): Flow {
  switch (node.kind) {
    case "pipeline":
      return node.elements.reduce<Flow | undefined>((value, element) => {
        const held = value && settled(w, value, temp);
        return stage(w, element, held, temp);
      }, flow)!;
    case "labelled":
      return labelled(w, node, flow, temp, true);
    case "conditional":
      return lowerConditional(w, node, flow, temp, "stage");
    case "list":
    case "tuple": {
      const items = node.items.map((item) => {
        return inBranch(w, (branch) => settled(w, stage(w, item, flow, branch), branch)).python;
      });
      return { python: list(items), kind: "tensors", items };
    }
    default:
      break;
  }
  const applied = applyElement(w, node, flow, temp, undefined, true);
  if (applied) return applied;
  throw unsaid(w, "this stage", node);
}

/** `A() if c else B()` as statements; both branches end in the same variable. */
export function lowerConditional(
  w: Writing,
  node: Extract<Expression, { kind: "conditional" }>,
  flow: Flow | undefined,
  temp: string,
  place: "first" | "stage" | "value",
): Flow {
  const condition = expression(w, node.condition, { words: true });
  const outer = w.body;
  const branch = (part: Expression): PythonStatement[] => {
    const body: PythonStatement[] = [];
    w.body = body;
    const value =
      part.kind === "none" && place !== "value"
        ? flow!
        : place === "stage"
          ? stage(w, part, flow, temp)
          : place === "first"
            ? first(w, part, flow, temp)
            : one(expression(w, part), kindOf(w, part));
    if (flat(value.python) !== temp) body.push(assign(temp, value.python));
    w.body = outer;
    return body;
  };
  const [then, made] = level(w, false, () => branch(node.then));
  const [otherwise, madeOtherwise] = level(w, false, () => branch(node.otherwise));
  branchesFirst(w, [
    { condition, level: made },
    { condition: undefined, level: madeOtherwise },
  ]);
  const [a, b] = [then[0], otherwise[0]];
  // Two plain values need no statement.
  if (
    place === "value" &&
    then.length === 1 &&
    otherwise.length === 1 &&
    a?.kind === "assign" &&
    b?.kind === "assign"
  ) {
    w.taken.delete(temp);
    return one(choice(within(a.value, strength.or), within(condition, strength.or), b.value));
  }
  if (then.length === 0 && otherwise.length > 0) w.body.push(block("if ", negated(condition), otherwise));
  else {
    w.body.push(block("if ", condition, then));
    if (otherwise.length > 0) w.body.push(block("else", undefined, otherwise));
  }
  return one(atom(temp));
}

const negated = (condition: Python): Python => ({
  pieces: ["not ", ...within(condition, strength.not).pieces],
  strength: strength.not,
});

/** `label: element`: the layer gets the name, and the label a variable where the body reads it. */
function labelled(w: Writing, node: Labelled, flow: Flow | undefined, temp: string, later: boolean): Flow {
  const { label, value } = node;
  const name =
    label.kind === "name"
      ? label.name
      : label.parts?.some((p) => typeof p !== "string")
        ? undefined
        : label.value;
  const isIdentifier = name !== undefined && plainName.test(name);
  const read = isIdentifier && w.readAsValue.has(name);
  const asLayer = isIdentifier && w.usedAsLayer.has(name);
  let result: Flow;
  let layer: string | undefined;
  let group = false;
  if (value.kind === "conditional") {
    result = lowerConditional(
      w,
      // biome-ignore lint/suspicious/noThenProperty: the branches of a choice are called so in the tree.
      { ...value, then: relabel(node, value.then), otherwise: relabel(node, value.otherwise) },
      flow,
      temp,
      later ? "stage" : "first",
    );
    return keep(result);
  }
  const maker = makerOf(w, value, label);
  if (maker && !flow) throw unsaid(w, "a layer without anything to apply it to", value);
  if (maker) {
    group = maker.kind === "block";
    if (asLayer && maker.layer && !group) {
      layer = bindLayer(w, name!, "layer", maker.layer);
      result = one(applyLayer(w, atom(layer), maker.takes, flow, []));
    } else result = one(maker.apply(flow, []));
  } else {
    const unlabelled = later ? stage(w, value, flow, temp) : first(w, value, flow, temp);
    result = unlabelled;
  }
  return keep(result);

  function keep(found: Flow): Flow {
    if (!isIdentifier || !read) {
      if (isIdentifier && layer !== undefined) w.names.set(name!, { python: layer, kind: "layer", layer });
      else if (isIdentifier && !read && !asLayer) w.names.delete(name!);
      return found;
    }
    const variable =
      layer === undefined ? bindName(w, name!, found.kind, { group }) : temporary(w, `${name}_output`);
    if (layer !== undefined) w.names.set(name!, { python: variable, kind: found.kind, layer });
    if (flat(found.python) !== variable) w.body.push(assign(variable, found.python));
    return { ...found, python: atom(variable) };
  }
}

const relabel = (node: Labelled, value: Expression): Expression =>
  value.kind === "none" ? value : { ...node, value, start: node.start, end: node.end };

/** An element that takes the flow; nothing where it is a value. */
function applyElement(
  w: Writing,
  node: Expression,
  flow: Flow | undefined,
  _temp: string,
  label: Expression | undefined,
  later: boolean,
): Flow | undefined {
  const maker = makerOf(w, node, label);
  if (maker) {
    if (!flow) throw unsaid(w, "a layer without anything to apply it to", node);
    return one(maker.apply(flow, []));
  }
  const meaning = meaningOf(w, node.kind === "call" ? node.callee : node);
  if (node.kind === "call") {
    if (meaning?.kind === "operation" && (later || takesFlow(w, node, meaning.definition)))
      return one(operationCall(w, node, meaning, flow?.python, later));
    if (meaning?.kind === "layer-function") return one(layerFunction(w, node, meaning));
    return undefined;
  }
  if (meaning?.kind === "bound") {
    const { bound } = meaning;
    const layer = bound.layer ?? (bound.kind === "layer" ? bound.python : undefined);
    if (layer !== undefined && (later || bound.kind === "layer"))
      return one(applyLayer(w, atom(layer), "list", flow, []));
    if (bound.kind === "made-block") return one(call(bound.python, spread(flow)));
  }
  if (later && (meaning?.kind === "operation" || meaning?.kind === "function")) {
    if (meaning.kind === "operation")
      return one(operationCall(w, undefined, meaning, flow?.python, true, node));
  }
  if (later && node.kind === "subscript" && kindOf(w, node) === "layer")
    return one(applyLayer(w, expression(w, node), "list", flow, []));
  return undefined;
}

/** `layers.add([a, b])` is `Add()([a, b])`. */
function layerFunction(
  w: Writing,
  node: Call,
  meaning: Extract<Meaning, { kind: "layer-function" }>,
): Python {
  const own = node.args.filter((a) => a.name !== undefined && a.name.name !== "inputs");
  const { name } = meaning.definition;
  const made = madeFirst(w, snakeCase(name), node, () =>
    call(`${module(w.session, "layers")}.${name}`, [
      ...layerArguments(w, own),
      ...nameArguments(w, node, nameOf(own), name, "layer"),
    ]),
  );
  return call(
    made,
    argumentsOf(
      w,
      node.args.filter((a) => !own.includes(a)),
      {},
    ),
  );
}

/** A call that applies: `Dense(8)(x)`, `enc(x)`, `base(x, training=False)`, `layers.add([a, b])`. */
export function applyCall(w: Writing, node: Call): Python {
  const meaning = meaningOf(w, node.callee);
  if (meaning?.kind === "layer-function") return layerFunction(w, node, meaning);
  const positional = node.args.filter((a) => a.name === undefined);
  const named = node.args.filter((a) => a.name !== undefined);
  const maker = node.callee.kind === "call" ? makerOf(w, node.callee, undefined) : undefined;
  const held = (value: Expression): Flow => {
    const found =
      value.kind === "list" || value.kind === "tuple" || value.kind === "pipeline"
        ? inBranch(w, (branch) => first(w, value, currentFlow(w), branch))
        : one(expression(w, value), kindOf(w, value));
    // The inner layer is made first, so that automatic names are counted in that order.
    return holdsFlow(w, value) && !found.items ? settled(w, found, temporary(w, "branch")) : found;
  };
  const flows = positional.map((a) => held(a.value));
  const flow: Flow | undefined =
    flows.length === 0
      ? undefined
      : flows.length === 1
        ? flows[0]!
        : { python: list(flows.map((f) => f.python)), kind: "tensors", items: flows.map((f) => f.python) };
  const extra = (): readonly Python[] => argumentsOf(w, named, { words: true });
  if (maker) {
    if (maker.kind === "layer" && flows.length > 1)
      return call(maker.layer!(), [...flows.map((f) => f.python), ...extra()]);
    const rest =
      maker.kind === "block"
        ? named.filter((a) => a.name!.name !== "training" && a.name!.name !== "mask")
        : named;
    return maker.apply(flow, argumentsOf(w, rest, { words: true }));
  }
  if (meaning?.kind === "bound") {
    const { bound } = meaning;
    if (bound.kind === "made-block") return call(bound.python, spread(flow));
    const callee = atom(bound.layer ?? bound.python);
    return call(callee, [
      ...(flow === undefined ? [] : flows.length > 1 ? flows.map((f) => f.python) : [flow.python]),
      ...extra(),
    ]);
  }
  if (node.callee.kind === "subscript")
    return call(expression(w, node.callee), [...(flow ? [flow.python] : []), ...extra()]);
  throw unsaid(w, "this call", node);
}
