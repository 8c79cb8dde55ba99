// The same models in the programs people use otherwise: TensorFlow.js, VS Code's JSON service and Keras. It never changes
// what they do, and says so where one is missing.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { analyze } from "../server/src/analysis/analysis.ts";
import { layersOf, paramsOf } from "../server/src/model/costs.ts";
import { asJson, jsonSchema, libraryUse, residual, unrolled } from "./generate.ts";
import { bench, built, type Ran, runNode, runProgram, several, temporary } from "./processes.ts";
import { atMost, factor, layers, quantile, type Row, type Target, times } from "./rows.ts";

/** Installs the peers where they are not yet. Throws where npm cannot. */
export function installPeers(): void {
  if (existsSync(join(bench, "node_modules/vscode-json-languageservice/package.json"))) return;
  console.error("Installing the peers into bench/node_modules …");
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, {
    cwd: bench,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("The peers could not be installed; `npm ci` in bench/ says why.");
}

const summary = (name: string, text: string): readonly string[] => {
  const path = join(temporary, name);
  writeFileSync(path, text);
  return [built("cli.cjs"), "summary", path];
};

/** What runs of a program came to, as a row has it. */
function ranRow(runs: readonly Ran[]): Pick<Row, "median" | "p95" | "cpu" | "memory" | "outcome"> {
  const failed = runs.find(({ code }) => code !== 0);
  if (failed) {
    const said = /RangeError: Maximum call stack|heap out of memory|\w*Error:[^\n]*/.exec(failed.error)?.[0];
    const outcome = said?.includes("call stack") ? "stack overflow" : (said ?? "did not finish");
    return { outcome, memory: failed.used?.memory };
  }
  const all = times(runs.map(({ milliseconds }) => milliseconds));
  const used = runs.flatMap(({ used }) => used ?? []);
  if (used.length === 0) return all;
  return {
    ...all,
    cpu: quantile(
      used.map(({ cpu }) => cpu),
      0.5,
    ),
    memory: Math.max(...used.map(({ memory }) => memory)),
  };
}

// ---- TensorFlow.js -------------------------------------------------------------------------------------------------

async function tensorflow(): Promise<Row[]> {
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
      const theirs = ranRow(await several(2, () => runNode([program, String(count), start], 120_000)));
      const note = theirs.median ? `${factor(theirs.median / own.median!)} of Netlens` : undefined;
      rows.push({ group, what, size, ...theirs, note });
    }
  }
  return rows;
}

// ---- JSON ----------------------------------------------------------------------------------------------------------

interface JsonService {
  configure(options: object): void;
  parseJSONDocument(document: object): object;
  doValidation(document: object, parsed: object, settings: object, schema: object): Promise<unknown[]>;
}

async function json(): Promise<Row[]> {
  const group = "VS Code's JSON service: the same layers parsed and validated, in this process, warmed up";
  const count = 10_000;
  const { getLanguageService, TextDocument } = createRequire(join(bench, "package.json"))(
    "vscode-json-languageservice",
  ) as {
    getLanguageService: (options: object) => JsonService;
    TextDocument: { create(uri: string, language: string, version: number, text: string): object };
  };
  const service = getLanguageService({});
  service.configure({ validate: true, allowComments: false });
  const net = unrolled(count);
  const data = asJson(count);
  const theirs = async (version: number): Promise<void> => {
    const document = TextDocument.create("file:///bench.json", "json", version, data);
    const found = await service.doValidation(document, service.parseJSONDocument(document), {}, jsonSchema);
    if (found.length > 0) throw new Error(`The JSON is not valid: ${JSON.stringify(found[0])}`);
  };
  const ours = (): void => {
    const { findings, models } = analyze("bench.net", net);
    for (const { run } of models) if (run) paramsOf(layersOf(run));
    if (findings.some(({ severity }) => severity === "error")) throw new Error(findings[0]!.message);
  };
  // Turn by turn, so that what disturbs one disturbs the other.
  const own: number[] = [];
  const peer: number[] = [];
  for (let round = 0; round < 14; round++) {
    const began = performance.now();
    ours();
    const between = performance.now();
    await theirs(round);
    const ended = performance.now();
    if (round < 4) continue;
    own.push(between - began);
    peer.push(ended - between);
  }
  const size = layers(count);
  const target = atMost(quantile(own, 0.5), quantile(peer, 0.5), 3, "the JSON service");
  const lines = (text: string): string => `${(text.length / 1e3).toFixed(0)} kB of text`;
  return [
    { group, what: "JSON service: syntax and schema", size, ...times(peer), note: lines(data) },
    {
      group,
      what: "Netlens: all shapes, counts, problems",
      size,
      ...times(own),
      note: lines(net),
      targets: [target],
    },
  ];
}

// ---- Keras ---------------------------------------------------------------------------------------------------------

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

async function keras(): Promise<Row[]> {
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

export async function run(): Promise<Row[]> {
  installPeers();
  return [...(await tensorflow()), ...(await json()), ...(await keras())];
}
