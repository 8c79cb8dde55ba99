// The bundled models with many arguments against what Keras builds or refuses: every name, class, shape and weight.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { libraryModel } from "../../server/src/library/library.ts";
import { layersOf, paramsOf, weightsOf } from "../../server/src/model/costs.ts";
import type { Instance, ModelRun } from "../../server/src/model/graph.ts";
import { kerasOrder, namesOf } from "../../server/src/model/wiring.ts";
import { shapeJson } from "../../server/src/tensor/tensor-type.ts";

type Argument = string | number | boolean | null | readonly (number | null)[];

interface Case {
  readonly model: string;
  readonly arguments: Readonly<Record<string, Argument>>;
  /** Keras's message, where it refuses. */
  readonly refused?: string;
  readonly name: string;
  readonly total: number;
  readonly trainable: number;
  /** `name|class|shape|weight:shape …`, with `~` before a weight that is not trained. */
  readonly layers: readonly string[];
}

/** Names and defaults of the arguments, in order. */
type Signature = readonly (readonly [string, Argument])[];

const { signatures, cases }: { signatures: Record<string, Signature>; cases: readonly Case[] } = JSON.parse(
  gunzipSync(
    readFileSync(join(import.meta.dirname, "..", "oracle", "keras-applications-more.json.gz")),
  ).toString(),
);

const pythonText = (value: Argument): string => {
  if (Array.isArray(value)) return `(${value.map((size) => size ?? "None").join(", ")})`;
  if (typeof value === "string") return `"${value}"`;
  if (value === null) return "None";
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
};

/** The call as it stands in a file. Keras was measured without weights, unless a case says otherwise. */
const callOf = ({ model, arguments: args }: Case): string =>
  `${model}(${Object.entries({ weights: null, ...args })
    .map(([key, value]) => `${key}=${pythonText(value)}`)
    .join(", ")})`;

const inputOf = (layers: readonly string[]): string =>
  layers
    .find((line) => line.split("|")[1] === "InputLayer")!
    .split("|")[2]!
    .replaceAll(",", ", ");

const analysisOf = (call: string, input: string) =>
  analyze("probe.net", `model Probe {\n    input image: [${input}]\n    ${call}\n}\n`);

const shapeText = (shape: unknown): string =>
  (shape as readonly (number | null)[]).map((size) => size ?? "?").join(",");

function line(run: ModelRun, layer: Instance): string {
  const weights = weightsOf(layer).map(
    ({ weight, trainable }) => `${trainable ? "" : "~"}${weight.name}:${weight.shape.join(",")}`,
  );
  const className = layer.kind === "operation" ? `ops.${layer.className}` : layer.className;
  const shape = shapeText(shapeJson(layer.nodes[0]!.outputs[0]!.shape));
  return `${namesOf(run).get(layer)!.name}|${className}|${shape}|${weights.join(" ")}`;
}

function check(recorded: Case): void {
  const analysis = analysisOf(callOf(recorded), inputOf(recorded.layers));
  // Keras says nothing where it has no use for an argument; we do.
  const findings = analysis.findings.filter((f) => f.code !== "style-classes-without-top");
  assert.deepEqual(
    findings.map((f) => f.message),
    [],
  );
  const probe = analysis.models[0]!.run!;
  const model = probe.instances[0]!;
  const run = model.run!;
  assert.deepEqual(
    kerasOrder(run).map((layer) => line(run, layer)),
    recorded.layers.filter((text) => text.split("|")[1] !== "InputLayer"),
  );
  const { total, trainable } = paramsOf(layersOf(run));
  assert.deepEqual([Number(total), Number(trainable)], [recorded.total, recorded.trainable]);
  assert.equal(namesOf(probe).get(model)!.name, recorded.name);
}

describe("the library has every model of keras.applications, with its signature", () => {
  for (const [name, signature] of Object.entries(signatures)) {
    it(name, () => {
      const {
        head,
        statement: { text },
      } = libraryModel(name)!;
      const ours = head.parameters.map((p) => [p.name.name, text.slice(p.default!.start, p.default!.end)]);
      const plain = (value: string): string =>
        value.replace(/^softmax$/, '"softmax"').replace("1e-3", "0.001");
      assert.deepEqual(
        ours.map(([argument, value]) => [argument, Number(plain(value!)) || plain(value!)]),
        signature.map(([argument, value]) => [
          argument,
          typeof value === "number" ? value : pythonText(value),
        ]),
      );
    });
  }
});

describe("the library's arguments do what Keras's do", () => {
  for (const recorded of cases) {
    if (recorded.refused === undefined) it(callOf(recorded), () => check(recorded));
  }
});

describe("the library refuses what Keras refuses", () => {
  for (const recorded of cases) {
    if (recorded.refused === undefined) continue;
    it(callOf(recorded), () => {
      const shape = recorded.arguments.input_shape as readonly (number | null)[] | undefined;
      const input = shape?.length === 3 ? shape : [null, null, 3];
      const analysis = analysisOf(callOf(recorded), input.map((size) => size ?? "?").join(", "));
      const errors = analysis.findings.filter((f) => f.severity === "error");
      assert.equal(errors.length, 1, errors.map((f) => f.message).join("\n"));
    });
  }
});
