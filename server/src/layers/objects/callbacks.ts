// The callbacks of Keras. It never runs one.
import {
  anything,
  bool,
  either,
  float,
  int,
  nullable,
  option,
  optional,
  required,
  string,
} from "../argument-types.ts";
import { type ArgumentType, Mismatch, type Parameters } from "../define.ts";
import { defineObjects } from "../define-object.ts";
import { bounded, saveFrequency } from "./object-types.ts";

const monitor = optional(
  string,
  "val_loss",
  "What is watched: a loss or metric, with `val_` for validation data.",
);
const verbose = optional(int(), 0, "1 says what happens, 0 is silent.");
const mode = optional(
  option(["auto", "min", "max"]),
  "auto",
  "Whether less or more is better; auto goes by the name.",
);
const callback = (name: string, summary: string, parameters: Parameters = {}) => ({
  name,
  summary,
  parameters,
  onlyMade: true,
});
const hook = (when: string) => optional(nullable(anything), null, `A function called ${when}.`);

/** A name that is not empty. */
const path: ArgumentType<string> = {
  ...string,
  parse(value) {
    const parsed = string.parse(value);
    return parsed === "" ? new Mismatch("range", "a path that is not empty") : parsed;
  },
};

export default defineObjects(
  "callback",
  [
    callback("EarlyStopping", "Stops training once a value no longer gets better.", {
      monitor,
      min_delta: optional(float(), 0, "The least change that counts as better."),
      patience: optional(int(), 0, "How many epochs without getting better are allowed."),
      verbose,
      mode,
      baseline: optional(nullable(float()), null, "What has to be reached at all."),
      restore_best_weights: optional(bool, false, "Goes back to the weights of the best epoch."),
      start_from_epoch: optional(int(), 0, "From which epoch on it watches."),
    }),
    callback("ModelCheckpoint", "Saves the model, or its weights, while it trains.", {
      filepath: required(string, "Where: ends in `.keras`, or `.weights.h5` for the weights alone."),
      monitor,
      verbose,
      save_best_only: optional(bool, false, "Saves only when the watched value is the best so far."),
      save_weights_only: optional(bool, false, "Saves the weights without the model."),
      mode,
      save_freq: optional(saveFrequency, "epoch", "After each epoch, or after so many batches."),
      initial_value_threshold: optional(
        nullable(float()),
        null,
        "What the watched value has to beat at first.",
      ),
    }),
    callback("OrbaxCheckpoint", "Saves the state of training with Orbax.", {
      directory: required(string, "Where."),
      monitor,
      verbose,
      save_best_only: optional(bool, false, "Saves only when the watched value is the best so far."),
      mode,
      save_freq: optional(saveFrequency, "epoch", "After each epoch, or after so many batches."),
      initial_value_threshold: optional(
        nullable(float()),
        null,
        "What the watched value has to beat at first.",
      ),
      max_to_keep: optional(nullable(int()), 1, "How many are kept."),
      save_on_background: optional(bool, true, "Goes on training while it saves."),
      save_weights_only: optional(bool, false, "Saves the weights without the optimizer."),
    }),
    callback("BackupAndRestore", "Saves the state of training, and goes on from it after an interruption.", {
      backup_dir: required(path, "Where."),
      save_freq: optional(saveFrequency, "epoch", "After each epoch, or after so many batches."),
      double_checkpoint: optional(bool, false, "Keeps the one before as well."),
      delete_checkpoint: optional(bool, true, "Removes it once training has ended."),
    }),
    callback("ReduceLROnPlateau", "Lowers the learning rate once a value no longer gets better.", {
      monitor,
      factor: optional(bounded({ below: 1 }), 0.1, "What the rate is multiplied by."),
      patience: optional(int(), 10, "How many epochs without getting better are allowed."),
      verbose,
      mode,
      min_delta: optional(float(), 0.0001, "The least change that counts as better."),
      cooldown: optional(int(), 0, "How many epochs it waits after it has lowered the rate."),
      min_lr: optional(float(), 0, "The lowest rate.", { defaultText: "0.0" }),
    }),
    callback("LearningRateScheduler", "Asks a function for the learning rate at each epoch.", {
      schedule: required(anything, "The function: from the epoch and the rate to the new rate."),
      verbose,
    }),
    callback("TensorBoard", "Writes what TensorBoard shows.", {
      log_dir: optional(string, "logs", "Where."),
      histogram_freq: optional(int(), 0, "After how many epochs histograms are written; 0 for none."),
      write_graph: optional(bool, true, "Writes the graph."),
      write_images: optional(bool, false, "Writes the weights as images."),
      write_steps_per_second: optional(bool, false, "Writes how fast it goes."),
      update_freq: optional(
        either(option(["epoch", "batch"]), int()),
        "epoch",
        "How often losses are written.",
      ),
      profile_batch: optional(anything, 0n, "Which batch, or from which to which, is profiled.", {
        defaultText: "0",
      }),
      embeddings_freq: optional(int(), 0, "After how many epochs embeddings are written; 0 for none."),
      embeddings_metadata: optional(
        nullable(anything),
        null,
        "Files with the names of the rows of embeddings.",
      ),
    }),
    callback("CSVLogger", "Writes the values of each epoch to a file.", {
      filename: required(string, "The file."),
      separator: optional(string, ",", "What stands between values."),
      append: optional(bool, false, "Goes on with a file that is there."),
    }),
    callback("TerminateOnNaN", "Stops training once the loss is not a number.", {
      raise_error: optional(bool, false, "Raises an error instead of only stopping."),
    }),
    callback("SwapEMAWeights", "Puts the optimizer's averaged weights in place for evaluation.", {
      swap_on_epoch: optional(bool, false, "Swaps at the end of each epoch, not only in evaluation."),
    }),
    callback("LambdaCallback", "Calls functions of your own at certain moments.", {
      on_epoch_begin: hook("before each epoch"),
      on_epoch_end: hook("after each epoch"),
      on_train_begin: hook("before training"),
      on_train_end: hook("after training"),
      on_train_batch_begin: hook("before each batch"),
      on_train_batch_end: hook("after each batch"),
    }),
    callback("RemoteMonitor", "Sends the values of each epoch to a server.", {
      root: optional(string, "http://localhost:9000", "The server."),
      path: optional(string, "/publish/epoch/end/", "The path on it."),
      field: optional(string, "data", "The field of the form."),
      headers: optional(nullable(anything), null, "Headers of the request."),
      send_as_json: optional(bool, false, "Sends JSON instead of a form."),
    }),
    callback("History", "Collects the values of each epoch; `fit` has one of its own."),
    callback("ProgbarLogger", "Shows the progress; `fit` has one of its own."),
  ],
  ["EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau", "TensorBoard"],
);
