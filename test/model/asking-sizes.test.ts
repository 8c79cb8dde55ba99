// Questions about sizes and counts that have no answer yet, or one that was not meant. Nothing is answered with a wrong number.
import assert from "node:assert/strict";
import { analyze } from "../../server/src/analysis/analysis.ts";

const check = (text: string, expected: readonly string[]): void =>
  assert.deepEqual(
    analyze("file:///test.net", text)
      .findings.filter(({ code }) => code !== "name-unused")
      .map(({ code, span }) => `${code}: ${text.slice(span.start, span.end)}`),
    expected,
  );

const model = (body: string): string => `model M {\n    input x: [28, 28, 3]\n    ${body}\n    Dense(3)\n}\n`;

describe("counts of what has no weights yet", () => {
  it("are open for a layer that is not applied", () =>
    check(model("assert params(Dense(4)) == 0"), ["assert-undecided: params(Dense(4)) == 0"]));
  it("are open for a shared layer before its first use, and known after it", () =>
    check(model("shared e: Dense(4)\n    assert params(e) == 0\n    x -> e\n    assert params(e) == 16"), [
      "assert-undecided: params(e) == 0",
    ]));
  it("are open for a block that is not used", () =>
    check(
      `block b(n) {\n    input x\n    Dense(n)\n}\n${model("l: b(2)\n    assert params(b(2)) > 0\n    assert params(l) == 8")}assert params(b) > 0\n`,
      ["assert-undecided: params(b(2)) > 0", "assert-undecided: params(b) > 0"],
    ));
  it("are none for a block of layers without weights", () =>
    check(`block b {\n    input x\n    ReLU()\n}\n${model("l: b()\n    assert params(l) == 0")}`, []));
});

describe("comparisons with a name nothing has", () => {
  it("are one problem", () => check(model("assert nope == 3"), ["name-unknown: nope"]));
  it("are one on the right of a number too", () =>
    check(model("if 3 < 4 == nope { ReLU() }"), ["name-unknown: nope"]));
  it("are one where None is asked for", () =>
    check(model("if nope is None { ReLU() }"), ["name-unknown: nope"]));
  it("may be options of a parameter", () =>
    check(
      `block b(act=relu, axis=None) {\n    input x\n    if act == relu and axis is None { ReLU() }\n}\n${model("b(act=gelu)")}`,
      [],
    ));
  it("are equal for dictionaries in any order", () =>
    check(model('assert {"a": 1, "b": 2} == {"b": 2, "a": 1}\n    assert {"a": 1} != {"a": 2}'), []));
});

describe("sizes beyond what can be kept", () => {
  const messages = (body: string): readonly string[] =>
    analyze("t.net", model(body)).findings.map((f) => f.message);
  it("say the limit", () => {
    assert.deepEqual(messages("Dense(2 ** 60)"), [
      "`units` of Dense must be int ≥ 1 and below 2^53, and is `1152921504606846976`",
    ]);
    assert.deepEqual(messages("input y: [2 ** 60]\n    x -> ReLU()"), [
      "a size is a whole number from 0 on and below 2^53, and this is 1152921504606846976",
    ]);
  });
  it("of a shape with a name for the batch say so", () =>
    assert.match(
      messages("b, h, w, c = x.shape").join(),
      /4 names on the left, 3 values on the right; shapes are written without the batch axis/,
    ));
});

describe("tensors where the parameters of a block go", () => {
  it("say where tensors stand", () => {
    const text =
      "block two {\n    input a\n    input b\n    [a, b] -> Add()\n}\nmodel M {\n    input x: [4]\n    input y: [4]\n    two(x, y)\n}\n";
    assert.ok(
      analyze("t.net", text).findings.some(
        ({ message }) =>
          message ===
          "two takes no positional arguments, and gets 2; tensors stand in parentheses of their own, `two(…)(x)`",
      ),
    );
  });
});
