// The same statements in a row as one loop: `repeat` where they are equal, `for` over what differs in them. It never looks
// into bodies.
import type { Analysis } from "../../analysis/analysis.ts";
import { dottedName } from "../../model/names.ts";
import { indentation } from "../../syntax/format/lines.ts";
import type { Statement } from "../../syntax/tree.ts";
import { type AnyNode, nodes } from "../../syntax/walk.ts";
import type { Span } from "../../text/span.ts";
import { calleeNamed, parametersOf } from "../reference-hover.ts";
import { eolOf, freeName, movedLines, namesIn, ran, selectedStatements, spanOfStatements } from "./places.ts";
import type { RefactoringSource } from "./refactoring.ts";

/** A place of a statement that may differ from one turn to the next. */
interface Leaf extends Span {
  readonly text: string;
  /** The number as it is written; a label's number stands in its name. */
  readonly value: bigint | undefined;
  readonly inLabel: boolean;
  /** What a loop's variable would be called that goes over it. */
  readonly wanted: string;
}

const mostLines = 12;

const makeLoop: RefactoringSource = (analysis, range) => {
  const selected = selectedStatements(analysis, range);
  if (!selected) return [];
  const { list, first, last, declaration } = selected;
  const known = new Map<Statement, Signature | undefined>();
  const signatureAt = (index: number): Signature | undefined => {
    const statement = list[index];
    if (!statement) return undefined;
    if (!known.has(statement)) known.set(statement, signatureOf(analysis, statement, declaration));
    return known.get(statement);
  };
  for (let from = Math.max(0, first - 3 * mostLines); from <= first; from++) {
    const run = longest(signatureAt, from, last);
    if (!run) continue;
    const { lines, times } = run;
    const rows = Array.from({ length: times }, (_, i) =>
      Array.from({ length: lines }, (_, k) => signatureAt(from + i * lines + k)),
    );
    const chosen = list.slice(from, from + lines * times);
    if (!chosen.every((s) => ran(analysis, s))) return [];
    const loop = loopOf(analysis, declaration, rows as Signature[][]);
    if (!loop) return [];
    const own = spanOfStatements(analysis, chosen[0]!, chosen[lines - 1]!);
    const span = spanOfStatements(analysis, chosen[0]!, chosen.at(-1)!);
    return [
      {
        title: `Write these ${chosen.length} statements as \`${loop.header}\``,
        kind: "refactor.rewrite",
        forms: () => {
          const indent = indentation(analysis.text, span.start);
          const body = movedLines(loop.fill(own, chosen.slice(0, lines)), indent, `${indent}    `);
          const eol = eolOf(analysis.text);
          return body === undefined
            ? []
            : [{ edits: [{ span, text: `${loop.header} {${eol}${body}${eol}${indent}}` }] }];
        },
      },
    ];
  }
  return [];
};

interface Signature {
  /** The statement with a mark for each leaf. */
  readonly shape: string;
  readonly leaves: readonly Leaf[];
}

/** The shape of a statement and what may differ in it; nothing for one with a body, or that is no statement of layers. */
function signatureOf(
  analysis: Analysis,
  statement: Statement,
  declaration: Statement,
): Signature | undefined {
  const { head, text } = statement;
  if (statement.body || (head.kind !== "expression" && head.kind !== "assign") || head.problems.length > 0)
    return undefined;
  const leaves: Leaf[] = [];
  const parents: AnyNode[] = [];
  for (const node of nodes(head)) {
    while (parents.length > 0 && !(parents.at(-1)!.start <= node.start && node.end <= parents.at(-1)!.end))
      parents.pop();
    if ("kind" in node) {
      const written = text.slice(node.start, node.end);
      if (node.kind === "number" && typeof node.value === "bigint")
        leaves.push({
          start: node.start,
          end: node.end,
          text: written,
          value: node.value,
          inLabel: false,
          wanted: parameterName(analysis, declaration, parents, node) ?? "n",
        });
      if (node.kind === "labelled" && node.label.kind === "name") {
        for (const digits of node.label.name.matchAll(/(?<![0-9])(?:0|[1-9][0-9]*)(?![0-9])/g)) {
          const start = node.label.start + digits.index;
          const end = start + digits[0].length;
          leaves.push({ start, end, text: digits[0], value: BigInt(digits[0]), inLabel: true, wanted: "i" });
        }
      }
    }
    parents.push(node);
  }
  leaves.sort((a, b) => a.start - b.start);
  let shape = "";
  let at = 0;
  for (const leaf of leaves) {
    shape += `${text.slice(at, leaf.start)}\0`;
    at = leaf.end;
  }
  shape += text.slice(at);
  return { shape: shape.replaceAll(/\s+/g, " "), leaves };
}

/** The name of the argument a node is, of a layer or a block. */
function parameterName(
  analysis: Analysis,
  declaration: Statement,
  parents: readonly AnyNode[],
  node: AnyNode,
): string | undefined {
  const argument = parents.findLast((p) => !("kind" in p) && "value" in p);
  if (!argument || "kind" in argument || !("value" in argument)) return undefined;
  const whole = argument.value === node;
  if (argument.name) return whole ? argument.name.name : undefined;
  const call = parents.findLast((p) => "kind" in p && p.kind === "call" && p.args.includes(argument));
  if (!call || !("kind" in call) || call.kind !== "call" || !whole) return undefined;
  const path = dottedName(call.callee);
  const callee = path && calleeNamed(analysis, path, [declaration], analysis.tree.start(declaration));
  return callee && parametersOf(callee)[call.args.indexOf(argument)]?.name;
}

/** The shortest group of statements that repeats from here and takes in everything up to `last`. */
function longest(
  signatureAt: (index: number) => Signature | undefined,
  from: number,
  last: number,
): { readonly lines: number; readonly times: number } | undefined {
  for (let lines = 1; lines <= mostLines && signatureAt(from + lines * 2 - 1); lines++) {
    const same = (turn: number): boolean => {
      for (let k = 0; k < lines; k++) {
        const one = signatureAt(from + k);
        if (!one || one.shape !== signatureAt(from + turn * lines + k)?.shape) return false;
      }
      return true;
    };
    let times = 1;
    while (same(times)) times++;
    if (times < 2 || lines * times < 3 || from + lines * times <= last) continue;
    return { lines, times };
  }
  return undefined;
}

interface Loop {
  readonly header: string;
  /** The text of the first turn, with the loop's variables in it. */
  readonly fill: (span: Span, statements: readonly Statement[]) => string;
}

function loopOf(
  analysis: Analysis,
  declaration: Statement,
  rows: readonly (readonly Signature[])[],
): Loop | undefined {
  const columns = rows[0]!
    .flatMap(({ leaves }, line) =>
      leaves.map((leaf, k) => ({ leaf, line, values: rows.map((row) => row[line]!.leaves[k]!.value!) })),
    )
    .filter(({ values }) => values.some((v) => v !== values[0]));
  const taken = new Set(namesIn(analysis, declaration));
  const variables: { readonly name: string; readonly values: readonly bigint[] }[] = [];
  const fills = new Map<Leaf, string>();
  // A column of arguments first: a label's number may follow from one, seldom the other way round.
  for (const { leaf, values } of [...columns].sort(
    (a, b) => Number(a.leaf.inLabel) - Number(b.leaf.inLabel),
  )) {
    const from = variables.flatMap(
      ({ name, values: known }) => relation(name, known, values, leaf.inLabel) ?? [],
    )[0];
    if (from !== undefined) fills.set(leaf, from);
    else {
      const name = freeName(leaf.wanted, taken);
      taken.add(name);
      variables.push({ name, values });
      fills.set(leaf, name);
    }
  }
  if (variables.length > 3) return undefined;
  return {
    header: headerOf(variables, rows.length),
    fill: (span, statements) => {
      const { text, tree } = analysis;
      const edits: { start: number; end: number; text: string }[] = [];
      statements.forEach((statement, line) => {
        const start = tree.start(statement);
        const labels = new Set<number>();
        for (const leaf of rows[0]![line]!.leaves) {
          const fill = fills.get(leaf);
          if (fill === undefined) continue;
          edits.push({
            start: start + leaf.start,
            end: start + leaf.end,
            text: leaf.inLabel ? `{${fill}}` : fill,
          });
          if (leaf.inLabel) labels.add(leaf.start);
        }
        for (const node of nodes(statement.head)) {
          if (!("kind" in node) || node.kind !== "labelled" || node.label.kind !== "name") continue;
          const { label } = node;
          if (![...labels].some((at) => label.start <= at && at < label.end)) continue;
          edits.push({ start: start + label.start, end: start + label.start, text: '"' });
          edits.push({ start: start + label.end, end: start + label.end, text: '"' });
        }
      });
      edits.sort((a, b) => a.start - b.start || a.end - b.end);
      let filled = "";
      let at = span.start;
      for (const edit of edits) {
        filled += text.slice(at, edit.start) + edit.text;
        at = edit.end;
      }
      return filled + text.slice(at, span.end);
    },
  };
}

/** How numbers follow from a variable: as they are, so many times as much, or so much more. */
function relation(
  name: string,
  known: readonly bigint[],
  values: readonly bigint[],
  inLabel: boolean,
): string | undefined {
  if (known.every((k, i) => k === values[i])) return name;
  const [k0, v0] = [known[0]!, values[0]!];
  if (!inLabel && k0 !== 0n && v0 % k0 === 0n && known.every((k, i) => k * (v0 / k0) === values[i]))
    return `${v0 / k0} * ${name}`;
  if (!inLabel && v0 !== 0n && k0 % v0 === 0n && known.every((k, i) => values[i]! * (k0 / v0) === k))
    return `${name} // ${k0 / v0}`;
  const apart = v0 - k0;
  const small = apart >= -2n && apart <= 2n;
  return small && known.every((k, i) => k + apart === values[i])
    ? `${name} ${apart < 0n ? "-" : "+"} ${apart < 0n ? -apart : apart}`
    : undefined;
}

function headerOf(
  variables: readonly { readonly name: string; readonly values: readonly bigint[] }[],
  times: number,
): string {
  const [only, ...more] = variables;
  if (!only) return `repeat ${times}`;
  if (more.length === 0) {
    const { values } = only;
    const first = values[0]!;
    const counts = values.every((v, i) => v === first + BigInt(i));
    const range = first === 0n ? `range(${times})` : `range(${first}, ${first + BigInt(times)})`;
    return `for ${only.name} in ${counts ? range : `[${values.join(", ")}]`}`;
  }
  const rows = only.values.map((_, i) => `(${variables.map(({ values }) => values[i]).join(", ")})`);
  return `for ${variables.map(({ name }) => name).join(", ")} in [${rows.join(", ")}]`;
}

export default makeLoop;
