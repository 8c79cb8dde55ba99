// Builds a network with TensorFlow.js layers and prints its summary, as often as it is told, and says on standard error how
// long each time took, in milliseconds. Arguments: `VGG16` or a number of layers of the residual network, `zeros` for weights
// that need no random numbers, and how often.
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-layers/dist/tf-layers.node.js";

const [network, start, times = "1"] = process.argv.slice(2);
const made = start === "zeros" ? { kernelInitializer: "zeros" } : {};

function vgg16() {
  const model = tf.sequential();
  let inputShape = [224, 224, 3];
  for (const [filters, count] of [
    [64, 2],
    [128, 2],
    [256, 3],
    [512, 3],
    [512, 3],
  ]) {
    for (let n = 0; n < count; n++) {
      const more = inputShape ? { inputShape } : {};
      model.add(
        tf.layers.conv2d({ filters, kernelSize: 3, padding: "same", activation: "relu", ...made, ...more }),
      );
      inputShape = undefined;
    }
    model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
  }
  model.add(tf.layers.flatten());
  for (const units of [4096, 4096]) model.add(tf.layers.dense({ units, activation: "relu", ...made }));
  model.add(tf.layers.dense({ units: 1000, activation: "softmax", ...made }));
  return model;
}

function residual(count) {
  const input = tf.input({ shape: [64] });
  let x = input;
  for (let n = 0; n < Math.round(count / 5); n++) {
    const normal = tf.layers.layerNormalization({ epsilon: 1e-6 }).apply(x);
    const wide = tf.layers.dense({ units: 128, activation: "relu", ...made }).apply(normal);
    const narrow = tf.layers.dense({ units: 64, ...made }).apply(wide);
    const dropped = tf.layers.dropout({ rate: 0.1 }).apply(narrow);
    x = tf.layers.add().apply([x, dropped]);
  }
  return tf.model({ inputs: input, outputs: x });
}

const took = [];
for (let n = 0; n < Number(times); n++) {
  const began = performance.now();
  const model = network === "VGG16" ? vgg16() : residual(Number(network));
  model.summary();
  took.push(performance.now() - began);
  model.dispose();
}
console.error(JSON.stringify({ took }));
