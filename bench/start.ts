// From the start of the server's process to the first thing an editor shows, what it holds then, and how large the programs
// are; beside VS Code's JSON language server. It never measures a warm server.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ClientOptions, startClient } from "./client.ts";
import { asJson, jsonSchema, libraryUse, unrolled } from "./generate.ts";
import { installPeers } from "./peers.ts";
import { bench, usageOf } from "./processes.ts";
import { factor, layers, type Row, times } from "./rows.ts";

const jsonServer = join(bench, "node_modules/vscode-langservers-extracted/bin/vscode-json-language-server");
const asked: ClientOptions = {
  server: [jsonServer],
  languageId: "json",
  initialized: (connection) =>
    void connection.sendNotification("json/schemaAssociations", [
      { fileMatch: ["*"], uri: "bench://schema", schema: jsonSchema },
    ]),
};

async function startTimes(options: ClientOptions, uri: string, text: string) {
  const samples: number[] = [];
  let memory: number | undefined;
  for (let round = 0; round < 8; round++) {
    const began = performance.now();
    const client = await startClient(options);
    await client.open(uri, text);
    if (round > 0) samples.push(performance.now() - began);
    memory = usageOf(client.child)?.memory;
    client.stop();
  }
  return { ...times(samples), memory };
}

/** Memory with a large file open, a moment after it was first shown. */
async function memoryOf(options: ClientOptions, uri: string, text: string) {
  const client = await startClient(options);
  const { milliseconds } = await client.open(uri, text);
  await new Promise((done) => setTimeout(done, 2_000));
  const usage = usageOf(client.child);
  client.stop();
  return { median: milliseconds, memory: usage?.memory, note: "the time is that of opening it" };
}

export async function run(): Promise<Row[]> {
  installPeers();
  const group = "Start of the language server";
  const large = layers(10_000);
  const net = await startTimes({}, "file:///bench.net", libraryUse("VGG16", 224));
  const json = await startTimes(asked, "file:///bench.json", asJson(20));
  const open = await memoryOf({}, "file:///bench.net", unrolled(10_000));
  const openJson = await memoryOf(asked, "file:///bench.json", asJson(10_000));
  return [
    { group, what: "JSON server: process to first problems", size: layers(20), ...json },
    {
      group,
      what: "Netlens: process to first hints and problems",
      size: "VGG16",
      ...net,
      note: `${factor(net.median / json.median)} of the JSON server`,
    },
    { group, what: "JSON server with a file open", size: large, ...openJson },
    { group, what: "Netlens with a file open", size: large, ...open },
    ...bundles(),
  ];
}

function bundles(): Row[] {
  const group = "Sizes of the programs";
  const dist = join(bench, "../dist");
  if (!existsSync(dist)) return [];
  return readdirSync(dist)
    .filter((name) => /\.c?js$/.test(name))
    .map((name) => {
      const packed = gzipSync(readFileSync(join(dist, name))).length;
      const memory = statSync(join(dist, name)).size;
      return { group, what: name, size: "", memory, note: `${(packed / 1e6).toFixed(2)} MB gzipped` };
    });
}
