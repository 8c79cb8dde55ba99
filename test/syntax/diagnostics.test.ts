// The examples and fixes of the `syntax-…` diagnostics, as far as the text alone decides. It never asks for wording.
import { strict as assert } from "node:assert";
import { allDiagnostics, findDiagnostic } from "../../server/src/diagnostics/catalogue.ts";
import type { Fix } from "../../server/src/diagnostics/define.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import type { Tree } from "../../server/src/syntax/tree.ts";
import { applyEdits } from "../../server/src/text/edit.ts";

const unmarked = (text: string): { text: string; start: number; end: number } => {
  const start = text.indexOf("[!");
  const end = text.lastIndexOf("!]") - 2;
  return { text: text.replace("[!", "").replace(/!\](?![\s\S]*!\])/, ""), start, end };
};

const fixesOf = (tree: Tree): readonly Fix[] => {
  const problem = tree.problems[0]!;
  const statement = tree.statements.findLast((s) => tree.start(s) <= problem.start) ?? tree.statements[0]!;
  return (
    findDiagnostic(problem.code)!.fix?.(problem.facts, {
      text: tree.text,
      span: problem,
      statement: tree.span(statement),
    }) ?? []
  );
};

/** The first fix of the first problem, until there is none. */
const mend = (text: string): string => {
  let now = text;
  for (let n = 0; n < 10; n++) {
    const tree = parse(now);
    const fix = tree.problems.length > 0 ? fixesOf(tree)[0] : undefined;
    if (!fix) return now;
    now = applyEdits(now, fix.edits);
  }
  return now;
};

const mends = (text: string, mended: string): void => {
  it(text, () => {
    assert.equal(mend(text), mended);
    assert.deepEqual(parse(mended).problems, []);
  });
};

describe("syntax diagnostics", () => {
  // Whether lines are Python is seen over several statements, by the analysis.
  const parsed = allDiagnostics.filter((d) => d.code.startsWith("syntax-") && d.code !== "syntax-python");
  for (const diagnostic of parsed) {
    it(diagnostic.code, () => {
      const { text, start, end } = unmarked(diagnostic.wrong);
      const tree = parse(text);
      assert.deepEqual(
        tree.problems.map((p) => [p.code, p.start, p.end]),
        [[diagnostic.code, start, end]],
      );
      const message = diagnostic.message(tree.problems[0]!.facts);
      assert.ok(message.length > 20 && !message.includes("undefined"), message);
      assert.deepEqual(parse(diagnostic.right).problems, []);
      for (const fix of fixesOf(tree)) assert.equal(applyEdits(text, fix.edits), diagnostic.right);
    });
  }

  it("every code the parser reports has its file", () => {
    const text =
      "}\nf(a b)\nx ->\nf(\n'a\nif a:\n  b\n\tc\n   d\nl: 3\ndel x\nrepeat 3\na -> b + c\n3 = x\n" +
      `y = ${"(".repeat(90)}${")".repeat(90)}\n`;
    const codes = new Set(parse(text).problems.map((p) => p.code));
    for (const code of codes) assert.ok(findDiagnostic(code), code);
    assert.ok(codes.size > 9, [...codes].join(" "));
  });
});

describe("fixes", () => {
  mends("f(a, (b, [c\n", "f(a, (b, [c]))\n");
  mends("f([a)", "f([a])");
  mends("f((a]", "f((a))");
  mends("model M {\n    if a {\n        b\n    }\n", "model M {\n    if a {\n        b\n    }\n}\n");
  mends("model M { a", "model M { a }");
  mends("f(a))", "f(a)");
  mends("f('a)", "f('a')");
  mends('x = """a', 'x = """a"""');
  mends("f(a b c)", "f(a, b, c)");
  mends("if a = b { c }", "if a == b { c }");
  mends("a ->\n", "a\n");
  mends("for a in b { c }\n-> d", "for a in b { c }\nd");
  mends("import keras\nfrom keras import layers  # why\n\nmodel M { input x }\n", "model M { input x }\n");
  mends("return x, y\n", "output x, y\n");
  mends("for a in b\n    c\n", "for a in b:\n    c\n");
  mends("x -> Dense(3) + y * 2 -> A()", "(x -> Dense(3)) + y * 2 -> A()");
  mends("z = a -> b: Dense(3) + y", "z = (a -> b: Dense(3)) + y");
  mends("lab: [a, b] -> Add() -> A()", "[a, b] -> lab: Add() -> A()");
  mends('"l{i}": [a, b] -> Add()', '[a, b] -> "l{i}": Add()');
  mends("if a:\n    b\n      c\n    d\n", "if a:\n    b\n    c\n    d\n");
  mends("if a:\n    b\n\tc\n", "if a:\n    b\n    c\n");
});
