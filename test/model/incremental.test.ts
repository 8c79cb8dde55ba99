// Laws of incremental analysis: after any edits everything is as if the text had been opened just now, and an edit works
// out only what it reaches. It never measures time.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import type { Analysis } from "../../server/src/analysis/analysis.ts";
import { summaryJson } from "../../server/src/analysis/summary.ts";
import { exporters } from "../../server/src/interop/exporters.ts";
import { librarySource } from "../../server/src/library/library.ts";
import type { ModelRun } from "../../server/src/model/graph.ts";
import { feedsSeveral, unreached } from "../../server/src/model/stretches.ts";
import { reachable } from "../../server/src/model/wiring.ts";
import { statementsRead } from "../../server/src/syntax/parse.ts";
import { files } from "../support/net-files.ts";
import { gan, nested, small } from "../support/training-sections.ts";
import { change, changed, type Files, saysOf, version } from "../support/versions.ts";

const examples = readdirSync("examples").map((name) => readFileSync(`examples/${name}`, "utf8"));

const importing: Files = {
  "main.net": `from "./blocks.net" import unit, width as w
model M(n=w) {
    input x: [8]
    a = Dense(n)
    unit(4)
    enc: unit(n)
    enc.inner -> Dense(3)
    [a, a] -> Concatenate()
    for i in range(3) { unit(i + 1) }
}
model Two {
    input x: [8]
    repeat 4 { x -> unit(5) }
    TimeDistributed(Dense(2)) if x.rank > 1 else Dense(2)
}
`,
  "blocks.net": `from "./more.net" import depth
const width = 6
block unit(n) {
    input x
    inner: Dense(n)
    repeat depth { Dense(n, activation=relu) -> deeper() }
}
block deeper() {
    input x
    x -> Dropout(0.1)
}
`,
  "more.net": "const depth = 2\n",
};

const sharing: Files = {
  "main.net": `const k = 3
block pair(n, act=relu) {
    input a, b
    d = Dense(n)
    output [d(a), d(b)] -> Add() -> Activation(act)
}
block norm(layer) {
    input x
    x -> layer -> BatchNormalization()
}
model M {
    input x: [8]
    input y: [8]
    shared enc: Dense(8)
    u = x -> enc
    v = y -> enc
    p: pair(4)(u, v)
    skips = []
    for i in range(k) {
        Dense(4 + i)
        skips.append(x)
    }
    norm(Dense(5))
    h: Dense(8)
    x -> h
    s = u + v * 2
    [s, v] -> Add()
    assert params(enc) == 72
    assert params(M) < 1000
    q, r = x -> LSTM(4, return_state=True)
}
training t for M {
    freeze h
    compile(optimizer=Adam(1e-3), loss=mse)
    fit(epochs=1)
    unfreeze h
    fit(epochs=1)
}
`,
};

const frozen: Files = {
  "main.net": `layer Scale(k=2) {
    input x: [..., c]
    weight gamma: [c]
    output x.shape
    macs k * c
}
block inner(n) {
    input x
    conv: Dense(n)
    Scale()
}
block outer(n, act=relu) {
    input x: [c]
    first: inner(n)
    second: inner(n)
    Activation(act)
    output [x -> Dense(n), first.conv] -> Add()
}
model Small(n=4) {
    input x: [8]
    outer(n)
    output Dense(2)
}
model M {
    input x: [8]
    a: outer(4, trainable=False)
    for i in range(3) { "b{i}": outer(4) }
    repeat 2 { outer(5) }
    y = x -> Small(6)
    z = x -> Small(6)
    Dense(3) if params(a) > 10 else Dense(4)
    [y, z] -> Add()
    TimeDistributed(Dense(4)) if a.rank == 2 else Dense(4)
    assert a.first.conv.shape == [4], "conv"
}
training fine for M {
    freeze a
    compile(optimizer=Adam(1e-3), loss=mse)
    for e in range(3) { fit(epochs=1) }
}
`,
};

const starts: readonly Files[] = [
  importing,
  sharing,
  frozen,
  frozen,
  ...[...files, ...examples, small, gan, nested].map((text) => ({ "main.net": text })),
  ...["std/mobilenet_v2", "std/xception"].map((path) => ({ "main.net": librarySource(path) ?? "" })),
].filter((set) => Object.values(set)[0]!.length < 6000);

function equal(now: Analysis, set: Files): void {
  assert.deepEqual(saysOf(now), saysOf(version(set)));
  for (const { run } of now.models) if (run) checkStretches(run);
}

/** What is found stretch by stretch is what going through all nodes finds. */
function checkStretches(run: ModelRun): void {
  const used = reachable(run);
  const nodes = run.nodes.filter((node) => used.has(node));
  assert.deepEqual(run.stretches.flat(), run.nodes);
  assert.deepEqual(new Set(run.nodes.filter((node) => !used.has(node))), unreached(run));
  const several = feedsSeveral(run);
  for (const source of [...run.inputs, ...nodes]) {
    const takers = nodes.filter(({ inputs }) => inputs.some(({ node }) => node === source)).length;
    assert.equal(several(source), takers > 1);
  }
}

describe("incremental analysis", () => {
  it("says what a fresh one says, after any edits", function () {
    this.timeout(600_000);
    const runs = Number(process.env.NETLENS_RUNS ?? 60);
    fc.assert(
      fc.property(
        fc.constantFrom(...starts),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (start, edits) => {
          let set = start;
          let now = version(set);
          for (const edit of edits) {
            set = changed(set, edit);
            now = version(set, now);
            equal(now, set);
          }
        },
      ),
      { numRuns: runs },
    );
  });
});

/** What a version worked out anew: statements run, rules asked, bodies run. */
const work = (analysis: Analysis): string => {
  const { statements, layers, blocks } = analysis.elaboration.program.work;
  // The answers of rules are kept for the whole process, so these texts use widths no other test does.
  return `${statementsRead(analysis.tree)} read, ${statements} run, ${layers} inferred, ${blocks} bodies`;
};

const chain = (count: number): string =>
  `model M {\n    input x: [16]\n${Array.from({ length: count }, (_, i) => `    Dense(${100 + i})`).join("\n")}\n    output Dense(7)\n}\n`;

/** The work of the second of two versions. */
function check(before: string, after: string, expected: string, more: Files = {}): void {
  const first = version({ "main.net": before, ...more });
  const set = { "main.net": after, ...more };
  const second = version(set, first);
  assert.equal(work(second), expected);
  equal(second, set);
}

describe("an edit works out only what it reaches", () => {
  // The model around an edited line is put together again, so one body is opened; its other lines are not run.
  it("lines that are not touched are not gone through for what no output depends on", () => {
    const text = chain(300);
    const unused = text.replace("    Dense(160)", "    lost = Dense(160)");
    check(text, unused, "1 read, 2 run, 2 inferred, 1 bodies");
    const [model] = version({ "main.net": unused }, version({ "main.net": text })).models;
    assert.equal(unreached(model!.run!).size, 1);
    assert.ok(model!.run!.stretches.length >= 3);
  });

  it("a comment and a blank line reach nothing", () => {
    const text = chain(300);
    check(text, text.replace("Dense(150)", "Dense(150)  # wide"), "0 read, 0 run, 0 inferred, 1 bodies");
    check(text, text.replace("    Dense(150)", "\n    Dense(150)"), "0 read, 0 run, 0 inferred, 1 bodies");
  });

  it("a width stops where the next layer absorbs it", () => {
    const text = chain(300);
    check(text, text.replace("Dense(150)", "Dense(1500)"), "1 read, 2 run, 2 inferred, 1 bodies");
  });

  it("what gives the same type reaches no further", () => {
    const text = chain(300);
    const edited = text.replace("Dense(150)", "Dense(150, activation=tanh)");
    check(text, edited, "1 read, 1 run, 1 inferred, 1 bodies");
  });

  it("a line that comes or goes reaches the next one", () => {
    const text = chain(300);
    check(text, text.replace("    Dense(150)\n", ""), "0 read, 1 run, 1 inferred, 1 bodies");
    check(
      text,
      text.replace("    Dense(150)\n", "    Dense(150)\n    Dropout(0.5)\n"),
      "1 read, 2 run, 1 inferred, 1 bodies",
    );
  });

  it("a name reaches those who read it", () => {
    const text = `model M {
    input x: [16]
    a = Dense(4)
    b = Dense(4)
    c = x -> Dense(4)
    [a, b] -> Add()
    output x -> Dense(3)
}
`;
    check(text, text.replace("a = Dense(4)", "a = Dense(5 - 1)"), "1 read, 1 run, 1 inferred, 1 bodies");
  });

  it("another file reaches what uses the block that changed", () => {
    const main = `from "./lib.net" import one, two
model M {
    input x: [16]
    one()
    two()
    Dense(3)
}
`;
    const lib = "block one() { input x\n Dense(4) }\nblock two() { input x\n Dense(5) }\n";
    const first = version({ "main.net": main, "lib.net": lib });
    const set = { "main.net": main, "lib.net": lib.replace("Dense(5)", "Dense(617)") };
    const second = version(set, first);
    assert.equal(work(second), "0 read, 3 run, 2 inferred, 2 bodies");
    equal(second, set);
  });
});

describe("a block", () => {
  const looped = (times: number): string => `block encoder(n) {
    input x
    Dense(n)
    y = Dense(173)
    [x, y] -> Add()
}
model M {
    input x: [173]
    repeat ${times} { encoder(331) }
}
`;
  it("is worked out once for equal parameters and input types", () => {
    const analysis = version({ "main.net": looped(96) });
    const { blocks, layers } = analysis.elaboration.program.work;
    assert.deepEqual({ blocks, layers }, { blocks: 2, layers: 3 });
    assert.equal(analysis.models[0]!.run!.nodes.length, 3 * 96);
  });

  it("is worked out twice at most while it has a mistake, which is said once", () => {
    const text = looped(96);
    const mistaken = { "main.net": text.replace("Dense(n)", "Dense(m)") };
    const analysis = version(mistaken, version({ "main.net": text }));
    assert.ok(analysis.elaboration.program.work.blocks <= 3);
    assert.equal(analysis.findings.filter(({ code }) => code === "name-unknown").length, 1);
    equal(analysis, mistaken);
  });

  it("is exported after edits as if each of its uses had run", () => {
    const text = looped(1).replace("repeat 1 { encoder(331) }", "encoder(331)\n encoder(331)\n encoder(331)");
    const edited = { "main.net": text.replace("encoder(331)", "encoder(337)").replace("[173]", "[4, 173]") };
    const before = version(
      { "main.net": text.replace("encoder(331)", "encoder(337)") },
      version({ "main.net": text }),
    );
    const exported = (analysis: Analysis) =>
      exporters.map((one) => {
        const { file, elaboration, trainings, uses } = analysis;
        const result = one.export({ file, elaboration, trainings, uses });
        return result.kind === "exported" ? result.text : result;
      });
    assert.deepEqual(exported(version(edited, before)), exported(version(edited)));
  });

  it("is the same whether it is copied or written out", () => {
    const body = "x -> Dense(331)\n    y = Dense(173)\n    x = [x, y] -> Add()\n    ";
    const written = `model M {\n    input x: [173]\n    ${body.repeat(4)}\n}\n`;
    const rows = (text: string): unknown => {
      const { models } = summaryJson(version({ "main.net": text }), "f") as {
        models: { layers: Record<string, unknown>[] }[];
      };
      return models[0]!.layers.map(({ name, class: of, output, inbound, params }) => ({
        name,
        of,
        output,
        inbound,
        params,
      }));
    };
    assert.deepEqual(rows(looped(4)), rows(written));
  });
});

describe("an older version", () => {
  it("still says what it said, after a newer one was made from it", () => {
    const text = chain(5);
    const first = version({ "main.net": text });
    version({ "main.net": text.replace("Dense(102)", "Dense(9)") }, first);
    equal(first, { "main.net": text });
  });
});
