// The same network in TensorFlow.js: a program started, the model built, its summary printed. It never trains one.
import { join } from "node:path";
import { residual } from "./generate.ts";
import { installPeers, ranRow, summary } from "./peers.ts";
import { bench, runNode, several } from "./processes.ts";
import { factor, layers, type Row } from "./rows.ts";

export async function run(): Promise<Row[]> {
  installPeers();
  const group = "TensorFlow.js: a program started, the model built, its summary printed, ended";
  const program = join(bench, "peers/tfjs-summary.mjs");
  const rows: Row[] = [];
  for (const count of [1_000, 4_000, 10_000]) {
    const size = layers(count);
    const own = ranRow(await several(3, () => runNode(summary("residual.net", residual(count)))));
    rows.push({ group, what: "netlens summary", size, ...own });
    for (const [what, start] of [
      ["TensorFlow.js layers, weights as they come", "default"],
      ["TensorFlow.js layers, weights of zeros", "zeros"],
    ] as const) {
      const theirs = ranRow(
        await several(count > 1_000 ? 1 : 3, () => runNode([program, String(count), start], 120_000)),
      );
      const note = theirs.median ? `${factor(theirs.median / own.median!)} of Netlens` : undefined;
      rows.push({ group, what, size, ...theirs, note });
    }
  }
  return rows;
}
