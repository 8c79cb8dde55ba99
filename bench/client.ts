// A client of the language server over stdio, for the benches: opens a file, edits it, waits for what an editor shows.
// It never looks into the server.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  createProtocolConnection,
  type Diagnostic,
  type InlayHint,
  type Position,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

const server = join(import.meta.dirname, "../dist/server.cjs");

export interface BenchClient {
  /** Opens a text and waits for its problems and the hints of its first lines. */
  open(uri: string, text: string): Promise<Shown>;
  /** Replaces one range and waits for the problems, and the hints around it. */
  edit(uri: string, at: Position, remove: number, insert: string): Promise<Shown>;
  replace(uri: string, start: Position, end: Position, insert: string): Promise<Shown>;
  stop(): void;
}

export interface Shown {
  readonly milliseconds: number;
  readonly problems: number;
  readonly hints: number;
}

/** Lines an editor shows at once. */
const visible = 60;

/** Starts the built server. Throws where nothing has been built. */
export async function startClient(): Promise<BenchClient> {
  if (!existsSync(server)) throw new Error("There is no dist/server.cjs; `npm run build` makes it.");
  const child: ChildProcess = spawn(process.execPath, [server, "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const connection: ProtocolConnection = createProtocolConnection(
    new StreamMessageReader(child.stdout!),
    new StreamMessageWriter(child.stdin!),
  );
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: { textDocument: { diagnostic: {}, inlayHint: {} } },
  });
  await connection.sendNotification("initialized", {});
  let version = 0;
  let previous: string | undefined;

  const shown = async (uri: string, line: number, began: number): Promise<Shown> => {
    const range = {
      start: { line: Math.max(0, line - visible / 2), character: 0 },
      end: { line: line + visible / 2, character: 0 },
    };
    const [report, hints] = await Promise.all([
      connection.sendRequest<{ kind: string; resultId?: string; items?: Diagnostic[] }>(
        "textDocument/diagnostic",
        { textDocument: { uri }, previousResultId: previous },
      ),
      connection.sendRequest<InlayHint[]>("textDocument/inlayHint", { textDocument: { uri }, range }),
    ]);
    const milliseconds = performance.now() - began;
    previous = report.resultId;
    return { milliseconds, problems: report.items?.length ?? 0, hints: hints.length };
  };

  const replace = (uri: string, start: Position, end: Position, text: string): Promise<Shown> => {
    const began = performance.now();
    connection.sendNotification("textDocument/didChange", {
      textDocument: { uri, version: ++version },
      contentChanges: [{ range: { start, end }, text }],
    });
    return shown(uri, start.line, began);
  };

  return {
    open(uri, text) {
      const began = performance.now();
      const textDocument = { uri, languageId: "net", version: ++version, text };
      connection.sendNotification("textDocument/didOpen", { textDocument });
      return shown(uri, visible / 2, began);
    },
    edit: (uri, at, remove, insert) =>
      replace(uri, at, { line: at.line, character: at.character + remove }, insert),
    replace,
    stop: () => void child.kill(),
  };
}
