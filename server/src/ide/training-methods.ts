// The methods a training section may call, with their arguments as Keras has them. It never says what they do to weights.
export interface Method {
  readonly summary: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const data = {
  x: "The input data; may be left out, since nothing is run.",
  y: "The targets.",
};

export const methods: Readonly<Record<string, Method>> = {
  compile: {
    summary:
      "Fixes how the model trains, and with it which weights: later changes of flags wait for the next `compile`.",
    parameters: {
      optimizer: "How weights are updated: `adam`, `SGD(1e-3)`.",
      loss: "What is made small: `categorical_crossentropy`, `mse`.",
      loss_weights: "How much each loss counts.",
      metrics: "What is reported: `[accuracy]`.",
      weighted_metrics: "Metrics that heed sample weights.",
      run_eagerly: "Runs step by step, for debugging.",
      steps_per_execution: "How many batches one call runs.",
      jit_compile: "Whether the step is compiled.",
      auto_scale_loss: "Scales the loss for half precision.",
    },
  },
  fit: {
    summary: "Trains the weights that were trainable when the model was compiled.",
    parameters: {
      ...data,
      batch_size: "Samples for each update.",
      epochs: "How many times the data is gone through.",
      verbose: "How much is reported.",
      callbacks: "What runs beside the training: `[EarlyStopping()]`.",
      validation_split: "The share of the data kept for validation.",
      validation_data: "Data for validation.",
      shuffle: "Whether the data is shuffled before each epoch.",
      class_weight: "How much each class counts.",
      initial_epoch: "The epoch to go on from.",
      steps_per_epoch: "Batches in an epoch.",
    },
  },
  train_on_batch: {
    summary: "Makes one update with one batch.",
    parameters: { ...data, class_weight: "How much each class counts." },
  },
  evaluate: {
    summary: "Measures loss and metrics; changes no weight.",
    parameters: { ...data, batch_size: "Samples at a time." },
  },
  predict: {
    summary: "Computes outputs; changes no weight.",
    parameters: { x: data.x, batch_size: "Samples at a time." },
  },
  save: { summary: "Saves the model.", parameters: { filepath: "Where to." } },
  load_weights: { summary: "Loads weights that were saved.", parameters: { filepath: "Where from." } },
  enable_lora: {
    summary: "Adds low-rank adapters: the kernel is held back and two small weights train.",
    parameters: { rank: "The adapters' rank." },
  },
};
