// The initializers Keras knows by name. It never draws a number.

import { fromFullShape } from "../../tensor/tensor-type.ts";
import { bool, either, float, int, listOf, nullable, option, optional, string } from "../argument-types.ts";
import type { Parameters } from "../define.ts";
import { defineObjects } from "../define-object.ts";
import { arrayLike } from "../operations/operands.ts";
import { bounded, seed } from "./object-types.ts";

const initializer = (
  name: string,
  aliases: readonly string[],
  summary: string,
  parameters: Parameters = {},
) => ({ name, aliases, summary, parameters });

const axes = (which: string) =>
  optional(nullable(either(int(), listOf(int()))), null, `Axes of the weight that count as ${which}.`);

/** What the initializers that look at the size of a layer take. */
const scaled: Parameters = { seed, input_axes: axes("inputs"), output_axes: axes("outputs") };

const stddev = optional(float(), 0.05, "The standard deviation.");
const mean = optional(float(), 0, "The mean.", { defaultText: "0.0" });

export default defineObjects(
  "initializer",
  [
    initializer("Zeros", ["zeros", "zero"], "All zeros: usual for biases."),
    initializer("Ones", ["ones", "one"], "All ones: usual for factors of normalisations."),
    {
      ...initializer("Constant", ["constant"], "The same value everywhere.", {
        value: optional(arrayLike, fromFullShape([], "float32"), "The value.", { defaultText: "0.0" }),
      }),
      onlyMade: true,
    },
    initializer(
      "GlorotUniform",
      ["glorot_uniform"],
      "Uniform within ±sqrt(6 / (fan_in + fan_out)): the default of most layers.",
      scaled,
    ),
    initializer(
      "GlorotNormal",
      ["glorot_normal"],
      "Normal with variance 2 / (fan_in + fan_out), cut off at two deviations.",
      scaled,
    ),
    initializer("HeUniform", ["he_uniform"], "Uniform within ±sqrt(6 / fan_in): for ReLU.", scaled),
    initializer(
      "HeNormal",
      ["he_normal"],
      "Normal with variance 2 / fan_in, cut off at two deviations: for ReLU.",
      scaled,
    ),
    initializer("LecunUniform", ["lecun_uniform"], "Uniform within ±sqrt(3 / fan_in).", scaled),
    initializer(
      "LecunNormal",
      ["lecun_normal"],
      "Normal with variance 1 / fan_in, cut off at two deviations: for selu.",
      scaled,
    ),
    initializer(
      "VarianceScaling",
      ["variance_scaling"],
      "Random with a variance that fits the size of the layer.",
      {
        scale: optional(bounded({ above: 0 }), 1, "Multiplies the variance.", { defaultText: "1.0" }),
        mode: optional(
          option(["fan_in", "fan_out", "fan_avg"]),
          "fan_in",
          "Whether inputs, outputs or their mean are counted.",
        ),
        distribution: optional(
          option(["truncated_normal", "untruncated_normal", "uniform", "normal"], { anyCase: true }),
          "truncated_normal",
          "What the numbers are drawn from.",
        ),
        ...scaled,
      },
    ),
    initializer("RandomNormal", ["random_normal", "normal"], "Normal with a fixed deviation.", {
      mean,
      stddev,
      seed,
    }),
    initializer(
      "TruncatedNormal",
      ["truncated_normal"],
      "Normal with a fixed deviation, cut off at two deviations.",
      { mean, stddev, seed },
    ),
    initializer("RandomUniform", ["random_uniform", "uniform"], "Uniform between two values.", {
      minval: optional(float(), -0.05, "The lowest value."),
      maxval: optional(float(), 0.05, "The highest value."),
      seed,
    }),
    initializer(
      "Orthogonal",
      ["orthogonal", "OrthogonalInitializer"],
      "A random matrix with orthogonal rows or columns; for weights with at least 2 axes.",
      { gain: optional(float(), 1, "Multiplies the matrix.", { defaultText: "1.0" }), seed },
    ),
    initializer(
      "Identity",
      ["identity", "IdentityInitializer"],
      "The identity matrix; for weights with 2 axes.",
      {
        gain: optional(float(), 1, "Multiplies the matrix.", { defaultText: "1.0" }),
      },
    ),
    initializer("STFT", ["stft", "STFTInitializer"], "The waves of a short-time Fourier transform.", {
      side: optional(option(["real", "imag"]), "real", "Whether the cosines or the sines are made."),
      window: optional(
        nullable(either(string, arrayLike)),
        "hann",
        "The window, by SciPy's name or as numbers.",
      ),
      scaling: optional(nullable(option(["density", "spectrum"])), "density", "How the values are scaled."),
      periodic: optional(bool, false, "Whether the window is periodic."),
    }),
  ],
  ["GlorotUniform", "HeNormal", "HeUniform", "TruncatedNormal", "Zeros", "Ones"],
);
