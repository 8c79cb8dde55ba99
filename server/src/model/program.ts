// Elaborates a file: every model with its defaults, every assertion, every problem. Training sections are worked out by
// `training/`.
import { report } from "../diagnostics/define.ts";
import nameDuplicate from "../diagnostics/name-duplicate.ts";
import type { Value } from "../layers/value.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import { bindPartArguments } from "./bind-part.ts";
import { hasInputs } from "./declared-inputs.ts";
import { executeAssert } from "./execute.ts";
import { checkImports, fileName } from "./file-names.ts";
import { type Limits, newProgram, type Problem, type Program, problemAt } from "./frame.ts";
import { fileFrame } from "./frames.ts";
import type { ModelRun } from "./graph.ts";
import { compoundIn, headNames, labelCounts } from "./head-names.ts";
import { type Former, renew } from "./renewal.ts";
import { runPart } from "./running.ts";
import { type Part, type Project, partsOf, type SourceFile } from "./source-file.ts";

/** A model of the file: its run with the defaults, or the parameters it cannot be built without. */
export interface ElaboratedModel {
  readonly part: Part;
  readonly run: ModelRun | undefined;
  /** Names of parameters without a default. */
  readonly missing: readonly string[];
}

export interface Elaboration {
  readonly file: SourceFile;
  readonly program: Program;
  readonly models: readonly ElaboratedModel[];
  readonly problems: readonly Problem[];
}

/** The version before, whose files are those of this one. */
export interface FormerVersion {
  readonly program: Program;
  readonly files: readonly Former[];
}

/**
 * Works out a whole file; of a former version only what has changed since. Never throws for what a user wrote.
 */
export function elaborate(
  file: SourceFile,
  project: Project,
  limits?: Limits,
  former?: FormerVersion,
): Elaboration {
  // A program that was cut short knows nothing of what comes after.
  const usable = former && !isCutShort(former.program);
  const program = newProgram(project, limits, usable ? former.program : undefined);
  if (former) renew(program, former.files);
  return { file, program, models: elaborateModels(program, file), problems: program.problems };
}

/** Whether a limit stopped a program; one that took over from a former version may have been stopped elsewhere. */
export const isCutShort = (program: Program): boolean =>
  program.exhausted ||
  program.endless.size > 0 ||
  program.steps > program.limits.steps ||
  program.nodes > program.limits.nodes;

function elaborateModels(program: Program, file: SourceFile): readonly ElaboratedModel[] {
  const models: ElaboratedModel[] = [];
  const top = (statement: Statement) => fileFrame(program, file, statement);
  const any = file.tree.statements[0];
  if (any) {
    checkImports(top(any), file);
    for (const { name, statement } of file.duplicates) {
      const node = nameNode(statement) ?? { start: 0, end: statement.head.length };
      problemAt(top(statement), report(nameDuplicate, { name, what: "another declaration of this file" }), {
        statement,
        file,
        start: node.start,
        end: node.end,
      });
    }
  }
  for (const part of partsOf(file)) {
    checkLabels(program, file, part);
    if (part.kind !== "model") continue;
    const missing = part.head.parameters.filter((p) => !p.default).map((p) => p.name.name);
    if (missing.length > 0) {
      models.push({ part, run: undefined, missing });
      continue;
    }
    const frame = top(part.statement);
    const { params } = bindPartArguments(frame, part, [], [], part.head.name);
    const run = program.exhausted ? undefined : runPart(frame, part, params, undefined, undefined);
    models.push({ part, run, missing: [] });
  }
  tryUnused(program, file, top);
  for (const statement of file.tree.statements) {
    if (statement.head.kind === "assert") executeAssert(top(statement), statement.head);
    if (statement.head.kind === "const")
      fileName(top(statement), statement.head.name.name, statement.head.name);
  }
  return models;
}

/** Blocks no model uses are run with their own pattern, so that mistakes in them are seen and their lines have hints. */
function tryUnused(
  program: Program,
  file: SourceFile,
  top: (statement: Statement) => ReturnType<typeof fileFrame>,
): void {
  for (const part of partsOf(file)) {
    const body = part.statement.body;
    if (part.kind !== "block" || !body || program.runs.has(body) || program.exhausted) continue;
    if (part.head.parameters.some((p) => !p.default)) continue;
    const shaped = body.statements.filter((s) => s.head.kind === "input");
    if (hasInputs(body).names.length === 0 || shaped.some((s) => s.head.kind === "input" && !s.head.shape))
      continue;
    const frame = top(part.statement);
    const { params } = bindPartArguments(frame, part, [], [], part.head.name);
    runPart(frame, part, params as ReadonlyMap<string, Value>, undefined, undefined);
  }
}

function nameNode(statement: Statement) {
  const { head } = statement;
  return head.kind === "block" ||
    head.kind === "model" ||
    head.kind === "layer" ||
    head.kind === "const" ||
    head.kind === "training"
    ? head.name
    : head.kind === "import"
      ? head.names[0]?.name
      : undefined;
}

/** Two equal labels written in one body, or a label equal to an input. Branches are bodies of their own. */
function checkLabels(program: Program, file: SourceFile, part: Part): void {
  const inputs = new Set(part.statement.body ? hasInputs(part.statement.body).names : []);
  const tell = (statement: Statement, seen: Set<string>): void => {
    for (const { text, node } of headNames(statement).labels) {
      const what = inputs.has(text) ? "an input" : seen.has(text) ? "another layer of this body" : undefined;
      if (what)
        problemAt(fileFrame(program, file, statement), report(nameDuplicate, { name: text, what }), {
          statement,
          file,
          start: node.start,
          end: node.end,
        });
      seen.add(text);
    }
  };
  const check = ({ statements }: Body): void => {
    const { labels, repeated } = labelCounts(statements);
    if (repeated.size > 0 || [...inputs].some((name) => labels.has(name))) {
      const seen = new Set<string>();
      for (const statement of statements) tell(statement, seen);
    }
    for (const index of compoundIn(statements))
      for (let at: Statement | undefined = statements[index]; at; at = at.otherwise)
        if (at.body) check(at.body);
  };
  if (part.statement.body) check(part.statement.body);
}
