// The losses Keras knows by name. It never computes one; what they ask of the last layer is said in `model/training`.
import {
  bool,
  dtype as dtypeType,
  either,
  float,
  int,
  listOf,
  nullable,
  option,
  optional,
} from "../argument-types.ts";
import type { Parameters } from "../define.ts";
import { defineObjects } from "../define-object.ts";
import { bounded, objectName } from "./object-types.ts";

const reduction = optional(
  nullable(option(["sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none"])),
  "sum_over_batch_size",
  "How the losses of the samples become one number.",
);
const dtype = optional(nullable(dtypeType), null, "The dtype it is computed in.");

const fromLogits = optional(
  bool,
  false,
  "Whether the model's outputs are raw scores, without sigmoid or softmax.",
);
const smoothing = optional(
  float({ min: 0, max: 1 }),
  0,
  "Moves the targets this far towards an even spread.",
  { defaultText: "0.0" },
);
const classAxis = optional(int(), -1, "The axis of the classes.");
const wholeOrAxes = optional(
  nullable(either(int(), listOf(int()))),
  null,
  "The axes that are summed over; None takes all.",
);

const loss = (
  name: string,
  fn: string,
  summary: string,
  more: {
    readonly aliases?: readonly string[];
    readonly before?: Parameters;
    readonly middle?: Parameters;
    readonly after?: Parameters;
    readonly shown?: string;
  } = {},
) => ({
  name,
  aliases: [fn, ...(more.aliases ?? [])],
  summary,
  parameters: {
    ...more.before,
    reduction,
    ...more.middle,
    name: objectName(more.shown ?? fn),
    ...more.after,
    dtype,
  },
});

export default defineObjects(
  "loss",
  [
    loss("MeanSquaredError", "mean_squared_error", "The mean of squared differences: for regression.", {
      aliases: ["mse", "MSE"],
    }),
    loss(
      "MeanAbsoluteError",
      "mean_absolute_error",
      "The mean of absolute differences: for regression with outliers.",
      { aliases: ["mae", "MAE"] },
    ),
    loss(
      "MeanAbsolutePercentageError",
      "mean_absolute_percentage_error",
      "The mean difference in per cent of the target.",
      { aliases: ["mape", "MAPE"] },
    ),
    loss(
      "MeanSquaredLogarithmicError",
      "mean_squared_logarithmic_error",
      "The mean of squared differences of logarithms.",
      { aliases: ["msle", "MSLE"] },
    ),
    loss("Huber", "huber", "Squared for small differences, absolute for large ones.", {
      shown: "huber_loss",
      before: {
        delta: optional(float(), 1, "Where it goes from squared to absolute.", { defaultText: "1.0" }),
      },
    }),
    loss("LogCosh", "log_cosh", "The logarithm of the hyperbolic cosine of the difference: a smooth Huber."),
    loss("BinaryCrossentropy", "binary_crossentropy", "For yes-or-no targets, 0 or 1, one for each output.", {
      aliases: ["bce", "BCE"],
      before: { from_logits: fromLogits, label_smoothing: smoothing, axis: classAxis },
    }),
    loss(
      "BinaryFocalCrossentropy",
      "binary_focal_crossentropy",
      "Binary cross-entropy that looks at hard samples.",
      {
        before: {
          apply_class_balancing: optional(bool, false, "Weighs the classes by `alpha`."),
          alpha: optional(float(), 0.25, "The weight of class 1; class 0 has the rest."),
          gamma: optional(float(), 2, "How little easy samples count.", { defaultText: "2.0" }),
          from_logits: fromLogits,
          label_smoothing: smoothing,
          axis: classAxis,
        },
      },
    ),
    loss(
      "CategoricalCrossentropy",
      "categorical_crossentropy",
      "For one class out of several; targets are one-hot vectors.",
      {
        before: { from_logits: fromLogits, label_smoothing: smoothing, axis: classAxis },
      },
    ),
    loss(
      "CategoricalFocalCrossentropy",
      "categorical_focal_crossentropy",
      "Categorical cross-entropy that looks at hard samples.",
      {
        before: {
          alpha: optional(either(float(), listOf(float())), 0.25, "The weight, or one for each class."),
          gamma: optional(float(), 2, "How little easy samples count.", { defaultText: "2.0" }),
          from_logits: fromLogits,
          label_smoothing: smoothing,
          axis: classAxis,
        },
      },
    ),
    loss(
      "SparseCategoricalCrossentropy",
      "sparse_categorical_crossentropy",
      "For one class out of several; targets are class numbers.",
      {
        before: {
          from_logits: fromLogits,
          ignore_class: optional(
            nullable(int()),
            null,
            "A class number that does not count, such as one for borders.",
          ),
        },
        middle: { axis: classAxis },
      },
    ),
    {
      ...loss(
        "CategoricalGeneralizedCrossEntropy",
        "categorical_generalized_cross_entropy",
        "Between cross-entropy and absolute error, for wrong labels.",
        {
          before: {
            q: optional(
              bounded({ above: 0, below: 1 }),
              0.5,
              "Towards 0 it is cross-entropy, towards 1 absolute error.",
            ),
          },
        },
      ),
      onlyMade: true,
    },
    loss(
      "CategoricalHinge",
      "categorical_hinge",
      "The margin between the right class and the best wrong one.",
    ),
    loss("Hinge", "hinge", "`max(1 - y · p, 0)` for targets of -1 or 1."),
    loss("SquaredHinge", "squared_hinge", "The square of the hinge."),
    loss("KLDivergence", "kl_divergence", "How far one distribution is from another.", {
      aliases: ["kld", "KLD"],
    }),
    loss("Poisson", "poisson", "For counts: `p - y · log(p)`."),
    loss("CosineSimilarity", "cosine_similarity", "Minus the cosine between target and output.", {
      before: { axis: optional(int(), -1, "The axis of the vectors.") },
    }),
    loss("Dice", "dice", "One minus twice the overlap over the sum: for segmentation.", {
      after: { axis: wholeOrAxes },
    }),
    loss("Tversky", "tversky", "Dice with weights of its own for what is too much and what is missing.", {
      before: {
        alpha: optional(float(), 0.5, "The weight of what is too much."),
        beta: optional(float(), 0.5, "The weight of what is missing."),
      },
      after: { axis: wholeOrAxes },
    }),
    loss(
      "CTC",
      "ctc",
      "For sequences without given positions, such as speech; outputs are [steps, classes].",
    ),
    loss("Circle", "circle", "For embeddings of unit length: the same class near, others far.", {
      before: {
        gamma: optional(float(), 80, "The scale.", { defaultText: "80.0" }),
        margin: optional(float(), 0.4, "How far apart classes should be."),
        remove_diagonal: optional(bool, true, "Leaves out each sample's similarity to itself."),
      },
    }),
  ],
  [
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "SparseCategoricalCrossentropy",
    "MeanSquaredError",
    "MeanAbsoluteError",
  ],
);
