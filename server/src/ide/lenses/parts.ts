// Above models and blocks: their parameters, and how often they are used. It never counts anything itself.
import type { Analysis } from "../../analysis/analysis.ts";
import { shownParams, shownParamsOfRun } from "../../analysis/summary.ts";
import { layersOf, runCost } from "../../model/costs.ts";
import { type Count, countText, isExact } from "../../tensor/count.ts";
import type { Span } from "../../text/span.ts";
import { many } from "../amounts.ts";
import { occurrences } from "../occurrences.ts";
import { phaseName, phaseShown } from "../phase-choice.ts";
import { instancesOf, usesShown } from "../statement-uses.ts";
import type { Lens, LensSource } from "./lens.ts";

const partLenses: LensSource = (analysis) =>
  analysis.tree.statements.flatMap((statement): readonly Lens[] => {
    const { head } = statement;
    if (head.kind !== "model" && head.kind !== "block" && head.kind !== "layer") return [];
    const start = analysis.tree.start(statement);
    const span = { start, end: start + head.length };
    const title = head.kind === "model" ? modelTitle(analysis, statement) : blockTitle(analysis, statement);
    const nameAt = start + head.name.start;
    return [
      ...(title === undefined ? [] : [{ span, title }]),
      ...usesOf(analysis, head.name.name, span, nameAt),
    ];
  });

type Declaration = Analysis["tree"]["statements"][number];

function modelTitle(analysis: Analysis, statement: Declaration): string | undefined {
  const run = analysis.models.find(({ part }) => part.statement === statement)?.run;
  if (!run) return undefined;
  const layers = layersOf(run);
  const parts = [
    many(layers.length, "layer"),
    `${countText(shownParamsOfRun(run).total)} parameters`,
    `${countText(runCost(run, "macs"))} multiply-adds a sample`,
  ];
  const shown = phaseShown(analysis, run);
  if (shown && shown.prefix === "")
    parts.push(`${countText(shown.phase.trainable)} train in ${phaseName(shown).replaceAll("`", "")}`);
  return parts.join(" · ");
}

/** The parameters a use of a block puts into a model: one number, or the smallest and the largest. */
function blockTitle(analysis: Analysis, statement: Declaration): string | undefined {
  const first = statement.body?.statements[0];
  const callers = new Set(
    (first ? usesShown(analysis, first) : []).flatMap(
      ({ instantiation }) => instantiation?.place?.statement ?? [],
    ),
  );
  const counts = [...callers]
    .flatMap((caller) => usesShown(analysis, caller))
    .map((use): Count => shownParams(instancesOf(use)).total)
    .filter(isExact)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [least, most] = [counts[0], counts.at(-1)];
  if (least === undefined || most === undefined) return undefined;
  return `${least === most ? countText(least) : `${countText(least)} to ${countText(most)}`} parameters`;
}

function usesOf(analysis: Analysis, name: string, span: Span, offset: number): readonly Lens[] {
  const uses = occurrences(analysis, { name, scope: undefined }).filter(({ writes }) => !writes).length;
  return uses === 0 ? [] : [{ span, title: many(uses, "use"), action: { kind: "show-references", offset } }];
}

export default partLenses;
