// The methods of models and layers a training section may call: `compile`, `fit`, `get_layer`, `enable_lora`, and counts.
// It never decides what trains.

import argConflict from "../../diagnostics/arg-conflict.ts";
import argRange from "../../diagnostics/arg-range.ts";
import trainAdapterFrozen from "../../diagnostics/train-adapter-frozen.ts";
import valueType from "../../diagnostics/value-type.ts";
import { type Adapted, enableLora, quantize } from "../../layers/adapters.ts";
import { bind } from "../../layers/apply.ts";
import { wordOf } from "../../layers/argument-types.ts";
import type { BoundArguments, LayerDefinition } from "../../layers/define.ts";
import { layerValue } from "../../layers/instance.ts";
import { typeName, type Value } from "../../layers/value.ts";
import type { Call, Expression } from "../../syntax/tree.ts";
import { evaluate, evaluateArguments, evaluateRaw } from "../evaluate.ts";
import { broken, type Frame, here, isOpen, problem, problemsOfCall } from "../frame.ts";
import { type FilePlace, type Instance, typeOf } from "../graph.ts";
import { reference, referenceOf } from "../references.ts";
import { sourceName } from "../wiring.ts";
import { checkCompile } from "./check-compile.ts";
import { compileParameters, optionsOf } from "./compile-arguments.ts";
import { lineBefore } from "./cures.ts";
import { type Change, sizeOf } from "./flags.ts";
import { insideOf, layerList } from "./names-inside.ts";
import { instancesOfValue, subscriptOf } from "./selectors.ts";
import { countsOf, instanceOfValue, runOf, type Session } from "./session.ts";
import { compileModel, fitModel } from "./steps.ts";

/** A result that is not known here. */
export const opaque = (): Value => reference({ kind: "opaque" });

/** The head of the statement that runs, for problems about all of it. */
export const wholeOf = (frame: Frame): FilePlace =>
  here(frame, { start: 0, end: frame.statement.head.length });

/** The change a statement makes. */
export const changeBy = (frame: Frame, value: boolean, target: Instance | undefined): Change => ({
  place: wholeOf(frame),
  value,
  target,
});

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
  "quantize",
  "count_params",
  "get_weights",
  "set_weights",
  "build",
]);

/** A call of a method, or of `params` with the flags of this place; `undefined` where it is another call. */
export function callOf(session: Session, frame: Frame, node: Call): Value | undefined {
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
    if (callee.name === "print" && !frame.file.names.has("print")) return null;
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
  const { given } = binding.bound;
  const optimizerAt = node.args[binding.indices.get("optimizer") ?? -1]?.value;
  const options = optionsOf(
    given.get("optimizer"),
    given.get("loss"),
    outputNames(frame, model),
    // One written in the call is a new one each time.
    optimizerAt !== undefined && optimizerAt.kind !== "call",
  );
  const compiled = compileModel(session, model, place, options);
  const lossAt = binding.indices.get("loss");
  checkCompile(
    session,
    frame,
    compiled,
    given.get("loss"),
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
  fitModel(session, model, here(frame, node), kind, batchOf(frame, node));
  return opaque();
}

/** The names of a model's outputs: those `output {…}` gives, else those of the layers. */
function outputNames(frame: Frame, model: Instance): readonly string[] {
  const run = runOf(frame, model);
  return run?.outputs.map(({ name, ref }) => name ?? sourceName(run, ref)) ?? [];
}

/** The batch size a `fit` says, where it is a number or a name of one; data and the like are not looked up. */
function batchOf(frame: Frame, node: Call): number | undefined {
  const given = node.args.find((arg) => arg.name?.name === "batch_size")?.value;
  const known =
    given?.kind === "number" ||
    (given?.kind === "name" && (frame.scope.has(given.name) || frame.file.names.has(given.name)));
  const value = known ? evaluate(frame, given) : undefined;
  return typeof value === "bigint" && value > 0n ? Number(value) : undefined;
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
      if (typeof rank === "bigint") {
        const adapter = (d: LayerDefinition, b: BoundArguments): Adapted => enableLora(d, b, Number(rank));
        adapt(session, frame, instance, adapter, node);
        adapterFrozen(session, frame, instance, node);
      }
      return null;
    }
    case "quantize": {
      const modeNode = argument("mode", 0);
      const mode = modeNode ? wordOf(evaluate(frame, modeNode, { words: true })) : undefined;
      const known = (["int8", "int4", "float8"] as const).find((m) => m === mode);
      if (known) adapt(session, frame, instance, (d, b) => quantize(d, b, known), node);
      else if (modeNode) {
        const facts = { callee: "quantize", argument: "mode", expected: '"int8", "int4" or "float8"' };
        problem(frame, argRange, { ...facts, found: mode ?? "no name", near: undefined }, modeNode);
      }
      return null;
    }
    default:
      return opaque();
  }
}

/** Adds adapters to a layer, or to every layer of a model that takes one; quantizes likewise. */
function adapt(
  session: Session,
  frame: Frame,
  top: Instance,
  adapter: (definition: LayerDefinition, bound: BoundArguments) => Adapted,
  node: Call,
): void {
  const change: Change = { ...changeBy(frame, true, top), adapts: true };
  for (const instance of session.flags.leaves(top)) {
    const { definition } = instance;
    const bound = session.adapted.get(instance) ?? instance.bound;
    const inputs = instance.nodes[0]?.inputs;
    if (!definition || !bound || !inputs || (top !== instance && definition.lora === undefined)) continue;
    const adapted = adapter(definition, bound);
    if ("problem" in adapted) {
      if (top === instance)
        problem(frame, argConflict, { callee: definition.name, problem: adapted.problem }, node);
      continue;
    }
    try {
      const { weights } = layerValue(definition, adapted.bound).apply(inputs.map(typeOf));
      session.adapted.set(instance, adapted.bound);
      session.flags.replace(instance, weights, definition.lora!, change);
    } catch {
      // The layer has a problem that was reported where it stands.
    }
  }
  for (const compiled of session.compiled.values()) compiled.changes.add(frame.statement);
}

/** An adapter none of whose weights train, since the layer is frozen. */
function adapterFrozen(session: Session, frame: Frame, top: Instance, node: Call): void {
  const added = session.flags.cells(top).filter(({ weight }) => /(^|\/)lora_\w+_[ab]$/.test(weight.name));
  if (added.length === 0 || added.some((cell) => cell.on)) return;
  const { callee } = node;
  if (callee.kind !== "attribute") return;
  const { text } = frame.statement;
  const target = text.slice(callee.value.start, callee.value.end);
  const line = lineBefore(session, frame.statement, `unfreeze ${target}`);
  const facts = { target, parameters: sizeOf(added), edits: line ? [line] : undefined };
  problem(frame, trainAdapterFrozen, facts, node);
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
