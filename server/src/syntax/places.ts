// Where statements and bodies stand in one version of a text. A later version shares what was noted and moves it by the
// edits made since. It never holds a statement's text.
import type { Span } from "../text/span.ts";
import type { Body, Statement } from "./tree.ts";

export interface Placed extends Span {
  readonly headEnd: number;
}

/** Lines `[start, end)` were replaced by others, longer by `delta`. */
export interface Shift extends Span {
  readonly delta: number;
}

interface Noted extends Placed {
  /** The number of edits it knows of. */
  readonly since: number;
}

/** More edits than these are worked into the places. */
const mostEdits = 64;

export class Places {
  private readonly base: ReadonlyMap<Statement | Body, Placed>;
  private readonly changed: ReadonlyMap<Statement | Body, Noted>;
  private readonly edits: readonly Shift[];

  constructor(
    base: ReadonlyMap<Statement | Body, Placed>,
    changed: ReadonlyMap<Statement | Body, Noted> = new Map(),
    edits: readonly Shift[] = [],
  ) {
    this.base = base;
    this.changed = changed;
    this.edits = edits;
  }

  of(what: Statement | Body): Placed {
    const noted = this.changed.get(what);
    const found = noted ?? this.base.get(what);
    if (!found) throw new Error("that is not of this tree");
    const from = noted?.since ?? 0;
    if (from === this.edits.length) return found;
    let { start, headEnd, end } = found;
    for (let i = from; i < this.edits.length; i++) {
      const edit = this.edits[i]!;
      if (start >= edit.end) start += edit.delta;
      if (headEnd >= edit.end) headEnd += edit.delta;
      if (end >= edit.end) end += edit.delta;
    }
    return { start, headEnd, end };
  }

  /** The places after an edit; those of what stands in the edited lines are given. */
  after(edit: Shift, now: ReadonlyMap<Statement | Body, Placed>, all: () => Iterable<Statement>): Places {
    const edits = [...this.edits, edit];
    const changed = new Map(this.changed);
    for (const [what, placed] of now) changed.set(what, { ...placed, since: edits.length });
    const places = new Places(this.base, changed, edits);
    if (edits.length < mostEdits) return places;
    const base = new Map<Statement | Body, Placed>();
    for (const statement of all()) {
      base.set(statement, places.of(statement));
      if (statement.body) base.set(statement.body, places.of(statement.body));
    }
    return new Places(base);
  }
}
