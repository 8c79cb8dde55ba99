// ConvLSTM1D, 2D and 3D: an LSTM over sequences of lines, images or volumes, with convolutions for products.
// They never look ahead in time.
import { report } from "../../diagnostics/define.ts";
import shapeAtRunTime from "../../diagnostics/shape-at-run-time.ts";
import shapeUnknownDim from "../../diagnostics/shape-unknown-dim.ts";
import { elements } from "../../tensor/count.ts";
import { add, type Dim, dimText, isUnknown, multiply } from "../../tensor/dim.ts";
import { isRanked, shapesAgree, shapeText, type TensorType } from "../../tensor/tensor-type.ts";
import { required, size } from "../argument-types.ts";
import { channelsText, expectStridesOrDilation } from "../convolution/convolution.ts";
import { dilationRate, filters, kernelSize, padding, strides } from "../convolution/parameters.ts";
import {
  defineLayer,
  type Inference,
  type LayerDefinition,
  type LayerExample,
  type LocatedReport,
  type RuleSite,
  refuse,
  Undecided,
} from "../define.ts";
import {
  expectAxes,
  floatingOutput,
  follows,
  joinChannels,
  productText,
  spatialNames,
  splitChannels,
  times,
  trainable,
  twice,
  weightSize,
} from "../rules.ts";
import { axisNames, channelsFirst, dataFormat, positions, type SpatialRank, sizeNotes } from "../windows.ts";
import {
  activation,
  activityRegularizer,
  constraints,
  dropouts,
  initializers,
  recurrentActivation,
  recurrentCall,
  regularizers,
  seed,
  sequenceArguments,
  useBias,
  zeroOutputForMask,
} from "./arguments.ts";
import { unitForgetBias } from "./lstm.ts";
import { expectBatch, expectOneSequence } from "./recurrence.ts";

interface ConvLstmArguments {
  readonly filters: Dim;
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same";
  readonly data_format: string | null;
  readonly dilation_rate: readonly number[];
  readonly use_bias: boolean;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
}

const argumentsOf = (site: RuleSite): ConvLstmArguments => site.args as unknown as ConvLstmArguments;

/** `[time, …sizes, channels]` to `[…positions, filters]`, or to `[time, …positions, filters]`. */
function convLstm(site: RuleSite, rank: SpatialRank): Inference {
  const args = argumentsOf(site);
  const { filters, data_format } = args;
  const open = follows(`${site.layer} has an error`);
  const first = channelsFirst(data_format);
  const openState = joinChannels({ first }, Array(rank).fill(open), filters);
  const guess = outputs(site, openState, site.input.shape[0] ?? open);
  expectStridesOrDilation(site, args.strides, args.dilation_rate, guess);
  expectOneSequence(site, guess);
  expectAxes(site, ["time", ...axisNames(rank, data_format)], { assume: guess });
  const [time, ...shape] = site.input.shape;
  const axes = splitChannels(shape, data_format);
  expectKnownSizes(site, axes.spatial, guess);
  const channels = weightSize(site, axes.channels, channelsText(data_format), guess);
  expectBatch(site, guess);
  const window = {
    size: args.kernel_size,
    strides: args.strides,
    padding: args.padding,
    dilation: args.dilation_rate,
  };
  const out = positions({ ...site, input: { ...site.input, shape } }, axes, window, guess);
  const state = joinChannels(axes, out, filters);
  const gates = multiply(filters, 4);
  const kernel = [...args.kernel_size, channels, gates];
  const recurrent = [...args.kernel_size, filters, gates];
  const bias = args.use_bias ? [trainable(site, "conv_lstm_cell/bias", [gates])] : [];
  const macs = times(time!, elements(out), elements([...args.kernel_size, add(channels, filters), gates]));
  const patch = `${productText(args.kernel_size)}·(${dimText(channels)} + ${dimText(filters)})`;
  return {
    outputs: outputs(site, state, time!),
    several: args.return_state,
    weights: [
      trainable(site, "conv_lstm_cell/kernel", kernel),
      trainable(site, "conv_lstm_cell/recurrent_kernel", recurrent),
      ...bias,
    ],
    macs,
    flops: twice(macs, args.use_bias ? times(time!, elements(out), gates) : 0n),
    formula: args.use_bias ? `4·(${patch} + 1)·${dimText(filters)}` : `4·${patch}·${dimText(filters)}`,
    notes: [
      ...sizeNotes(axes, window, out),
      ...(args.return_sequences
        ? []
        : ["Only the output of the last step is given; `return_sequences=True` gives all."]),
      ...(args.return_state
        ? [`After the output come the state and the carry, each ${shapeText(state)}.`]
        : []),
    ],
    reports: stateReports(site, state),
  };
}

function outputs(site: RuleSite, state: readonly Dim[], time: Dim): readonly TensorType[] {
  const { return_sequences, return_state } = argumentsOf(site);
  const last = floatingOutput(site, state);
  const output = return_sequences ? floatingOutput(site, [time, ...state]) : last;
  return return_state ? [output, last, last] : [output];
}

/** Keras makes the first states while it builds, and so needs every size of an image, though not the number of steps. */
function expectKnownSizes(site: RuleSite, spatial: readonly Dim[], assume: readonly TensorType[]): void {
  const names = spatialNames(spatial.length);
  spatial.forEach((n, i) => {
    if (!isUnknown(n)) return;
    if (n.consequence) throw new Undecided(n.reason, assume);
    refuse(
      shapeUnknownDim,
      {
        layer: site.layer,
        what: names.length === 1 ? "the number of positions along a line" : `the number of ${names[i]}`,
        reason: n.reason,
        purpose: "its states",
      },
      { assume },
    );
  });
}

function stateReports(site: RuleSite, state: readonly Dim[]): readonly LocatedReport[] {
  const given = (site.call as { initial_state?: readonly TensorType[] | null }).initial_state;
  if (!given) return [];
  const wrong = given.find((type) => isRanked(type) && !shapesAgree(type.shape, state));
  if (given.length === 2 && !wrong) return [];
  const found = given.length === 2 && wrong ? `one of ${shapeText(wrong.shape)}` : `${given.length}`;
  const problem = `keeps a state and a carry of ${shapeText(state)} and gets ${found}`;
  const advice = "the states must come from a layer of the same kind and sizes";
  return [
    { report: report(shapeAtRunTime, { layer: site.layer, problem, advice }), argument: "initial_state" },
  ];
}

function convLstmLayer(rank: SpatialRank, examples: readonly LayerExample[]): LayerDefinition {
  const thing = rank === 1 ? "lines" : rank === 2 ? "images" : "volumes";
  const { unroll, ...sequence } = sequenceArguments;
  return defineLayer({
    name: `ConvLSTM${rank}D`,
    family: "recurrent",
    summary: `Reads a sequence of ${thing} with a long memory: an LSTM whose products are convolutions.`,
    details: `The state is a stack of maps, \`[…positions, filters]\`. At each step one convolution reads the input and one the state, and each
makes the four gates of an LSTM: \`4 · (kernel · (channels + filters) + 1) · filters\` parameters. Strides and padding hold for the
input; the state keeps its size. All sizes but the number of steps must be known.

Multiply-adds: at every step and output position, one for each number of both kernels. FLOPs: two a multiply-add and one for each
bias added; the gates' element by element arithmetic is not counted.`,
    takes: "one-or-list",
    parameters: {
      filters: required(size({ min: 0 }), filters.doc),
      kernel_size: kernelSize(rank),
      strides: strides(rank),
      padding,
      data_format: dataFormat,
      dilation_rate: dilationRate(rank),
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
      ...sequence,
      unroll: { ...unroll, keywordOnly: true },
      zero_output_for_mask: { ...zeroOutputForMask, keywordOnly: true },
    },
    call: recurrentCall,
    trainableReachesWeights: false,
    infer: (site) => convLstm(site, rank),
    examples,
  });
}

export default [
  convLstmLayer(1, [
    { net: "ConvLSTM1D(4, 3)", inputs: [[10, 32, 2]], output: [30, 4], params: 304 },
    {
      net: "ConvLSTM1D(4, 3, padding=same, return_sequences=True)",
      inputs: [[null, 32, 2]],
      output: [null, 32, 4],
      params: 304,
    },
  ]),
  convLstmLayer(2, [
    {
      net: "ConvLSTM2D(64, 5, padding=same, return_sequences=True)",
      inputs: [[null, 64, 64, 1]],
      output: [null, 64, 64, 64],
      params: 416256,
    },
    { net: "ConvLSTM2D(4, 3, use_bias=False)", inputs: [[5, 8, 8, 3]], output: [6, 6, 4], params: 1008 },
  ]),
  convLstmLayer(3, [
    { net: "ConvLSTM3D(2, 1)", inputs: [[3, 6, 6, 6, 2]], output: [6, 6, 6, 2], params: 40 },
    {
      net: "ConvLSTM3D(2, 3, strides=2)",
      inputs: [[3, 7, 7, 7, 2]],
      output: [3, 3, 3, 2],
      params: 872,
    },
  ]),
];
