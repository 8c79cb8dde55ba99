// RNN: any cell, or a list of cells, applied to every step of a sequence. It never knows what a cell computes.
import { bool, either, listOf, nullable, optional, required } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { named } from "../named-objects.ts";
import type { LayerValue } from "../value.ts";
import { recurrentCall, sequenceArguments } from "./arguments.ts";
import { cell, cellSizes, stackSizes, stepCell, stepCells } from "./cells.ts";
import { sequence } from "./recurrence.ts";

export default defineLayer({
  name: "RNN",
  family: "recurrent",
  summary: "Applies a cell to every step of a sequence, each step with the states of the one before.",
  details: `The weights are those of the cell. With a list, the cells stand one above the other: each reads the output of the one below.

Multiply-adds and FLOPs: those of the cell at every step.`,
  takes: "one-or-list",
  namesInside: { made: ({ parsed }) => (Array.isArray(parsed.cell) ? ["StackedRNNCells"] : []) },
  parameters: {
    cell: required(
      either(cell, listOf(cell)),
      "The cell, such as `LSTMCell(64)`, or a list of cells, the lowest first.",
    ),
    ...sequenceArguments,
    zero_output_for_mask: optional(bool, false, "Gives zeros, not the output before, at masked steps."),
    activity_regularizer: optional(nullable(named("regularizer")), null, "A penalty on the output.", {
      keywordOnly: true,
    }),
  },
  call: recurrentCall,
  trainableReachesWeights: false,
  infer(site) {
    const given = site.args.cell as LayerValue | readonly LayerValue[];
    if ("kind" in given) {
      return sequence(site, cellSizes(site, given), (features) => stepCell(site, given, features), true);
    }
    return sequence(
      site,
      stackSizes(site, given),
      (features) => {
        const one = stepCells(site, given, features);
        return { ...one, weights: one.weights.map((w) => ({ ...w, name: `stacked_rnn_cells/${w.name}` })) };
      },
      true,
    );
  },
  examples: [
    { net: "RNN(LSTMCell(4))", inputs: [[5, 3]], output: [4], params: 128 },
    {
      net: "RNN([LSTMCell(4), LSTMCell(6)], return_sequences=True)",
      inputs: [[5, 3]],
      output: [5, 6],
      params: 392,
    },
  ],
});
