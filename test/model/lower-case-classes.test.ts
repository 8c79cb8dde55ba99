// Classes of Keras that are written by their lower-case names, and names that two families share.
import { strict as assert } from "node:assert";
import { analyze } from "../support/analysis.ts";

/** No finding at all in a model of one such layer. */
const check = (argument: string): void => {
  const { findings } = analyze("test.net", `model M {\n    input x: [8]\n    Dense(8, ${argument})\n}\n`);
  assert.deepEqual(
    findings.map((f) => f.message),
    [],
  );
};

const trains = (compile: string): void => {
  const text = `model M {\n    input x: [8]\n    Dense(1)\n}\n\ntraining t for M {\n    compile(${compile})\n    fit(epochs=1)\n}\n`;
  assert.deepEqual(
    analyze("test.net", text).findings.map((f) => f.message),
    [],
  );
};

describe("classes by their lower-case names", () => {
  it("are made with and without their module", () => {
    check("kernel_regularizer=keras.regularizers.l2(1e-4)");
    check("kernel_regularizer=regularizers.l1_l2(l1=1e-5, l2=1e-4)");
    check("kernel_regularizer=l2(1e-4)");
    check("kernel_initializer=tf.keras.initializers.he_normal(seed=1)");
    check("kernel_constraint=keras.constraints.max_norm(2.)");
    trains("optimizer=keras.optimizers.adam(learning_rate=1e-3), loss=keras.losses.mean_squared_error");
    trains('optimizer=keras.optimizers.rmsprop(learning_rate=1e-4), loss="mse"');
  });

  it("mean the class that has the argument where a layer has the same name", () => {
    check("kernel_initializer=Identity()");
    check("kernel_initializer=Identity(gain=0.5)");
    check("kernel_initializer=keras.initializers.Identity(gain=0.5)");
    check("kernel_initializer=identity(gain=0.5)");
  });
});
