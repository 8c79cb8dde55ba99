// Which weights change in each phase of a training, as real Keras changed them on each backend. It asks no Python;
// `npm run conformance -- --set training` does.
import { strict as assert } from "node:assert";
import { type RecordedTraining, readTraining } from "./recorded.ts";
import {
  type Backend,
  backends,
  exportedProgram,
  ownTraining,
  phaseText,
  type TrainingProgram,
  trainingPrograms,
  warningTexts,
} from "./training.ts";

const again =
  "npm run conformance -- --set training (see docs/conformance.md), and commit test/conformance/recorded";

function checkProgram(
  program: TrainingProgram,
  backend: Backend,
  record: RecordedTraining | undefined,
): void {
  assert.ok(record, `never run on ${backend}: run ${again}`);
  const own = ownTraining(program, backends[backend]);
  assert.deepEqual(own.phases, record.phases.map(phaseText), `on ${backend}`);
  assert.deepEqual(own.warnings, warningTexts(record.phases), `warnings on ${backend}`);
}

describe("trainings as real Keras ran them", () => {
  const programs = trainingPrograms();
  const recorded = (Object.keys(backends) as Backend[]).map(
    (backend) => [backend, readTraining(backend)] as const,
  );
  it("has no record of a program that is gone", () => {
    const known = new Set(programs.map(({ id }) => id));
    for (const [backend, records] of recorded)
      assert.deepEqual(
        [...records.keys()].filter((id) => !known.has(id)),
        [],
        backend,
      );
  });
  for (const program of programs) {
    it(program.id, () => {
      const text = exportedProgram(program);
      assert.ok("text" in text, "refused" in text ? text.refused : "");
      for (const [backend, records] of recorded) {
        const record = records.get(program.id);
        assert.equal(
          record?.built,
          text.fingerprint,
          `its export is not the one that ran on ${backend}: run ${again}`,
        );
        checkProgram(program, backend, record);
      }
    });
  }
});
