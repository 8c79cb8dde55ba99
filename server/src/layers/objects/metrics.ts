// The metrics Keras knows by name. It never measures.
import {
  anything,
  bool,
  dtype as dtypeType,
  either,
  float,
  int,
  listOf,
  nullable,
  option,
  optional,
  required,
} from "../argument-types.ts";
import type { Parameters } from "../define.ts";
import { defineObjects } from "../define-object.ts";
import { anyCase, objectName, pointed } from "./object-types.ts";

const dtype = optional(nullable(dtypeType), null, "The dtype it is computed in.");
const share = float({ min: 0, max: 1 });
const thresholds = optional(
  nullable(either(share, listOf(share))),
  null,
  "From which score on an answer counts as yes, or several; 0.5 if left out.",
);
const classId = optional(nullable(int()), null, "Looks at this class only.");
const topK = optional(nullable(int()), null, "Looks at the k best classes.");
const numThresholds = optional(int({ min: 1 }), 200, "How many thresholds are tried.");
const fromLogits = optional(
  bool,
  false,
  "Whether the model's outputs are raw scores, without sigmoid or softmax.",
);
const smoothing = optional(float(), 0, "Moves the targets this far towards an even spread.");
const classAxis = optional(int(), -1, "The axis of the classes.");
const vectorAxis = optional(int(), -1, "The axis of the vectors.");
const ids = listOf(int());

/** A metric whose own arguments stand before or after its name and dtype. */
const metric = (
  name: string,
  aliases: readonly string[],
  summary: string,
  more: {
    readonly before?: Parameters;
    readonly after?: Parameters;
    readonly shown?: string | null;
    readonly onlyMade?: boolean;
  } = {},
) => ({
  name,
  aliases,
  summary,
  parameters: {
    ...more.before,
    name: objectName(more.shown === undefined ? (aliases[0] ?? null) : more.shown),
    dtype,
    ...more.after,
  },
  ...(more.onlyMade ? { onlyMade: true } : {}),
});

const counter = (name: string, alias: string, summary: string) =>
  metric(name, [alias], summary, { before: { thresholds }, shown: null });

const at = (name: string, given: string, summary: string) =>
  metric(name, [], summary, {
    before: {
      [given]: required(share, `The ${given} that has to be reached.`),
      num_thresholds: numThresholds,
      class_id: classId,
    },
    shown: null,
    onlyMade: true,
  });

const overlap = (which: "one-hot" | "numbers"): Parameters => ({
  ignore_class: optional(nullable(int()), null, "A class number that does not count."),
  ...(which === "numbers"
    ? { sparse_y_true: optional(bool, true, "Whether targets are class numbers.") }
    : {}),
  sparse_y_pred: optional(bool, which === "numbers", "Whether outputs are class numbers."),
  axis: classAxis,
});
const classes = required(int(), "How many classes there are.");
const targets = required(ids, "The classes that are looked at.");

export default defineObjects(
  "metric",
  [
    metric(
      "Accuracy",
      ["accuracy", "acc"],
      "How often output and target are equal; in `compile` it becomes the accuracy that fits the loss.",
    ),
    metric("BinaryAccuracy", ["binary_accuracy"], "How often yes-or-no answers are right.", {
      after: {
        threshold: optional(float({ min: 0, max: 1 }), 0.5, "From which score on an answer counts as yes."),
      },
    }),
    metric(
      "CategoricalAccuracy",
      ["categorical_accuracy"],
      "How often the best class is the right one; targets are one-hot vectors.",
    ),
    metric(
      "SparseCategoricalAccuracy",
      ["sparse_categorical_accuracy"],
      "How often the best class is the right one; targets are class numbers.",
    ),
    metric(
      "TopKCategoricalAccuracy",
      ["top_k_categorical_accuracy"],
      "How often the right class is among the k best; targets are one-hot vectors.",
      {
        before: { k: optional(int(), 5, "How many count.") },
      },
    ),
    metric(
      "SparseTopKCategoricalAccuracy",
      ["sparse_top_k_categorical_accuracy"],
      "How often the right class is among the k best; targets are class numbers.",
      {
        before: { k: optional(int(), 5, "How many count.") },
        after: {
          from_sorted_ids: optional(bool, false, "Whether outputs are class numbers, the best first."),
        },
      },
    ),
    metric("MeanSquaredError", ["mean_squared_error", "mse", "MSE"], "The mean of squared differences."),
    metric(
      "RootMeanSquaredError",
      ["root_mean_squared_error"],
      "The root of the mean of squared differences.",
    ),
    metric("MeanAbsoluteError", ["mean_absolute_error", "mae", "MAE"], "The mean of absolute differences."),
    metric(
      "MeanAbsolutePercentageError",
      ["mean_absolute_percentage_error", "mape", "MAPE"],
      "The mean difference in per cent of the target.",
    ),
    metric(
      "MeanSquaredLogarithmicError",
      ["mean_squared_logarithmic_error", "msle", "MSLE"],
      "The mean of squared differences of logarithms.",
    ),
    metric("LogCoshError", ["log_cosh_error"], "The logarithm of the hyperbolic cosine of the difference.", {
      shown: "logcosh",
    }),
    metric("R2Score", ["r2_score"], "How much of the variance is explained: 1 is perfect.", {
      before: {
        class_aggregation: optional(
          nullable(option(["uniform_average", "sum", "variance_weighted_average"])),
          "uniform_average",
          "How several outputs become one number.",
        ),
        num_regressors: optional(
          int({ min: 0 }),
          0,
          "How many inputs the model has, for the adjusted score.",
        ),
      },
    }),
    metric("CosineSimilarity", ["cosine_similarity"], "The cosine between target and output.", {
      after: { axis: vectorAxis },
    }),
    metric("PearsonCorrelation", ["pearson_correlation"], "The correlation of target and output.", {
      after: { axis: vectorAxis },
    }),
    metric(
      "ConcordanceCorrelation",
      ["concordance_correlation"],
      "How well target and output agree, scale included.",
      { after: { axis: vectorAxis } },
    ),
    metric(
      "BinaryCrossentropy",
      ["binary_crossentropy", "bce", "BCE"],
      "Cross-entropy of yes-or-no answers.",
      {
        after: { from_logits: fromLogits, label_smoothing: smoothing },
      },
    ),
    metric(
      "CategoricalCrossentropy",
      ["categorical_crossentropy"],
      "Cross-entropy; targets are one-hot vectors.",
      {
        after: { from_logits: fromLogits, label_smoothing: smoothing, axis: classAxis },
      },
    ),
    metric(
      "SparseCategoricalCrossentropy",
      ["sparse_categorical_crossentropy"],
      "Cross-entropy; targets are class numbers.",
      {
        after: {
          from_logits: fromLogits,
          ignore_class: optional(nullable(int()), null, "A class number that does not count."),
          axis: classAxis,
        },
      },
    ),
    metric("KLDivergence", ["kl_divergence"], "How far one distribution is from another."),
    metric("Poisson", ["poisson"], "For counts: `p - y · log(p)`."),
    metric("Hinge", ["hinge"], "`max(1 - y · p, 0)` for targets of -1 or 1."),
    metric("SquaredHinge", ["squared_hinge"], "The square of the hinge."),
    metric(
      "CategoricalHinge",
      ["categorical_hinge"],
      "The margin between the right class and the best wrong one.",
    ),
    metric("AUC", ["auc"], "The area under the ROC or the precision-recall curve.", {
      before: {
        num_thresholds: optional(int({ min: 2 }), 200, "How many thresholds are tried."),
        curve: optional(anyCase(["ROC", "PR", "PRGAIN"]), "ROC", "Which curve."),
        summation_method: optional(
          anyCase(["interpolation", "minoring", "majoring"]),
          "interpolation",
          "How the area is summed up.",
        ),
      },
      shown: null,
      after: {
        thresholds: optional(
          nullable(listOf(float())),
          null,
          "The thresholds themselves, instead of their number.",
        ),
        multi_label: optional(bool, false, "Averages over labels that do not exclude each other."),
        num_labels: optional(nullable(int()), null, "How many labels there are, with `multi_label`."),
        label_weights: optional(nullable(listOf(float())), null, "The weights of the labels."),
        from_logits: fromLogits,
      },
    }),
    metric("Precision", ["precision"], "How many of the yes answers are right.", {
      before: { thresholds, top_k: topK, class_id: classId },
      shown: null,
    }),
    metric("Recall", ["recall"], "How many of the right answers are found.", {
      before: { thresholds, top_k: topK, class_id: classId },
      shown: null,
    }),
    at("PrecisionAtRecall", "recall", "The best precision that still has this recall."),
    at("RecallAtPrecision", "precision", "The best recall that still has this precision."),
    at("SensitivityAtSpecificity", "specificity", "The best sensitivity that still has this specificity."),
    at("SpecificityAtSensitivity", "sensitivity", "The best specificity that still has this sensitivity."),
    metric("F1Score", ["f1_score"], "The harmonic mean of precision and recall.", {
      before: {
        average: optional(
          nullable(option(["micro", "macro", "weighted"])),
          null,
          "How the classes become one number.",
        ),
        threshold: optional(
          nullable(pointed({ above: 0, max: 1 })),
          null,
          "From which score on an answer counts as yes.",
        ),
      },
    }),
    metric(
      "FBetaScore",
      ["f_beta_score"],
      "The mean of precision and recall that counts recall `beta` times.",
      {
        before: {
          average: optional(
            nullable(option(["micro", "macro", "weighted"])),
            null,
            "How the classes become one number.",
          ),
          beta: optional(pointed({ above: 0 }), 1, "How much recall counts.", { defaultText: "1.0" }),
          threshold: optional(
            nullable(pointed({ above: 0, max: 1 })),
            null,
            "From which score on an answer counts as yes.",
          ),
        },
        shown: "fbeta_score",
      },
    ),
    counter("TruePositives", "true_positives", "How many yes answers are right."),
    counter("TrueNegatives", "true_negatives", "How many no answers are right."),
    counter("FalsePositives", "false_positives", "How many yes answers are wrong."),
    counter("FalseNegatives", "false_negatives", "How many no answers are wrong."),
    metric("IoU", [], "Overlap over union of certain classes.", {
      before: { num_classes: classes, target_class_ids: targets },
      after: overlap("numbers"),
      onlyMade: true,
    }),
    metric("BinaryIoU", ["binary_io_u"], "Overlap over union of yes-or-no answers.", {
      before: {
        target_class_ids: optional(ids, [0, 1], "The classes that are looked at."),
        threshold: optional(float(), 0.5, "From which score on an answer counts as yes."),
      },
      shown: null,
    }),
    metric("MeanIoU", [], "The mean of overlap over union of all classes.", {
      before: { num_classes: classes },
      after: overlap("numbers"),
      onlyMade: true,
    }),
    metric("OneHotIoU", [], "Overlap over union of certain classes; targets are one-hot vectors.", {
      before: { num_classes: classes, target_class_ids: targets },
      after: overlap("one-hot"),
      onlyMade: true,
    }),
    metric("OneHotMeanIoU", [], "The mean of overlap over union; targets are one-hot vectors.", {
      before: { num_classes: classes },
      after: overlap("one-hot"),
      onlyMade: true,
    }),
    metric("Mean", ["mean"], "The mean of values."),
    metric("Sum", ["sum"], "The sum of values."),
    metric("MeanMetricWrapper", [], "The mean of a function of your own.", {
      before: { fn: required(anything, "The function of targets and outputs.") },
      onlyMade: true,
    }),
  ],
  ["Accuracy", "AUC", "MeanAbsoluteError", "MeanSquaredError", "Precision", "Recall"],
);
