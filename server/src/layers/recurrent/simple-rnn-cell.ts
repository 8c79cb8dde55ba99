// SimpleRNNCell: one step of a SimpleRNN, for `RNN` or for loops by hand. It never walks a sequence.
import { defineLayer } from "../define.ts";
import {
  activation,
  constraints,
  dropouts,
  initializers,
  regularizers,
  seed,
  units,
  useBias,
} from "./arguments.ts";
import { cellCall, cellStep } from "./cell-call.ts";
import { step } from "./recurrence.ts";

export default defineLayer({
  name: "SimpleRNNCell",
  family: "recurrent",
  summary: "One step of a SimpleRNN: from an input and a state to an output and the next state.",
  details: `\`RNN(SimpleRNNCell(4))\` applies it to every step of a sequence and is a SimpleRNN.

Multiply-adds: \`(features + units) · units\`. FLOPs: two a multiply-add and one for each bias added.`,
  pytorch: "torch.nn.RNNCell",
  parameters: {
    units,
    activation,
    use_bias: useBias,
    ...initializers,
    ...regularizers,
    ...constraints,
    ...dropouts,
    seed,
  },
  call: cellCall,
  infer(site) {
    const { units, use_bias } = site.args;
    return cellStep(site, { states: [units], output: units }, (n) =>
      step(site, 1, n, units, use_bias ? 1 : 0),
    );
  },
  examples: [{ net: "RNN(SimpleRNNCell(4))", inputs: [[5, 3]], output: [4], params: 32 }],
});
