// Laws of incremental analysis: after any edits everything is as if the text had been opened just now, and an edit works
// out only what it reaches. It never measures time.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import type { Analysis } from "../../server/src/analysis/analysis.ts";
import { librarySource } from "../../server/src/library/library.ts";
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

const starts: readonly Files[] = [
  importing,
  sharing,
  ...[...files, ...examples, small, gan, nested].map((text) => ({ "main.net": text })),
  ...["std/mobilenet_v2", "std/xception"].map((path) => ({ "main.net": librarySource(path) ?? "" })),
].filter((set) => Object.values(set)[0]!.length < 6000);

const equal = (now: Analysis, set: Files): void => assert.deepEqual(saysOf(now), saysOf(version(set)));

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
