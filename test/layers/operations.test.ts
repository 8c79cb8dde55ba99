// What operations promise beyond shapes and dtypes: costs, the batch axis, named sizes, silence about what is unknown.
import { strict as assert } from "node:assert";
import { bindLayer, infer } from "../../server/src/layers/apply.ts";
import { allOperations, findOperation } from "../../server/src/layers/catalogue.ts";
import {
  builtinFunctions,
  methodFunctions,
  operatorFunctions,
  unaryFunctions,
} from "../../server/src/layers/operations/operators.ts";
import { list, type Value } from "../../server/src/layers/value.ts";
import { countText } from "../../server/src/tensor/count.ts";
import { type Dim, symbolic, unknown } from "../../server/src/tensor/dim.ts";
import {
  batchSize,
  fromFullShape,
  shapeText,
  tensor,
  unknownTensor,
} from "../../server/src/tensor/tensor-type.ts";

const input = (...shape: Dim[]): Value => ({ kind: "tensor", type: tensor(shape) });
const constant = (...shape: Dim[]): Value => ({ kind: "tensor", type: fromFullShape(shape, "float32") });
const slice = (start: Value, stop: Value, step: Value = null): Value => ({
  kind: "slice",
  start,
  stop,
  step,
});
const T = symbolic("T");

function run(name: string, positional: readonly Value[], named: Readonly<Record<string, Value>> = {}) {
  const definition = findOperation(name);
  assert.ok(definition, `no operation ${name}`);
  const args = [
    ...positional.map((value) => ({ value })),
    ...Object.entries(named).map(([key, value]) => ({ name: key, value })),
  ];
  const binding = bindLayer(definition, args);
  assert.deepEqual(binding.reports, []);
  return infer(definition, binding.bound, []);
}

const codes = (applied: ReturnType<typeof run>): readonly string[] =>
  applied.reports.map((r) => r.report.diagnostic.code);
const shapes = (applied: ReturnType<typeof run>): readonly string[] =>
  applied.outputs.map((o) => shapeText(o.shape));

describe("operations", () => {
  it("exist for every operator, built-in function and method of a tensor", () => {
    for (const map of [operatorFunctions, unaryFunctions, builtinFunctions, methodFunctions]) {
      for (const name of Object.values(map)) assert.ok(findOperation(name), name);
    }
  });

  it("have no weights and a word on costs", () => {
    for (const operation of allOperations())
      assert.match(operation.details, /FLOPs|multiply-adds|Multiply-adds/, operation.name);
  });

  describe("count multiply-adds for one sample", () => {
    const cases: readonly [string, readonly Value[], string, string][] = [
      ["matmul", [input(4, 3), constant(3, 5)], "60", "120"],
      ["matmul", [input(8, 16, 64), input(8, 64, 16)], "131,072", "262,144"],
      ["einsum", ["bqhd,bkhd->bhqk", input(5, 2, 8), input(7, 2, 8)], "560", "1,120"],
      ["einsum", ["bij->bji", input(4, 3)], "0", "0"],
      ["einsum", ["...ij,jk->...ik", input(2, 4, 3), constant(3, 5)], "120", "240"],
      ["tensordot", [input(4, 3), constant(3, 5), 1n], "60", "120"],
      ["dot", [input(4, 3), constant(3, 5)], "60", "120"],
      ["dot_product_attention", [input(5, 2, 8), input(7, 2, 8), input(7, 2, 8)], "1,120", "2,240"],
      ["conv", [input(8, 9, 3), constant(3, 3, 3, 4)], "4,536", "9,072"],
      ["depthwise_conv", [input(8, 8, 3), constant(3, 3, 3, 2)], "1,944", "3,888"],
      ["add", [input(4, 3), 1n], "0", "12"],
      ["mean", [input(4, 3), 1n], "0", "3"],
      ["reshape", [input(4, 3), list([-1n, 12n])], "0", "0"],
      ["relu", [input(4, 3)], "0", "0"],
    ];
    for (const [name, args, macs, flops] of cases) {
      it(`${name} ${macs}`, () => {
        const applied = run(name, args);
        assert.equal(countText(applied.macs), macs);
        assert.equal(countText(applied.flops), flops);
      });
    }
  });

  it("carry the batch axis where it stays", () => {
    assert.equal(run("reshape", [input(4, 6), list([-1n, 24n])]).outputs[0]!.batch, batchSize);
    assert.equal(run("reshape", [input(4, 6), list([null, 2n, 12n])]).outputs[0]!.batch, batchSize);
    assert.equal(run("add", [constant(1, 3), input(4, 3)]).outputs[0]!.batch, batchSize);
    assert.equal(run("broadcast_to", [input(1, 3), list([null, 4n, 3n])]).outputs[0]!.batch, batchSize);
    assert.notEqual(run("reshape", [input(4, 6), list([-1n, 6n])]).outputs[0]!.batch, batchSize);
    assert.equal(run("sum", [input(4, 6)]).outputs[0]!.batch, null);
    assert.equal(run("expand_dims", [input(4), 0n]).outputs[0]!.batch, 1);
  });

  it("work with named sizes", () => {
    const key = (...parts: Value[]): Value => ({ kind: "tuple", items: parts });
    assert.deepEqual(shapes(run("get_item", [input(T, 64), key(slice(null, null), slice(1n, null))])), [
      "[T - 1, 64]",
    ]);
    assert.deepEqual(shapes(run("get_item", [input(T, 64), key(slice(null, null), slice(null, -1n))])), [
      "[T - 1, 64]",
    ]);
    assert.deepEqual(shapes(run("get_item", [input(T, 64), key(slice(null, null), slice(null, null, 2n))])), [
      "[(T + 1)//2, 64]",
    ]);
    assert.deepEqual(shapes(run("get_item", [input(T, 64), key(slice(null, null), -1n)])), ["[64]"]);
    assert.deepEqual(shapes(run("reshape", [input(T, 64), list([-1n, T, 8n, 8n])])), ["[T, 8, 8]"]);
    assert.deepEqual(shapes(run("concatenate", [list([input(T, 64), input(1, 64)])], { axis: 1n })), [
      "[T + 1, 64]",
    ]);
    assert.deepEqual(shapes(run("matmul", [input(T, 64), input(64, T)])), ["[T, T]"]);
    assert.equal(countText(run("matmul", [input(T, 64), input(64, T)]).macs), "64*T**2");
  });

  it("say nothing about tensors of unknown rank, and keep the number of results", () => {
    const open: Value = { kind: "tensor", type: unknownTensor("an error above") };
    for (const [name, args, count] of [
      ["mean", [open, 5n], 1],
      ["add", [input(4), open], 1],
      ["concatenate", [list([input(4), open])], 1],
      ["split", [open, 3n], 3],
      ["top_k", [open, 2n], 2],
      ["linalg.svd", [open], 3],
    ] as const) {
      const applied = run(name, args);
      assert.deepEqual([codes(applied), applied.outputs.length, applied.failed], [[], count, true], name);
    }
  });

  it("say nothing about sizes that follow from another error", () => {
    const open = unknown("an error above", true);
    assert.deepEqual(codes(run("squeeze", [input(4, open), -1n])), []);
    assert.deepEqual(codes(run("unstack", [input(open, 3)], { axis: 1n })), []);
    assert.deepEqual(codes(run("binary_crossentropy", [input(open), input(4)])), []);
  });

  it("warn where Keras notices only when data comes", () => {
    assert.deepEqual(codes(run("multiply", [input(8, 4), input(4)])), ["shape-batch-broadcast"]);
    assert.deepEqual(codes(run("multiply", [input(8, 4), constant(4)])), []);
    assert.deepEqual(codes(run("einsum", ["bij,bjk->bik", input(4, 3), input(4, 3)])), ["shape-at-run-time"]);
    assert.deepEqual(codes(run("top_k", [input(3), 4n])), ["shape-at-run-time"]);
    assert.deepEqual(codes(run("reshape", [input(4, 6), list([2n, 3n])])), ["shape-at-run-time"]);
  });

  it("keep a best guess where they refuse", () => {
    assert.deepEqual(shapes(run("add", [input(4, 3), input(5, 3)])), ["[?, 3]"]);
    assert.deepEqual(shapes(run("matmul", [input(4, 3), input(4, 5)])), ["[4, 5]"]);
    assert.deepEqual(shapes(run("split", [input(7), 2n, -1n])), ["[3]", "[3]"]);
  });
});
