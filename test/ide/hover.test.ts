// What the hovers say, by the thing under the cursor.
import assert from "node:assert/strict";
import { hoverAt } from "./cursor.ts";

const says = (text: string, ...parts: readonly (string | RegExp)[]): void => {
  const found = hoverAt(text);
  for (const part of parts) {
    if (typeof part === "string") assert.ok(found.includes(part), `no ${JSON.stringify(part)} in\n${found}`);
    else assert.match(found, part);
  }
};

const inModel = (line: string, input = "[28, 28, 3]"): string =>
  `model M {\n    input x: ${input}\n    ${line}\n}`;

describe("hover", () => {
  it("on a layer: shapes, weights, the sum in numbers, share, costs", () => {
    says(
      inModel("$0Conv2D(128, 3)", "[56, 56, 64]"),
      "56×56×64 → **54×54×128**",
      "| kernel | 3×3×64×128 | 73,728 | yes |",
      "(3·3·64 + 1)·128 = 73,856",
      "100.0 % of M",
      "Multiply-adds: **",
      "FLOPs: **",
    );
  });

  it("on a layer: its hyperparameters apart, given and by default", () => {
    says(inModel("Dense(8, $0activation=relu)", "[4]"), "**activation**", "None");
    says(
      inModel("De$0nse(8, activation=relu)", "[4]"),
      "**Hyperparameters** (fixed beforehand, never trained)",
      "- `units = 8`",
      "`use_bias=True`",
    );
  });

  it("on a pooling layer: no weights, and why", () =>
    says(inModel("Max$0Pooling2D(2)"), "**0 parameters**: pooling"));

  it("on BatchNormalization: what is trained and what never is", () =>
    says(
      inModel("Batch$0Normalization()"),
      "`gamma` and `beta` of 3 each are trained",
      "`moving_mean` and `moving_variance` of 3 each are never trained: they are running averages",
      "| moving_mean | 3 | 3 | no, never |",
    ));

  it("on a label, an input, a variable and a size", () => {
    says(inModel("he$0ad: Dense(8)", "[4]"), "`head`", "kernel");
    says("model M {\n    input $0x: [4]\n    Dense(1)\n}", "**input**: 4 float32");
    says(inModel("y = x -> Dense(8)\n    $0y -> Dense(1)", "[4]"), "**variable**: 8 float32");
    says(
      "block b() {\n    input x: [c]\n    Dense(c$0)\n}\nmodel M {\n    input x: [7]\n    b()\n}",
      "**size**: `7`",
    );
  });

  it("on a model: totals and docs", () =>
    says(
      "## A small one.\nmodel M$0LP {\n    input x: [5]\n    Dense(8)\n    BatchNormalization()\n}",
      "A small one.",
      "**80 parameters** in 2 layers",
      "Trainable: 64 · Non-trainable: 16",
    ));

  it("on a block: its uses", () =>
    says(
      "block b$0(n) { Dense(n) }\nmodel M {\n    input x: [4]\n    b(2)\n    b(3)\n}",
      "Used 2 times",
      "`b(2)` → 2 · 10",
      "`b(3)` → 3 · 9",
    ));

  it("on the use of a block: what it put into the model", () =>
    says(
      "block b(n) { Dense(n) }\nmodel M {\n    input x: [4]\n    b$0(2)\n}",
      "This use: 1 layer → **2** · **10** parameters",
    ));

  it("on a parameter, in its declaration and where it is used", () => {
    says(
      "block b(n$0: int = 3) { Dense(n) }\nmodel M {\n    input x: [4]\n    b()\n}",
      "**n**: int — by default `3`",
    );
    says("block b(n=3) { Dense(n$0) }\nmodel M {\n    input x: [4]\n    b()\n}", "In the first use: `3`");
  });

  it("on a model of the library: its totals", () =>
    says(inModel("VG$0G16(include_top=False)", "[224, 224, 3]"), "14,714,688 parameters"));

  it("on a layer no output depends on: that it is not counted", () =>
    says(
      inModel("y = x -> Den$0se(8)\n    output x -> Dense(1)", "[4]"),
      "not counted in M: no output depends on this layer",
    ));

  it("on an unknown shape: the reason", () => says(inModel("Flat$0ten()", "[?, 4]"), /`\?`: /));

  it("on a constant: its value", () => {
    says("const wid$0th = 2 * 32\nmodel M {\n    input x: [4]\n    Dense(width)\n}", "**constant**: `64`");
    says("const width = 2 * 32\nmodel M {\n    input x: [4]\n    Dense(wid$0th)\n}", "**constant**: `64`");
  });

  it("on an optimizer: its arguments", () =>
    says(
      "model M {\n    input x: [4]\n    Dense(1)\n}\ntraining t for M {\n    compile(optimizer=Ad$0am(1e-3), loss=mse)\n}",
      "**learning_rate**",
    ));

  it("says nothing of a comment", () =>
    assert.equal(hoverAt("# a com$0ment\nmodel M {\n    input x: [4]\n    Dense(1)\n}"), ""));
});
