// Flatten: all axes but the batch made one. It never mixes samples.
import { countText, elements } from "../../tensor/count.ts";
import { isUnknown, product, unknown } from "../../tensor/dim.ts";
import { nullable, option, optional } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { expectAtLeast, likeInput, productText } from "../rules.ts";

export default defineLayer({
  name: "Flatten",
  family: "reshaping",
  usual: true,
  summary: "Puts all values of a sample into one axis, in front of a Dense layer, say.",
  details: `The size of the new axis is the product of the old ones, and a Dense layer behind it has that many weights a unit:
GlobalAveragePooling2D keeps one value a channel instead. No weights; moving data costs no FLOPs.`,
  pytorch: "torch.nn.Flatten",
  parameters: {
    data_format: optional(
      nullable(option(["channels_last", "channels_first"], { anyCase: true })),
      null,
      "With channels_first the channels are moved to the end first; the size is the same.",
    ),
  },
  infer(site) {
    expectAtLeast(site, 0, "the batch");
    const { shape } = site.input;
    const open = shape.find(isUnknown);
    const size = open ? unknown(open.reason, open.consequence) : product(shape);
    const told = shape.length > 1 && !isUnknown(size);
    return {
      outputs: [likeInput(site, [size])],
      weights: [],
      macs: 0n,
      flops: 0n,
      notes: told ? [`${productText(shape)} = ${countText(elements([size]))} values.`] : [],
    };
  },
  examples: [
    { net: "Flatten()", inputs: [[7, 7, 512]], output: [25088], params: 0 },
    { net: "Flatten()", inputs: [[10]], output: [10], params: 0 },
    { net: "Flatten()", inputs: [[null, 8]], output: [null], params: 0 },
  ],
});
