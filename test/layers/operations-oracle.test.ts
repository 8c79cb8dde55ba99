// Every recorded case of keras.ops, tensor operators and subscripts, asked of our catalogue.
// NETLENS_OP=mean,reshape looks at a few functions only.
import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { operationExceptions } from "../oracle/operation-exceptions.ts";
import { askOperation, concerns, operationDifference, readCase } from "../support/operation-cases.ts";

const only = process.env.NETLENS_OP?.split(",");
const folder = join(import.meta.dirname, "..", "oracle", "keras-ops");

if (existsSync(folder)) {
  describe("Keras's own answers: keras-ops", () => {
    for (const file of readdirSync(folder)
      .filter((name) => name.endsWith(".jsonl"))
      .sort()) {
      const lines = readFileSync(join(folder, file), "utf8").split("\n").filter(Boolean);
      const cases = lines
        .map((line) => readCase(line))
        .filter(concerns)
        .filter((c) => !only || only.includes(c.op));
      it(`${file.replace(".jsonl", "")} (${cases.length} cases)`, () => {
        const wrong: string[] = [];
        for (const c of cases) {
          const what = operationDifference(c, askOperation(c));
          if (what !== undefined && !operationExceptions.some((e) => e.applies(c))) {
            wrong.push(
              `${c.op}(${JSON.stringify(c.args)}, ${JSON.stringify(c.kwargs)}) on ${JSON.stringify(c.inputs)} ${c.dtype}: ${what}`,
            );
          }
        }
        assert.equal(
          wrong.length,
          0,
          `${wrong.length} of ${cases.length} differ:\n${wrong.slice(0, 12).join("\n")}`,
        );
      });
    }
  });
}
