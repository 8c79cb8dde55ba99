// How long a text takes to become problems and hints, with nothing known of it before. It never goes through a protocol.
import { analyze } from "../server/src/analysis/analysis.ts";
import { inlayHints } from "../server/src/ide/inlay-hints.ts";
import { libraryUse, looped, unrolled } from "./generate.ts";
import { atMost, layers, type Row, times } from "./rows.ts";

const sizes = [1_000, 10_000] as const;
const library = [
  ["VGG16", 224],
  ["ResNet152", 224],
  ["NASNetLarge", 331],
] as const;
const warm = 3;
const rounds = 10;

/** Median times and processor time of texts, each of which is new; throws where one has an error. */
export function coldTimes(make: (edition: number) => string): { median: number; p95: number; cpu: number } {
  const samples: number[] = [];
  let cpu = 0;
  for (let i = 0; i < warm + rounds; i++) {
    const text = make(i + 1);
    const began = performance.now();
    const before = process.cpuUsage();
    const analysis = analyze("bench.net", text);
    const error = analysis.findings.find(({ severity }) => severity === "error");
    inlayHints(analysis);
    if (error) throw new Error(error.message);
    if (i < warm) continue;
    samples.push(performance.now() - began);
    const { user, system } = process.cpuUsage(before);
    cpu += (user + system) / 1000 / rounds;
  }
  return { ...times(samples), cpu };
}

export async function run(): Promise<Row[]> {
  const group = "Cold: a text to all problems and all hints, warmed up";
  const rows: Row[] = [];
  for (const [name, size] of library)
    rows.push({ group, what: name, size: "library", ...coldTimes(() => libraryUse(name, size)) });
  for (const [what, make] of [
    ["transformer, unrolled", unrolled],
    ["transformer, blocks and loops", looped],
  ] as const) {
    const [small, large] = sizes.map((size) => coldTimes((edition) => make(size, edition))) as [
      ColdTimes,
      ColdTimes,
    ];
    rows.push({ group, what, size: layers(sizes[0]), ...small });
    const targets = [atMost(large.median, small.median, 12, layers(sizes[0]))];
    rows.push({ group, what, size: layers(sizes[1]), ...large, targets });
  }
  return rows;
}

type ColdTimes = ReturnType<typeof coldTimes>;
