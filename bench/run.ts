// `npm run bench [cold keystroke json …] [--docs]`: measures, prints a table, writes bench/results.json after each bench, and
// with `--docs` the tables of docs/performance.md. Nothing in it is a test: it never fails for a number.
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, platform, release, totalmem } from "node:os";
import { join } from "node:path";
import { built } from "./processes.ts";
import { markdown, type Row, table } from "./rows.ts";

const here = import.meta.dirname;
const page = join(here, "../docs/performance.md");
const names = ["cold", "keystroke", "requests", "json", "tensorflow", "keras", "start", "files"] as const;

const asked = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = asked.find((word) => !(names as readonly string[]).includes(word));
if (unknown) {
  console.error(`There is no bench \`${unknown}\`; there are ${names.join(", ")}.`);
  process.exit(2);
}

const version = (file: string): string =>
  (JSON.parse(readFileSync(join(here, file), "utf8")) as { version: string }).version;

const machine = {
  date: new Date().toISOString().slice(0, 10),
  processor: `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`,
  memory: `${(totalmem() / 1e9).toFixed(0)} GB`,
  system: `${platform()} ${release()}`,
  node: process.version,
  netlens: version("../package.json"),
};
// Both are copied now, so that all benches measure one build.
built("server.cjs");
built("cli.cjs");
const loads: number[] = [];
const rows: Row[] = [];
for (const name of names) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`${name} …`);
  loads.push(loadavg()[0]!);
  const bench = (await import(`./${name}.ts`)) as { run(): Promise<Row[]> };
  rows.push(...(await bench.run()));
  loads.push(loadavg()[0]!);
  writeFileSync(join(here, "results.json"), `${JSON.stringify({ machine, loads, rows }, undefined, 2)}\n`);
}

const load = `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`;
const about = Object.entries({ ...machine, load }).map(([key, value]) => `${key}: ${value}`);
console.log(table(rows));
console.log(about.join("\n"));
if (process.argv.includes("--docs")) {
  const marks = ["<!-- results -->", "<!-- end of results -->"] as const;
  const text = readFileSync(page, "utf8");
  const [from, to] = marks.map((mark) => text.indexOf(mark)) as [number, number];
  const said = `${marks[0]}\n\n${about.map((line) => `- ${line}`).join("\n")}\n\n${markdown(rows)}\n\n`;
  writeFileSync(page, text.slice(0, from) + said + text.slice(to));
}
