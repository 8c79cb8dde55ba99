// Layers around parts made with other tools: PyTorch modules, saved models, JAX functions, Flax modules. They never look
// inside.
import { anything, bool, dtype, int, nullable, optional, required, string } from "../argument-types.ts";
import { defineLayer, type RuleSite } from "../define.ts";
import { nameByPosition } from "../own-name.ts";
import { code, opaque, statedShape } from "./opaque.ts";

const details = "What is inside is not read, so its weights and costs are unknown and not counted.";

export default [
  defineLayer({
    name: "TorchModuleWrapper",
    family: "core",
    summary: "A PyTorch module as a layer, with the PyTorch backend.",
    details,
    takes: "one-or-list",
    parameters: {
      module: required(code, "The module."),
      name: nameByPosition,
      output_shape: optional(statedShape, null, "The shape of the output without the batch axis."),
    },
    infer: (site) =>
      opaque(site as unknown as RuleSite, site.args.output_shape, {
        runs: "a PyTorch module",
        cure: "output_shape=(…)",
        weights: true,
      }),
    examples: [
      { net: 'TorchModuleWrapper("encoder", output_shape=(64,))', inputs: [[10]], output: [64], params: 0 },
    ],
  }),
  defineLayer({
    name: "TFSMLayer",
    family: "core",
    summary: "A saved TensorFlow model as a layer, with the TensorFlow or JAX backend.",
    details,
    takes: "one-or-list",
    parameters: {
      filepath: required(string, "The folder of the saved model."),
      call_endpoint: optional(string, "serve", "The function of it that is called."),
      call_training_endpoint: optional(
        nullable(string),
        null,
        "The function that is called in training, if another.",
      ),
      trainable: optional(bool, true, "False freezes the layer."),
      name: nameByPosition,
      dtype: optional(nullable(dtype), null, "The dtype of weights and computation."),
    },
    without: ["activity_regularizer", "input_shape", "input_dim", "batch_input_shape", "autocast"],
    infer: (site) =>
      opaque(site as unknown as RuleSite, null, { runs: "a saved model", cure: undefined, weights: true }),
    examples: [],
  }),
  defineLayer({
    name: "JaxLayer",
    family: "core",
    summary: "A JAX function with its parameters as a layer, with the JAX or TensorFlow backend.",
    details,
    takes: "one-or-list",
    parameters: {
      call_fn: required(code, "The function of parameters and inputs."),
      init_fn: optional(nullable(anything), null, "The function that makes the parameters."),
      params: optional(nullable(anything), null, "The parameters themselves."),
      state: optional(nullable(anything), null, "What is kept beside the parameters and not trained."),
      seed: optional(nullable(int()), null, "Makes the random numbers the same in every run."),
      native_serialization_platforms: optional(
        nullable(anything),
        null,
        "The kinds of devices the saved function runs on.",
      ),
    },
    infer: (site) =>
      opaque(site as unknown as RuleSite, null, { runs: "a JAX function", cure: undefined, weights: true }),
    examples: [],
  }),
  defineLayer({
    name: "FlaxLayer",
    family: "core",
    summary: "A Flax module as a layer, with the JAX or TensorFlow backend.",
    details,
    takes: "one-or-list",
    parameters: {
      module: required(code, "The module."),
      method: optional(nullable(anything), null, "Which of its methods is called."),
      variables: optional(nullable(anything), null, "Its variables, if it was made already."),
    },
    infer: (site) =>
      opaque(site as unknown as RuleSite, null, { runs: "a Flax module", cure: undefined, weights: true }),
    examples: [],
  }),
];
