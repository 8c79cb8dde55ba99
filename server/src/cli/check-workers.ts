// Checks many files on all cores: each worker is this same program, given a few files at a time. It never prints a result.
import { availableParallelism } from "node:os";
import { parentPort, Worker, workerData } from "node:worker_threads";
import { type CheckedFile, checkFile } from "./checked.ts";
import { Unreadable } from "./files.ts";

/** Below so many files a second thread costs more than it brings. */
const worthwhile = 48;
/** Files a worker is given at a time. */
const portion = 16;

interface Options {
  readonly target?: string | undefined;
}

type Answer = { readonly checked: readonly CheckedFile[] } | { readonly failed: string };

/** Checks files in the order given; `progress` is told how many are done. Throws `Unreadable`. */
export async function checkAll(
  files: readonly string[],
  options: Options,
  progress: (done: number) => void,
): Promise<readonly CheckedFile[]> {
  const threads = Math.min(availableParallelism(), Math.ceil(files.length / worthwhile));
  if (threads < 2) {
    return files.map((file, i) => {
      progress(i);
      return checkFile(file, options);
    });
  }
  const results: CheckedFile[] = new Array(files.length);
  let next = 0;
  let done = 0;
  const workers = Array.from(
    { length: threads },
    () => new Worker(process.argv[1]!, { workerData: { check: options } }),
  );
  const work = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      let first = 0;
      const give = (): void => {
        if (next >= files.length) return resolve();
        first = next;
        next += portion;
        worker.postMessage(files.slice(first, next));
      };
      worker.on("error", reject);
      worker.on("message", (answer: Answer) => {
        if ("failed" in answer) return reject(new Unreadable(answer.failed));
        for (const [i, checked] of answer.checked.entries()) results[first + i] = checked;
        done += answer.checked.length;
        progress(done);
        give();
      });
      give();
    });
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

/** Whether this is such a worker. */
export const isCheckWorker = (workerData as { check?: Options } | null)?.check !== undefined;

/** What a worker does: checks what it is given, until it is ended. */
export function runCheckWorker(): void {
  const { check: options } = workerData as { check: Options };
  parentPort!.on("message", (files: readonly string[]) => {
    try {
      parentPort!.postMessage({ checked: files.map((file) => checkFile(file, options)) });
    } catch (error) {
      parentPort!.postMessage({ failed: (error as Error).message });
    }
  });
}
