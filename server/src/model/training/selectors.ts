// What a selector means: the layers and models it names. It never sets a flag.
import trainSelectorEmpty from "../../diagnostics/train-selector-empty.ts";
import { isSequence, type Value } from "../../layers/value.ts";
import { type Expression, type NodeBase, withParens } from "../../syntax/tree.ts";
import { nearest as nearestOf } from "../../text/closest.ts";
import { layerOf } from "../attributes.ts";
import { evaluate, evaluateRaw } from "../evaluate.ts";
import { fileName } from "../file-names.ts";
import { type Frame, isOpen, problem } from "../frame.ts";
import type { Instance } from "../graph.ts";
import { dottedName, isModule, lookup } from "../names.ts";
import { instanceOf, isLayer, labelOf, referenceOf } from "../references.ts";
import { homeOf, insideOf } from "./names-inside.ts";
import { instanceOfValue, runOf, type Session } from "./session.ts";

/** Names near enough to suggest; to one of one or two letters everything is near. */
const nearest = (name: string, known: Iterable<string>): readonly string[] =>
  name.length < 3 ? [] : nearestOf(name, known);

/** The layers and models of a selector; nothing, with a problem, where there are none. */
export function select(session: Session, frame: Frame, node: Expression): readonly Instance[] {
  if (node.kind === "list" || node.kind === "tuple")
    return node.items.flatMap((item) => select(session, frame, item));
  if (node.kind === "glob") {
    if (node.base && startsWithGlob(node.base)) {
      const within = valuesBelow(session, frame, node.base);
      const found = within.flatMap((value) => matching(session, value, node.pattern));
      if (found.length === 0 && within[0] !== undefined)
        empty(session, frame, node, node.base, within[0], node.pattern, node.patternSpan);
      return found;
    }
    const base = node.base ? settle(session, frame, node.base) : session.model && layerOf(session.model);
    if (base === undefined || isOpen(base)) return [];
    const found = matching(session, base, node.pattern);
    if (found.length === 0) empty(session, frame, node, node.base, base, node.pattern, node.patternSpan);
    return found;
  }
  if (node.kind === "attribute" && startsWithGlob(node)) {
    const found = valuesBelow(session, frame, node).flatMap((value) => instancesOfValue(value) ?? []);
    if (found.length === 0)
      problem(
        frame,
        trainSelectorEmpty,
        { selector: textOf(frame, node), reason: "matches no layer", near: [] },
        node,
      );
    return found;
  }
  const value = settle(session, frame, node);
  if (value === undefined || isOpen(value)) return [];
  const found = instancesOfValue(value);
  if (found === undefined) {
    problem(
      frame,
      trainSelectorEmpty,
      { selector: textOf(frame, node), reason: "is no layer, model or list of layers", near: [] },
      node,
    );
    return [];
  }
  if (found.length === 0)
    problem(
      frame,
      trainSelectorEmpty,
      { selector: textOf(frame, node), reason: "selects no layer", near: [] },
      node,
    );
  return found;
}

/** Whether a path has a `*` in a part before its last: `stage*.conv`. */
const startsWithGlob = (node: Expression): boolean =>
  node.kind === "glob" || (node.kind === "attribute" && startsWithGlob(node.value));

/** The layers, models and labelled blocks a path with a `*` on the way stands for. */
function valuesBelow(session: Session, frame: Frame, node: Expression): readonly Value[] {
  if (node.kind === "attribute")
    return valuesBelow(session, frame, node.value).flatMap(
      (value) => frame.training?.attribute(value, node.name.name) ?? [],
    );
  if (node.kind !== "glob") {
    const value = settle(session, frame, node);
    return value === undefined || isOpen(value) ? [] : [value];
  }
  const bases = node.base
    ? valuesBelow(session, frame, node.base)
    : session.model
      ? [layerOf(session.model)]
      : [];
  return bases.flatMap((base) => matchingValues(session, base, node.pattern));
}

const textOf = (frame: Frame, node: NodeBase): string => {
  const { start, end } = withParens(node);
  return frame.statement.text.slice(start, end);
};

/** A selector's value; a name that nothing has is a selector without a match. */
function settle(session: Session, frame: Frame, node: Expression): Value | undefined {
  if (node.kind === "name") {
    const value = lookup(frame, node.name, (f, name) => fileName(f, name, node));
    if (value !== undefined) return value;
    // A class or a function is no layer to select.
    const known = [...frame.scope.keys(), ...(frame.training?.names() ?? []), ...frame.file.names.keys()];
    problem(
      frame,
      trainSelectorEmpty,
      { selector: node.name, reason: "names nothing here", near: nearest(node.name, known) },
      node,
    );
    return undefined;
  }
  if (node.kind === "attribute" && !isModule(dottedName(node)?.[0] ?? "")) {
    const base = settle(session, frame, node.value);
    if (base === undefined || isOpen(base)) return base;
    const found = frame.training?.attribute(base, node.name.name);
    if (found !== undefined) return found;
    if (isLayer(base) || homeOf(base)) {
      empty(session, frame, node, node.value, base, node.name.name, node.name);
      return undefined;
    }
  }
  return evaluateRaw(frame, node);
}

function empty(
  session: Session,
  frame: Frame,
  node: Expression,
  base: Expression | undefined,
  value: Value,
  pattern: string,
  at: NodeBase,
): void {
  const names = namesBelow(session, value);
  const stem = pattern.replaceAll("*", "");
  const near = pattern.includes("*")
    ? nearest(
        stem,
        names.map((name) => name.slice(0, stem.length)),
      ).map((prefix) => pattern.replace(stem, prefix))
    : nearest(pattern, names);
  const where = base ? textOf(frame, base) : "the model";
  problem(
    frame,
    trainSelectorEmpty,
    { selector: textOf(frame, node), reason: `matches nothing: ${where} has no layer \`${pattern}\``, near },
    at,
  );
}

/** Names a dot may be followed by. */
export function namesBelow(session: Session, value: Value): readonly string[] {
  const instance = instanceOfValue(value);
  const run = instance && runOf(session.frame, instance);
  if (run) return [...insideOf(run).entries.keys()];
  const home = homeOf(value);
  if (!home) return [];
  const prefix = `${home.path}.`;
  return [...insideOf(home.run).entries.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

/** The layers and models behind a value; `undefined` where it is something else. */
export function instancesOfValue(value: Value): readonly Instance[] | undefined {
  if (isLayer(value)) {
    const instance = instanceOf(value);
    return instance ? [instance] : undefined;
  }
  if (isSequence(value)) {
    const parts = value.items.map(instancesOfValue);
    return parts.includes(undefined) ? undefined : parts.flatMap((part) => part!);
  }
  const label = labelOf(value);
  if (label) return label.layer.kind === "group" ? label.layer.instances : instancesOfValue(label.layer);
  const ref = referenceOf(value);
  return ref?.kind === "group" ? ref.instances : undefined;
}

const pattern = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, "[^.]*")
      .replaceAll("?", "[^.]")}$`,
  );

/** The layers directly in a model or block whose name fits a pattern, and those of labelled blocks whose name does. */
export const matching = (session: Session, value: Value, glob: string): readonly Instance[] => [
  ...new Set(matchingValues(session, value, glob).flatMap((found) => instancesOfValue(found) ?? [])),
];

/** The layers and labelled blocks themselves. */
function matchingValues(session: Session, value: Value, glob: string): readonly Value[] {
  const test = pattern(glob);
  const label = labelOf(value);
  const target = label && label.layer.kind !== "group" ? label.layer : value;
  const instance = instanceOfValue(target);
  const run = instance && runOf(session.frame, instance);
  const home = run ? { run, path: "" } : homeOf(target);
  if (!home) return [];
  const inside = insideOf(home.run);
  const prefix = home.path === "" ? "" : `${home.path}.`;
  const below = (path: string): string | undefined =>
    path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
  const found: Value[] = [];
  for (const layer of inside.layers) {
    const path = below(layer.path);
    if ((path !== undefined && test.test(path)) || (prefix === "" && test.test(layer.name)))
      found.push(layerOf(layer.instance));
  }
  for (const [path, group] of inside.groups) {
    const own = below(path);
    if (own !== undefined && test.test(own)) found.push(group);
  }
  return found;
}

/** `base["block5_*"]` and `base[BatchNormalization]`; `undefined` where the value is no layer or block. */
export function subscriptOf(
  session: Session,
  frame: Frame,
  value: Value,
  index: Expression,
  node: NodeBase,
): Value | undefined {
  const label = labelOf(value);
  const target = label && label.layer.kind !== "group" ? label.layer : value;
  if (!isLayer(target) && !homeOf(target)) return undefined;
  const wanted = evaluate(frame, index);
  if (isOpen(wanted)) return wanted;
  const parts = isSequence(wanted) ? wanted.items : [wanted];
  const found = new Set<Instance>();
  for (const part of parts) {
    if (typeof part === "string") for (const instance of matching(session, target, part)) found.add(instance);
    else {
      const ref = referenceOf(part);
      const name =
        ref?.kind === "class" ? ref.definition.name : ref?.kind === "part" ? ref.part.name : undefined;
      if (name === undefined) return undefined;
      for (const top of instancesOfValue(target) ?? [])
        for (const inner of everything(session, top)) if (inner.className === name) found.add(inner);
    }
  }
  if (found.size === 0) {
    const names =
      parts.length === 1 && typeof parts[0] === "string"
        ? nearest(parts[0], namesBelow(session, target))
        : [];
    problem(
      frame,
      trainSelectorEmpty,
      { selector: textOf(frame, node), reason: "selects no layer", near: names, quoted: true },
      index,
    );
    return { kind: "unknown", reason: "a selector without a match", consequence: true } as Value;
  }
  const layers = [...found].map(layerOf);
  // One name is the layer, as Keras's `get_layer`; a pattern is a list, however many it selects.
  const one = parts.length === 1 && typeof parts[0] === "string" && !parts[0].includes("*");
  return one && layers.length === 1 ? layers[0] : { kind: "list", items: layers };
}

/** A layer or model, and everything inside it at any depth, wrapped layers too. */
export function everything(session: Session, top: Instance): readonly Instance[] {
  // The flags learn of wrapped layers from the layers around them.
  session.flags.flag(top);
  const found = new Set<Instance>();
  const visit = (instance: Instance): void => {
    if (found.has(instance)) return;
    found.add(instance);
    for (const inner of runOf(session.frame, instance)?.instances ?? []) visit(inner);
    for (const wrap of instance.built?.wraps ?? []) {
      const inner = instanceOf(wrap);
      if (inner) visit(inner);
    }
  };
  visit(top);
  return [...found];
}

/** What is selected less what is excepted: containers of an excepted layer are taken apart. */
export function without(
  session: Session,
  selected: readonly Instance[],
  excepted: readonly Instance[],
): readonly Instance[] {
  const out = new Set(excepted.flatMap((instance) => everything(session, instance)));
  const take = (instance: Instance): readonly Instance[] => {
    if (out.has(instance)) return [];
    if (!everything(session, instance).some((inner) => out.has(inner))) return [instance];
    return (runOf(session.frame, instance)?.instances ?? []).flatMap(take);
  };
  return [...new Set(selected.flatMap(take))];
}
