// Programs of training as real Keras runs them, and what we say of them, in equal words: which weights change in each phase
// and where Keras stops. It never asks Keras.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Analysis, analyze, defaultSettings, noFiles } from "../../server/src/analysis/analysis.ts";
import { layersOf } from "../../server/src/model/costs.ts";
import type { Instance, ModelRun } from "../../server/src/model/graph.ts";
import type { Cell } from "../../server/src/model/training/flags.ts";
import { changingCells, layerStates } from "../../server/src/model/training/layer-states.ts";
import type { Snapshot } from "../../server/src/model/training/snapshot.ts";
import type { Phase, Target, Training } from "../../server/src/model/training/training.ts";
import { namesOf } from "../../server/src/model/wiring.ts";
import type { Statement } from "../../server/src/syntax/tree.ts";
import { type Exported, exportedFile } from "./exports.ts";

/** Backends of Keras 3, each with its target. */
export const backends = {
  tensorflow: "keras3-tensorflow",
  jax: "keras3-jax",
  torch: "keras3-torch",
} as const;
export type Backend = keyof typeof backends;

export interface TrainingProgram {
  readonly id: string;
  readonly source: string;
}

const folder = join(import.meta.dirname, "..", "model", "training-programs");

export const trainingPrograms = (): readonly TrainingProgram[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".net"))
    .sort()
    .map((name) => ({ id: name.replace(/\.net$/, ""), source: readFileSync(join(folder, name), "utf8") }));

const analysed = ({ id, source }: TrainingProgram, target: Target): Analysis =>
  analyze(`${id}.net`, source, noFiles, { ...defaultSettings, target });

/** The Python text of a program. Its comments are no part of it, so that better expectations need no new run. */
export const exportedProgram = (program: TrainingProgram): Exported =>
  exportedFile(
    analysed({ ...program, source: program.source.replace(/\n# What changes[\s\S]*$/, "\n") }, "keras3-jax"),
    "keras",
    undefined,
  );

/** What Keras did in one `fit`. */
export interface KerasPhase {
  readonly model: string;
  readonly method: "fit" | "train_on_batch";
  /** `base.one/kernel,bias b/kernel`. */
  readonly changed?: string;
  /** Its class and first line, where Keras stops. */
  readonly error?: string;
  readonly warnings?: readonly string[];
}

/** `fit M: a/kernel,bias`, `train_on_batch D: stops`. */
export const phaseText = ({ model, method, changed, error }: KerasPhase): string =>
  `${method} ${model}: ${error === undefined ? changed || "nothing" : "stops"}`;

/** `no trainable weights`, `no gradient: a/kernel a/bias`: what Keras warns of, each thing once. */
export function warningTexts(phases: readonly KerasPhase[]): readonly string[] {
  const texts = phases
    .flatMap(({ warnings }) => warnings ?? [])
    .map((text) => {
      if (text.startsWith("The model does not have any trainable weights")) return "no trainable weights";
      const lost = /^Gradients do not exist for variables \[(.*?)\]/.exec(text)?.[1];
      return lost === undefined ? text : `no gradient: ${lost.replace(/[',]/g, "")}`;
    });
  return [...new Set(texts)].sort();
}

/** What we say of a program in the words of `phaseText` and `warningTexts`. */
export interface OwnTraining {
  /** Up to the phase where Keras stops: behind it no program goes on. */
  readonly phases: readonly string[];
  readonly warnings: readonly string[];
}

export function ownTraining(program: TrainingProgram, target: Target): OwnTraining {
  const phases: string[] = [];
  const warnings = new Set<string>();
  const seen = new Map<Statement, Set<string>>();
  const sorted = (): readonly string[] => [...warnings].sort();
  for (const training of analysed(program, target).trainings) {
    for (const phase of training.phases) {
      const text = phaseText(ownPhase(training, phase));
      const texts = seen.get(phase.fit) ?? new Set();
      seen.set(phase.fit, texts);
      if (texts.has(text)) continue;
      texts.add(text);
      phases.push(text);
      if (phase.stops) return { phases, warnings: sorted() };
      // JAX has zeros where others have no gradient, and says nothing.
      if (target === "keras3-jax") continue;
      const { snapshot } = phase;
      const changing = changingCells(snapshot);
      const lost = snapshot.cells.filter((cell) => snapshot.trains.has(cell) && !changing.has(cell));
      if (snapshot.trains.size === 0) warnings.add("no trainable weights");
      if (lost.length > 0) warnings.add(`no gradient: ${namesOfCells(snapshot, lost)}`);
    }
  }
  return { phases, warnings: sorted() };
}

const namesOfCells = ({ run }: Snapshot, cells: readonly Cell[]): string => {
  const paths = new Map([...leaves(run!)].map(([path, instance]) => [instance, path.split(".").at(-1)]));
  return cells.map(({ instance, weight }) => `${paths.get(instance)}/${weight.name}`).join(" ");
};

function ownPhase({ phases }: Training, { kind, stops, snapshot }: Phase): KerasPhase {
  // A model that stands inside another one has the name it has there.
  const inside = phases.flatMap(
    ({ snapshot: { run } }) => (run && namesOf(run).get(snapshot.model)) ?? [],
  )[0];
  const at = { model: inside?.name ?? snapshot.model.className, method: kind };
  return stops ? { ...at, error: "stops" } : { ...at, changed: changedWeights(snapshot) };
}

/** Weights that get a gradient and may change, and the statistics of norms that see the data. */
function changedWeights(snapshot: Snapshot): string {
  const { run, cells } = snapshot;
  if (!run) return "";
  const changing = changingCells(snapshot);
  const states = new Map(layerStates(snapshot).map((state) => [state.instance, state]));
  const own = new Map<Instance, Cell[]>();
  for (const cell of cells) own.set(cell.instance, [...(own.get(cell.instance) ?? []), cell]);
  const changes = (cell: Cell): boolean =>
    changing.has(cell) ||
    (states.get(cell.instance)!.statistics === "batch" &&
      /(^|\/)moving_(mean|variance)$/.test(cell.weight.name));
  return [...leaves(run)]
    .map(([path, instance]) => [path, (own.get(instance) ?? []).filter(changes)] as const)
    .filter(([, changed]) => changed.length > 0)
    .map(([path, changed]) => `${path}/${changed.map(({ weight }) => weight.name).join(",")}`)
    .join(" ");
}

/** Layers without layers inside, by the names Keras knows them under. */
function* leaves(run: ModelRun, prefix = ""): Generator<readonly [string, Instance]> {
  const names = namesOf(run);
  for (const instance of layersOf(run)) {
    const path = `${prefix}${names.get(instance)?.name ?? instance.className}`;
    if (instance.run) yield* leaves(instance.run, `${path}.`);
    else yield [path, instance];
  }
}
