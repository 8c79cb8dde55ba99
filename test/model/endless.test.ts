// What uses itself without end is said once, and at once.
import assert from "node:assert/strict";
import { analyze } from "../../server/src/analysis/analysis.ts";

const codes = (text: string): readonly string[] =>
  analyze("file:///test.net", text).findings.map(({ code }) => code);

describe("a recursion without end", () => {
  it("is one problem, found in a moment, where a block calls itself twice", () =>
    assert.deepEqual(
      codes("block b() {\n    Dense(4)\n    b()\n    b()\n}\nmodel M {\n    input x: [4]\n    b()\n}"),
      ["recursion"],
    ));

  it("is one problem where a model asks for its own size", () =>
    assert.deepEqual(
      codes(
        "model M {\n    input x: [4]\n    Dense(4)\n    assert params(M) == 20\n    assert params(M) > 2\n}",
      ).slice(0, 1),
      ["recursion"],
    ));

  it("is none where it ends", () =>
    assert.deepEqual(
      codes(
        "block b(n) {\n    Dense(4)\n    if n > 0 { b(n - 1) }\n}\nmodel M {\n    input x: [4]\n    b(5)\n}",
      ),
      [],
    ));
});
