// Runs every program of training in real Keras, one process a backend, and records which weights each `fit` changed. What
// Keras did is recorded whether we agree or not; the test says where we do not.
import { ask, type KerasAnswer, type KerasCase, versionsOf } from "./python.ts";
import { type RecordedTraining, readTraining, writeTraining, writeVersions } from "./recorded.ts";
import { type Backend, backends, exportedProgram, type KerasPhase, trainingPrograms } from "./training.ts";

export interface TrainingOptions {
  readonly only?: string | undefined;
  readonly backend?: string | undefined;
  readonly all?: boolean | undefined;
  readonly check?: boolean | undefined;
}

/** How many programs fail before a phase begins. */
export async function recordTraining(python: string, options: TrainingOptions): Promise<number> {
  let failed = 0;
  const programs = trainingPrograms();
  for (const backend of Object.keys(backends) as Backend[]) {
    if (options.backend && options.backend !== backend) continue;
    const before = readTraining(backend);
    const records = new Map<string, RecordedTraining>();
    const questions: KerasCase[] = [];
    const built = new Map<string, string>();
    for (const program of programs) {
      const { id } = program;
      const old = before.get(id);
      if (old) records.set(id, old);
      if (options.only && !id.includes(options.only)) continue;
      const text = exportedProgram(program);
      if ("refused" in text) {
        console.error(`${id}: the export refuses: ${text.refused}`);
        failed++;
      } else if (options.all || old?.built !== text.fingerprint) {
        built.set(id, text.fingerprint);
        questions.push({ id, format: "keras", text: text.text });
      }
    }
    for await (const answer of ask(python, "train", questions, backend)) {
      const { id, phases, stopped, error } = answer as KerasAnswer & {
        readonly phases?: readonly KerasPhase[];
        readonly stopped?: string;
      };
      const wrong = error ?? stopped;
      if (!phases || wrong !== undefined) {
        console.error(`${id} on ${backend}: ${wrong}`);
        failed++;
        records.delete(id);
      } else records.set(id, { id, built: built.get(id)!, phases });
    }
    if (options.check) continue;
    writeTraining(
      backend,
      programs.flatMap(({ id }) => records.get(id) ?? []),
    );
    writeVersions(versionsOf(python, backend), `training-${backend}`);
    console.log(`${backend}: ${questions.length} programs run, ${records.size} recorded`);
  }
  return failed;
}
