// Rescaling: values times a factor plus an offset. It learns neither.
import { elements, multiplyCounts } from "../../tensor/count.ts";
import { fromFullShape } from "../../tensor/tensor-type.ts";
import { optional, required } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { arrayLike } from "../operations/operands.ts";
import { floatingOutput } from "../rules.ts";

export default defineLayer({
  name: "Rescaling",
  family: "preprocessing",
  usual: true,
  summary: "Multiplies every value by `scale` and adds `offset`: `Rescaling(1 / 255)` brings pixels to 0…1.",
  details: `\`Rescaling(1 / 127.5, offset=-1)\` brings pixels to -1…1. Factor and offset may be lists with one number a channel. No weights.
FLOPs: 2 for each element (one multiplication, one addition).`,
  parameters: {
    scale: required(arrayLike, "The factor, or one a channel."),
    offset: optional(arrayLike, fromFullShape([], "float32"), "What is added, or one number a channel.", {
      defaultText: "0.0",
    }),
  },
  infer: (site) => ({
    outputs: [floatingOutput(site, site.input.shape)],
    weights: [],
    macs: 0n,
    flops: multiplyCounts(2n, elements(site.input.shape)),
  }),
  examples: [
    { net: "Rescaling(1 / 255)", inputs: [[224, 224, 3]], dtype: "uint8", output: [224, 224, 3], params: 0 },
    { net: "Rescaling(1 / 127.5, offset=-1)", inputs: [[32, 32, 1]], output: [32, 32, 1], params: 0 },
  ],
});
