// Which box the cursor is on. It never moves either.
import type { Scene, SceneBox } from "../../../../../server/src/ide/model-view/scene.ts";
import type { Cursor } from "../../shared/messages.ts";

/** Whether a box stands where the cursor is, in a file by its number. */
export function isAt({ node: { source } }: SceneBox, file: number, { line, character }: Cursor): boolean {
  if (source?.[0] !== file) return false;
  const [, fromLine, from, toLine, to] = source;
  if (line < fromLine || line > toLine) return false;
  return (line > fromLine || character >= from) && (line < toLine || character <= to);
}

const size = ({ node: { source } }: SceneBox): number =>
  source ? (source[3] - source[1]) * 1000 + source[4] - source[2] : 0;

/** The boxes of the smallest piece of text the cursor is in; else of its line. */
export function boxesAt(scene: Scene, file: number, cursor: Cursor): readonly SceneBox[] {
  const on = scene.boxes.filter((box) => isAt(box, file, cursor));
  const least = Math.min(...on.map(size));
  if (on.length > 0) return on.filter((box) => size(box) === least);
  return scene.boxes.filter(
    ({ node: { source } }) => source?.[0] === file && source[1] <= cursor.line && cursor.line <= source[3],
  );
}
