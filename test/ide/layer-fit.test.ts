// Layers are offered first where they fit: what the catalogue's own examples take is never put last, and no shape breaks a rule.
import assert from "node:assert/strict";
import { fits } from "../../server/src/ide/layer-fit.ts";
import { allLayers, findLayer } from "../../server/src/layers/catalogue.ts";
import { unknown } from "../../server/src/tensor/dim.ts";
import { tensor } from "../../server/src/tensor/tensor-type.ts";

describe("what a layer fits", () => {
  it("is what its examples are called with", () => {
    for (const definition of allLayers())
      for (const { net, inputs, dtype } of definition.examples) {
        const [input, ...more] = inputs;
        const { takes = "one" } = definition;
        const single = takes === "one" || takes === "one-or-list";
        if (!input || more.length > 0 || !single || input.includes(null)) continue;
        const type = tensor(
          input.map((size) => size!),
          dtype ?? "float32",
        );
        assert.notEqual(fits(definition, [type]), "no", `${net} on ${input}`);
      }
  });
  it("can be asked for every shape", () => {
    const open = unknown("not known");
    for (const shape of [[], [4], [0], [8, 8], [8, 8, 3], [8, 8, 8, 3], [open, 8], [2, 2, 2, 2, 2]])
      for (const dtype of ["float32", "int32", "bool", "string"])
        for (const definition of allLayers()) fits(definition, [tensor(shape, dtype)]);
  });
  it("follows the rank", () => {
    const image = tensor([32, 32, 3], "float32");
    const on = (name: string): string => fits(findLayer(name)!, [image]);
    assert.deepEqual(["Conv2D", "MaxPooling2D", "Flatten", "LSTM", "Conv1D", "Conv3D", "Add"].map(on), [
      "yes",
      "yes",
      "yes",
      "no",
      "no",
      "no",
      "no",
    ]);
  });
});
