// The page docs/library.md, made from the models of the library: a table of all, their arguments, what they refuse. It never
// holds a figure of its own.
import { type Analysis, analyze } from "../server/src/analysis/analysis.ts";
import { libraryFile, libraryPaths } from "../server/src/library/library.ts";
import { layersOf, paramsOf, runCost } from "../server/src/model/costs.ts";
import type { ModelRun } from "../server/src/model/graph.ts";
import { type Part, partsOf } from "../server/src/model/source-file.ts";
import { countText } from "../server/src/tensor/count.ts";
import { shapeJson } from "../server/src/tensor/tensor-type.ts";

/** The models of Keras's `applications`, by file. */
export const applications = (): readonly (readonly [string, readonly Part[]])[] =>
  libraryPaths().flatMap((path) => {
    const models = partsOf(libraryFile(path)!).filter(
      (part) => part.kind === "model" && parametersOf(part).some(([name]) => name === "include_top"),
    );
    return models.length > 0 ? [[path, models] as const] : [];
  });

/** Names and the text of their defaults, in order. */
function parametersOf(part: Part): readonly (readonly [string, string])[] {
  const { text } = part.statement;
  return part.head.parameters.map((p) => [
    p.name.name,
    p.default ? text.slice(p.default.start, p.default.end) : "",
  ]);
}

function runOf(call: string, input: string): ModelRun {
  const analysis: Analysis = analyze(
    "page.net",
    `model Page {\n    input image: [${input}]\n    ${call}\n}\n`,
  );
  if (analysis.findings.length > 0) throw new Error(`${call}: ${analysis.findings[0]!.message}`);
  return analysis.models[0]!.run!.instances[0]!.run!;
}

const parameters = (run: ModelRun): string => countText(paramsOf(layersOf(run)).total);

function row(path: string, part: Part): string {
  const open = runOf(`${part.name}()`, "?, ?, 3");
  const [height] = shapeJson(open.inputs[0]!.type.shape) as readonly (number | null)[];
  const size = height ?? 224;
  const input = `${size}, ${size}, 3`;
  const whole = height === null ? runOf(`${part.name}()`, input) : open;
  const base = runOf(`${part.name}(include_top=False, input_shape=(${input}))`, input);
  const cells = [
    `\`${part.name}\``,
    `\`${path}\``,
    height === null ? `any; ${size}×${size}×3 here` : `${size}×${size}×3`,
    parameters(whole),
    parameters(base),
    countText(runCost(whole, "macs")),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** The arguments of a file's models, once where they only differ in the name. */
function signature(path: string, models: readonly Part[]): string {
  const own = (part: Part): string =>
    parametersOf(part)
      .filter(([name]) => name !== "name")
      .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
      .join(", ");
  const names = models.map((part) => `\`${part.name}\``).join(", ");
  const file = `- ${names} (\`${path}\`):`;
  return `${file}\n  \`${own(models[0]!)}\``;
}

const intro = `# The library

These models of \`keras.applications\` are known without an import, and \`keras.applications.VGG16(…)\` means the same. They are
written in Net and checked against Keras 3.15.1, layer by layer: names, classes, order, shapes, weights and totals.

\`\`\`net
model Features {
    input image: [200, 200, 3]
    ConvNeXtTiny(include_top=False, pooling='avg')   # shape: [768]
}
\`\`\`

Counts are of parameters with the classifier of 1000 classes and without it; multiply-adds are of one image of the size
given, with the classifier.`;

const end = `## What they refuse

What Keras refuses is an error at the call, with the numbers and a way out:

- \`weights="imagenet"\`, which is the default, with a classifier of other than 1000 classes, of another activation than
  softmax or none, of another input size, or with other than three channels;
- an \`input_shape\` smaller than the network can shrink: 32×32, for Xception 71×71, for InceptionV3 and InceptionResNetV2
  75×75;
- an \`input_shape\` that is not height, width and channels, or that leaves a size open under a classifier;
- widths (\`alpha\`, \`depth_multiplier\`) of a MobileNet that ImageNet has no weights for;
- a NASNet on an image when it was not told the size: Keras makes its cells fit each other by \`input_shape\`.

## Names

Without a label or \`name=\` a model has the name Keras gives it: \`vgg16\`, \`mobilenetv2_1.00_224\`, \`efficientnetv2-b0\`. The
names of ConvNeXt's layers begin with the model's \`name\`, so \`name="backbone"\` changes them too; a label does not. EfficientNet
with \`weights="imagenet"\` has one \`Rescaling\` more than with \`weights=None\`, as in Keras. Keras gives the weight of ConvNeXt's
\`LayerScale\` no name and numbers it (\`variable\`, \`variable_1\`); so does the library.

A model of yours may name itself in the same way: with a parameter \`name\`, its default, or what its body assigns to \`name\`, is
what an unlabelled use is called.

## Their parts

The blocks and custom layers the models are made of can be imported:

\`\`\`net
from "std/convnext" import residual
from "std/efficientnet" import squeeze_excite

model Small {
    input image: [64, 64, 3]
    Conv2D(32, 4, strides=4)
    squeeze_excite("gate_", 8)
    residual("first", 0, drop_path_rate=0.1)
    GlobalAveragePooling2D()
}
\`\`\`

\`Sequential([…])\`, for code that is pasted, makes a nested model of the layers in its list.`;

/** The whole page. */
export function libraryPage(): string {
  const all = applications();
  const rows = all.flatMap(([path, models]) => models.map((part) => row(path, part)));
  return `${[
    intro,
    `| model | file | input | parameters | without the top | multiply-adds |\n| --- | --- | --- | ---: | ---: | ---: |\n${rows.join("\n")}`,
    `## Arguments\n\nThey are Keras's, in Keras's order, with \`name\` as the last. \`input_tensor\` is what the model is applied to, in the place of the current value; it stays a nested model.\n\n${all.map(([path, models]) => signature(path, models)).join("\n")}`,
    end,
  ].join("\n\n")}\n`;
}
