// What can be written at a cursor: layers, arguments, options, names, keywords. It never changes a text.
import type { Analysis } from "../analysis/analysis.ts";
import { commonParameters } from "../layers/apply.ts";
import { allLayers, allObjects, allOperations, findLayer } from "../layers/catalogue.ts";
import type { Family } from "../layers/define.ts";
import { libraryModel, libraryModelNames } from "../library/library.ts";
import { isModule } from "../model/names.ts";
import type { Statement } from "../syntax/tree.ts";
import { nodeAt } from "../syntax/walk.ts";
import { isRanked, type TensorType } from "../tensor/tensor-type.ts";
import type { Span } from "../text/span.ts";
import { type CallContext, nameOfCurrent, namesGiven, positionalBefore } from "./call-context.ts";
import { flowTypeAt } from "./flow-type.ts";
import { importCompletions } from "./import-completion.ts";
import { fits } from "./layer-fit.ts";
import { bindersBefore, declarationOf, modelOf } from "./names.ts";
import { partCard } from "./part-hover.ts";
import { argumentCard, type Callee, classCard, parametersOf } from "./reference-hover.ts";
import { classesBelow, globsOf, selectorsBelow } from "./selectors.ts";
import { callAt } from "./signature-help.ts";
import { snippets } from "./snippets.ts";
import { methods } from "./training-methods.ts";

export type CompletionKind =
  | "layer"
  | "operation"
  | "object"
  | "argument"
  | "option"
  | "variable"
  | "function"
  | "block"
  | "model"
  | "constant"
  | "keyword"
  | "file"
  | "snippet";

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string | undefined;
  /** Markdown, made when it is looked at. */
  readonly doc?: (() => string | undefined) | undefined;
  /** The text to write, where it is not the label. */
  readonly insert?: string | undefined;
  /** Whether that text has places to fill in, `${1:name}`. */
  readonly isSnippet?: boolean | undefined;
  /** What is typed to find it, where that is not the label. */
  readonly filter?: string | undefined;
  /** Smaller comes first. */
  readonly rank: number;
}

export interface Completions {
  /** What is replaced: the word up to the cursor. */
  readonly span: Span;
  readonly items: readonly Completion[];
}

/** What can be written at an offset. `files`: the paths an import could have, as seen from this file. */
export function completions(analysis: Analysis, offset: number, files: readonly string[] = []): Completions {
  const imported = importCompletions(analysis, offset, files);
  if (imported) return imported;
  const word = /[A-Za-z_]\w*$/.exec(analysis.text.slice(Math.max(0, offset - 100), offset))?.[0] ?? "";
  const span = { start: offset - word.length, end: offset };
  const { context, call, callee } = callAt(analysis, offset);
  const none: Completions = { span, items: [] };
  if (context.comment) return none;
  const found = nodeAt(analysis.tree, offset);
  const around = found ? [...found.around, found.statement] : [];
  const declaration = enclosing(analysis, around, offset);
  if (context.string !== undefined)
    return call && callee ? { span, items: optionsFor(call, callee, true) } : none;
  const before = analysis.text.slice(Math.max(0, span.start - 200), span.start);
  const selecting =
    declaration?.head.kind === "training" && /(^|[\n;{])[ \t]*(un)?freeze\b[^\n]*$/.test(before);
  const filtered = selecting ? /([A-Za-z_][\w.]*)\[\s*(?:\w+\s*,\s*)*$/.exec(before) : null;
  if (filtered && declaration)
    return {
      span,
      items: classesBelow(analysis, modelOf(analysis.file, declaration), filtered[1]!.split(".")),
    };
  const dotted = /([A-Za-z_][\w.]*)\.$/.exec(before);
  if (dotted) {
    const items = afterDot(analysis, dotted[1]!.split("."), declaration);
    return {
      span,
      items: selecting ? [...items, ...globsOf(items.filter(({ rank }) => rank === 1))] : items,
    };
  }
  if (call && callee) {
    const items = [
      ...optionsFor(call, callee, false),
      ...argumentsFor(call, callee),
      ...names(analysis, declaration, offset),
    ];
    const layersToo =
      callee.kind === "layer" && parametersOf(callee).some(({ name }) => name === "layer" || name === "cell");
    return { span, items: layersToo ? [...items, ...layers()] : items };
  }
  const lineStart = /(^|[\n;{])[ \t]*$/.test(before);
  if (!declaration)
    return {
      span,
      items: lineStart
        ? [...keywords(fileWords), ...snippets(analysis, "file")]
        : names(analysis, undefined, offset),
    };
  if (declaration.head.kind === "training")
    return { span, items: inTraining(analysis, declaration, before, lineStart, offset) };
  const flow = flowTypeAt(analysis, declaration, span.start);
  const items = [...ranked(layers(), flow), ...parts(analysis), ...names(analysis, declaration, offset)];
  if (!lineStart) return { span, items };
  return {
    span,
    items:
      declaration.head.kind === "layer"
        ? [...items, ...keywords(layerWords)]
        : [...items, ...keywords(bodyWords), ...snippets(analysis, "body")],
  };
}

const fileWords = ["model", "block", "layer", "training", "const", "from", "assert"];
const bodyWords = ["input", "output", "shared", "repeat", "for", "if", "else", "assert"];
const layerWords = ["input", "output", "weight", "state", "macs", "flops", "if", "else", "assert"];
const trainingWords = ["freeze", "unfreeze", "for", "if", "repeat", "assert"];

/** The declaration whose body holds an offset; a cursor on its head or behind its end is outside. */
function enclosing(analysis: Analysis, around: readonly Statement[], offset: number): Statement | undefined {
  const last = around.at(-1);
  const declaration = last && declarationOf(last, around.slice(0, -1));
  if (!declaration?.body) return undefined;
  const body = analysis.tree.bodySpan(declaration.body);
  return body.start < offset && offset <= body.end ? declaration : undefined;
}

const keywords = (words: readonly string[]): readonly Completion[] =>
  words.map((label) => ({ label, kind: "keyword", rank: 6 }));

const early: Readonly<Partial<Record<Family, number>>> = {
  core: 2,
  convolution: 2,
  pooling: 2,
  normalization: 2,
  activation: 3,
};

/** Behind everything else, the keywords among it. */
const behind = 8;

/** Layers that take what flows in come first, those that take something else last. */
function ranked(items: readonly Completion[], flow: TensorType | undefined): readonly Completion[] {
  if (!flow || !isRanked(flow)) return items;
  return items.map((item) => {
    const definition = findLayer(item.label);
    if (!definition) return item;
    const fit = fits(definition, flow);
    if (fit === "no") return { ...item, rank: behind };
    // What works on any rank comes after what is made for this one.
    const general = fit === "yes" && flow.shape.length > 1 && definition.family === "core";
    return general ? { ...item, rank: item.rank + 1 } : item;
  });
}

let layerItems: readonly Completion[] | undefined;

function layers(): readonly Completion[] {
  layerItems ??= allLayers().map((definition) => ({
    label: definition.name,
    kind: "layer",
    detail: definition.family,
    doc: () => classCard({ kind: "layer", definition }),
    rank: early[definition.family] ?? 4,
  }));
  return layerItems;
}

/** Blocks and models of the file and of the library. */
function parts(analysis: Analysis): readonly Completion[] {
  const found: Completion[] = [];
  for (const [label, entry] of analysis.file.names) {
    if (entry.kind === "part") {
      const { part } = entry;
      found.push({
        label,
        kind: part.kind === "layer" ? "layer" : part.kind,
        detail: part.kind,
        doc: () => partCard(analysis, part),
        rank: 1,
      });
    } else if (entry.kind === "import")
      found.push({ label, kind: "block", detail: `from ${entry.head.path.value}`, rank: 1 });
  }
  for (const label of libraryModelNames()) {
    if (analysis.file.names.has(label)) continue;
    const part = libraryModel(label);
    found.push({
      label,
      kind: "model",
      detail: "library",
      doc: () => part && partCard(analysis, part),
      rank: 5,
    });
  }
  return found;
}

/** Names bound before the cursor, parameters and constants. */
function names(
  analysis: Analysis,
  declaration: Statement | undefined,
  offset: number,
): readonly Completion[] {
  const found = new Map<string, Completion>();
  if (declaration) {
    for (const { name, what } of bindersBefore(analysis, declaration, offset))
      found.set(name, { label: name, kind: "variable", detail: what, rank: 1 });
    const { head } = declaration;
    if ("parameters" in head)
      for (const { name } of head.parameters)
        found.set(name.name, { label: name.name, kind: "variable", detail: "parameter", rank: 1 });
  }
  for (const [label, entry] of analysis.file.names)
    if (entry.kind === "const") found.set(label, { label, kind: "constant", rank: 2 });
  return [...found.values()];
}

/** The values of the cursor's argument, where it takes names. */
function optionsFor(call: CallContext, callee: Callee, inString: boolean): readonly Completion[] {
  const all = parametersOf(callee);
  const named = nameOfCurrent(call);
  const parameter = named === undefined ? all[positionalBefore(call)] : all.find((p) => p.name === named);
  if (!parameter) return [];
  const words = parameter.options.filter((label) => !inString || !["None", "True", "False"].includes(label));
  return words.map((label) => ({
    label,
    kind: "option",
    detail: parameter.name,
    rank: named === undefined ? 3 : label === parameter.default ? 1 : 0,
  }));
}

function argumentsFor(call: CallContext, callee: Callee): readonly Completion[] {
  if (nameOfCurrent(call) !== undefined || !/^\s*\w*$/.test(call.current)) return [];
  const taken = namesGiven(call);
  const position = positionalBefore(call);
  return parametersOf(callee).flatMap((p, i) =>
    taken.has(p.name) || i < position
      ? []
      : [
          {
            label: `${p.name}=`,
            kind: "argument" as const,
            detail: [p.type, p.default === undefined ? undefined : `= ${p.default}`]
              .filter(Boolean)
              .join(" "),
            doc: () => argumentCard(callee, p.name),
            rank: p.name in commonParameters ? 2 : 0,
          },
        ],
  );
}

function afterDot(
  analysis: Analysis,
  path: readonly string[],
  declaration: Statement | undefined,
): readonly Completion[] {
  const [root] = path;
  if (root !== undefined && isModule(root)) {
    const last = path.at(-1);
    if (last === "layers") return layers();
    if (last === "ops") return operations();
    return objects(last ?? "");
  }
  if (declaration?.head.kind !== "training")
    return ["shape", "rank", "dtype"].map((label) => ({ label, kind: "variable", rank: 1 }));
  const model = modelOf(analysis.file, declaration);
  return [
    ...selectorsBelow(analysis, model, path),
    ...["layers", "trainable"].map((label) => ({ label, kind: "variable" as const, rank: 3 })),
    ...methodItems(),
  ];
}

const operations = (): readonly Completion[] =>
  allOperations().flatMap((definition) =>
    (definition.functions ?? []).map((label) => ({
      label,
      kind: "operation" as const,
      doc: () => classCard({ kind: "layer", definition }),
      rank: 1,
    })),
  );

/** The objects of a module such as `optimizers`. */
const objects = (module: string): readonly Completion[] =>
  allObjects()
    .filter(({ family }) => module.startsWith(family.slice(0, -1)))
    .map((definition) => ({
      label: definition.name,
      kind: "object",
      detail: definition.family,
      doc: () => classCard({ kind: "object", definition }),
      rank: 1,
    }));

const methodItems = (): readonly Completion[] =>
  Object.entries(methods).map(([label, { summary }]) => ({
    label,
    kind: "function",
    detail: summary,
    insert: `${label}()`,
    rank: 4,
  }));

function inTraining(
  analysis: Analysis,
  declaration: Statement,
  before: string,
  lineStart: boolean,
  offset: number,
): readonly Completion[] {
  const model = modelOf(analysis.file, declaration);
  const selectors = selectorsBelow(analysis, model, []);
  const own = names(analysis, declaration, offset);
  if (/(^|[\n;{])[ \t]*(un)?freeze\b[^\n]*$/.test(before))
    return [
      ...selectors,
      ...globsOf(selectors),
      ...own,
      { label: "model", kind: "variable", rank: 2 },
      { label: "except", kind: "keyword", rank: 3 },
    ];
  return [
    ...(lineStart ? [...keywords(trainingWords), ...methodItems(), ...snippets(analysis, "training")] : []),
    ...selectors,
    ...own,
    ...parts(analysis),
  ];
}
