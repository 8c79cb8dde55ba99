// Activation: a function by its name, as a layer. It never changes a shape.
import { nullable, required } from "../argument-types.ts";
import { defineLayer } from "../define.ts";
import { named } from "../named-objects.ts";
import { applied, noActivationCost } from "./activation-layer.ts";

export default defineLayer({
  name: "Activation",
  family: "activation",
  usual: true,
  summary: "Applies an activation function to every value.",
  details: `The same as the \`activation\` argument of the layer before, as a layer of its own: behind a normalisation, say. ${noActivationCost}`,
  pytorch: "torch.nn.ReLU and the like",
  parameters: {
    activation: required(
      nullable(named("activation")),
      "The function: relu, gelu, softmax and so on; None leaves the values.",
    ),
  },
  infer: applied,
  examples: [
    { net: "Activation(relu)", inputs: [[32, 32, 64]], output: [32, 32, 64], params: 0 },
    { net: 'Activation("softmax")', inputs: [[10]], output: [10], params: 0 },
  ],
});
