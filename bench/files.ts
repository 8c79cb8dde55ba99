// Many files: `netlens check` of a folder, and the language server while it works through one. It never shares a process
// with what it measures.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type BenchClient, startClient } from "./client.ts";
import { unrolled, writeFolder } from "./generate.ts";
import { type, width } from "./keystroke.ts";
import { built, runNode, several, temporary, usageOf } from "./processes.ts";
import { factor, type Row, times } from "./rows.ts";

const count = Number(process.env.FILES ?? 5_000);
const sample = 12;
const uriOf = (path: string): string => pathToFileURL(path).href;
const files = `${count.toLocaleString("en")} files`;

async function check(folder: string, paths: readonly string[]): Promise<Row[]> {
  const group = `netlens check of a folder, ${availableParallelism()} cores`;
  const cli = built("cli.cjs");
  const all = await several(2, () => runNode([cli, "check", folder]));
  if (all.some(({ code }) => code !== 0)) throw new Error(`check failed: ${all[0]!.error}`);
  const single: number[] = [];
  for (let n = 0; n < sample; n++) {
    const path = paths[Math.floor((n * count) / sample)]!;
    single.push((await runNode([cli, "check", path])).milliseconds);
  }
  const mean = single.reduce((a, b) => a + b, 0) / sample;
  const together = times(all.map(({ milliseconds }) => milliseconds));
  const apart = mean * count;
  return [
    {
      group,
      what: "one command for all",
      size: files,
      ...together,
      cpu: all[0]!.used?.cpu,
      memory: all[0]!.used?.memory,
      note: `${factor(apart / together.median)} faster than one process a file`,
    },
    {
      group,
      what: "one process a file",
      size: files,
      median: apart,
      note: `extrapolated from ${sample} files of ${mean.toFixed(0)} ms each`,
    },
  ];
}

/** Types in a file of 1,000 layers with a moment between keystrokes, in which an index goes on. */
async function typing(client: BenchClient) {
  const uri = "file:///bench/at-hand.net";
  const text = unrolled(1_000);
  await client.open(uri, text);
  return type(client, uri, text, width, { warm: 20, rounds: 80, pause: 200 });
}

async function languageServer(folder: string, paths: readonly string[]): Promise<Row[]> {
  const group = "The language server in that folder";
  const what = "a keystroke in a file of 1,000 layers";
  const rows: Row[] = [];
  const lone = await startClient();
  const { samples, cpu } = await typing(lone);
  const alone = times(samples);
  lone.stop();
  rows.push({ group, what, size: "no folder", ...alone, cpu });
  const began = performance.now();
  const client = await startClient({ folder: uriOf(folder) });
  let ended = 0;
  void client.worked.then(() => {
    ended = performance.now();
  });
  try {
    const typed = await typing(client);
    const during = times(typed.samples);
    const stillWorking = ended === 0;
    rows.push({
      group,
      what,
      size: stillWorking ? "while it is indexed" : "indexed in between",
      ...during,
      cpu: typed.cpu,
      targets: [
        {
          text: `median ${factor(during.median / alone.median)}, p95 ${factor(during.p95 / alone.p95)} of alone, at most 1.5×`,
          met: during.median <= 1.5 * alone.median && during.p95 <= 1.5 * alone.p95,
        },
      ],
    });
    await client.worked;
    const usage = usageOf(client.child);
    rows.push({
      group,
      what: "the whole folder indexed, typing included",
      size: files,
      median: ended - began,
      cpu: usage?.cpu,
      memory: usage?.peak,
      targets: usage && [{ text: "never above 300 MB", met: usage.peak < 300e6 }],
    });
    rows.push(...(await sharedFile(group, client, paths)));
  } finally {
    client.stop();
  }
  return rows;
}

/** Edits in the file that a fifth of the folder imports. */
async function sharedFile(group: string, client: BenchClient, paths: readonly string[]): Promise<Row[]> {
  const [common, importer] = [uriOf(paths[0]!), uriOf(paths[5]!)];
  const text = readFileSync(paths[0]!, "utf8");
  await client.open(common, text);
  await client.open(importer, readFileSync(paths[5]!, "utf8"));
  const own: number[] = [];
  const others: number[] = [];
  const saved: number[] = [];
  const end = text.split("\n")[0]!.indexOf("64") + 2;
  const at = { line: 0, character: end };
  for (let round = 0; round < 30; round++) {
    const remove = round % 2;
    const { milliseconds } = await client.edit(
      common,
      at,
      { line: 0, character: end + remove },
      remove ? "" : "1",
    );
    own.push(milliseconds);
    others.push((await client.look(importer, 5)).milliseconds);
    // A save makes the index work through all importers; what is asked in the meantime comes first.
    client.connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: common, type: 2 }],
    });
    await new Promise((done) => setTimeout(done, 250));
    saved.push((await client.look(importer, 5)).milliseconds);
  }
  const usage = usageOf(client.child);
  const size = `${Math.floor((count - 1) / 5).toLocaleString("en")} importers`;
  return [
    { group, what: "an edit in an imported file, there", size, ...times(own) },
    { group, what: "then an open importer of it", size, ...times(others) },
    { group, what: "asked while the importers are indexed", size, ...times(saved), memory: usage?.memory },
  ];
}

export async function run(): Promise<Row[]> {
  const folder = join(temporary, "folder");
  const paths = writeFolder(folder, count);
  return [...(await check(folder, paths)), ...(await languageServer(folder, paths))];
}
