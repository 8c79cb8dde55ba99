// What stands at the ends of the lines.
import assert from "node:assert/strict";
import { hinted } from "./cursor.ts";

const mlp = `model MLP {
    input x: [5]
    Dense(8, activation=relu)  # hidden
    Dense(3)
}`;

describe("inlay hints", () => {
  it("show shape and count, before a comment, and the total on the model's line", () => {
    assert.deepEqual(hinted(mlp), [
      "model MLP { « 75 parameters",
      "Dense(8, activation=relu) « → 8 · 48",
      "Dense(3) « → 3 · 27",
    ]);
  });

  it("follow the setting", () => {
    assert.deepEqual(hinted(mlp, "off"), []);
    assert.equal(hinted(mlp, "shapes")[1], "Dense(8, activation=relu) « → 8");
    assert.equal(hinted(mlp, "teaching")[1], "Dense(8, activation=relu) « → 8 · (5 + 1)·8 = 48");
  });

  it("sum a pipeline over several lines at its end", () => {
    const lines = hinted(
      "model M {\n    input x: [28, 28, 1]\n    x -> Conv2D(8, 3)\n      -> BatchNormalization()\n      -> ReLU()\n}",
    );
    assert.equal(lines[1], "-> ReLU() « → 26×26×8 · 112");
  });

  it("show the first use of a block, and that the uses differ", () => {
    const lines = hinted(
      "block b(n) {\n    Dense(n)\n    ReLU()\n}\nmodel M {\n    input x: [4]\n    for n in [2, 3] { b(n) }\n}",
    );
    assert.deepEqual(lines.slice(0, 2), ["block b(n) { « used ×2", "Dense(n) « → 2 · 10 · ×2, differs"]);
  });

  it("say of equal uses only how many there are", () => {
    const lines = hinted("block b() { Dense(4) }\nmodel M {\n    input x: [4]\n    repeat 3 { b() }\n}");
    assert.ok(
      lines.some((line) => line.endsWith("→ 4 · 20 · ×3")),
      lines.join("\n"),
    );
  });

  it("count a shared layer once", () => {
    const lines = hinted(
      "model M {\n    input a: [4]\n    input b: [4]\n    shared enc: Dense(2)\n    p = a -> enc\n    q = b -> enc\n    [p, q] -> Add()\n}",
    );
    assert.deepEqual(lines.slice(1, 3), ["p = a -> enc « → 2 · 10", "q = b -> enc « → 2 · shared"]);
  });

  it("mark frozen layers", () => {
    assert.ok(
      hinted("model M {\n    input x: [4]\n    Dense(2, trainable=False)\n}")[1]?.endsWith("→ 2 · 10 · ❄"),
    );
  });

  it("keep the lines below a broken one", () => {
    const lines = hinted("model M {\n    input x: [4]\n    Dense(8\n    Dense(3)\n}");
    assert.ok(
      lines.some((line) => line.startsWith("Dense(3) « → 3")),
      lines.join("\n"),
    );
  });

  it("say that a model without defaults is counted where it is used", () => {
    assert.equal(
      hinted("model M(n) {\n    input x: [4]\n    Dense(n)\n}")[0],
      "model M(n) { « counted where it is used",
    );
  });
});
