// LSTMCell: one step of an LSTM, for `RNN` or for loops by hand. It never walks a sequence.
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
import { unitForgetBias } from "./lstm.ts";
import { step } from "./recurrence.ts";

export default defineLayer({
  name: "LSTMCell",
  family: "recurrent",
  summary: "One step of an LSTM: from an input and the states `[h, c]` to an output and the next states.",
  details: `\`RNN(LSTMCell(4))\` applies it to every step of a sequence; LSTM does the same, faster.

Multiply-adds: \`4 · (features + units) · units\`. FLOPs: two a multiply-add and one for each bias added; the gates' element by
element arithmetic is not counted.`,
  pytorch: "torch.nn.LSTMCell",
  parameters: {
    units,
    activation,
    recurrent_activation: recurrentActivation,
    use_bias: useBias,
    ...initializers,
    unit_forget_bias: unitForgetBias,
    ...regularizers,
    ...constraints,
    ...dropouts,
    seed,
    implementation,
  },
  call: cellCall,
  infer(site) {
    const { units, use_bias } = site.args;
    return cellStep(site, { states: [units, units], output: units }, (n) =>
      step(site, 4, n, units, use_bias ? 1 : 0),
    );
  },
  examples: [{ net: "RNN(LSTMCell(4))", inputs: [[5, 3]], output: [4], params: 128 }],
});
