// Keras's recorded answers, one line of JSON for each case. It never asks Keras for a new one.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Format } from "./exports.ts";
import type { Backend, KerasPhase } from "./training.ts";

/** What Keras made of a case. */
export interface Recorded {
  readonly id: string;
  /** The exported texts that were built, by format. */
  readonly built: Readonly<Partial<Record<Format, string>>>;
  /** The table both formats gave, a line for each layer (`tables.ts`). */
  readonly keras: readonly string[];
}

const folder = join(import.meta.dirname, "recorded");
const pathOf = (set: string): string => join(folder, `${set}.jsonl`);

export const isRecorded = (set: string): boolean => existsSync(pathOf(set));

/** The records of a set by the id of their case. */
export const readRecorded = (set: string): ReadonlyMap<string, Recorded> => readLines<Recorded>(set);

/** Writes a set, its cases in the order given. */
export const writeRecorded = (set: string, records: readonly Recorded[]): void => writeLines(set, records);

function readLines<T extends { readonly id: string }>(name: string): ReadonlyMap<string, T> {
  if (!existsSync(pathOf(name))) return new Map();
  const lines = readFileSync(pathOf(name), "utf8").split("\n").filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as T).map((one) => [one.id, one]));
}

function writeLines(name: string, records: readonly object[]): void {
  if (records.length === 0) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(pathOf(name), records.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

/** The programs the records come from, by what they are records of. */
export function writeVersions(versions: object, of = "exports"): void {
  const path = join(folder, "versions.json");
  const known = existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
  writeFileSync(path, `${JSON.stringify({ ...known, [of]: versions }, undefined, 2)}\n`);
}

/** What Keras did in the phases of a program of training. */
export interface RecordedTraining {
  readonly id: string;
  /** The fingerprint of the text that ran. */
  readonly built: string;
  readonly phases: readonly KerasPhase[];
}

export const readTraining = (backend: Backend): ReadonlyMap<string, RecordedTraining> =>
  readLines<RecordedTraining>(`training-${backend}`);

export const writeTraining = (backend: Backend, records: readonly RecordedTraining[]): void =>
  writeLines(`training-${backend}`, records);
