// Works out parts of what has been read so far, for code that asks a model what it is: the shape of a tensor, the layers in
// order. It writes nothing.
import { libraryFile, libraryModel, libraryModelNames } from "../../../library/library.ts";
import type { ModelRun } from "../../../model/graph.ts";
import { elaborate } from "../../../model/program.ts";
import { type Project, sourceFile } from "../../../model/source-file.ts";
import { kerasLayers, namesOf } from "../../../model/wiring.ts";
import { parse } from "../../../syntax/parse.ts";
import { isRanked, shapeText } from "../../../tensor/tensor-type.ts";
import type { Context } from "./context.ts";

const alone: Project = {
  // The models of the library import from one another.
  resolve: (_, path) => libraryFile(path) ?? { missing: "a file that is read alone imports nothing" },
  library: libraryModel,
  libraryNames: libraryModelNames,
};

/** The text of all that is declared so far. */
const declared = (context: Context): string =>
  [
    ...[...context.placeholders.keys()].map((name) => `const ${name} = 1`),
    ...[...context.constantTexts].map(([name, text]) => `const ${name} = ${text}`),
    ...[...context.written.values()].map((w) => w.lines.join("\n")),
  ].join("\n");

/** The model `name` of the declared ones and of `more`, worked out as far as it goes. */
function runOf(context: Context, name: string, more = ""): ModelRun | undefined {
  const { models } = elaborate(sourceFile("probe.net", parse(`${declared(context)}\n${more}`)), alone);
  return models.find((m) => m.part.name === name)?.run;
}

/** The sizes that the lines of a body give, without the batch; nothing where one is open. */
export function probedShape(context: Context, lines: readonly string[]): readonly number[] | undefined {
  const run = runOf(context, "probed__", `model probed__ {\n${lines.join("\n")}\n}`);
  const type = run?.outputs[0]?.type;
  if (!type || !isRanked(type)) return undefined;
  const sizes = shapeText(type.shape).match(/^\[(.*)\]$/)?.[1];
  const numbers = sizes === undefined || sizes === "" ? [] : sizes.split(", ").map(Number);
  return numbers.some((n) => !Number.isInteger(n)) ? undefined : numbers;
}

/** A part as it is in a model with that input. `made` is how it is made in Net. */
export function probedPart(context: Context, made: string, input: string): ModelRun | undefined {
  const name = /^(\w+)(?:\(\))?$/.exec(made)?.[1];
  if (name && context.written.has(name)) return runOf(context, name);
  const outer = runOf(context, "probed__", `model probed__ {\n    input x${input}\n    ${made}\n}`);
  return outer?.nodes.find((n) => n.run)?.run;
}

/** What stands behind `input NAME` of a part that states a shape by an expression. */
export function probedInput(context: Context, made: string): string | undefined {
  const type = probedPart(context, made, ": [?, ?, 3]")?.inputs[0]?.type;
  return type && isRanked(type) ? `: ${shapeText(type.shape)}` : undefined;
}

/** The names of a part's layers in Keras's order, its inputs among them. */
export function probedLayers(context: Context, made: string, input: string): readonly string[] | undefined {
  const run = probedPart(context, made, input);
  return run && layerNames(run);
}

/** The names of the layers of a model that was written. */
export function writtenLayers(context: Context, net: string): readonly string[] | undefined {
  const run = context.written.has(net) ? runOf(context, net) : undefined;
  return run && layerNames(run);
}

function layerNames(run: ModelRun): readonly string[] {
  const names = namesOf(run);
  return kerasLayers(run).map((l) => (l.kind === "input" ? l.name : (names.get(l)?.path ?? "")));
}
