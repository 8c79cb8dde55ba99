// The rule of GlobalAveragePooling and GlobalMaxPooling: all positions become one. It never touches the channels.

import type { Dim } from "../../tensor/dim.ts";
import { bool, optional } from "../argument-types.ts";
import type { Inference, RuleSite } from "../define.ts";
import { expectAxes, floatingOutput, follows, joinChannels, splitChannels } from "../rules.ts";
import { axisNames, channelsFirst, dataFormat, type SpatialRank } from "../windows.ts";

export const globalParameters = {
  data_format: dataFormat,
  keepdims: optional(bool, false, "Keeps the pooled axes with size 1: `[7, 7, 512]` gives `[1, 1, 512]`."),
};

interface GlobalArguments {
  readonly data_format: string | null;
  readonly keepdims: boolean;
}

/** `[…sizes, channels]` to `[channels]`, or to `[1…, channels]`. */
export function globalPooling(site: RuleSite, rank: SpatialRank): Inference {
  const { data_format, keepdims } = site.args as unknown as GlobalArguments;
  const ones = keepdims ? Array.from({ length: rank }, () => 1) : [];
  const output = (channels: Dim) =>
    floatingOutput(site, joinChannels({ first: channelsFirst(data_format) }, ones, channels));
  expectAxes(site, axisNames(rank, data_format), {
    assume: [output(follows(`the input of ${site.layer} has an error`))],
  });
  const { channels } = splitChannels(site.input.shape, data_format);
  return {
    outputs: [output(channels)],
    weights: [],
    macs: 0n,
    flops: 0n,
    notes: ["Pooling has no weights; the size of the input may vary, the output keeps one number a channel."],
  };
}
