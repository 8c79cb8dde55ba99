// Low-rank adapters and quantization, against weights read off Keras 3.15.1. NT is not trainable.
import { strict as assert } from "node:assert";
import { type Adapted, enableLora, quantize } from "../../server/src/layers/adapters.ts";
import { bindLayer, infer } from "../../server/src/layers/apply.ts";
import { findLayer } from "../../server/src/layers/catalogue.ts";
import type { BoundArguments, LayerDefinition, QuantizationMode } from "../../server/src/layers/define.ts";
import { shapeText, tensor } from "../../server/src/tensor/tensor-type.ts";
import { toValue } from "../support/keras-cases.ts";

type Step = number | QuantizationMode;

interface Made {
  readonly definition: LayerDefinition;
  readonly bound: BoundArguments;
}

function make(name: string, args: Record<string, unknown>): Made {
  const definition = findLayer(name)!;
  const given = Object.entries(args).map(([key, value]) => ({ name: key, value: toValue(value) }));
  const { bound, reports } = bindLayer(definition, given);
  assert.deepEqual(reports, []);
  return { definition, bound };
}

const apply = ({ definition, bound }: Made, step: Step): Adapted =>
  typeof step === "number" ? enableLora(definition, bound, step) : quantize(definition, bound, step);

/** The weights after some steps: a rank enables an adapter, a mode quantizes. */
function weights(made: Made, input: readonly number[], steps: readonly Step[]): string {
  let { bound } = made;
  for (const step of steps) {
    const adapted = apply({ definition: made.definition, bound }, step);
    assert.ok("bound" in adapted, "problem" in adapted ? adapted.problem : "");
    bound = adapted.bound;
  }
  const inference = infer(made.definition, bound, [tensor(input)]);
  assert.equal(inference.failed, false);
  return inference.weights
    .map((w) => `${w.name} ${shapeText(w.shape)} ${w.dtype}${w.trainable && !w.frozen ? "" : " NT"}`)
    .join("; ");
}

const lora = "lora_kernel_a [8, 2] float32; lora_kernel_b [2, 6] float32";
const int4 =
  "kernel [8, 3] int8 NT; kernel_scale [1, 6] float32 NT; kernel_zero [1, 6] int8 NT; g_idx [8] float32 NT";
const float8 =
  "inputs_scale [] float32; inputs_amax_history [1024] float32; kernel_scale [] float32; " +
  "kernel_amax_history [1024] float32; outputs_grad_scale [] float32; outputs_grad_amax_history [1024] float32";

describe("enable_lora and quantize", () => {
  const dense = make("Dense", { units: 6 });
  const cases: [Made, number[], Step[], string][] = [
    [dense, [8], [], "kernel [8, 6] float32; bias [6] float32"],
    [dense, [8], [2], `kernel [8, 6] float32 NT; bias [6] float32; ${lora}`],
    [dense, [8], ["int8"], "bias [6] float32; kernel [8, 6] int8 NT; kernel_scale [6] float32 NT"],
    [
      dense,
      [8],
      [2, "int8"],
      `bias [6] float32; ${lora}; kernel [8, 6] int8 NT; kernel_scale [6] float32 NT`,
    ],
    [
      dense,
      [8],
      ["int8", 2],
      `bias [6] float32; ${lora}; kernel [8, 6] int8 NT; kernel_scale [6] float32 NT`,
    ],
    [dense, [8], ["int4"], `bias [6] float32; ${int4}`],
    [dense, [8], ["int4", 2], `bias [6] float32; ${lora}; ${int4}`],
    [dense, [8], ["float8"], `kernel [8, 6] float32; bias [6] float32; ${float8}`],
    [dense, [8], [2, "float8"], `kernel [8, 6] float32 NT; bias [6] float32; ${lora}; ${float8}`],
    [
      make("Dense", { units: 64 }),
      [300],
      ["int4"],
      "bias [64] float32; kernel [300, 32] int8 NT; kernel_scale [3, 64] float32 NT; kernel_zero [3, 64] int8 NT; g_idx [300] float32 NT",
    ],
    [
      make("Dense", { units: 6, dtype: "int4_from_float32", lora_rank: 2 }),
      [8],
      [],
      `bias [6] float32; ${lora}; kernel [8, 3] int8 NT; kernel_scale [6] float32 NT`,
    ],
    [
      make("Dense", { units: 6, dtype: "int4/4_from_float32" }),
      [8],
      [],
      "bias [6] float32; kernel [8, 3] int8 NT; kernel_scale [2, 6] float32 NT; kernel_zero [2, 6] int8 NT; g_idx [8] float32 NT",
    ],
    [
      make("Dense", { units: 6, dtype: "float8_from_float32" }),
      [8],
      [],
      `${float8}; kernel [8, 6] float32; bias [6] float32`,
    ],
    [
      make("EinsumDense", { equation: "abc,cde->abde", output_shape: [null, 2, 3], bias_axes: "de" }),
      [5, 8],
      [2, "int8"],
      "bias [2, 3] float32; lora_kernel_a [8, 2, 2] float32; lora_kernel_b [2, 3] float32; kernel [8, 2, 3] int8 NT; kernel_scale [1, 1, 2, 3] float32 NT",
    ],
    [
      make("EinsumDense", { equation: "abcd,cde->abe", output_shape: [null, 6], bias_axes: "e" }),
      [5, 2, 4],
      ["int4"],
      `bias [6] float32; ${int4}`,
    ],
    [
      make("Embedding", { input_dim: 10, output_dim: 8 }),
      [5],
      ["int4", 2],
      "lora_embeddings_a [10, 2] float32; lora_embeddings_b [2, 8] float32; embeddings [10, 4] int8 NT; embeddings_scale [10, 1] float32 NT; embeddings_zero [10, 1] int8 NT; g_idx [8] float32 NT",
    ],
    [
      make("ReversibleEmbedding", { input_dim: 10, output_dim: 8, tie_weights: false }),
      [5],
      [2],
      "embeddings [10, 8] float32 NT; reverse_embeddings [8, 10] float32; lora_embeddings_a [10, 2] float32; lora_embeddings_b [2, 8] float32",
    ],
    [
      make("ReversibleEmbedding", { input_dim: 10, output_dim: 8, tie_weights: false }),
      [5],
      ["int4"],
      "embeddings [10, 4] int8 NT; embeddings_scale [10, 1] float32 NT; embeddings_zero [10, 1] int8 NT; g_idx [8] float32 NT; " +
        "reverse_embeddings [4, 10] int8 NT; reverse_embeddings_scale [1, 10] float32 NT; reverse_embeddings_zero [1, 10] float32 NT",
    ],
    [
      make("TimeDistributed", { layer: ["Dense", { units: 6 }] }),
      [5, 8],
      ["int8"],
      "dense/bias [6] float32; dense/kernel [8, 6] int8 NT; dense/kernel_scale [6] float32 NT",
    ],
  ];
  for (const [made, input, steps, expected] of cases) {
    const given = [...made.bound.given.values()].filter((v) => typeof v === "string").join(" ");
    it(`${made.definition.name} ${given} on ${shapeText(input)}: ${steps.join(", ") || "as made"}`, () => {
      assert.equal(weights(made, input, steps), expected);
    });
  }

  const refused: [string, Record<string, unknown>, Step[], RegExp][] = [
    ["Dense", { units: 6, lora_rank: 2 }, [4], /has an adapter of rank 2 already/],
    ["Dense", { units: 6, dtype: "int8_from_float32" }, ["int4"], /is quantized as int8 already/],
    ["Embedding", { input_dim: 5, output_dim: 2 }, ["float8"], /takes int8 or int4/],
    ["LSTM", { units: 4 }, [2], /takes no low-rank adapter/],
    ["LSTM", { units: 4 }, ["int8"], /has nothing to quantize/],
  ];
  for (const [name, args, [step], expected] of refused) {
    it(`${name}: ${step} is refused`, () => {
      const adapted = apply(make(name, args), step!);
      assert.match("problem" in adapted ? adapted.problem : "", expected);
    });
  }
});
