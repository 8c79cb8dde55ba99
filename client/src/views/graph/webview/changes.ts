// What became of each box between two versions of a model. It never draws.
import type { Scene } from "../../../../../server/src/ide/model-view/scene.ts";
import type { ViewNode } from "../../../../../server/src/ide/model-view/view.ts";

/** `inside`: something in it is not as it was. */
export type Change = "added" | "removed" | "changed" | "inside";

export interface Changes {
  readonly before: ReadonlyMap<number, Change>;
  readonly after: ReadonlyMap<number, Change>;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** A layer is the same if it has the same path; it changed if one can see that it did. */
export function changesBetween(before: Scene, after: Scene): Changes {
  const [gone, come] = [new Map<number, Change>(), new Map<number, Change>()];
  let [added, removed, changed] = [0, 0, 0];
  for (const box of after.boxes) {
    if (box.children.length > 0) continue;
    const old = before.byId.get(box.node.id);
    if (old === undefined) {
      come.set(box.number, "added");
      added++;
    } else if (looks(before.boxes[old]!.node) !== looks(box.node)) {
      come.set(box.number, "changed");
      gone.set(old, "changed");
      changed++;
    }
  }
  for (const box of before.boxes) {
    if (box.children.length > 0 || after.byId.has(box.node.id)) continue;
    gone.set(box.number, "removed");
    removed++;
  }
  markAround(before, gone);
  markAround(after, come);
  return { before: gone, after: come, added, removed, changed };
}

const looks = ({ class: name, shape, params, macs, state, uses }: ViewNode): string =>
  JSON.stringify([name, shape, params, macs, state, uses]);

/** A box all of which came or went did so itself. */
function markAround(scene: Scene, changes: Map<number, Change>): void {
  for (const box of scene.boxes.toReversed()) {
    if (box.children.length === 0) continue;
    const inside = box.children.map((child) => changes.get(child));
    const [first] = inside;
    if (first && first !== "changed" && inside.every((change) => change === first))
      changes.set(box.number, first);
    else if (inside.some((change) => change !== undefined)) changes.set(box.number, "inside");
  }
}
