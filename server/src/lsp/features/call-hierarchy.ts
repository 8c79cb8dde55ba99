// `textDocument/prepareCallHierarchy` and its two directions, over blocks, models and custom layers. It never keeps state
// between requests: an item holds the file and the name of its part.
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyIncomingCallsParams,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  type CallHierarchyOutgoingCallsParams,
  type CallHierarchyPrepareParams,
  type Range,
  SymbolKind,
} from "vscode-languageserver";
import type { Analysis } from "../../analysis/analysis.ts";
import { incomingUses, outgoingUses, partAt, type Use } from "../../ide/call-hierarchy.ts";
import { partCalled } from "../../ide/parts.ts";
import type { Part } from "../../model/source-file.ts";
import { lineIndex } from "../../text/line-index.ts";
import type { Session } from "../answers.ts";
import { rangeOf } from "../convert.ts";
import { analysisOf, readersOf } from "../importers.ts";
import { openableUri, partNameSpan } from "../locations.ts";
import type { Feature } from "./feature.ts";

const kinds = { block: SymbolKind.Module, model: SymbolKind.Class, layer: SymbolKind.Class } as const;

function itemOf(session: Session, part: Part): CallHierarchyItem | undefined {
  const uri = openableUri(session, part.file.id);
  if (uri === undefined) return undefined;
  const { tree } = part.file;
  const lines = lineIndex(tree.text);
  return {
    name: part.name,
    kind: kinds[part.kind],
    detail: part.kind,
    uri,
    range: rangeOf(lines, tree.span(part.statement)),
    selectionRange: rangeOf(lines, partNameSpan(part)),
  };
}

const rangesOf = (analysis: Analysis, { spans }: Use): Range[] =>
  spans.map((span) => rangeOf(analysis.lines, span));

/** The part of an item, as its file has it now. */
async function partOfItem(session: Session, item: CallHierarchyItem) {
  const analysis = await analysisOf(session, item.uri);
  const part = analysis && partCalled(analysis, item.name);
  return part && analysis ? { analysis, part } : undefined;
}

const callHierarchyFeature: Feature = {
  capabilities: () => ({ callHierarchyProvider: true }),
  register(connection, caught) {
    const { callHierarchy } = connection.languages;
    callHierarchy.onPrepare(
      caught("call hierarchy", async (session, { textDocument, position }: CallHierarchyPrepareParams) => {
        const analysis = await session.analysis(textDocument.uri);
        const part = analysis && partAt(analysis, analysis.lines.offset(position));
        const item = part && itemOf(session, part);
        return item ? [item] : null;
      }),
    );
    callHierarchy.onOutgoingCalls(
      caught("outgoing uses", async (session, { item }: CallHierarchyOutgoingCallsParams) => {
        const found = await partOfItem(session, item);
        if (!found) return null;
        return outgoingUses(found.analysis, found.part).flatMap((use): CallHierarchyOutgoingCall[] => {
          const to = itemOf(session, use.part);
          return to ? [{ to, fromRanges: rangesOf(found.analysis, use) }] : [];
        });
      }),
    );
    callHierarchy.onIncomingCalls(
      caught("incoming uses", async (session, { item }: CallHierarchyIncomingCallsParams) => {
        const calls: CallHierarchyIncomingCall[] = [];
        for (const uri of new Set([item.uri, ...(await readersOf(session, item.uri))])) {
          if (!session.documents.read(uri)?.includes(item.name)) continue;
          const analysis = await analysisOf(session, uri);
          const part = analysis && partNamed(session, analysis, item);
          if (!analysis || !part) continue;
          for (const use of incomingUses(analysis, part)) {
            const from = itemOf(session, use.part);
            if (from) calls.push({ from, fromRanges: rangesOf(analysis, use) });
          }
        }
        return calls;
      }),
    );
  },
};

/** The item's part as a file sees it, under its own name or an alias. */
function partNamed(session: Session, analysis: Analysis, item: CallHierarchyItem): Part | undefined {
  const names = [item.name, ...analysis.file.names.keys()];
  return names
    .map((name) => partCalled(analysis, name))
    .find((part) => part?.name === item.name && openableUri(session, part.file.id) === item.uri);
}

export default callHierarchyFeature;
