// Pixels scaled before a model that scales them itself. It never fires where the numbers are not known.
import { defineDiagnostic } from "./define.ts";
import { removeLine } from "./fix-site.ts";

export default defineDiagnostic<{
  /** What stands in front, and the layer inside that does it again. */
  readonly outer: string;
  readonly inner: string;
  readonly part: string;
  /** Whether the statement is that layer alone. */
  readonly alone: boolean;
}>({
  code: "style-rescaled-twice",
  severity: "warning",
  summary: "An image is scaled before a model whose first layer scales it too.",
  message: ({ outer, inner, part }) =>
    `${outer} scales what \`${part}\` scales again: its first layers include \`${inner}\`, which expects pixels from 0 to 255; leave ${outer} out`,
  why: "EfficientNet, EfficientNetV2, ConvNeXt and MobileNetV3 of Keras contain their preprocessing and take pixels as they are. Scaled twice, all of them are nearly black to the network: nothing fails, and the accuracy is poor.",
  wrong:
    "model Base {\n    input image: [32, 32, 3]\n    Rescaling(1/255)\n    Conv2D(8, 3)\n}\n\nmodel M {\n    input image: [32, 32, 3]\n    [!Rescaling(1/255)!]\n    base: Base()\n    GlobalAveragePooling2D()\n    Dense(3)\n}\n",
  right:
    "model Base {\n    input image: [32, 32, 3]\n    Rescaling(1/255)\n    Conv2D(8, 3)\n}\n\nmodel M {\n    input image: [32, 32, 3]\n    base: Base()\n    GlobalAveragePooling2D()\n    Dense(3)\n}\n",
  fix: ({ outer, alone }, site) =>
    alone ? [{ title: `Leave ${outer} out`, edits: [removeLine(site)], preferred: true }] : [],
});
