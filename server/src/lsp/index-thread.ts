// The index in a thread of its own, with its own heap and caches: the half that gives it work, and the half that does it, which
// is this same program started once more. It never shares more with the server than texts and plain results.
import { platform, setPriority } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { Files } from "./documents.ts";
import { type Indexer, type IndexJob, indexFile, type Outcome } from "./index-file.ts";
import { type SharedFile, withSharedFiles } from "./shared-files.ts";

/** What the thread is told at its start: until when it stands still, in milliseconds. */
interface Start {
  readonly indexUntil: BigInt64Array;
}

interface Portion {
  readonly texts: readonly SharedFile[];
  readonly jobs: readonly IndexJob[];
}

/** After so many milliseconds without work the thread ends and gives its memory back. */
const idle = 10_000;
/** Texts sent in one message. */
const textsAtOnce = 100;
/** Megabytes of its heap. A file that needs more is left out, and the server stays below 300 MB. */
const oldGeneration = 112;
const youngGeneration = 8;

/** The index in a thread that is started when there is work. `program` is what this process runs. */
export function indexThread(program: string): Indexer {
  const until = new BigInt64Array(new SharedArrayBuffer(8));
  /** What the editor has; a new thread is given all of it. */
  const texts = new Map<string, string>();
  const unsent = new Map<string, string | null>();
  let worker: Worker | undefined;
  let rest: NodeJS.Timeout | undefined;
  /** The work under way. */
  let work:
    | { readonly told: (outcome: Outcome) => void; readonly failed: (error: Error) => void }
    | undefined;

  const end = (): void => {
    const old = worker;
    worker = undefined;
    void old?.terminate();
  };

  const begin = (): Worker => {
    const workerData: Start = { indexUntil: until };
    const started = new Worker(program, {
      workerData,
      argv: ["lsp"], // The command line starts the language server, as this process did.
      stdout: true, // What the thread might print is no message of the protocol.
      resourceLimits: { maxOldGenerationSizeMb: oldGeneration, maxYoungGenerationSizeMb: youngGeneration },
    });
    started.unref();
    const died = (error: Error): void => {
      if (worker !== started) return;
      worker = undefined;
      work?.failed(error);
    };
    started.on("message", (outcome: Outcome) => work?.told(outcome));
    started.on("error", died);
    started.on("exit", (code) => died(new Error(`the thread ended with ${code}`)));
    unsent.clear();
    for (const [uri, text] of texts) unsent.set(uri, text);
    return started;
  };

  return {
    async work(jobs, done) {
      clearTimeout(rest);
      worker ??= begin();
      const thread = worker;
      const all = [...unsent].map(([uri, text]): SharedFile => ({ uri, text }));
      unsent.clear();
      for (let i = 0; i < all.length; i += textsAtOnce)
        thread.postMessage({ texts: all.slice(i, i + textsAtOnce), jobs: [] } satisfies Portion);
      let left = jobs.length;
      try {
        await new Promise<void>((ended, failed) => {
          const told = (outcome: Outcome): void => {
            done(outcome);
            if (--left === 0) ended();
          };
          work = { told, failed };
          thread.postMessage({ texts: [], jobs } satisfies Portion);
        });
      } finally {
        work = undefined;
        rest = setTimeout(end, idle).unref();
      }
    },
    given(uri, text) {
      if (text === null) texts.delete(uri);
      else texts.set(uri, text);
      unsent.set(uri, text);
    },
    pause(moment) {
      // A thread that sleeps until a later moment has to be told of an earlier one.
      if (Atomics.exchange(until, 0, BigInt(moment)) > moment) Atomics.notify(until, 0);
    },
    stop() {
      clearTimeout(rest);
      end();
      work?.failed(new Error("the index was stopped"));
    },
  };
}

/** Whether this is such a thread. */
export const isIndexThread = !isMainThread && (workerData as Partial<Start> | null)?.indexUntil !== undefined;

/** What the thread does: works out what it is given, until it is ended. `disk` reads what the editor does not have. */
export function runIndexThread(disk: Files): void {
  const { indexUntil } = workerData as Start;
  const files = withSharedFiles(disk);
  // On Linux this is the priority of this thread alone; elsewhere it would be that of the server too.
  if (platform() === "linux") setPriority(0, 10);
  parentPort!.on("message", ({ texts, jobs }: Portion) => {
    for (const file of texts) files.share?.(file);
    for (const job of jobs) {
      standStill(indexUntil);
      parentPort!.postMessage(indexFile(files, job));
    }
  });
}

/** Sleeps for as long as the server answers. */
function standStill(until: BigInt64Array): void {
  for (;;) {
    const moment = Atomics.load(until, 0);
    const left = Number(moment) - Date.now();
    if (left <= 0) return;
    Atomics.wait(until, 0, moment, left);
  }
}
