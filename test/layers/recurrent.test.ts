// What the recorded cases of Keras do not show of wrappers and recurrent layers: costs, frozen weights, warnings, unknowns.
import { strict as assert } from "node:assert";
import { reportMessage } from "../../server/src/diagnostics/define.ts";
import { type Applied, bindLayer, infer } from "../../server/src/layers/apply.ts";
import { bindCall } from "../../server/src/layers/call.ts";
import { findLayer } from "../../server/src/layers/catalogue.ts";
import type { Value } from "../../server/src/layers/value.ts";
import { countText } from "../../server/src/tensor/count.ts";
import { type Dim, symbolic, unknown } from "../../server/src/tensor/dim.ts";
import { shapeText, tensor } from "../../server/src/tensor/tensor-type.ts";
import { toValue } from "../support/keras-cases.ts";

const of = (shape: readonly Dim[]): Value => ({ kind: "tensor", type: tensor(shape) });

function run(
  name: string,
  args: Record<string, unknown>,
  shapes: readonly (readonly Dim[])[],
  call: Record<string, Value> = {},
): Applied {
  const definition = findLayer(name)!;
  const given = Object.entries(args).map(([key, value]) => ({ name: key, value: toValue(value) }));
  const binding = bindLayer(definition, given);
  assert.deepEqual(
    binding.reports.map((r) => reportMessage(r.report)),
    [],
  );
  const first: Value = shapes.length === 1 ? of(shapes[0]!) : { kind: "list", items: shapes.map(of) };
  const more = Object.entries(call).map(([key, value]) => ({ name: key, value }));
  const bound = bindCall(definition, [{ value: first }, ...more]);
  assert.deepEqual(bound.reports, []);
  return infer(definition, binding.bound, bound.inputs, bound.call);
}

const shapes = (applied: Applied): string => applied.outputs.map((o) => shapeText(o.shape)).join(" ");
const messages = (applied: Applied): string => applied.reports.map((r) => reportMessage(r.report)).join("\n");

describe("recurrent layers", () => {
  it("count the work of a step as often as there are steps", () => {
    const lstm = run("LSTM", { units: 4 }, [[5, 3]]);
    assert.equal(countText(lstm.macs), "560"); // 5·4·(3 + 4)·4
    assert.equal(countText(lstm.flops), "1,200"); // 2·560 + 5·16
    assert.equal(lstm.formula, "4·(3 + 4 + 1)·4");
    assert.equal(run("GRU", { units: 4 }, [[5, 3]]).formula, "3·(3 + 4 + 2)·4");
    assert.equal(
      run("Bidirectional", { layer: ["SimpleRNN", { units: 4 }] }, [[5, 3]]).formula,
      "2·(3 + 4 + 1)·4",
    );
  });

  it("take symbolic lengths and widths", () => {
    const lstm = run("LSTM", { units: 4, return_sequences: true }, [[symbolic("T"), symbolic("F")]]);
    assert.equal(shapes(lstm), "[T, 4]");
    assert.equal(shapeText(lstm.weights[0]!.shape), "[F, 16]");
    assert.equal(lstm.failed, false);
  });

  it("warn of states that will not fit, and of nothing else", () => {
    const good = run("LSTM", { units: 4 }, [[5, 3]], {
      initial_state: { kind: "list", items: [of([4]), of([4])] },
    });
    assert.equal(messages(good), "");
    const wide = run("LSTM", { units: 4 }, [[5, 3]], {
      initial_state: { kind: "list", items: [of([5]), of([5])] },
    });
    assert.match(messages(wide), /keeps a state of shape \[4\] and gets one of \[5\]/);
    assert.equal(wide.failed, false);
    const three = run("GRU", { units: 4 }, [[5, 3]], {
      initial_state: { kind: "list", items: [of([4]), of([4])] },
    });
    assert.match(messages(three), /keeps 1 state and gets 2/);
  });

  it("say where states belong when they come in the list", () => {
    const applied = run("LSTM", { units: 4 }, [[5, 3], [4], [4]]);
    assert.match(
      messages(applied),
      /takes one sequence and gets 3 tensors; give the states apart: `initial_state=\[h, c\]`/,
    );
    assert.equal(shapes(applied), "[4]");
  });

  it("keep the number of outputs when something is wrong", () => {
    const args = { units: 4, return_state: true, return_sequences: true };
    assert.equal(shapes(run("LSTM", args, [[5]])), "[?, 4] [4] [4]");
    assert.equal(shapes(run("LSTM", args, [[5, unknown("an error above", true)]])), "[5, 4] [4] [4]");
    assert.equal(messages(run("LSTM", args, [[5, unknown("an error above", true)]])), "");
  });

  it("refuse stateful=True on an open batch", () => {
    const applied = run("GRU", { units: 4, stateful: true }, [[5, 3]]);
    assert.match(messages(applied), /leaves the batch size open/);
    assert.equal(applied.reports[0]!.argument, "stateful");
    assert.equal(shapes(applied), "[4]");
  });
});

describe("wrappers", () => {
  it("hold the weights of a frozen layer back", () => {
    for (const [name, layer, input] of [
      ["TimeDistributed", ["Dense", { units: 4, trainable: false }], [5, 3]],
      ["Bidirectional", ["LSTM", { units: 4, trainable: false }], [5, 3]],
      [
        "TimeDistributed",
        ["TimeDistributed", { layer: ["Dense", { units: 4, trainable: false }] }],
        [5, 6, 3],
      ],
      ["SpectralNormalization", ["Dense", { units: 4, trainable: false }], [3]],
    ] as const) {
      const { weights } = run(name, { layer }, [input]);
      assert.ok(
        weights.every((w) => w.frozen || !w.trainable),
        name,
      );
    }
  });

  it("name what they wrap", () => {
    const both = run("Bidirectional", { layer: ["LSTM", { units: 4, name: "enc" }] }, [[5, 3]]);
    assert.deepEqual(
      both.wraps?.map((l) => l.label),
      ["forward_enc", "backward_enc"],
    );
    assert.equal(
      run(
        "RNN",
        {
          cell: [
            ["LSTMCell", { units: 4 }],
            ["GRUCell", { units: 2 }],
          ],
        },
        [[5, 3]],
      ).wraps?.length,
      2,
    );
  });

  it("pass refusals and unknowns on, with a guess of the outputs", () => {
    const refused = run("TimeDistributed", { layer: ["LSTM", { units: 4 }] }, [[5, 3]]);
    assert.match(messages(refused), /LSTM takes a tensor with 2 axes/);
    assert.equal(refused.reports[0]!.argument, undefined);
    assert.equal(shapes(refused), "[5, 4]");
    const silent = run("TimeDistributed", { layer: ["Dense", { units: 4 }] }, [
      [5, unknown("an error above", true)],
    ]);
    assert.equal(silent.failed, true);
    assert.equal(messages(silent), "");
  });

  it("multiply the work of the layer inside by the steps", () => {
    const timed = run("TimeDistributed", { layer: ["Dense", { units: 4 }] }, [[symbolic("T"), 3]]);
    assert.equal(countText(timed.macs), "12*T");
    assert.equal(timed.formula, "(3 + 1)·4");
  });

  it("warn where both ways differ in width", () => {
    const backward_layer = ["LSTM", { units: 6, go_backwards: true }];
    const applied = run("Bidirectional", { layer: ["LSTM", { units: 4 }], backward_layer }, [[5, 3]]);
    assert.match(messages(applied), /merges outputs of width 4 and 6/);
    assert.equal(applied.failed, false);
  });
});

describe("attention", () => {
  it("counts projections, scores and their product with the values", () => {
    const applied = run("MultiHeadAttention", { num_heads: 2, key_dim: 4 }, [
      [5, 16],
      [7, 16],
    ]);
    // Projections 5·16·8 + 7·16·8 twice + 5·8·16, scores and mixture 2·5·7·4 each.
    assert.equal(
      countText(applied.macs),
      `${(5 * 128 + 7 * 128 * 2 + 5 * 128 + 2 * 280).toLocaleString("en")}`,
    );
    const wide = run("MultiHeadAttention", { num_heads: 8, key_dim: 64 }, [
      [symbolic("T"), 512],
      [symbolic("T"), 512],
    ]);
    assert.equal(countText(wide.macs), "1024*T**2 + 1048576*T");
  });

  it("warns of sizes that will not fit", () => {
    const dot = run("Attention", {}, [
      [5, 8],
      [7, 6],
    ]);
    assert.equal(shapes(dot), "[5, 6]");
    assert.match(messages(dot), /compares a query with 8 features and a value with 6/);
  });
});
