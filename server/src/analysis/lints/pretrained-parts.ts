// Looks at models used as parts, as pretrained ones are: scaling that is done twice, arguments for a head that is not there.
// It never knows a model of the library by name; what a model does is read off its layers.
import { report } from "../../diagnostics/define.ts";
import styleClassesWithoutTop from "../../diagnostics/style-classes-without-top.ts";
import styleRescaledTwice from "../../diagnostics/style-rescaled-twice.ts";
import type { Problem } from "../../model/frame.ts";
import type { GraphNode, InputNode, Instance, ModelRun } from "../../model/graph.ts";
import { nestedIn, unreached } from "../../model/stretches.ts";
import { namesOf, ownNode, reachable } from "../../model/wiring.ts";
import { children, expressionsOf } from "../../syntax/subexpressions.ts";
import type { Call, Expression } from "../../syntax/tree.ts";
import { shapeText } from "../../tensor/tensor-type.ts";
import type { Analysis } from "../analysis.ts";

/** The lints of parts, over every model of the file; one place is told once. */
export function pretrainedParts(analysis: Analysis): readonly Problem[] {
  const problems = new Map<string, Problem>();
  const add = (problem: Problem): void => {
    const { place } = problem;
    if (place.file !== analysis.file) return;
    const key = `${problem.report.diagnostic.code}@${analysis.tree.start(place.statement)}:${place.start}`;
    if (!problems.has(key)) problems.set(key, problem);
  };
  for (const { run } of analysis.models) {
    if (!run) continue;
    for (const node of nestedIn(run)) {
      if (!node.run || unreached(run).has(node)) continue;
      const twice = rescaledTwice(run, node, node.run);
      if (twice) add(twice);
      for (const problem of headless(node)) add(problem);
    }
  }
  return [...problems.values()];
}

/** How many layers from its input a model's own scaling may stand. */
const near = 3;

/** The scaling a model begins with, if it does. */
function ownScaling(run: ModelRun): Instance | undefined {
  const used = reachable(run);
  let at: GraphNode | InputNode | undefined = run.inputs.length === 1 ? run.inputs[0] : undefined;
  for (let steps = 0; at && steps < near; steps++) {
    const next: readonly GraphNode[] = run.nodes.filter(
      (node) => used.has(node) && node.inputs.some((ref) => ref.node === at),
    );
    const [node] = next;
    if (!node || next.length > 1) return undefined;
    if (scalesDown(node)) return node.instance;
    at = node;
  }
  return undefined;
}

/** `Rescaling` to smaller numbers, or `Normalization`. */
function scalesDown({ instance }: GraphNode): boolean {
  if (instance.className === "Normalization") return true;
  const scale = instance.className === "Rescaling" ? instance.bound?.given.get("scale") : undefined;
  return typeof scale === "number" && Math.abs(scale) < 1;
}

/** What leaves the range of pixels as it is: augmentation, resizing, dropout, channels put side by side. */
const keepsRange = ({ instance }: GraphNode): boolean =>
  instance.definition?.family === "preprocessing" ||
  instance.definition?.family === "regularization" ||
  instance.className === "Concatenate" ||
  instance.className === "ZeroPadding2D";

function rescaledTwice(run: ModelRun, part: GraphNode, inside: ModelRun): Problem | undefined {
  const inner = ownScaling(inside);
  if (!inner) return undefined;
  let at = part.inputs[0] && ownNode(run, part.inputs[0].node);
  while (at?.kind === "node" && !scalesDown(at) && keepsRange(at))
    at = at.inputs[0] && ownNode(run, at.inputs[0].node);
  if (at?.kind !== "node" || !scalesDown(at)) return undefined;
  const { place, instance } = at;
  const facts = {
    outer: `\`${instance.label ?? instance.className}\``,
    inner: namesOf(inside).get(inner)?.name ?? inner.className,
    part: part.instance.label ?? part.instance.className,
    alone: place.statement.text.trim() === place.statement.text.slice(place.start, place.end).trim(),
  };
  return {
    report: report(styleRescaledTwice, facts),
    place,
    related: [{ place: inner.place, message: "it scales here" }],
  };
}

/** The parameters of a head, as Keras's applications call them. */
const ofTheHead = ["classes", "classifier_activation"];

function headless({ instance, outputs }: GraphNode): readonly Problem[] {
  if (instance.params?.get("include_top") !== false || !instance.part) return [];
  const call = callAt(instance);
  if (!call) return [];
  const names = instance.part.head.parameters.map(({ name }) => name.name);
  const { statement } = instance.place;
  return call.args.flatMap((arg, i): readonly Problem[] => {
    const argument = arg.name?.name ?? names[i];
    if (argument === undefined || !ofTheHead.includes(argument) || arg.spread) return [];
    const place = {
      ...instance.place,
      start: arg.name?.start ?? arg.value.start,
      end: arg.value.end,
    };
    const facts = {
      model: instance.className,
      argument,
      given: statement.text.slice(arg.value.start, arg.value.end),
      output: outputs[0] ? shapeText(outputs[0].shape) : "feature maps",
    };
    return [{ report: report(styleClassesWithoutTop, facts), place, related: [] }];
  });
}

/** The call that made an instance. */
function callAt({ place }: Instance): Call | undefined {
  let found: Call | undefined;
  const visit = (node: Expression): void => {
    if (node.kind === "call" && node.start === place.start && node.end === place.end) found = node;
    children(node).forEach(visit);
  };
  expressionsOf(place.statement).forEach(visit);
  return found;
}
