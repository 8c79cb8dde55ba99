// The outline of a file: models, blocks, their inputs and named layers, trainings. It never works out a shape itself.
import type { Analysis } from "../analysis/analysis.ts";
import type { Head, Labelled, Statement } from "../syntax/tree.ts";
import { nodes } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { typesText } from "./amounts.ts";
import { resultOf, usesShown } from "./statement-uses.ts";

export interface DocumentSymbol {
  readonly name: string;
  readonly detail?: string | undefined;
  readonly kind: "model" | "block" | "layer" | "custom-layer" | "training" | "input" | "const";
  readonly span: Span;
  /** The name's own place, within `span`. */
  readonly nameSpan: Span;
  readonly children: readonly DocumentSymbol[];
}

/** The outline, in the order of the text. */
export const documentSymbols = (analysis: Analysis): readonly DocumentSymbol[] =>
  symbolsOf(analysis, analysis.tree.statements);

function symbolsOf(analysis: Analysis, statements: readonly Statement[]): readonly DocumentSymbol[] {
  const found: DocumentSymbol[] = [];
  for (const statement of statements)
    if (shows(statement)) for (const symbol of symbolsOfOne(analysis, statement)) found.push(symbol);
  return found;
}

const labelled = new WeakMap<Head, readonly Labelled[]>();

/** The layers with labels in a head. */
function labelledIn(head: Head): readonly Labelled[] {
  const known = labelled.get(head);
  if (known) return known;
  const found = nodes(head).filter((node) => "kind" in node && node.kind === "labelled");
  labelled.set(head, found);
  return found;
}

/** Whether the outline has something of a statement; of most lines it has nothing. */
const shows = ({ head, body, otherwise }: Statement): boolean =>
  body !== undefined ||
  otherwise !== undefined ||
  (head.kind !== "expression" && head.kind !== "assign" && head.kind !== "output") ||
  labelledIn(head).length > 0;

function symbolsOfOne(analysis: Analysis, statement: Statement): readonly DocumentSymbol[] {
  const { tree } = analysis;
  const { head } = statement;
  const start = tree.start(statement);
  const make = (
    name: string,
    at: Span,
    kind: DocumentSymbol["kind"],
    span: Span,
    detail?: string,
    children: readonly DocumentSymbol[] = [],
  ): DocumentSymbol[] =>
    name === ""
      ? [...children]
      : [{ name, kind, span, detail, nameSpan: { start: start + at.start, end: start + at.end }, children }];
  const inner = (): readonly DocumentSymbol[] => {
    const below: DocumentSymbol[] = [];
    for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise)
      if (branch.body) below.push(...symbolsOf(analysis, branch.body.statements));
    return below;
  };
  switch (head.kind) {
    case "model":
    case "block":
      return make(head.name.name, head.name, head.kind, tree.span(statement), undefined, inner());
    case "layer":
      return make(head.name.name, head.name, "custom-layer", tree.span(statement), undefined, inner());
    case "training":
      return make(head.name.name, head.name, "training", tree.span(statement));
    case "const":
      return make(head.name.name, head.name, "const", tree.headSpan(statement));
    case "input":
      return make(
        head.name.name,
        head.name,
        "input",
        tree.headSpan(statement),
        detailOf(analysis, statement),
      );
    case "shared": {
      const name = head.label.kind === "name" ? head.label.name : head.label.value;
      return make(name, head.label, "layer", tree.headSpan(statement), undefined);
    }
    default: {
      const labels: DocumentSymbol[] = [];
      for (const node of labelledIn(head)) {
        const name = node.label.kind === "name" ? node.label.name : node.label.value;
        const callee =
          node.value.kind === "call" && node.value.callee.kind === "name" ? `${node.value.callee.name} ` : "";
        const span = { start: start + node.start, end: start + node.end };
        labels.push(
          ...make(name, node.label, "layer", span, `${callee}${detailOf(analysis, statement)}`.trim()),
        );
      }
      return [...labels, ...inner()];
    }
  }
}

function detailOf(analysis: Analysis, statement: Statement): string {
  const use = usesShown(analysis, statement)[0];
  const types = use ? resultOf(use) : [];
  return types.length > 0 ? `→ ${typesText(types)}` : "";
}
