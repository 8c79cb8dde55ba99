// Which model of a file is written where a format holds one only. It never writes it.
import type { ModelRun } from "../model/graph.ts";
import type { ElaboratedModel } from "../model/program.ts";

export interface ChosenModel {
  readonly part: ElaboratedModel["part"];
  readonly run: ModelRun;
}

/** Why there is none; `models` are those one can choose. */
export interface NoModel {
  readonly message: string;
  readonly models?: readonly string[];
}

/**
 * The model that is named, or the only one no other model of the file uses. `what` holds one model, in words: `a Keras
 * document`; `runOf` finds models that are built elsewhere.
 */
export function oneModel(
  models: readonly ElaboratedModel[],
  asked: string | undefined,
  what: string,
  runOf: (model: ElaboratedModel) => ModelRun | undefined = ({ run }) => run,
): ChosenModel | NoModel {
  if (models.length === 0) return { message: "the file has no model" };
  const wanted = asked === undefined ? models : models.filter(({ part }) => part.name === asked);
  if (wanted.length === 0) {
    const names = models.map(({ part }) => part.name);
    return { message: `there is no model \`${asked}\`; the file has ${names.join(", ")}` };
  }
  const built = wanted.flatMap((model): readonly ChosenModel[] => {
    const run = runOf(model);
    return run ? [{ part: model.part, run }] : [];
  });
  if (built.length === 0) {
    const { part, missing } = wanted[0]!;
    const names = missing.map((name) => `\`${name}\``).join(", ");
    return {
      message:
        missing.length > 0
          ? `\`${part.name}\` needs ${names} to be built: give the parameter a default`
          : `\`${part.name}\` cannot be built`,
    };
  }
  const used = new Set(models.flatMap((model) => [...partsInside(runOf(model))]));
  const outer = built.length === 1 ? built : built.filter(({ part }) => !used.has(part.statement));
  const [found] = outer;
  if (found && outer.length === 1) return found;
  const names = (found ? outer : built).map(({ part }) => part.name);
  return { message: `${what} holds one model; choose it with --model: ${names.join(", ")}`, models: names };
}

/** The declarations of the models inside a run. */
function* partsInside(run: ModelRun | undefined): Generator<object> {
  for (const node of run?.nodes ?? []) {
    if (node.instance.part) yield node.instance.part.statement;
    if (node.run) yield* partsInside(node.run);
  }
}
