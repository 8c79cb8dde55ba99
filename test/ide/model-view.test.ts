// A model as a tree of boxes with arrows, and the picture laid out from it: what the graph and the table are made of.
import assert from "node:assert/strict";
import ELK from "elkjs";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { chooseModel } from "../../server/src/ide/model-view/choice.ts";
import type { ElkGraph } from "../../server/src/ide/model-view/elk-graph.ts";
import { type Engine, layOut } from "../../server/src/ide/model-view/layout.ts";
import { openedAtFirst, type Scene, sceneOf } from "../../server/src/ide/model-view/scene.ts";
import type { ModelView, ViewNode } from "../../server/src/ide/model-view/view.ts";
import { modelView } from "../../server/src/ide/model-view.ts";
import { choosePhase } from "../../server/src/ide/phase-choice.ts";

function viewOf(text: string, phase?: number): ModelView {
  const analysis = analyze("file:///test.net", text);
  if (phase !== undefined) choosePhase(analysis, { training: "t", phase });
  const { name, run } = chooseModel(analysis);
  return modelView(analysis, name!, run!);
}

const all = (nodes: readonly ViewNode[]): readonly ViewNode[] =>
  nodes.flatMap((node) => [node, ...all(node.children ?? [])]);

/** Each box as its id and what `of` says of it, those inside indented. */
const tree = (nodes: readonly ViewNode[], of: (node: ViewNode) => string, depth = 0): string =>
  nodes
    .map(
      (node) =>
        `${"  ".repeat(depth)}${`${node.id} ${of(node)}`.trim()}\n${tree(node.children ?? [], of, depth + 1)}`,
    )
    .join("");

const boxes = (text: string, of: (node: ViewNode) => string = () => ""): readonly string[] =>
  tree(viewOf(text).nodes, of).trimEnd().split("\n");

function arrows(text: string): readonly string[] {
  const view = viewOf(text);
  const nodes = all(view.nodes);
  return view.edges.map(([from, to, shape]) => `${nodes[from]!.id} -> ${nodes[to]!.id} ${shape}`);
}

const residual = `block residual(n) {
    input x
    y = x -> Dense(n) -> ReLU()
    [x, y] -> Add()
}
`;

const elk = new ELK();
function counted(): { engine: Engine; count: () => number } {
  let count = 0;
  return {
    engine: (graph) => {
      count++;
      return elk.layout(structuredClone(graph) as never) as unknown as Promise<ElkGraph>;
    },
    count: () => count,
  };
}
const sizes = {
  closed: () => ({ width: 120, height: 40 }),
  heading: () => ({ width: 100, height: 28 }),
};
const named = (scene: Scene, ids: readonly string[]): Set<number> =>
  new Set(ids.map((id) => scene.byId.get(id)!));

describe("the view of a model", () => {
  it("has every layer with its class, shape and parameters", () =>
    assert.deepEqual(
      boxes(
        "model M {\n    input x: [8, 8, 3]\n    Conv2D(4, 3)\n    BatchNormalization()\n    Flatten()\n}\n",
        ({ class: name, family, shape, params }) => `${name} ${family} ${shape} ${params?.join("+") ?? ""}`,
      ),
      [
        "x Input input 8×8×3",
        "conv2d Conv2D convolution 6×6×4 112+112+0",
        "batch_normalization BatchNormalization normalization 6×6×4 16+8+8",
        "flatten Flatten reshaping 144",
        "flatten (output 1) Output output 144",
      ],
    ));

  it("keeps large counts exact and sizes without a number as they are", () => {
    const { params } = viewOf(
      "model M {\n    input x: [T, 4294967296]\n    Dense(4294967296, use_bias=False)\n}\n",
    );
    assert.deepEqual(params, ["18446744073709551616", "18446744073709551616", "0"]);
    const { nodes, bytes } = viewOf("model M {\n    input x: [T, 4]\n    Dense(2)\n}\n");
    assert.equal(nodes[1]!.shape, "T×2");
    assert.equal(bytes, "8*T");
  });

  it("puts layers into the uses of blocks that made them, labelled or not", () =>
    assert.deepEqual(
      boxes(
        `${residual}model M {\n    input x: [4]\n    residual(4)\n    first: residual(4)\n    residual(4)\n}\n`,
      ),
      [
        "x",
        "~residual/",
        "  dense",
        "  re_lu",
        "  add",
        "first/",
        "  first.dense",
        "  first.re_lu",
        "  first.add",
        "~residual_1/",
        "  dense_1",
        "  re_lu_1",
        "  add_1",
        "add_1 (output 1)",
      ],
    ));

  it("puts blocks into blocks, and leaves out those that say nothing", () =>
    assert.deepEqual(
      boxes(
        `${residual}block one() {\n    input x\n    Dense(4)\n}\nblock stage(n) {\n    input x\n    repeat 2 { residual(n) }\n    one()\n}\nmodel M {\n    input x: [4]\n    "s{1}": stage(4)\n    "s{2}": stage(4)\n}\n`,
      ).filter((line) => line.endsWith("/") || line.includes(".dense_2")),
      [
        "s1/",
        "  s1/~repeat/",
        "    s1/~repeat/1/",
        "    s1/~repeat/2/",
        "  s1.dense_2",
        "s2/",
        "  s2/~repeat/",
        "    s2/~repeat/1/",
        "    s2/~repeat/2/",
        "  s2.dense_2",
      ],
    ));

  it("puts the turns of a loop into one box, each in its own where it is more than one layer", () =>
    assert.deepEqual(
      boxes(
        "model M {\n    input x: [4]\n    for n in [8, 4] {\n        Dense(n)\n        ReLU()\n    }\n    repeat 2 { Dense(4) }\n    repeat 1 { Dense(4) }\n}\n",
        ({ name, kind, class: of }) => `${name} · ${kind} ${of}`,
      ),
      [
        "x x · input Input",
        "~for/ for n in [8, 4] · loop loop",
        "  ~for/1/ n = 8 · turn turn",
        "    dense dense · layer Dense",
        "    re_lu re_lu · layer ReLU",
        "  ~for/2/ n = 4 · turn turn",
        "    dense_1 dense_1 · layer Dense",
        "    re_lu_1 re_lu_1 · layer ReLU",
        "~repeat/ repeat 2 · loop loop",
        "  dense_2 dense_2 · layer Dense",
        "  dense_3 dense_3 · layer Dense",
        "dense_4 dense_4 · layer Dense",
        "dense_4 (output 1) dense_4 · output Output",
      ],
    ));

  it("calls a turn that is one block by the block, and keeps labels", () =>
    assert.deepEqual(
      boxes(
        `${residual}model M {\n    input x: [4]\n    repeat 2 { residual(4) }\n    for i in range(2) { "s{i}": residual(4) }\n}\n`,
        ({ name, kind, class: of }) => `${name} · ${kind} ${of}`,
      ).filter((line) => line.includes("/")),
      [
        "~repeat/ repeat 2 · loop loop",
        "  ~repeat/1/ turn 1 · block residual",
        "  ~repeat/2/ turn 2 · block residual",
        "~for/ for i in range(2) · loop loop",
        "  s0/ s0 · block residual",
        "  s1/ s1 · block residual",
      ],
    ));

  it("finds the turns of loops in loops, in blocks that are used again and behind an if", () => {
    const text = `block stage(n) {
    input x
    repeat 2 {
        if n > 1 {
            Dense(n)
            ReLU()
        }
    }
}
model M {
    input x: [4]
    for n in [2, 2, 3] {
        repeat 2 { stage(n) }
        Dropout(0.5)
    }
}
`;
    const stages = (turn: number): readonly string[] =>
      [1, 2].flatMap((k) => [
        `~for/${turn}/~repeat/${k}/`,
        `~for/${turn}/~repeat/${k}/~stage/~repeat/1/`,
        `~for/${turn}/~repeat/${k}/~stage/~repeat/2/`,
      ]);
    assert.deepEqual(
      boxes(text)
        .map((line) => line.trim())
        .filter((line) => line.endsWith("/")),
      ["~for/", ...[1, 2, 3].flatMap((n) => [`~for/${n}/`, `~for/${n}/~repeat/`, ...stages(n)])],
    );
  });

  it("lets a loop that is alone in its block leave its turns to the block", () =>
    assert.deepEqual(
      boxes(
        "block rows(n) {\n    input x\n    repeat n {\n        Dense(4)\n        ReLU()\n    }\n}\nmodel M {\n    input x: [4]\n    rows: rows(2)\n}\n",
      ).filter((line) => line.endsWith("/")),
      ["rows/", "  rows/~repeat/1/", "  rows/~repeat/2/"],
    ));

  it("draws arrows into nested models and out of them", () =>
    assert.deepEqual(
      arrows(
        "model Inner {\n    input a: [4]\n    Dense(3)\n}\nmodel M {\n    input x: [4]\n    Inner()\n    Dense(2)\n}\n",
      ),
      [
        "x -> inner.a 4",
        "inner.a -> inner.dense 4",
        "inner.dense -> inner.dense (output 1) 3",
        "inner.dense (output 1) -> dense 3",
        "dense -> dense (output 1) 2",
      ],
    ));

  it("draws a layer that is used twice once, with the arrows of both uses", () => {
    const text =
      "model M {\n    input a: [4]\n    input b: [4]\n    shared d: Dense(2)\n    [a -> d, b -> d] -> Add()\n}\n";
    assert.deepEqual(arrows(text).slice(0, 2), ["a -> d 4", "b -> d 4"]);
    assert.equal(viewOf(text).nodes.find(({ id }) => id === "d")!.uses, 2);
    assert.equal(viewOf(text).params[0], "10");
  });

  it("says what trains in the phase that is shown, also inside of models", () => {
    const text = `model Base {
    input x: [4]
    a: Dense(4)
    b: Dense(4)
}
model M {
    input x: [4]
    base: Base()
    head: Dense(2)
}
training t for M {
    freeze base
    compile(optimizer=adam, loss=mse)
    fit(x)
    unfreeze base
    freeze base.a
    compile(optimizer=adam, loss=mse)
    fit(x)
}
`;
    const states = (phase: number): readonly string[] =>
      all(viewOf(text, phase).nodes)
        .filter(({ state }) => state !== "none")
        .map(({ id, state }) => `${id} ${state}`);
    assert.deepEqual(states(1), ["base frozen", "base.a frozen", "base.b frozen", "head trains"]);
    assert.deepEqual(states(2), ["base partly", "base.a frozen", "base.b trains", "head trains"]);
    assert.equal(viewOf(text, 1).phase, "t: phase 1");
  });

  it("leads to the call that made a layer, in this file or the library", () => {
    const { nodes, files } = viewOf("model M {\n    input x: [32, 32, 3]\n    VGG16(include_top=False)\n}\n");
    assert.deepEqual(nodes[1]!.source, [0, 2, 4, 2, 28]);
    const inside = all(nodes).find(({ name }) => name === "block1_conv1")!;
    assert.equal(files[inside.source![0]], "std/vgg");
  });

  it("keeps the ids of what an edit does not touch", () => {
    const ids = (text: string): readonly string[] => all(viewOf(text).nodes).map(({ id }) => id);
    const before = ids(
      `${residual}model M {\n    input x: [4]\n    one: residual(4)\n    two: residual(4)\n}\n`,
    );
    const after = ids(
      `${residual}model M {\n    input x: [4]\n    one: residual(4)\n    new: Dense(4)\n    two: residual(4)\n}\n`,
    );
    assert.deepEqual(
      before.filter((id) => !after.includes(id)),
      [],
    );
  });

  it("shows the model asked for, the one around the cursor, or the last", () => {
    const text =
      "model A {\n    input x: [4]\n    Dense(1)\n}\nmodel B {\n    input x: [4]\n    Dense(2)\n}\n";
    const analysis = analyze("file:///test.net", text);
    assert.equal(chooseModel(analysis).name, "B");
    assert.equal(chooseModel(analysis, "A").name, "A");
    assert.equal(chooseModel(analysis, undefined, 10).name, "A");
    assert.equal(chooseModel(analysis, "Gone").name, "B");
  });

  it("says why there is nothing to show", () => {
    const why = (text: string): string | undefined => chooseModel(analyze("file:///test.net", text)).empty;
    assert.match(why("")!, /^This file has no model yet/);
    assert.match(
      why("model M(n) {\n    input x: [4]\n    Dense(n)\n}\n")!,
      /needs `n`.*training t for M\(n=…\)/,
    );
    assert.match(why("model M {\n}\n")!, /`M` (has no layers yet|cannot be drawn yet)/);
    assert.equal(
      why("model M(n) {\n    input x: [4]\n    Dense(n)\n}\ntraining t for M(n=2) {\n}\n"),
      undefined,
    );
  });
});

describe("the layout of a view", () => {
  const model = `${residual}model M {\n    input x: [4]\n    one: residual(4)\n    two: residual(4)\n    three: residual(4)\n}\n`;

  it("lays out only what opens and what is around it, and what looks alike once", async () => {
    const scene = sceneOf(viewOf(model));
    const { engine, count } = counted();
    const cache = new Map();
    await layOut(scene, named(scene, []), sizes, engine, cache);
    assert.equal(count(), 1);
    await layOut(scene, named(scene, ["one/"]), sizes, engine, cache);
    assert.equal(count(), 3);
    // The second block looks like the first: only what is around both is new.
    await layOut(scene, named(scene, ["one/", "two/"]), sizes, engine, cache);
    assert.equal(count(), 4);
    await layOut(scene, named(scene, ["one/"]), sizes, engine, cache);
    assert.equal(count(), 4);
  });

  it("carries an arrow on at the border it runs through, below the heading where it comes in", async () => {
    const scene = sceneOf(viewOf(model));
    const layout = await layOut(scene, named(scene, ["one/", "two/"]), sizes, counted().engine);
    const ends = layout.routes.map(({ points }) => points.at(-1)!);
    for (const { points, from } of layout.routes) {
      if (from !== undefined) continue;
      const [start] = points;
      assert.ok(
        ends.some(
          ({ x, y }) => Math.abs(x - start!.x) < 1 && [0, 28].some((by) => Math.abs(y + by - start!.y) < 1),
        ),
        `nothing ends at ${start!.x}, ${start!.y}`,
      );
    }
  });

  it("keeps boxes inside the box they belong to", async () => {
    const scene = sceneOf(viewOf(model));
    const { placed } = await layOut(scene, openedAtFirst(scene), sizes, counted().engine);
    const places = new Map(placed.map((place) => [place.box, place]));
    for (const { box, x, y, width, height } of placed) {
      const outer = places.get(scene.boxes[box]!.parent);
      if (!outer) continue;
      assert.ok(outer.x <= x && x + width <= outer.x + outer.width);
      assert.ok(outer.y + 28 <= y && y + height <= outer.y + outer.height);
    }
  });

  it("cuts 10,000 layers into runs with their sums", () => {
    const scene = sceneOf(viewOf("model M {\n    input x: [4]\n    repeat 10000 { Dense(4) }\n}\n"));
    assert.ok(scene.roots.length < 120);
    const runs = scene.roots.map((root) => scene.boxes[root]!);
    assert.equal(
      runs.reduce((sum, { layers }) => sum + layers, 0),
      10_000,
    );
    assert.equal(
      runs.reduce((sum, { node }) => sum + Number(node.params?.[0] ?? 0), 0),
      200_000,
    );
    assert.equal(openedAtFirst(scene).size, 0);
  });

  it("opens two levels at first, and fewer where they would be many boxes", () => {
    const opened = (text: string): readonly string[] => {
      const scene = sceneOf(viewOf(text));
      return [...openedAtFirst(scene)].map((box) => scene.boxes[box]!.node.id);
    };
    const nested = (n: number): string =>
      `block inner() {\n    input x\n    a: residual(4)\n    b: residual(4)\n}\nblock outer() {\n    input x\n    c: inner()\n    d: inner()\n}\nmodel M {\n    input x: [4]\n    repeat ${n} {\n        outer()\n        ReLU()\n    }\n}\n`;
    assert.deepEqual(opened(residual + nested(2)), ["~repeat/", "~repeat/1/", "~repeat/2/"]);
    assert.deepEqual(opened(residual + nested(50)), ["~repeat/"]);
  });
});
