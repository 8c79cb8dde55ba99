// Imports over several files: what cannot be found, what leads in a circle, and errors far down.
import assert from "node:assert/strict";
import { analyze, type Host } from "../../server/src/analysis/analysis.ts";

/** What is said of `main.net`, the first file, with the text it is said of. */
function check(files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  const host: Host = { resolve: (_, path) => path.replace("./", ""), read: (id) => files[id] };
  const text = files["main.net"]!;
  const { findings } = analyze("main.net", text, host);
  assert.deepEqual(
    findings.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message}`),
    expected,
  );
}

const using = (name: string): string => `model M {\n    input x: [3]\n    ${name}()\n}\n`;

describe("imports", () => {
  it("of each other are a circle, though no name of it needs itself", () =>
    check(
      {
        "main.net": `from "./b.net" import B\nblock A {\n    input x\n    B()\n}\n${using("A")}`,
        "b.net": 'from "./main.net" import A\nblock B {\n    input x\n    Dense(3)\n}\n',
      },
      [
        '"./b.net": "main.net" imports "b.net" imports "main.net"; move what both need into a file that imports neither',
      ],
    ));

  it("of a file by itself are one too", () =>
    check(
      {
        "main.net": `from "./main.net" import A as B\nblock A {\n    input x\n    Dense(3)\n}\n${using("B")}`,
      },
      ['"./main.net": "main.net" imports itself; what it declares needs no import'],
    ));

  it("that lead into a circle of others are said once", () =>
    check(
      {
        "main.net": `from "./b.net" import B\nfrom "./c.net" import C\nmodel M {\n    input x: [3]\n    B()\n    C()\n}\n`,
        "b.net": 'from "./c.net" import C\nblock B {\n    input x\n    C()\n}\n',
        "c.net": 'from "./b.net" import B\nblock C {\n    input x\n    Dense(3)\n}\n',
      },
      [
        '"./b.net": "b.net" imports "c.net" imports "b.net"; move what both need into a file that imports neither',
      ],
    ));

  it("by two ways of one file are no circle", () =>
    check(
      {
        "main.net": `from "./b.net" import B\nfrom "./c.net" import C\nmodel M {\n    input x: [3]\n    B()\n    C()\n}\n`,
        "b.net": 'from "./c.net" import C\nblock B {\n    input x\n    C()\n}\n',
        "c.net": "block C {\n    input x\n    Dense(3)\n}\n",
      },
      [],
    ));

  it("of a name that is not there are one problem, and what follows is silent", () =>
    check({ "main.net": `from "./b.net" import B\n${using("B")}`, "b.net": "const width = 3\n" }, [
      'B: `B` cannot be imported: "./b.net" declares no such name',
    ]));

  it("that fail in an imported file are said at the call that needs them", () =>
    check(
      {
        "main.net": `from "./b.net" import B\n${using("B")}`,
        "b.net": 'from "./none.net" import C\nblock B {\n    input x\n    C()\n}\n',
      },
      ['B(): "./none.net" cannot be imported: there is no such file'],
    ));

  it("show an error at the call, however many blocks lie between", () =>
    check(
      {
        "main.net": `from "./b.net" import B\n${using("B")}`,
        "b.net": [
          "block B {\n    input x\n    C()\n}\nblock C {\n    input x\n    D()\n}\nblock D {\n    input x\n    E()\n}\n",
          "block E {\n    input x\n    F()\n}\nblock F {\n    input x\n    Reshape((2,))\n}\n",
        ].join(""),
      },
      [
        "B(): Reshape cannot change the number of values: [3] has 3 values, [2] needs 2; the features of `x` may be 2",
      ],
    ));
});
