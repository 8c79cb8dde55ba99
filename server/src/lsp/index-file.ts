// What the index keeps of one file: the work itself, wherever it is done, and the way to do it in this thread. It keeps no
// trees and no analyses.
import type { Diagnostic } from "vscode-languageserver";
import { analyze, type Host } from "../analysis/analysis.ts";
import { type FileSymbol, fileSymbols } from "../ide/workspace-symbols.ts";
import { diagnosticsOf, type ShownOfProblems } from "./convert.ts";
import type { UserSettings } from "./settings.ts";

/** A file to be worked out, as plain data. */
export interface IndexJob {
  readonly uri: string;
  readonly settings: UserSettings;
  /** What the client shows of problems. */
  readonly shown: ShownOfProblems;
}

/** What is known of a file, as plain data. */
export interface IndexedFile {
  readonly symbols: readonly FileSymbol[];
  readonly diagnostics: readonly Diagnostic[];
  /** Files it was made from, itself left out. */
  readonly reads: readonly string[];
}

/** What became of a job: what is known, nothing where there is no such file, or why it could not be worked out. */
export interface Outcome {
  readonly uri: string;
  readonly file?: IndexedFile;
  readonly failed?: string;
}

/** Works files out, in this thread or in another. */
export interface Indexer {
  /**
   * Works files out one after the other, each as soon as nobody is waiting for an answer, and tells what became of it. Ends
   * with the last one; fails where it cannot go on, and the files not told of by then are not worked out.
   */
  work(jobs: readonly IndexJob[], done: (outcome: Outcome) => void): Promise<void>;
  /** What the editor has of a file, which wins over the disk; with `null` the disk counts. */
  given(uri: string, text: string | null): void;
  /** Stands still until then, in milliseconds as `Date.now()` tells them. */
  pause(until: number): void;
  /** Ends for good. */
  stop(): void;
}

/** Works out one file. Never throws: a file that cannot be worked out says why. */
export function indexFile({ resolve, read }: Host, { uri, settings, shown }: IndexJob): Outcome {
  try {
    const text = read(uri);
    if (text === undefined) return { uri };
    const reads = new Set<string>();
    const noting = (id: string): string | undefined => {
      reads.add(id);
      return read(id);
    };
    const analysis = analyze(uri, text, { resolve, read: noting }, settings);
    const diagnostics = diagnosticsOf(analysis, shown);
    reads.delete(uri);
    return { uri, file: { symbols: fileSymbols(analysis), diagnostics, reads: [...reads] } };
  } catch (error) {
    return { uri, failed: `${error instanceof Error ? (error.stack ?? error.message) : error}` };
  }
}

/** In this thread: a file between two requests. `host` knows the texts of the editor itself. */
export function indexHere(host: Host, quiet: () => Promise<void>): Indexer {
  let stopped = false;
  return {
    async work(jobs, done) {
      for (const job of jobs) {
        await quiet();
        if (stopped) return;
        done(indexFile(host, job));
      }
    },
    given() {},
    pause() {},
    stop() {
      stopped = true;
    },
  };
}
