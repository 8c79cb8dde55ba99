// The layer of a model that has most of its parameters. It never counts what is not known.
import { shownParams } from "../analysis/summary.ts";
import { layersOf } from "../model/costs.ts";
import type { Instance, ModelRun } from "../model/graph.ts";
import { namesOf } from "../model/wiring.ts";
import { isExact } from "../tensor/count.ts";

/** The first of those with the most parameters; nothing where no layer has any, or one has an unknown number. */
export function widestLayer(
  run: ModelRun,
): { readonly instance: Instance; readonly name: string; readonly count: bigint } | undefined {
  const names = namesOf(run);
  let widest: { readonly instance: Instance; readonly name: string; readonly count: bigint } | undefined;
  for (const instance of layersOf(run)) {
    const { total } = shownParams([instance]);
    if (!isExact(total)) return undefined;
    const name = names.get(instance)?.path ?? instance.className;
    if (total > (widest?.count ?? 0n)) widest = { instance, name, count: total };
  }
  return widest;
}
