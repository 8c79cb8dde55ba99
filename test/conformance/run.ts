// `npm run conformance`: exports every case, builds it in real Keras, compares, and records what Keras said.
// It never changes a record of a case that differs.
import { cac } from "cac";
import { snake } from "../../server/src/interop/keras-python/write/session.ts";
import { allCases, analysed, type Case } from "./cases.ts";
import { exceptionFor } from "./exceptions.ts";
import { exported, type Format, formatsOf } from "./exports.ts";
import { ask, type KerasAnswer, type KerasCase, NoPython, pythonWithKeras, versionsOf } from "./python.ts";
import { type Recorded, readRecorded, writeRecorded, writeVersions } from "./recorded.ts";
import { recordTraining } from "./run-training.ts";
import { type KerasLayer, lineDifference, ownLayers, tableLines } from "./tables.ts";

const cli = cac("conformance");
cli.option("--only <pattern>", "Only cases whose id holds this text; the others keep their records");
cli.option("--set <set>", "Only examples, library, layers, blocks, scripts or training");
cli.option("--format <format>", "Only keras-json or keras");
cli.option("--backend <backend>", "Trainings: only on tensorflow, jax or torch");
cli.option("--python <path>", "The Python to use; without it $PYTHON, then python3");
cli.option("--all", "Also cases that are recorded as they are");
cli.option("--check", "Compare, and record nothing");
cli.help();
const { options } = cli.parse();

interface Built {
  readonly one: Case;
  readonly built: Partial<Record<Format, string>>;
  keras: readonly string[] | undefined;
  readonly wrong: string[];
}

async function main(): Promise<number> {
  const python = pythonWithKeras(options.python);
  const versions = versionsOf(python);
  console.log(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(", "),
  );
  const trainings = options.set === undefined || options.set === "training";
  const untrained = trainings && options.format !== "keras-json" ? await recordTraining(python, options) : 0;
  if (options.set === "training") return untrained > 0 ? 1 : 0;
  const all = [...allCases()];
  const chosen = all.filter(
    ({ id, set }) =>
      (options.only === undefined || id.includes(options.only)) &&
      (options.set === undefined || set === options.set),
  );
  if (chosen.length === 0) {
    console.error("no such case");
    return 2;
  }
  const results = new Map<string, Built>();
  const models: KerasCase[] = [];
  const scripts: KerasCase[] = [];
  for (const one of chosen) {
    const result: Built = { one, built: {}, keras: undefined, wrong: [] };
    results.set(one.id, result);
    const record = recordedBefore(one);
    for (const format of formatsOf(one)) {
      if (options.format && format !== options.format) continue;
      const text = exported(one, format);
      if ("refused" in text) {
        result.wrong.push(`${format}: the export refuses: ${text.refused}`);
        continue;
      }
      result.built[format] = text.fingerprint;
      if (!options.all && record?.built[format] === text.fingerprint && agrees(one, record)) {
        result.keras = record.keras;
        continue;
      }
      const question = { id: one.id, format, text: text.text };
      // A script that is excepted would take the machine with it.
      if (one.kind === "script" && exceptionFor(one.id)) result.wrong.push("not run");
      else if (one.kind === "script") scripts.push({ ...question, args: one.args ?? [] });
      else
        models.push({
          ...question,
          entry: `build_${snake(one.model)}`,
          small: one.set === "layers" || one.set === "blocks",
          ...classesFor(one, text.text),
        });
    }
  }
  let done = 0;
  const count = models.length + scripts.length;
  for (const [command, questions] of [
    ["build", models],
    ["script", scripts],
  ] as const) {
    for await (const answer of ask(python, command, questions)) {
      judge(results.get(answer.id)!, answer);
      if (++done % 50 === 0) console.log(`${done} of ${count}`);
    }
  }
  return Math.max(report(all, results, versions), untrained > 0 ? 1 : 0);
}

const records = new Map<string, ReadonlyMap<string, Recorded>>();
function recordedBefore({ set, id }: Case): Recorded | undefined {
  const known = records.get(set) ?? readRecorded(set);
  records.set(set, known);
  return known.get(id);
}

/** Whether a record holds our answer, so that nothing has to be asked again. */
const agrees = (one: Case, record: Recorded): boolean =>
  one.kind === "script" ||
  lineDifference(record.keras, [...tableLines(ownLayers(analysed(one).run!))]) === undefined;

/** A document names the classes of custom layers; the Python export has them. */
function classesFor(one: Case, text: string): { readonly classes?: string } {
  if (!text.includes('"Custom>')) return {};
  const python = exported(one, "keras");
  return "text" in python ? { classes: python.text } : {};
}

/** Compares an answer of Keras with ours. */
function judge(result: Built, answer: KerasAnswer & { readonly layers?: readonly KerasLayer[] }): void {
  if (answer.error !== undefined) {
    result.wrong.push(`${answer.format}: ${answer.error}`);
    return;
  }
  if (result.one.kind === "script") {
    result.keras = ["ran"];
    return;
  }
  const keras = [...tableLines(answer.layers!)];
  const { run } = analysed(result.one);
  const difference = lineDifference(keras, [...tableLines(ownLayers(run!))]);
  result.keras ??= keras;
  if (difference !== undefined) result.wrong.push(`${answer.format}:\n${difference}`);
}

function report(
  all: readonly Case[],
  results: ReadonlyMap<string, Built>,
  versions: Record<string, string>,
): number {
  let failed = 0;
  let excepted = 0;
  for (const { one, wrong } of results.values()) {
    if (wrong.length === 0) continue;
    const exception = exceptionFor(one.id);
    if (exception) {
      excepted++;
      continue;
    }
    failed++;
    console.error(`\n${one.id}\n${wrong.join("\n")}`);
  }
  if (!options.check) {
    for (const set of new Set(all.map((one) => one.set))) {
      const before = readRecorded(set);
      writeRecorded(
        set,
        all
          .filter((one) => one.set === set)
          .flatMap((one) => {
            const old = before.get(one.id);
            const now = results.get(one.id);
            if (!now) return old ? [old] : [];
            if (now.keras === undefined || (now.wrong.length > 0 && !exceptionFor(one.id))) return [];
            const record: Recorded = { id: one.id, built: { ...old?.built, ...now.built }, keras: now.keras };
            return [record];
          }),
      );
    }
    writeVersions(versions);
  }
  console.log(
    `${results.size - failed - excepted} agree, ${excepted} differ on purpose, ${failed} differ${options.check ? "" : "; recorded in test/conformance/recorded"}`,
  );
  return failed > 0 ? 1 : 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (!(error instanceof NoPython)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  },
);
