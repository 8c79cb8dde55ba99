// The activations Keras knows by name. It never says what a layer does with one.
import { bool, either, float, int, listOf, nullable, optional, required, tensor } from "../argument-types.ts";
import type { Parameters } from "../define.ts";
import { defineObjects } from "../define-object.ts";

const x = required(tensor, "The tensor whose values are changed.");

const activation = (
  name: string,
  summary: string,
  more: Parameters = {},
  aliases: readonly string[] = [],
) => ({
  name,
  aliases,
  summary,
  parameters: { x, ...more },
});

const alpha = optional(float(), 1, "Negative values go towards `-alpha`.", { defaultText: "1.0" });
const threshold = optional(float(), 0.5, "Values closer to 0 than this become 0.");
const axis = optional(
  either(int(), listOf(int())),
  -1,
  "The axis the values are compared along; the batch is axis 0.",
);

export default defineObjects(
  "activation",
  [
    activation("linear", "Leaves the values as they are."),
    activation("relu", "`max(x, 0)`: negative values become 0.", {
      negative_slope: optional(float(), 0, "The slope below the threshold.", { defaultText: "0.0" }),
      max_value: optional(nullable(float()), null, "The largest value that comes out."),
      threshold: optional(float(), 0, "Values up to here count as negative.", { defaultText: "0.0" }),
    }),
    activation("relu6", "`min(max(x, 0), 6)`: a ReLU that stops at 6."),
    activation("leaky_relu", "Keeps positive values and multiplies negative ones by a small slope.", {
      negative_slope: optional(float(), 0.2, "The slope for negative values."),
    }),
    activation("elu", "Keeps positive values and bends negative ones: `alpha · (exp(x) - 1)`.", { alpha }),
    activation("selu", "An `elu` with fixed numbers that keep mean and variance; goes with `lecun_normal`."),
    activation("celu", "Keeps positive values and bends negative ones: `alpha · (exp(x / alpha) - 1)`.", {
      alpha,
    }),
    activation("gelu", "`x · P(X ≤ x)` for a normal X: a smooth ReLU, usual in transformers.", {
      approximate: optional(bool, false, "Uses a formula with `tanh` instead of the error function."),
    }),
    activation("silu", "`x · sigmoid(x)`: a smooth ReLU, also called swish.", {}, ["swish"]),
    activation("hard_silu", "`x · hard_sigmoid(x)`: swish from straight lines.", {}, ["hard_swish"]),
    activation("mish", "`x · tanh(softplus(x))`: a smooth ReLU."),
    activation("sigmoid", "`1 / (1 + exp(-x))`: a share between 0 and 1, for yes-or-no answers."),
    activation("hard_sigmoid", "A sigmoid from straight lines: `relu6(x + 3) / 6`."),
    activation("log_sigmoid", "The logarithm of the sigmoid, computed safely."),
    activation(
      "softmax",
      "Shares between 0 and 1 that sum to 1 along an axis, for one answer out of several.",
      { axis },
    ),
    activation("log_softmax", "The logarithm of the softmax, computed safely.", { axis }),
    activation("sparsemax", "Like softmax, but small values become exactly 0.", {
      axis: optional(int(), -1, "The axis along which the shares sum to 1."),
    }),
    activation("sparse_sigmoid", "A sigmoid from straight lines: 0 up to -1, 1 from 1 on."),
    activation("sparse_plus", "0 up to -1, `x` from 1 on, a parabola between."),
    activation("softplus", "`log(exp(x) + 1)`: a smooth ReLU that is never 0."),
    activation("softsign", "`x / (|x| + 1)`: between -1 and 1."),
    activation("squareplus", "`(x + sqrt(x² + b)) / 2`: a smooth ReLU without exponentials.", {
      b: optional(float(), 4, "How smooth it is around 0."),
    }),
    activation("tanh", "The hyperbolic tangent: between -1 and 1."),
    activation("hard_tanh", "Cuts the values off at -1 and 1."),
    activation("tanh_shrink", "`x - tanh(x)`."),
    activation("hard_shrink", "Values between -threshold and threshold become 0.", { threshold }),
    activation("soft_shrink", "Moves values towards 0 by the threshold, and those within it to 0.", {
      threshold,
    }),
    activation("threshold", "Values up to the threshold become `default_value`.", {
      threshold: required(float(), "Where it begins to let values through."),
      default_value: required(float(), "What the others become."),
    }),
    activation("exponential", "`exp(x)`."),
    activation(
      "glu",
      "Splits an axis in two halves: the first times the sigmoid of the second; halves the axis.",
      {
        axis: optional(int(), -1, "The axis that is split."),
      },
    ),
  ],
  ["relu", "gelu", "silu", "sigmoid", "softmax", "tanh"],
);
