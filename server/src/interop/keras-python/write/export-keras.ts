// A file of Net as a Python script for Keras 3, as a person would write it. It never runs anything.
import { report, reportMessage } from "../../../diagnostics/define.ts";
import exportNotInKeras from "../../../diagnostics/export-not-in-keras.ts";
import type { Value } from "../../../layers/value.ts";
import type { Problem } from "../../../model/frame.ts";
import { type Part, partsOf, type SourceFile } from "../../../model/source-file.ts";
import { children, expressionsOf } from "../../../syntax/subexpressions.ts";
import type { Body, Expression, Statement } from "../../../syntax/tree.ts";
import type { ExportInput, ExportResult } from "../../export-result.ts";
import { blockUses, callsOf, type Resolve } from "./block-uses.ts";
import { type Comments, commentsOf } from "./comments.ts";
import { writeCustomLayer } from "./custom-layer.ts";
import { expression } from "./expressions.ts";
import { helperLines } from "./helpers.ts";
import { layerNames } from "./layer-names.ts";
import { inFile } from "./meanings.ts";
import { newWriting, writePart } from "./parts.ts";
import { printPython } from "./print-python.ts";
import { assign, atom, block, call, func, line, type PythonStatement, string } from "./python.ts";
import { constantName, partName, type Session, Unsaid } from "./session.ts";
import { writeTrainings } from "./training.ts";
import { trainingMain } from "./training-main.ts";

const isLibrary = (file: SourceFile): boolean => file.id.startsWith("std/");

/** Writes a whole file, or one model with what it needs. */
export function exportKeras(input: ExportInput): ExportResult {
  const { file } = input;
  const parts = partsOf(file);
  const models = parts.filter((p) => p.kind === "model");
  if (input.model !== undefined && !models.some((m) => m.name === input.model))
    return {
      kind: "refused",
      message: `there is no model \`${input.model}\`${models.length > 0 ? `; there is ${models.map((m) => m.name).join(", ")}` : ""}`,
    };
  if (parts.length === 0 && input.trainings.length === 0)
    return { kind: "refused", message: "there is no model, block or layer to export" };
  const problems: Problem[] = [];
  const session = newSession(input);
  const comments = new Map<SourceFile, Comments>();
  const commentsFor = (f: SourceFile): Comments => {
    const known = comments.get(f) ?? commentsOf(f);
    comments.set(f, known);
    return known;
  };
  const wanted = parts.filter(
    (p) => input.model === undefined || (p.kind === "model" && p.name === input.model),
  );
  for (const part of wanted) partName(session, part);

  // Parts that are met on the way are written too; the file's own stay in the order of its text.
  const written = new Map<Statement, readonly PythonStatement[]>();
  const leads = new Map<Statement, readonly PythonStatement[]>();
  let intro: readonly PythonStatement[] = [];
  if (input.model === undefined) {
    const first = file.tree.statements[0];
    if (first) intro = commentsFor(file).fileLevel(file.tree.start(first));
  }
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Unsaid)) throw error;
      problems.push(problemOf(error));
      return undefined;
    }
  };
  const write = (part: Part): void => {
    if (written.has(part.statement)) return;
    commentsFor(part.file).enter(part.file.tree.start(part.statement));
    const lines = attempt(() =>
      part.kind === "layer"
        ? writeCustomLayer(session, part, commentsFor(part.file))
        : [writePart(session, part, commentsFor(part.file))],
    );
    const last = problems.at(-1);
    // What calls it finds out why when it runs.
    written.set(
      part.statement,
      lines ?? [
        func(
          partName(session, part),
          [atom("*args"), atom("**kwargs")],
          [
            line(
              "raise ",
              call("NotImplementedError", [string(last ? reportMessage(last.report) : part.name)]),
            ),
          ],
        ),
      ],
    );
  };
  for (const statement of file.tree.statements) {
    const part = parts.find((p) => p.statement === statement);
    if (!part || !session.needed.has(statement)) continue;
    if (input.model === undefined)
      leads.set(statement, commentsFor(file).fileLevel(file.tree.start(statement)));
    write(part);
  }
  for (let before = -1; before !== session.needed.size; ) {
    before = session.needed.size;
    for (const part of [...session.needed.values()]) write(part);
  }
  const foreign = [...session.needed.values()].filter((p) => p.file !== file).toReversed();
  const own = parts.filter((p) => session.needed.has(p.statement));
  const constants = writeConstants(session, input.model === undefined ? file : undefined);
  const trainings = input.trainings.filter(
    (t) => t.statement.body && (input.model === undefined || t.model === input.model),
  );
  const script = writeTrainings(session, trainings, commentsFor(file), (work) => attempt(work) ?? []);
  const main =
    script.names.length > 0
      ? trainingMain(session, script)
      : writeMain(
          session,
          own.filter((p) => p.kind === "model" && wanted.includes(p)),
        );
  const body: PythonStatement[] = [];
  const apart = (lines: readonly PythonStatement[], count = 2): void => {
    if (lines.length === 0) return;
    if (body.length > 0) body.push({ kind: "blank", lines: count });
    body.push(...lines);
  };
  apart(intro);
  apart(importLines(session), 1);
  apart(constants, 1);
  for (const helper of helperLines(session)) apart([helper]);
  for (const part of [...foreign, ...own]) {
    apart([
      ...(leads.get(part.statement) ?? []).filter((l) => l.kind !== "blank"),
      ...written.get(part.statement)!,
    ]);
  }
  apart(script.functions);
  apart(main);
  return { kind: "exported", text: printPython(body), problems };
}

const problemOf = ({ what, file, statement, node }: Unsaid): Problem => ({
  report: report(exportNotInKeras, { what }),
  place: { file, statement, start: node.start, end: node.end },
  related: [],
});

function importLines(session: Session): PythonStatement[] {
  const lines: PythonStatement[] = [];
  if (session.imports.has("snake_case")) session.imports.add("re");
  for (const name of ["argparse", "fnmatch", "math", "re"])
    if (session.imports.has(name)) lines.push(line(`import ${name}`));
  if (lines.length > 0) lines.push({ kind: "blank" });
  if (session.imports.has("keras")) lines.push(line("import keras"));
  if (session.imports.has("numpy")) lines.push(line("import numpy as np"));
  const from = ["layers", "ops"].filter((name) => session.imports.has(name));
  if (from.length > 0) lines.push(line(`from keras import ${from.join(", ")}`));
  return lines;
}

function writeConstants(session: Session, file: SourceFile | undefined): PythonStatement[] {
  if (file)
    for (const statement of file.tree.statements)
      if (statement.head.kind === "const") constantName(session, file, statement, statement.head.name.name);
  const lines = new Map<Statement, PythonStatement>();
  const visit = (statement: Statement, from: SourceFile): void => {
    if (lines.has(statement) || statement.head.kind !== "const") return;
    const w = newWriting(session, from, statement);
    // A constant may use one that stands below it; Python reads from top to bottom.
    for (const name of namesIn(statement)) {
      const meaning = inFile(w, from, name);
      if (meaning?.kind === "constant") visit(meaning.statement, meaning.file);
    }
    lines.set(
      statement,
      assign(
        constantName(session, from, statement, statement.head.name.name),
        expression(w, statement.head.value, {}),
      ),
    );
  };
  for (let before = -1; before !== session.constants.size; ) {
    before = session.constants.size;
    for (const [statement, from] of [...session.constants]) visit(statement, from);
  }
  return [...lines.values()];
}

function namesIn(statement: Statement): readonly string[] {
  const names: string[] = [];
  const visit = (node: Expression): void => {
    if (node.kind === "name") names.push(node.name);
    children(node).forEach(visit);
  };
  expressionsOf(statement).forEach(visit);
  return names;
}

function writeMain(session: Session, models: readonly Part[]): PythonStatement[] {
  const ready = models.filter((m) => m.head.parameters.every((p) => p.default));
  if (ready.length === 0) return [];
  const lines: PythonStatement[] =
    ready.length === 1
      ? [assign("model", call(partName(session, ready[0]!), [])), line("", call("model.summary", []))]
      : ready.map((m) => line("", call(`${partName(session, m)}().summary`, [])));
  return [block('if __name__ == "__main__"', undefined, lines)];
}

function newSession(input: ExportInput): Session {
  const { elaboration, file } = input;
  const { program } = elaboration;
  const parts = new Map<Statement, Part>();
  const files = new Set<SourceFile>();
  const visitFile = (f: SourceFile): void => {
    if (files.has(f)) return;
    files.add(f);
    for (const part of partsOf(f)) {
      parts.set(part.statement, part);
      const visit = (body: Body | undefined): void =>
        body?.statements.forEach((s) => {
          for (let at: Statement | undefined = s; at; at = at.otherwise) {
            parts.set(at, part);
            visit(at.body);
          }
        });
      visit(part.statement.body);
    }
    for (const name of f.names.values()) {
      if (name.kind !== "import") continue;
      const other = program.project.resolve(f, name.head.path.value);
      if (!("missing" in other)) visitFile(other);
    }
  };
  visitFile(file);
  for (const name of program.project.libraryNames()) {
    const part = program.project.library(name);
    if (part) visitFile(part.file);
  }
  const tops = [
    ...elaboration.models.flatMap((m) =>
      m.run && (input.model === undefined || m.part.name === input.model) ? [m.run] : [],
    ),
    ...new Set(
      input.trainings
        // Models that a training makes for itself are those its phases train.
        .flatMap((t) => [t.run, ...t.phases.map(({ snapshot }) => snapshot.run)])
        .filter((run) => run !== undefined && !elaboration.models.some((m) => m.run === run)),
    ),
  ].filter((run) => run !== undefined);
  const partOf = (statement: Statement): Part | undefined => parts.get(statement);
  const resolve: Resolve = (part, name) => {
    const entry = part.file.names.get(name);
    if (entry?.kind === "part") return entry.part;
    if (entry?.kind !== "import") return undefined;
    const other = program.project.resolve(part.file, entry.head.path.value);
    if ("missing" in other) return undefined;
    const there = other.names.get(entry.name);
    return there?.kind === "part" ? there.part : undefined;
  };
  const uses = blockUses(parts.values(), resolve);
  const session: Session = {
    input,
    program,
    names: layerNames(tops, partOf, (part) => callsOf(part, resolve), uses),
    uses,
    imports: new Set(),
    taken: new Set(),
    partNames: new Map(),
    constantNames: new Map(),
    needed: new Map(),
    constants: new Map(),
    partOf,
    isKerasOwn: (part) => part.kind === "model" && isLibrary(part.file),
    parameterValue(part, name): Value | undefined {
      const uses = part.statement.body?.statements
        .map((s) => input.uses?.(s)[0])
        .find((use) => use !== undefined);
      let at = uses?.instantiation;
      while (at && at.part.statement !== part.statement) at = at.parent;
      return at?.params.get(name);
    },
  };
  return session;
}
