// The request table: which feature answers which request. Each request is caught once, so that an error of ours is logged
// and the server lives on. It never works out an answer itself.
import {
  type CancellationToken,
  type ClientCapabilities,
  type Connection,
  type DiagnosticServerCancellationData,
  DidChangeConfigurationNotification,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  ErrorCodes,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  type ServerRequestHandler,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import type { Analysis } from "../analysis/analysis.ts";
import { typingTriggers } from "../ide/formatting.ts";
import { choosePhase } from "../ide/phase-choice.ts";
import { type Answer, answersOf, type Session } from "./answers.ts";
import { diagnosticsOf, type ShownOfProblems } from "./convert.ts";
import { diagnosticsFeed } from "./diagnostics.ts";
import { canonical, type Files, openDocuments } from "./documents.ts";
import { all as features } from "./features/all.generated.ts";
import { showsPages } from "./features/pages.ts";
import type { Indexer } from "./index-file.ts";
import { signatureTriggers } from "./legend.ts";
import { beginProgress, type Progress } from "./progress.ts";
import { settingsStore } from "./settings.ts";
import { filesNotification, type SharedFile, wantedNotification } from "./shared-files.ts";
import { moment } from "./turn.ts";
import { workspaceIndex } from "./workspace-index.ts";

export interface Server {
  listen(): void;
}

/** A text of so many lines takes a second to read on a slow machine. */
const longText = 5_000;

/** Connects the features to a client. Whoever may touch files gives `files`, whoever has threads one for the index. */
export function createServer(connection: Connection, files: Files, thread?: Indexer): Server {
  let client: ClientCapabilities = {};
  const documents = openDocuments(files);
  const settings = settingsStore(connection, files, () => client.workspace?.configuration === true);
  const showsProgress = (): boolean => client.window?.workDoneProgress === true;
  const shown = (): ShownOfProblems => ({
    related: client.textDocument?.publishDiagnostics?.relatedInformation !== false,
    pages: showsPages(client) && client.textDocument?.publishDiagnostics?.codeDescriptionSupport === true,
  });
  const workspace = workspaceIndex({
    connection,
    files,
    documents,
    settings: (uri) => settings.of(uri),
    shown,
    showsProgress,
    thread,
  });
  const announcements = new Map<string, Promise<Progress | undefined>>();
  /** Shows that a long text is read, before that takes this thread; all who wait for it share one progress. */
  const announced = async (uri: string): Promise<Progress | undefined> => {
    if (!showsProgress() || documents.linesToRead(uri) < longText) return undefined;
    const name = canonical(uri).split("/").at(-1);
    const shown = announcements.get(uri) ?? beginProgress(connection, `Netlens: reading ${name}`);
    announcements.set(uri, shown);
    try {
      return await shown;
    } finally {
      announcements.delete(uri);
    }
  };
  const session: Session = {
    client: () => client,
    documents,
    workspace,
    offered: [],
    phases: new Map(),
    settings: (uri) => settings.of(uri),
    async analysis(uri): Promise<Analysis | undefined> {
      const own = await settings.of(uri);
      const progress = await announced(uri);
      try {
        const analysis = workspace.aside(() => documents.analysis(uri, own));
        if (analysis) choosePhase(analysis, session.phases.get(uri));
        return analysis;
      } finally {
        progress?.end();
      }
    },
  };
  const collect = async (uri: string) => {
    const analysis = await session.analysis(uri);
    const document = documents.open.get(uri);
    if (!analysis || !document) return undefined;
    return { version: document.version, items: diagnosticsOf(analysis, shown()) };
  };
  const feed = diagnosticsFeed(connection, {
    pull: () => client.textDocument?.diagnostic !== undefined,
    canRefresh: () => client.workspace?.diagnostics?.refreshSupport === true,
    collect,
  });
  const refreshHints = (): void => {
    if (client.workspace?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh().catch(() => {});
    if (client.workspace?.codeLens?.refreshSupport)
      connection.sendRequest("workspace/codeLens/refresh").catch(() => {});
  };
  let folders: readonly string[] = [];
  const openUris = (): string[] => documents.open.keys();

  /** Runs an answer: a moment for a cancellation to arrive, then the current version. */
  const caught =
    <P, R>(name: string, answer: Answer<P, R>) =>
    async (params: P, token: CancellationToken): Promise<R | ResponseError<void>> => {
      try {
        workspace.busy();
        await moment();
        if (token.isCancellationRequested)
          return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
        return await answer(session, params, token);
      } catch (error) {
        if (error instanceof ResponseError) return error;
        connection.console.error(
          `${name}: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
        );
        return new ResponseError(ErrorCodes.InternalError, `${name} failed; the log says why.`);
      }
    };

  connection.onInitialize((params): InitializeResult => {
    const { capabilities, initializationOptions } = params;
    client = capabilities;
    if (capabilities.experimental?.netlensFiles === true)
      files.askWith?.((uri) => void connection.sendNotification(wantedNotification, { uri }));
    folders = params.workspaceFolders?.map(({ uri }) => uri) ?? (params.rootUri ? [params.rootUri] : []);
    if (initializationOptions !== undefined) settings.changed({ netlens: initializationOptions });
    const offered = [serverCapabilities(), ...features.map((feature) => feature.capabilities(capabilities))];
    const workspace = Object.assign({}, ...offered.map((some) => some.workspace));
    return { serverInfo: { name: "netlens" }, capabilities: Object.assign({}, ...offered, { workspace }) };
  });
  connection.onShutdown(() => workspace.stop());
  connection.onInitialized(() => {
    if (client.workspace?.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        folders = [...folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        workspace.start(folders);
      });
    }
    workspace.start(folders);
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration) {
      connection.client
        .register(DidChangeConfigurationNotification.type, { section: "netlens" })
        .catch(() => {});
    }
  });
  connection.onDidChangeConfiguration((change) => {
    settings.changed(change.settings);
    workspace.allStale();
    feed.allStale(openUris());
    refreshHints();
  });
  const filesChanged = (uris: readonly string[]): void => {
    if (uris.some((uri) => uri.endsWith("netlens.json"))) {
      settings.changed(undefined);
      workspace.allStale();
      feed.allStale(openUris());
      refreshHints();
    }
    workspace.touched(uris);
    const importers = uris.filter((uri) => !documents.open.get(uri)).flatMap((uri) => documents.touched(uri));
    if (importers.length > 0) {
      feed.allStale(importers);
      refreshHints();
    }
  };
  connection.onDidChangeWatchedFiles(({ changes }) => filesChanged(changes.map(({ uri }) => uri)));
  connection.onNotification(filesNotification, ({ files: shared }: { readonly files: SharedFile[] }) => {
    filesChanged(shared.filter((file) => files.share?.(file)).map(({ uri }) => uri));
  });
  documents.open.onDidChangeContent(({ document }) => {
    workspace.edited(document.uri);
    feed.stale(document.uri);
    const importers = documents.touched(document.uri);
    if (importers.length === 0) return;
    feed.allStale(importers);
    refreshHints();
  });
  documents.open.onDidClose(({ document }) => {
    documents.closed(document.uri);
    session.offered = []; // They would keep what is known of the file.
    const importers = documents.touched(document.uri);
    feed.closed(document.uri);
    workspace.closed(document.uri);
    if (importers.length > 0) feed.allStale(importers);
  });

  const on = answersOf;
  connection.onHover(caught("hover", on.hover));
  connection.onSignatureHelp(caught("signature help", on.signatureHelp));
  connection.onDefinition(caught("definition", on.definition));
  connection.onDocumentSymbol(caught("symbols", on.symbols));
  connection.onFoldingRanges(caught("folding", on.folding));
  connection.onDocumentFormatting(caught("formatting", on.format));
  connection.onDocumentRangeFormatting(caught("formatting of a range", on.formatRange));
  connection.onDocumentRangesFormatting(caught("formatting of ranges", on.formatRanges));
  connection.onDocumentOnTypeFormatting(caught("formatting while typing", on.formatTyped));
  connection.languages.diagnostics.on(
    caught<DocumentDiagnosticParams, DocumentDiagnosticReport>(
      "diagnostics",
      async (_session, { textDocument: { uri }, previousResultId }) => {
        const found = await collect(uri);
        return feed.report(uri, found?.items ?? [], previousResultId);
      },
    ) as ServerRequestHandler<
      DocumentDiagnosticParams,
      DocumentDiagnosticReport,
      never,
      DiagnosticServerCancellationData
    >,
  );
  for (const feature of features) feature.register(connection, caught, session);
  documents.open.listen(connection);
  return { listen: () => connection.listen() };
}

function serverCapabilities(): InitializeResult["capabilities"] {
  return {
    textDocumentSync: TextDocumentSyncKind.Incremental,
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    hoverProvider: true,
    signatureHelpProvider: { triggerCharacters: signatureTriggers },
    definitionProvider: true,
    documentSymbolProvider: true,
    foldingRangeProvider: true,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: { rangesSupport: true },
    documentOnTypeFormattingProvider: {
      firstTriggerCharacter: typingTriggers[0],
      moreTriggerCharacter: typingTriggers.slice(1),
    },
  };
}
