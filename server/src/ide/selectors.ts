// What a selector of a training section can name: the layers of a model, of a labelled block, of a nested model.
// It never selects.
import type { Analysis } from "../analysis/analysis.ts";
import { layersOf, paramsOf } from "../model/costs.ts";
import type { ModelRun } from "../model/graph.ts";
import { namesOf } from "../model/wiring.ts";
import type { Statement } from "../syntax/tree.ts";
import { countText } from "../tensor/count.ts";
import type { Completion } from "./completion.ts";

/** The names that may follow a path; an empty path is the model itself. */
export function selectorsBelow(
  analysis: Analysis,
  model: Statement | undefined,
  path: readonly string[],
): readonly Completion[] {
  const run =
    analysis.models.find(({ part }) => part.statement === model)?.run ??
    analysis.trainings.find(({ run }) => run?.part.statement === model)?.run;
  if (!run) return [];
  return below(run, path[0] === "model" ? path.slice(1) : path);
}

function below(run: ModelRun, path: readonly string[]): readonly Completion[] {
  const names = namesOf(run);
  const joined = path.join(".");
  const found = new Map<string, Completion>();
  for (const instance of layersOf(run)) {
    const own = names.get(instance)?.path;
    if (own === undefined || instance.kind === "operation") continue;
    if (instance.run && path.length > 0 && (joined === own || joined.startsWith(`${own}.`))) {
      return below(
        instance.run,
        joined
          .slice(own.length)
          .split(".")
          .filter((part) => part !== ""),
      );
    }
    const rest =
      path.length === 0 ? own : own.startsWith(`${joined}.`) ? own.slice(joined.length + 1) : undefined;
    if (rest === undefined) continue;
    const [label, ...more] = rest.split(".");
    if (label === undefined || found.has(label)) continue;
    const detail =
      more.length > 0 ? "block" : `${instance.className}, ${countText(paramsOf([instance]).total)}`;
    found.set(label, { label, kind: "variable", detail, rank: 1 });
  }
  return [...found.values()];
}
