// Which numbers of a file a size is made of: followed through names, arithmetic, constants, defaults and the arguments of
// the call that uses a body. It never works a value out.

import { type Part, partsOf, type SourceFile } from "../model/source-file.ts";
import { children, expressionsOf } from "../syntax/subexpressions.ts";
import type { Argument, Body, Call, Expression, Statement } from "../syntax/tree.ts";
import type { Span } from "../text/span.ts";

/** A number that is written in the file. */
export interface DecidingNumber {
  readonly span: Span;
  readonly value: number;
  /** The constant, parameter or value it is written for. */
  readonly name?: string;
  /** All of what is written there, of which the number may be a part: `2 * 16 + 1`. */
  readonly whole: Span;
}

/** An expression with the statement it stands in. */
export interface Written {
  readonly statement: Statement;
  readonly expression: Expression;
}

/** Longer ways through names are followed no further. */
const deepest = 16;

/**
 * The numbers an expression is made of, those behind names before others. `call`: what the model that is looked at is made
 * by, where that is not its declaration alone.
 */
export function decidingNumbers(
  file: SourceFile,
  written: Written,
  call: Written | undefined,
): readonly DecidingNumber[] {
  const at = ({ start, end }: Span, { statement }: Written): Span => {
    const offset = file.tree.start(statement);
    return { start: offset + start, end: offset + end };
  };
  const follow = (w: Written, whole: Span, name: string | undefined, depth: number): DecidingNumber[] => {
    const { expression } = w;
    const inside = (e: Expression): DecidingNumber[] =>
      follow({ ...w, expression: e }, whole, name, depth + 1);
    if (depth > deepest) return [];
    switch (expression.kind) {
      case "number":
        if (typeof expression.value !== "bigint") return [];
        return [
          {
            span: at(expression, w),
            value: Number(expression.value),
            ...(name === undefined ? {} : { name }),
            whole,
          },
        ];
      case "name": {
        const meant = meaningOf(file, w.statement, expression.name, call);
        return meant ? follow(meant, at(meant.expression, meant), expression.name, depth + 1) : [];
      }
      case "binary":
        return [...inside(expression.left), ...inside(expression.right)];
      case "conditional":
        return [...inside(expression.then), ...inside(expression.otherwise)];
      case "call":
        return expression.args.flatMap(({ value }) => inside(value));
      case "subscript": {
        const list = listOf(file, { ...w, expression: expression.value }, call);
        const index = expression.index.kind === "number" ? Number(expression.index.value) : undefined;
        const item = index === undefined ? undefined : list?.items[index];
        const found = item && list && { statement: list.statement, expression: item };
        return found ? follow(found, at(item, found), name, depth + 1) : [];
      }
      default:
        return [];
    }
  };
  const all = follow(written, at(written.expression, written), undefined, 0);
  const named = all.filter((n) => n.name !== undefined);
  const found = named.length > 0 ? named : all;
  return found.filter((n, i) => found.findIndex(({ span }) => span.start === n.span.start) === i);
}

/** The items of a list or tuple, written there or behind a name. */
export function listOf(
  file: SourceFile,
  { statement, expression }: Written,
  call: Written | undefined,
): (Written & { readonly items: readonly Expression[] }) | undefined {
  if (expression.kind === "list" || expression.kind === "tuple")
    return { statement, expression, items: expression.items };
  const meant = expression.kind === "name" ? meaningOf(file, statement, expression.name, call) : undefined;
  return meant && meant.expression.kind !== "name" ? listOf(file, meant, call) : undefined;
}

/** What a name stands for where it is read, if that is written in one place only. */
function meaningOf(
  file: SourceFile,
  statement: Statement,
  name: string,
  call: Written | undefined,
): Written | undefined {
  const part = partAround(file, statement);
  const bound = part?.statement.body ? bindings(part.statement.body, name) : [];
  if (bound.length > 0) return bound.length === 1 ? bound[0] : undefined;
  const index = part?.head.parameters.findIndex((p) => p.name.name === name) ?? -1;
  if (part && index >= 0) return argumentOf(file, part, index, call);
  const declared = file.names.get(name);
  return declared?.kind === "const"
    ? { statement: declared.statement, expression: declared.head.value }
    : undefined;
}

/** What a parameter is given: by the one call there is, else its default. */
function argumentOf(
  file: SourceFile,
  part: Part,
  index: number,
  call: Written | undefined,
): Written | undefined {
  const parameter = part.head.parameters[index]!;
  const given = ({ statement, expression }: Written): Written | undefined => {
    const args: readonly Argument[] = expression.kind === "call" ? expression.args : [];
    const arg =
      args.find((a) => a.name?.name === parameter.name.name) ??
      args.filter((a) => !a.name && !a.spread)[index];
    return arg && { statement, expression: arg.value };
  };
  const byDefault = parameter.default && { statement: part.statement, expression: parameter.default };
  if (call && calls(call.expression, part.name)) return given(call) ?? byDefault;
  if (part.kind === "model") return byDefault;
  const uses = callsOf(file, part.name).map(given);
  // Calls that give different numbers are not told apart.
  const all = uses.filter((w) => w !== undefined);
  return all.length === 0 ? byDefault : uses.length === 1 ? all[0] : undefined;
}

const calls = (expression: Expression, name: string): boolean =>
  expression.kind === "call" && expression.callee.kind === "name" && expression.callee.name === name;

/** Everywhere a declaration of the file is called in it. */
function callsOf(file: SourceFile, name: string): readonly Written[] {
  const found: Written[] = [];
  const look = (statements: readonly Statement[]): void => {
    for (const s of statements) {
      const visit = (expression: Expression): void => {
        if (calls(expression, name)) found.push({ statement: s, expression });
        children(expression).forEach(visit);
      };
      expressionsOf(s).forEach(visit);
      for (let at: Statement | undefined = s; at; at = at.otherwise) {
        if (at !== s) expressionsOf(at).forEach(visit);
        if (at.body) look(at.body.statements);
      }
    }
  };
  look(file.tree.statements);
  return found;
}

/** The block, model or custom layer a statement stands in, or opens. */
function partAround(file: SourceFile, statement: Statement): Part | undefined {
  const start = file.tree.start(statement);
  return partsOf(file).find(({ statement: head }) => {
    if (head === statement) return true;
    const body = head.body && file.tree.bodySpan(head.body);
    return body !== undefined && body.start <= start && start < body.end;
  });
}

/** What the statements of a body, those inside loops and branches too, give a name; nothing where that is no expression. */
function bindings(body: Body, name: string): readonly (Written | undefined)[] {
  const binds = (target: Expression): boolean =>
    (target.kind === "name" && target.name === name) || children(target).some(binds);
  return body.statements.flatMap((statement): readonly (Written | undefined)[] => {
    const { head } = statement;
    const found: (Written | undefined)[] = [];
    if (head.kind === "assign" && head.targets.some(binds)) {
      const alone = head.targets.every(({ kind }) => kind === "name");
      found.push(alone ? { statement, expression: head.value } : undefined);
    }
    if ((head.kind === "augmented" || head.kind === "for") && binds(head.target)) found.push(undefined);
    for (let at: Statement | undefined = statement; at; at = at.otherwise)
      if (at.body) found.push(...bindings(at.body, name));
    return found;
  });
}

/** The call that stands exactly there. */
export function callAt(statement: Statement, { start, end }: Span): Call | undefined {
  let found: Call | undefined;
  const visit = (node: Expression): void => {
    if (node.kind === "call" && node.start === start && node.end === end) found = node;
    children(node).forEach(visit);
  };
  expressionsOf(statement).forEach(visit);
  return found;
}
