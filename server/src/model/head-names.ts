// The names a statement's head reads, calls and gives as labels: found from the text alone, once for all equal heads. It
// never knows what a name means.
import { derivationOf } from "../syntax/reparse.ts";
import type { Expression, Head, Name, Statement, StringLiteral } from "../syntax/tree.ts";
import { children, expressionsOf } from "./frames.ts";

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
}

/** Statements of a list by what they do, as indices. */
export interface Digest {
  /** The heads of layer lines without a label; equal texts have one head. */
  readonly lines: readonly (Head | undefined)[];
  /** Those with labels, and those with bodies. */
  readonly labelled: readonly number[];
  /** Those that bind names by `=` or `shared`, and those with bodies. */
  readonly binding: readonly number[];
}

const digests = new WeakMap<readonly Statement[], Digest>();

const lineOf = ({ head, body }: Statement): Head | undefined =>
  body || head.kind !== "expression" || head.value.kind === "labelled" ? undefined : head;
const isCompound = ({ body, otherwise }: Statement): boolean => body !== undefined || otherwise !== undefined;
const isLabelled = (statement: Statement): boolean =>
  isCompound(statement) || headNames(statement).labels.length > 0;
const isBinding = (statement: Statement): boolean =>
  isCompound(statement) || statement.head.kind === "assign" || statement.head.kind === "shared";

/** The digest of a list, made from that of the list it was derived from where there is one. */
export function digestOf(list: readonly Statement[]): Digest {
  const known = digests.get(list);
  if (known) return known;
  const derivation = derivationOf(list);
  const before = derivation && digests.get(derivation.from);
  const { start, end, count } = before && derivation ? derivation : { start: 0, end: 0, count: list.length };
  const indices = (old: readonly number[] | undefined, is: (statement: Statement) => boolean): number[] => {
    const found: number[] = [];
    const by = count - (end - start);
    let i = 0;
    for (; old && i < old.length && old[i]! < start; i++) found.push(old[i]!);
    for (let k = start; k < start + count; k++) if (is(list[k]!)) found.push(k);
    for (; old && i < old.length; i++) if (old[i]! >= end) found.push(old[i]! + by);
    return found;
  };
  const fresh = list.slice(start, start + count).map(lineOf);
  const digest: Digest = {
    lines: before ? before.lines.toSpliced(start, end - start, ...fresh) : fresh,
    labelled: indices(before?.labelled, isLabelled),
    binding: indices(before?.binding, isBinding),
  };
  digests.set(list, digest);
  return digest;
}

interface Counts {
  readonly reads: Map<string, number>;
  readonly callable: Map<string, number>;
}

const counted = new WeakMap<readonly Statement[], Counts>();

/** The counts of a list; those of the list it was derived from are taken over with the difference. */
export function nameCounts(list: readonly Statement[]): NameCounts {
  const known = counted.get(list);
  if (known) return known;
  const derivation = derivationOf(list);
  const before = derivation && counted.get(derivation.from);
  const counts: Counts = before ?? { reads: new Map(), callable: new Map() };
  if (before && derivation) {
    const { from, start, end, count } = derivation;
    counted.delete(from);
    for (let i = start; i < end; i++) addStatement(counts, from[i]!, -1);
    for (let i = start; i < start + count; i++) addStatement(counts, list[i]!, 1);
  } else for (const statement of list) addStatement(counts, statement, 1);
  counted.set(list, counts);
  return counts;
}

function addStatement(counts: Counts, statement: Statement, by: number): void {
  for (let at: Statement | undefined = statement; at; at = at.otherwise) {
    const { reads, callable } = headNames(at);
    for (const name of reads) addTo(counts.reads, name, by);
    for (const name of callable) addTo(counts.callable, name, by);
    if (at.body) for (const inner of at.body.statements) addStatement(counts, inner, by);
  }
}

function addTo(counts: Map<string, number>, name: string, by: number): void {
  const count = (counts.get(name) ?? 0) + by;
  if (count === 0) counts.delete(name);
  else counts.set(name, count);
}
