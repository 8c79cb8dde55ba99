// A list that grows by single items and by whole lists, and is put together when somebody wants it whole. It never changes
// a list it was given.

/** Shorter lists are copied, not kept as they are. */
const worthwhile = 16;

const none: readonly never[] = [];

export class Row<T> implements Iterable<T> {
  /** Its lists, one after another; those it was given are the same objects. */
  readonly parts: (readonly T[])[] = [];
  length = 0;
  /** The last of the parts, while it is its own. */
  private loose: T[] | undefined;
  private whole: readonly T[] | undefined;

  push(item: T): void {
    if (!this.loose) {
      this.loose = [];
      this.parts.push(this.loose);
    }
    this.loose.push(item);
    this.length++;
  }

  append(items: readonly T[]): void {
    if (items.length < worthwhile) {
      for (let i = 0; i < items.length; i++) this.push(items[i]!);
      return;
    }
    this.parts.push(items);
    this.loose = undefined;
    this.length += items.length;
  }

  [Symbol.iterator](): IterableIterator<T> {
    return this.all()[Symbol.iterator]();
  }

  last(): T | undefined {
    return this.parts.at(-1)?.at(-1);
  }

  /** The items from an index on. */
  from(index: number): readonly T[] {
    if (index >= this.length) return none;
    const found: (readonly T[])[] = [];
    let start = this.length;
    for (let i = this.parts.length - 1; i >= 0 && start > index; i--) {
      const part = this.parts[i]!;
      start -= part.length;
      found.push(part === this.loose || start < index ? part.slice(Math.max(0, index - start)) : part);
    }
    return joined(found.reverse());
  }

  /** All items; the same list until one is added. */
  all(): readonly T[] {
    if (this.whole?.length !== this.length) this.whole = joined(this.parts);
    return this.whole!;
  }
}

/** Lists as one. To join them at once takes a tenth of the time of pushing each item. */
const joined = <T>(parts: readonly (readonly T[])[]): readonly T[] =>
  parts.length === 1 ? parts[0]! : ([] as T[]).concat(...(parts as T[][]));
