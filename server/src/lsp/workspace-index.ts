// What is known of every `.net` file of the workspace: its symbols and its diagnostics, worked out one file at a time while
// nothing else is asked. It keeps no trees and no analyses, and never answers before a keystroke.
import type { Connection, Diagnostic, WorkDoneProgressServerReporter } from "vscode-languageserver";
import { type Analysis, analyze } from "../analysis/analysis.ts";
import { type FileSymbol, fileSymbols } from "../ide/workspace-symbols.ts";
import type { Files } from "./documents.ts";
import type { UserSettings } from "./settings.ts";
import { turn } from "./turn.ts";

/** One file as it was last worked out. */
export interface Indexed {
  readonly symbols: readonly FileSymbol[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files it was made from, itself left out. */
  readonly reads: readonly string[];
  /** Differs whenever the diagnostics do. */
  readonly resultId: string;
}

export interface WorkspaceIndex {
  /** The folders of the workspace; finds their files and works through them. */
  start(folders: readonly string[]): void;
  /** Files were written, made or deleted: they and their importers are worked out again. */
  touched(uris: readonly string[]): void;
  /** Settings changed: everything is worked out again. */
  allStale(): void;
  /** Something else is asked: the index waits until it is quiet. */
  busy(): void;
  readonly files: ReadonlyMap<string, Indexed>;
  /** Whether nothing waits to be worked out. */
  readonly done: boolean;
  /** Ends when something is different from before, or when nobody waits any more. */
  change(): Promise<void>;
  stop(): void;
}

export interface IndexOptions {
  readonly connection: Connection;
  readonly files: Files;
  /** Whether a file is open: then the editor asks for its problems itself, and the text on disk is not what counts. */
  readonly isOpen: (uri: string) => boolean;
  readonly settings: (uri: string) => Promise<UserSettings>;
  readonly diagnosticsOf: (uri: string, analysis: Analysis) => Diagnostic[];
  /** Whether the client shows progress. */
  readonly showsProgress: () => boolean;
}

/** After so many milliseconds without a request the index goes on. */
const quiet = 120;
/** From so many files on, the client is shown how far it is. */
const many = 100;

export function workspaceIndex(options: IndexOptions): WorkspaceIndex {
  const { connection, files } = options;
  const indexed = new Map<string, Indexed>();
  const importers = new Map<string, Set<string>>();
  const queue = new Set<string>();
  let folders: readonly string[] = [];
  let lastAsked = 0;
  let running: Promise<void> | undefined;
  let stopped = false;
  /** How many searches for files are under way. */
  let finding = 0;
  let serial = 0;
  let waiting: (() => void)[] = [];

  const tell = (): void => {
    const all = waiting;
    waiting = [];
    for (const done of all) done();
  };

  const isQuiet = async (): Promise<void> => {
    for (;;) {
      await turn();
      const left = lastAsked + quiet - Date.now();
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  };

  const forget = (uri: string): void => {
    for (const read of indexed.get(uri)?.reads ?? []) importers.get(read)?.delete(uri);
    indexed.delete(uri);
  };

  const work = async (uri: string): Promise<void> => {
    const old = indexed.get(uri);
    const settings = await options.settings(uri);
    const text = files.read(uri);
    forget(uri);
    if (text === undefined) {
      if (old) tell();
      return;
    }
    const reads = new Set<string>();
    const read = (id: string): string | undefined => {
      reads.add(id);
      return files.read(id);
    };
    const analysis = analyze(uri, text, { resolve: files.resolve, read }, settings);
    const diagnostics = options.isOpen(uri) ? [] : options.diagnosticsOf(uri, analysis);
    reads.delete(uri);
    const same = old !== undefined && JSON.stringify(old.diagnostics) === JSON.stringify(diagnostics);
    indexed.set(uri, {
      symbols: fileSymbols(analysis),
      diagnostics,
      reads: [...reads],
      resultId: same ? old.resultId : `${++serial}`,
    });
    for (const id of reads) {
      const known = importers.get(id);
      if (known) known.add(uri);
      else importers.set(id, new Set([uri]));
    }
    if (!same) tell();
  };

  const run = async (): Promise<void> => {
    let progress: WorkDoneProgressServerReporter | undefined;
    let finished = 0;
    for (const uri of queue) {
      await isQuiet();
      if (stopped) break;
      if (!progress && queue.size > many && options.showsProgress()) {
        progress = await connection.window.createWorkDoneProgress();
        progress.begin("Netlens: reading the workspace", 0, undefined, false);
      }
      queue.delete(uri);
      try {
        await work(uri);
      } catch (error) {
        connection.console.error(`${uri} could not be read for the workspace: ${error}`);
      }
      finished++;
      if (finished % 20 === 0) {
        const total = finished + queue.size;
        progress?.report(Math.floor((100 * finished) / total), `${finished} of ${total} files`);
      }
    }
    progress?.done();
  };

  const enqueue = (uris: Iterable<string>): void => {
    for (const uri of uris) queue.add(uri);
    if (queue.size === 0 || stopped) return;
    running ??= run()
      .catch((error: unknown) => {
        queue.clear();
        connection.console.error(`The workspace could not be read: ${error}`);
      })
      .then(() => {
        running = undefined;
        if (queue.size > 0 && !stopped) enqueue([]);
        else tell();
      });
  };

  const find = async (): Promise<void> => {
    finding++;
    try {
      await findIn(folders);
    } finally {
      finding--;
      tell();
    }
  };

  const findIn = async (list: readonly string[]): Promise<void> => {
    for (const folder of list) {
      try {
        const found: string[] = [];
        for await (const uri of files.list?.(folder) ?? []) {
          found.push(uri);
          if (stopped) return;
        }
        enqueue(found);
      } catch (error) {
        connection.console.warn(`${folder} could not be listed: ${error}`);
      }
    }
  };

  return {
    files: indexed,
    get done() {
      return queue.size === 0 && running === undefined && finding === 0;
    },
    start(given) {
      folders = given;
      for (const uri of [...indexed.keys()])
        if (!folders.some((folder) => uri.startsWith(folder))) forget(uri);
      void find();
    },
    touched(uris) {
      const inside = (uri: string): boolean => folders.some((folder) => uri.startsWith(folder));
      const all = new Set<string>();
      const add = (uri: string): void => {
        if (all.has(uri)) return;
        all.add(uri);
        for (const importer of importers.get(uri) ?? []) add(importer);
      };
      for (const uri of uris) add(uri);
      enqueue([...all].filter((uri) => /\.(?:net|nn)$/.test(uri) && inside(uri)));
    },
    allStale: () => enqueue([...indexed.keys()]),
    busy() {
      lastAsked = Date.now();
    },
    change: () => new Promise<void>((done) => waiting.push(done)),
    stop() {
      stopped = true;
      queue.clear();
      tell();
    },
  };
}
