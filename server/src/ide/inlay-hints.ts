// Shapes, counts and what trains, at the end of the lines. It never changes a text.
import type { Analysis } from "../analysis/analysis.ts";
import { shownParams, shownParamsOfRun } from "../analysis/summary.ts";
import type { StatementUse } from "../model/frame.ts";
import { type GraphNode, type Instance, typeOf } from "../model/graph.ts";
import { unreached } from "../model/stretches.ts";
import type { Statement } from "../syntax/tree.ts";
import { statementsIn } from "../syntax/walk.ts";
import { countText } from "../tensor/count.ts";
import { isUnknown } from "../tensor/dim.ts";
import type { Span } from "../text/span.ts";
import { countWithReason, formulaOf, many, shareText, typesText, whyUnknown } from "./amounts.ts";
import { frozenOf } from "./frozen.ts";
import { phaseName, phaseShown } from "./phase-choice.ts";
import { instancesOf, nodesOf, resultOf, runOfNode, useKey, usesShown } from "./statement-uses.ts";
import { trainingHint } from "./training-facts.ts";
import { widestLayer } from "./widest-layer.ts";

export type HintsSetting = "off" | "shapes" | "shapesAndCounts" | "teaching";

export interface Hint {
  /** Where it stands: the end of the code of a line. */
  readonly offset: number;
  /** Where its statement starts. */
  readonly line: number;
  readonly text: string;
  /** Markdown. */
  readonly tooltip?: string | undefined;
}

/** The hints of the part of a file that is looked at. */
export function inlayHints(
  analysis: Analysis,
  setting: HintsSetting = "shapesAndCounts",
  within?: Span,
): readonly Hint[] {
  if (setting === "off") return [];
  const hints: Hint[] = [];
  for (const statement of statementsIn(analysis.tree, within)) {
    const offset = endOfCode(analysis, statement);
    if (within && (offset < within.start || offset > within.end)) continue;
    const hint = hintOf(analysis, statement, setting);
    if (hint) hints.push({ offset, line: analysis.tree.start(statement), ...hint });
  }
  return hints;
}

/** Behind the head; a body's opening brace or colon stays before the hint. */
function endOfCode(analysis: Analysis, statement: Statement): number {
  const { end } = analysis.tree.headSpan(statement);
  if (!statement.body) return end;
  const opening = /^[ \t]*[{:]/.exec(analysis.text.slice(end, end + 200));
  return opening ? end + opening[0].length : end;
}

type Words = Pick<Hint, "text" | "tooltip">;

function hintOf(analysis: Analysis, statement: Statement, setting: HintsSetting): Words | undefined {
  switch (statement.head.kind) {
    case "model":
      return modelHint(analysis, statement);
    case "block":
      return blockHint(analysis, statement);
    case "repeat":
    case "for":
    case "if":
    case "else":
    case "input":
    case "shared":
    case "assert":
      return undefined;
    default:
      return trainingHint(analysis, statement) ?? layerHint(analysis, statement, setting);
  }
}

function modelHint(analysis: Analysis, statement: Statement): Words | undefined {
  const model = analysis.models.find(({ part }) => part.statement === statement);
  if (!model) return undefined;
  if (!model.run) {
    const names = model.missing.map((name) => `\`${name}\``).join(", ");
    return model.missing.length > 0
      ? {
          text: "counted where it is used",
          tooltip: `The model cannot be built on its own: ${names} ${model.missing.length === 1 ? "has" : "have"} no default.`,
        }
      : undefined;
  }
  const { total, trainable, nonTrainable } = shownParamsOfRun(model.run);
  const lines = [
    `Trainable: ${countWithReason(trainable)}`,
    `Non-trainable: ${countWithReason(nonTrainable)}`,
  ];
  const widest = widestLayer(model.run);
  const share = widest && shareText(widest.count, total);
  if (widest && share)
    lines.push(`Most of them in \`${widest.name}\`: ${countText(widest.count)} (${share})`);
  const shown = phaseShown(analysis, model.run);
  if (shown && shown.prefix === "")
    lines.push(`In ${phaseName(shown)} ${countText(shown.phase.trainable)} train.`);
  return { text: `${countText(total)} parameters`, tooltip: lines.join("  \n") };
}

function blockHint(analysis: Analysis, statement: Statement): Words | undefined {
  const first = statement.body?.statements[0];
  const count = first ? usesShown(analysis, first).length : 0;
  if (count === 0)
    return {
      text: "not used",
      tooltip: "No model of this file uses this block, so its lines have no values.",
    };
  return count > 1
    ? { text: `used ×${count}`, tooltip: `The lines below show the first of ${count} uses.` }
    : undefined;
}

function layerHint(analysis: Analysis, statement: Statement, setting: HintsSetting): Words | undefined {
  const uses = usesShown(analysis, statement);
  const [use] = uses;
  if (!use || nodesOf(use).length === 0) return undefined;
  const types = resultOf(use);
  let text = `→ ${typesText(types)}`;
  const tooltip: string[] = [];
  const reason = whyUnknown(types);
  if (reason) tooltip.push(`\`?\`: ${reason}`);
  if (setting !== "shapes") text += countPart(use, setting, tooltip);
  tooltip.push(...notCounted(analysis, use));
  text += frozenPart(analysis, use, tooltip);
  if (uses.length > 1) {
    const differs = differing(uses);
    text += ` · ×${uses.length}${differs ? ", differs" : ""}`;
    tooltip.push(
      differs
        ? `This line runs ${uses.length} times with different values: ${differs}`
        : `This line runs ${uses.length} times, always with these values.`,
    );
  }
  if (tooltip.length === 0) tooltip.push(flowThrough(use));
  return { text, tooltip: tooltip.join("\n\n") };
}

/** What goes in and comes out of a line that has nothing to count. */
function flowThrough(use: StatementUse): string {
  const nodes = nodesOf(use);
  const own = new Set(nodes);
  const fed = nodes
    .flatMap(({ inputs }) => inputs)
    .filter(({ node }) => node.kind === "input" || !own.has(node));
  const classes = [...new Set(instancesOf(use).map(({ className }) => className))].join(", ");
  const weights = instancesOf(use).some(hasWeights) ? "" : ": no weights";
  return `${classes}${weights}. ${typesText(fed.map(typeOf))} → ${typesText(resultOf(use))}`;
}

/** Says so where the model's total leaves the line out. */
function notCounted(analysis: Analysis, use: StatementUse): readonly string[] {
  const run = use.nodes[0] && runOfNode(analysis, use.nodes[0]);
  const unused = run && unreached(run);
  return unused && use.nodes.every((node) => unused.has(node))
    ? [`Not counted in ${run.part.name}: no output depends on this line.`]
    : [];
}

/** Longer formulas stay in the tooltip. */
const longest = 40;

function countPart(use: StatementUse, setting: HintsSetting, tooltip: string[]): string {
  const instances = instancesOf(use);
  const nodes = new Set(nodesOf(use));
  const made = instances.filter(
    (instance) => instance.nodes[0] === undefined || nodes.has(instance.nodes[0]),
  );
  if (made.length === 0) return instances.some(hasWeights) ? " · shared" : " · 0";
  const { total } = shownParams(made);
  if (isUnknown(total)) tooltip.push(`Parameters unknown: ${total.reason}`);
  const [only] = made;
  const formula = made.length === 1 && only?.built ? formulaOf(only.built) : undefined;
  if (formula) tooltip.push(`${formula} = ${countText(total)}`);
  else if (made.length > 1) tooltip.push(`${many(made.length, "layer")}, ${countText(total)} parameters`);
  const taught =
    setting === "teaching" && formula !== undefined && formula.length <= longest && /[·+]/.test(formula);
  return taught ? ` · ${formula} = ${countText(total)}` : ` · ${countText(total)}`;
}

const hasWeights = (instance: Instance): boolean =>
  (instance.built?.weights.length ?? 0) > 0 || instance.run !== undefined;

function frozenPart(analysis: Analysis, use: StatementUse, tooltip: string[]): string {
  const weighted = instancesOf(use).filter(hasWeights);
  if (weighted.length === 0) return "";
  const first = use.nodes[0] ?? use.inner[0];
  const run = first && runOfNode(analysis, first);
  const states = weighted.map((instance) => frozenOf(analysis, run, instance));
  const frozen = states.filter((state) => state !== "no");
  if (frozen.length === 0) return "";
  const whole =
    states.every((state) => state === "all") ||
    (frozen.length === states.length && !frozen.includes("partly"));
  const shown = run && phaseShown(analysis, run);
  const when = shown ? ` in ${phaseName(shown)}` : "";
  tooltip.push(whole ? `Frozen${when}: its weights keep their values.` : `Partly frozen${when}.`);
  return whole ? " · ❄" : " · ❄ partly";
}

/** Whether two uses have the very same rules, weights and result, which is quicker to see than to count. */
function alike(a: StatementUse, b: StatementUse): boolean {
  if (a.nodes.length !== b.nodes.length || a.inner.length !== b.inner.length) return false;
  const [x, y] = [a.value, b.value];
  if (typeof x !== "object" || typeof y !== "object" || x?.kind !== "tensor" || y?.kind !== "tensor")
    return false;
  const same = (node: GraphNode, other: GraphNode): boolean =>
    node.inference === other.inference && node.instance.built === other.instance.built && !node.instance.run;
  return (
    x.type === y.type &&
    a.nodes.every((node, i) => same(node, b.nodes[i]!)) &&
    a.inner.every((node, i) => same(node, b.inner[i]!))
  );
}

/** The different values of a line that runs several times, or nothing if they are the same. */
function differing(uses: readonly StatementUse[]): string | undefined {
  const seen = new Map<string, string>();
  const looked = new Set<StatementUse>();
  for (const use of uses) {
    // Copies of one use of a block do not differ.
    const origin = use.origin ?? use;
    if (looked.has(origin) || (use !== uses[0] && alike(use, uses[0]!))) continue;
    looked.add(origin);
    const count = countText(shownParams(instancesOf(use)).total);
    const key = `${useKey(use)}|${count}`;
    if (!seen.has(key)) seen.set(key, `${typesText(resultOf(use))} · ${count}`);
    if (seen.size > 8) break;
  }
  if (seen.size < 2) return undefined;
  const values = [...seen.values()];
  return values.length > 8 ? `${values.slice(0, 8).join("; ")}; …` : values.join("; ");
}
