// Activation functions as operations. They never change a shape and, by the definition used here, cost nothing; `glu`,
// which halves an axis, and the softmaxes, which look along one, are in files of their own.

import { fullShape } from "../../tensor/tensor-type.ts";
import { anything, float, optional, required } from "../argument-types.ts";
import type { LayerDefinition, Parameters } from "../define.ts";
import { flag, tensor } from "./operands.ts";
import { gives, operation, reshaped } from "./operation.ts";

const x = required(tensor, "The tensor.");

const activation = (
  name: string,
  functions: readonly string[],
  summary: string,
  more: Parameters = {},
  pytorch?: string,
  call = "",
): LayerDefinition =>
  operation({
    name,
    functions: functions.flatMap((fn) => [fn, `nn.${fn}`]),
    summary,
    details: "The result has the shape and dtype of the argument. Activations are not counted as FLOPs.",
    ...(pytorch ? { pytorch } : {}),
    parameters: { x, ...more },
    infer(site) {
      const { x: input } = site.args;
      return gives(reshaped(input, fullShape(input)));
    },
    examples: [{ net: `ops.${functions[0]}(${call})`, inputs: [[4, 6]], output: [4, 6], params: 0 }],
  });

const threshold = { threshold: optional(float(), 0.5, "Elements nearer to zero than this become 0.") };
const alpha = { alpha: optional(float(), 1, "How far negative values saturate.", { defaultText: "1.0" }) };

export default [
  activation("Relu", ["relu"], "Negative elements become 0.", {}, "torch.nn.functional.relu"),
  activation(
    "Relu6",
    ["relu6"],
    "Negative elements become 0, elements above 6 become 6.",
    {},
    "torch.nn.functional.relu6",
  ),
  activation(
    "LeakyRelu",
    ["leaky_relu"],
    "Negative elements are made smaller instead of 0.",
    {
      negative_slope: optional(float(), 0.2, "What negative elements are multiplied by."),
    },
    "torch.nn.functional.leaky_relu",
  ),
  activation(
    "Elu",
    ["elu"],
    "Negative elements bend smoothly towards `-alpha`.",
    alpha,
    "torch.nn.functional.elu",
  ),
  activation(
    "Celu",
    ["celu"],
    "As `elu`, with a slope of 1 at zero for every `alpha`.",
    alpha,
    "torch.nn.functional.celu",
  ),
  activation(
    "Selu",
    ["selu"],
    "`elu` scaled so that networks normalise themselves.",
    {},
    "torch.nn.functional.selu",
  ),
  activation(
    "Gelu",
    ["gelu"],
    "Each element times the chance that a normal variable is smaller.",
    {
      approximate: optional(flag, true, "Whether tanh stands for the error function."),
    },
    "torch.nn.functional.gelu",
  ),
  activation("Silu", ["silu", "swish"], "Each element times its sigmoid.", {}, "torch.nn.functional.silu"),
  activation(
    "HardSilu",
    ["hard_silu", "hard_swish"],
    "`silu` made of straight lines.",
    {},
    "torch.nn.functional.hardswish",
  ),
  activation("Sigmoid", ["sigmoid"], "Between 0 and 1.", {}, "torch.nn.functional.sigmoid"),
  activation(
    "HardSigmoid",
    ["hard_sigmoid"],
    "`sigmoid` made of straight lines.",
    {},
    "torch.nn.functional.hardsigmoid",
  ),
  activation(
    "LogSigmoid",
    ["log_sigmoid"],
    "The logarithm of the sigmoid.",
    {},
    "torch.nn.functional.logsigmoid",
  ),
  activation("SparseSigmoid", ["sparse_sigmoid"], "0 up to -1, 1 from 1 on, straight between."),
  activation("HardTanh", ["hard_tanh"], "Cuts elements off at -1 and 1.", {}, "torch.nn.functional.hardtanh"),
  activation(
    "TanhShrink",
    ["tanh_shrink"],
    "Each element minus its tanh.",
    {},
    "torch.nn.functional.tanhshrink",
  ),
  activation(
    "Softplus",
    ["softplus"],
    "`log(1 + exp(x))`, a smooth relu.",
    {},
    "torch.nn.functional.softplus",
  ),
  activation("SparsePlus", ["sparse_plus"], "A smooth relu that is exactly 0 below -1."),
  activation("Squareplus", ["squareplus"], "`(x + sqrt(x² + b)) / 2`, a smooth relu without exponentials.", {
    b: optional(anything, 4, "How smooth the bend is."),
  }),
  activation("Softsign", ["softsign"], "`x / (1 + |x|)`.", {}, "torch.nn.functional.softsign"),
  activation(
    "SoftShrink",
    ["soft_shrink"],
    "Moves elements towards 0 by the threshold.",
    threshold,
    "torch.nn.functional.softshrink",
  ),
  activation(
    "HardShrink",
    ["hard_shrink"],
    "Elements near 0 become 0, others stay.",
    threshold,
    "torch.nn.functional.hardshrink",
  ),
  activation(
    "Threshold",
    ["threshold"],
    "Elements up to the threshold become another value.",
    {
      threshold: required(float(), "Up to here elements are replaced."),
      default_value: required(float(), "What they are replaced by."),
    },
    "torch.nn.functional.threshold",
    "0.5, 0.0",
  ),
];
