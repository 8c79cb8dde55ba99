// GRU: a sequence read with one state behind two gates. It never looks ahead.
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

export const resetAfter = optional(
  bool,
  true,
  "Applies the reset gate after the product with the state, as fast GPU routines do; the bias then has a row for the input and one for the state.",
);

export default defineLayer({
  name: "GRU",
  family: "recurrent",
  usual: true,
  summary: "Reads a sequence with a memory behind two gates; three quarters of the weights of an LSTM.",
  details: `Each step makes three vectors of \`units\` numbers (update gate, reset gate, new content) from the input and the state of the
step before. With \`reset_after=True\`, the default, input and state have a bias of their own, so the parameters are
\`3 · (features + units + 2) · units\`; with \`reset_after=False\` they are \`3 · (features + units + 1) · units\`.

Multiply-adds: \`3 · (features + units) · units\` a step. FLOPs: two a multiply-add and one for each bias added; the gates'
element by element arithmetic is not counted.`,
  pytorch: "torch.nn.GRU",
  takes: "one-or-list",
  parameters: {
    units,
    activation,
    recurrent_activation: recurrentActivation,
    use_bias: useBias,
    ...initializers,
    ...regularizers,
    activity_regularizer: activityRegularizer,
    ...constraints,
    ...dropouts,
    seed,
    ...sequenceArguments,
    reset_after: resetAfter,
    use_cudnn: useCudnn,
    implementation,
    zero_output_for_mask: { ...zeroOutputForMask, keywordOnly: true },
  },
  call: recurrentCall,
  infer(site) {
    const { units, use_bias, reset_after } = site.args;
    return sequence(site, { states: [units], output: units }, (features) => {
      const one = step(site, 3, features, units, use_bias ? (reset_after ? 2 : 1) : 0);
      return { ...one, weights: one.weights.map((w) => ({ ...w, name: `gru_cell/${w.name}` })) };
    });
  },
  examples: [
    { net: "GRU(4)", inputs: [[5, 3]], output: [4], params: 108 },
    { net: "GRU(4, reset_after=False)", inputs: [[5, 3]], output: [4], params: 96 },
    { net: "GRU(32, return_sequences=True)", inputs: [[10, 16]], output: [10, 32], params: 4800 },
  ],
});
