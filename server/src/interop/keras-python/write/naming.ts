// Writes the names of layers into calls, where `layer-names.ts` found that they have to be written. It never decides that.
import { snakeCase } from "../../../layers/instance.ts";
import type { Expression, NodeBase } from "../../../syntax/tree.ts";
import { labelPython } from "./expressions.ts";
import type { NameForm } from "./layer-names.ts";
import { refuseOperation } from "./making-first.ts";
import { atom, call, keyword, type Python, string } from "./python.ts";
import { unsaid, type Writing } from "./session.ts";

/** The variable that counts names; the function makes one. */
function counter(w: Writing): string {
  w.counts = true;
  return w.nameVariable;
}

/** The name a layer made at `node` is given; nothing where Keras finds it. */
export function nameValue(
  w: Writing,
  node: NodeBase,
  label: Expression | undefined,
  className: string,
  kind: "layer" | "model" | "operation" | "class",
): Python | undefined {
  const unknown: NameForm = label ? { kind: "label" } : { kind: "automatic" };
  const form = w.session.names.formAt(w.file, w.statement, node) ?? unknown;
  const prefix = w.form === "name" ? w.nameVariable : undefined;
  const inNames = w.form === "names" && w.part?.kind === "block";
  switch (form.kind) {
    case "automatic":
      return undefined;
    case "label":
      if (!label) return undefined;
      return inNames ? call(`${counter(w)}.label`, [labelPython(w, label)]) : labelPython(w, label, prefix);
    case "fixed":
      if (inNames) return call(counter(w), [baseName(w, node, className, kind)]);
      return prefix === undefined ? string(form.text) : atom(`f"{${prefix}}_${form.text}"`);
    case "counted":
      if (w.first && w.part && w.session.uses.madeEarly(w.part))
        throw unsaid(w, "a block without a label that is made before other layers", node);
      if (label) return call(`${counter(w)}.label`, [labelPython(w, label)]);
      return kind === "model"
        ? call(`${counter(w)}.label`, [string(snakeCase(className))])
        : call(counter(w), [baseName(w, node, className, kind)]);
  }
}

/** What is counted: the class in snake case, which a parameter that holds classes tells only when it runs. */
function baseName(
  w: Writing,
  node: NodeBase,
  className: string,
  kind: "layer" | "model" | "operation" | "class",
): Python {
  if (kind !== "class") return string(snakeCase(className));
  const classes = w.session.names.classesAt(w.file, w.statement, node);
  if (classes.length === 1) return string(snakeCase(classes[0]!));
  w.session.imports.add("snake_case");
  return call("snake_case", [atom(`${className}.__name__`)]);
}

/** `name=…` for a call that makes a layer or model. */
export function nameArguments(
  w: Writing,
  node: NodeBase,
  label: Expression | undefined,
  className: string,
  kind: "layer" | "model" | "class",
): readonly Python[] {
  const value = nameValue(w, node, label, className, kind);
  return value ? [keyword("name", value)] : [];
}

/** An operation whose layer would get another name from Keras is renamed; functions of `keras.ops` take no name. */
export function nameOperation(w: Writing, node: NodeBase, written: Python, className: string): Python {
  refuseOperation(w, node);
  const value = nameValue(w, node, undefined, className, "operation");
  if (!value) return written;
  w.session.imports.add("rename");
  return call("rename", [written, value]);
}

/** What a block is told about the label it is used under. */
export function blockNameArguments(
  w: Writing,
  inner: "none" | "name" | "names",
  variable: string,
  label: Expression | undefined,
): readonly Python[] {
  if (inner === "none") return [];
  const outer = w.form;
  const prefix = outer === "name" ? w.nameVariable : undefined;
  if (!label) {
    if (outer === "none") return inner === "names" ? [keyword(variable, atom(counter(w)))] : [];
    return [keyword(variable, atom(outer === "names" ? counter(w) : w.nameVariable))];
  }
  const counted = outer === "names" || w.session.names.countsLabel(w.file, w.statement, label);
  if (inner === "name")
    return [
      keyword(
        variable,
        counted ? call(`${counter(w)}.label`, [labelPython(w, label)]) : labelPython(w, label, prefix),
      ),
    ];
  if (counted) return [keyword(variable, call(`${counter(w)}.inside`, [labelPython(w, label)]))];
  w.session.imports.add("LayerNames");
  return [keyword(variable, call("LayerNames", [labelPython(w, label, prefix)]))];
}
