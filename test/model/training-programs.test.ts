// Programs of training that say in their last lines what changes in each phase on each target. What they say of Keras 3 on
// JAX was found by running them on Keras 3.15.1 and comparing the weights before and after each fit.
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { targets } from "../../server/src/model/training/training.ts";
import { phaseChanges } from "../support/phase-changes.ts";

const folder = join(import.meta.dirname, "training-programs");

/** What `# keras3-jax, keras2: …` lines expect, by target. */
function expectations(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, names, phases] of text.matchAll(/^# ((?:keras[\w-]+(?:, )?)+|every target): (.*)$/gm))
    for (const name of names === "every target" ? targets : names!.split(", ")) found.set(name, phases!);
  return found;
}

describe("training: programs", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".net"))) {
    it(name, () => {
      const text = readFileSync(join(folder, name), "utf8");
      const expected = expectations(text);
      for (const target of targets) assert.equal(phaseChanges(text, target), expected.get(target), target);
    });
  }
});
