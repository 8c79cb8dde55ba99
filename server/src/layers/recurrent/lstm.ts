// LSTM: a sequence read with a state and a carry behind three gates. It never looks ahead.
import { bool, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import {
  activation,
  activityRegularizer,
  constraints,
  dropouts,
  implementation,
  initializers,
  recurrentActivation,
  recurrentCall,
  regularizers,
  seed,
  sequenceArguments,
  units,
  useBias,
  useCudnn,
  zeroOutputForMask,
} from "./arguments.ts";
import { sequence, step } from "./recurrence.ts";

export const unitForgetBias = optional(
  bool,
  true,
  "Starts the bias of the forget gate at 1, so that the layer remembers at first.",
);

export default defineLayer({
  name: "LSTM",
  family: "recurrent",
  usual: true,
  summary:
    "Reads a sequence with a long memory: gates decide what is forgotten, what is added and what is shown.",
  details: `Each step makes four vectors of \`units\` numbers (input gate, forget gate, new content, output gate) from the input and the
state of the step before, so there are four times the weights of SimpleRNN: \`4 · (features + units + 1) · units\`.
With \`return_state=True\` the output is followed by the state \`h\` and the carry \`c\`, which another LSTM takes as
\`initial_state=[h, c]\`.

Multiply-adds: \`4 · (features + units) · units\` a step. FLOPs: two a multiply-add and one for each bias added; the gates'
element by element arithmetic is not counted.`,
  pytorch: "torch.nn.LSTM",
  takes: "one-or-list",
  parameters: {
    units,
    activation,
    recurrent_activation: recurrentActivation,
    use_bias: useBias,
    ...initializers,
    unit_forget_bias: unitForgetBias,
    ...regularizers,
    activity_regularizer: activityRegularizer,
    ...constraints,
    ...dropouts,
    seed,
    ...sequenceArguments,
    use_cudnn: useCudnn,
    implementation,
    zero_output_for_mask: { ...zeroOutputForMask, keywordOnly: true },
  },
  call: recurrentCall,
  infer(site) {
    const { units, use_bias } = site.args;
    return sequence(site, { states: [units, units], output: units }, (features) => {
      const one = step(site, 4, features, units, use_bias ? 1 : 0);
      return { ...one, weights: one.weights.map((w) => ({ ...w, name: `lstm_cell/${w.name}` })) };
    });
  },
  examples: [
    { net: "LSTM(4)", inputs: [[5, 3]], output: [4], params: 128 },
    { net: "LSTM(64, return_sequences=True)", inputs: [[null, 100]], output: [null, 64], params: 42240 },
    { net: "LSTM(4, use_bias=False)", inputs: [[5, 3]], output: [4], params: 112 },
  ],
});
