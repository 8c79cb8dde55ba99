// Reshape: the values of each sample in another shape. It never moves a value and never touches the batch.
import { countText, elements } from "../../tensor/count.ts";
import {
  type Dim,
  differ,
  dimText,
  divideExact,
  isNumber,
  isUnknown,
  product,
  unknown,
} from "../../tensor/dim.ts";
import { shapeText } from "../../tensor/tensor-type.ts";
import { listOf, required } from "../argument-types.ts";
import { defineLayer, type RuleSite } from "../define.ts";
import { dimension } from "../operations/operands.ts";
import { refuseArgument, refuseSize } from "../operations/operation.ts";
import { expectAtLeast, follows, likeInput, productText } from "../rules.ts";

export default defineLayer({
  name: "Reshape",
  family: "reshaping",
  usual: true,
  summary: "The values of each sample in another shape; their number stays the same.",
  details: `\`target_shape\` leaves the batch out. One size may be -1 and follows from the others. Values keep their order: use Permute to swap
axes. No weights; moving data costs no FLOPs.`,
  pytorch: "torch.nn.Unflatten",
  parameters: {
    target_shape: required(
      { ...listOf(dimension), text: "a list of sizes" },
      "The new sizes without the batch, as a list or tuple: (7, 7, 256); one may be -1.",
    ),
  },
  infer(site) {
    const { target_shape: target } = site.args;
    expectAtLeast(site, 0, "the batch");
    if (target.some((dim) => isNumber(dim) && dim < -1))
      refuseArgument(site, "target_shape", "sizes ≥ 0, or -1 once", target);
    if (target.filter((dim) => dim === -1).length > 1)
      refuseArgument(site, "target_shape", "a shape with -1 once at most", target);
    const shape = reshaped(site, target);
    const { shape: from } = site.input;
    const at = target.indexOf(-1);
    const known = at >= 0 && ![...from, ...shape].some(isUnknown);
    return {
      outputs: [likeInput(site, shape)],
      weights: [],
      macs: 0n,
      flops: 0n,
      notes: known
        ? [
            `-1 is ${dimText(shape[at]!)}: ${countText(elements(from))} values by ${productText(shape.filter((_, i) => i !== at))}.`,
          ]
        : [],
    };
  },
  examples: [
    { net: "Reshape((7, 7, 256))", inputs: [[12544]], output: [7, 7, 256], params: 0 },
    { net: "Reshape((-1, 4))", inputs: [[6, 8]], output: [12, 4], params: 0 },
    { net: "Reshape((-1, 4))", inputs: [[null, 8]], output: [null, 4], params: 0 },
  ],
});

function reshaped(site: RuleSite, target: readonly Dim[]): readonly Dim[] {
  const from = site.input.shape;
  // As in Keras, any open size leaves the -1 open and the number of values unchecked.
  const open = [...from, ...target].find((dim) => isUnknown(dim));
  if (open !== undefined && isUnknown(open))
    return target.map((dim) => (dim === -1 ? unknown(open.reason, open.consequence) : dim));
  const rest = target.filter((dim) => dim !== -1);
  const [has, needs] = [product(from), product(rest)];
  const filled = (dim: Dim): readonly Dim[] => target.map((d) => (d === -1 ? dim : d));
  const stop = (problem: string): never =>
    refuseSize(site, problem, {
      argument: "target_shape",
      assume: [likeInput(site, filled(follows("the shape cannot be filled")))],
    });
  const sizes = `${shapeText(from)} has ${countText(elements(from))} values`;
  if (rest.length === target.length) {
    if (differ(has, needs))
      stop(
        `cannot change the number of values: ${sizes}, ${shapeText(target)} needs ${countText(elements(target))}`,
      );
    return target;
  }
  const missing = needs === 0 ? undefined : divideExact(has, needs);
  if (missing === undefined && isNumber(has) && isNumber(needs))
    stop(`cannot fill ${shapeText(target)}: ${sizes}, which ${needs} does not divide`);
  return filled(missing ?? unknown("it follows from named sizes that may not divide"));
}
