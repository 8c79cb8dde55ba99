// Every recorded case of real Keras, asked of our catalogue. NETLENS_LAYER=Dense,Conv2D looks at a few classes only.
import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exceptions } from "../oracle/exceptions.ts";
import { ask, casesOf, difference } from "../support/keras-cases.ts";

const only = process.env.NETLENS_LAYER?.split(",");

for (const folder of ["keras-layers", "keras-more"]) {
  if (!existsSync(join(import.meta.dirname, "..", "oracle", folder))) continue;
  describe(`Keras's own answers: ${folder}`, () => {
    for (const [name, cases] of casesOf(folder)) {
      if (only && !only.includes(name.split("@")[0]!)) continue;
      it(`${name} (${cases.length} cases)`, () => {
        const wrong: string[] = [];
        for (const c of cases) {
          const what = difference(c, ask(c));
          if (what !== undefined && !exceptions.some((e) => e.applies(c))) {
            wrong.push(`${c.layer}(${JSON.stringify(c.args)}) on ${JSON.stringify(c.inputs)}: ${what}`);
          }
        }
        assert.equal(
          wrong.length,
          0,
          `${wrong.length} of ${cases.length} differ:\n${wrong.slice(0, 8).join("\n")}`,
        );
      });
    }
  });
}
