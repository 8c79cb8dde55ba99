// The names a statement's head reads, calls and gives as labels: found from the text alone, once for all equal heads. It
// never knows what a name means.
import { addTo, countsOver, indicesOf } from "../syntax/over-list.ts";
import { children, expressionsOf } from "../syntax/subexpressions.ts";
import type { Expression, Head, Name, Statement, StringLiteral } from "../syntax/tree.ts";

export interface HeadNames {
  /** The left sides of `=` not counted. */
  readonly reads: readonly string[];
  /** Called, or used as a later stage. */
  readonly callable: readonly string[];
  /** Labels without a hole in them. */
  readonly labels: readonly { readonly text: string; readonly node: Name | StringLiteral }[];
}

const known = new WeakMap<Head, HeadNames>();

export function headNames(statement: Statement): HeadNames {
  const found = known.get(statement.head);
  if (found) return found;
  const names: HeadNames = {
    reads: readsOf(statement),
    callable: callableOf(statement),
    labels: labelsOf(statement.head),
  };
  known.set(statement.head, names);
  return names;
}

function readsOf(statement: Statement): readonly string[] {
  const { head } = statement;
  const names = new Set<string>();
  const visit = (node: Expression): void => {
    if (node.kind === "name") names.add(node.name);
    children(node).forEach(visit);
  };
  const roots =
    head.kind === "assign"
      ? [head.value, ...head.targets.filter((t) => t.kind !== "name" && t.kind !== "tuple")]
      : expressionsOf(statement);
  roots.forEach(visit);
  return names.size === 0 ? none : [...names];
}

const none: readonly never[] = [];

function callableOf(statement: Statement): readonly string[] {
  const names = new Set<string>();
  const stage = (node: Expression): void => {
    if (node.kind === "name") names.add(node.name);
    else if (node.kind === "labelled") stage(node.value);
    else if (node.kind === "conditional") {
      stage(node.then);
      stage(node.otherwise);
    } else if (node.kind === "list" || node.kind === "tuple") node.items.forEach(stage);
  };
  const visit = (node: Expression): void => {
    if (node.kind === "call" && node.callee.kind === "name") names.add(node.callee.name);
    if (node.kind === "pipeline") node.elements.slice(1).forEach(stage);
    for (const child of children(node)) visit(child);
  };
  expressionsOf(statement).forEach(visit);
  return names.size === 0 ? none : [...names];
}

function labelsOf(head: Head): HeadNames["labels"] {
  const values =
    head.kind === "expression" || head.kind === "assign"
      ? [head.value]
      : head.kind === "output"
        ? head.values
        : [];
  const labels: HeadNames["labels"][number][] = [];
  for (const value of values) {
    for (const element of value.kind === "pipeline" ? value.elements : [value]) {
      if (element.kind !== "labelled") continue;
      const { label } = element;
      if (label.kind === "name") labels.push({ text: label.name, node: label });
      else if (!label.parts?.some((p) => typeof p !== "string"))
        labels.push({ text: label.value, node: label });
    }
  }
  return labels.length === 0 ? none : labels;
}

/** How often each name is found in a list of statements, and in all inside of them. */
export interface NameCounts {
  readonly reads: ReadonlyMap<string, number>;
  readonly callable: ReadonlyMap<string, number>;
  /** Bound by `=` or `shared` and nowhere read; those that begin with `_` are meant to be. */
  readonly unread: ReadonlySet<string>;
}

interface Counts extends NameCounts {
  readonly reads: Map<string, number>;
  readonly callable: Map<string, number>;
  readonly bound: Map<string, number>;
  readonly unread: Set<string>;
}

export const nameCounts: (list: readonly Statement[]) => NameCounts = countsOver(
  (): Counts => ({ reads: new Map(), callable: new Map(), bound: new Map(), unread: new Set() }),
  countNames,
);

function countNames(counts: Counts, statement: Statement, by: number): void {
  const { reads, bound, unread } = counts;
  for (let at: Statement | undefined = statement; at; at = at.otherwise) {
    const names = headNames(at);
    const bindings = bindingsOf(at.head);
    for (const name of names.callable) addTo(counts.callable, name, by);
    for (const name of names.reads) addTo(reads, name, by);
    for (const { name } of bindings) addTo(bound, name, by);
    for (const name of [...names.reads, ...bindings.map((binding) => binding.name)])
      if (bound.has(name) && !reads.has(name) && !name.startsWith("_")) unread.add(name);
      else unread.delete(name);
    if (at.body) for (const inner of at.body.statements) countNames(counts, inner, by);
  }
}

/** The names a head binds by `=` or `shared`, where they are names and nothing more. */
export function bindingsOf(head: Head): readonly Name[] {
  if (head.kind === "assign") return head.targets.filter((target) => target.kind === "name");
  return head.kind === "shared" && head.label.kind === "name" ? [head.label] : none;
}

/** How often each label is written in a list of statements; bodies inside are lists of their own. */
export interface LabelCounts {
  readonly labels: ReadonlyMap<string, number>;
  /** Those that are written more than once. */
  readonly repeated: ReadonlySet<string>;
}

export const labelCounts: (list: readonly Statement[]) => LabelCounts = countsOver(
  () => ({ labels: new Map<string, number>(), repeated: new Set<string>() }),
  ({ labels, repeated }, statement, by) => {
    for (const { text } of headNames(statement).labels)
      if (addTo(labels, text, by) > 1) repeated.add(text);
      else repeated.delete(text);
  },
);

const isCompound = ({ body, otherwise }: Statement): boolean => body !== undefined || otherwise !== undefined;

/** The statements of a list that have bodies. */
export const compoundIn = indicesOf((list, index) => isCompound(list[index]!));

/** The statements of a list that bind names by `=` or `shared`, and those with bodies. */
export const bindingIn = indicesOf((list, index) => {
  const statement = list[index]!;
  return isCompound(statement) || statement.head.kind === "assign" || statement.head.kind === "shared";
});
