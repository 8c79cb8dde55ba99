// What a bench measures, as rows of a table, and the statistics of samples. It never measures anything.

export interface Row {
  readonly what: string;
  /** The size of the model, in layers. */
  readonly layers: number;
  /** In milliseconds. */
  readonly median: number;
  readonly p95: number;
  /** What the numbers are held against. */
  readonly note?: string | undefined;
}

export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const rowOf = (what: string, layers: number, samples: readonly number[], note?: string): Row => ({
  what,
  layers,
  median: quantile(samples, 0.5),
  p95: quantile(samples, 0.95),
  note,
});

const number = (n: number): string => n.toFixed(n < 10 ? 2 : 1).padStart(9);

/** A table for people. */
export const table = (rows: readonly Row[]): string =>
  rows
    .map(
      ({ what, layers, median, p95, note }) =>
        `${what.padEnd(44)} ${String(layers).padStart(6)} layers   median ${number(median)} ms   p95 ${number(p95)} ms${note ? `   ${note}` : ""}`,
    )
    .join("\n");
