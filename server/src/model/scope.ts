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

export class Scope extends Map<string, Value> {
  /** The statement of the body that runs now. */
  reader: Reader | undefined;
  private undo: [string, Value | undefined][] | undefined;

  override get(name: string): Value | undefined {
    const value = super.get(name);
    const { reader } = this;
    if (reader && !reader.writes.has(name) && !reader.reads.has(name)) reader.reads.set(name, value);
    return value;
  }

  override has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  override set(name: string, value: Value): this {
    this.undo?.push([name, super.get(name)]);
    this.reader?.writes.set(name, value);
    return super.set(name, value);
  }

  /** What a name means, without telling anybody. */
  peek(name: string): Value | undefined {
    return super.get(name);
  }

  /** Every name with what it means, without telling anybody. */
  all(): readonly (readonly [string, Value])[] {
    return this.size === 0 ? [] : [...super.entries()];
  }

  /** Binds or takes away a name without telling anybody. */
  put(name: string, value: Value | undefined): void {
    if (value === undefined) super.delete(name);
    else super.set(name, value);
  }

  override keys(): ReturnType<Map<string, Value>["keys"]> {
    if (this.reader) this.reader.volatile = true;
    return super.keys();
  }

  override [Symbol.iterator](): ReturnType<Map<string, Value>["entries"]> {
    if (this.reader) this.reader.volatile = true;
    return super[Symbol.iterator]();
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
