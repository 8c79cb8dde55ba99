// What grows without measure is stopped and said at its place, with the numbers; nothing of it hangs or throws.
import assert from "node:assert/strict";
import { analyze } from "../../server/src/analysis/analysis.ts";

/** What is said of a body of a model, with the text it is said of. */
const said = (body: string): readonly string[] =>
  findings(`model M {\n    input x: [3]\n    ${body}\n    Dense(3)\n}\n`);

function findings(text: string): readonly string[] {
  const analysis = analyze("file:///test.net", text);
  return analysis.findings
    .filter(({ code }) => code !== "name-unused")
    .map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`);
}

const check = (what: string, body: string, expected: string): void => {
  it(what, () => assert.deepEqual(said(body), [expected]));
};

describe("values without measure", () => {
  const items = "131,072 items is more than the limit of 100,000 items";
  const characters = (n: string): string => `${n} characters is more than the limit of 100,000 characters`;
  check("a list that doubles", "y = [1]; for i in range(60) { y = y + y }", `y + y: a list: ${items}`);
  check(
    "a list that takes itself",
    "y = [1]; for i in range(60) { y.extend(y) }",
    `y.extend(y): a list: ${items}`,
  );
  check(
    "a text that doubles",
    'y = "ab"; for i in range(60) { y = y + y }',
    `y + y: a string: ${characters("131,072")}`,
  );
  check(
    "a text with itself in it",
    'y = "a"; for i in range(60) { y = f"{y}{y}" }',
    `f"{y}{y}": a string: ${characters("131,072")}`,
  );
  check(
    "a text that replaces itself",
    'y = "a"; for i in range(60) { y = y.replace("a", "aa") }',
    `y.replace("a", "aa"): a string: ${characters("131,072")}`,
  );
  check(
    "a field of a billion",
    'y = f"{3:1000000000d}"; z = f"{y}{y}"',
    `f"{y}{y}": a string: ${characters("200,000")}`,
  );
  check(
    "a text of a billion",
    'y = "a" * 10 ** 9',
    `"a" * 10 ** 9: a repeated string: ${characters("1,000,000,000")}`,
  );
  check(
    "a list of a billion",
    "y = [0] * 10 ** 9",
    "[0] * 10 ** 9: a repeated list: 1,000,000,000 items is more than the limit of 100,000 items",
  );
  const nested = "196,606 items is more than the limit of 100,000 items";
  check("a list of itself", "y = [1]; for i in range(60) { y = [y, y] }", `y: a list: ${nested}`);
  check(
    "a dictionary of itself",
    'y = {}; for i in range(60) { y = {"a": y, "b": y} }',
    `y: a dict: 131,070 items is more than the limit of 100,000 items`,
  );
  it("an empty list stays one however often it is repeated", () =>
    assert.deepEqual(said("y = [] * 10 ** 12; assert len(y) == 0; assert [1, 2] * 2 == [1, 2, 1, 2]"), []));
  it("digits behind the point", () => assert.deepEqual(said('y = f"{1.5:.999f}"; z = round(1.5, 999)'), []));
});

describe("programs without measure", () => {
  const steps =
    "this file: 1,000,001 steps is more than the limit of 1,000,000; what follows is not worked out";
  it("are said where the last step stood", () =>
    assert.deepEqual(
      findings(
        "block b(n) {\n    if n > 0 { b(n - 1); b(n - 1) }\n}\nmodel M {\n    input x: [3]\n    b(60)\n}\n",
      ),
      [`if: ${steps}`],
    )).timeout(30_000);

  const deep = (levels: number): ReadonlyMap<string, string> =>
    new Map(
      Array.from({ length: levels }, (_, i) => {
        const below = i + 1 < levels ? `from "${i + 1}.net" import A as B\n` : "";
        const uses = (i + 1 < levels ? "B(); " : "Dense(3); ").repeat(10);
        return [`${i}.net`, `${below}block A {\n    input x\n    ${uses}\n}\n`];
      }),
    );
  it("are said at the call, however many files lie between", () => {
    const files = deep(7);
    const text = 'from "0.net" import A\nmodel M {\n    input x: [3]\n    A()\n}\n';
    const host = { resolve: (_: string, path: string) => path, read: (id: string) => files.get(id) };
    const { findings } = analyze("main.net", text, host);
    assert.deepEqual(
      findings.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`),
      ["A(): this model: 200,001 layers is more than the limit of 200,000; what follows is not worked out"],
    );
  }).timeout(30_000);
});

describe("loops of trainings", () => {
  const training = (body: string): readonly string[] =>
    findings(
      `model M {\n    input x: [3]\n    Dense(3)\n}\ntraining t for M {\n    compile(optimizer=adam, loss=mse)\n    ${body}\n}\n`,
    );
  it("may have any number of rounds where all are alike", () =>
    assert.deepEqual(
      training("for step in range(10 ** 12) { loss = train_on_batch(a, b) }\n    repeat 10 ** 12 { fit() }"),
      [],
    ));
  it("may fill a list nobody reads", () =>
    assert.deepEqual(
      training(
        "losses = []\n    for epoch in range(50) {\n        for step in range(10 ** 9) { losses.append(train_on_batch(a, b)) }\n    }\n    assert len(losses) > 3",
      ),
      [],
    ));
  it("are too long where each round counts", () =>
    assert.deepEqual(training("n = 0\n    repeat 10 ** 12 { n += 1; fit() }"), [
      "10 ** 12: a loop: 1,000,000,000,000 rounds is more than the limit of 100,000",
    ]));
});
