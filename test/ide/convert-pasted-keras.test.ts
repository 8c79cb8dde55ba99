// Python pasted into a file of Net: one hint, where there would be errors, and the conversion it offers.
import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { quickFixes } from "../../server/src/ide/code-actions.ts";
import { convertSelectedKeras } from "../../server/src/ide/convert-pasted-keras.ts";
import { pythonRuns } from "../../server/src/syntax/python.ts";
import { applyEdits } from "../../server/src/text/edit.ts";
import { analyze, findingsText } from "../support/analysis.ts";

const pasted = `import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input((4,)))
for units in [8, 4]:
    model.add(layers.Dense(units))
model.compile(optimizer="adam", loss="mse")
`;
const net = `model Own {
    input x: [3]
    Dense(2)
}
`;
const converted = `model Model {
    input inputs: [4]
    for units in [8, 4] {
        Dense(units)
    }
}

training model_training for Model {
    compile(optimizer="adam", loss="mse")
}`;

describe("pasted Keras code", () => {
  it("gets one hint instead of many errors", () => {
    const analysis = analyze("a.net", pasted);
    assert.equal(findingsText(analysis), 'syntax-python "import keras"');
    assert.equal(analysis.findings[0]!.severity, "information");
    assert.match(analysis.findings[0]!.message, /these 8 lines are Python code of Keras/);
  });

  it("is converted where it stands, what is around it untouched", () => {
    const text = `${net}\n${pasted}\n${net.replace("Own", "Other")}`;
    const analysis = analyze("a.net", text);
    assert.deepEqual(
      analysis.findings.map((f) => f.code),
      ["syntax-python"],
    );
    const inside = text.indexOf("model.add");
    const [quick] = quickFixes(analysis, { start: inside, end: inside });
    assert.equal(quick!.fix.title, "Convert pasted Keras code");
    assert.equal(
      applyEdits(text, quick!.fix.edits),
      `${net}\n${converted}\n\n${net.replace("Own", "Other")}`,
    );
  });

  it("is converted where it is selected", () => {
    const analysis = analyze("a.net", `${net}\n${pasted}`);
    const edits = convertSelectedKeras(analysis, { start: net.length + 1, end: analysis.text.length });
    assert.equal(applyEdits(analysis.text, edits).trim(), `${net}\n${converted}`);
    assert.deepEqual(convertSelectedKeras(analysis, { start: 0, end: net.length }), []);
  });

  it("is left alone where Net reads it as it is", () => {
    const text = `model M {\n    input x: [8, 8, 3]\n    x = layers.Conv2D(64, 3)(x)\n    x = keras.layers.Dense(3)(x)\n}\n`;
    assert.equal(findingsText(analyze("a.net", text)), "");
    assert.deepEqual(pythonRuns(text), []);
  });

  it("is seen in no file of Net", () => {
    const folders = ["examples", "server/src/library", "test"].map((f) =>
      join(import.meta.dirname, "..", "..", f),
    );
    for (const folder of folders) {
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!name.endsWith(".net") || name.includes("node_modules")) continue;
        const text = readFileSync(join(folder, name), "utf8");
        if (pythonRuns(text).length > 0)
          assert.doesNotMatch(findingsText(analyze(name, text)), /syntax-python/, name);
      }
    }
  });
});
