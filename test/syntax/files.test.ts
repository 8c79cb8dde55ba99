// Whole files read without a problem, and quickly. It never looks at single nodes.
import { strict as assert } from "node:assert";
import { HeadParser } from "../../server/src/syntax/grammar.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { statementsOf } from "../../server/src/syntax/walk.ts";
import { files } from "../support/net-files.ts";
import { check, checkLaws } from "../support/syntax-check.ts";

describe("files", () => {
  files.forEach((text, i) => {
    it(`file ${i + 1} has no problem`, () => {
      const tree = parse(text);
      assert.deepEqual(tree.problems, []);
      checkLaws(tree);
      for (const statement of statementsOf(tree.statements))
        assert.notEqual(statement.head.kind, "broken", statement.text);
    });
    it(`file ${i + 1} reads the same with Windows line ends`, () => {
      const tree = parse(text.replaceAll("\n", "\r\n"));
      assert.deepEqual(tree.problems, []);
      checkLaws(tree);
    });
  });

  it("documentation belongs to the declaration directly below it", () => {
    const text =
      "## One.\n##   Two `x`.\nmodel A { input x }\n\n## Lost.\n\nmodel B { input x }\n# no\n## Yes.\nconst c = 3 ## no\nblock C { input x }\n";
    assert.deepEqual(
      parse(text).statements.map((s) => s.doc),
      ["One.\n  Two `x`.", undefined, "Yes.", undefined],
    );
  });

  it("comments are kept in order", () => {
    const text = "# a\nf( # b\n x) # c\n'# no' # d";
    assert.deepEqual(
      parse(text).comments.map((c) => text.slice(c.start, c.end)),
      ["# a", "# b", "# c", "# d"],
    );
  });

  it("the grammar has no ambiguity", () => {
    // The checks of the parser generator need an engine newer than the oldest we run on.
    if (!("groupBy" in Object)) {
      const groupBy = <T>(items: Iterable<T>, key: (item: T) => string): Record<string, T[]> => {
        const groups: Record<string, T[]> = {};
        for (const item of items) groups[key(item)] = [...(groups[key(item)] ?? []), item];
        return groups;
      };
      Object.defineProperty(Object, "groupBy", { value: groupBy, configurable: true, writable: true });
    }
    new HeadParser(false);
  });

  it("equal statements share one head", () => {
    const tree = parse("BatchNormalization()\nA()\nBatchNormalization()\n");
    assert.equal(tree.statements[0]!.head, tree.statements[2]!.head);
    assert.notEqual(tree.statements[0], tree.statements[2]);
  });

  it("the same text means other things in a layer", () => {
    check(
      "layer L { input x; output [?] int32; macs 3 }; model M { macs = 3; output x }",
      "(layer L) { (input x); (output [?]:int32); (macs 3) }; (model M) { (= macs 3); (output x) }",
    );
  });

  it("nothing, blanks and a byte-order mark", () => {
    for (const text of [
      "",
      " ",
      "\n",
      "\r\n\t",
      "# only a comment",
      "\ufeff",
      "\ufeffmodel M { input x }",
      ";;;",
    ]) {
      assert.deepEqual(parse(text).problems, [], JSON.stringify(text));
    }
  });
});

describe("long texts", () => {
  const timed = (text: string): number => {
    const start = performance.now();
    checkQuickly(text);
    return performance.now() - start;
  };
  const checkQuickly = (text: string): void => {
    const tree = parse(text);
    assert.equal(tree.text, text);
  };
  const cases: Record<string, (n: number) => string> = {
    "lines that are all different": (n) =>
      Array.from({ length: n }, (_, i) => `l${i}: Dense(${i})\n`).join(""),
    "brackets left open": (n) => "f(a\n".repeat(n),
    "brackets of all kinds": (n) => "([{".repeat(n),
    "closing brackets": (n) => ")]}".repeat(n),
    "braces left open": (n) => "if a {\n".repeat(n),
    "closed braces": (n) => `${"if a {\n".repeat(n)}${"}\n".repeat(n)}`,
    "indented bodies": (n) =>
      Array.from({ length: Math.min(n, 1500) }, (_, i) => `${" ".repeat(i)}if a:\n`).join(""),
    "else after else": (n) => `if a { b }${" elif c { d }\n".repeat(n)}`,
    arrows: (n) => `x${" -> A()".repeat(n)}`,
    "dangling arrows": (n) => "-> A()\n;".repeat(n),
    sums: (n) => `x = 1${" + 1".repeat(n)}`,
    signs: (n) => `x = ${"-".repeat(n)}1`,
    nots: (n) => `x = ${"not ".repeat(n)}1`,
    powers: (n) => `x = 1${" ** 1".repeat(n)}`,
    conditions: (n) => `x = ${"a if b else ".repeat(n)}c`,
    calls: (n) => `x${"()".repeat(n)}`,
    members: (n) => `x${".a".repeat(n)}`,
    parentheses: (n) => `x = ${"(".repeat(n)}1${")".repeat(n)}`,
    "strings left open": (n) => `x = "a {\n`.repeat(n),
    "triple quotes": (n) => `x = """a\n`.repeat(n),
    "escaped triple quotes": (n) => `x = """a\\""" `.repeat(n),
    "one long string": (n) => `x = "${"a ".repeat(n)}"`,
    "one long docstring": (n) => `"""${"a\n".repeat(n)}"""`,
    holes: (n) => `f"${"{a}".repeat(n)}"`,
    "open holes": (n) => `f"${"{".repeat(2 * n + 1)}"`,
    quotes: (n) => `f"${"{'".repeat(n)}"`,
    comments: (n) => "# a\n".repeat(n),
    "documentation comments": (n) => "## a\n".repeat(n) + "model M { input x }\n".repeat(10),
    "strange characters": (n) => "§ ".repeat(n),
    imports: (n) => "import a\n".repeat(n),
    "functions of Python": (n) => "def f(x):\n    return x\n".repeat(n),
    declarations: (n) => "model M {\n".repeat(n),
    blanks: (n) => `x${" ".repeat(n)}y`,
    joins: (n) => `x = 1 ${"\\\n".repeat(n)}`,
  };
  for (const [name, make] of Object.entries(cases)) {
    it(`${name}: time grows with the length`, () => {
      timed(make(500));
      const short = timed(make(2_000));
      const long = timed(make(16_000));
      assert.ok(long < 40 * (short + 10), `${short.toFixed()} ms for 2,000, ${long.toFixed()} ms for 16,000`);
    });
  }
});
