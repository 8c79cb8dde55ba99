// Ways out of a wrong order in a training section, as edits: statements moved, repeated or switched. It never decides
// which way is right.

import type { Body, Statement } from "../../syntax/tree.ts";
import type { Edit } from "../../text/edit.ts";
import type { Span } from "../../text/span.ts";
import type { Instance } from "../graph.ts";
import { everything } from "./selectors.ts";
import type { Compiled, Session } from "./session.ts";
import { nameOf } from "./session.ts";

/** The bodies a statement stands in, outermost first, each with the statement of it that holds the other. */
type Path = readonly { readonly body: Body; readonly statement: Statement }[];

function pathTo(session: Session, wanted: Statement): Path | undefined {
  const search = (body: Body, path: Path): Path | undefined => {
    for (const statement of body.statements) {
      const here = [...path, { body, statement }];
      if (statement === wanted) return here;
      for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
        if (branch === wanted) return here;
        const found = branch.body && search(branch.body, here);
        if (found) return found;
      }
    }
    return undefined;
  };
  const { body } = session.section;
  return body && search(body, []);
}

/** The statements of one body that hold two others, each its own. */
function siblings(
  session: Session,
  a: Statement,
  b: Statement,
): readonly [Statement, Statement, Body] | undefined {
  const [x, y] = [pathTo(session, a), pathTo(session, b)];
  if (!x || !y) return undefined;
  for (let i = 0; i < x.length && i < y.length; i++) {
    if (x[i]!.body !== y[i]!.body) return undefined;
    if (x[i]!.statement !== y[i]!.statement) return [x[i]!.statement, y[i]!.statement, x[i]!.body];
  }
  return undefined;
}

/** The whole lines of a statement, where nothing but a comment shares them. */
function lines(session: Session, statement: Statement): Span | undefined {
  const { tree } = session.frame.file;
  const { start, end } = tree.span(statement);
  const from = tree.text.lastIndexOf("\n", start - 1) + 1;
  const to = tree.text.indexOf("\n", end);
  const stop = to < 0 ? tree.text.length : to + 1;
  const clean =
    /^[ \t]*$/.test(tree.text.slice(from, start)) && /^[ \t]*(#.*)?\r?\n?$/.test(tree.text.slice(end, stop));
  return clean && to >= 0 ? { start: from, end: stop } : undefined;
}

const indentOf = (session: Session, statement: Statement): string => {
  const span = lines(session, statement);
  return span ? /^[ \t]*/.exec(session.frame.file.tree.text.slice(span.start))![0] : "";
};

const insert = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });

/** A line before the one a statement starts on, as deep as it. */
export function lineBefore(session: Session, statement: Statement, line: string): Edit | undefined {
  const span = lines(session, statement);
  return span && insert(span.start, `${indentOf(session, statement)}${line}\n`);
}

/** A line after a statement, as deep as it. */
export function lineAfter(session: Session, statement: Statement, line: string): Edit | undefined {
  const span = lines(session, statement);
  return span && insert(span.end, `${indentOf(session, statement)}${line}\n`);
}

const holds = (outer: Statement, inner: ReadonlySet<Statement>): boolean =>
  inner.has(outer) ||
  (outer.body?.statements.some((s) => holds(s, inner)) ?? false) ||
  (outer.otherwise !== undefined && holds(outer.otherwise, inner));

const words = (text: string): ReadonlySet<string> => new Set(text.match(/[A-Za-z_]\w*/g) ?? []);

/** A `compile` and the flag changes since, as they stand at a fit. */
type Moment = Pick<Compiled, "place" | "used" | "changes">;

/** The flag changes since `compile` moved in front of it. */
export function moveBeforeCompile(session: Session, compiled: Moment): readonly Edit[] | undefined {
  const { tree } = session.frame.file;
  const compile = compiled.place.statement;
  const moved = new Set<Statement>();
  for (const change of compiled.changes) {
    const pair = siblings(session, compile, change);
    if (!pair || pair[0] !== compile || tree.start(pair[1]) < tree.start(compile)) return undefined;
    if (holds(pair[1], new Set([...session.fitUses.keys(), ...session.compileUses.keys()]))) return undefined;
    const between = pair[2].statements.slice(
      pair[2].statements.indexOf(compile),
      pair[2].statements.indexOf(pair[1]),
    );
    const bound = new Set(
      between.flatMap((s) =>
        s.head.kind === "assign" || s.head.kind === "augmented" ? [...words(s.text.split("=")[0]!)] : [],
      ),
    );
    const { start, end } = tree.span(pair[1]);
    if (
      !compiled.changes.has(between.at(-1)!) &&
      [...words(tree.text.slice(start, end))].some((word) => bound.has(word) && word !== "trainable")
    )
      return undefined;
    moved.add(pair[1]);
  }
  const target = lines(session, compile);
  const spans = [...moved].sort((a, b) => tree.start(a) - tree.start(b)).map((s) => lines(session, s));
  if (!target || spans.length === 0 || spans.includes(undefined)) return undefined;
  const text = spans.map((span) => tree.text.slice(span!.start, span!.end)).join("");
  return [insert(target.start, text), ...spans.map((span) => ({ span: span!, text: "" }))];
}

/** The same `compile` again behind the last flag change; it leaves its old place where nothing was trained from there. */
export function compileAgain(
  session: Session,
  compiled: Moment,
  fit: Statement,
): { readonly edits: readonly Edit[]; readonly moved: boolean } | undefined {
  const { tree } = session.frame.file;
  const anchors: Statement[] = [];
  for (const change of compiled.changes) {
    const pair = siblings(session, change, fit);
    if (!pair) return undefined;
    anchors.push(pair[0]);
  }
  const last = anchors.sort((a, b) => tree.start(a) - tree.start(b)).at(-1);
  const compile = compiled.place.statement;
  const span = tree.headSpan(compile);
  const added = last && lineAfter(session, last, tree.text.slice(span.start, span.end));
  if (!added || last === compile) return undefined;
  const old = compiled.used || !siblings(session, compile, last!) ? undefined : lines(session, compile);
  return { edits: old ? [{ span: old, text: "" }, added] : [added], moved: old !== undefined };
}

/** A shared model switched on before its own steps and off before those of the models around it. */
export function switchAround(session: Session, model: Instance): readonly Edit[] | undefined {
  const name = nameOf(session, model);
  const edits: (Edit | undefined)[] = [];
  for (const [statement, use] of session.fitUses) {
    if (use.model === model) edits.push(lineBefore(session, statement, `unfreeze ${name}`));
    else if (everything(session, use.model).includes(model))
      edits.push(lineBefore(session, statement, `freeze ${name}`));
  }
  return edits.length === 0 || edits.includes(undefined) ? undefined : (edits as Edit[]);
}

/** The statement of the section's own body that holds another. */
export const outermost = (session: Session, statement: Statement): Statement =>
  pathTo(session, statement)?.[0]?.statement ?? statement;
