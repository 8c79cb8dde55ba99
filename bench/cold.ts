// How long a text takes to become problems and hints, with nothing known before. It never goes through a protocol.
import { analyze } from "../server/src/analysis/analysis.ts";
import { inlayHints } from "../server/src/ide/inlay-hints.ts";
import { looped, unrolled } from "./generate.ts";
import { quantile, type Row, rowOf, table } from "./rows.ts";

const sizes = [1_000, 10_000] as const;
const warm = 5;
const times = 15;

export async function run(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, make] of [
    ["cold, unrolled", unrolled],
    ["cold, blocks and loops", looped],
  ] as const) {
    let small = Number.NaN;
    for (const layers of sizes) {
      const text = make(layers);
      const samples: number[] = [];
      for (let i = 0; i < warm + times; i++) {
        const began = performance.now();
        const analysis = analyze("bench.net", text);
        if (analysis.findings.some(({ severity }) => severity === "error"))
          throw new Error(analysis.findings[0]!.message);
        inlayHints(analysis);
        if (i >= warm) samples.push(performance.now() - began);
      }
      const median = quantile(samples, 0.5);
      const note = layers === sizes[0] ? undefined : `${(median / small).toFixed(1)}× of ${sizes[0]} layers`;
      small = median;
      rows.push(rowOf(name, layers, samples, note));
    }
  }
  return rows;
}

if (process.argv[1]?.includes("cold")) console.log(table(await run()));
