// What a bench measures, as rows of a table, and the statistics of samples. It never measures anything.
import Table from "cli-table3";

export interface Row {
  readonly group: string;
  readonly what: string;
  /** How large the input is, in words. */
  readonly size: string;
  /** In milliseconds. */
  readonly median?: number | undefined;
  readonly p95?: number | undefined;
  /** Processor time of one round in milliseconds, which other programs on the machine disturb less. */
  readonly cpu?: number | undefined;
  /** In bytes. */
  readonly memory?: number | undefined;
  /** What happened where there is no number. */
  readonly outcome?: string | undefined;
  readonly note?: string | undefined;
  /** What the row is held against, each with whether it holds here. */
  readonly targets?: readonly Target[] | undefined;
}

export interface Target {
  readonly text: string;
  readonly met: boolean;
}

export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle and the slow end of samples in milliseconds. */
export const times = (samples: readonly number[]): { median: number; p95: number } => ({
  median: quantile(samples, 0.5),
  p95: quantile(samples, 0.95),
});

export const layers = (n: number): string => `${n.toLocaleString("en")} layers`;

/** `a` at most `most` times `b`. */
export const atMost = (a: number, b: number, most: number, of: string): Target => ({
  text: `${factor(a / b)} of ${of}, at most ${most}×`,
  met: a <= most * b,
});

export const factor = (n: number): string => `${n.toFixed(n < 10 ? 1 : 0)}×`;

const milliseconds = (n: number | undefined): string =>
  n === undefined || Number.isNaN(n)
    ? ""
    : n >= 10_000
      ? `${(n / 1000).toFixed(1)} s`
      : `${n.toFixed(n < 10 ? 2 : n < 100 ? 1 : 0)} ms`;

const megabytes = (n: number | undefined): string =>
  n === undefined ? "" : `${(n / 1e6).toFixed(n < 10e6 ? 1 : 0)} MB`;

const heads = ["what", "size", "median", "p95", "processor", "memory", ""];

const cells = (row: Row): string[] => [
  row.what,
  row.size,
  row.outcome ?? milliseconds(row.median),
  milliseconds(row.p95),
  milliseconds(row.cpu),
  megabytes(row.memory),
  [row.note, ...(row.targets ?? []).map(({ text, met }) => `${met ? "✓" : "✗"} ${text}`)]
    .filter((part) => part !== undefined)
    .join("; "),
];

/** Rows by their groups, in the order of the groups. */
function grouped(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return groups;
}

/** A table for a terminal. */
export function table(rows: readonly Row[]): string {
  const made = new Table({
    head: heads,
    style: { head: [], border: [] },
    colAligns: ["left", "left", "right", "right", "right", "right", "left"],
  });
  for (const [group, own] of grouped(rows)) {
    made.push([{ colSpan: heads.length, content: group }], ...own.map(cells));
  }
  return made.toString();
}

/** The same for a page. */
export const markdown = (rows: readonly Row[]): string =>
  [...grouped(rows)]
    .map(([group, own]) =>
      [
        `### ${group}`,
        "",
        `| ${heads.join(" | ")} |`,
        "| --- | --- | ---: | ---: | ---: | ---: | --- |",
        ...own.map((row) => `| ${cells(row).join(" | ")} |`),
      ].join("\n"),
    )
    .join("\n\n");
