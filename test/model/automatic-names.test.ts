// The names layers get where they are given none, in Keras's order (measured with 3.15.1: the layers of each model built
// there in a fresh process have these names).
import { strict as assert } from "node:assert";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { layersJson } from "../../server/src/analysis/summary.ts";

function names(input: string, body: string): string {
  const source = `model M {\n    input x: ${input}\n${body.replace(/^/gm, "    ")}\n}\n`;
  const analysis = analyze("test.net", source);
  assert.deepEqual(
    analysis.findings.filter((f) => f.severity === "error").map((f) => f.message),
    [],
  );
  return layersJson(analysis, analysis.models[0]!.run!)
    .map(({ name }) => name)
    .join(" ");
}

describe("automatic names", () => {
  it("are given when a layer is made, so that an outer call comes before its argument", () =>
    assert.equal(names("[4]", "Dense(3)(Dense(4)(x))"), "dense_1 dense"));
  it("are given when a layer is made, not when it is used", () =>
    assert.equal(names("[4]", "d = Dense(8)\ny = Dense(8)(x)\nd(y)"), "dense_1 dense"));
  it("are taken by wrapped layers too", () =>
    assert.equal(
      names(
        "[5, 4]",
        "TimeDistributed(Dense(3))\nBidirectional(LSTM(2, return_sequences=True))\nLSTM(2)\nDense(1)",
      ),
      "time_distributed bidirectional lstm_1 dense_1",
    ));
  it("are taken by the parts attention makes for itself, once", () =>
    assert.equal(
      names("[5, 4]", "a = MultiHeadAttention(2, 4)\ny = a(x, x)\na(y, y) -> Dropout(0.1) -> Softmax()"),
      "multi_head_attention dropout_1 softmax_1",
    ));
  it("go on in each copy of a block", () =>
    assert.equal(
      names("[5, 4]", "repeat 2 { x = Dense(3)(Dense(4)(TimeDistributed(Dense(2))(x))) }"),
      "time_distributed dense_1 dense time_distributed_1 dense_4 dense_3",
    ));
});
