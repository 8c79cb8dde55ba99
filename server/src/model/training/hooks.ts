// What a training section adds to expressions: names of layers, flags, selectors, and the methods of models. It never
// decides what trains.
import argConflict from "../../diagnostics/arg-conflict.ts";
import valueType from "../../diagnostics/value-type.ts";
import { enableLora } from "../../layers/adapters.ts";
import { bind } from "../../layers/apply.ts";
import { layerValue } from "../../layers/instance.ts";
import { typeName, type Value } from "../../layers/value.ts";
import type { Call, Expression, FreezeHead } from "../../syntax/tree.ts";
import { truth } from "../arithmetic.ts";
import { layerOf } from "../attributes.ts";
import { evaluate, evaluateArguments, evaluateRaw } from "../evaluate.ts";
import { broken, type Frame, here, isOpen, problem, problemsOfCall, type TrainingHooks } from "../frame.ts";
import { type FilePlace, type Instance, typeOf } from "../graph.ts";
import { isLayer, labelOf, reference, referenceOf } from "../references.ts";
import { namesOf } from "../wiring.ts";
import { checkCompile } from "./check-compile.ts";
import { compileParameters, optionsOf } from "./compile-arguments.ts";
import { type Change, sizeOf } from "./flags.ts";
import { loopSettled } from "./loops.ts";
import { homeOf, insideOf, layerList } from "./names-inside.ts";
import { everything, instancesOfValue, select, subscriptOf, without } from "./selectors.ts";
import { countsOf, instanceOfValue, runOf, type Session, setFlags } from "./session.ts";
import { compileModel, fitModel } from "./steps.ts";

const opaque = (): Value => reference({ kind: "opaque" });

/** The hooks of a section; `model` is the value of the model in `for`. */
export function hooksOf(session: Session, model: Value | undefined): TrainingHooks {
  return {
    lookup: (name) => lookupName(session, model, name),
    attribute: (value, name) => attributeOf(session, value, name),
    call: (frame, node) => callOf(session, frame, node),
    assign(frame, target, attribute, value) {
      if (referenceOf(target)?.kind === "opaque") return true;
      const targets = attribute === "trainable" ? instancesOfValue(target) : undefined;
      if (!targets || (!isLayer(target) && !homeOf(target) && !labelOf(target)))
        return isLayer(target) && attribute !== "trainable";
      const on = truth(value);
      if (!isOpen(value) && typeof on === "boolean")
        setFlags(session, targets, changeBy(frame, on, targets[0]));
      return true;
    },
    subscript: (frame, value, index, node) => subscriptOf(session, frame, value, index, node),
    statement(frame, statement) {
      const head = statement.head as FreezeHead;
      const selected = head.selectors.flatMap((node) => select(session, frame, node));
      const excepted = head.except.flatMap((node) => select(session, frame, node));
      const targets = excepted.length > 0 ? without(session, selected, excepted) : selected;
      if (targets.length > 0)
        setFlags(session, targets, changeBy(frame, head.kind === "unfreeze", targets[0]));
    },
    settled: (frame, loop) => loopSettled(session, frame, loop),
    names: () => namesKnown(session),
  };
}

/** The head of the statement that runs, for problems about all of it. */
export const wholeOf = (frame: Frame): FilePlace =>
  here(frame, { start: 0, end: frame.statement.head.length });

const changeBy = (frame: Frame, value: boolean, target: Instance | undefined): Change => ({
  place: wholeOf(frame),
  value,
  target,
});

function lookupName(session: Session, model: Value | undefined, name: string): Value | undefined {
  if (!session.model) return undefined;
  if (name === "model") return model;
  const parameter = session.model.params?.get(name);
  if (isLayer(parameter)) return parameter;
  const run = runOf(session.frame, session.model);
  return run && insideOf(run).entries.get(name);
}

function* namesKnown(session: Session): Generator<string> {
  if (!session.model) return;
  yield "model";
  const run = runOf(session.frame, session.model);
  if (run) yield* insideOf(run).entries.keys();
}

function attributeOf(session: Session, value: Value, name: string): Value | undefined {
  if (referenceOf(value)?.kind === "opaque") return opaque();
  const label = labelOf(value);
  const target: Value = label && label.layer.kind !== "group" ? label.layer : value;
  const home = homeOf(target);
  if (home) {
    if (name === "layers") return { kind: "list", items: home.group.instances.map(layerOf) };
    if (name === "name") return home.path;
    return insideOf(home.run).entries.get(`${home.path}.${name}`);
  }
  const instance = instanceOfValue(target);
  if (!instance) return undefined;
  const run = runOf(session.frame, instance);
  switch (name) {
    case "trainable":
      return session.flags.flag(instance);
    case "name":
      return layerName(session, instance);
    case "layers":
      return run ? { kind: "list", items: layerList(run) } : undefined;
    case "trainable_weights":
    case "trainable_variables":
      return { kind: "list", items: [...session.flags.trainable(instance)].map(opaque) };
    case "weights":
    case "variables":
      return { kind: "list", items: session.flags.cells(instance).map(opaque) };
    case "non_trainable_weights":
    case "non_trainable_variables": {
      const on = session.flags.trainable(instance);
      return {
        kind: "list",
        items: session.flags
          .cells(instance)
          .filter((cell) => !on.has(cell))
          .map(opaque),
      };
    }
    case "optimizer":
    case "history":
    case "stop_training":
      return run ? opaque() : undefined;
    default:
      return run && insideOf(run).entries.get(name);
  }
}

/** A layer's name in whatever model of the section holds it. */
function layerName(session: Session, instance: Instance): string {
  const bound = [...session.frame.scope.values()].flatMap((value) => instanceOfValue(value) ?? []);
  for (const top of session.model ? [session.model, ...bound] : bound) {
    for (const holder of everything(session, top)) {
      const run = runOf(session.frame, holder);
      const found = run && namesOf(run).get(instance);
      if (found) return found.name;
    }
  }
  return instance.label ?? instance.className;
}

type Method = (session: Session, frame: Frame, model: Instance, node: Call) => Value;

const nothing: Method = () => null;
const result: Method = () => opaque();

const methods: Readonly<Record<string, Method>> = {
  compile: compileCall,
  fit: (session, frame, model, node) => trained(session, frame, model, node, "fit"),
  train_on_batch: (session, frame, model, node) => trained(session, frame, model, node, "train_on_batch"),
  evaluate: (session, _frame, model) => {
    const compiled = session.compiled.get(model);
    if (compiled) session.compileUses.get(compiled.place.statement)!.used = true;
    return opaque();
  },
  test_on_batch: result,
  predict: result,
  predict_on_batch: result,
  save: nothing,
  save_weights: nothing,
  export: nothing,
  load_weights: nothing,
  summary: nothing,
};

/** Methods of layers and models that are no training. */
const layerMethods = new Set([
  "get_layer",
  "enable_lora",
  "count_params",
  "get_weights",
  "set_weights",
  "build",
]);

function callOf(session: Session, frame: Frame, node: Call): Value | undefined {
  const { callee } = node;
  if (callee.kind === "name") {
    if (frame.scope.has(callee.name)) return undefined;
    const method = methods[callee.name];
    if (method && !frame.file.names.has(callee.name)) {
      const model = session.model ?? instanceOfValue(frame.scope.get("model"));
      if (model) return runOf(frame, model) ? method(session, frame, model, node) : broken();
      if (session.noModel) return broken();
      problem(
        frame,
        valueType,
        {
          what: `\`${callee.name}\` needs a model before the dot`,
          advice: "this training section has no `for`",
        },
        callee,
      );
      return broken();
    }
    if (callee.name === "params" || callee.name === "trainable_params")
      return costs(session, frame, node, callee.name);
    return undefined;
  }
  if (callee.kind !== "attribute") return undefined;
  const name = callee.name.name;
  if (!methods[name] && !layerMethods.has(name)) {
    return callee.value.kind === "name" && referenceOf(frame.scope.get(callee.value.name))?.kind === "opaque"
      ? opaque()
      : undefined;
  }
  const receiver = evaluateRaw(frame, callee.value);
  if (isOpen(receiver)) return receiver;
  if (referenceOf(receiver)?.kind === "opaque") return opaque();
  const instance = instanceOfValue(receiver);
  if (!instance) return undefined;
  if (!methods[name]) return layerMethod(session, frame, instance, receiver, name, node);
  if (instance.kind === "model")
    return runOf(frame, instance) ? methods[name](session, frame, instance, node) : broken();
  problem(
    frame,
    valueType,
    { what: `\`${name}\` is a method of models, and this is ${typeName(receiver)}` },
    callee,
  );
  return broken();
}

function compileCall(session: Session, frame: Frame, model: Instance, node: Call): Value {
  const { args, nodes } = evaluateArguments(frame, node.args, true);
  const names = Object.keys(compileParameters);
  const binding = bind("compile", compileParameters, names, args);
  problemsOfCall(frame, binding.reports, node, nodes);
  const place = wholeOf(frame);
  const compiled = compileModel(session, model, place, optionsOf(binding.bound.given.get("optimizer")));
  const lossAt = binding.indices.get("loss");
  checkCompile(
    session,
    frame,
    compiled,
    binding.bound.given.get("loss"),
    lossAt === undefined ? node : (nodes[lossAt] ?? node),
  );
  return null;
}

function trained(
  session: Session,
  frame: Frame,
  model: Instance,
  node: Call,
  kind: "fit" | "train_on_batch",
): Value {
  fitModel(session, model, here(frame, node), kind);
  return opaque();
}

function layerMethod(
  session: Session,
  frame: Frame,
  instance: Instance,
  receiver: Value,
  name: string,
  node: Call,
): Value | undefined {
  const argument = (key: string, at: number): Expression | undefined =>
    (node.args.find((arg) => arg.name?.name === key) ?? node.args.filter((arg) => !arg.name)[at])?.value;
  switch (name) {
    case "get_layer": {
      const run = runOf(frame, instance);
      const wanted = argument("name", 0);
      const key = wanted && evaluate(frame, wanted);
      if (!run) return undefined;
      if (typeof key === "string") {
        const found = insideOf(run).entries.get(key);
        return found ?? subscriptOf(session, frame, receiver, wanted!, node);
      }
      const index = argument("index", 1);
      const i = index ? evaluate(frame, index) : key;
      return typeof i === "bigint" ? (layerList(run).at(Number(i)) ?? broken()) : broken();
    }
    case "count_params": {
      const { total } = countsOf(session, instance, []);
      return total;
    }
    case "enable_lora": {
      const rankNode = argument("rank", 0);
      const rank = rankNode ? evaluate(frame, rankNode) : undefined;
      if (typeof rank === "bigint") adapt(session, frame, instance, Number(rank), node);
      return null;
    }
    default:
      return opaque();
  }
}

/** Adds adapters to a layer, or to every layer of a model that takes one. */
function adapt(session: Session, frame: Frame, top: Instance, rank: number, node: Call): void {
  const change = changeBy(frame, true, top);
  for (const instance of session.flags.leaves(top)) {
    const { definition, bound } = instance;
    const inputs = instance.nodes[0]?.inputs;
    if (!definition || !bound || !inputs || (top !== instance && definition.lora === undefined)) continue;
    const adapted = enableLora(definition, bound, rank);
    if ("problem" in adapted) {
      if (top === instance)
        problem(frame, argConflict, { callee: definition.name, problem: adapted.problem }, node);
      continue;
    }
    try {
      const { weights } = layerValue(definition, adapted.bound).apply(inputs.map(typeOf));
      session.flags.replace(instance, weights, definition.lora!, change);
    } catch {
      // The layer has a problem that was reported where it stands.
    }
  }
  for (const compiled of session.compiled.values()) compiled.changes.add(frame.statement);
}

function costs(
  session: Session,
  frame: Frame,
  node: Call,
  what: "params" | "trainable_params",
): Value | undefined {
  const argument = node.args[0]?.value;
  if (!argument || node.args.length !== 1) return undefined;
  const value =
    argument.kind === "name" &&
    !frame.scope.has(argument.name) &&
    frame.training?.lookup(argument.name) === undefined
      ? undefined
      : evaluateRaw(frame, argument);
  const targets = value === undefined || isOpen(value) ? undefined : instancesOfValue(value);
  if (!targets) return undefined;
  const cells = new Set(
    targets.flatMap((target) =>
      what === "params" ? session.flags.cells(target) : [...session.flags.trainable(target)],
    ),
  );
  const failed = targets
    .map((target) => countsOf(session, target, []).total)
    .find((total) => typeof total !== "bigint");
  return failed ?? sizeOf(cells);
}
