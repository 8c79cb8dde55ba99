// One answer for each request: asks the feature in editor words, and converts. It never catches an error; the table does.
import {
  type CancellationToken,
  type ClientCapabilities,
  type DocumentFormattingParams,
  type DocumentOnTypeFormattingParams,
  type DocumentRangeFormattingParams,
  type DocumentRangesFormattingParams,
  type DocumentSymbol,
  type DocumentSymbolParams,
  type FoldingRange,
  FoldingRangeKind,
  type FoldingRangeParams,
  type Hover,
  type Location,
  MarkupKind,
  type SignatureHelp,
  type TextDocumentPositionParams,
  type TextEdit,
} from "vscode-languageserver";
import type { Analysis } from "../analysis/analysis.ts";
import type { Completion } from "../ide/completion.ts";
import { definition } from "../ide/definition.ts";
import { documentSymbols, type DocumentSymbol as Outline } from "../ide/document-symbols.ts";
import { folds } from "../ide/folding.ts";
import { formatDocument, formatRanges, formatTyped } from "../ide/formatting.ts";
import { hover } from "../ide/hover.ts";
import type { PhaseChoice } from "../ide/phase-choice.ts";
import { signatureHelp } from "../ide/signature-help.ts";
import { hoverOf, locationOf, rangeOf, spanOf, symbolKinds, textEdit } from "./convert.ts";
import type { Documents } from "./documents.ts";
import { builtInPage } from "./features/type-definition.ts";
import { openableUri } from "./locations.ts";
import type { UserSettings } from "./settings.ts";
import type { WorkspaceIndex } from "./workspace-index.ts";

/** What an answer may ask of its surroundings. */
export interface Session {
  client(): ClientCapabilities;
  readonly documents: Documents;
  settings(uri: string): Promise<UserSettings>;
  /** The completions offered last; their documentation is asked for one by one. */
  offered: readonly Completion[];
  /** The phases chosen to show layers in, by document. */
  readonly phases: Map<string, PhaseChoice>;
  readonly workspace: WorkspaceIndex;
  /** Of the version that is open now. */
  analysis(uri: string): Promise<Analysis | undefined>;
}

export type Answer<P, R> = (session: Session, params: P, token: CancellationToken) => Promise<R>;

interface OfDocument {
  readonly textDocument: { readonly uri: string };
}

/** An answer about a document that is open; nothing about others. */
const about =
  <P extends OfDocument, R>(
    answer: (session: Session, analysis: Analysis, params: P) => R | Promise<R>,
  ): Answer<P, R | null> =>
  async (session, params) => {
    const analysis = await session.analysis(params.textDocument.uri);
    return analysis ? answer(session, analysis, params) : null;
  };

const at = <R>(
  answer: (session: Session, analysis: Analysis, offset: number) => R,
): Answer<TextDocumentPositionParams, R | null> =>
  about((session, analysis, { position }: TextDocumentPositionParams) =>
    answer(session, analysis, analysis.lines.offset(position)),
  );

/** Whether the client shows Markdown where it says what it shows. */
const rich = (formats: readonly string[] | undefined): boolean =>
  formats === undefined || formats.includes(MarkupKind.Markdown);

export const answersOf = {
  hover: at((session, analysis, offset): Hover | null => {
    const found = hover(analysis, offset);
    return found
      ? hoverOf(analysis.lines, found, rich(session.client().textDocument?.hover?.contentFormat))
      : null;
  }),

  signatureHelp: at((_session, analysis, offset): SignatureHelp | null => {
    const found = signatureHelp(analysis, offset);
    if (!found) return null;
    const { label, doc, parameters, active } = found;
    return {
      signatures: [
        {
          label,
          ...(doc ? { documentation: { kind: MarkupKind.Markdown, value: doc } } : {}),
          parameters: parameters.map((p) => ({
            label: [p.label[0], p.label[1]],
            documentation: { kind: MarkupKind.Markdown, value: p.doc },
          })),
        },
      ],
      activeSignature: 0,
      ...(active === undefined ? {} : { activeParameter: active }),
    };
  }),

  definition: at((session, analysis, offset): Location | null => {
    const found = definition(analysis, offset);
    const uri = found && openableUri(session, found.file);
    return found && uri ? locationOf(uri, found.text, found.span) : builtInPage(session, analysis, offset);
  }),

  symbols: about((_session, analysis, _params: DocumentSymbolParams): DocumentSymbol[] => {
    const convert = ({ name, detail, kind, span, nameSpan, children }: Outline): DocumentSymbol => ({
      name,
      kind: symbolKinds[kind],
      range: rangeOf(analysis.lines, span),
      selectionRange: rangeOf(analysis.lines, nameSpan),
      children: children.map(convert),
      ...(detail ? { detail } : {}),
    });
    return documentSymbols(analysis).map(convert);
  }),

  folding: about((_session, analysis, _params: FoldingRangeParams): FoldingRange[] =>
    folds(analysis).map(({ start, end, kind }) => ({
      startLine: analysis.lines.position(start).line,
      endLine: analysis.lines.position(end).line,
      ...(kind === "body"
        ? {}
        : { kind: kind === "comment" ? FoldingRangeKind.Comment : FoldingRangeKind.Imports }),
    })),
  ),

  format: about((_session, analysis, _params: DocumentFormattingParams): TextEdit[] =>
    formatDocument(analysis).map((edit) => textEdit(analysis.lines, edit)),
  ),

  formatRange: about((_session, analysis, { range }: DocumentRangeFormattingParams): TextEdit[] =>
    formatRanges(analysis, [spanOf(analysis.lines, range)]).map((edit) => textEdit(analysis.lines, edit)),
  ),

  formatRanges: about((_session, analysis, { ranges }: DocumentRangesFormattingParams): TextEdit[] =>
    formatRanges(
      analysis,
      ranges.map((range) => spanOf(analysis.lines, range)),
    ).map((edit) => textEdit(analysis.lines, edit)),
  ),

  formatTyped: about((_session, analysis, { position, ch }: DocumentOnTypeFormattingParams): TextEdit[] =>
    formatTyped(analysis, analysis.lines.offset(position), ch).map((edit) => textEdit(analysis.lines, edit)),
  ),
};
