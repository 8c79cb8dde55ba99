// What can be written at a cursor: layers, arguments, options, names, keywords. It never changes a text.
import type { Analysis } from "../analysis/analysis.ts";
import { isLayer } from "../model/references.ts";
import type { FileName } from "../model/source-file.ts";
import type { Statement } from "../syntax/tree.ts";
import { nodeAt } from "../syntax/walk.ts";
import { dtypeNames } from "../tensor/tensor-type.ts";
import type { Span } from "../text/span.ts";
import { argumentItems, parameterAt, valueItems } from "./argument-completion.ts";
import { builtinFunctions, countingFunctions } from "./builtin-functions.ts";
import { placeBehind } from "./completion-place.ts";
import { flowTypesAt } from "./flow-type.ts";
import { importCompletions } from "./import-completion.ts";
import { keywordCard } from "./keyword-cards.ts";
import { callOf, layerItems, partItems, ranks } from "./layer-completion.ts";
import { memberItems, methodItems, objectItems } from "./member-completion.ts";
import { bindersBefore, declarationOf, modelOf } from "./names.ts";
import { classCard } from "./reference-hover.ts";
import { classesBelow, globsOf, selectorsBelow } from "./selectors.ts";
import { callAt, readingStart } from "./signature-help.ts";
import { snippets } from "./snippets.ts";

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
  /** What an editor without such places writes; the text with what stands in them where it is left out. */
  readonly plain?: string | undefined;
  /** What is typed to find it, where that is not the label. */
  readonly filter?: string | undefined;
  /** Smaller comes first, up to 99. */
  readonly rank: number;
  /** The order among equal ranks, where it is not that of the labels. */
  readonly order?: number | undefined;
}

export interface Completions {
  /** What is replaced: the word up to the cursor. */
  readonly span: Span;
  readonly items: readonly Completion[];
}

/** Everything the cases below ask for. */
interface Cursor {
  readonly analysis: Analysis;
  readonly offset: number;
  readonly span: Span;
  /** The declaration whose body the cursor is in. */
  readonly declaration: Statement | undefined;
  /** The text of the statement before the word at the cursor. */
  readonly lead: string;
  /** Whether a call is already written behind the word. */
  readonly called: boolean;
}

/** What can be written at an offset. `files`: the paths an import could have, as seen from this file. */
export function completions(analysis: Analysis, offset: number, files: readonly string[] = []): Completions {
  const imported = importCompletions(analysis, offset, files);
  if (imported) return imported;
  const { text } = analysis;
  // A number is written, not chosen.
  if (/(?<![\w.])\d[\w.]*$/.test(text.slice(Math.max(0, offset - 100), offset)))
    return { span: { start: offset, end: offset }, items: [] };
  const word = /[A-Za-z_]\w*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0] ?? "";
  const span = { start: offset - word.length, end: offset };
  const found = nodeAt(analysis.tree, offset);
  const around = found ? [...found.around, found.statement] : [];
  const cursor: Cursor = {
    analysis,
    offset,
    span,
    declaration: enclosing(analysis, around, offset),
    lead: text.slice(Math.min(readingStart(analysis, offset), span.start), span.start),
    called: /^\w*\(/.test(text.slice(offset, offset + 100)),
  };
  return { span, items: itemsAt(cursor) };
}

function itemsAt(cursor: Cursor): readonly Completion[] {
  const { analysis, offset, declaration, lead } = cursor;
  const { context, call, callee } = callAt(analysis, offset);
  if (context.comment) return [];
  if (context.string !== undefined && isInterpolated(analysis.text.slice(context.string, offset)))
    return [...names(cursor), ...functions()];
  if (context.string !== undefined && declaration?.head.kind === "training") {
    const base = /([A-Za-z_][\w.]*)(?:\[|\.get_layer\()\s*$/.exec(
      analysis.text.slice(0, context.string),
    )?.[1];
    if (base !== undefined)
      return selectorsBelow(analysis, modelOf(analysis.file, declaration), base.split("."));
  }
  if (context.string !== undefined) return call && callee ? valueItems(call, callee, true) : [];
  const training = declaration?.head.kind === "training" ? declaration : undefined;
  const selecting = training !== undefined && /(^|[;{\s])(un)?freeze\b[^;{]*$/.test(lead);
  const model = training && modelOf(analysis.file, training);
  const filtered = selecting ? /([A-Za-z_][\w.]*)\[\s*(?:\w+\s*,\s*)*$/.exec(lead) : null;
  if (filtered) return classesBelow(analysis, model, filtered[1]!.split("."));
  const dotted = /([A-Za-z_][\w.]*)\.$/.exec(lead);
  if (dotted) {
    const items = memberItems(analysis, dotted[1]!.split("."), declaration, cursor.called ? "name" : "call");
    return selecting ? [...items, ...globsOf(items.filter(({ rank }) => rank === 1))] : items;
  }
  if (/[)\]]\.$/.test(lead)) return memberItems(analysis, [], declaration, cursor.called ? "name" : "call");
  if (call && countingFunctions.has(call.path.join("."))) return counted(cursor);
  if (call?.path.join(".") === "isinstance" && call.before.length === 1)
    return withoutTwins([...classesBelow(analysis, model, []), ...layerItems([], "name")]);
  if (call && callee) return inCall(cursor, call, callee);
  if (selecting) return inSelector(cursor, training);
  return training ? inTraining(cursor, training) : atPlace(cursor);
}

/** Whether the end of a string's beginning is in the braces of a label or an f-string. */
const isInterpolated = (begun: string): boolean => /(?:^|[^{])(?:\{\{)*\{[^{}]*$/.test(begun);

/** What stands at a place of a model, a block, a custom layer or the file. */
function atPlace(cursor: Cursor): readonly Completion[] {
  const { analysis, declaration, lead, span, called } = cursor;
  const place = placeBehind(lead);
  const form = called ? "name" : "call";
  switch (place) {
    case "new-name":
      return [];
    case "for":
    case "in":
      return keywords([place]);
    case "dtype":
      return dtypeNames.map((label, order) => ({
        label,
        kind: "option",
        detail: label === "float32" ? "dtype, the default" : "dtype",
        rank: /^(float32|int32|bool|string)$/.test(label) ? 0 : 1,
        order,
      }));
    case "model":
      return partItems(analysis, [], "name").filter(({ kind }) => kind === "model");
    case "size":
      return [...names(cursor), ...functions(), { label: "?", kind: "keyword", detail: "any size", rank: 5 }];
    case "iterable":
      return [...functions(iterables), ...names(cursor)];
    case "expression":
    case "flag":
      return place === "flag" ? flags : expressionItems(cursor);
    case "statement":
      if (!declaration) return [...keywords(fileWords), ...snippets(analysis, "file")];
      if (declaration.head.kind === "layer") return [...keywords(layerWords), ...names(cursor)];
      return [
        ...stageItems(cursor, declaration, form),
        ...keywords(bodyWords),
        ...snippets(analysis, "body"),
      ];
    case "stage":
      if (!declaration) return [...names(cursor), ...functions(), ...literals];
      if (declaration.head.kind === "layer") return expressionItems(cursor);
      return stageItems(cursor, declaration, span.start === 0 ? "name" : form);
  }
}

/** Layers that take what flows here, parts and names. */
function stageItems(cursor: Cursor, declaration: Statement, form: "call" | "name"): readonly Completion[] {
  const { analysis, span } = cursor;
  const flow = flowTypesAt(analysis, declaration, span.start);
  return [
    ...layerItems(flow, form),
    ...partItems(analysis, flow, form, declaration),
    ...names(cursor),
    { label: "ops", kind: "constant", detail: "module", rank: ranks.keyword },
  ];
}

/** Names with values, functions and the words for truth and nothing; what counts a model first in an `assert`. */
const expressionItems = (cursor: Cursor): readonly Completion[] => [
  ...names(cursor),
  ...functions(/^\s*assert\b/.test(cursor.lead) ? countingFunctions : undefined),
  ...literals,
];

/** Of several of one name the one that comes first. */
function withoutTwins(items: readonly Completion[]): readonly Completion[] {
  const seen = new Set<string>();
  return items.filter(({ label }) => !seen.has(label) && seen.add(label));
}

const words = (labels: readonly string[], rank: number): readonly Completion[] =>
  labels.map((label, order) => ({ label, kind: "keyword", rank, order }));

const literals = words(["True", "False", "None"], 14);
const flags = words(["False", "True"], 0);

const iterables: ReadonlySet<string> = new Set(["range", "enumerate", "zip", "reversed"]);

/** What expressions may call; those that give lists first where one is asked for. */
const functions = (first?: ReadonlySet<string>): readonly Completion[] =>
  builtinFunctions().map(([label, method], order) => ({
    label,
    kind: "function",
    detail: method.summary,
    doc: () => classCard({ kind: "method", name: label, ...method }),
    ...callOf(label, [], true),
    plain: label,
    rank: first?.has(label) ? 5 : 13,
    order,
  }));

/** What has parameters to count: models and blocks, and what a body has made. */
function counted(cursor: Cursor): readonly Completion[] {
  const { analysis, declaration } = cursor;
  const model = declaration?.head.kind === "training" ? modelOf(analysis.file, declaration) : undefined;
  return [
    ...(model ? [{ label: "model", kind: "variable" as const, rank: 9 }] : []),
    ...selectorsBelow(analysis, model, []).map((item) => ({ ...item, rank: 10 })),
    ...names(cursor),
    ...partItems(analysis, [], "name"),
  ];
}

/** Arguments, their values, and names; layers where a layer is wanted. */
function inCall(
  cursor: Cursor,
  call: Parameters<typeof valueItems>[0],
  callee: Parameters<typeof valueItems>[1],
): readonly Completion[] {
  const { declaration, called } = cursor;
  const items = [...valueItems(call, callee, false), ...argumentItems(call, callee)];
  // A declaration's own head: defaults see the file only.
  if (callee.kind === "part" && !declaration && /^\s*(?:block|model|layer)\b/.test(cursor.lead))
    return [
      ...items.filter(({ kind }) => kind === "option"),
      ...names(cursor),
      ...literals,
      ...partItems(cursor.analysis, [], called ? "name" : "call").map((item) => ({ ...item, rank: 15 })),
      ...layerItems([], "name").map((item) => ({ ...item, rank: 16 })),
    ];
  const parameter = parameterAt(call, callee);
  const made = callee.kind === "layer" && (parameter?.name === "layer" || parameter?.name === "cell");
  const asValue = callee.kind === "part" && /^(?!None|True|False)[A-Z]\w*$/.test(parameter?.default ?? "");
  const layers = made
    ? layerItems([], called ? "name" : "call").map((item) => ({ ...item, rank: item.rank - 14 }))
    : asValue
      ? layerItems([], "name").map((item) => ({ ...item, rank: item.rank - 14 }))
      : [];
  const words = callee.kind !== "part" && parameter && parameter.options.length > 0 ? [] : literals;
  // What a training gives its model.
  if (!declaration && /^\s*training\b/.test(cursor.lead))
    items.push(...partItems(cursor.analysis, [], called ? "name" : "call"));
  // Behind the arguments it needs, before those it can do without.
  // A layer is made with numbers and words, and applied to tensors.
  const isMade = callee.kind === "layer" && callee.definition.kind !== "operation";
  const known = names(cursor, 11).map((item) =>
    isMade && (item.detail === "input" || item.detail === "label") ? { ...item, rank: 15 } : item,
  );
  return [...items, ...layers, ...known, ...functions(), ...words];
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

const keywords = (words: readonly string[], rank: number = ranks.keyword): readonly Completion[] =>
  words.map((label) => ({ label, kind: "keyword", doc: () => keywordCard(label), rank }));

/** Names bound before the cursor, parameters and constants. */
function names({ analysis, declaration, offset }: Cursor, rank = 10): readonly Completion[] {
  const found = new Map<string, Completion>();
  if (declaration) {
    for (const { name, what, statement } of bindersBefore(analysis, declaration, offset)) {
      // What the statement at the cursor binds has no value in it yet.
      const { end } = analysis.tree.headSpan(statement);
      const over = end < offset && /[\n;{}]/.test(analysis.text.slice(end, offset));
      if (!over && what !== "dimension") continue;
      found.set(name, { label: name, kind: "variable", detail: what, rank });
    }
    const { head } = declaration;
    if ("parameters" in head)
      for (const { name } of head.parameters)
        found.set(name.name, { label: name.name, kind: "variable", detail: "parameter", rank });
    const given = analysis.trainings.find(({ statement }) => statement === declaration)?.run?.params ?? [];
    for (const [label, value] of given)
      if (isLayer(value)) found.set(label, { label, kind: "variable", detail: "parameter", rank });
  }
  for (const [label, entry] of analysis.file.names)
    if (entry.kind === "const" || (entry.kind === "import" && isImportedConstant(analysis, entry)))
      found.set(label, { label, kind: "constant", rank: rank + 1 });
  return [...found.values()];
}

function isImportedConstant({ elaboration, file }: Analysis, { head, name }: ImportedName): boolean {
  const target = elaboration.program.project.resolve(file, head.path.value);
  return !("missing" in target) && target.names.get(name)?.kind === "const";
}

type ImportedName = Extract<FileName, { kind: "import" }>;

/** Layers, patterns and what to leave out, behind `freeze`. */
function inSelector(cursor: Cursor, training: Statement): readonly Completion[] {
  const { analysis, lead } = cursor;
  const model = modelOf(analysis.file, training);
  const selectors = selectorsBelow(analysis, model, []);
  const left = /freeze\s+([A-Za-z_][\w.]*)\s+except\b/.exec(lead)?.[1];
  const inside = left === undefined ? [] : selectorsBelow(analysis, model, left.split("."));
  const whole = (item: Completion, rank: number): Completion => ({
    ...item,
    label: `${left}.${item.label}`,
    ...(item.filter === undefined ? {} : { filter: `${left}.${item.filter}` }),
    rank,
  });
  return [
    ...globsOf(inside).map((item) => whole(item, 0)),
    ...inside.map((item) => whole(item, 1)),
    ...selectors.map((item) => ({ ...item, rank: 2 })),
    ...globsOf(selectors).map((item) => ({ ...item, rank: 3 })),
    ...names(cursor),
    { label: "model", kind: "variable", rank: 4 },
    ...(left === undefined && /freeze\s+(?:.*[^\s,([])\s+$/.test(lead) ? keywords(["except"], 5) : []),
  ];
}

function inTraining(cursor: Cursor, training: Statement): readonly Completion[] {
  const { analysis, lead } = cursor;
  const place = placeBehind(lead);
  const selectors = selectorsBelow(analysis, modelOf(analysis.file, training), []);
  if (place === "new-name") return [];
  if (place === "flag") return flags;
  if (place === "expression" || place === "iterable")
    return [
      ...selectors,
      ...names(cursor),
      ...functions(place === "iterable" ? iterables : undefined),
      ...literals,
    ];
  const model = { label: "model", kind: "variable", rank: 2 } as const;
  if (place === "statement")
    return [
      ...methodItems(),
      ...keywords(trainingWords, 5),
      ...snippets(analysis, "training").map((item) => ({ ...item, rank: 6 })),
      ...selectors.map((item) => ({ ...item, rank: 7 })),
      { ...model, rank: 8 },
      ...names(cursor),
    ];
  return [
    ...selectors,
    model,
    ...names(cursor),
    ...["optimizers", "losses", "metrics"].flatMap((module) => objectItems(module, "call")),
    ...partItems(analysis, [], "call"),
    ...literals,
  ];
}
