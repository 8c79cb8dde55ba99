// Reads a text to a tree, sharing what an older tree of the same file has in common with it. It never throws and keeps nothing.
import type { Span } from "../text/span.ts";
import { type Cut, type CutBody, cut } from "./cut.ts";
import { type Placed, Places } from "./places.ts";
import { readHead } from "./read-head.ts";
import { reparse } from "./reparse.ts";
import { scan } from "./scan.ts";
import type { Body, Statement, SyntaxProblem, Tree } from "./tree.ts";

/** A statement of the older tree, and whether it stands in a `layer`. */
export interface Old {
  readonly statements: readonly Statement[];
  readonly inLayer: boolean;
}

/** What a tree is made of, for the version after it. */
export interface Parts {
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly problems: readonly SyntaxProblem[];
  readonly places: Places;
  /** Nothing between the statements was wrong, so each stands for itself. */
  readonly clean: boolean;
  /** Set when somebody asks for them. */
  comments?: readonly Span[] | undefined;
  /** Statements that were read and not taken from the tree before. */
  readonly read: number;
}

const partsOfTrees = new WeakMap<Tree, Parts>();

/** How many statements of a tree were read anew. */
export const statementsRead = (tree: Tree): number => partsOfTrees.get(tree)?.read ?? 0;

/**
 * The tree of a text. `previous` lends the statements that did not change; where an edit stayed within whole lines of one
 * body, only those lines are looked at.
 */
export function parse(text: string, previous?: Tree): Tree {
  const before = previous && partsOfTrees.get(previous);
  return treeOf((before && reparse(text, before)) ?? parseWhole(text, previous?.statements));
}

function treeOf(parts: Parts): Tree {
  const { text, statements, problems, places } = parts;
  const tree: Tree = {
    text,
    statements,
    problems,
    get comments() {
      parts.comments ??= scan(text).comments;
      return parts.comments;
    },
    start: (statement) => places.of(statement).start,
    headSpan: (statement) => {
      const { start, headEnd } = places.of(statement);
      return { start, end: headEnd };
    },
    span: (statement) => {
      const { start, end } = places.of(statement);
      return { start, end };
    },
    bodySpan: (body) => {
      const { start, end } = places.of(body);
      return { start, end };
    },
  };
  partsOfTrees.set(tree, parts);
  return tree;
}

function parseWhole(text: string, olds: readonly Statement[] | undefined): Parts {
  const { statements: cuts, problems, comments, clean } = cut(text);
  const places = new Map<Statement | Body, Placed>();
  const found: SyntaxProblem[] = [];
  const misread = new Set<number>();
  const builder = statementBuilder(text, places, found, misread);
  const statements = builder.list(cuts, olds && { statements: olds, inLayer: false });
  // A header that was not read may have its body in what was wrong.
  found.push(...problems.filter(({ code, start }) => code !== "syntax-missing-body" || !misread.has(start)));
  found.sort((a, b) => a.start - b.start || a.end - b.end);
  const read = builder.read();
  return { text, statements, problems: found, places: new Places(places), clean, comments, read };
}

export interface StatementBuilder {
  list(cuts: readonly Cut[], old: Old | undefined): readonly Statement[];
  read(): number;
}

/** Makes statements of cuts, or takes over older ones that say the same; places and problems go where it is told. */
export function statementBuilder(
  text: string,
  places: Map<Statement | Body, Placed>,
  found: SyntaxProblem[],
  misread: Set<number>,
): StatementBuilder {
  let read = 0;
  /** Whether an older statement says the same as a new one, with all that belongs to it. */
  const matches = (c: Cut | undefined, old: Statement | undefined): boolean => {
    let now = c;
    let then = old;
    while (now && then) {
      if (then.text.length !== now.headEnd - now.start || !text.startsWith(then.text, now.start))
        return false;
      if (then.doc !== now.doc || !!then.body !== !!now.body) return false;
      if (now.word.startsWith("foreign") && then.head.kind !== "broken") return false;
      if (then.body && now.body) {
        const a = now.body.statements;
        const b = then.body.statements;
        if (then.body.form !== now.body.form || a.length !== b.length) return false;
        for (let i = 0; i < a.length; i++) if (!matches(a[i], b[i])) return false;
      }
      now = now.otherwise;
      then = then.otherwise;
    }
    return now === then;
  };

  const put = (c: Cut, statement: Statement): void => {
    places.set(statement, { start: c.start, end: c.end, headEnd: c.headEnd });
    if (statement.head.problems.length > 0) misread.add(c.start);
    for (const problem of statement.head.problems) {
      found.push({ ...problem, start: problem.start + c.start, end: problem.end + c.start });
    }
  };

  /** Takes an older statement over, with the places it has now. */
  const take = (c: Cut, old: Statement): Statement => {
    let now: Cut | undefined = c;
    let then: Statement | undefined = old;
    while (now && then) {
      put(now, then);
      if (now.body && then.body) {
        places.set(then.body, { start: now.body.start, end: now.body.end, headEnd: 0 });
        for (let i = 0; i < now.body.statements.length; i++)
          take(now.body.statements[i]!, then.body.statements[i]!);
      }
      now = now.otherwise;
      then = then.otherwise;
    }
    return old;
  };

  const build = (c: Cut, old: Statement | undefined): Statement => {
    const branches: Cut[] = [];
    for (let branch: Cut | undefined = c; branch; branch = branch.otherwise) branches.push(branch);
    const olds: (Statement | undefined)[] = [];
    for (let then = old; then; then = then.otherwise) olds.push(then);
    let otherwise: Statement | undefined;
    for (let i = branches.length - 1; i >= 0; i--) {
      const branch = branches[i]!;
      const { head, text: source } = readHead(
        text.slice(branch.start, branch.headEnd),
        branch.word,
        branch.inLayer,
      );
      const body = branch.body && buildBody(branch.body, olds[i], branch);
      const { doc } = branch;
      const was = olds[i];
      const same =
        was && was.head === head && was.body === body && was.otherwise === otherwise && was.doc === doc;
      const statement: Statement = same ? was : { head, text: source, body, otherwise, doc };
      if (!same) read++;
      put(branch, statement);
      otherwise = statement;
    }
    return otherwise!;
  };

  const buildBody = (c: CutBody, old: Statement | undefined, owner: Cut): Body => {
    const inLayer = owner.inLayer || owner.word === "layer";
    const sameKind = old?.body && (old.head.kind === "layer") === (owner.word === "layer");
    const statements = buildList(
      c.statements,
      sameKind ? { statements: old.body!.statements, inLayer } : undefined,
    );
    const body: Body =
      old?.body && old.body.statements === statements && old.body.form === c.form
        ? old.body
        : { form: c.form, statements };
    places.set(body, { start: c.start, end: c.end, headEnd: 0 });
    return body;
  };

  const buildList = (cs: readonly Cut[], old: Old | undefined): readonly Statement[] => {
    if (!old) return cs.map((c) => build(c, undefined));
    const { statements: olds } = old;
    const made = new Array<Statement>(cs.length);
    let from = 0;
    while (from < cs.length && from < olds.length && matches(cs[from], olds[from])) from++;
    let end = cs.length;
    let oldEnd = olds.length;
    while (end > from && oldEnd > from && matches(cs[end - 1], olds[oldEnd - 1])) {
      end--;
      oldEnd--;
    }
    for (let i = 0; i < from; i++) made[i] = take(cs[i]!, olds[i]!);
    // Between the two, a statement that only changed inside keeps what did not change.
    const rest = new Map<string, Statement[]>();
    for (let i = oldEnd - 1; i >= from; i--) {
      const list = rest.get(olds[i]!.text);
      if (list) list.push(olds[i]!);
      else rest.set(olds[i]!.text, [olds[i]!]);
    }
    for (let i = from; i < end; i++) {
      const c = cs[i]!;
      const candidates = rest.get(text.slice(c.start, c.headEnd));
      const twin = candidates?.pop();
      if (twin && matches(c, twin)) made[i] = take(c, twin);
      else made[i] = build(c, twin);
    }
    for (let i = end; i < cs.length; i++) made[i] = take(cs[i]!, olds[i - cs.length + olds.length]!);
    return from === cs.length && cs.length === olds.length ? olds : made;
  };

  return { list: buildList, read: () => read };
}
