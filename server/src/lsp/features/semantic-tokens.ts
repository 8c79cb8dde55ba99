// `textDocument/semanticTokens`: of a whole file, of a range, and what changed since the last answer. It never colours anything
// itself.
import {
  SemanticTokensBuilder,
  type SemanticTokensDeltaParams,
  type SemanticTokensParams,
  type SemanticTokensRangeParams,
} from "vscode-languageserver";
import type { Analysis } from "../../analysis/analysis.ts";
import { semanticTokens } from "../../ide/semantic-tokens.ts";
import type { Span } from "../../text/span.ts";
import { spanOf } from "../convert.ts";
import { semanticTokenModifiers, semanticTokenTypes } from "../legend.ts";
import type { Feature } from "./feature.ts";

function push(builder: SemanticTokensBuilder, analysis: Analysis | undefined, within?: Span): void {
  if (!analysis) return;
  for (const { span, type, modifiers } of semanticTokens(analysis, within)) {
    const { line, character } = analysis.lines.position(span.start);
    let bits = 0;
    for (const modifier of modifiers) bits |= 1 << semanticTokenModifiers.indexOf(modifier);
    builder.push(line, character, span.end - span.start, semanticTokenTypes.indexOf(type), bits);
  }
}

const semanticTokensFeature: Feature = {
  capabilities: () => ({
    semanticTokensProvider: {
      legend: { tokenTypes: [...semanticTokenTypes], tokenModifiers: [...semanticTokenModifiers] },
      full: { delta: true },
      range: true,
    },
  }),
  register(connection, caught, session) {
    /** The last answer for each open file. */
    const answered = new Map<string, SemanticTokensBuilder>();
    session.documents.open.onDidClose(({ document }) => void answered.delete(document.uri));
    const tokens = connection.languages.semanticTokens;
    tokens.on(
      caught("semantic tokens", async (_session, { textDocument: { uri } }: SemanticTokensParams) => {
        const analysis = await session.analysis(uri);
        const builder = new SemanticTokensBuilder();
        push(builder, analysis);
        if (analysis) answered.set(uri, builder);
        return builder.build();
      }),
    );
    tokens.onDelta(
      caught(
        "changes of semantic tokens",
        async (_session, { textDocument: { uri }, previousResultId }: SemanticTokensDeltaParams) => {
          const analysis = await session.analysis(uri);
          const builder = answered.get(uri) ?? new SemanticTokensBuilder();
          builder.previousResult(previousResultId);
          push(builder, analysis);
          if (analysis) answered.set(uri, builder);
          return builder.buildEdits();
        },
      ),
    );
    tokens.onRange(
      caught(
        "semantic tokens of a range",
        async (_session, { textDocument, range }: SemanticTokensRangeParams) => {
          const analysis = await session.analysis(textDocument.uri);
          const builder = new SemanticTokensBuilder();
          push(builder, analysis, analysis && spanOf(analysis.lines, range));
          return builder.build();
        },
      ),
    );
  },
};

export default semanticTokensFeature;
