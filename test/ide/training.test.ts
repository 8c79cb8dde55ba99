// Hints and hovers of training sections, and layers marked as frozen by them.
import assert from "node:assert/strict";
import { hinted, hoverAt } from "./cursor.ts";

const model = "model M {\n    input x: [4]\n    a: Dense(2)\n    b: Dense(3)\n}\n";
const training = (...lines: readonly string[]): string =>
  `${model}training t for M {\n    ${lines.join("\n    ")}\n}`;
const compile = "compile(optimizer=adam, loss=mse)";

describe("training sections", () => {
  it("say what a line froze, and what trains at compile and fit", () =>
    assert.deepEqual(hinted(training("freeze a", compile, "fit()")).slice(3), [
      "freeze a « ❄ froze 1 layer · 10",
      `${compile} « trainable 9 of 19`,
      "fit() « trainable 9 of 19",
    ]));

  it("mark the layers that are frozen in the last phase", () => {
    const lines = hinted(training("freeze a", compile, "fit()"));
    assert.deepEqual(lines.slice(1, 3), ["a: Dense(2) « → 2 · 10 · ❄", "b: Dense(3) « → 3 · 9"]);
    const melted = hinted(training("freeze a", compile, "fit()", "unfreeze a", compile, "fit()"));
    assert.equal(melted[1], "a: Dense(2) « → 2 · 10");
  });

  it("mark a nested model that is frozen in part", () => {
    const nested = `model Outer {\n    input x: [4]\n    base: M()\n    Dense(1)\n}\ntraining t for Outer {\n    freeze base.a\n    ${compile}\n    fit()\n}`;
    assert.ok(hinted(model + nested).includes("base: M() « → 3 · 19 · ❄ partly"));
  });

  it("say where a fit stops", () =>
    assert.equal(hinted(training("fit()")).at(-1), "fit() « stops with an error: nothing trains"));

  it("explain a fit in its hover", () => {
    const found = hoverAt(training("freeze a", compile, "fi$0t()"));
    for (const part of ["Trainable: **9** of 19 parameters (47.4 %)", "Weights change in `b`."])
      assert.ok(found.includes(part), found);
  });

  it("list their phases in the hover of their name", () =>
    assert.ok(
      hoverAt(training("freeze a", compile, "fit()").replace("training t", "training $0t")).includes(
        "1. `fit` of `M`: 9 of 19 parameters train",
      ),
    ));

  it("explain a freeze in its hover", () => {
    const found = hoverAt(training("fr$0eeze a", compile, "fit()"));
    assert.ok(found.includes("changed the flag of 1 layer"), found);
  });

  it("show the layer in a hover on a selector", () =>
    assert.ok(hoverAt(training("freeze a$0")).includes("| kernel | 4×2 | 8 |")));

  it("say in the layer's hover that it is frozen", () =>
    assert.ok(
      hoverAt(training("freeze a", compile, "fit()").replace("Dense(2)", "Den$0se(2)")).includes(
        "❄ Frozen in the last phase of `t`.",
      ),
    ));
});
