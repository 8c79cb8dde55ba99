// The examples in every layer's file, run as programs: what the documentation shows is what the analysis says.
import { strict as assert } from "node:assert";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { allLayers } from "../../server/src/layers/catalogue.ts";
import type { LayerExample } from "../../server/src/layers/define.ts";
import { layersOf, paramsOf } from "../../server/src/model/costs.ts";
import { countText } from "../../server/src/tensor/count.ts";
import { shapeText } from "../../server/src/tensor/tensor-type.ts";
import { findingsText } from "../support/analysis.ts";

/** A model with the example's inputs and, applied to them, its call. */
function program({ net, inputs, dtype = "" }: LayerExample): string {
  const names = inputs.map((_, i) => (inputs.length === 1 ? "x" : `x${i + 1}`));
  const declared = inputs.map((shape, i) => {
    const sizes = shape.map((dim) => dim ?? "?").join(", ");
    return `    input ${names[i]}: [${sizes}] ${dtype}`.trimEnd();
  });
  const from = names.length === 1 ? names[0] : `[${names.join(", ")}]`;
  return `model M {\n${declared.join("\n")}\n    y = ${from} -> ${net}\n    output y\n}\n`;
}

describe("examples of layers", () => {
  // Cells are never applied in a model by themselves, and layers of other frameworks hold what nobody can read here.
  for (const layer of allLayers().filter(({ examples }) => examples.length > 0)) {
    it(layer.name, () => {
      for (const example of layer.examples) {
        const analysis = analyze("example.net", program(example));
        assert.equal(findingsText(analysis), "", example.net);
        const run = analysis.models[0]!.run!;
        const output = `[${example.output.map((dim) => dim ?? "?").join(", ")}]`;
        assert.equal(shapeText(run.outputs[0]!.type.shape), output, example.net);
        const params = countText(paramsOf(layersOf(run)).total).replaceAll(",", "");
        assert.equal(params, `${example.params}`, example.net);
      }
    });
  }
});
