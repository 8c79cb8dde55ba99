// What changes in the phases of a training, in one line: for programs that say what they expect. It never asserts.
import { type Analysis, analyze, defaultSettings, noFiles } from "../../server/src/analysis/analysis.ts";
import { layerStates } from "../../server/src/model/training/layer-states.ts";
import type { Phase, Target } from "../../server/src/model/training/training.ts";

/** `M: base.one b ~base.norm`: layers whose weights change, and after `~` those whose moving statistics do. */
function changesOf({ model, stops, snapshot }: Phase): string {
  if (stops) return `${model}: stops`;
  const layers = layerStates(snapshot).filter(({ instance }) => !instance.run);
  const changed = layers.filter(
    ({ effect, gradient }) => (effect === "trains" || effect === "partly") && gradient === "gets",
  );
  const moved = layers.filter(({ statistics }) => statistics === "batch");
  const words = [...changed.map(({ path }) => path), ...moved.map(({ path }) => `~${path}`)];
  return `${model}: ${words.length > 0 ? words.join(" ") : "nothing"}`;
}

/** The phases of the first training of a text on a target, in order. */
export function phaseChanges(text: string, target: Target): string {
  const analysis: Analysis = analyze("program.net", text, noFiles, { ...defaultSettings, target });
  return analysis.trainings[0]!.phases.map(changesOf).join("; ");
}
