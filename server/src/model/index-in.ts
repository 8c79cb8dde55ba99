// Where an item stands in a long list that is asked again and again. It never changes the list.

interface Asked {
  times: number;
  table: ReadonlyMap<object, number> | undefined;
  /** Where the item was that was asked for last. */
  last: number;
}

const lists = new WeakMap<readonly object[], Asked>();

/** A table is worth its making from so many questions on: what is in view needs fewer, a whole file more. */
const worthwhile = 200;
/** Who asks for one item mostly asks for one of these many behind it next. */
const near = 16;

/** As `list.indexOf(item)`, for a list that changes no more and holds nothing twice. */
export function indexIn<T extends object>(list: readonly T[], item: T): number {
  if (list.length < worthwhile) return list.indexOf(item);
  let asked = lists.get(list);
  if (!asked) {
    asked = { times: 0, table: undefined, last: 0 };
    lists.set(list, asked);
  }
  const index = find(list, item, asked);
  if (index >= 0) asked.last = index;
  return index;
}

function find<T extends object>(list: readonly T[], item: T, asked: Asked): number {
  const end = Math.min(list.length, asked.last + near);
  for (let i = asked.last; i < end; i++) if (list[i] === item) return i;
  if (++asked.times < worthwhile) return list.indexOf(item);
  asked.table ??= new Map(list.map((one, i) => [one, i]));
  return asked.table.get(item) ?? -1;
}
