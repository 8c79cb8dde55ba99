// Keras's recorded answers, one line of JSON for each case. It never asks Keras for a new one.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Format } from "./exports.ts";

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
export function readRecorded(set: string): Map<string, Recorded> {
  if (!existsSync(pathOf(set))) return new Map();
  const lines = readFileSync(pathOf(set), "utf8").split("\n").filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as Recorded).map((one) => [one.id, one]));
}

/** Writes a set, its cases in the order given. */
export function writeRecorded(set: string, records: readonly Recorded[]): void {
  if (records.length === 0) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(pathOf(set), records.map((one) => `${JSON.stringify(one)}\n`).join(""));
}

/** The programs the records come from. */
export const writeVersions = (versions: object): void =>
  writeFileSync(join(folder, "versions.json"), `${JSON.stringify(versions, undefined, 2)}\n`);
