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
      "Says how the model trains: a new optimizer state, a new training function. Keras 2 keeps the flags of this moment; Keras 3 reads them at the first `fit` that follows, and no later but on PyTorch.",
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
    summary:
      "Trains the weights whose flags are on when the training function is built: at the first `fit` after a `compile` (Keras 2: at the `compile`).",
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
    summary: "Makes one update with one batch; what trains is settled as by `fit`.",
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
    summary:
      "Adds low-rank adapters: the kernel is held back and two small weights train, in a layer that is not frozen. Call it before `compile`, as any change of what trains.",
    parameters: { rank: "The adapters' rank." },
  },
  quantize: {
    summary: "Stores kernels in fewer bits; what is stored so does not train, an adapter on it does.",
    parameters: { mode: '`"int8"`, `"int4"` or `"float8"`.' },
  },
  get_layer: {
    summary: "A layer of the model by its name or its place in `.layers`.",
    parameters: { name: "The name, as in the summary.", index: "The place, from 0." },
  },
  count_params: { summary: "The number of parameters.", parameters: {} },
};
