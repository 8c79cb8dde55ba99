// `textDocument/completion` and its resolving: what can be written here, with documentation when an item is looked at. It never
// decides what fits.
import {
  type CompletionItem,
  type CompletionParams,
  InsertTextFormat,
  MarkupKind,
} from "vscode-languageserver";
import { type Completion, completions } from "../../ide/completion.ts";
import type { Session } from "../answers.ts";
import { completionKinds, rangeOf } from "../convert.ts";
import { relativePath } from "../importers.ts";
import { completionTriggers } from "../legend.ts";
import type { Feature } from "./feature.ts";

/** The other files of the workspace as an import of this one names them. */
function filesSeenFrom(session: Session, uri: string): readonly string[] {
  const all = new Set([...session.workspace.files.keys(), ...session.documents.open.keys()]);
  all.delete(uri);
  return [...all].map((other) => relativePath(uri, other)).sort();
}

/** In a client without snippets a statement is written without its places. */
const plainText = (text: string): string =>
  text.replaceAll(/\$\{\d+:([^}]*)\}/g, "$1").replaceAll(/\$\{\d+\}|\$\d/g, "");

/** A number as editors sort it, by its digits. */
const digits = (n: number, count: number): string => `${n}`.padStart(count, "0");

const completionFeature: Feature = {
  capabilities: () => ({
    completionProvider: { triggerCharacters: completionTriggers, resolveProvider: true },
  }),
  register(connection, caught) {
    connection.onCompletion(
      caught(
        "completion",
        async (session, { textDocument: { uri }, position, context }: CompletionParams) => {
          const analysis = await session.analysis(uri);
          if (!analysis) return null;
          const files = filesSeenFrom(session, uri);
          const { span, items } = completions(analysis, analysis.lines.offset(position), files);
          // A slash is a division everywhere but in paths.
          if (context?.triggerCharacter === "/" && !items.some(({ kind }) => kind === "file")) return null;
          const range = rangeOf(analysis.lines, span);
          const snippets = session.client().textDocument?.completion?.completionItem?.snippetSupport === true;
          session.offered = items;
          return items.map(
            (
              { label, kind, detail, insert, isSnippet, plain, filter, rank, order = 0 },
              index,
            ): CompletionItem => {
              const text = insert ?? label;
              return {
                label,
                kind: completionKinds[kind],
                sortText: `${digits(rank, 2)}${digits(order, 3)}${label}`,
                textEdit: { range, newText: isSnippet && !snippets ? (plain ?? plainText(text)) : text },
                data: index,
                ...(isSnippet && snippets ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
                ...(filter === undefined ? {} : { filterText: filter }),
                ...(detail ? { detail } : {}),
              };
            },
          );
        },
      ),
    );
    connection.onCompletionResolve(
      caught("completion documentation", async (session, item: CompletionItem): Promise<CompletionItem> => {
        const offered: Completion | undefined = session.offered[item.data as number];
        const value = offered?.label === item.label ? offered.doc?.() : undefined;
        if (!value) return item;
        const formats = session.client().textDocument?.completion?.completionItem?.documentationFormat;
        const kind =
          formats === undefined || formats.includes(MarkupKind.Markdown)
            ? MarkupKind.Markdown
            : MarkupKind.PlainText;
        return { ...item, documentation: { kind, value } };
      }),
    );
  },
};

export default completionFeature;
