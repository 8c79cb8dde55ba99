// Short checks of the parser for tests: a text and what it reads to. It never knows a rule of the language.
import { strict as assert } from "node:assert";
import { parse } from "../../server/src/syntax/parse.ts";
import type { Tree } from "../../server/src/syntax/tree.ts";
import { type AnyNode, nodes, statementsOf } from "../../server/src/syntax/walk.ts";
import { printStatements } from "./s-expression.ts";

/** A test of its own: the text reads to these s-expressions, without a problem. */
export const reads = (text: string, expected: string): void => {
  it(text, () => check(text, expected));
};

/** A test of its own: see `checkProblems`; the codes stand without their `syntax-`. */
export const misreads = (marked: string, codes: string, expected?: string): void => {
  it(marked, () => checkProblems(marked, codes.replace(/(?<![\w-])(?=\w)/g, "syntax-"), expected));
};

/** The text reads to these s-expressions, without a problem. */
export function check(text: string, expected: string): void {
  const tree = parse(text);
  assert.equal(printStatements(tree.statements), expected, text);
  assert.deepEqual(shown(tree), [], text);
  checkLaws(tree);
}

const shown = (tree: Tree): string[] =>
  tree.problems.map((p) => `${p.code} at ${JSON.stringify(tree.text.slice(p.start, p.end))}`);

/**
 * `«…»` in the text marks the ranges of its problems in order; `codes` are their codes, apart by blanks. With `expected`,
 * what the text reads to all the same.
 */
export function checkProblems(marked: string, codes: string, expected?: string): void {
  const spans: { start: number; end: number }[] = [];
  let text = "";
  let at = 0;
  for (const mark of marked.matchAll(/[«»]/g)) {
    text += marked.slice(at, mark.index);
    at = mark.index + 1;
    if (mark[0] === "«") spans.push({ start: text.length, end: -1 });
    else spans.findLast((s) => s.end < 0)!.end = text.length;
  }
  text += marked.slice(at);
  const tree = parse(text);
  const wanted = spans.map(
    (s, i) => `${codes.split(" ")[i]} at ${JSON.stringify(text.slice(s.start, s.end))} ${s.start}`,
  );
  const found = tree.problems.map(
    (p) => `${p.code} at ${JSON.stringify(text.slice(p.start, p.end))} ${p.start}`,
  );
  assert.deepEqual(found, wanted, text);
  if (expected !== undefined) assert.equal(printStatements(tree.statements), expected, text);
  checkLaws(tree);
}

/** What holds for every tree of every text. */
export function checkLaws(tree: Tree): void {
  const { text } = tree;
  let last = 0;
  for (const statement of statementsOf(tree.statements)) {
    const head = tree.headSpan(statement);
    assert.equal(text.slice(head.start, head.end), statement.text, "a head's text is what stands there");
    assert.equal(statement.head.length, statement.text.length);
    assert.ok(head.start >= last, "statements stand in order");
    last = head.end;
    const whole = tree.span(statement);
    assert.ok(whole.start <= head.start && head.end <= whole.end, "a statement holds its head");
    if (statement.body) {
      const body = tree.bodySpan(statement.body);
      assert.ok(head.end <= body.start && body.end <= whole.end, "a statement holds its body");
      for (const inner of statement.body.statements) {
        const span = tree.span(inner);
        assert.ok(body.start <= span.start && span.end <= body.end, "a body holds its statements");
      }
    }
    for (const node of nodes(statement.head)) checkNode(node, statement.text);
  }
  for (const problem of tree.problems) {
    assert.ok(
      problem.start >= 0 && problem.start <= problem.end && problem.end <= text.length,
      `the range of ${problem.code} is in the text`,
    );
  }
}

function checkNode(node: AnyNode, text: string): void {
  assert.ok(
    node.start >= 0 && node.start <= node.end && node.end <= text.length,
    `${JSON.stringify(text)}: ${node.start}..${node.end}`,
  );
  if ("kind" in node && node.kind === "name" && node.name !== "") {
    const written = text.slice(node.start, node.end);
    if (!/^\w*["']/.test(written)) assert.equal(written, node.name);
  }
}
