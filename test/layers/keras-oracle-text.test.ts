// Recorded cases of real Keras again, this time written as Net and read as a user's file would be.
import { strict as assert } from "node:assert";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { layersJson } from "../../server/src/analysis/summary.ts";
import { findLayer } from "../../server/src/layers/catalogue.ts";
import { exceptions } from "../oracle/exceptions.ts";
import { casesOf, type KerasCase } from "../support/keras-cases.ts";

/** A recorded argument as a person would write it. */
function written(json: unknown): string {
  if (json === null) return "None";
  if (json === true) return "True";
  if (json === false) return "False";
  if (typeof json === "string") return JSON.stringify(json);
  if (typeof json === "number") return `${json}`;
  if (Array.isArray(json)) {
    const [name, args] = json;
    if (
      json.length === 2 &&
      typeof name === "string" &&
      typeof args === "object" &&
      args !== null &&
      !Array.isArray(args)
    )
      return call(name, args as Record<string, unknown>);
    return json.length === 1 ? `(${written(json[0])},)` : `(${json.map(written).join(", ")})`;
  }
  return `{${Object.entries(json as object)
    .map(([k, v]) => `${JSON.stringify(k)}: ${written(v)}`)
    .join(", ")}}`;
}

const call = (name: string, args: Record<string, unknown>): string =>
  `${name}(${Object.entries(args)
    .map(([k, v]) => `${k}=${written(v)}`)
    .join(", ")})`;

function source(c: KerasCase): string {
  const inputs = c.inputs.map((shape, i) => {
    const dtype = Array.isArray(c.dtype) ? c.dtype[i] : c.dtype;
    return `    input x${i}: [${shape.map((d) => d ?? "?").join(", ")}] ${dtype}`;
  });
  const takes = findLayer(c.layer)?.takes;
  const list = c.inputs.length > 1 || (typeof takes === "object" && "list" in takes);
  const from = list ? `[${c.inputs.map((_, i) => `x${i}`).join(", ")}]` : "x0";
  return `model M {\n${inputs.join("\n")}\n    ${from} -> ${call(c.layer, c.args)}\n}\n`;
}

describe("Keras's own answers, written as Net", () => {
  for (const [name, cases] of casesOf("keras-layers")) {
    it(name, () => {
      const wrong: string[] = [];
      cases.forEach((c) => {
        if (exceptions.some((e) => e.applies(c))) return;
        const text = source(c);
        const analysis = analyze("case.net", text);
        const errors = analysis.findings.filter((f) => f.severity === "error");
        const run = analysis.models[0]?.run;
        const layer = run && layersJson(analysis, run).at(-1);
        const output = layer?.outputs ?? layer?.output;
        if (c.error !== undefined) {
          if (errors.length === 0) wrong.push(`${text} Keras refuses: ${c.error.slice(0, 100)}`);
          if (errors.length > 1)
            wrong.push(
              `${text} one mistake, ${errors.length} errors: ${errors.map((e) => e.message).join(" | ")}`,
            );
        } else if (errors.length > 0) wrong.push(`${text} we refuse: ${errors[0]!.message}`);
        else if (JSON.stringify(output) !== JSON.stringify(c.output))
          wrong.push(`${text} Keras ${JSON.stringify(c.output)}, we ${JSON.stringify(output)}`);
        else {
          const shapes = (weights: readonly { readonly shape: unknown; readonly trainable: boolean }[]) =>
            JSON.stringify(weights.map((w) => [w.shape, w.trainable]));
          if (shapes(layer!.weights) !== shapes(c.weights!))
            wrong.push(`${text} weights: Keras ${shapes(c.weights!)}, we ${shapes(layer!.weights)}`);
        }
      });
      assert.deepEqual(wrong.slice(0, 4), []);
    });
  }
});
