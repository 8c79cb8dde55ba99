// Finds how names of layers vary from one use to the next: by a beginning, by a number, or by some part. It never makes
// two names equal that differ.

import type { Hole } from "./holes.ts";
import { int, type Term, termKey } from "./term.ts";

interface NameRow {
  readonly id: string;
  readonly values: readonly Term[];
}

/** A word, a number or a sign of a name; a part that varies already is one token. */
type Token = string | Term;

interface Split {
  readonly id: string;
  readonly before: readonly Token[];
  readonly middles: readonly (readonly Token[])[];
  readonly after: readonly Token[];
}

const tokenKey = (token: Token): string => (typeof token === "string" ? token : termKey(token));
const rowKey = (row: readonly (readonly Token[])[]): string =>
  row.map((tokens) => tokens.map(tokenKey).join("")).join("\n");

function tokens(term: Term): readonly Token[] {
  if (term.kind !== "string") return [term];
  return term.parts.flatMap((part): readonly Token[] =>
    typeof part === "string" ? (part.match(/\d+|[A-Za-z]+|[^A-Za-z\d]/g) ?? []) : [part],
  );
}

function split({ id, values }: NameRow): Split {
  const rows = values.map(tokens);
  const shortest = Math.min(...rows.map((r) => r.length));
  const equalAt = (at: (row: readonly Token[]) => Token): boolean => {
    const key = tokenKey(at(rows[0]!));
    return rows.every((row) => tokenKey(at(row)) === key);
  };
  let from = 0;
  while (from < shortest && equalAt((row) => row[from]!)) from++;
  let back = 0;
  while (back < shortest - from && equalAt((row) => row[row.length - 1 - back]!)) back++;
  return {
    id,
    before: rows[0]!.slice(0, from),
    middles: rows.map((row) => row.slice(from, row.length - back)),
    after: rows[0]!.slice(rows[0]!.length - back),
  };
}

const joined = (row: readonly Token[]): Term => {
  const parts: (string | Term)[] = [];
  for (const token of row) {
    const last = parts.at(-1);
    if (typeof token === "string" && typeof last === "string") parts[parts.length - 1] = last + token;
    else parts.push(token);
  }
  return { kind: "string", parts };
};

/** The number each middle is, where all are numbers without leading zeros. */
function numbers(row: Split): readonly number[] | undefined {
  const found = row.middles.map((m) =>
    m.length === 1 && typeof m[0] === "string" && /^(0|[1-9]\d{0,8})$/.test(m[0]) ? Number(m[0]) : undefined,
  );
  return found.every((n) => n !== undefined) ? (found as number[]) : undefined;
}

interface Way {
  readonly key: string;
  readonly kind: "head" | "number" | "middle";
}

/** The fewest holes that make up all the names. `byNumber` prefers numbers to beginnings. */
export function chooseNames(
  rows: readonly NameRow[],
  byNumber: boolean,
  fresh: (stem: string) => string,
): readonly { readonly hole: Hole; readonly terms: readonly (readonly [string, Term])[] }[] {
  let open = rows.map(split);
  const found: { hole: Hole; terms: (readonly [string, Term])[] }[] = [];
  const rank: Readonly<Record<Way["kind"], number>> = byNumber
    ? { number: 0, head: 1, middle: 2 }
    : { head: 0, number: 1, middle: 2 };
  while (open.length > 0) {
    const groups = new Map<string, { readonly way: Way; readonly rows: Split[] }>();
    for (const row of open) {
      for (const way of waysOf(row)) {
        const group = groups.get(way.key) ?? { way, rows: [] };
        group.rows.push(row);
        groups.set(way.key, group);
      }
    }
    const best = [...groups.values()].reduce((a, b) =>
      b.rows.length > a.rows.length ||
      (b.rows.length === a.rows.length && rank[b.way.kind] < rank[a.way.kind])
        ? b
        : a,
    );
    const [only] = best.rows;
    const numbered =
      best.rows.length === 1 && only!.after.length === 0
        ? waysOf(only!).find((w) => w.kind === "number")
        : undefined;
    found.push(hole(numbered ?? best.way, best.rows, fresh));
    open = open.filter((row) => !best.rows.includes(row));
  }
  return found;
}

function waysOf(row: Split): readonly Way[] {
  const ways: Way[] = [
    { kind: "head", key: `head\n${rowKey(row.middles.map((m) => [...row.before, ...m]))}` },
    { kind: "middle", key: `middle\n${rowKey(row.middles)}` },
  ];
  const found = numbers(row);
  if (found) ways.push({ kind: "number", key: `number\n${found.map((n) => n - found[0]!).join()}` });
  return ways;
}

function hole(
  way: Way,
  rows: readonly Split[],
  fresh: (stem: string) => string,
): { hole: Hole; terms: (readonly [string, Term])[] } {
  switch (way.kind) {
    case "head": {
      const more = sharedStart(rows);
      const [first] = rows as readonly [Split, ...Split[]];
      const name = fresh("name");
      const values = first.middles.map((m) => joined([...first.before, ...m, ...first.after.slice(0, more)]));
      return {
        hole: { name, values, naming: true },
        terms: rows.map(
          (row) => [row.id, joined([{ kind: "hole", name }, ...row.after.slice(more)])] as const,
        ),
      };
    }
    case "number": {
      const all = rows.map((row) => numbers(row)!);
      const base = all.reduce((a, b) => (b[0]! < a[0]! ? b : a));
      const name = fresh("n");
      return {
        hole: { name, values: base.map(int), naming: true },
        terms: rows.map((row, i) => {
          const offset = all[i]![0]! - base[0]!;
          const number: Term =
            offset === 0 ? { kind: "hole", name } : { kind: "linear", name, factor: 1, offset };
          return [row.id, joined([...row.before, number, ...row.after])] as const;
        }),
      };
    }
    case "middle": {
      const name = fresh("part");
      return {
        hole: { name, values: rows[0]!.middles.map(joined), naming: true },
        terms: rows.map(
          (row) => [row.id, joined([...row.before, { kind: "hole", name }, ...row.after])] as const,
        ),
      };
    }
  }
}

/** How many tokens all the ends begin with, so that they can go into the beginning: no loose sign. */
function sharedStart(rows: readonly Split[]): number {
  if (rows.length < 2) return 0;
  const shortest = Math.min(...rows.map((r) => r.after.length));
  let n = 0;
  while (n < shortest && rows.every((r) => tokenKey(r.after[n]!) === tokenKey(rows[0]!.after[n]!))) n++;
  while (n > 0 && !/[A-Za-z\d]$/.test(tokenKey(rows[0]!.after[n - 1]!))) n--;
  return n;
}
