// The names of one body and what they mean now. It tells the memo of the statement that runs which of them were read and
// which were bound; it never evaluates.
import type { Value } from "../layers/value.ts";

/** Who wants to know what is read and bound. */
export interface Reader {
  readonly reads: Map<string, Value | undefined>;
  readonly writes: Map<string, Value | undefined>;
  /** Set where every name was looked through, so that any other name would have mattered. */
  volatile: boolean;
}

/** Names with what they mean; `undefined` takes one away. */
type Bindings = ReadonlyMap<string, Value | undefined>;

/** After so many names looked up through the tables on top, they are worth being put together. */
const worthwhile = 64;

export class Scope extends Map<string, Value> {
  /** The statement of the body that runs now. */
  reader: Reader | undefined;
  private undo: [string, Value | undefined][] | undefined;
  /** What was bound since, table on table, the newest last: many statements that were not run again bind all at once. */
  private tables: Bindings[] = [];
  /** The last of the tables, while it is the scope's own. */
  private own: Map<string, Value | undefined> | undefined;
  private lookups = 0;

  constructor(names: Iterable<readonly [string, Value]> = []) {
    super();
    for (const [name, value] of names) super.set(name, value);
  }

  override get(name: string): Value | undefined {
    const value = this.peek(name);
    const { reader } = this;
    if (reader && !reader.writes.has(name) && !reader.reads.has(name)) reader.reads.set(name, value);
    return value;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override set(name: string, value: Value): this {
    this.undo?.push([name, this.peek(name)]);
    this.reader?.writes.set(name, value);
    this.put(name, value);
    return this;
  }

  override delete(name: string): boolean {
    const had = this.peek(name) !== undefined;
    this.put(name, undefined);
    return had;
  }

  /** What a name means, without telling anybody. */
  peek(name: string): Value | undefined {
    const { tables } = this;
    if (tables.length === 0) return super.get(name);
    if (++this.lookups > worthwhile) {
      this.settle();
      return super.get(name);
    }
    for (let i = tables.length - 1; i >= 0; i--) {
      const value = tables[i]!.get(name);
      if (value !== undefined || tables[i]!.has(name)) return value;
    }
    return super.get(name);
  }

  /** Every name with what it means, without telling anybody. */
  all(): readonly (readonly [string, Value])[] {
    return this.size === 0 ? [] : [...super.entries()];
  }

  /** Binds or takes away a name without telling anybody. */
  put(name: string, value: Value | undefined): void {
    if (this.tables.length > 0) {
      if (!this.own) {
        this.own = new Map();
        this.tables.push(this.own);
      }
      this.own.set(name, value);
    } else if (value === undefined) super.delete(name);
    else super.set(name, value);
  }

  /** Binds many names at once without telling anybody; the table is kept as it is. */
  putAll(names: Bindings): void {
    if (names.size === 0) return;
    this.tables.push(names);
    this.own = undefined;
  }

  override get size(): number {
    this.settle();
    return super.size;
  }

  override keys(): ReturnType<Map<string, Value>["keys"]> {
    this.lookedThrough();
    return super.keys();
  }

  override values(): ReturnType<Map<string, Value>["values"]> {
    this.lookedThrough();
    return super.values();
  }

  override entries(): ReturnType<Map<string, Value>["entries"]> {
    this.lookedThrough();
    return super.entries();
  }

  override forEach(each: (value: Value, name: string, scope: Map<string, Value>) => void): void {
    this.lookedThrough();
    super.forEach(each);
  }

  override [Symbol.iterator](): ReturnType<Map<string, Value>["entries"]> {
    return this.entries();
  }

  private lookedThrough(): void {
    if (this.reader) this.reader.volatile = true;
    this.settle();
  }

  /** Puts the tables together. */
  private settle(): void {
    const { tables } = this;
    this.tables = [];
    this.own = undefined;
    this.lookups = 0;
    for (const table of tables) for (const [name, value] of table) this.put(name, value);
  }

  /** Runs something whose bindings end with it, as those of a comprehension do. */
  within(run: () => void): void {
    const outer = this.undo;
    this.undo = [];
    run();
    const { undo } = this;
    this.undo = outer;
    for (const [name, value] of undo.reverse()) {
      this.put(name, value);
      const { reader } = this;
      if (!reader) continue;
      if (value !== undefined || reader.reads.has(name)) reader.writes.set(name, value);
      else reader.writes.delete(name);
    }
  }
}
