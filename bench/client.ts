// A client of a language server over stdio, for the benches: opens a file, edits it, waits for what an editor shows. It never
// looks into the server.
import { type ChildProcess, spawn } from "node:child_process";
import {
  createProtocolConnection,
  type Diagnostic,
  type InitializeResult,
  type InlayHint,
  type Position,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type WorkDoneProgressBegin,
} from "vscode-languageserver/node";
import { built } from "./processes.ts";

export interface BenchClient {
  readonly child: ChildProcess;
  readonly connection: ProtocolConnection;
  /** Opens a text and waits for its problems and the hints of its first lines. */
  open(uri: string, text: string): Promise<Shown>;
  /** Replaces one range and waits for the problems, and the hints around it. */
  edit(uri: string, start: Position, end: Position, insert: string): Promise<Shown>;
  /** Asks for what is shown around a line. */
  look(uri: string, line: number): Promise<Shown>;
  /** Ends when the server has read the folder, as it reports. */
  readonly worked: Promise<void>;
  stop(): void;
}

export interface Shown {
  readonly milliseconds: number;
  readonly problems: number;
  readonly hints: number;
}

export interface ClientOptions {
  /** What is started instead of our server, as arguments of Node. */
  readonly server?: readonly string[];
  readonly languageId?: string;
  /** The folder that is open, as a URI. */
  readonly folder?: string;
  readonly initialized?: (connection: ProtocolConnection) => void;
}

/** Lines an editor shows at once. */
const visible = 60;

/** Starts the built server, or another one. Throws where nothing has been built. */
export async function startClient(options: ClientOptions = {}): Promise<BenchClient> {
  const child: ChildProcess = spawn(
    process.execPath,
    [...(options.server ?? [built("server.cjs")]), "--stdio"],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const connection: ProtocolConnection = createProtocolConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.onRequest("client/registerCapability", () => null);
  connection.onRequest("workspace/diagnostic/refresh", () => null);
  connection.onRequest("workspace/inlayHint/refresh", () => null);
  const worked = new Promise<void>((done) => {
    let index: string | undefined;
    connection.onNotification(
      "$/progress",
      ({ token, value }: { token: string; value: WorkDoneProgressBegin }) => {
        if (value.kind === "begin" && value.title.includes("workspace")) index = token;
        if ((value.kind as string) === "end" && token === index) done();
      },
    );
  });
  connection.listen();
  const { capabilities } = await connection.sendRequest<InitializeResult>("initialize", {
    processId: process.pid,
    rootUri: options.folder ?? null,
    workspaceFolders: options.folder ? [{ uri: options.folder, name: "bench" }] : null,
    capabilities: {
      textDocument: {
        diagnostic: {},
        inlayHint: {},
        codeAction: { resolveSupport: { properties: ["edit"] } },
      },
      window: { workDoneProgress: true },
      workspace: { workspaceFolders: true, diagnostics: { refreshSupport: true } },
    },
    initializationOptions: { provideFormatter: false },
  });
  await connection.sendNotification("initialized", {});
  options.initialized?.(connection);
  let version = 0;
  const previous = new Map<string, string | undefined>();

  const shown = async (uri: string, line: number, began: number): Promise<Shown> => {
    const range = {
      start: { line: Math.max(0, line - visible / 2), character: 0 },
      end: { line: line + visible / 2, character: 0 },
    };
    const textDocument = { uri };
    const [report, hints] = await Promise.all([
      connection.sendRequest<{ kind: string; resultId?: string; items?: Diagnostic[] }>(
        "textDocument/diagnostic",
        { textDocument, previousResultId: previous.get(uri) },
      ),
      capabilities.inlayHintProvider
        ? connection.sendRequest<InlayHint[]>("textDocument/inlayHint", { textDocument, range })
        : [],
    ]);
    const milliseconds = performance.now() - began;
    previous.set(uri, report.resultId);
    return { milliseconds, problems: report.items?.length ?? 0, hints: hints.length };
  };

  return {
    child,
    connection,
    worked,
    open(uri, text) {
      const began = performance.now();
      const textDocument = { uri, languageId: options.languageId ?? "net", version: ++version, text };
      connection.sendNotification("textDocument/didOpen", { textDocument });
      return shown(uri, visible / 2, began);
    },
    edit(uri, start, end, text) {
      const began = performance.now();
      connection.sendNotification("textDocument/didChange", {
        textDocument: { uri, version: ++version },
        contentChanges: [{ range: { start, end }, text }],
      });
      return shown(uri, start.line, began);
    },
    look: (uri, line) => shown(uri, line, performance.now()),
    stop: () => void child.kill(),
  };
}
