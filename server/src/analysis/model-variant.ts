// A model of a file built again with a part of the text replaced, and the errors it then has. It never changes the analysis
// it starts from.
import type { Diagnostic } from "../diagnostics/define.ts";
import { newProgram, type Problem, type Program } from "../model/frame.ts";
import { fileFrame } from "../model/frames.ts";
import type { ModelRun } from "../model/graph.ts";
import { bindPartArguments, runPart } from "../model/running.ts";
import { holdsMade } from "../model/same.ts";
import { type Part, type Project, partsOf, type SourceFile, sourceFile } from "../model/source-file.ts";
import { parse } from "../syntax/parse.ts";
import { applyEdits, type Edit } from "../text/edit.ts";

/** A model that can be built again. */
export interface VariableModel {
  readonly file: SourceFile;
  readonly project: Project;
  readonly run: ModelRun;
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

const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === "error";

/** Builds the model with edits of its file. */
export function modelWith({ file, project, run }: VariableModel, edits: readonly Edit[]): Variant {
  const root = sourceFile(file.id, parse(applyEdits(file.tree.text, edits)));
  const program = newProgram(copied(project, root));
  const part = partsOf(root).find(({ name, kind }) => kind === "model" && name === run.part.name);
  if (!part) return { errors: new Set(["the model is gone"]), cost: 1 };
  const frame = fileFrame(program, root, part.statement);
  runPart(frame, part, parametersOf(frame, part, run), undefined, undefined);
  const errors = new Set(program.problems.filter((p) => isError(p.report.diagnostic)).map(errorKey));
  if (program.exhausted) errors.add("it is too large");
  return { errors, cost: workOf(program) + 5 };
}

/** What a program takes to run, in layers; a statement is a tenth of one. */
export const workOf = ({ nodes, steps }: Pick<Program, "nodes" | "steps">): number =>
  nodes + Math.ceil(steps / 10);

/** The parameters the model was built with; those with a default have it, which an edit may have changed. */
function parametersOf(frame: ReturnType<typeof fileFrame>, part: Part, run: ModelRun): ModelRun["params"] {
  const given = [...run.params].filter(
    ([name]) => !part.head.parameters.some((p) => p.name.name === name && p.default),
  );
  const args = given.map(([name, value]) => ({ name, value }));
  return bindPartArguments(frame, part, args, [], part.head.name).params;
}

/** Whether a model can be built again apart from its file: nothing it was given belongs to another model. */
export const isVariable = (run: ModelRun): boolean => ![...run.params.values()].some((v) => holdsMade(v));

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
