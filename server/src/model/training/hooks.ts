// What a training section adds to expressions: names of layers, flags, selectors, and the methods of models. It never
// decides what trains.
import trainSelectorEmpty from "../../diagnostics/train-selector-empty.ts";
import type { Value } from "../../layers/value.ts";
import type { Expression, FreezeHead, Statement } from "../../syntax/tree.ts";
import { truth } from "../arithmetic.ts";
import { layerOf } from "../attributes.ts";
import { type Frame, isOpen, problem, type TrainingHooks } from "../frame.ts";
import type { Instance } from "../graph.ts";
import { isLayer, labelOf, referenceOf } from "../references.ts";
import { namesOf } from "../wiring.ts";
import { loopSettled, loopSettles } from "./loops.ts";
import { callOf, changeBy, opaque } from "./methods.ts";
import { homeOf, insideOf, layerList } from "./names-inside.ts";
import { everything, instancesOfValue, select, subscriptOf, without } from "./selectors.ts";
import { instanceOfValue, runOf, type Session, setFlags } from "./session.ts";

/** The hooks of a section; `model` is the value of the model in `for`. */
export function hooksOf(session: Session, model: Value | undefined): TrainingHooks {
  return {
    lookup: (name) => lookupName(session, model, name),
    attribute: (value, name) => attributeOf(session, value, name),
    call: (frame, node) => callOf(session, frame, node),
    assign(frame, target, attribute, value, node) {
      if (referenceOf(target)?.kind === "opaque") return true;
      const targets = attribute === "trainable" ? instancesOfValue(target) : undefined;
      // A list of layers has no flag in Keras; what a pattern selects has one here.
      const selects = node.kind === "attribute" && isPattern(node.value);
      if (!targets || (!isLayer(target) && !homeOf(target) && !labelOf(target) && !selects))
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
      if (targets.length === 0 && selected.length > 0) nothingLeft(frame, statement);
      if (targets.length > 0)
        setFlags(session, targets, changeBy(frame, head.kind === "unfreeze", targets[0]));
    },
    settled: (frame, loop) => loopSettled(session, frame, loop),
    settles: loopSettles,
    names: () => namesKnown(session),
  };
}

/** `base["block5_*"]` */
const isPattern = (node: Expression): boolean => node.kind === "subscript" && node.index.kind === "string";

/** An `except` that takes back everything. */
function nothingLeft(frame: Frame, statement: Statement): void {
  const facts = {
    selector: statement.text.trim(),
    reason: "leaves nothing: all of it is excepted",
    near: [],
  };
  problem(frame, trainSelectorEmpty, facts, { start: 0, end: statement.head.length });
}

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
