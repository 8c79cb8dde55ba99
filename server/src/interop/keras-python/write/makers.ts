// Makes layers, blocks and models as Python, by themselves or applied to what flows. It lays out no pipeline.
import type { LayerDefinition, Takes } from "../../../layers/define.ts";
import { snakeCase } from "../../../layers/instance.ts";
import { hasInputs } from "../../../model/declared-inputs.ts";
import type { Part } from "../../../model/source-file.ts";
import type { Argument, Expression } from "../../../syntax/tree.ts";
import { argumentsOf } from "./calls.ts";
import { expression, kerasModel } from "./expressions.ts";
import { type Flow, plainName, settled } from "./flow-value.ts";
import { kindOf } from "./kinds.ts";
import { madeFirst } from "./making-first.ts";
import { meaningOf } from "./meanings.ts";
import { blockNameArguments, nameArguments } from "./naming.ts";
import {
  assign,
  atom,
  attribute,
  call,
  flat,
  keyword,
  none,
  operation,
  type Python,
  prefixed,
  strength,
  subscript,
  within,
} from "./python.ts";
import { module, partName, snake, temporary, unsaid, type Writing } from "./session.ts";

export interface Maker {
  readonly kind: "layer" | "block" | "model";
  readonly className: string;
  readonly takes: Takes | "spread" | "list";
  /** The layer by itself; a block has none where its function makes and applies layers at once. */
  readonly layer?: () => Python;
  readonly apply: (flow: Flow | undefined, extra: readonly Python[]) => Python;
}

/** What makes a layer, block or model here: a class or declaration, called or not. */
export function makerOf(w: Writing, node: Expression, label: Expression | undefined): Maker | undefined {
  const maker = makerOnTheSpot(w, node, label);
  if (!maker || !w.first || w.first.inside) return maker;
  const make = maker.layer;
  if (!make) throw unsaid(w, "a block that is handed on to one that is used again", node);
  const given = label ?? (node.kind === "call" ? nameOf(node.args) : undefined);
  const layer = (): Python => madeFirst(w, variableName(maker.className, given), node, make);
  return { ...maker, layer, apply: (flow, extra) => applyLayer(w, layer(), maker.takes, flow, extra) };
}

/** The variable a layer is kept in: its label, or its class as in names of layers. */
const variableName = (className: string, label: Expression | undefined): string =>
  label?.kind === "name"
    ? label.name
    : label?.kind === "string" && plainName.test(label.value) && !label.parts
      ? label.value
      : snakeCase(className);

function makerOnTheSpot(w: Writing, node: Expression, label: Expression | undefined): Maker | undefined {
  const callNode = node.kind === "call" ? node : undefined;
  const callee = callNode ? callNode.callee : node;
  const meaning = meaningOf(w, callee);
  if (!meaning) return undefined;
  const args = callNode?.args ?? [];
  const { session } = w;
  switch (meaning.kind) {
    case "layer-class":
      return layerMaker(w, node, args, label, meaning.definition);
    case "part":
      return partMaker(w, node, args, label, meaning.part);
    case "bound": {
      const { bound } = meaning;
      if (bound.kind === "class") {
        const make = (): Python =>
          call(bound.python, [
            ...layerArguments(w, args),
            ...nameArguments(w, node, nameOf(args) ?? label, bound.python, "class"),
          ]);
        return {
          kind: "layer",
          className: bound.python,
          takes: "list",
          layer: make,
          apply: (flow, extra) => applyLayer(w, make(), "list", flow, extra),
        };
      }
      if (bound.kind === "model") {
        const make = (): Python => call(bound.python, argumentsOf(w, args, { words: true }));
        return {
          kind: "model",
          className: bound.python,
          takes: "list",
          layer: make,
          apply: (flow, extra) => applyLayer(w, make(), "list", flow, extra),
        };
      }
      if (bound.kind === "block") {
        if (bound.part && session.uses.makesFirst(bound.part)) {
          const make = (): Python => call(bound.python, argumentsOf(w, args, { words: true }));
          return {
            kind: "block",
            className: bound.python,
            takes: "spread",
            layer: make,
            apply: (flow, extra) => applyLayer(w, make(), "spread", flow, extra),
          };
        }
        const apply = (flow: Flow | undefined, extra: readonly Python[]): Python =>
          call(bound.python, [...spread(flow), ...argumentsOf(w, args, { words: true }), ...extra]);
        return { kind: "block", className: bound.python, takes: "spread", apply };
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

/** The `name=` of a call, taken as a label. */
export const nameOf = (args: readonly Argument[]): Expression | undefined => {
  const value = args.find((a) => a.name?.name === "name")?.value;
  return value?.kind === "none" ? undefined : value;
};
export const unnamed = (args: readonly Argument[]): readonly Argument[] =>
  args.filter((a) => a.name?.name !== "name");

/** The arguments of a layer without its name; in a block that is told whether it trains, each layer is told, too. */
export function layerArguments(w: Writing, args: readonly Argument[]): readonly Python[] {
  const rest = unnamed(args);
  const own = rest.find((a) => a.name?.name === "trainable");
  const flag = w.trainable === undefined ? undefined : flagOf(w, own);
  if (!flag) return argumentsOf(w, rest, { words: true });
  return [
    ...argumentsOf(
      w,
      rest.filter((a) => a !== own),
      { words: true },
    ),
    keyword("trainable", flag),
  ];
}

/** Whether what is made trains: as it says itself, and as the block around is told. */
function flagOf(w: Writing, own: Argument | undefined): Python | undefined {
  const around = w.trainable === undefined ? undefined : atom(w.trainable);
  if (!own) return around;
  const written = expression(w, own.value);
  if (!around || (own.value.kind === "bool" && !own.value.value)) return written;
  if (own.value.kind === "bool") return around;
  return operation(
    [{ value: around }, { operator: "and", value: within(written, strength.and + 1) }],
    strength.and,
  );
}

function layerMaker(
  w: Writing,
  node: Expression,
  args: readonly Argument[],
  label: Expression | undefined,
  definition: LayerDefinition,
): Maker {
  const whole = args.find((a) => kindOf(w, a.value) === "made-block");
  if (whole) throw unsaid(w, `a block as an argument of ${definition.name}`, whole.value);
  const make = (): Python =>
    call(`${module(w.session, "layers")}.${definition.name}`, [
      ...layerArguments(w, args),
      ...nameArguments(w, node, nameOf(args) ?? label, definition.name, "layer"),
    ]);
  const takes = definition.takes ?? "one";
  return {
    kind: "layer",
    className: definition.name,
    takes,
    layer: make,
    apply: (flow, extra) => applyLayer(w, make(), takes, flow, extra),
  };
}

function partMaker(
  w: Writing,
  node: Expression,
  args: readonly Argument[],
  label: Expression | undefined,
  part: Part,
): Maker {
  const { session } = w;
  const given = nameOf(args) ?? label;
  if (part.kind === "block") {
    const own = part.head.parameters.some((p) => p.name.name === "name");
    const shown = own ? label : given;
    const rest = own ? args : unnamed(args);
    const form = session.names.blockForm(part);
    const written = (given: readonly Python[], extra: readonly Python[]): Python =>
      call(partName(session, part), [
        ...given,
        ...(session.uses.takesTrainable(part)
          ? layerArguments(w, rest)
          : argumentsOf(w, rest, { words: true })),
        ...extra,
        ...blockNameArguments(w, form, nameParameter(form, part), shown),
      ]);
    const shape = { kind: "block", className: part.name, takes: "spread" } as const;
    if (!session.uses.makesFirst(part))
      return { ...shape, apply: (flow, extra) => written(spread(flow), extra) };
    const make = (): Python => written([], []);
    return { ...shape, layer: make, apply: (flow, extra) => applyLayer(w, make(), "spread", flow, extra) };
  }
  if (part.kind === "layer") {
    const make = (): Python =>
      call(partName(session, part), [
        ...layerArguments(w, args),
        ...nameArguments(w, node, given, part.name, "layer"),
      ]);
    return {
      kind: "layer",
      className: part.name,
      takes: "spread",
      layer: make,
      apply: (flow, extra) => applyLayer(w, make(), "spread", flow, extra),
    };
  }
  const make = (flow?: Flow): Python => {
    const name = nameArguments(w, node, given, part.name, "model");
    const own = part.head.parameters.some((p) => p.name.name === "trainable");
    const trainable = own ? undefined : args.find((a) => a.name?.name === "trainable");
    const rest = unnamed(args).filter((a) => a !== trainable);
    const written = argumentsOf(w, rest, { words: true });
    const made = session.isKerasOwn(part)
      ? call(kerasModel(session, part), [...written, ...applicationDefaults(part, args, flow), ...name])
      : call(partName(session, part), [...written, ...name]);
    const flag = flagOf(w, trainable);
    if (!flag) return made;
    // A model of Keras takes no `trainable`; its flag is set once it is made.
    const variable = temporary(w, given?.kind === "name" ? given.name : snake(part.name));
    w.body.push(assign(variable, made));
    w.body.push(assign(`${variable}.trainable`, flag));
    return atom(variable);
  };
  const apply = (flow: Flow | undefined, extra: readonly Python[]): Python => {
    const held =
      flow && !flow.items && !plainName.test(flat(flow.python))
        ? settled(w, flow, temporary(w, "branch"))
        : flow;
    return applyLayer(w, make(held), "list", held, extra);
  };
  const sized = session.isKerasOwn(part) && applicationDefaults(part, args, { python: none, kind: "tensor" });
  const layer = (): Python => {
    if (w.first && sized && sized.length > 0)
      throw unsaid(w, "a model of Keras without `input_shape` in a block that is used again", node);
    return make();
  };
  return { kind: "model", className: part.name, takes: "list", layer, apply };
}

/** What Keras would do otherwise: take any size of image where the model does not say one. Its weights stay Keras's. */
function applicationDefaults(
  part: Part,
  args: readonly Argument[],
  flow: Flow | undefined,
): readonly Python[] {
  const parameters = part.head.parameters.map((p) => p.name.name);
  if (!parameters.includes("weights")) return [];
  const given = new Set<string>();
  let position = 0;
  for (const arg of args) given.add(arg.name?.name ?? parameters[position++] ?? "");
  const more: Python[] = [];
  if (!given.has("input_shape") && !given.has("input_tensor") && flow && !flow.items)
    more.push(keyword("input_shape", subscript(attribute(flow.python, "shape"), [atom("1:")])));
  return more;
}

/** The parameter a block takes its name by. */
export const nameParameter = (form: "none" | "name" | "names", part: Part): string => {
  const taken = new Set([
    ...part.head.parameters.map((p) => p.name.name),
    ...hasInputs(part.statement.body).names,
  ]);
  const wanted = form === "names" ? "names" : "name";
  return taken.has(wanted) ? `layer_${wanted}` : wanted;
};

export const spread = (flow: Flow | undefined): readonly Python[] =>
  flow === undefined
    ? []
    : flow.items
      ? flow.items
      : flow.kind === "tensors"
        ? [prefixed("*", flow.python)]
        : [flow.python];

/** A layer called on what flows, in the form its call takes. */
export function applyLayer(
  _w: Writing,
  layer: Python,
  takes: Maker["takes"],
  flow: Flow | undefined,
  extra: readonly Python[],
): Python {
  const spreads = takes === "spread" || (typeof takes === "object" && "tensors" in takes);
  const inputs =
    flow === undefined
      ? []
      : spreads
        ? spread(flow)
        : flow.items?.length === 1 && takes === "one"
          ? flow.items
          : [flow.python];
  return call(layer, [...inputs, ...extra]);
}

/** A layer or model as a value: an argument, or what `shared` makes. A block is a function of its tensors. */
export function layerAsValue(w: Writing, node: Expression, label?: Expression): Python {
  const maker = makerOf(w, node, label);
  if (maker?.layer) return maker.layer();
  if (maker) throw unsaid(w, "a block that is made here and applied elsewhere", node);
  return expression(w, node);
}
