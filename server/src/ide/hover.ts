// What is known of the thing under the cursor. It finds the thing; the cards beside it say what is known.
import type { Analysis } from "../analysis/analysis.ts";
import type { StatementUse } from "../model/frame.ts";
import type { GraphNode } from "../model/graph.ts";
import type { Argument, Call, Name, Statement } from "../syntax/tree.ts";
import { type AnyNode, type Found, nodeAt } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { layerCard } from "./layer-hover.ts";
import { meaningOf } from "./names.ts";
import { blockUseCard, partCard } from "./part-hover.ts";
import { argumentCard, type Callee, calleeOf, classCard, parameterCard } from "./reference-hover.ts";
import { nodesOf, usesShown } from "./statement-uses.ts";
import { calledMethod, sectionCard, trainingFact, trainingText } from "./training-facts.ts";
import { valueCard } from "./value-hover.ts";
import { onAttribute, onPlace, onValue, onWord } from "./word-hover.ts";

export interface Hover {
  readonly span: Span;
  /** Markdown. */
  readonly markdown: string;
}

/** The hover at an offset, or nothing. */
export function hover(analysis: Analysis, offset: number): Hover | undefined {
  const found = nodeAt(analysis.tree, offset);
  if (!found?.inHead) return undefined;
  const start = analysis.tree.start(found.statement);
  const show = (span: Span, markdown: string | undefined): Hover | undefined =>
    markdown ? { span: { start: start + span.start, end: start + span.end }, markdown } : undefined;
  return (
    onWord(analysis, found, show) ??
    onArgument(analysis, found, show) ??
    onLabel(analysis, found, show) ??
    onPlace(analysis, found, show) ??
    onAttribute(analysis, found, show) ??
    onName(analysis, found, show, offset) ??
    onValue(analysis, found, show) ??
    onLayer(analysis, found, show) ??
    onHead(analysis, found, show)
  );
}

type Show = (span: Span, markdown: string | undefined) => Hover | undefined;

const isKind = <K extends string>(
  node: AnyNode | undefined,
  kind: K,
): node is Extract<AnyNode, { kind: K }> => node !== undefined && "kind" in node && node.kind === kind;

/** On the name of an argument: its doc, type and default. */
function onArgument(analysis: Analysis, { path, statement, around }: Found, show: Show): Hover | undefined {
  const name = path.at(-1);
  const argument = path.at(-2) as Argument | undefined;
  if (
    !isKind(name, "name") ||
    !argument ||
    "kind" in argument ||
    !("value" in argument) ||
    argument.name !== name
  )
    return undefined;
  const call = path.findLast((node): node is Call => isKind(node, "call") && node.args.includes(argument));
  const callee = call && calleeOf(analysis, call.callee, statement, around);
  return callee && show(name, argumentCard(callee, name.name));
}

/** On a label: the layer or the block it names. */
function onLabel(analysis: Analysis, { path, statement, offset }: Found, show: Show): Hover | undefined {
  const labelled = path.findLast((node) => isKind(node, "labelled"));
  const { head } = statement;
  if (labelled && labelled.label.start <= offset && offset <= labelled.label.end) {
    const uses = usesShown(analysis, statement);
    const use = uses[0];
    const node =
      use && (nodeFor(use, labelled.value) ?? use.nodes.find((n) => inside(n.place, labelled.value)));
    if (node) return show(labelled.label, layerCard(analysis, node, uses.length));
    return use && use.inner.length > 0
      ? show(labelled.label, blockUseCard(analysis, use, uses.length))
      : undefined;
  }
  if (head.kind === "shared" && offset <= head.label.end && offset >= head.label.start) {
    return show(head.label, valueCard(analysis, "shared layer", usesShown(analysis, statement)[0]?.value));
  }
  return undefined;
}

const inside = (inner: Span, outer: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;

/** The use of a layer that a call or name makes in a statement. */
function nodeFor(use: StatementUse, at: Span): GraphNode | undefined {
  const mine = use.nodes.filter((node) => node.place.statement === use.statement);
  return (
    mine.find((node) => node.place.start === at.start && node.place.end === at.end) ??
    mine.find(
      ({ instance }) =>
        instance.place.statement === use.statement &&
        instance.place.start === at.start &&
        instance.place.end === at.end,
    )
  );
}

/** On a name: what it stands for. Names of layers that are applied here are the layer's affair. */
function onName(analysis: Analysis, found: Found, show: Show, offset: number): Hover | undefined {
  const { path, statement, around } = found;
  const name = path.at(-1);
  if (!isKind(name, "name")) return undefined;
  const parent = path.at(-2);
  if (parent && !("kind" in parent) && "default" in parent && parent.name === name)
    return parameterHover(analysis, statement, name, show);
  const { head } = statement;
  if ((head.kind === "model" || head.kind === "block" || head.kind === "layer") && head.name === name) {
    const part = analysis.file.names.get(name.name);
    return show(name, part?.kind === "part" ? partCard(analysis, part.part) : undefined);
  }
  if (isParameter(statement, name)) return parameterHover(analysis, statement, name, show);
  if (isKind(parent, "attribute") && parent.name === name) return undefined;
  const use = usesShown(analysis, statement)[0];
  if (
    use &&
    (nodeFor(use, name) || (isKind(parent, "call") && parent.callee === name && nodeFor(use, parent)))
  )
    return undefined;
  const meaning = meaningOf(analysis, name.name, statement, around, offset);
  if (meaning?.kind === "bound")
    return show(name, valueCard(analysis, wordFor[meaning.binder.what], meaning.value));
  if (meaning?.kind === "parameter")
    return show(name, parameterCard(analysis, meaning.node, meaning.statement, meaning.value));
  const entry = analysis.file.names.get(name.name);
  const atFile =
    meaning?.kind === "file" ||
    (head.kind === "const" && head.name === name) ||
    (head.kind === "training" && head.name === name);
  if (atFile && entry?.kind === "const")
    return show(name, valueCard(analysis, "constant", analysis.file.constants.get(name.name)));
  if (atFile && entry?.kind === "training") return show(name, sectionCard(analysis, entry.statement));
  const callee = calleeOf(analysis, name, statement, around);
  if (!callee) return undefined;
  // The call of a block has more to tell: what this use put into the model.
  if (
    callee.kind === "part" &&
    isKind(parent, "call") &&
    parent.callee === name &&
    use &&
    nodesOf(use).length > 0
  )
    return undefined;
  const fact = callee.kind === "method" ? trainingFact(analysis, statement) : undefined;
  return show(
    name,
    fact && callee.kind === "method"
      ? `${trainingText(analysis, fact)}\n\n${callee.summary}`
      : calleeCard(analysis, callee),
  );
}

const wordFor = {
  input: "input",
  dimension: "size",
  label: "label",
  variable: "variable",
  loop: "loop variable, in its last turn",
  shared: "shared layer",
} as const;

const isParameter = ({ head }: Statement, name: Name): boolean =>
  (head.kind === "model" || head.kind === "block" || head.kind === "layer") &&
  head.parameters.some((p) => p.name === name);

function parameterHover(analysis: Analysis, statement: Statement, name: Name, show: Show): Hover | undefined {
  const { head } = statement;
  if (head.kind !== "model" && head.kind !== "block" && head.kind !== "layer") return undefined;
  const node = head.parameters.find((p) => p.name === name);
  return node && show(name, parameterCard(analysis, node, statement, undefined));
}

const calleeCard = (analysis: Analysis, callee: Callee): string =>
  callee.kind === "part" ? partCard(analysis, callee.part) : classCard(callee);

/** On the call of a layer, its arguments' values included; without a use, on what the class is. */
function onLayer(
  analysis: Analysis,
  { path, statement, around, offset }: Found,
  show: Show,
): Hover | undefined {
  /** The name of what is called; the whole call where the cursor is behind its name. */
  const about = (node: Extract<AnyNode, { kind: string }>): Span =>
    node.kind === "call" && offset <= node.callee.end ? node.callee : node;
  const uses = usesShown(analysis, statement);
  const use = uses[0];
  for (const node of path.toReversed()) {
    if (!("kind" in node)) continue;
    const made = use && nodeFor(use, node);
    if (made) return show(about(node), layerCard(analysis, made, uses.length));
    if (node.kind !== "call") continue;
    const callee = calleeOf(analysis, node.callee, statement, around);
    if (!callee) continue;
    if (callee.kind === "part" && use && callee.part.kind === "block" && nodesOf(use).length > 0)
      return show(
        about(node),
        `${partCard(analysis, callee.part)}\n\n---\n\n${blockUseCard(analysis, use, uses.length)}`,
      );
    return show(about(node), calleeCard(analysis, callee));
  }
  return undefined;
}

/** On the rest of a line: what trains, what an input is. */
function onHead(analysis: Analysis, { statement }: Found, show: Show): Hover | undefined {
  const { head } = statement;
  const whole = { start: 0, end: head.length };
  const fact = trainingFact(analysis, statement);
  if (
    fact &&
    (head.kind === "freeze" || head.kind === "unfreeze" || calledMethod(statement) || fact.state.changed > 0)
  )
    return show(whole, trainingText(analysis, fact));
  if (head.kind === "input")
    return show(whole, valueCard(analysis, "input", usesShown(analysis, statement)[0]?.value));
  return undefined;
}
