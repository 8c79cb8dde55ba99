// GRUCell: one step of a GRU, for `RNN` or for loops by hand. It never walks a sequence.
import { defineLayer } from "../define.ts";
import {
  activation,
  constraints,
  dropouts,
  implementation,
  initializers,
  recurrentActivation,
  regularizers,
  seed,
  units,
  useBias,
} from "./arguments.ts";
import { cellCall, cellStep } from "./cell-call.ts";
import { resetAfter } from "./gru.ts";
import { step } from "./recurrence.ts";

export default defineLayer({
  name: "GRUCell",
  family: "recurrent",
  summary: "One step of a GRU: from an input and a state to an output and the next state.",
  details: `\`RNN(GRUCell(4))\` applies it to every step of a sequence; GRU does the same, faster.

Multiply-adds: \`3 · (features + units) · units\`. FLOPs: two a multiply-add and one for each bias added; the gates' element by
element arithmetic is not counted.`,
  pytorch: "torch.nn.GRUCell",
  parameters: {
    units,
    activation,
    recurrent_activation: recurrentActivation,
    use_bias: useBias,
    ...initializers,
    ...regularizers,
    ...constraints,
    ...dropouts,
    reset_after: resetAfter,
    seed,
    implementation,
  },
  call: cellCall,
  infer(site) {
    const { units, use_bias, reset_after } = site.args;
    const biases = use_bias ? (reset_after ? 2 : 1) : 0;
    return cellStep(site, { states: [units], output: units }, (n) => step(site, 3, n, units, biases));
  },
  examples: [{ net: "RNN(GRUCell(4))", inputs: [[5, 3]], output: [4], params: 108 }],
});
