// The formatter: what it writes, what it keeps, and laws over every text of the repository and its mutations.
import { strict as assert } from "node:assert";
import fc from "fast-check";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { type FormatOptions, formatRange, formatText } from "../../server/src/syntax/format/format.ts";
import { sameStatements } from "../../server/src/syntax/format/same.ts";
import { parse } from "../../server/src/syntax/parse.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { allTexts, documentTexts, exampleTexts, libraryTexts, referenceTexts } from "../support/net-texts.ts";

/** A text is formatted to another, and that stays as it is. */
function check(text: string, expected: string, options?: FormatOptions): void {
  assert.equal(formatText(text, options), expected);
  assert.equal(formatText(expected, options), expected, "a second time");
}

/** Statements of a model's body. */
function checkBody(text: string, expected: string, options?: FormatOptions): void {
  const inModel = (body: string): string => `model M {\n${body.replace(/^(?=.)/gm, "    ")}\n}\n`;
  check(`model M {\n${text}\n}\n`, inModel(expected), options);
}

const stays = (text: string): void => check(text, text);

describe("spaces", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["Dense( 8 ,activation = relu )", "Dense(8, activation=relu)"],
    ["y=x->Dense(3)->ReLU ()", "y = x -> Dense(3) -> ReLU()"],
    ["lab :Dense(3)", "lab: Dense(3)"],
    ['"block{i}" : Conv2D(3,3)', '"block{i}": Conv2D(3, 3)'],
    ["x [ :,0 ]", "x[:, 0]"],
    ["x[ a+1 : ]", "x[a + 1 :]"],
    ["x[..., : 3,- 1 :, :: 2]", "x[..., :3, -1:, ::2]"],
    ["n=- 1+2*3//( a+ b )", "n = -1 + 2 * 3 // (a + b)"],
    ["n = x ** 2 + f(x)**2 + a.b ** -c", "n = x**2 + f(x) ** 2 + a.b**-c"],
    ["n = not  a and b   not   in c", "n = not a and b not in c"],
    ["f( * args, ** kw )", "f(*args, **kw)"],
    ["a,*rest=xs", "a, *rest = xs"],
    ["compile(loss={ 'age' :mse , **more })", "compile(loss={'age': mse, **more})"],
    ["x+=y ; z = TRUE", "x += y\nz = TRUE"],
    ["a = b if c else( d )", "a = b if c else (d)"],
    ["s = [ i*2 for i in range( 3 )if i ]", "s = [i * 2 for i in range(3) if i]"],
    ["t = ( 1 , )", "t = (1,)"],
    ["s = 'a'  \"b\"", "s = 'a' \"b\""],
    ["input  image : [ 32,32 , ? ] float32", "input image: [32, 32, ?] float32"],
    ["output{'a':x}", "output {'a': x}"],
    ["n = 1_000 + 0X1f + 1E-3 + .5", "n = 1_000 + 0X1f + 1E-3 + .5"],
  ];
  for (const [text, expected] of cases) it(text, () => checkBody(text, expected));

  it("in a declaration, with types and without", () =>
    check("block  b( a:int=3,b = 4 ) { Dense( a*b ) }\n", "block b(a: int = 3, b=4) { Dense(a * b) }\n"));
  it("in a layer", () =>
    check(
      "layer L(axis = -1){\nweight w:[c] float32 trainable = False\noutput [...,c] float32,[?]\nmacs (a+b)*2\n}",
      "layer L(axis=-1) {\n    weight w: [c] float32 trainable=False\n    output [..., c] float32, [?]\n    macs (a + b) * 2\n}\n",
    ));
  it("in a training", () =>
    check(
      "training t for M( 3 ){\nfreeze  base.block5_* ,x except[ y ]\nunfreeze base.layers[ : -4 ]\n}",
      "training t for M(3) {\n    freeze base.block5_*, x except [y]\n    unfreeze base.layers[:-4]\n}\n",
    ));
  it("in an import", () => check('from "./a.net" import  b,c  as d\n', 'from "./a.net" import b, c as d\n'));
});

describe("long lines", () => {
  const narrow = { lineWidth: 44 };

  it("the arguments go to a line of their own", () =>
    checkBody(
      "Conv2D(filters, 3, padding=same, use_bias=False)",
      "Conv2D(\n    filters, 3, padding=same, use_bias=False\n)",
      { lineWidth: 48 },
    ));
  it("or to a line each, with a comma behind the last", () =>
    checkBody(
      "Conv2D(filters, 3, strides=stride, padding=same, use_bias=False)",
      "Conv2D(\n    filters,\n    3,\n    strides=stride,\n    padding=same,\n    use_bias=False,\n)",
      narrow,
    ));
  it("a comma behind the last keeps them so", () =>
    checkBody("Conv2D(filters, 3,)", "Conv2D(\n    filters,\n    3,\n)"));
  it("rows of a table have a line each", () =>
    checkBody(
      "sizes = [(2, 64, 3), (3, 128, 4), (4, 256, 6)]",
      "sizes = [\n    (2, 64, 3),\n    (3, 128, 4),\n    (4, 256, 6),\n]",
      narrow,
    ));
  it("many numbers fill their lines", () =>
    checkBody(
      "rates = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]",
      "rates = [\n    0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7,\n    0.8,\n]",
      narrow,
    ));
  it("a list at the end of the arguments begins on their line", () =>
    checkBody(
      "network(24, [(2, 24, 1), (4, 48, 2), (4, 64, 2)])",
      "network(24, [\n    (2, 24, 1),\n    (4, 48, 2),\n    (4, 64, 2),\n])",
      narrow,
    ));
  it("lines end before operators in brackets", () =>
    checkBody(
      "n = f(first_name + second_name * third_name - fourth)",
      "n = f(\n    first_name\n    + second_name * third_name\n    - fourth\n)",
      narrow,
    ));
  it("the message of an assertion is no reason to break its condition", () =>
    checkBody(
      'assert params(a, b) == [1, 2, 3], "a message that is too long for the line"',
      'assert params(a, b) == [1, 2, 3], "a message that is too long for the line"',
      narrow,
    ));
  it("a header's body begins behind its last bracket", () =>
    check(
      "block b(first=1, second=2, third=3) { Dense(first) }\n",
      "block b(\n    first=1, second=2, third=3\n) {\n    Dense(first)\n}\n",
      { lineWidth: 34 },
    ));
});

describe("pipelines", () => {
  it("a line that goes on begins under the first arrow", () =>
    checkBody(
      "y = x -> Conv2D(8, 3) -> ReLU() -> Conv2D(16, 3) -> ReLU()",
      "y = x -> Conv2D(8, 3) -> ReLU()\n      -> Conv2D(16, 3) -> ReLU()",
      { lineWidth: 48 },
    ));
  it("lines that were ended before an arrow stay", () =>
    checkBody("y = x -> A()\n-> B() ->\nC()", "y = x -> A()\n      -> B()\n      -> C()"));
  it("behind much text, the next line is indented", () =>
    checkBody(
      "attended = MultiHeadAttention(8, 64)(x, x) -> Dropout(rate)",
      "attended = MultiHeadAttention(8, 64)(x, x)\n    -> Dropout(rate)",
      { lineWidth: 50 },
    ));
  it("the arguments of an only stage are indented as if it stood alone", () =>
    checkBody(
      "y = x -> Conv2D(filters, 3, padding=same, use_bias=False)",
      "y = x -> Conv2D(\n    filters, 3, padding=same, use_bias=False\n)",
      { lineWidth: 48 },
    ));
  it("a source of several lines is followed behind its bracket", () =>
    checkBody(
      "[x -> Conv2D(8, 1), x -> Conv2D(8, 3), x] -> Concatenate() -> ReLU()",
      "[\n    x -> Conv2D(8, 1),\n    x -> Conv2D(8, 3),\n    x,\n] -> Concatenate() -> ReLU()",
      { lineWidth: 42 },
    ));
});

describe("bodies", () => {
  it("four blanks deeper in braces, and no empty line at an end", () =>
    check(
      "model M {\n\n  if a {\n x\n\n\n y\n\n  }\n\n}\n",
      "model M {\n    if a {\n        x\n\n        y\n    }\n}\n",
    ));
  it("behind a colon they stay lines behind a colon", () =>
    check(
      "model M:\n  if a:\n     x\n  elif b: y\n  else:\n     z\n",
      "model M:\n    if a:\n        x\n    elif b: y\n    else:\n        z\n",
    ));
  it("one short statement may stay on the line of its header", () =>
    stays('model M {\n    for f in [16, 32] { "stage{f}": residual(f) }\n    if a { x } else { y }\n}\n'));
  it("statements between `;` get a line each", () =>
    check("model M { input x: [4]; Dense(3); }", "model M {\n    input x: [4]\n    Dense(3)\n}\n"));
  it("`else` stands behind the `}` before it", () =>
    check(
      "model M {\nif a\n{\nx\n}\nelse if b {\ny }\nelse { z }\n}",
      "model M {\n    if a {\n        x\n    } else if b {\n        y\n    } else {\n        z\n    }\n}\n",
    ));
  it("an empty body is closed at once", () => check("model M {\n\n}\n", "model M {}\n"));
  it("declarations are set apart, with what is written above them", () =>
    check(
      "const a = 1\nconst b = 2\n## doc\nmodel M {\nx\n}\n# about N\n## doc\nmodel N {\ny\n}\nassert a == 1",
      "const a = 1\nconst b = 2\n\n## doc\nmodel M {\n    x\n}\n\n# about N\n## doc\nmodel N {\n    y\n}\n\nassert a == 1\n",
    ));
  it("with another depth", () =>
    check("model M {\n    if a {\n x\n    }\n}\n", "model M {\n  if a {\n    x\n  }\n}\n", { indent: 2 }));
});

describe("comments", () => {
  it("at the ends of lines, two blanks off", () => checkBody("Dense(3)# three", "Dense(3)  # three"));
  it("in a column where they were in one", () =>
    checkBody("a = 1       # one\nbcd = 2     # two", "a = 1    # one\nbcd = 2  # two"));
  it("or three or four, where they were", () =>
    checkBody("Dense( 3 )   # three\nDense(12)     # five", "Dense(3)   # three\nDense(12)  # five"));
  it("on lines of their own", () =>
    checkBody("  # first\nDense(3)\n      # last", "# first\nDense(3)\n# last"));
  it("between arguments", () =>
    checkBody(
      "Conv2D(64, # filters\n 3,\n # the padding\n padding=same) # done",
      "Conv2D(\n    64,  # filters\n    3,\n    # the padding\n    padding=same,\n)  # done",
    ));
  it("between stages", () =>
    checkBody("y = x -> A() # one\n# two\n-> B()", "y = x -> A()  # one\n      # two\n      -> B()"));
  it("before a closing bracket", () => checkBody("f(\n# nothing\n)", "f(\n    # nothing\n)"));
  it("between a `}` and `else`", () =>
    checkBody("if a {\nx\n} # one\n# two\nelse {\ny\n}", "if a {\n    x\n}  # one\n# two\nelse {\n    y\n}"));
  it("below an indented body, by how deep they stand", () =>
    check(
      "model M:\n  if a:\n    x\n    # inner\n  # outer\n  y\n",
      "model M:\n    if a:\n        x\n        # inner\n    # outer\n    y\n",
    ));
  it("a line that silences what is found on it is not broken", () =>
    checkBody(
      "Conv2D( filters, 3, padding=same, use_bias=False)  # netlens: ignore arg-type — why",
      "Conv2D(filters, 3, padding=same, use_bias=False)  # netlens: ignore arg-type — why",
      { lineWidth: 30 },
    ));
  it("nor are statements parted that share such a line", () =>
    checkBody(
      "a( 1 ); b( 2 )  # netlens: ignore name-unknown\nc( 3 ); d( 4 )",
      "a( 1 ); b( 2 )  # netlens: ignore name-unknown\nc(3)\nd(4)",
    ));
  it("nor is a brace taken from such a line", () =>
    stays("model M { input x:[4]\n  Dense( 3 ); }  # netlens: ignore arg-range\n"));
  it("nor the line below one", () =>
    checkBody(
      "# netlens: ignore arg-type\nConv2D( filters, 3, padding=same, use_bias=False)",
      "# netlens: ignore arg-type\nConv2D(filters, 3, padding=same, use_bias=False)",
      { lineWidth: 30 },
    ));
});

describe("what stays as it is", () => {
  it("a statement that cannot be read, while the others are formatted", () =>
    check(
      "model M {\ninput x:[4]\nDense( 3 +)\nDense( 4 )\n}\n",
      "model M {\n    input x: [4]\n    Dense( 3 +)\n    Dense(4)\n}\n",
    ));
  it("a bracket that closes nothing, with what stands around it", () => {
    const text = "model M {\n  Dense(40}96)\n  Dense( 3 )\n}\n\n";
    check(`${text}model N{\nx}\n`, `${text.trimEnd()}\n\nmodel N {\n    x\n}\n`);
  });
  it("strings, in quotes of either kind and over lines", () =>
    stays('const a = \'it\' """two \n  lines"""\n'));
  it("line ends of Windows, and a byte-order mark", () =>
    check("\ufeffmodel M {\r\n  Dense( 3 )\r\n}", "\ufeffmodel M {\r\n    Dense(3)\r\n}\r\n"));
  it("a `\\` where the line would be too long without", () =>
    checkBody("n = first_name + \\\n second_name", "n = first_name + \\\n    second_name", {
      lineWidth: 24,
    }));
  it("a netlist", () => stays("* amplifier\nR1 in out 10k\nC1 out 0 1u\n.tran 1u 1m\n.end"));
  it("an empty text", () => stays(""));
});

describe("a range", () => {
  const text = "model M {\n  input x:[4]\n  Dense( 3 )\n  if a {\n Dense( 4 )\n Dense( 5 )\n  }\n}\n";
  const checkRange = (marked: string, expected: string): void => {
    const start = text.indexOf(marked);
    const edits = formatRange(text, start, start + marked.length);
    assert.equal(applyEdits(text, edits), expected);
  };

  it("formats the statement it touches", () =>
    checkRange("nse( 3", text.replace("  Dense( 3 )", "    Dense(3)")));
  it("formats whole statements only", () =>
    checkRange("4]\n  Dense", text.replace("  input x:[4]\n  Dense( 3 )", "    input x: [4]\n    Dense(3)")));
  it("goes into bodies", () => checkRange("( 5", text.replace(" Dense( 5 )", "        Dense(5)")));
  it("keeps the indentation that lines around it have behind a colon", () => {
    const indented = "model M:\n  input x:[4]\n  Dense( 3 )\n";
    const start = indented.indexOf("Dense");
    assert.equal(
      applyEdits(indented, formatRange(indented, start, start + 3)),
      "model M:\n  input x:[4]\n  Dense(3)\n",
    );
  });
});

const comments = (text: string): readonly string[] =>
  parse(text)
    .comments.map(({ start, end }) => text.slice(start, end).trimEnd())
    .sort();
const problems = (text: string): readonly string[] =>
  parse(text)
    .problems.map(({ code }) => code)
    .sort();

/** What holds for any text. */
function checkLaws(text: string, options?: FormatOptions): void {
  const result = formatText(text, options);
  assert.equal(formatText(result, options), result, "formatting twice is formatting once");
  assert.ok(sameStatements(parse(text).statements, parse(result).statements), "the tree is the same");
  assert.deepEqual(comments(result), comments(text));
  assert.deepEqual(problems(result), problems(text));
}

describe("laws of formatting", () => {
  for (const { name, text } of allTexts) {
    it(name, () => {
      checkLaws(text);
      checkLaws(text, { lineWidth: 50, indent: 2 });
    });
  }

  it("findings are the same before and after", () => {
    const codes = (text: string): readonly string[] =>
      analyze("a.net", text)
        .findings.map(({ code }) => code)
        .sort();
    for (const { text } of [...documentTexts, ...referenceTexts])
      assert.deepEqual(codes(formatText(text, { lineWidth: 60 })), codes(text), text);
  }).timeout(60_000);

  /** Kinds of damage, each with a place and a size. */
  const damages: readonly ((text: string, at: number, size: number) => string)[] = [
    (text, at, size) => text.slice(0, at) + text.slice(at + size),
    (text, at) => text.slice(0, at),
    (text, at, size) => {
      const pieces = ["\n", "  ", " # c\n", "\t", ";", "{", "}", "(", "->", "\r\n", "\\\n", ",", '"""', ":"];
      return text.slice(0, at) + pieces[size % pieces.length] + text.slice(at);
    },
    (text, at, size) => onLine(text, at, (line) => [" ".repeat(size % 9) + line.trimStart()]),
    (text, at) => onLine(text, at, () => []),
    (text, at, size) => onLine(text, at, (line) => [`${" ".repeat(size % 9)}# note`, line]),
    (text, at) =>
      text.replace(/[,(] ?/g, (sign, i: number) => (i % 5 === at % 5 ? `${sign}  # c${i}\n ` : sign)),
    (text, at) => text.replace(/ -> /g, (sign, i: number) => (i % 3 === at % 3 ? "\n # own\n -> " : sign)),
    (text) => text.replace(/ \{$/m, ":"),
  ];
  const onLine = (text: string, at: number, change: (line: string) => readonly string[]): string => {
    const lines = text.split("\n");
    const i = text.slice(0, at).split("\n").length - 1;
    return [...lines.slice(0, i), ...change(lines[i]!), ...lines.slice(i + 1)].join("\n");
  };
  const damaged = fc
    .tuple(
      fc.constantFrom(...allTexts.filter(({ text }) => text.length < 3000)),
      fc.array(fc.tuple(fc.constantFrom(...damages), fc.nat(3000), fc.integer({ min: 1, max: 30 })), {
        minLength: 1,
        maxLength: 4,
      }),
    )
    .map(([{ text }, all]) =>
      all.reduce((now, [damage, at, size]) => damage(now, now.length > 0 ? at % now.length : 0, size), text),
    );

  it("damaged texts", () => {
    fc.assert(
      fc.property(damaged, fc.constantFrom(50, 120), (text, lineWidth) => checkLaws(text, { lineWidth })),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it("a range of a damaged text", () => {
    fc.assert(
      fc.property(damaged, fc.nat(3000), fc.nat(200), (text, from, length) => {
        const start = Math.min(from, text.length);
        const edits = formatRange(text, start, Math.min(start + length, text.length));
        const result = applyEdits(text, edits);
        assert.ok(sameStatements(parse(text).statements, parse(result).statements), "the tree is the same");
        assert.deepEqual(comments(result), comments(text));
      }),
      { numRuns: 100 },
    );
  }).timeout(60_000);
});

describe("our own texts are formatted", () => {
  for (const { name, text } of [...exampleTexts, ...libraryTexts, ...documentTexts])
    it(name, () => assert.equal(formatText(text), text));
});
