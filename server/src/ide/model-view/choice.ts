// Which model of a file is shown, and in words why none is. It never builds one.
import type { Analysis } from "../../analysis/analysis.ts";
import type { ModelRun } from "../../model/graph.ts";
import type { ElaboratedModel } from "../../model/program.ts";
import type { ViewError } from "./answer.ts";

export interface Choice {
  /** The models of the file, in its order. */
  readonly models: readonly string[];
  /** The name of the one shown; nothing where the file has none. */
  readonly name: string | undefined;
  readonly run: ModelRun | undefined;
  /** Why there is nothing to show, and what to do about it. */
  readonly empty: string | undefined;
}

/**
 * The model asked for, else the one around an offset, else the last that can be built. One that needs parameters is shown as
 * a training section makes it, where one does.
 */
export function chooseModel(analysis: Analysis, asked?: string, offset?: number): Choice {
  const { models } = analysis;
  const names = models.map(({ part }) => part.name);
  const around = (offset: number): ElaboratedModel | undefined =>
    models.find(({ part: { statement } }) => {
      const { start, end } = analysis.tree.span(statement);
      return start <= offset && offset <= end;
    });
  const model =
    models.find(({ part }) => part.name === asked) ??
    (offset === undefined ? undefined : around(offset)) ??
    models.findLast((of) => isShown(runOf(analysis, of))) ??
    models.at(-1);
  if (!model) return { models: names, name: undefined, run: undefined, empty: noModel(analysis) };
  const { name } = model.part;
  const run = runOf(analysis, model);
  if (run && isShown(run)) return { models: names, name, run, empty: undefined };
  return { models: names, name, run: undefined, empty: nothingIn(analysis, model) };
}

const isShown = (run: ModelRun | undefined): boolean =>
  run !== undefined && (run.nodes.length > 0 || run.inputs.length > 0);

/** The model as it is built alone, or as a training section makes it. */
export const runOf = (analysis: Analysis, { part, run }: ElaboratedModel): ModelRun | undefined =>
  run ?? analysis.trainings.find((training) => training.run?.part.statement === part.statement)?.run;

function noModel(analysis: Analysis): string {
  const error = firstError(analysis);
  if (error) return `No model can be read from this file. ${lineText(error)}`;
  return "This file has no model yet. Declare one, such as `model M { … }`, and it is drawn here.";
}

function nothingIn(analysis: Analysis, { part, missing }: ElaboratedModel): string {
  if (missing.length > 0) {
    const list = missing.map((name) => `\`${name}\``).join(", ");
    return `\`${part.name}\` cannot be built alone: it needs ${list}. Give ${missing.length === 1 ? "it a default" : "them defaults"}, or name ${missing.length === 1 ? "a value" : "values"} in a training section: \`training t for ${part.name}(${missing.map((name) => `${name}=…`).join(", ")})\`.`;
  }
  const error = firstError(analysis);
  if (error) return `\`${part.name}\` cannot be drawn yet. ${lineText(error)}`;
  return `\`${part.name}\` has no layers yet. Write an \`input\` and a layer, and they are drawn here.`;
}

/** Mistakes that leave nothing out of a model: those of its training, and what was asked of it. */
const besides = /^(?:train-|assert-|budget-|style-)/;

/** The first error that may leave something out of the models. */
export function firstError(analysis: Analysis): ViewError | undefined {
  const errors = analysis.findings.filter(
    ({ severity, code }) => severity === "error" && !besides.test(code),
  );
  const [first] = errors;
  if (!first) return undefined;
  const { line } = analysis.lines.position(first.span.start);
  return { line, message: first.message, count: errors.length };
}

const lineText = ({ line, message }: ViewError): string => `Line ${line + 1}: ${message}`;
