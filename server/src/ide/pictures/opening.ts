// Which boxes of a picture are open: all of them where that fits, else level by level fewer. It never says what fits.
import { type Scene, sceneOf } from "../model-view/scene.ts";
import type { ModelView } from "../model-view/view.ts";

export interface Opened {
  readonly scene: Scene;
  /** Boxes whose inside is drawn. */
  readonly open: ReadonlySet<number>;
}

/** The most of a model that `fits`; where not even its top does, that in runs of neighbours. */
export function openedWhere(view: ModelView, fits: (opened: Opened) => boolean): Opened {
  for (const scene of [sceneOf(view, Number.POSITIVE_INFINITY), sceneOf(view)]) {
    const boxes = scene.boxes.filter(({ children }) => children.length > 0);
    const deepest = boxes.reduce((most, { depth }) => Math.max(most, depth + 1), 0);
    for (let levels = deepest; levels >= 0; levels--) {
      const open = new Set(boxes.filter(({ depth }) => depth < levels).map(({ number }) => number));
      const opened = { scene, open };
      if (fits(opened)) return opened;
    }
  }
  return { scene: sceneOf(view), open: new Set() };
}

/** The boxes one sees: those in closed ones are left out. */
export function shownBoxes({ scene, open }: Opened): readonly number[] {
  const found: number[] = [];
  const visit = (box: number): void => {
    found.push(box);
    if (open.has(box)) for (const child of scene.boxes[box]!.children) visit(child);
  };
  for (const root of scene.roots) visit(root);
  return found;
}
