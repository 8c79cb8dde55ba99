// The same training written in another way: `freeze` as Keras's statements and back, and the two phases of a fine-tuning
// for a model that has none. It offers only what means the same, by analysing the text it would leave.
import { type Analysis, analyze, type Host } from "../analysis/analysis.ts";
import { layersOf, weightsOf } from "../model/costs.ts";
import type { Instance, ModelRun } from "../model/graph.ts";
import type { SourceFile } from "../model/source-file.ts";
import { lossOfRun } from "../model/training/heads.ts";
import { namesOf } from "../model/wiring.ts";
import type { Expression, FreezeHead, Statement } from "../syntax/tree.ts";
import { nodeAt } from "../syntax/walk.ts";
import { countText } from "../tensor/count.ts";
import { applyEdits, type Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";

export interface Rewrite {
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** The rewrites of the statement a range begins in. */
export function trainingRewrites(analysis: Analysis, range: Span): readonly Rewrite[] {
  const found = nodeAt(analysis.tree, range.start);
  if (!found) return [];
  const { statement, around } = found;
  if (statement.head.problems.length > 0) return [];
  if (statement.head.kind === "model") return found.inHead ? twoPhases(analysis, statement) : [];
  if (![...around, statement].some(({ head }) => head.kind === "training")) return [];
  const made =
    statement.head.kind === "freeze" || statement.head.kind === "unfreeze"
      ? asKeras(analysis, statement, statement.head)
      : asNet(analysis, statement, around);
  return made && meansTheSame(analysis, made.edits) ? [made] : [];
}

// --- freeze → Keras -------------------------------------------------------------------------------------------------

/** A loop over the layers of something, with the condition they have to meet. */
interface Loop {
  readonly over: string;
  readonly condition: string | undefined;
}

function asKeras(analysis: Analysis, statement: Statement, head: FreezeHead): Rewrite | undefined {
  const value = head.kind === "freeze" ? "False" : "True";
  const start = analysis.tree.start(statement);
  const text = (node: Expression): string => analysis.text.slice(start + node.start, start + node.end);
  const selectors = head.selectors.flatMap(flat);
  const excepted = head.except.flatMap(flat);
  const lines: string[] = [];
  const indent = indentOf(analysis, statement);
  const write = ({ over, condition }: Loop): void => {
    lines.push(`for layer in ${over}:`);
    if (condition !== undefined) lines.push(`    if ${condition}:`);
    lines.push(`${condition === undefined ? "    " : "        "}layer.trainable = ${value}`);
  };
  for (const node of selectors) {
    if (excepted.length > 0) {
      const loops = excepted.map((except) => loopOf(except, text));
      const base = text(node);
      if (loops.some((loop) => loop?.over !== `${base}.layers` || loop.condition === undefined))
        return undefined;
      const condition = loops.map((loop) => `not ${loop!.condition}`).join(" and ");
      write({ over: `${base}.layers`, condition });
      continue;
    }
    const single = singleOf(node, text);
    if (single !== undefined) lines.push(`${single}.trainable = ${value}`);
    else {
      const loop = loopOf(node, text);
      if (!loop) return undefined;
      write(loop);
    }
  }
  return {
    title: `Write as Keras statements: \`${lines[0]}\`${lines.length > 1 ? " …" : ""}`,
    edits: [{ span: analysis.tree.headSpan(statement), text: lines.join(`\n${indent}`) }],
  };
}

const flat = (node: Expression): readonly Expression[] =>
  node.kind === "list" || node.kind === "tuple" ? node.items.flatMap(flat) : [node];

type TextOf = (node: Expression) => string;

/** One layer or model as Keras names it. */
function singleOf(node: Expression, text: TextOf): string | undefined {
  if (node.kind === "name") return text(node);
  if (node.kind === "attribute" && node.name.name !== "layers")
    return `${text(node.value)}.get_layer("${node.name.name}")`;
  if (node.kind === "subscript" && /\.layers\[-?\d+\]$/.test(text(node))) return text(node);
  return undefined;
}

/** A selector of several layers as a loop over a list of layers. */
function loopOf(node: Expression, text: TextOf): Loop | undefined {
  if (node.kind === "glob")
    return { over: `${node.base ? text(node.base) : "model"}.layers`, condition: nameTest(node.pattern) };
  if (node.kind === "attribute")
    return node.name.name === "layers"
      ? { over: text(node), condition: undefined }
      : { over: `${text(node.value)}.layers`, condition: `layer.name == "${node.name.name}"` };
  if (node.kind !== "subscript") return undefined;
  const base = text(node.value);
  const inside = text(node)
    .slice(base.length + 1, -1)
    .trim();
  if (base.endsWith(".layers")) return { over: text(node), condition: undefined };
  const pattern = /^(["'])([^"']*)\1$/.exec(inside)?.[2];
  if (pattern !== undefined) return { over: `${base}.layers`, condition: nameTest(pattern) };
  const classes = inside.split(/\s*,\s*/);
  if (!classes.every((name) => /^[A-Za-z_][\w.]*$/.test(name))) return undefined;
  const types = classes.length === 1 ? classes[0] : `(${classes.join(", ")})`;
  return { over: `${base}.layers`, condition: `isinstance(layer, ${types})` };
}

/** A pattern of names as Python tests it. */
function nameTest(pattern: string): string {
  const parts = pattern.split("*");
  if (parts.length === 1) return `layer.name == "${pattern}"`;
  const tests = [
    ...(parts[0] ? [`layer.name.startswith("${parts[0]}")`] : []),
    ...parts.slice(1, -1).flatMap((part) => (part ? [`"${part}" in layer.name`] : [])),
    ...(parts.at(-1) ? [`layer.name.endswith("${parts.at(-1)}")`] : []),
  ];
  return tests.length === 1 ? tests[0]! : `(${tests.join(" and ")})`;
}

// --- Keras → freeze -------------------------------------------------------------------------------------------------

function asNet(analysis: Analysis, statement: Statement, around: readonly Statement[]): Rewrite | undefined {
  // Standing on a line of a loop, the loop is meant.
  const loop = [...around, statement].find(({ head }) => head.kind === "for");
  const made = loop ? fromLoop(loop) : fromAssignment(statement);
  if (!made) return undefined;
  const target = loop ?? statement;
  const line = `${made.on ? "unfreeze" : "freeze"} ${made.selector}`;
  return { title: `Write as \`${line}\``, edits: [{ span: analysis.tree.span(target), text: line }] };
}

interface Setting {
  readonly selector: string;
  readonly on: boolean;
}

const setting = /^([\s\S]+?)\.trainable\s*=\s*(True|False|true|false)\s*$/;

function fromAssignment({ text }: Statement): Setting | undefined {
  const [, target, value] = setting.exec(text.trim()) ?? [];
  if (target === undefined) return undefined;
  const selector = target.replaceAll(/\.get_layer\(\s*(?:name\s*=\s*)?(["'])([A-Za-z_]\w*)\1\s*\)/g, ".$2");
  return /[()=]/.test(selector) ? undefined : { selector, on: /^true$/i.test(value!) };
}

function fromLoop(loop: Statement): Setting | undefined {
  const head = loop.text.trim();
  const [, name, over] =
    /^for\s+([A-Za-z_]\w*)\s+in\s+([\s\S]+?)\s*$/.exec(head.replace(/[:{]\s*$/, "")) ?? [];
  if (name === undefined || over === undefined) return undefined;
  const [inner, ...rest] = loop.body?.statements ?? [];
  if (!inner || rest.length > 0 || inner.otherwise) return undefined;
  const condition =
    inner.head.kind === "if"
      ? /^if\s+([\s\S]+?)\s*$/.exec(inner.text.trim().replace(/[:{]\s*$/, ""))?.[1]
      : undefined;
  const [set, ...more] = inner.head.kind === "if" ? (inner.body?.statements ?? []) : [inner];
  const found = set && more.length === 0 ? setting.exec(set.text.trim()) : null;
  if (!found || found[1] !== name) return undefined;
  const on = /^true$/i.test(found[2]!);
  if (condition === undefined) return inner.head.kind === "if" ? undefined : { selector: over, on };
  const base = /^(.+)\.layers$/.exec(over)?.[1];
  const selector = base === undefined ? undefined : conditionAsSelector(base, name, condition);
  return selector === undefined ? undefined : { selector, on };
}

function conditionAsSelector(base: string, name: string, condition: string): string | undefined {
  const classes = new RegExp(`^isinstance\\(\\s*${name}\\s*,\\s*\\(?([\\w., ]+?)\\)?\\s*\\)$`).exec(
    condition,
  )?.[1];
  if (classes !== undefined) return `${base}[${classes.replace(/,\s*$/, "")}]`;
  const [, how, text] =
    new RegExp(`^${name}\\.name\\.(startswith|endswith)\\(["']([\\w/]+)["']\\)$`).exec(condition) ?? [];
  const exact = new RegExp(`^${name}\\.name\\s*==\\s*["']([\\w/]+)["']$`).exec(condition)?.[1];
  const pattern = exact ?? (text === undefined ? undefined : how === "startswith" ? `${text}*` : `*${text}`);
  if (pattern === undefined) return undefined;
  const plain = /^[A-Za-z_]\w*\*?$/.test(pattern);
  const of = base === "model" ? "" : `${base}.`;
  return plain ? `${of}${pattern}` : `${base}["${pattern}"]`;
}

// --- two phases -----------------------------------------------------------------------------------------------------

function twoPhases(analysis: Analysis, statement: Statement): readonly Rewrite[] {
  const run = analysis.models.find(({ part }) => part.statement === statement)?.run;
  if (!run || run.incomplete) return [];
  return nestedModels(run).map(({ name, instance }) => {
    const span = analysis.tree.span(statement);
    const norms = hasNorms(instance);
    const title = freeName(analysis, "fine_tune");
    const loss = lossOfRun(run);
    const lines = [
      `training ${title} for ${run.part.name} {`,
      `    # Phase 1: the new layers learn, and \`${name}\` keeps what it knows.`,
      `    freeze ${name}`,
      `    compile(optimizer=Adam(1e-3), loss=${loss})`,
      "    fit(epochs=10)",
      "",
      `    # Phase 2: \`${name}\` is adapted in small steps${norms ? ", its BatchNormalization stays as it is" : ""}.`,
      `    unfreeze ${name}`,
      ...(norms ? [`    freeze ${name}[BatchNormalization]`] : []),
      `    compile(optimizer=Adam(1e-5), loss=${loss})`,
      "    fit(epochs=10)",
      "}",
    ];
    return {
      title: `Write a training in two phases that fine-tunes \`${name}\``,
      edits: [{ span: { start: span.end, end: span.end }, text: `\n\n${lines.join("\n")}` }],
    };
  });
}

/** Nested models with weights, by a name a selector can use. */
function nestedModels(run: ModelRun): readonly { readonly name: string; readonly instance: Instance }[] {
  const names = namesOf(run);
  const layers = layersOf(run);
  const own = layers.filter(({ kind }) => kind !== "model").some((layer) => weightsOf(layer).length > 0);
  return layers.flatMap((instance) => {
    const name = names.get(instance)?.path ?? "";
    const fits = instance.kind === "model" && own && /^[A-Za-z_][\w.]*$/.test(name);
    return fits && weightsOf(instance).length > 0 ? [{ name, instance }] : [];
  });
}

const hasNorms = (instance: Instance): boolean =>
  instance.run ? layersOf(instance.run).some(hasNorms) : instance.className === "BatchNormalization";

function freeName(analysis: Analysis, wanted: string): string {
  let name = wanted;
  for (let n = 2; analysis.file.names.has(name); n++) name = `${wanted}_${n}`;
  return name;
}

// --- sameness -------------------------------------------------------------------------------------------------------

function indentOf(analysis: Analysis, statement: Statement): string {
  const start = analysis.tree.start(statement);
  return /[ \t]*$/.exec(analysis.text.slice(0, start))![0];
}

/**
 * Whether the file trains the same weights in the same phases, with the same problems, after some edits. The trial stands by
 * itself: a version that takes over the open one would move the places of its problems.
 */
function meansTheSame(analysis: Analysis, edits: readonly Edit[]): boolean {
  const text = applyEdits(analysis.text, edits);
  const after = analyze(analysis.id, text, hostOf(analysis), analysis.settings);
  return fingerprint(after) === fingerprint(analysis);
}

const fingerprint = ({ trainings, findings }: Analysis): string =>
  [
    ...trainings.flatMap(({ name, phases, states }) => [
      ...phases.map((p) => `${name} ${countText(p.trainable)} ${p.stops} ${p.layers.join(",")}`),
      `${name} ${countText([...states.values()].at(-1)?.trainable ?? 0n)}`,
    ]),
    ...findings.map(({ code }) => code),
  ].join("\n");

/** The files the analysis has read, as they were. */
function hostOf(analysis: Analysis): Host {
  const { project } = analysis.elaboration.program;
  const files = new Map<string, SourceFile>([[analysis.id, analysis.file]]);
  return {
    resolve(from, path) {
      const found = project.resolve(files.get(from) ?? analysis.file, path);
      if ("missing" in found) return path;
      files.set(found.id, found);
      return found.id;
    },
    read: (id) => files.get(id)?.tree.text,
  };
}
