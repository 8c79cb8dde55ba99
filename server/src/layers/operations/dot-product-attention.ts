// Attention with queries, keys and values that are split into heads. It never projects them; MultiHeadAttention does.

import { multiplyCounts } from "../../tensor/count.ts";
import { differ } from "../../tensor/dim.ts";
import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, nullable, optional, required } from "../argument-types.ts";
import { times } from "../rules.ts";
import { arrayLike, flag, tensor } from "./operands.ts";
import {
  failsLater,
  fullText,
  gives,
  operation,
  perSample,
  promoted,
  refuseArgument,
  result,
} from "./operation.ts";

export default operation({
  name: "DotProductAttention",
  functions: ["dot_product_attention", "nn.dot_product_attention"],
  summary: "Scaled dot-product attention: `softmax(q · kᵀ · scale) · v` for each head.",
  details: `Tensors are \`[batch, length, heads, size]\`; the result has the shape of the query. Multiply-adds: scores and their product
with the values, \`2 · queries · keys · heads · size\`. The softmax is not counted.`,
  pytorch: "torch.nn.functional.scaled_dot_product_attention",
  parameters: {
    query: required(tensor, "The queries."),
    key: required(tensor, "The keys."),
    value: required(tensor, "The values."),
    bias: optional(nullable(arrayLike), null, "Added to the scores."),
    mask: optional(nullable(arrayLike), null, "Where attention is allowed."),
    scale: optional(anything, null, "What scores are multiplied by; None is one over the root of the size."),
    is_causal: optional(flag, false, "Whether a place sees earlier ones only."),
    flash_attention: optional(anything, null, "Whether to use a faster algorithm; None decides by itself."),
    attn_logits_soft_cap: optional(anything, null, "A limit for scores, for JAX on TPU only."),
  },
  infer(site) {
    const { query, key, value, attn_logits_soft_cap } = site.args;
    if (attn_logits_soft_cap !== null)
      refuseArgument(site, "attn_logits_soft_cap", "None but on TPUs with JAX", "set");
    const [q, k, v] = [fullShape(query), fullShape(key), fullShape(value)];
    const output = result(q, promoted(site, query.dtype, key.dtype, value.dtype));
    if ([q, k, v].some((shape) => shape.length !== 4)) {
      const wrong = [q, k, v].find((shape) => shape.length !== 4)!;
      return gives(output, {
        reports: [
          failsLater(site, `needs tensors with 4 axes, the batch counted, and gets ${fullText(wrong)}`),
        ],
      });
    }
    const problem = differ(q[3]!, k[3]!)
      ? `has queries ${fullText(q)} and keys ${fullText(k)} of different sizes`
      : differ(k[1]!, v[1]!)
        ? `has keys ${fullText(k)} and values ${fullText(v)} of different lengths`
        : undefined;
    return gives(output, {
      macs: multiplyCounts(2n, times(perSample(q), k[1]!)),
      reports: problem === undefined ? [] : [failsLater(site, problem)],
    });
  },
});
