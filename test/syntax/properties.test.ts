// Laws over any text and any edit of a file: the parser never throws, spans hold, reuse changes nothing. It never lists cases.
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { parse } from "../../server/src/syntax/parse.ts";
import type { Body, Statement, Tree } from "../../server/src/syntax/tree.ts";
import { nodeAt, statementsOf } from "../../server/src/syntax/walk.ts";
import { files } from "../support/net-files.ts";
import { printStatements } from "../support/s-expression.ts";
import { checkLaws } from "../support/syntax-check.ts";

const pieces = [
  "model M {",
  "block B(a, b=1) {",
  "layer L {",
  "training t for M {",
  "input x: [5, ?]",
  "output a, b",
  "repeat 3 {",
  "for i in range(3):",
  "if a {",
  "if a:",
  "elif b:",
  "else:",
  "else {",
  "}",
  "{",
  "(",
  ")",
  "[",
  "]",
  ":",
  ",",
  ";",
  "->",
  "=",
  "+=",
  "*",
  "**",
  ".",
  "...",
  "?",
  "x",
  "Dense(8)",
  "lab: A()",
  '"',
  "'",
  '"""',
  'f"{',
  '}"',
  "# c",
  "## d",
  "\\",
  "\n",
  "\n",
  "\n",
  "\n    ",
  "\n        ",
  "\n\t",
  "  ",
  "not",
  "in",
  "is",
  "and",
  "if",
  "else",
  "for",
  "import",
  "from",
  "assert",
  "freeze a.*",
  "except",
  "lambda x: x",
  "def f():",
  "return",
  "@",
  "$",
  "é",
  "0x",
  "1e",
  "6.",
  ":=",
  "weight w: [c]",
  "state s: [c]",
  "macs 3",
  "shared e: A()",
  "const c = 3",
  "pass",
  "True",
];
const soup = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((list) => list.join(" "));
const tight = fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((list) => list.join(""));
const file = fc.constantFrom(...files);

/** One edit: what to remove and what to put there, as shares of the text's length. */
const edit = fc.record({
  at: fc.nat(10_000),
  remove: fc.nat(12),
  insert: fc.oneof(fc.constantFrom(...pieces, ""), fc.string({ maxLength: 5 })),
});
type Edit = { at: number; remove: number; insert: string };
const apply = (text: string, { at, remove, insert }: Edit): string => {
  const start = Math.round((at / 10_000) * text.length);
  return text.slice(0, start) + insert + text.slice(start + remove);
};

/** Everything a tree says. */
const everything = (tree: Tree): unknown => ({
  text: printStatements(tree.statements),
  statements: [...statementsOf(tree.statements)].map((s) => ({
    text: s.text,
    doc: s.doc,
    head: s.head,
    at: tree.headSpan(s),
    whole: tree.span(s),
    body: s.body && { form: s.body.form, at: tree.bodySpan(s.body) },
  })),
  problems: tree.problems,
  comments: tree.comments,
});

const lookEverywhere = (tree: Tree): void => {
  const step = Math.max(1, Math.floor(tree.text.length / 200));
  for (let offset = 0; offset <= tree.text.length; offset += step) {
    const found = nodeAt(tree, offset);
    if (!found) continue;
    for (const node of found.path) {
      const span = ("parens" in node && node.parens) || node;
      assert.ok(span.start <= found.offset && found.offset <= span.end);
    }
  }
};

const runs = { numRuns: 400 };

describe("any text", () => {
  const lawful = (text: string): void => {
    const tree = parse(text);
    checkLaws(tree);
    lookEverywhere(tree);
    assert.deepEqual(everything(parse(text)), everything(tree), "the parser is a function of the text");
  };
  it("of random characters", () =>
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), lawful), runs));
  it("of random ASCII", () =>
    fc.assert(fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 200 }), lawful), runs));
  it("of pieces of the language", () => fc.assert(fc.property(soup, lawful), { numRuns: 1500 }));
  it("of pieces without blanks", () => fc.assert(fc.property(tight, lawful), { numRuns: 1500 }));
  it("of a file with mistakes", () =>
    fc.assert(
      fc.property(file, fc.array(edit, { minLength: 1, maxLength: 4 }), (text, edits) =>
        lawful(edits.reduce(apply, text)),
      ),
      runs,
    ));
  it("of a file cut at any offset", () => {
    for (const text of files) {
      for (let at = 0; at <= text.length; at += 1) {
        checkLaws(parse(text.slice(0, at)));
        checkLaws(parse(text.slice(at)));
      }
    }
  });
});

describe("an edit", () => {
  it("gives the tree of the new text, whatever the old one was", () =>
    fc.assert(
      fc.property(file, fc.array(edit, { minLength: 1, maxLength: 6 }), (text, edits) => {
        let now = text;
        let tree = parse(now);
        for (const e of edits) {
          now = apply(now, e);
          tree = parse(now, tree);
          assert.deepEqual(everything(tree), everything(parse(now)));
          const seen = new Set<Statement | Body>();
          for (const s of statementsOf(tree.statements)) {
            assert.ok(!seen.has(s), "no statement stands in a tree twice");
            seen.add(s);
          }
        }
      }),
      runs,
    ));

  it("of one line keeps all other statements", () => {
    const lines = Array.from({ length: 50 }, (_, i) => `    l${i}: Dense(${i})`);
    const text = `model A { input x }\nmodel M {\n${lines.join("\n")}\n}\nmodel B { input y }\n`;
    const tree = parse(text);
    const next = parse(text.replace("Dense(25)", "Dense(250)"), tree);
    assert.equal(next.statements[0], tree.statements[0]);
    assert.equal(next.statements[2], tree.statements[2]);
    assert.notEqual(next.statements[1], tree.statements[1]);
    assert.equal(next.statements[1]!.head, tree.statements[1]!.head);
    const [old, now] = [tree, next].map((t) => t.statements[1]!.body!.statements);
    assert.deepEqual(
      now!.flatMap((s, i) => (s === old![i] ? [] : [i])),
      [25],
    );
  });

  it("that inserts a line keeps what stands around it", () => {
    const text = "model M {\n    a\n    if b {\n        c\n        d\n    } else { e }\n    f\n}\n";
    const tree = parse(text);
    const next = parse(text.replace("        d\n", "        new\n        d\n"), tree);
    const [old, now] = [tree, next].map((t) => t.statements[0]!.body!.statements);
    assert.equal(now![0], old![0]);
    assert.equal(now![2], old![2]);
    assert.notEqual(now![1], old![1]);
    assert.equal(now![1]!.otherwise, old![1]!.otherwise);
    assert.deepEqual(
      now![1]!.body!.statements.map((s) => old![1]!.body!.statements.includes(s)),
      [true, false, true],
    );
  });

  it("of a comment or a blank line keeps everything", () => {
    const text = "model M {\n    a\n    b\n}\n";
    const tree = parse(text);
    assert.equal(parse(`\n# note\n${text.replace("a\n", "a  # why\n\n")}`, tree).statements, tree.statements);
  });

  it("that makes a model a layer reads its statements anew", () => {
    const text = "model M {\n    macs 3\n    x\n}\n";
    const tree = parse(text.replace("model", "layer"), parse(text));
    assert.equal(printStatements(tree.statements), "(layer M) { (macs 3); x }");
  });
});
