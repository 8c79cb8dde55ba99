// Arrows through the borders of open boxes: in the middle where there is one, upright and level, and through no other box.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { chooseModel } from "../../server/src/ide/model-view/choice.ts";
import { type Layout, layOut } from "../../server/src/ide/model-view/layout.ts";
import { type Scene, sceneOf } from "../../server/src/ide/model-view/scene.ts";
import { modelView } from "../../server/src/ide/model-view.ts";
import { createEngine } from "../../server/src/ide/pictures/elk-engine.ts";

async function laidOut(text: string): Promise<{ readonly scene: Scene; readonly layout: Layout }> {
  const analysis = analyze("file:///test.net", text);
  const { name, run } = chooseModel(analysis);
  const scene = sceneOf(modelView(analysis, name!, run!));
  const open = new Set(scene.boxes.filter((box) => box.children.length > 0).map(({ number }) => number));
  const sizes = { closed: () => ({ width: 140, height: 42 }), heading: () => ({ width: 200, height: 28 }) };
  return { scene, layout: await layOut(scene, open, sizes, await createEngine()) };
}

const example = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "..", "examples", `${name}.net`), "utf8");

/** A skip beside a long way, and an arrow that goes straight through. */
const lopsided = `block wide(n) {
    input x
    a = x -> Dense(n) -> Dense(n)
    b = x -> Dense(n) -> Dense(n) -> Dense(n)
    c = x -> Dense(n)
    [x, a, b, c] -> Add()
}
model M {
    input x: [4]
    one: wide(4)
    two: wide(4)
}
`;

describe("arrows through borders", () => {
  for (const [name, text] of [
    ["googlenet", example("googlenet")],
    ["u-net", example("u-net")],
    ["bert", example("bert")],
    ["a lopsided block", lopsided],
  ] as const) {
    it(`run upright or level, and through no box: ${name}`, async () => {
      const { layout } = await laidOut(text);
      const closed = layout.placed.filter(({ open }) => !open);
      for (const { points } of layout.routes)
        for (const [i, to] of points.slice(1).entries()) {
          const from = points[i]!;
          assert.ok(Math.abs(from.x - to.x) < 0.6 || Math.abs(from.y - to.y) < 0.6, JSON.stringify(points));
          const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
          const [upper, lower] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
          const hit = closed.find(
            (box) =>
              right > box.x + 1 &&
              left < box.x + box.width - 1 &&
              lower > box.y + 1 &&
              upper < box.y + box.height - 1,
          );
          assert.equal(hit, undefined, JSON.stringify(points));
        }
    });
  }

  it("come in and go out in the middle", async () => {
    const { scene, layout } = await laidOut(lopsided);
    for (const box of layout.placed.filter(({ open }) => open)) {
      const middle = box.x + box.width / 2;
      const inside = new Set(scene.boxes[box.box]!.children);
      const comes = layout.routes.filter(({ from, to }) => from === undefined && inside.has(to ?? -1));
      const goes = layout.routes.filter(({ from, to }) => to === undefined && inside.has(from ?? -1));
      assert.ok(comes.length > 0 && goes.length > 0);
      for (const { points } of comes) assert.ok(Math.abs(points[0]!.x - middle) < 4);
      for (const { points } of goes) assert.ok(Math.abs(points.at(-1)!.x - middle) < 4);
    }
  });

  it("leave blocks of a long model below each other", async () => {
    const { layout } = await laidOut(example("googlenet"));
    assert.ok(layout.width < 800, `${layout.width}`);
  });
});
