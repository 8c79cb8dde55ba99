// The cards of models, blocks and custom layers: totals, docs and where they are used. It never builds one.
import type { Analysis } from "../analysis/analysis.ts";
import { shownParams } from "../analysis/summary.ts";
import type { StatementUse } from "../model/frame.ts";
import type { ModelRun } from "../model/graph.ts";
import type { Part } from "../model/source-file.ts";
import { countText } from "../tensor/count.ts";
import { many, typesText } from "./amounts.ts";
import { totals } from "./layer-hover.ts";
import { phaseName, phaseShown } from "./phase-choice.ts";
import { instancesOf, nodesOf, resultOf, usesShown } from "./statement-uses.ts";

/** What is known of a declaration. */
export function partCard(analysis: Analysis, part: Part): string {
  const parameters = part.head.parameters.map((p) => part.statement.text.slice(p.start, p.end)).join(", ");
  const lines = [`**${part.kind} ${part.name}**${parameters ? `(${parameters})` : ""}`];
  if (part.statement.doc) lines.push(part.statement.doc);
  if (part.kind === "model") lines.push(...modelLines(analysis, part));
  if (part.kind === "block") lines.push(...blockLines(analysis, part));
  if (part.kind === "layer") lines.push("A layer declared in this project.");
  return lines.join("\n\n");
}

function modelLines(analysis: Analysis, part: Part): readonly string[] {
  const model = analysis.models.find((m) => m.part.statement === part.statement);
  const run = model?.run ?? runElsewhere(analysis, part);
  if (!run) {
    const names = (model?.missing ?? []).map((name) => `\`${name}\``).join(", ");
    return names
      ? [
          `It cannot be counted on its own: ${names} ${model?.missing.length === 1 ? "has" : "have"} no default.`,
        ]
      : [];
  }
  const types = run.inputs.map(({ type }) => type);
  const lines = [`${typesText(types)} → **${typesText(run.outputs.map(({ type }) => type))}**`, totals(run)];
  const shown = phaseShown(analysis, run);
  if (shown && shown.prefix === "")
    lines.push(`In ${phaseName(shown)} ${countText(shown.phase.trainable)} parameters train.`);
  if (run.incomplete) lines.push("A problem in it leaves something out of these numbers.");
  return lines;
}

/** A run of a model used inside another, such as one of the library. */
function runElsewhere(analysis: Analysis, part: Part): ModelRun | undefined {
  for (const { run } of analysis.models) {
    const node = run?.nodes.find((n) => n.run && n.instance.part?.statement === part.statement);
    if (node?.run) return node.run;
  }
  return undefined;
}

function blockLines(analysis: Analysis, part: Part): readonly string[] {
  const first = part.statement.body?.statements[0];
  const runs = first ? usesShown(analysis, first) : [];
  if (runs.length === 0) return ["Not used by a model of this file, so nothing is known of its shapes."];
  const callers = new Set(runs.flatMap(({ instantiation }) => instantiation?.place?.statement ?? []));
  const lines = new Map<string, number>();
  for (const statement of callers) {
    for (const use of usesShown(analysis, statement)) {
      const { total } = shownParams(instancesOf(use));
      const line = `\`${firstLine(statement.text)}\` → ${typesText(resultOf(use))} · ${countText(total)}`;
      lines.set(line, (lines.get(line) ?? 0) + 1);
    }
  }
  const shown = [...lines].slice(0, 8).map(([line, n]) => `- ${line}${n > 1 ? ` (×${n})` : ""}`);
  const more = lines.size > 8 ? [`- and ${lines.size - 8} more`] : [];
  const used = runs.length === 1 ? "Used once:" : `Used ${runs.length} times:`;
  return [used, [...shown, ...more].join("\n")].filter((line) => line !== "");
}

/** What one use of a block put into the model. */
export function blockUseCard(analysis: Analysis, use: StatementUse, uses: number): string {
  void analysis;
  const instances = instancesOf(use);
  const { total, trainable, nonTrainable } = shownParams(instances);
  const lines = [
    `This use: ${many(nodesOf(use).length, "layer")} → **${typesText(resultOf(use))}** · **${countText(total)}** parameters`,
    `Trainable: ${countText(trainable)} · Non-trainable: ${countText(nonTrainable)}`,
  ];
  if (uses > 1) lines.push(`This line runs ${uses} times; this is the first.`);
  return lines.join("  \n");
}

const firstLine = (text: string): string => {
  const line = text.split("\n", 1)[0]!.replaceAll("`", "'").trim();
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
};
