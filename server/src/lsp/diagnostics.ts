// Diagnostics by pull where the client can, else pushed a moment after the last edit. It never finds a problem itself.
import {
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
} from "vscode-languageserver";

/** How long no edit has come before problems are sent: as long as finding them takes, so that a burst is answered once. */
const shortest = 4;
const longest = 150;

export interface DiagnosticsFeed {
  /** The answer to a pull: the whole, or that nothing is new. */
  report(uri: string, items: readonly Diagnostic[], previous: string | undefined): DocumentDiagnosticReport;
  /** Something a file's problems depend on changed. */
  stale(uri: string): void;
  /** Everything may have changed. */
  allStale(uris: readonly string[]): void;
  closed(uri: string): void;
}

export interface FeedOptions {
  readonly pull: () => boolean;
  readonly canRefresh: () => boolean;
  readonly collect: (
    uri: string,
  ) => Promise<{ readonly version: number; readonly items: Diagnostic[] } | undefined>;
}

export function diagnosticsFeed(
  connection: Connection,
  { pull, canRefresh, collect }: FeedOptions,
): DiagnosticsFeed {
  const timers = new Map<string, NodeJS.Timeout>();
  const results = new Map<string, { readonly id: string; readonly text: string }>();
  let serial = 0;
  let quiet = shortest;
  const push = async (uri: string): Promise<void> => {
    timers.delete(uri);
    try {
      const began = performance.now();
      const found = await collect(uri);
      quiet = Math.min(longest, Math.max(shortest, performance.now() - began));
      if (found) await connection.sendDiagnostics({ uri, version: found.version, diagnostics: found.items });
    } catch (error) {
      connection.console.error(`The problems of ${uri} could not be sent: ${error}`);
    }
  };
  const schedule = (uri: string): void => {
    clearTimeout(timers.get(uri));
    timers.set(
      uri,
      setTimeout(() => void push(uri), quiet),
    );
  };
  const refresh = (): void => {
    if (canRefresh()) connection.languages.diagnostics.refresh().catch(() => {});
  };
  return {
    report(uri, items, previous) {
      const text = JSON.stringify(items);
      const old = results.get(uri);
      if (old?.text === text && old.id === previous)
        return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: old.id };
      const result = old?.text === text ? old : { id: `${++serial}`, text };
      results.set(uri, result);
      return { kind: DocumentDiagnosticReportKind.Full, resultId: result.id, items: [...items] };
    },
    stale(uri) {
      if (!pull()) schedule(uri);
    },
    allStale(uris) {
      if (pull()) refresh();
      else for (const uri of uris) schedule(uri);
    },
    closed(uri) {
      clearTimeout(timers.get(uri));
      timers.delete(uri);
      results.delete(uri);
      if (!pull()) void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}
