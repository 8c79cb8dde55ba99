// The command line: sorts out the command and its options. It never analyses anything itself.
import { cac } from "cac";
import { exportFormatNames } from "../ide/export-formats.ts";
import { isCheckWorker, runCheckWorker } from "./check-workers.ts";
import { check } from "./commands/check.ts";
import { diff } from "./commands/diff.ts";
import { explain } from "./commands/explain.ts";
import { exportFile } from "./commands/export.ts";
import { format } from "./commands/format.ts";
import { importCommand } from "./commands/import.ts";
import { lsp } from "./commands/lsp.ts";
import { summary } from "./commands/summary.ts";
import { fail } from "./output.ts";
import { version } from "./version.ts";

const cli = cac("netlens");
let run: (() => number | Promise<number>) | undefined;
const use = (command: () => number | Promise<number>): void => {
  run = command;
};

cli
  .command("summary <file>", "The layers of each model, with shapes, parameters and costs")
  .option("--model <name>", "Only this model")
  .option("--json", "As data")
  .option("--target <target>", "keras3-tensorflow, keras3-jax, keras3-torch or keras2")
  .action((file: string, options) => use(() => summary(file, options)));

cli
  .command("check [...files]", "Every diagnostic of files and folders")
  .option("--format <format>", "text, json, github or sarif", { default: "text" })
  .option("--target <target>", "keras3-tensorflow, keras3-jax, keras3-torch or keras2")
  .action((files: string[], options) => use(() => check(files, options)));

cli
  .command("export <file>", "A file as Python for Keras and other code, or a model as a picture")
  .option("--to <format>", exportFormatNames)
  .option("--model <name>", "Only this model and what it needs; a picture shows one")
  .option("-o, --output <file>", "Write there and not to standard output")
  .action((file: string, options) => use(() => exportFile(file, options)));

cli
  .command("format [...files]", "The layout of files and folders made uniform; `-` is standard input")
  .option("--check", "Change nothing, list what would change, and end with 1 if anything would")
  .action((files: string[], options) => use(() => format(files, options)));

cli
  .command("import <file>", "A saved model as Net: Keras (JSON, .keras), TensorFlow.js or Python source")
  .option("-o, --output <file>", "Write there and not to standard output")
  .action((file: string, options) => use(() => importCommand(file, options)));

cli
  .command("diff <before> <after>", "What changed between two files, layer by layer, as Markdown")
  .action((before: string, after: string) => use(() => diff(before, after)));

cli
  .command("explain <name>", "The page of a diagnostic or a layer")
  .action((name: string) => use(() => explain(name)));

cli
  .command("lsp", "The language server")
  .option("--stdio", "Speak over standard input and output")
  .option("--node-ipc", "Speak over Node's channel to the parent")
  .action(() => use(lsp));

cli.help();
cli.version(version);

async function main(): Promise<number> {
  // A missing `-` would be read as an option by the parser.
  const argv = process.argv.map((arg, i) => (i > 1 && arg === "-" ? "/dev/stdin" : arg));
  try {
    const { options } = cli.parse(argv, { run: false });
    await cli.runMatchedCommand();
    if (run) return await run();
    if (options.help || options.version) return 0;
    const name = cli.args[0];
    if (name !== undefined) return fail(`there is no command \`${name}\`; see netlens --help`);
    cli.outputHelp();
    return 2;
  } catch (error) {
    return fail((error as Error).message);
  }
}

if (isCheckWorker) runCheckWorker();
else
  main().then((code) => {
    process.exitCode = code;
  });
