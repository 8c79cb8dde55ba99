// Renaming anything in the examples to a name nobody uses changes no shape, no count and no finding.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Analysis, analyze } from "../../server/src/analysis/analysis.ts";
import { type Mention, mentionsOf } from "../../server/src/ide/mentions.ts";
import { rename } from "../../server/src/ide/rename.ts";
import { layersOf, paramsOf } from "../../server/src/model/costs.ts";
import { countText } from "../../server/src/tensor/count.ts";
import { shapeText } from "../../server/src/tensor/tensor-type.ts";
import { applyEdits } from "../../server/src/text/edit.ts";

const folder = join(import.meta.dirname, "../../examples");

const figures = ({ models, trainings, findings }: Analysis): unknown => ({
  models: models.map(({ run }) => [
    run && countText(paramsOf(layersOf(run)).total),
    run?.nodes.map(({ instance, outputs }) => [
      instance.part ? instance.kind : instance.className,
      outputs.map(({ shape }) => shapeText(shape)),
    ]),
  ]),
  phases: trainings.flatMap(({ phases }) => phases.map(({ trainable }) => countText(trainable))),
  findings: findings.map(({ code }) => code),
});

const key = ({ origin }: Mention): string => `${origin.file} ${origin.owner} ${origin.name}`;

describe("renames keep the meaning", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".net"))) {
    it(`of everything in ${name}`, function () {
      this.timeout(60_000);
      const analysis = analyze("file:///test.net", readFileSync(join(folder, name), "utf8"));
      const named = new Map(mentionsOf(analysis).map((mention) => [key(mention), mention]));
      // Every third is enough, and another third in each file.
      const some = [...named.values()].filter((_, i) => (i + name.length) % 3 === 0);
      const before = figures(analysis);
      for (const { span, origin } of some) {
        if (origin.file !== analysis.id) continue;
        const edits = rename(analysis, span.start, "a_name_nobody_has");
        assert.ok(typeof edits !== "string");
        const after = analyze("file:///test.net", applyEdits(analysis.text, edits));
        assert.deepEqual(figures(after), before, `${origin.owner}.${origin.name}`);
      }
    });
  }
});
