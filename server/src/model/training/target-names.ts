// What people call the targets. It never says how one behaves.
import type { Target } from "./training.ts";

export const targetNames: Readonly<Record<Target, string>> = {
  "keras3-tensorflow": "Keras 3 on TensorFlow",
  "keras3-jax": "Keras 3 on JAX",
  "keras3-torch": "Keras 3 on PyTorch",
  keras2: "Keras 2",
};
