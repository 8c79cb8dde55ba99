// An image that seems to have its channels before its rows and columns. It never turns an image around by itself.
import { defineDiagnostic } from "./define.ts";
import { insertStageBefore, setArgument } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly layer: string;
  readonly shape: string;
  /** The same shape with the channels last. */
  readonly transposed: string;
}>({
  code: "shape-channels-order",
  severity: "warning",
  summary: "An image seems to have its channels first, where the layer reads them last.",
  message: ({ layer, shape, transposed }) => {
    const [rows, columns, channels] = shape.slice(1, -1).split(", ");
    return `${layer} reads ${shape} as ${rows} row${rows === "1" ? "" : "s"}, ${columns} columns and ${channels} channels; if the ${rows} ${rows === "1" ? "is the channel" : "are the channels"}, write the image as ${transposed}`;
  },
  why: "Images have their channels last by default, `[rows, columns, channels]`. Other tools, such as PyTorch, put them first. The layer accepts both shapes and then learns from strips of the picture, so the swap shows only as poor results or as an axis that runs out further down.",
  wrong: "model M {\n    input x: [3, 224, 224]\n    [!Conv2D(8, 3)!]\n}\n",
  right: "model M {\n    input x: [224, 224, 3]\n    Conv2D(8, 3)\n}\n",
  fix: (_facts, site) => {
    const format = setArgument(site, "data_format", "channels_first");
    return [
      { title: "Put `Permute((2, 3, 1))` before it", edits: [insertStageBefore(site, "Permute((2, 3, 1))")] },
      ...(format ? [{ title: "Add `data_format=channels_first`", edits: [format] }] : []),
    ];
  },
});
