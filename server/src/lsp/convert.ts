// Editor words to those of the protocol and back. It never works anything out.
import {
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Location,
  type Hover as LspHover,
  MarkupKind,
  type Position,
  type Range,
  SymbolKind,
  type TextEdit,
} from "vscode-languageserver";
import type { Analysis, Finding } from "../analysis/analysis.ts";
import type { Severity } from "../diagnostics/define.ts";
import type { Hover } from "../ide/hover.ts";
import type { Edit } from "../text/edit.ts";
import { type LineIndex, lineIndex } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import { diagnosticUri } from "./features/pages.ts";

export const rangeOf = (lines: LineIndex, { start, end }: Span): Range => ({
  start: lines.position(start),
  end: lines.position(end),
});

export const spanOf = (lines: LineIndex, { start, end }: Range): Span => ({
  start: lines.offset(start),
  end: lines.offset(end),
});

export const offsetOf = (lines: LineIndex, position: Position): number => lines.offset(position);

export const textEdit = (lines: LineIndex, { span, text }: Edit): TextEdit => ({
  range: rangeOf(lines, span),
  newText: text,
});

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** What a client shows of a problem besides its words. */
export interface ShownOfProblems {
  /** The places related to it. */
  readonly related: boolean;
  /** The page of its code. */
  readonly pages: boolean;
}

/** The problems of a file. */
export const diagnosticsOf = ({ id, lines, findings }: Analysis, shown: ShownOfProblems): Diagnostic[] =>
  findings.map((finding) => diagnosticOf(id, lines, finding, shown));

/** Related places and the page only where the client can show them, and places only in files that have a URI. */
export function diagnosticOf(
  uri: string,
  lines: LineIndex,
  finding: Finding,
  { related, pages }: ShownOfProblems,
): Diagnostic {
  const diagnostic: Diagnostic = {
    range: rangeOf(lines, finding.span),
    severity: severities[finding.severity],
    code: finding.code,
    source: "netlens",
    message: finding.message,
    ...(pages ? { codeDescription: { href: diagnosticUri(finding.code) } } : {}),
    ...(finding.code === "name-unused" ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
  const places = finding.related.filter(({ file }) => file === uri || /^\w[\w+.-]+:/.test(file));
  if (!related || places.length === 0) return diagnostic;
  return {
    ...diagnostic,
    relatedInformation: places.map(({ file, text, span, message }) => ({
      location: locationOf(file, text, span),
      message,
    })),
  };
}

let indexed: { readonly text: string; readonly lines: LineIndex } | undefined;

/** The lines of a text; those of the text asked for last are kept, since places come in crowds. */
function linesOf(text: string): LineIndex {
  if (indexed?.text !== text) indexed = { text, lines: lineIndex(text) };
  return indexed.lines;
}

export const locationOf = (uri: string, text: string, span: Span): Location => ({
  uri,
  range: rangeOf(linesOf(text), span),
});

export const hoverOf = (lines: LineIndex, { span, markdown }: Hover, rich: boolean): LspHover => ({
  contents: { kind: rich ? MarkupKind.Markdown : MarkupKind.PlainText, value: markdown },
  range: rangeOf(lines, span),
});

export const symbolKinds = {
  model: SymbolKind.Class,
  block: SymbolKind.Module,
  layer: SymbolKind.Object,
  "custom-layer": SymbolKind.Class,
  training: SymbolKind.Event,
  input: SymbolKind.Interface,
  const: SymbolKind.Constant,
} as const;

export const completionKinds = {
  layer: CompletionItemKind.Class,
  operation: CompletionItemKind.Function,
  object: CompletionItemKind.Struct,
  argument: CompletionItemKind.Field,
  option: CompletionItemKind.EnumMember,
  variable: CompletionItemKind.Variable,
  function: CompletionItemKind.Function,
  block: CompletionItemKind.Module,
  model: CompletionItemKind.Class,
  constant: CompletionItemKind.Constant,
  keyword: CompletionItemKind.Keyword,
  file: CompletionItemKind.File,
  snippet: CompletionItemKind.Snippet,
} as const;
