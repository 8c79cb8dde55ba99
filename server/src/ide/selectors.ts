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
  const run = runOf(analysis, model);
  return run ? below(run, withoutModel(path)) : [];
}

const withoutModel = (path: readonly string[]): readonly string[] =>
  path[0] === "model" ? path.slice(1) : path;

const runOf = (analysis: Analysis, model: Statement | undefined): ModelRun | undefined =>
  model &&
  (analysis.models.find(({ part }) => part.statement === model)?.run ??
    analysis.trainings.find(({ run }) => run?.part.statement === model)?.run);

/** Patterns that stand for several names: `block5_*` where at least two begin so. */
export function globsOf(names: readonly Completion[]): readonly Completion[] {
  const counts = new Map<string, number>();
  for (const { label } of names) {
    const stem = /^(.+_)[^_]+$/.exec(label)?.[1];
    if (stem !== undefined) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return [...counts].flatMap(([stem, count]) =>
    count < 2
      ? []
      : [{ label: `${stem}*`, kind: "variable" as const, detail: `${count} layers`, filter: stem, rank: 2 }],
  );
}

/** The classes of the layers below a path, for `base[BatchNormalization]`. */
export function classesBelow(
  analysis: Analysis,
  model: Statement | undefined,
  path: readonly string[],
): readonly Completion[] {
  const run = runOf(analysis, model);
  const counts = new Map<string, number>();
  const collect = (of: ModelRun, prefix: string): void => {
    const names = namesOf(of);
    for (const instance of layersOf(of)) {
      const own = names.get(instance)?.path ?? "";
      const inside = prefix === "" || own === prefix || own.startsWith(`${prefix}.`);
      if (instance.run) {
        if (inside) collect(instance.run, "");
        else if (prefix.startsWith(`${own}.`)) collect(instance.run, prefix.slice(own.length + 1));
      } else if (inside && instance.kind !== "operation")
        counts.set(instance.className, (counts.get(instance.className) ?? 0) + 1);
    }
  };
  if (run) collect(run, withoutModel(path).join("."));
  return [...counts].map(([label, count]) => ({
    label,
    kind: "layer",
    detail: count === 1 ? "1 layer" : `${count} layers`,
    rank: 1,
  }));
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
