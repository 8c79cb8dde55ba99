// Sums of products over named axes: `bij,bjk->bik`. It never guesses a size a label does not give.

import { type Count, multiplyCounts, toCount } from "../../tensor/count.ts";
import { type Dim, differ, dimText } from "../../tensor/dim.ts";
import { batchSize, fullShape, type RankedTensor } from "../../tensor/tensor-type.ts";
import { required, string } from "../argument-types.ts";
import type { LocatedReport, RuleSite } from "../define.ts";
import { broadcast, broadcastDim } from "./broadcasting.ts";
import { tensors } from "./operands.ts";
import {
  failsLater,
  fullText,
  gives,
  operation,
  perSample,
  promoted,
  refuseArgument,
  refuseSize,
  result,
} from "./operation.ts";

export default operation({
  name: "Einsum",
  functions: ["einsum"],
  summary: 'Sums products over named axes: `ops.einsum("bij,bjk->bik", x, y)`.',
  details: `Each letter names an axis, the batch included; letters that do not stand after \`->\` are summed over. \`...\` stands for the
axes that are not named. Keras takes no blanks between the letters, and small letters only where a tensor lacks one.
Multiply-adds: the product of all sizes, for each tensor after the first; with one tensor there are none.`,
  pytorch: "torch.einsum",
  parameters: {
    subscripts: required(string, "Letters for the axes of each tensor, and of the result after `->`."),
    operands: { ...required(tensors, "The tensors."), rest: true },
  },
  infer(site) {
    const { subscripts, operands } = site.args;
    const { specs, target } = parse(site, subscripts, operands.length);
    const shapes = operands.map((x, i) => expand(site, specs[i]!, fullShape(x), target));
    const { shape, reports } = broadcast(site, ...shapes);
    const { sizes, problems } = labels(site, specs, operands);
    const dtypes = [...new Set(operands.map((x) => x.dtype))];
    const dtype = dtypes.length === 1 && dtypes[0] === "int8" ? "int32" : promoted(site, ...dtypes);
    const output = result(shape, dtype);
    if (operands.length === 1)
      return gives(output, { flops: sizes.size > shape.length ? perSample(shape) : 0n, reports });
    const wildcard =
      shape.length > countLabels(target) ? perSample(shape.slice(0, shape.length - countLabels(target))) : 1n;
    let product: Count = wildcard;
    for (const size of sizes.values())
      if (size !== batchSize) product = multiplyCounts(product, toCount(size));
    return gives(output, {
      macs: multiplyCounts(BigInt(operands.length - 1), product),
      reports: [...reports, ...problems],
    });
  },
});

const countLabels = (spec: string): number => spec.replaceAll("...", "").replaceAll(" ", "").length;

/** The labels of each tensor, and those of the result; without `->` the letters that stand once, in order. */
function parse(
  site: RuleSite,
  subscripts: string,
  count: number,
): { readonly specs: readonly string[]; readonly target: string } {
  const [inputs, output, ...more] = subscripts.split("->");
  if (more.length > 0) refuseArgument(site, "subscripts", "labels with `->` once at most", `"${subscripts}"`);
  const specs = inputs!.split(",");
  if (specs.length !== count) {
    refuseArgument(
      site,
      "subscripts",
      `labels for ${count} ${count === 1 ? "tensor" : "tensors"}, separated by commas`,
      `"${subscripts}"`,
    );
  }
  if (output !== undefined) return { specs, target: output };
  const letters = [...inputs!].filter((c) => /\p{L}/u.test(c));
  const once = letters.filter((c) => letters.indexOf(c) === letters.lastIndexOf(c)).sort();
  return { specs, target: `...${once.join("")}` };
}

/** The axes of one tensor in the order of the result: 1 where it lacks a label. */
function expand(site: RuleSite, spec: string, shape: readonly Dim[], target: string): readonly Dim[] {
  const [before = "", after] = spec.split("...");
  const known = new Map<string, Dim>();
  let wildcard: readonly Dim[] = [];
  const wrong = (): never =>
    refuseSize(
      site,
      `has ${spec === "" ? "no labels" : `the labels \`${spec}\``} for a tensor with ${shape.length} axes, ${fullText(shape)}`,
      {
        argument: "subscripts",
        advice: "the batch needs a letter too, or `...`",
      },
    );
  const learn = (label: string, dim: Dim | undefined): void => {
    if (dim === undefined) wrong();
    if (!known.has(label)) known.set(label, dim!);
  };
  if (after === undefined) {
    if (shape.length !== before.length) wrong();
    [...before].forEach((label, i) => {
      learn(label, shape[i]);
    });
  } else {
    [...before].forEach((label, i) => {
      learn(label, shape[i]);
    });
    [...after].reverse().forEach((label, i) => {
      learn(label, shape.at(-i - 1));
    });
    wildcard = shape.slice(before.length, after.length === 0 ? undefined : -after.length);
  }
  const found: Dim[] = [];
  for (const token of target.match(/\.\.\.|./g) ?? []) {
    const dim = known.get(token);
    if (token === "...") found.push(...wildcard);
    else if (dim !== undefined) found.push(dim);
    else if (/[a-z]/.test(token)) found.push(1);
    else if (token !== " ") {
      refuseArgument(
        site,
        "subscripts",
        `small letters where a tensor lacks one (\`${token}\` is not in \`${spec}\`)`,
        `"${site.args.subscripts as string}"`,
      );
    }
  }
  return found;
}

/** The size of each label; a label with two sizes fails when data comes. */
function labels(site: RuleSite, specs: readonly string[], operands: readonly RankedTensor[]) {
  const sizes = new Map<string, Dim>();
  const problems: LocatedReport[] = [];
  specs.forEach((spec, i) => {
    const shape = fullShape(operands[i]!);
    const [before = "", after = ""] = spec.split("...");
    const pairs = [
      ...[...before].map((c, k) => [c, shape[k]!] as const),
      ...[...after].map((c, k) => [c, shape[shape.length - after.length + k]!] as const),
    ];
    for (const [label, dim] of pairs) {
      const old = sizes.get(label);
      const merged = old === undefined ? dim : broadcastDim(old, dim);
      if (old !== undefined && differ(old, dim) && (merged === undefined || old !== 1)) {
        if (merged === undefined)
          problems.push(
            failsLater(site, `gives the label \`${label}\` the sizes ${dimText(old)} and ${dimText(dim)}`),
          );
      }
      sizes.set(label, merged ?? old ?? dim);
    }
  });
  return { sizes, problems };
}
