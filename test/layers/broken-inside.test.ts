// A layer whose own arguments are wrong, inside of another: one finding at the mistake, and nothing thrown.
import { strict as assert } from "node:assert";
import { analyze, findingsText } from "../support/analysis.ts";

const found = (layer: string): string =>
  findingsText(
    analyze("test.net", `model M {\n    input x: [5, 4, 4]\n    ${layer}\n    Flatten()\n    Dense(1)\n}\n`),
  );

describe("a broken layer inside of another", () => {
  for (const [layer, finding] of [
    ["Bidirectional(LSTM())", 'arg-missing "LSTM()"'],
    ["Bidirectional(LSTM(3.5))", 'arg-type "3.5"'],
    ["Bidirectional(LSTM(-2))", 'arg-range "-2"'],
    ["TimeDistributed(Dense())", 'arg-missing "Dense()"'],
    ["TimeDistributed(Conv2D())", 'arg-missing "Conv2D()"'],
    ["SpectralNormalization(Dense())", 'arg-missing "Dense()"'],
    ["RNN([LSTMCell(2), GRUCell()])", 'arg-missing "GRUCell()"'],
  ] as const) {
    it(layer, () => assert.equal(found(layer), finding));
  }
});
