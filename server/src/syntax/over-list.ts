// What is known about a list of statements, carried over to the list an edit made of it: only statements that were replaced
// are looked at again. It never says what is worth knowing.
import { derivationOf } from "./reparse.ts";
import type { Statement } from "./tree.ts";

type List = readonly Statement[];

/**
 * The indices of a list for which something holds. The answer for one may depend on `ahead` statements behind it, and on
 * nothing else.
 */
export function indicesOf(
  holds: (list: List, index: number) => boolean,
  ahead = 0,
): (list: List) => readonly number[] {
  const known = new WeakMap<List, readonly number[]>();
  const find = (list: List): readonly number[] => {
    const derivation = derivationOf(list);
    const before = derivation && known.get(derivation.from);
    const { start, end, count } = before ? derivation : { start: 0, end: 0, count: list.length };
    const by = count - (end - start);
    const from = Math.max(0, start - ahead);
    const found: number[] = [];
    let i = 0;
    for (; before && i < before.length && before[i]! < from; i++) found.push(before[i]!);
    for (let k = from; k < start + count; k++) if (holds(list, k)) found.push(k);
    for (; before && i < before.length; i++) if (before[i]! >= end) found.push(before[i]! + by);
    return found;
  };
  return (list) => {
    const old = known.get(list);
    if (old) return old;
    const found = find(list);
    known.set(list, found);
    return found;
  };
}

/**
 * Something counted over a list. `add` counts a statement in (`by` 1) or out (-1); the counts of an older list go on as those
 * of the list made of it.
 */
export function countsOver<C>(
  none: () => C,
  add: (counts: C, statement: Statement, by: number) => void,
): (list: List) => C {
  const known = new WeakMap<List & object, C>();
  return (list) => {
    const old = known.get(list);
    if (old !== undefined) return old;
    const derivation = derivationOf(list);
    const before = derivation && known.get(derivation.from);
    const counts = before ?? none();
    if (before !== undefined && derivation) {
      const { from, start, end, count } = derivation;
      known.delete(from);
      for (let i = start; i < end; i++) add(counts, from[i]!, -1);
      for (let i = start; i < start + count; i++) add(counts, list[i]!, 1);
    } else for (const statement of list) add(counts, statement, 1);
    known.set(list, counts);
    return counts;
  };
}

/** Adds to the count of a name, which is forgotten at zero. Gives the count. */
export function addTo(counts: Map<string, number>, name: string, by: number): number {
  const count = (counts.get(name) ?? 0) + by;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
  return count;
}
