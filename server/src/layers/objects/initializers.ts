// The initializers Keras knows by name. It never draws a number.
import { defineObjects } from "../define-object.ts";

export default defineObjects("initializer", [
  { name: "GlorotUniform", aliases: ["glorot_uniform"], summary: "Uniform within ±sqrt(6 / (fan_in + fan_out)).", parameters: {} },
  { name: "Zeros", aliases: ["zeros"], summary: "All zeros.", parameters: {} },
]);
