// The lenses of a file: models and blocks with their totals and uses, fits with their phases.
import assert from "node:assert/strict";
import { analyze, defaultSettings, noFiles } from "../../server/src/analysis/analysis.ts";
import { settingsFrom } from "../../server/src/analysis/settings.ts";
import { codeLenses } from "../../server/src/ide/code-lens.ts";
import { hinted, hoverAt } from "./cursor.ts";

/** Each lens as `line: title`. */
function lenses(text: string, deviceMemory?: string): readonly string[] {
  const settings = settingsFrom(deviceMemory === undefined ? {} : { deviceMemory }, defaultSettings);
  const analysis = analyze("file:///test.net", text, noFiles, settings);
  return codeLenses(analysis).map(
    ({ span, title }) => `${analysis.lines.position(span.start).line + 1}: ${title}`,
  );
}

const nested = `model Base {
    input x: [8]
    one: Dense(6)
    norm: BatchNormalization()
}

model M {
    input x: [8]
    base: Base()
    b: Dense(3)
}

`;
const phaseLines = (body: string): readonly string[] =>
  lenses(`${nested}training t for M {\n    ${body.replaceAll("; ", "\n    ")}\n}\n`).filter((line) =>
    line.includes("Phase"),
  );

describe("lenses", () => {
  it("stand above models, blocks and custom layers", () =>
    assert.deepEqual(
      lenses(
        "block pair(n) {\n    Dense(n)\n    Dense(n)\n}\nmodel M {\n    input x: [4]\n    pair(2)\n    pair(3)\n}\n",
      ),
      ["1: 16 to 21 parameters", "1: 2 uses", "5: 4 layers · 37 parameters · 27 multiply-adds a sample"],
    ));

  it("say what trains in each phase, and what is new in it", () =>
    assert.deepEqual(
      phaseLines(
        "freeze base; compile(optimizer=adam, loss=mse); fit(x); unfreeze base.one; compile(optimizer=Adam(1e-5), loss=mse); fit(x); fit(x)",
      ),
      [
        "16: Phase 1: 21 of 99 parameters train (21.2 %) · BatchNormalization: moving statistics, kept",
        "19: Phase 2: 75 of 99 parameters train (75.8 %) · + base.one · BatchNormalization: moving statistics, kept · Adam starts anew",
        "20: Phase 3: 75 of 99 parameters train (75.8 %) · same layers as before · BatchNormalization: moving statistics, kept · Adam goes on",
      ],
    ));

  it("say that a phase stops", () =>
    assert.match(
      phaseLines(
        "opt = Adam(); freeze base; compile(optimizer=opt, loss=mse); fit(x); unfreeze base; compile(optimizer=opt, loss=mse); fit(x)",
      )[1]!,
      /Phase 2: stops with an error/,
    ));

  it("estimate the memory, and the largest batch for the memory that is stated", () => {
    const text = `${nested}training t for M {\n    compile(optimizer=adam, loss=mse)\n    fit(x, batch_size=8)\n}\n`;
    // weights 99·4, gradients 87·4, Adam 2·87·4; a sample keeps 8 + 6 + 6 + 3 numbers
    assert.deepEqual(lenses(text).at(-1), "15: about 2.1 KB at batch 8");
    assert.deepEqual(lenses(text, "1 MB").at(-1), "15: about 2.1 KB at batch 8; at most 11,381 in 1.0 MB");
    assert.deepEqual(
      lenses(text, "1 KB").at(-1),
      "15: about 2.1 KB at batch 8; not even one sample fits 1.0 KB",
    );
  });
});

describe("quantized models", () => {
  it("show the parameters they stand for, never the numbers that are stored", () => {
    const text = 'model Q {\n    input x: [8]\n    Dense(4, dtype="int4_from_float32")\n    Dense(2)\n}\n';
    assert.deepEqual(lenses(text), ["1: 2 layers · 46 parameters · 40 multiply-adds a sample"]);
    assert.deepEqual(hinted(text).slice(0, 2), [
      "model Q { « 46 parameters",
      'Dense(4, dtype="int4_from_float32") « → 4 · 36',
    ]);
    const card = hoverAt(text.replace("model Q", "model $0Q"));
    assert.match(card, /\*\*46 parameters\*\*, quantized: \*\*\d+ bytes\*\*/);
  });
  it("train an adapter on a packed base, and say the share", () => {
    const body = 'd.quantize("int4"); d.enable_lora(2); compile(optimizer=adam, loss=mse); fit(x)';
    const text = `model Q {\n    input x: [64]\n    d: Dense(64)\n}\ntraining t for Q {\n    ${body.replaceAll("; ", "\n    ")}\n}\n`;
    // 64·64 + 64 + the adapter's 2·128; it and the bias train
    assert.match(lenses(text).at(-2)!, /Phase 1: 320 of 4,416 parameters train \(7.25 %\)/);
  });
});
