// Keras's own summary() of the same models, where a Python has Keras. It never fails where none has; the row says so.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { libraryUse, residual } from "./generate.ts";
import { ranRow, summary } from "./peers.ts";
import { bench, runNode, runProgram, several } from "./processes.ts";
import { layers, type Row, type Target } from "./rows.ts";

/** A Python that has Keras: the one `PYTHON` names, else `python3`. */
function findKeras(): { readonly python: string; readonly version: string } | undefined {
  const python = process.env.PYTHON ?? "python3";
  const { status, stdout } = spawnSync(
    python,
    ["-c", "import keras; print(keras.__version__, keras.backend.backend())"],
    {
      encoding: "utf8",
    },
  );
  return status === 0 ? { python, version: stdout.trim() } : undefined;
}

export async function run(): Promise<Row[]> {
  const group = "Keras: a program started, the model built, its summary printed, ended";
  const found = findKeras();
  if (!found) {
    const note = "no Keras in python3; set PYTHON to one that has it";
    return [{ group, what: "Keras summary()", size: "", outcome: "missing", note }];
  }
  const program = join(bench, "peers/keras_summary.py");
  const rows: Row[] = [];
  for (const [name, text, args] of [
    ["VGG16", libraryUse("VGG16", 224), ["VGG16"]],
    ["ResNet152", libraryUse("ResNet152", 224), ["ResNet152"]],
    ["NASNetLarge", libraryUse("NASNetLarge", 331), ["NASNetLarge"]],
    ["residual", residual(1_000), ["residual", "1000"]],
  ] as const) {
    const size = name === "residual" ? layers(1_000) : name;
    const own = ranRow(await several(3, () => runNode(summary("keras.net", text))));
    const theirs = ranRow(await several(1, () => runProgram(found.python, [program, ...args])));
    rows.push({ group, what: `Keras ${found.version} summary()`, size, ...theirs });
    rows.push({ group, what: "netlens summary", size, ...own, targets: againstKeras(own, theirs) });
  }
  return rows;
}

function againstKeras(own: Partial<Row>, theirs: Partial<Row>): readonly Target[] {
  if (!own.median || !theirs.median) return [];
  const faster = theirs.median / own.median;
  const targets = [{ text: `${faster.toFixed(0)} times faster, at least 100`, met: faster >= 100 }];
  if (!own.memory || !theirs.memory) return targets;
  const share = theirs.memory / own.memory;
  return [...targets, { text: `1/${share.toFixed(1)} of the memory, at most 1/10`, met: share >= 10 }];
}
