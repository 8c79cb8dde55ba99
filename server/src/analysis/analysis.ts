// One version of a file, analysed: its tree, models, trainings and diagnostics. Immutable; it never touches a disk and
// never speaks a protocol.
import { findDiagnostic } from "../diagnostics/catalogue.ts";
import {
  type Diagnostic,
  type Fix,
  type Report,
  report,
  reportMessage,
  type Severity,
} from "../diagnostics/define.ts";
import notAModel from "../diagnostics/not-a-model.ts";
import { libraryFile, libraryModel, libraryModelNames, libraryPaths } from "../library/library.ts";
import { usesOf } from "../model/body-runs.ts";
import type { Problem, Related, StatementUse } from "../model/frame.ts";
import {
  type ElaboratedModel,
  type Elaboration,
  elaborate,
  type FormerVersion,
  isCutShort,
} from "../model/program.ts";
import { renewFile } from "../model/renewal.ts";
import { type Project, type SourceFile, sourceFile } from "../model/source-file.ts";
import { runTrainings, type Target, type Training } from "../model/training/training.ts";
import { defaultFormat, type FormatOptions } from "../syntax/format/format.ts";
import { parse } from "../syntax/parse.ts";
import { looksLikeSpice } from "../syntax/spice.ts";
import type { Statement, Tree } from "../syntax/tree.ts";
import { closest } from "../text/closest.ts";
import { type LineIndex, lineIndex } from "../text/line-index.ts";
import type { Span } from "../text/span.ts";
import { fixesFor } from "./fixes.ts";
import { lintFile } from "./lint.ts";
import type { Budget } from "./lints/budgets.ts";
import { pastedPython, within } from "./pasted-python.ts";
import { shapeHelp } from "./shape-help.ts";

export interface Settings {
  readonly target: Target;
  /** `style-too-many-parameters` starts above this number. */
  readonly maxParameters: number;
  /** Severities by code; `off` silences one. */
  readonly severities: Readonly<Record<string, Severity | "off">>;
  /** The memory to train in, in bytes, for the largest batch that fits. */
  readonly deviceMemory?: bigint | undefined;
  /** How much the hover of a layer tells. */
  readonly hover: "short" | "full";
  /** Limits of models, by their names; `*` holds for all. */
  readonly budgets: Readonly<Record<string, Budget>>;
  /** How files are formatted. */
  readonly format: Required<FormatOptions>;
}

export const defaultSettings: Settings = {
  target: "keras3-tensorflow",
  maxParameters: 6,
  severities: {},
  hover: "full",
  budgets: {},
  format: defaultFormat,
};

/** Whoever may touch files reads them for the analysis. `id`s are what they understand: URIs or paths. */
export interface Host {
  /** The file an import path names, seen from a file. */
  readonly resolve: (from: string, path: string) => string;
  /** Its text, or nothing. */
  readonly read: (id: string) => string | undefined;
}

export const noFiles: Host = { resolve: (_from, path) => path, read: () => undefined };

/** A diagnostic at its place in a file, ready to be shown. */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly related: readonly {
    readonly file: string;
    readonly text: string;
    readonly span: Span;
    readonly message: string;
  }[];
  readonly diagnostic: Diagnostic;
  readonly report: Report;
  readonly statement: Statement;
  /** The mistake stands in another file, so nothing here mends it. */
  readonly inner?: boolean;
  /** What the evaluator wrote down; nothing where the text could not be read. */
  readonly problem?: Problem;
}

export interface Analysis {
  readonly id: string;
  readonly text: string;
  readonly tree: Tree;
  readonly lines: LineIndex;
  readonly file: SourceFile;
  readonly settings: Settings;
  readonly elaboration: Elaboration;
  readonly models: readonly ElaboratedModel[];
  readonly trainings: readonly Training[];
  /** Diagnostics of this file, in the order of the text. */
  readonly findings: readonly Finding[];
  /** What a statement did each time it ran, first in the models of this file. */
  uses(statement: Statement): readonly StatementUse[];
  /** Ways out of a finding. */
  fixes(finding: Finding): readonly Fix[];
}

/** What a version leaves to the next one. */
interface State {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly elaboration: Elaboration;
  readonly trainings: readonly Training[];
}

interface Lender {
  state: State | undefined;
  /** The texts of the files a version saw, from when it lent its state. */
  texts: ReadonlyMap<string, Tree>;
}

const lenders = new WeakMap<Analysis, Lender>();

/**
 * Analyses one version of a file. `previous` lends what did not change: its graph is brought up to date and is the new
 * version's from then on. Asked again, the older version works itself out anew. Never throws for what a user wrote.
 */
export function analyze(
  id: string,
  text: string,
  host: Host = noFiles,
  settings: Settings = defaultSettings,
  previous?: Analysis,
): Analysis {
  const lines = lineIndex(text, previous?.lines);
  const spice = looksLikeSpice(text);
  const tree = parse(spice ? "" : text, previous?.tree);
  const own: Lender = { state: workOut(id, tree, host, settings, borrow(id, previous)), texts: new Map() };
  const state = (): State => {
    own.state ??= workOut(id, tree, remembering(host, own.texts), settings);
    return own.state;
  };
  let found: readonly Finding[] | undefined;
  const analysis: Analysis = {
    id,
    text,
    tree,
    lines,
    settings,
    get file() {
      return state().elaboration.file;
    },
    get elaboration() {
      return state().elaboration;
    },
    get models() {
      return state().elaboration.models;
    },
    get trainings() {
      return state().trainings;
    },
    get findings() {
      found ??= spice ? [spiceFinding(text)] : findingsOf(analysis);
      return found;
    },
    uses: (statement) => usesOf(state().elaboration.program, statement),
    fixes: (finding) => fixesFor(analysis, finding),
  };
  lenders.set(analysis, own);
  return analysis;
}

/** Takes what an older version has, if it has it still. */
function borrow(id: string, previous: Analysis | undefined): State | undefined {
  const lender = previous?.id === id ? lenders.get(previous) : undefined;
  const state = lender?.state;
  if (!lender || !state) return undefined;
  lender.texts = new Map([...state.files].map(([of, file]) => [of, file.tree]));
  lender.state = undefined;
  return state;
}

/** The files as an older version saw them. */
const remembering = (host: Host, trees: ReadonlyMap<string, Tree>): Host => ({
  resolve: host.resolve,
  read: (id) => trees.get(id)?.text,
});

function workOut(id: string, tree: Tree, host: Host, settings: Settings, former?: State): State {
  const known = former?.files.get(id);
  const files = new Map<string, SourceFile>();
  const formers = known ? [renewFile(known, tree)] : [];
  const root = known ?? sourceFile(id, tree);
  files.set(id, root);
  for (const [other, file] of former?.files ?? []) {
    if (other === id) continue;
    const text = host.read(other);
    if (text === undefined) continue;
    formers.push(renewFile(file, text === file.tree.text ? file.tree : parse(text, file.tree)));
    files.set(other, file);
  }
  const project = projectOf(host, files);
  const work = (from: FormerVersion | undefined): State => {
    const elaboration = elaborate(root, project, undefined, from);
    const trainings = runTrainings(elaboration, settings.target);
    elaboration.program.previous = undefined;
    return { files, elaboration, trainings };
  };
  const state = work(former && { program: former.elaboration.program, files: formers });
  if (!former || !isCutShort(state.elaboration.program)) return state;
  for (const file of files.values()) file.constants.clear();
  return work(undefined);
}

function projectOf(host: Host, files: Map<string, SourceFile>): Project {
  return {
    resolve(from, path) {
      if (path.startsWith("std/")) {
        const near = closest(path, libraryPaths());
        return (
          libraryFile(path) ?? {
            missing: `the library has no such file${near ? `; did you mean "${near}"?` : `; it has ${libraryPaths().join(", ")}`}`,
          }
        );
      }
      const id = host.resolve(from.id, path);
      const known = files.get(id);
      if (known) return known;
      const text = host.read(id);
      if (text === undefined) return { missing: "there is no such file" };
      const file = sourceFile(id, parse(text));
      files.set(id, file);
      return file;
    },
    library: libraryModel,
    libraryNames: libraryModelNames,
  };
}

function findingsOf(analysis: Analysis): readonly Finding[] {
  const { tree, file, elaboration } = analysis;
  const found: Finding[] = [];
  for (const p of tree.problems) {
    const diagnostic = findDiagnostic(p.code);
    if (!diagnostic) continue;
    add(
      found,
      analysis,
      { diagnostic, facts: p.facts },
      { start: p.start, end: p.end },
      statementAt(tree, p.start),
      [],
    );
  }
  const problems: readonly Problem[] = [...elaboration.problems, ...lintFile(analysis)];
  const refused = new Set<string>();
  for (const problem of problems) {
    const { place, related } = problem;
    const help = shapeHelp(analysis, problem);
    const r = help?.report ?? problem.report;
    if (place.file !== file) {
      const seen = elsewhere(analysis, problem);
      // Where a part of the library refuses its arguments, what goes wrong in it after that follows from them.
      if (seen && place.file.id.startsWith("std/")) {
        const call = `${seen.span.start}:${seen.span.end}`;
        if (refused.has(call)) continue;
        refused.add(call);
      }
      const around = [...(seen?.related ?? []), ...(help?.related ?? []).map(relatedPlace)];
      if (seen) add(found, analysis, r, seen.span, seen.statement, around, true, problem);
      continue;
    }
    // A statement that could not be read has its problem already.
    if (place.statement.head.problems.length > 0) continue;
    const start = tree.start(place.statement);
    // A problem of a call says itself what is used there.
    const away = related.filter((r) => !samePlace(r.place, place));
    const places = [...away, ...(help?.related ?? [])].map(relatedPlace);
    add(
      found,
      analysis,
      r,
      { start: start + place.start, end: start + place.end },
      place.statement,
      places,
      false,
      problem,
    );
  }
  const kept = hintAtPython(found, analysis);
  return kept.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

const samePlace = (a: Problem["place"], b: Problem["place"]): boolean =>
  a.statement === b.statement && a.start === b.start && a.end === b.end;

/** A related place with its file's text and offsets. */
function relatedPlace({ place, message }: Related): Finding["related"][number] {
  const start = place.file.tree.start(place.statement);
  const span = { start: start + place.start, end: start + place.end };
  return { file: place.file.id, text: place.file.tree.text, span, message };
}

/** One hint for a run of pasted Python, in the place of what was found in it. */
function hintAtPython(found: readonly Finding[], analysis: Analysis): Finding[] {
  const runs = pastedPython(analysis.text, found);
  const kept = found.filter((f) => !runs.some((run) => within(f.span, run)));
  for (const run of runs)
    add(kept, analysis, run.report, run.head, statementAt(analysis.tree, run.start), []);
  return kept;
}

/**
 * An error inside an imported block or a library model, seen from this file: it stands at the call that leads there, with
 * the inner place as related. Milder findings belong to the other file alone.
 */
function elsewhere(
  analysis: Analysis,
  problem: Problem,
): Pick<Finding, "span" | "statement" | "related"> | undefined {
  if (problem.report.diagnostic.severity !== "error") return undefined;
  const call = problem.related.find(({ place }) => place.file === analysis.file);
  if (!call) return undefined;
  const around = problem.related.filter((r) => r !== call).map(relatedPlace);
  return {
    span: relatedPlace(call).span,
    statement: call.place.statement,
    related: [relatedPlace({ place: problem.place, message: "it is written here" }), ...around],
  };
}

function add(
  found: Finding[],
  analysis: Analysis,
  r: Report,
  span: Span,
  statement: Statement | undefined,
  related: Finding["related"],
  inner = false,
  problem?: Problem,
): void {
  const { diagnostic } = r;
  const severity = analysis.settings.severities[diagnostic.code] ?? diagnostic.severity;
  if (severity === "off" || ignored(analysis, diagnostic.code, span)) return;
  const at = statement ?? analysis.tree.statements[0];
  if (!at) return;
  found.push({
    code: diagnostic.code,
    severity,
    message: reportMessage(r),
    span,
    related,
    diagnostic,
    report: r,
    statement: at,
    ...(inner ? { inner } : {}),
    ...(problem ? { problem } : {}),
  });
}

const mentions = new WeakMap<Analysis, boolean>();

function mentionsUs(analysis: Analysis): boolean {
  const known = mentions.get(analysis);
  if (known !== undefined) return known;
  const found = analysis.text.includes("netlens:");
  mentions.set(analysis, found);
  return found;
}

/** `# netlens: ignore code — reason` on the line, or alone on the line before. */
function ignored(analysis: Analysis, code: string, span: Span): boolean {
  if (!mentionsUs(analysis)) return false;
  const { line } = analysis.lines.position(span.start);
  const textOf = (n: number): string =>
    analysis.text.slice(analysis.lines.lineStart(n), analysis.lines.lineStart(n + 1));
  const says = (text: string): boolean => {
    const match = /#\s*netlens:\s*ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)/.exec(text);
    return match !== null && match[1]!.split(/\s*,\s*/).includes(code);
  };
  return says(textOf(line)) || (line > 0 && /^\s*#/.test(textOf(line - 1)) && says(textOf(line - 1)));
}

/** The innermost statement that holds an offset. */
export function statementAt(tree: Tree, offset: number): Statement | undefined {
  const search = (statements: readonly Statement[]): Statement | undefined => {
    for (const statement of statements) {
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
        const head = tree.headSpan(branch);
        if (head.start <= offset && offset <= head.end) return branch;
        if (branch.body) {
          const inner = search(branch.body.statements);
          if (inner) return inner;
        }
      }
      const whole = tree.span(statement);
      if (whole.start <= offset && offset <= whole.end) return statement;
    }
    return undefined;
  };
  return search(tree.statements);
}

function spiceFinding(text: string): Finding {
  const r = report(notAModel, {});
  const end = text.indexOf("\n") < 0 ? text.length : text.indexOf("\n");
  return {
    code: notAModel.code,
    severity: notAModel.severity,
    message: reportMessage(r),
    span: { start: 0, end },
    related: [],
    diagnostic: notAModel as unknown as Diagnostic,
    report: r,
    statement: undefined as unknown as Statement,
  };
}
