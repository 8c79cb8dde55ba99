// Training sections: what trains on each target, and which layers a selector means. It asks for numbers and codes, never
// for wording.
import { strict as assert } from "node:assert";
import { targets } from "../../server/src/model/training/training.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { compile, gan, names, nested, phases, run, section, small } from "../support/training-sections.ts";

describe("training: a classifier on a frozen VGG16", () => {
  const source = `model Classifier(classes=5) {
    input image: [150, 150, 3]
    base: VGG16(include_top=False)
    Flatten()
    Dense(256, activation=relu)
    Dense(classes, activation=softmax)
}

training transfer for Classifier(classes=5) {
    freeze base
    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy, metrics=[accuracy])
    fit(epochs=10, batch_size=32)

    unfreeze base.block5_*
    compile(optimizer=SGD(1e-5, momentum=0.9), loss=categorical_crossentropy)
    fit(epochs=5)
}
`;
  const analysis = run(source);
  const training = analysis.trainings[0]!;
  it("has nothing to say", () =>
    assert.deepEqual(
      analysis.findings.map((f) => f.message),
      [],
    ));
  it("counts both phases", () => {
    assert.deepEqual(phases(analysis), [
      "2098693/14714688 dense,dense_1",
      "9178117/7635264 block5_conv1,block5_conv2,block5_conv3,dense,dense_1",
    ]);
    assert.equal(training.phases[0]!.model, "Classifier");
  });
  it("keeps the totals behind each statement", () => {
    const states = training.statement.body!.statements.map((s) => training.states.get(s));
    assert.deepEqual(
      states.map((s) => s?.trainable),
      [2098693n, 2098693n, 2098693n, 9178117n, 9178117n, 9178117n],
    );
    assert.ok(states.every((s) => s?.total === 16813381n));
  });
});

describe("training: what changes, by target", () => {
  // tensorflow, jax, torch, keras2
  const rows: [string, string[]][] = [
    [`freeze a; ${compile}; fit(x)`, ["15", "15", "15", "15"]],
    [`${compile}; freeze a; fit(x)`, ["15", "15", "15", "51"]],
    [`freeze a; ${compile}; unfreeze a; fit(x)`, ["51", "51", "51", "15"]],
    [`${compile}; fit(x); freeze a; fit(x)`, ["51 51", "51 !", "51 15", "51 51"]],
    [`freeze a; ${compile}; fit(x); unfreeze a; fit(x)`, ["15 15", "15 !", "15 !", "15 15"]],
    [`${compile}; train_on_batch(x); freeze a; train_on_batch(x)`, ["51 51", "51 !", "51 15", "51 51"]],
    [`freeze model; ${compile}; fit(x)`, ["0", "0", "0", "0"]],
    [`freeze model; unfreeze b; ${compile}; fit(x)`, ["0", "0", "0", "0"]],
  ];
  for (const [body, expected] of rows) {
    it(body, () => {
      const found = targets.map((target) =>
        run(section(small, body), target)
          .trainings[0]!.phases.map((p) => (p.stops ? "!" : `${p.trainable}`))
          .join(" "),
      );
      assert.deepEqual(found, expected);
    });
  }
  it("a child of a frozen nested model trains in Keras 3", () => {
    const body = `freeze base; unfreeze base.one; ${compile}; fit(x)`;
    assert.deepEqual(
      targets.map((t) => phases(run(section(nested, body), t))[0]),
      ["69/52 one,b", "69/52 one,b", "69/52 one,b", "15/106 b"],
    );
  });
});

describe("training: the orders of a GAN", () => {
  const orders: [string, string[]][] = [
    [
      "d.compile(loss=bce); d.trainable = False; compile(loss=bce); d.train_on_batch(x); train_on_batch(x)",
      ["0 40", "0 40", "0 40", "9 40"],
    ],
    [
      "d.compile(loss=bce); d.train_on_batch(x); d.trainable = False; compile(loss=bce); d.train_on_batch(x); train_on_batch(x)",
      ["9 9 40", "9 ! 40", "9 0 40", "9 9 40"],
    ],
    [
      "d.trainable = False; compile(loss=bce); train_on_batch(x); d.trainable = True; d.compile(loss=bce); d.train_on_batch(x); train_on_batch(x)",
      ["40 9 40", "40 9 !", "40 9 !", "40 9 40"],
    ],
  ];
  for (const [body, expected] of orders) {
    it(body, () => {
      const found = targets.map((t) =>
        run(section(gan, body, "GAN(g=G(), d=D())"), t)
          .trainings[0]!.phases.map((p) => (p.stops ? "!" : `${p.trainable}`))
          .join(" "),
      );
      assert.deepEqual(found, expected);
    });
  }
  const good = `${gan}
training t for GAN(g=G(), d=D()) {
    d.compile(optimizer=adam, loss=binary_crossentropy)
    freeze d
    compile(optimizer=adam, loss=binary_crossentropy)
    repeat 1000 {
        unfreeze d
        d.train_on_batch(x, y)
        freeze d
        train_on_batch(z, ones)
    }
}
`;
  for (const target of targets) {
    it(`switching before each step is fine on ${target}`, () => {
      const analysis = run(good, target);
      assert.deepEqual(
        analysis.findings.map((f) => f.message),
        [],
      );
      assert.deepEqual(phases(analysis), ["9/0 dense", "40/9 dense"]);
    });
  }
  it("says that a frozen discriminator never trains", () => {
    const body =
      "d.compile(loss=bce); d.trainable = False; compile(loss=bce); d.train_on_batch(x); train_on_batch(x)";
    const analysis = run(section(gan, body, "GAN(g=G(), d=D())"));
    assert.deepEqual(names(analysis), ["train-flag-after-compile"]);
    const fix = analysis.fixes(analysis.findings[0]!)[0]!;
    assert.deepEqual(
      run(applyEdits(analysis.text, fix.edits)).findings.map((f) => f.message),
      [],
    );
    assert.deepEqual(names(run(section(gan, body, "GAN(g=G(), d=D())"), "keras2")), []);
  });
});

describe("training: selectors", () => {
  const rows: [string, string][] = [
    ["freeze base", "15 b"],
    ["freeze base.one", "55 norm,two,b"],
    ["freeze base.o*", "55 norm,two,b"],
    ['freeze base["o*"]', "55 norm,two,b"],
    ["freeze base.layers[:-1]", "43 two,b"],
    ["freeze base.layers[:2]", "55 norm,two,b"],
    ["freeze base[BatchNormalization]", "97 one,two,b"],
    ["freeze base[BatchNormalization, Dense]", "15 b"],
    ["freeze base except base.two", "43 two,b"],
    ["freeze base, b except base.two, b", "43 two,b"],
    ["freeze [base.one, base.two]", "27 norm,b"],
    ["freeze model.base.one", "55 norm,two,b"],
    ["base.trainable = False", "15 b"],
    ["base.get_layer('one').trainable = False", "55 norm,two,b"],
    ["for l in base.layers[:-1] { l.trainable = False }", "43 two,b"],
    ["for l in base.layers { if isinstance(l, BatchNormalization) { l.trainable = False } }", "97 one,two,b"],
    ['for l in base.layers { if l.name == "one" { l.trainable = False } }', "55 norm,two,b"],
    ['for l in base.layers { if l.name.startswith("t") { l.trainable = False } }', "81 one,norm,b"],
    ["for i, l in enumerate(base.layers) { l.trainable = i >= 3 }", "43 two,b"],
  ];
  for (const [statement, expected] of rows) {
    it(statement, () => {
      const analysis = run(section(nested, `${statement}; ${compile}; fit(x)`));
      assert.deepEqual(
        analysis.findings.map((f) => f.message),
        [],
      );
      assert.equal(phases(analysis)[0]!.replace(/\/\d+/, ""), expected);
    });
  }
  const empty: [string, string | undefined][] = [
    ["freeze bse", "base"],
    ["freeze base.onee", "one"],
    ["freeze base.zzz_*", undefined],
    ['freeze base["onee"]', '"one"'],
    ["freeze base[LSTM]", undefined],
    ["freeze base.layers[9:]", undefined],
    ["freeze base except base", undefined],
    ["freeze b*.onee*", "one*"],
  ];
  for (const [statement, near] of empty) {
    it(`${statement} is empty`, () => {
      const analysis = run(section(nested, `${statement}; ${compile}; fit(x)`));
      assert.deepEqual(names(analysis), ["train-selector-empty"]);
      assert.equal(analysis.fixes(analysis.findings[0]!)[0]?.edits[0]?.text, near);
    });
  }
});

describe("training: layers in layers", () => {
  const wrapped = `model M {
    input x: [4, 8]
    TimeDistributed(Dense(3))
    Bidirectional(LSTM(4))
    a: Dense(2)
}
`;
  it("finds wrapped layers by class", () => {
    // 27 in the wrapper, 256 in both directions, 18 in the head
    assert.deepEqual(phases(run(section(wrapped, "freeze model[LSTM]; compile(loss=mse); fit(x)"))), [
      "45/256 time_distributed,a",
    ]);
    assert.deepEqual(phases(run(section(wrapped, "freeze model[Dense]; compile(loss=mse); fit(x)"))), [
      "256/45 bidirectional",
    ]);
  });
  const grouped = `block pair(n) {
    input x
    Dense(n)
    Dense(n)
}

model M {
    input x: [8]
    for n in [4, 2] { "stage{n}": pair(n) }
    Dense(1)
}
`;
  it("takes labelled blocks apart", () => {
    // stage4: 36 + 20, stage2: 10 + 6, head 3
    const one = (statement: string): string | undefined =>
      phases(run(section(grouped, `${statement}; compile(loss=mse); fit(x)`)))[0];
    assert.equal(one("freeze stage4"), "19/56 stage2_dense,stage2_dense_1,dense");
    assert.equal(one("freeze stage4.dense_1, stage2.dense"), "45/30 stage4_dense,stage2_dense_1,dense");
    assert.equal(one("freeze stage*"), "3/72 dense");
    assert.equal(one("stage4.trainable = False"), "19/56 stage2_dense,stage2_dense_1,dense");
    assert.equal(
      one("for l in stage4.layers { l.trainable = False }"),
      "19/56 stage2_dense,stage2_dense_1,dense",
    );
    assert.equal(one("freeze model.layers[:4]"), "9/66 stage2_dense_1,dense");
    assert.equal(one("freeze stage*.dense_1"), "49/26 stage4_dense,stage2_dense,dense");
    assert.equal(one("freeze stage*.dense*"), "3/72 dense");
  });
});

describe("training: size", () => {
  it("a pasted loop over thousands of layers takes a moment", () => {
    const source = `model M {
    input x: [8]
    for i in range(3000) { "l{i}": Dense(8) }
}

training t for M {
    for layer in model.layers[:-4] { layer.trainable = False }
    compile(optimizer=adam, loss=mse)
    repeat 1000 { fit(x) }
}
`;
    const start = performance.now();
    assert.deepEqual(phases(run(source)), ["288/215712 l2996,l2997,l2998,l2999"]);
    assert.ok(performance.now() - start < 5000);
  });
});

describe("training: adapters", () => {
  it("enable_lora moves the kernel to the frozen weights and adds two", () => {
    const analysis = run(section(small, `a.enable_lora(2); ${compile}; fit(x)`));
    assert.deepEqual(names(analysis), []);
    // kernel 8·4 held; bias 4, adapter 8·2 + 2·4, head 15
    assert.deepEqual(phases(analysis), ["43/32 a,b"]);
  });
});

describe("training: bodies", () => {
  it("asserts see the flags of their place", () => {
    const body = `assert trainable_params(model) == 51; freeze a; assert trainable_params(model) == 15; assert params(model) == 51; assert trainable_params(a) == 0; ${compile}; fit(x)`;
    assert.deepEqual(
      run(section(small, body)).findings.map((f) => f.message),
      [],
    );
  });
  it("fits without a for name their model", () => {
    const source = `${small}\ntraining t {\n    m = M()\n    m.${compile}\n    history = m.fit(x_train, y_train, callbacks=[stop])\n    m.evaluate(x_test)\n}\n`;
    const analysis = run(source);
    assert.deepEqual(
      analysis.findings.map((f) => f.message),
      [],
    );
    assert.deepEqual(phases(analysis), ["51/0 a,b"]);
  });
  it("checks the arguments of compile", () => {
    const analysis = run(
      section(small, "compile(optimizer=adm, loss=categorical_crossentropy, metric=[accuracy]); fit(x)"),
    );
    assert.deepEqual(names(analysis), ["arg-range", "arg-unknown"]);
  });
  it("says which arguments the model needs", () => {
    assert.deepEqual(
      names(run(section("model M(n) {\n    input x: [8]\n    Dense(n)\n}\n", `${compile}; fit(x)`))),
      ["arg-missing"],
    );
  });
});
