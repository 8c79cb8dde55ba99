// Where an item stands in a long list that is asked again and again. It never changes the list.

interface Asked {
  times: number;
  table: ReadonlyMap<object, number> | undefined;
}

const lists = new WeakMap<readonly object[], Asked>();

/** A table is worth its making from so many questions on: what is in view needs fewer, a whole file more. */
const worthwhile = 200;

/** As `list.indexOf(item)`, for a list that changes no more. */
export function indexIn<T extends object>(list: readonly T[], item: T): number {
  if (list.length < worthwhile) return list.indexOf(item);
  let asked = lists.get(list);
  if (!asked) {
    asked = { times: 0, table: undefined };
    lists.set(list, asked);
  }
  if (++asked.times < worthwhile) return list.indexOf(item);
  asked.table ??= new Map(list.map((one, i) => [one, i]));
  return asked.table.get(item) ?? -1;
}
