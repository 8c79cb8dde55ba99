// Adapters and quantization in training sections: what trains, and what is counted.
import { strict as assert } from "node:assert";
import { analyze, findingsText } from "../support/analysis.ts";

const model = "model M {\n    input x: [64]\n    a: Dense(32)\n    b: Dense(8)\n}\n";

/** Trainable and other parameters of the first fit. */
function phase(lines: readonly string[]): string {
  const body = [...lines, "compile(optimizer=adam, loss=mse)", "fit()"]
    .map((line) => `    ${line}\n`)
    .join("");
  const analysis = analyze("t.net", `${model}training t for M {\n${body}}\n`);
  assert.equal(findingsText(analysis), "");
  const { trainable, nonTrainable } = analysis.trainings[0]!.phases[0]!;
  return `${trainable} ${nonTrainable}`;
}

describe("adapters and quantization in a training section", () => {
  it("an int8 kernel does not train, nor does its scale", () => {
    assert.equal(phase(['model.quantize("int8")']), `${32 + 8} ${64 * 32 + 32 + 32 * 8 + 8}`);
  });
  it("an adapter trains beside a frozen kernel", () => {
    assert.equal(phase(["a.enable_lora(4)"]), `${32 + 64 * 4 + 4 * 32 + 32 * 8 + 8} ${64 * 32}`);
  });
  it("an adapter stays when its layer is quantized", () => {
    assert.equal(
      phase(["a.enable_lora(4)", "a.quantize(int8)"]),
      `${32 + 64 * 4 + 4 * 32 + 32 * 8 + 8} ${64 * 32 + 32}`,
    );
  });
});
