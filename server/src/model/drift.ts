// Which names may differ, in the middle of a run of a body, from its former run. It never decides whether a statement runs.

import type { BodyRun } from "./body-runs.ts";
import type { Frame } from "./frame.ts";
import { type Memo, none } from "./memo.ts";
import { sameValue } from "./same.ts";
import type { Twins } from "./twins.ts";

/**
 * What may differ, in the middle of a run of a body, from the former run at the same place. While nothing does, a
 * statement need not compare what it read.
 */
export class Drift {
  private readonly names = new Set<string>();

  /** A statement ran, or was taken over, in the place of a former one; either may be missing. */
  note(memo: Memo | undefined, former: Memo | undefined): void {
    if (memo === former) {
      if (memo && this.names.size > 0) for (const [name] of memo.writes) this.names.delete(name);
      return;
    }
    for (const [name, value] of memo?.writes ?? none) {
      const same = former?.writes.some(([other, old]) => other === name && Object.is(old, value));
      if (same) this.names.delete(name);
      else this.names.add(name);
    }
    for (const [name] of former?.writes ?? none)
      if (!memo?.writes.some(([other]) => other === name)) this.names.add(name);
  }

  touches(memo: Memo): boolean {
    if (this.names.size === 0) return false;
    for (let i = 0; i < memo.reads.length; i++) if (this.names.has(memo.reads[i]![0])) return true;
    return false;
  }
}

/** What may differ from a former run, where it began as that did and no name at file level has changed for it. */
export function driftFrom(
  frame: Frame,
  run: BodyRun,
  former: BodyRun | undefined,
  { ordered }: Twins,
): Drift | undefined {
  const { program } = frame;
  const now = run.start;
  const then = former?.start;
  if (!ordered || !now?.kept || !then?.kept || run.group !== former!.group || now.depth !== then.depth)
    return undefined;
  if (former!.memos.length !== former!.body.statements.length) return undefined;
  for (const dependency of program.renewed) if (former!.dependencies.has(dependency)) return undefined;
  if (!sameValue(now.current, then.current) || now.names.length !== then.names.length) return undefined;
  for (let i = 0; i < now.names.length; i++)
    if (now.names[i]![0] !== then.names[i]![0] || !sameValue(now.names[i]![1], then.names[i]![1]))
      return undefined;
  if (now.callable.size !== then.callable.size) return undefined;
  for (const name of now.callable) if (!then.callable.has(name)) return undefined;
  return new Drift();
}
