// A layer that would shrink an axis below one. It never rounds up in silence.
import { defineDiagnostic } from "./define.ts";
import { insertStageBefore, setArgument } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly layer: string;
  /** The axis by name: `rows`, `columns`, `steps`. */
  readonly axis: string;
  readonly size: string;
  /** What the window needs: `a window of 5`. */
  readonly needs: string;
  /** Whether `padding=same` would cure it. */
  readonly same: boolean;
  /** The input's shape with its channels last, where they seem to come first. */
  readonly order?: string | undefined;
  /** The sizes on the way: `28 → 26 → 13`. */
  readonly history?: string;
  /** What the input would have to be, as a sentence's end. */
  readonly sizes?: string;
}>({
  code: "shape-negative-dim",
  severity: "error",
  summary: "A layer takes more from an axis than is there.",
  message: ({ layer, axis, size, needs, same, order, history, sizes }) =>
    `${layer} needs ${needs} along the ${axis}, and only ${size} ${size === "1" ? "is" : "are"} left${history ? ` (${history})` : ""}, so nothing would remain${order ? `; the input seems to have its channels first: write it as ${order}` : same ? "; use padding=same, a smaller window, or a larger input" : "; use a smaller one or a larger input"}${sizes && !order ? `: ${sizes}` : ""}`,
  why: "Without padding a window of k leaves n - k + 1 positions; when k is larger than n there is none.",
  wrong: "model M {\n    input x: [4, 4, 3]\n    [!Conv2D(8, 5)!]\n}\n",
  right: "model M {\n    input x: [4, 4, 3]\n    Conv2D(8, 5, padding=same)\n}\n",
  fix: ({ same, order }, site) => {
    if (order)
      return [
        {
          title: "Put `Permute((2, 3, 1))` before it",
          edits: [insertStageBefore(site, "Permute((2, 3, 1))")],
        },
      ];
    const edit = same ? setArgument(site, "padding", "same") : undefined;
    return edit ? [{ title: "Add `padding=same`", edits: [edit], preferred: true }] : [];
  },
});
