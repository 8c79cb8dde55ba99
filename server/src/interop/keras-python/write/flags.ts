// `freeze`, `unfreeze` and selectors as Python that sets flags of layers. It never decides what trains.
import type { ModelRun } from "../../../model/graph.ts";
import type { Expression, FreezeHead } from "../../../syntax/tree.ts";
import type { BodyWriting } from "./body.ts";
import { expression } from "./expressions.ts";
import { assign, atom, block, flat, quoted } from "./python.ts";
import { unsaid } from "./session.ts";

/** A layer, a model, or the layers of a labelled block. */
export interface Target {
  readonly python: string;
  readonly run?: ModelRun | undefined;
  /** The layers of a block have names that start so. */
  readonly prefix?: string | undefined;
  /** The model it stands in, and its name there. */
  readonly outer?: Target | undefined;
  readonly name?: string;
}

/** Layers that are looped over, and which of them are meant. */
interface Selection {
  readonly over?: string;
  readonly condition?: string;
  /** One layer or model. */
  readonly one?: string;
  /** The models around it from the outside in, with the one itself, or the model whose layers are looped over. */
  readonly path?: readonly Step[];
}

interface Step {
  readonly python: string;
  /** The same however it is reached. */
  readonly name: string;
}

/** What a loop leaves out: a layer by the models on the way to it, or layers of a model by a condition. */
interface Exception {
  readonly way: readonly string[];
  readonly condition: string | undefined;
}

const pathOf = (target: Target | undefined): readonly Step[] =>
  target ? [...pathOf(target.outer), { python: target.python, name: target.name ?? target.python }] : [];

/** `freeze` and `unfreeze` as flags of layers, one by one where some of them are excepted. */
export function writeFlags(
  w: BodyWriting,
  head: FreezeHead,
  targetOf: (node: Expression) => Target | undefined,
  main: Target | undefined,
): void {
  const value = atom(head.kind === "freeze" ? "False" : "True");
  const excepted = head.except.flatMap((s) => select(w, s, targetOf, main));
  /** The exceptions that lie in a selection; a list of layers is compared one by one. */
  const within = ({ path }: Selection): readonly Exception[] =>
    excepted.flatMap((e) => {
      if (!path) {
        if (e.one === undefined) throw unsaid(w, "`except` with layers of another model", head.except[0]!);
        return [{ way: [e.one], condition: undefined }];
      }
      if (!e.path) throw unsaid(w, "`except` with layers of another model", head.except[0]!);
      return path.every(({ name }, i) => e.path![i]?.name === name)
        ? [{ way: e.path.slice(path.length).map(({ python }) => python), condition: e.condition }]
        : [];
    });
  const loop = (over: string, condition: string | undefined, exceptions: readonly Exception[]): void => {
    const deeper = new Map<string, Exception[]>();
    const conditions =
      condition === undefined ? [] : [exceptions.length > 0 ? grouped(condition) : condition];
    for (const { way, condition: own } of exceptions) {
      const [first, ...rest] = way;
      if (first === undefined) {
        if (own !== undefined) conditions.push(`not ${grouped(own)}`);
        continue;
      }
      if (!conditions.includes(`layer is not ${first}`)) conditions.push(`layer is not ${first}`);
      if (rest.length === 0 && own === undefined) continue;
      if (condition !== undefined) throw unsaid(w, "`except` with layers of another model", head.except[0]!);
      deeper.set(first, [...(deeper.get(first) ?? []), { way: rest, condition: own }]);
    }
    const set = assign("layer.trainable", value);
    w.body.push(
      block("for layer in ", atom(over), [
        conditions.length === 0 ? set : block("if ", atom(conditions.join(" and ")), [set]),
      ]),
    );
    // A model around an exception is taken apart; its own flag would reach everything in it.
    for (const [model, inside] of deeper) loop(`${model}.layers`, undefined, inside);
  };
  for (const s of head.selectors.flatMap((node) => select(w, node, targetOf, main))) {
    const exceptions = within(s);
    if (exceptions.some(({ way, condition }) => s.one !== undefined && way.length === 0 && !condition))
      continue;
    if (s.one !== undefined && exceptions.length === 0) w.body.push(assign(`${s.one}.trainable`, value));
    else loop(s.over ?? `${s.one}.layers`, s.condition, exceptions);
  }
}

const grouped = (condition: string): string => (/ (and|or) /.test(condition) ? `(${condition})` : condition);

function select(
  w: BodyWriting,
  node: Expression,
  targetOf: (node: Expression) => Target | undefined,
  main: Target | undefined,
): readonly Selection[] {
  if (node.kind === "list" || node.kind === "tuple")
    return node.items.flatMap((item) => select(w, item, targetOf, main));
  if (node.kind === "glob") {
    const target = node.base ? targetOf(node.base) : main;
    if (!target) throw unsaid(w, "this selector", node);
    return [
      {
        over: `${target.python}.layers`,
        condition: nameCondition(w, `${target.prefix ?? ""}${node.pattern}`),
        path: pathOf(target),
      },
    ];
  }
  const target = targetOf(node);
  if (target?.prefix !== undefined)
    return [
      {
        over: `${target.python}.layers`,
        condition: `layer.name.startswith(${quoted(target.prefix)})`,
        path: pathOf(target),
      },
    ];
  if (target) return [{ one: target.python, path: pathOf(target) }];
  if (node.kind === "subscript") {
    const outer = targetOf(node.value);
    if (outer) {
      const parts = node.index.kind === "tuple" ? node.index.items : [node.index];
      const deep = [...(outer.run?.instances ?? [])].some((i) => i.run || (i.built?.wraps?.length ?? 0) > 0);
      const over = deep ? `${outer.python}._flatten_layers()` : `${outer.python}.layers`;
      const texts = parts
        .filter((p) => p.kind === "string")
        .map((p) => nameCondition(w, p.kind === "string" ? p.value : ""));
      const classes = parts.filter((p) => p.kind !== "string").map((p) => flat(expression(w, p)));
      const conditions = [
        ...texts,
        ...(classes.length === 0
          ? []
          : [`isinstance(layer, ${classes.length === 1 ? classes[0] : `(${classes.join(", ")})`})`]),
      ];
      return [{ over, condition: conditions.join(" or "), ...(deep ? {} : { path: pathOf(outer) }) }];
    }
    // `base.layers[:-4]`
    return [{ over: flat(expression(w, node)) }];
  }
  if (node.kind === "name" && w.names.get(node.name)) return [{ one: w.names.get(node.name)!.python }];
  return [{ over: flat(expression(w, node)) }];
}

function nameCondition(w: BodyWriting, pattern: string): string {
  const tidy = pattern.replaceAll(".", "_");
  if (!tidy.includes("*")) return `layer.name == ${quoted(tidy)}`;
  if (tidy === "*") return "True";
  if (/^[^*]+\*$/.test(tidy)) return `layer.name.startswith(${quoted(tidy.slice(0, -1))})`;
  if (/^\*[^*]+$/.test(tidy)) return `layer.name.endswith(${quoted(tidy.slice(1))})`;
  w.session.imports.add("fnmatch");
  return `fnmatch.fnmatchcase(layer.name, ${quoted(tidy)})`;
}
