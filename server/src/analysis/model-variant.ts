// A model of a file built again with a part of the text replaced, and the errors it then has. It never changes the analysis
// it starts from.
import type { Diagnostic } from "../diagnostics/define.ts";
import { bindPartArguments } from "../model/bind-part.ts";
import { evaluateArguments } from "../model/evaluate.ts";
import { newProgram, type Problem, type Program } from "../model/frame.ts";
import { fileFrame } from "../model/frames.ts";
import type { ModelRun } from "../model/graph.ts";
import { runPart } from "../model/running.ts";
import { holdsMade } from "../model/same.ts";
import { type Part, type Project, partsOf, type SourceFile, sourceFile } from "../model/source-file.ts";
import { parse } from "../syntax/parse.ts";
import type { Statement } from "../syntax/tree.ts";
import { applyEdits, type Edit } from "../text/edit.ts";
import type { Analysis } from "./analysis.ts";
import type { Written } from "./deciding-numbers.ts";

/** A model that can be built again. */
export interface VariableModel {
  readonly file: SourceFile;
  readonly project: Project;
  readonly run: ModelRun;
  /** What a training makes it by: `for Classifier(classes=5)`. */
  readonly call?: Written | undefined;
}

export interface Variant {
  /** Errors by what they are and where they stand; equal for two variants whose statement has the same text. */
  readonly errors: ReadonlySet<string>;
  /** How much work it was, in layers. */
  readonly cost: number;
}

/** Equal for the same error in two variants. */
export const errorKey = ({ report, place }: Problem): string =>
  `${report.diagnostic.code} ${place.file.id} ${place.start} ${place.statement.text}`;

/** Errors, and sizes that fail when data comes. */
const isFailure = ({ severity, code }: Diagnostic): boolean =>
  severity === "error" || (severity === "warning" && runTime.has(code));

const runTime: ReadonlySet<string> = new Set(["shape-at-run-time", "shape-batch-broadcast"]);

/** Builds the model with edits of its file. */
export function modelWith({ file, project, run, call }: VariableModel, edits: readonly Edit[]): Variant {
  const root = sourceFile(file.id, parse(applyEdits(file.tree.text, edits)));
  const program = newProgram(copied(project, root));
  const part = partsOf(root).find(({ name, kind }) => kind === "model" && name === run.part.name);
  if (!part) return { errors: new Set(["the model is gone"]), cost: 1 };
  const frame = fileFrame(program, root, part.statement);
  const params = (call && argumentsIn(program, root, part, call.statement)) ?? parametersOf(frame, part, run);
  runPart(frame, part, params, undefined, undefined);
  const errors = new Set(program.problems.filter((p) => isFailure(p.report.diagnostic)).map(errorKey));
  if (program.exhausted) errors.add("it is too large");
  return { errors, cost: workOf(program) + 5 };
}

/** What a program takes to run, in layers; a statement is a tenth of one. */
export const workOf = ({ nodes, steps }: Pick<Program, "nodes" | "steps">): number =>
  nodes + Math.ceil(steps / 10);

/** The parameters a training of the edited file makes its model with. */
function argumentsIn(
  program: Program,
  file: SourceFile,
  part: Part,
  training: Statement,
): ModelRun["params"] | undefined {
  const { head } = training;
  const found = head.kind === "training" ? file.names.get(head.name.name) : undefined;
  if (found?.kind !== "training" || found.head.model?.kind !== "call") return undefined;
  const { model } = found.head;
  const frame = fileFrame(program, file, found.statement);
  const { args, nodes } = evaluateArguments(frame, model.args, true);
  return bindPartArguments(frame, part, args, nodes, model).params;
}

/** The parameters the model was built with; those with a default have it, which an edit may have changed. */
function parametersOf(frame: ReturnType<typeof fileFrame>, part: Part, run: ModelRun): ModelRun["params"] {
  const given = [...run.params].filter(
    ([name]) => !part.head.parameters.some((p) => p.name.name === name && p.default),
  );
  const args = given.map(([name, value]) => ({ name, value }));
  return bindPartArguments(frame, part, args, [], part.head.name).params;
}

/** A run of a file as a model that can be built again; nothing where it cannot. */
export function variableModel(analysis: Analysis, run: ModelRun): VariableModel | undefined {
  const { file, elaboration, trainings } = analysis;
  if (run.part.file !== file || !isVariable(run)) return undefined;
  const { statement } = trainings.find((t) => t.run === run) ?? {};
  const expression = statement?.head.kind === "training" ? statement.head.model : undefined;
  const call = statement && expression?.kind === "call" ? { statement, expression } : undefined;
  return { file, project: elaboration.program.project, run, call };
}

/** Whether a model can be built again apart from its file: nothing it was given belongs to another model. */
const isVariable = (run: ModelRun): boolean => ![...run.params.values()].some((v) => holdsMade(v));

/** The files of a project as they are, in objects of their own; the library is shared by all. */
function copied(project: Project, root: SourceFile): Project {
  const copies = new Map<string, SourceFile>([[root.id, root]]);
  return {
    ...project,
    resolve(from, path) {
      const found = project.resolve(from, path);
      if ("missing" in found || found.id.startsWith("std/")) return found;
      const known = copies.get(found.id);
      if (known) return known;
      const copy = sourceFile(found.id, found.tree);
      copies.set(found.id, copy);
      return copy;
    },
  };
}
