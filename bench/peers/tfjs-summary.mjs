// Builds the residual network with TensorFlow.js layers and prints its summary, as `netlens summary` does for the same as Net.
// Arguments: the number of layers, and `zeros` for weights that need no random numbers.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-layers/dist/tf-layers.node.js";

const [count, start] = process.argv.slice(2);
const made = start === "zeros" ? { kernelInitializer: "zeros" } : {};
const input = tf.input({ shape: [64] });
let x = input;
for (let n = 0; n < Math.round(Number(count) / 5); n++) {
  const normal = tf.layers.layerNormalization({ epsilon: 1e-6 }).apply(x);
  const wide = tf.layers.dense({ units: 128, activation: "relu", ...made }).apply(normal);
  const narrow = tf.layers.dense({ units: 64, ...made }).apply(wide);
  const dropped = tf.layers.dropout({ rate: 0.1 }).apply(narrow);
  x = tf.layers.add().apply([x, dropped]);
}
tf.model({ inputs: input, outputs: x }).summary();
