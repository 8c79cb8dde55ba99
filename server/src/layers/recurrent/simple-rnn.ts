// SimpleRNN: a sequence folded into one state, step by step. It never looks ahead.
import { defineLayer } from "../define.ts";
import {
  activation,
  activityRegularizer,
  constraints,
  dropouts,
  initializers,
  recurrentCall,
  regularizers,
  seed,
  sequenceArguments,
  units,
  useBias,
  zeroOutputForMask,
} from "./arguments.ts";
import { sequence, step } from "./recurrence.ts";

export default defineLayer({
  name: "SimpleRNN",
  family: "recurrent",
  summary:
    "Reads a sequence step by step: `state = activation(x · kernel + state · recurrent_kernel + bias)`.",
  details: `Each step sees its input and the state of the step before, so there is one kernel of \`features · units\` and one of
\`units · units\`. Long sequences fade quickly; LSTM and GRU were made to remember longer.

Multiply-adds: \`(features + units) · units\` a step. FLOPs: two a multiply-add and one for each bias added.`,
  pytorch: "torch.nn.RNN",
  takes: "one-or-list",
  parameters: {
    units,
    activation,
    use_bias: useBias,
    ...initializers,
    ...regularizers,
    activity_regularizer: activityRegularizer,
    ...constraints,
    ...dropouts,
    ...sequenceArguments,
    seed,
    zero_output_for_mask: { ...zeroOutputForMask, keywordOnly: true },
  },
  call: recurrentCall,
  infer(site) {
    const { units, use_bias } = site.args;
    return sequence(site, { states: [units], output: units }, (features) => {
      const one = step(site, 1, features, units, use_bias ? 1 : 0);
      return { ...one, weights: one.weights.map((w) => ({ ...w, name: `simple_rnn_cell/${w.name}` })) };
    });
  },
  examples: [
    { net: "SimpleRNN(4)", inputs: [[5, 3]], output: [4], params: 32 },
    { net: "SimpleRNN(4, return_sequences=True)", inputs: [[null, 3]], output: [null, 4], params: 32 },
  ],
});
