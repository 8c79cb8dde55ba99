// StackedRNNCells: cells one above the other as one cell. It never walks a sequence.
import { listOf, required } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { cellCall, cellStep } from "./cell-call.ts";
import { cell, stackSizes, stepCells } from "./cells.ts";

export default defineLayer({
  name: "StackedRNNCells",
  family: "recurrent",
  summary: "Puts cells one above the other, so that one `RNN` walks through all of them.",
  details: `Each cell reads the output of the one below it; the output is that of the last. The states are those of all cells in their
order. \`RNN([LSTMCell(64), LSTMCell(32)])\` makes one by itself.

Multiply-adds and FLOPs: the sum over the cells.`,
  parameters: { cells: required(listOf(cell), "The cells, the lowest first.") },
  call: cellCall,
  trainableReachesWeights: false,
  infer(site) {
    const { cells } = site.args;
    return cellStep(site, stackSizes(site, cells), (features) => stepCells(site, cells, features));
  },
  examples: [
    { net: "RNN(StackedRNNCells([LSTMCell(4), GRUCell(6)]))", inputs: [[5, 3]], output: [6], params: 344 },
  ],
});
