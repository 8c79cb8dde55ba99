// What a phase does to each layer on each target: effect, conflicts of flags, BatchNormalization, gradients, memory, and
// optimizers that are used again. It asks for states and numbers, never for wording.
import { strict as assert } from "node:assert";
import { changesSince, layerStates, normCounts } from "../../server/src/model/training/layer-states.ts";
import { bytesAt, largestBatch, memoryOfPhase } from "../../server/src/model/training/memory.ts";
import { type Target, targets } from "../../server/src/model/training/training.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import {
  again,
  compile,
  gan,
  names,
  nested,
  phases,
  run,
  section,
  small,
} from "../support/training-sections.ts";

const snapshots = (models: string, body: string, target: Target, of = "M") =>
  run(section(models, body, of), target).trainings[0]!.phases.map(({ snapshot }) => snapshot);

/** The layers of the last phase, each as `path effect`, with a conflict and the gradient where they tell something. */
function check(models: string, body: string, expected: string, target: Target = "keras3-tensorflow"): void {
  const last = snapshots(models, body, target).at(-1)!;
  const text = layerStates(last)
    .filter(({ effect }) => effect !== "none")
    .map(({ path, effect, conflict, gradient }) =>
      [path, effect, conflict?.kind, gradient === "lost" || gradient === "passes" ? gradient : undefined]
        .filter((part) => part !== undefined)
        .join(" "),
    );
  assert.equal(text.join(", "), expected);
}

describe("phases: layers", () => {
  it("tells a nested model frozen as a whole from its layers", () =>
    check(
      nested,
      `freeze base; ${compile}; fit(x)`,
      "base frozen, base.one frozen, base.norm frozen, base.two frozen, b trains",
    ));

  it("shows layers that train in a nested model whose own flag is off", () =>
    check(
      nested,
      `freeze base; unfreeze base.one; ${compile}; fit(x)`,
      "base partly inside, base.one trains, base.norm frozen passes, base.two frozen passes, b trains",
    ));

  it("on Keras 2 a frozen nested model holds its layers back", () =>
    check(
      nested,
      `freeze base; unfreeze base.one; ${compile}; fit(x)`,
      "base frozen, base.one frozen held, base.norm frozen, base.two frozen, b trains",
      "keras2",
    ));

  it("a frozen model that is compiled itself holds everything", () => {
    for (const target of targets)
      check(small, `freeze model; unfreeze b; ${compile}; fit(x)`, "a frozen, b frozen held", target);
  });

  it("shows a flag that came too late as what it is on each target", () => {
    const late = `${compile}; fit(x); freeze a; fit(x)`;
    check(small, late, "a trains late, b trains", "keras3-tensorflow");
    check(small, late, "a trains late, b trains", "keras2");
    check(small, late, "a frozen, b trains", "keras3-torch");
  });

  it("knows what begins and stops to change", () => {
    const all = snapshots(
      nested,
      `freeze base; ${compile}; fit(x); unfreeze base.one; freeze b; ${compile}; fit(x)`,
      "keras3-tensorflow",
    ).map(changesSince);
    assert.deepEqual(all, [undefined, { begin: ["base.one"], stop: ["b"] }]);
  });

  it("equal names inside and outside of a nested model stay apart", () =>
    check(
      "model Base {\n    input x: [4]\n    a: Dense(2)\n}\nmodel M {\n    input x: [4]\n    base: Base()\n    a: Dense(2)\n}\n",
      "freeze a; compile(optimizer=adam, loss=mse); fit(x)",
      "base trains, base.a trains, a frozen passes",
    ));
});

describe("phases: BatchNormalization", () => {
  /** How many layers use batch statistics and how many their moving ones, in the last phase. */
  const norms = (body: string, target: Target, models = nested): string => {
    const { batch, moving } = normCounts(snapshots(models, body, target).at(-1)!);
    return `${batch} batch, ${moving} moving`;
  };
  const called = nested.replace("base: Base()", "shared base: Base()\n    base(x, training=False)");

  it("follows the layer's own flag when the training function is built", () => {
    for (const target of targets) {
      assert.equal(norms(`${compile}; fit(x)`, target), "1 batch, 0 moving");
      assert.equal(norms(`freeze base; ${compile}; fit(x)`, target), "0 batch, 1 moving");
      assert.equal(norms(`freeze base; unfreeze base.norm; ${compile}; fit(x)`, target), "1 batch, 0 moving");
    }
  });
  it("is not protected by `training=False` in the call on Keras 3, and is on Keras 2", () => {
    for (const target of targets)
      assert.equal(
        norms(`${compile}; fit(x)`, target, called),
        target === "keras2" ? "0 batch, 1 moving" : "1 batch, 0 moving",
      );
  });
  it("is warned of in fine-tuning where its statistics will move", () => {
    const thawed = `freeze base; ${compile}; fit(x); unfreeze base; ${again}; fit(x)`;
    for (const target of targets) {
      assert.deepEqual(names(run(section(nested, thawed), target)), ["train-batchnorm-unfrozen"]);
      assert.deepEqual(
        names(run(section(called, thawed), target)),
        target === "keras2" ? [] : ["train-batchnorm-unfrozen"],
      );
    }
  });
  it("frozen after a fit: only PyTorch reads the flag again", () => {
    const late = `${compile}; fit(x); freeze base.norm; fit(x)`;
    assert.equal(norms(late, "keras3-tensorflow"), "1 batch, 0 moving");
    assert.equal(norms(late, "keras3-torch"), "0 batch, 1 moving");
  });
});

describe("phases: gradients", () => {
  const behind = (operation: string): string =>
    `model M {\n    input x: [8]\n    a: Dense(4)\n    ${operation}\n    b: Dense(3, activation=softmax)\n}\n`;

  for (const operation of ["stop_gradient", "round", "floor", "sign"]) {
    it(`none comes back through ops.${operation}`, () => {
      const text = section(behind(`ops.${operation}()`), `${compile}; fit(x)`);
      const analysis = run(text);
      assert.deepEqual(names(analysis), ["train-no-gradient"]);
      check(behind(`ops.${operation}()`), `${compile}; fit(x)`, "a trains lost, b trains");
      const [fix] = analysis.fixes(analysis.findings[0]!);
      assert.deepEqual(names(run(applyEdits(text, fix!.edits))), []);
    });
  }
  it("none comes back through argmax or a cast to whole numbers", () => {
    const steps = "i = ops.argmax(a, axis=-1)\n    i -> Embedding(4, 2)";
    assert.deepEqual(names(run(section(behind(steps), `${compile}; fit(x)`))), ["train-no-gradient"]);
    const cast = 'i = ops.cast(a, "int32")\n    i -> Embedding(4, 2) -> Flatten()';
    assert.deepEqual(names(run(section(behind(cast), `${compile}; fit(x)`))), ["train-no-gradient"]);
  });
  it("passes where there is another way, or a regularizer", () => {
    assert.deepEqual(names(run(section(behind("a + ops.stop_gradient(a)"), `${compile}; fit(x)`))), []);
    const pulled = behind("ops.stop_gradient()").replace(
      "a: Dense(4)",
      "a: Dense(4, use_bias=False, kernel_regularizer=l2)",
    );
    assert.deepEqual(names(run(section(pulled, `${compile}; fit(x)`))), []);
  });
  it("is silent for layers that are frozen", () =>
    assert.deepEqual(names(run(section(behind("ops.stop_gradient()"), `freeze a; ${compile}; fit(x)`))), []));
  it("comes only from outputs that have a loss", () => {
    const two =
      "model M {\n    input x: [8]\n    h: Dense(4)\n    h -> p: Dense(2)\n    h -> q: Dense(3)\n    output p, q\n}\n";
    for (const [loss, expected] of [
      ["mse", []],
      ["[mse, mse]", []],
      ["[mse, None]", ["train-no-gradient"]],
      ['{"p": mse, "q": None}', ["train-no-gradient"]],
    ] as const)
      assert.deepEqual(
        names(run(section(two, `compile(optimizer=adam, loss=${loss}); fit(x)`))),
        expected,
        loss,
      );
  });
  it("where no weight gets one, says what the target does", () => {
    const text = section(behind("ops.stop_gradient()"), `freeze b; ${compile}; fit(x)`);
    assert.match(run(text, "keras3-tensorflow").findings[0]!.message, /No gradients provided/);
    assert.match(run(text, "keras3-jax").findings[0]!.message, /without a word/);
  });
});

describe("phases: an optimizer that is used again", () => {
  const twice = (between: string): string =>
    `opt = Adam(1e-3); freeze a; compile(optimizer=opt, loss=mse); fit(x); ${between}; compile(optimizer=opt, loss=mse); fit(x)`;

  it("stops for weights it was not built for, on every backend of Keras 3", () => {
    assert.deepEqual(names(run(section(small, twice("unfreeze a")), "keras2")), []);
    for (const target of targets.filter((t) => t !== "keras2")) {
      const analysis = run(section(small, twice("unfreeze a")), target);
      assert.deepEqual(names(analysis), ["train-optimizer-reused"]);
      assert.deepEqual(phases(analysis), ["15/36 b", "0/51 !"]);
      const [fix] = analysis.fixes(analysis.findings[0]!);
      assert.deepEqual(phases(run(applyEdits(analysis.text, fix!.edits), target)), ["15/36 b", "51/0 a,b"]);
    }
  });
  it("stops for fewer weights on JAX alone", () => {
    const body =
      "opt = Adam(1e-3); compile(optimizer=opt, loss=mse); fit(x); freeze a; compile(optimizer=opt, loss=mse); fit(x)";
    for (const target of targets)
      assert.deepEqual(
        names(run(section(small, body), target)),
        target === "keras3-jax" ? ["train-optimizer-reused"] : [],
      );
  });
  it("goes on where the weights are the same, and starts anew where it is made anew", () => {
    const states = (body: string): string[] =>
      snapshots(small, body, "keras3-tensorflow").map(({ optimizer }) => optimizer.state);
    assert.deepEqual(states(twice("assert True")), ["new", "kept"]);
    assert.deepEqual(states(`${compile}; fit(x); fit(x); freeze a; ${compile}; fit(x)`), [
      "new",
      "kept",
      "reset",
    ]);
    assert.deepEqual(
      states(
        "compile(optimizer=SGD(0.1), loss=mse); fit(x); freeze a; compile(optimizer=SGD(0.1), loss=mse); fit(x)",
      ),
      ["new", "new"],
    );
  });
  it("serves one model of two that are trained in turn", () => {
    const body =
      "opt = Adam(); d.compile(optimizer=opt, loss=mse); d.fit(x); freeze d; compile(optimizer=opt, loss=mse); fit(x)";
    assert.deepEqual(names(run(section(gan, body, "GAN(g=G(), d=D())"))), ["train-optimizer-reused"]);
  });
});

describe("phases: memory", () => {
  const memory = (body: string, models = nested) =>
    memoryOfPhase(snapshots(models, body, "keras3-tensorflow").at(-1)!);

  it("counts weights, gradients, the optimizer's state and what is kept for the way back", () => {
    const all = memory(`${compile}; fit(x)`);
    // 121 weights, 109 that train; Adam keeps two of each; a sample: 8 + 6 + 6 + 4 + 3 numbers
    assert.deepEqual(
      [all.weights, all.gradients, all.optimizer, all.activations, all.passing],
      [484n, 436n, 872n, 108n, 0n],
    );
    assert.equal(bytesAt(all, 10), 484n + 436n + 872n + 1080n);
  });
  it("keeps nothing of a frozen prefix", () => {
    const head = memory(`freeze base; ${compile}; fit(x)`);
    // The head's input and output; the largest layer before it holds 8 + 6 numbers while it runs.
    assert.deepEqual([head.gradients, head.activations, head.passing], [60n, 28n, 56n]);
    assert.equal(largestBatch(head, 1_000_000n), (1_000_000n - 484n - 60n - 120n) / 84n);
  });
  it("keeps what lies behind a layer that trains, frozen or not", () =>
    assert.equal(memory(`freeze base; freeze b; unfreeze base.one; ${compile}; fit(x)`).activations, 108n));
  it("fits no batch where the weights do not fit", () =>
    assert.equal(largestBatch(memory(`${compile}; fit(x)`), 100n), 0n));
});

describe("phases: without a loss", () => {
  const fitted = (line: string, target: Target, layers = "Dense(2)"): string => {
    const text = `model M {\n    input x: [4]\n    ${layers}\n}\ntraining t for M {\n    ${line}\n    fit()\n}\n`;
    const { findings, trainings } = run(text, target);
    const [phase] = trainings[0]!.phases;
    return `${findings.map(({ code }) => code).join()} ${phase!.stops} ${phase!.layers.join()}`;
  };
  it("stop on TensorFlow, PyTorch and Keras 2, and change nothing on JAX", () => {
    for (const target of ["keras3-tensorflow", "keras3-torch", "keras2"] as const)
      assert.equal(fitted("compile(optimizer=adam)", target), "train-no-loss true ");
    assert.equal(fitted("compile(optimizer=adam, loss=None)", "keras3-jax"), "train-no-loss false ");
    assert.equal(fitted("compile(optimizer=AdamW())", "keras3-jax"), "train-no-loss false dense");
  });
  it("go on where a layer has a loss of its own", () => {
    for (const layers of ["Dense(2, kernel_regularizer=l2)", "Dense(2) -> ActivityRegularization(0.1)"])
      assert.equal(fitted("compile(optimizer=adam)", "keras3-tensorflow", layers), " false dense");
  });
});

describe("phases: layers by their names", () => {
  it("are the layers, with what layers have", () => {
    const text = (line: string): string =>
      `model M {\n    input x: [32, 32, 3]\n    vgg: VGG16(include_top=False)\n    Flatten()\n    head: Dense(3)\n}\ntraining t for M {\n    ${line}\n    compile(loss=mse)\n    fit()\n}\n`;
    for (const line of [
      'model["vgg"].trainable = False',
      'for l in model["vgg"].layers { l.trainable = False }',
      'freeze model["vgg"]',
    ]) {
      const { findings, trainings } = run(text(line));
      assert.deepEqual([findings, trainings[0]!.phases[0]!.layers], [[], ["head"]], line);
    }
  });

  it("are all a pattern selects, in assignments as well", () => {
    const text = (line: string): string =>
      `model M {\n    input x: [8]\n    block5_a: Dense(4)\n    block5_b: Dense(4)\n    head: Dense(2)\n}\ntraining t for M {\n    ${line}\n    compile(loss=mse)\n    fit()\n}\n`;
    for (const line of [
      'model["block5_*"].trainable = False',
      'for l in model["block5_*"] { l.trainable = False }',
      'freeze model["block5_*"]',
    ]) {
      const { findings, trainings } = run(text(line));
      assert.deepEqual([findings, trainings[0]!.phases[0]!.layers], [[], ["head"]], line);
    }
    const codes = (line: string): string[] => run(text(line)).findings.map(({ code }) => code);
    assert.deepEqual(codes('model["block7_*"].trainable = False'), ["train-selector-empty"]);
    assert.deepEqual(codes("model.layers[:-1].trainable = False"), ["value-type"]);
  });
});
