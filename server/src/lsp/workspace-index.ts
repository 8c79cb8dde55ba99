// What is known of every `.net` file of the workspace: its symbols and its problems, worked out in portions while nothing else
// is asked, in another thread where there is one. It never works a file out itself, and never answers before a keystroke.
import type { Connection } from "vscode-languageserver";
import type { ShownOfProblems } from "./convert.ts";
import { canonical, type Documents, type Files } from "./documents.ts";
import { importGraph } from "./import-graph.ts";
import { type IndexedFile, type Indexer, type IndexJob, indexHere, type Outcome } from "./index-file.ts";
import { openTexts } from "./open-texts.ts";
import { beginProgress, type Progress } from "./progress.ts";
import type { UserSettings } from "./settings.ts";
import { moment } from "./turn.ts";

/** One file as it was last worked out. */
export interface Indexed extends IndexedFile {
  /** Differs whenever the diagnostics do. */
  readonly resultId: string;
}

export interface WorkspaceIndex {
  /** The folders of the workspace; finds their files and works through them. */
  start(folders: readonly string[]): void;
  /** Files were written, made or deleted: they and their importers are worked out again. */
  touched(uris: readonly string[]): void;
  /** Files or folders are no longer there, or elsewhere in the workspace. */
  moved(from: readonly string[]): void;
  /** The text of an open file is another one: its importers are worked out again when the typing stops. */
  edited(uri: string): void;
  /** A file is open no more: its text on disk is what counts. */
  closed(uri: string): void;
  /** Settings changed: everything is worked out again. */
  allStale(): void;
  /** Something else is asked: the index waits until it is quiet. */
  busy(): void;
  /** Does something that takes this thread; the index stands still as long. */
  aside<T>(work: () => T): T;
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
  readonly documents: Documents;
  readonly settings: (uri: string) => Promise<UserSettings>;
  /** What the client shows of problems. */
  readonly shown: () => ShownOfProblems;
  /** Whether the client shows progress. */
  readonly showsProgress: () => boolean;
  /** A thread for the work; without it the work is done here. */
  readonly thread?: Indexer | undefined;
}

/** After so many milliseconds without a request the index goes on. */
const quiet = 120;
/** Where requests come all the time, it stands still for so long, and has its turn for so long. */
const patience = 1_000;
const turnOfIndex = 200;
/** After so many the client is shown how far the index is. */
const long = 1_000;
/** Files worked out before the list of what waits is looked at again. */
const portion = 16;
/** Longer than any answer takes. */
const day = 86_400_000;

const isBelow = (uri: string, folders: readonly string[]): boolean =>
  folders.some((folder) => canonical(uri).startsWith(`${canonical(folder).replace(/\/$/, "")}/`));
const isNet = (uri: string): boolean => /\.(?:net|nn)$/.test(uri);

export function workspaceIndex(options: IndexOptions): WorkspaceIndex {
  const { connection, files, documents } = options;
  const indexed = new Map<string, Indexed>();
  const graph = importGraph();
  const queue = new Set<string>();
  /** How a file is called here, by the one spelling that all have. */
  const names = new Map<string, string>();
  /** Files that were closed: the editor has forgotten their problems, so that they are news, other ones or not. */
  const renewed = new Set<string>();
  let folders: readonly string[] = [];
  let until = 0;
  /** Since when the index stands still, and until when it has its turn whatever is asked. */
  let since = 0;
  let turnUntil = 0;
  let running: Promise<void> | undefined;
  let stopped = false;
  /** How many searches for files are under way. */
  let finding = 0;
  let serial = 0;
  let waiting: (() => void)[] = [];

  const nameOf = (uri: string): string => names.get(canonical(uri)) ?? uri;
  const isOpen = (uri: string): boolean => documents.open.get(documents.uriOf(uri)) !== undefined;

  const tell = (): void => {
    const all = waiting;
    waiting = [];
    for (const done of all) done();
  };

  const pause = (milliseconds: number): void => {
    until = Date.now() + milliseconds;
    indexer.pause(until);
  };

  /** Something was asked: the index waits for the next moments, unless it has waited long. */
  const busy = (): void => {
    const now = Date.now();
    if (until <= now) since = now;
    if (now >= turnUntil && now - since > patience) {
      turnUntil = now + turnOfIndex;
      since = turnUntil;
    }
    pause(now < turnUntil ? 0 : quiet);
  };

  const isQuiet = async (): Promise<void> => {
    for (;;) {
      await moment();
      const left = until - Date.now();
      if (left <= 0 || stopped) return;
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  };

  const here = (): Indexer => indexHere({ resolve: files.resolve, read: documents.read }, isQuiet);
  let indexer = options.thread ?? here();
  /** Files that were worked out when a thread died, and how often one died of something else than its memory. */
  const suspects = new Set<string>();
  let deaths = 0;

  const forget = (uri: string): void => {
    graph.remove(uri);
    indexed.delete(uri);
  };

  const settle = ({ uri, file, failed }: Outcome): void => {
    if (failed !== undefined)
      connection.console.error(`${uri} could not be read for the workspace: ${failed}`);
    if (isOpen(uri) || !isBelow(uri, folders)) return;
    const old = indexed.get(uri);
    forget(uri);
    if (!file) {
      if (old) tell();
      return;
    }
    const same =
      old !== undefined &&
      !renewed.delete(uri) &&
      JSON.stringify(old.diagnostics) === JSON.stringify(file.diagnostics);
    indexed.set(uri, { ...file, resultId: same ? old.resultId : `${++serial}` });
    graph.add(uri, file.reads);
    if (!same) tell();
  };

  /** A thread died at the first file it had not told of: that file may try once more, after all others. */
  const lost = (left: readonly string[], error: Error & { code?: string }): void => {
    const [culprit = "its end", ...others] = left;
    for (const uri of others) queue.add(uri);
    const leftOut = suspects.has(culprit);
    if (leftOut) forget(culprit);
    else queue.add(culprit);
    suspects.add(culprit);
    connection.console.error(
      `The thread of the workspace index ended at ${culprit}${leftOut ? ", which is left out" : ""}: ${error.message}`,
    );
    if (error.code === "ERR_WORKER_OUT_OF_MEMORY" || ++deaths < 2) return;
    connection.console.warn("The workspace is read in the thread of the server from now on.");
    indexer.stop();
    indexer = here();
  };

  /** Works through a part of what waits. */
  const work = async (): Promise<number> => {
    const uris: string[] = [];
    for (const uri of queue) {
      if (uris.length === portion) break;
      queue.delete(uri);
      if (!isOpen(uri)) uris.push(uri);
    }
    const jobs: IndexJob[] = [];
    for (const uri of uris) jobs.push({ uri, settings: await options.settings(uri), shown: options.shown() });
    const left = new Set(uris);
    await isQuiet();
    if (stopped || jobs.length === 0) return 0;
    try {
      await indexer.work(jobs, (outcome) => {
        left.delete(outcome.uri);
        settle(outcome);
      });
    } catch (error) {
      if (!stopped) lost([...left], error as Error);
    }
    return uris.length;
  };

  const run = async (): Promise<void> => {
    const began = Date.now();
    let progress: Promise<Progress | undefined> | undefined;
    let finished = 0;
    while (queue.size > 0 && !stopped) {
      finished += await work();
      if (queue.size === 0 || !options.showsProgress() || Date.now() - began < long) continue;
      progress ??= beginProgress(connection, "Netlens: reading the workspace", 0);
      const total = finished + queue.size;
      const percentage = Math.floor((100 * finished) / total);
      void progress.then((shown) => shown?.report(percentage, `${finished} of ${total} files`));
    }
    void progress?.then((shown) => shown?.end());
  };

  const enqueue = (uris: Iterable<string>): void => {
    for (const uri of uris) if (isNet(uri) && isBelow(uri, folders)) queue.add(uri);
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

  /** Finds the files that are not known yet. */
  const findIn = async (list: readonly string[], take: (uris: readonly string[]) => void): Promise<void> => {
    for (const folder of list) {
      try {
        const found: string[] = [];
        for await (const uri of files.list?.(folder) ?? []) {
          names.set(canonical(uri), uri);
          if (!indexed.has(uri)) found.push(uri);
          if (stopped) return;
        }
        take(found);
      } catch (error) {
        connection.console.warn(`${folder} could not be listed: ${error}`);
      }
    }
  };

  const find = async (take: (uris: readonly string[]) => void): Promise<void> => {
    finding++;
    try {
      await findIn(folders, take);
    } finally {
      finding--;
      tell();
    }
  };

  /** What only the editor can read reaches the index. */
  const give = (uri: string): void => {
    const text =
      documents.open.get(uri)?.getText() ?? (uri.startsWith("file:") ? undefined : files.read(uri));
    indexer.given(canonical(uri), text ?? null);
  };

  const enqueueWithReaders = (uris: readonly string[]): void => enqueue(graph.withReaders(uris.map(nameOf)));

  const texts = openTexts(documents, files, (uris) => {
    for (const uri of uris) give(uri);
    enqueueWithReaders(uris);
  });

  return {
    files: indexed,
    get done() {
      return queue.size === 0 && running === undefined && finding === 0;
    },
    start(given) {
      folders = given;
      for (const uri of [...indexed.keys()]) if (!isBelow(uri, folders)) forget(uri);
      void find(enqueue);
    },
    touched(uris) {
      for (const uri of uris) texts.saved(documents.uriOf(uri));
      const others = uris.filter((uri) => !isOpen(uri));
      for (const uri of others) if (!uri.startsWith("file:")) give(uri);
      enqueueWithReaders(others);
    },
    moved(from) {
      enqueueWithReaders([...from, ...[...indexed.keys()].filter((uri) => isBelow(uri, from))]);
      void find(enqueueWithReaders);
    },
    edited(uri) {
      busy();
      texts.edited(uri);
    },
    closed(uri) {
      const differs = texts.closed(uri);
      give(uri);
      renewed.add(nameOf(uri));
      if (differs) enqueueWithReaders([uri]);
      else enqueue([nameOf(uri)]);
    },
    allStale: () => enqueue([...indexed.keys()]),
    busy,
    aside(work) {
      pause(day);
      try {
        return work();
      } finally {
        busy();
      }
    },
    change: () => new Promise<void>((done) => waiting.push(done)),
    stop() {
      stopped = true;
      texts.stop();
      queue.clear();
      indexer.stop();
      tell();
    },
  };
}
