// Works out parts of what has been read so far, for code that asks a model what it is: the shape of a tensor, the layers in
// order. It writes nothing.
import { libraryModel, libraryModelNames } from "../../../library/library.ts";
import type { ModelRun } from "../../../model/graph.ts";
import { elaborate } from "../../../model/program.ts";
import { type Project, sourceFile } from "../../../model/source-file.ts";
import { kerasLayers, namesOf } from "../../../model/wiring.ts";
import { parse } from "../../../syntax/parse.ts";
import { isRanked, shapeText } from "../../../tensor/tensor-type.ts";
import type { Context } from "./context.ts";

const alone: Project = {
  resolve: () => ({ missing: "a file that is read alone imports nothing" }),
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

/** The names of a part's layers in Keras's order, its inputs among them. `made` is how the part is made in Net. */
export function probedLayers(context: Context, made: string, input: string): readonly string[] | undefined {
  const name = /^(\w+)(?:\(\))?$/.exec(made)?.[1];
  const own = name && context.written.has(name) ? runOf(context, name) : undefined;
  const outer = own
    ? undefined
    : runOf(context, "probed__", `model probed__ {\n    input x${input}\n    ${made}\n}`);
  const run = own ?? outer?.nodes.find((n) => n.run)?.run;
  if (!run) return undefined;
  const names = namesOf(run);
  return kerasLayers(run).map((l) => (l.kind === "input" ? l.name : (names.get(l)?.path ?? "")));
}
