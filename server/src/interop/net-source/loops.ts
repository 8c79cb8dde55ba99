// Makes what comes several times in a row a loop. It never reaches into the arms of a branch, where no statement can stand.
import type { Item, Loop } from "./arrange.ts";
import { defaultTerm } from "./default-term.ts";
import { type Place, shapeOf } from "./fold.ts";
import type { Hole } from "./holes.ts";
import { namesIn, needsName } from "./items.ts";
import { substitute } from "./substitute.ts";
import { int, type Term, termText } from "./term.ts";
import { unify } from "./unify.ts";

const mostVariables = 5;
/** A list of values that is longer to read than the statements it stands for. */
const longestList = 240;
const manyTurns = 60;
const longestBody = 24;

/** Loops in a sequence, the most worthwhile first, until none is worth it. */
export function foldLoops(place: Place, taken: ReadonlySet<string>): void {
  for (let round = 0; round < 60; round++) {
    const best = bestLoop(place, taken);
    if (!best) return;
    place.items.splice(best.start, best.length, { kind: "loop", loop: best.loop });
  }
}

/** Loops over the same layer several times in a row, numbered at most: they are found before anything else hides them. */
export function foldRuns(places: readonly Place[], taken: ReadonlySet<string>): void {
  const runs = places
    .filter((place) => place.flows)
    .flatMap((place) => runsIn(place.items).map((run) => ({ ...run, place })));
  const endsNamed = ({ place, start, turns }: (typeof runs)[number]): boolean => {
    const after = place.items[start + turns];
    return after ? needsName(after) : place.named;
  };
  // What has to be a block in one place is one everywhere.
  const blocked = new Set(runs.filter(endsNamed).map((run) => run.shape));
  for (const { place, start, turns, shape } of runs.toReversed()) {
    if (blocked.has(shape)) continue;
    for (let n = turns; n >= 2; n--) {
      const found = loopOf(place.items, start, 1, n, taken);
      if (!found || found.loop.values) continue;
      place.items.splice(start, n, { kind: "loop", loop: found.loop });
      break;
    }
  }
}

/** Where the same layer comes several times in a row. */
function runsIn(
  items: readonly Item[],
): readonly { readonly start: number; readonly turns: number; readonly shape: string }[] {
  const shapes = items.map((item) =>
    item.kind === "stage" && !item.stage.shared ? shapeOf(item, false) : "",
  );
  const runs: { start: number; turns: number; shape: string }[] = [];
  for (let start = 0, end: number; start < items.length; start = end) {
    end = start + 1;
    while (end < items.length && shapes[end] === shapes[start]) end++;
    if (shapes[start] !== "" && end - start > 1)
      runs.push({ start, turns: end - start, shape: shapes[start]! });
  }
  return runs;
}

interface Found {
  readonly start: number;
  readonly length: number;
  readonly loop: Loop;
  readonly value: number;
}

function bestLoop({ items, named }: Place, taken: ReadonlySet<string>): Found | undefined {
  const shapes = items.map((item) => shapeOf(item, false));
  let best: Found | undefined;
  for (let period = 1; period <= Math.min(longestBody, items.length >> 1); period++) {
    // A run is looked at from each of its first turn's places; from later ones it is only shorter.
    let past = 0;
    let resume = 0;
    for (let start = 0; start + 2 * period <= items.length; start++) {
      if (start >= past && start < resume) continue;
      if (items[start]!.kind === "region" && needsName(items[start]!)) continue;
      let turns = 1;
      while (
        start + (turns + 1) * period <= items.length &&
        shapes.slice(start, start + period).every((s, i) => s === shapes[start + turns * period + i])
      )
        turns++;
      if (turns > 2 && start >= resume) {
        past = start + period;
        resume = start + period * (turns - 1);
      }
      for (let n = turns; n >= 2 && n >= turns - 1; n--) {
        const after = items[start + n * period];
        if (after ? needsName(after) : named) continue;
        const most = saved(items.slice(start, start + period), n, 1);
        if (most <= (best?.value ?? 0.5)) continue;
        const found = loopOf(items, start, period, n, taken);
        if (found && found.value > (best?.value ?? 0.5)) best = found;
      }
    }
  }
  return best;
}

/** Lines of an item, roughly as they are written. */
function lines(item: Item): number {
  switch (item.kind) {
    case "use":
      return 1;
    case "stage":
      return /^(BatchNormalization|LayerNormalization|Activation|ReLU|Dropout|ops\..*)$/.test(
        item.stage.callee,
      )
        ? 0.5
        : 1;
    case "loop":
      return item.loop.body.length === 1 ? 1.2 : 2 + total(item.loop.body);
    case "region":
      return item.region.parts.reduce((sum, p) => sum + 1 + total(p.sequence) * 0.6, 0);
  }
}
const total = (items: readonly Item[]): number => items.reduce((sum, item) => sum + lines(item), 0);

/** Lines a loop saves; each further variable makes it harder to read. */
function saved(body: readonly Item[], turns: number, variables: number): number {
  const cost = total(body);
  const header = body.length === 1 && body[0]!.kind !== "loop" ? 0.3 : 2;
  return (
    turns * cost - cost - header - (variables > 1 ? 0.15 * turns * variables : 0) - 0.3 * (variables - 1)
  );
}

function loopOf(
  items: readonly Item[],
  start: number,
  period: number,
  turns: number,
  taken: ReadonlySet<string>,
): Found | undefined {
  const windows = Array.from({ length: turns }, (_, i) =>
    items.slice(start + i * period, start + (i + 1) * period),
  );
  const names = new Set([...taken, ...namesIn(windows[0]!)]);
  const unified = unify(windows, {
    defaults: defaultTerm,
    taken: names,
    numbers: true,
    most: turns > manyTurns ? 1 : mostVariables,
  });
  if (!unified) return undefined;
  const value = saved(windows[0]!, turns, unified.holes.length);
  const holes = renamed(
    unified.holes,
    names,
    windows[0]!.some((item) => item.kind === "loop"),
  );
  const meaning = new Map<string, Term>();
  for (const [i, hole] of unified.holes.entries())
    meaning.set(hole.name, { kind: "hole", name: holes[i]!.name });
  const body = substitute(unified.template, meaning);
  const loop = header(holes, turns);
  if (loop.values && termText(loop.values, { hidden: taken }).length > longestList) return undefined;
  // Two lines are easier to read than a list of their differences.
  if (turns === 2 && loop.values && windows[0]!.length === 1) return undefined;
  return { start, length: period * turns, loop: { ...loop, body }, value };
}

/** Variables as people call them: `i` for a number, `stage` for that of an outer loop. */
function renamed(holes: readonly Hole[], taken: ReadonlySet<string>, outer: boolean): readonly Hole[] {
  const used = new Set(taken);
  return holes.map((hole) => {
    const stem =
      hole.naming && hole.values.every((v) => v.kind === "int")
        ? outer
          ? "stage"
          : "i"
        : hole.name.replace(/_\d+$/, "");
    let name = stem;
    const others = stem === "i" ? ["i", "j", "k", "m"] : [stem];
    for (let n = 0; used.has(name); n++) name = others[n] ?? `${stem}_${n + 1}`;
    used.add(name);
    return { ...hole, name };
  });
}

function header(holes: readonly Hole[], turns: number): Omit<Loop, "body"> {
  if (holes.length === 0) return { variables: ["_"], range: { from: int(0), to: int(turns) } };
  const [only] = holes;
  if (holes.length === 1) {
    const numbers = only!.values.map((v) => (v.kind === "int" ? v.value : undefined));
    if (numbers.every((n, i) => n !== undefined && n === numbers[0]! + i))
      return { variables: [only!.name], range: { from: int(numbers[0]!), to: int(numbers[0]! + turns) } };
    const affine = steps(only!.values);
    if (affine) return { variables: [only!.name], range: affine };
  }
  const rows = Array.from({ length: turns }, (_, i): Term => {
    const items = holes.map((h) => h.values[i]!);
    return items.length === 1 ? items[0]! : { kind: "tuple", items };
  });
  return { variables: holes.map((h) => h.name), values: { kind: "list", items: rows } };
}

/** `n`, `n + 1`, `n + 2` as a range of an outer variable. */
function steps(values: readonly Term[]): { readonly from: Term; readonly to: Term } | undefined {
  const parts = values.map((v) =>
    v.kind === "linear"
      ? v
      : v.kind === "hole"
        ? { kind: "linear" as const, name: v.name, factor: 1, offset: 0 }
        : undefined,
  );
  const [first] = parts;
  if (
    !first ||
    !parts.every((p, i) => p && p.name === first.name && p.factor === 1 && p.offset === first.offset + i)
  )
    return undefined;
  return { from: values[0]!, to: { ...first, offset: first.offset + values.length } };
}
