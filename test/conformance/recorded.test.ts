// What real Keras made of our exports, as recorded: the exports are still those, and our answers still Keras's. It asks
// no Python; `npm run conformance` does.
import { strict as assert } from "node:assert";
import { allCases, analysed, type Case } from "./cases.ts";
import { conformanceExceptions, exceptionFor } from "./exceptions.ts";
import { exported, formatsOf } from "./exports.ts";
import { isRecorded, type Recorded, readRecorded } from "./recorded.ts";
import { lineDifference, ownLayers, tableLines } from "./tables.ts";

const again = (id: string): string =>
  `npm run conformance -- --only ${JSON.stringify(id)} (see docs/conformance.md), and commit test/conformance/recorded`;

function checkRecord(one: Case, record: Recorded | undefined): void {
  assert.ok(record, `${one.id} was never built in Keras: run ${again(one.id)}`);
  for (const format of formatsOf(one)) {
    const text = exported(one, format);
    assert.ok("text" in text, `${one.id} is not exported to ${format}: ${"refused" in text && text.refused}`);
    assert.equal(
      text.fingerprint,
      record.built[format],
      `the ${format} export of ${one.id} is not the one that was built in Keras: run ${again(one.id)}`,
    );
  }
  if (one.kind === "script") return;
  const difference = lineDifference(record.keras, [...tableLines(ownLayers(analysed(one).run!))]);
  assert.equal(difference, undefined, `${one.id}: Keras (-) and we (+) differ\n${difference}`);
}

describe("exports as real Keras built them", () => {
  const cases = [...allCases()];
  // A set nobody has built yet has no file; once it has one, every case of it must be there.
  const sets = new Map(
    [...new Set(cases.map(({ set }) => set))].filter(isRecorded).map((set) => [set, readRecorded(set)]),
  );
  for (const set of sets.keys()) {
    describe(set, () => {
      for (const one of cases.filter((c) => c.set === set && !exceptionFor(c.id)))
        it(one.id, () => checkRecord(one, sets.get(set)!.get(one.id))).timeout(20_000);
    });
  }
  it("has no record of a case that is gone", () => {
    const known = new Set(cases.map(({ id }) => id));
    const gone = [...sets.values()].flatMap((records) => [...records.keys()]).filter((id) => !known.has(id));
    assert.deepEqual(gone, [], `run ${again("")}`);
  });
  it("has no exception that excuses nothing", () => {
    for (const { applies, reason } of conformanceExceptions)
      assert.ok(
        cases.some(({ id }) => applies(id)),
        reason,
      );
  });
});
