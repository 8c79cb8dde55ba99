// What is built in real Keras: every file of `examples/`, every model of the library with its main arguments, every
// example of a layer, and what blocks can be asked for. It never builds anything.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Analysis, analyze } from "../../server/src/analysis/analysis.ts";
import { allLayers } from "../../server/src/layers/catalogue.ts";
import type { LayerExample } from "../../server/src/layers/define.ts";
import { libraryPaths, librarySource } from "../../server/src/library/library.ts";
import type { ModelRun } from "../../server/src/model/graph.ts";
import { shapeText } from "../../server/src/tensor/tensor-type.ts";

/** One model to be built, or one file whose training sections are run. */
export interface Case {
  readonly kind: "model" | "script";
  /** `examples/vgg16.net VGG16`, `std/ResNet50 include_top=False`, `layers/Dense Dense(8)`. */
  readonly id: string;
  /** The file of `recorded/` it belongs to. */
  readonly set: "examples" | "library" | "layers" | "blocks" | "scripts";
  /** The text of the `.net` file and the model in it. */
  readonly source: string;
  readonly model: string;
  /** What a script is run with. */
  readonly args?: readonly string[];
}

const root = join(import.meta.dirname, "..", "..");

/** Every case, in a fixed order. */
export function* allCases(): Generator<Case> {
  yield* exampleFiles();
  yield* libraryModels();
  yield* layerExamples();
  yield* blockForms();
  yield* trainingScripts();
}

function* exampleFiles(): Generator<Case> {
  for (const file of readdirSync(join(root, "examples"))
    .filter((name) => name.endsWith(".net"))
    .sort()) {
    const source = readFileSync(join(root, "examples", file), "utf8");
    for (const { part, missing } of analyze(file, source).models)
      if (missing.length === 0)
        yield {
          kind: "model",
          id: `examples/${file} ${part.name}`,
          set: "examples",
          source,
          model: part.name,
        };
  }
}

/** Arguments every model of `keras.applications` takes, where it has them. */
const variants: readonly Readonly<Record<string, string>>[] = [
  {},
  { include_top: "False" },
  { include_top: "False", pooling: '"avg"' },
  { classes: "7", weights: "None" },
  { classifier_activation: "None" },
  { include_preprocessing: "False" },
  { alpha: "0.5", weights: "None" },
  { minimalistic: "True" },
  { depth_multiplier: "2", weights: "None" },
];

/** A model with more layers says nothing new with other arguments. */
const deep = 250;

/**
 * The first model of each file of the library, with its other arguments; the others differ in size only, and are compared
 * with documents of Keras in `test/library`.
 */
function* libraryModels(): Generator<Case> {
  for (const path of libraryPaths()) {
    const { models } = analyze(path, librarySource(path)!);
    for (const { part, run } of models.slice(0, 1)) {
      // A `Sequential` is what its layers are.
      if (!run || run.inputs.length === 0 || run.nodes.length === 0) continue;
      const takes = new Set(part.head.parameters.map((p) => p.name.name));
      const sizes = shapeText(run.inputs[0]!.type.shape);
      for (const variant of run.nodes.length < deep ? variants : variants.slice(0, 1)) {
        const given = Object.entries(variant);
        if (!given.every(([key]) => takes.has(key))) continue;
        const args = given.map(([key, value]) => `${key}=${value}`).join(", ");
        yield {
          kind: "model",
          id: `std/${part.name}${args ? ` ${args}` : ""}`,
          set: "library",
          source: `model Case {\n    input image: ${"pooling" in variant ? "[?, ?, 3]" : sizes}\n    ${part.name}(${args})\n}\n`,
          model: "Case",
        };
      }
    }
  }
}

export function* layerExamples(): Generator<Case> {
  for (const { name, examples } of allLayers())
    for (const example of examples)
      yield {
        kind: "model",
        id: `layers/${name} ${example.net} on ${on(example)}`,
        set: "layers",
        source: program(example),
        model: "M",
      };
}

const on = ({ inputs, dtype }: LayerExample): string =>
  [...inputs.map((shape) => shape.map((dim) => dim ?? "?").join("×")), ...(dtype ? [dtype] : [])].join(", ");

/** Every model of the files in `blocks/`: blocks that are shared, frozen as a whole, or looked into. */
export function* blockForms(): Generator<Case> {
  const folder = join(import.meta.dirname, "blocks");
  for (const file of readdirSync(folder).sort()) {
    const source = readFileSync(join(folder, file), "utf8");
    for (const { part, missing } of analyze(file, source).models)
      if (missing.length === 0)
        yield { kind: "model", id: `blocks/${file} ${part.name}`, set: "blocks", source, model: part.name };
  }
}

/** Files of `examples/` that train something. */
function* trainingScripts(): Generator<Case> {
  const seen = new Set<string>();
  for (const { id, source, model } of exampleFiles()) {
    const file = id.split(" ")[0]!;
    if (seen.has(file)) continue;
    seen.add(file);
    const { trainings } = analyze(file, source);
    for (const { name } of trainings) {
      // Where there are several the script asks which.
      const args = trainings.length > 1 ? [name, "--smoke"] : ["--smoke"];
      yield {
        kind: "script",
        id: `scripts/${file} ${args.join(" ")}`,
        set: "scripts",
        source,
        model,
        args,
      };
    }
  }
}

/** A model with the example's inputs and, applied to them, its call. */
function program({ net, inputs, dtype = "" }: LayerExample): string {
  const names = inputs.map((_, i) => (inputs.length === 1 ? "x" : `x${i + 1}`));
  const declared = inputs.map((shape, i) =>
    `    input ${names[i]}: [${shape.map((dim) => dim ?? "?").join(", ")}] ${dtype}`.trimEnd(),
  );
  const from = names.length === 1 ? names[0] : `[${names.join(", ")}]`;
  return `model M {\n${declared.join("\n")}\n    y = ${from} -> ${net}\n    output y\n}\n`;
}

/** A case, analysed. */
export function analysed(one: Case): {
  readonly analysis: Analysis;
  readonly run: ModelRun | undefined;
} {
  const analysis = analyze(`${one.model}.net`, one.source);
  return { analysis, run: analysis.models.find((m) => m.part.name === one.model)?.run };
}
