// The page docs/gallery.md, made from the files of examples/: a table from small to large, then each file. It never holds a
// figure of its own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Analysis, analyze } from "../server/src/analysis/analysis.ts";
import { layersOf, paramsOf, runCost } from "../server/src/model/costs.ts";
import type { ModelRun } from "../server/src/model/graph.ts";
import { countText } from "../server/src/tensor/count.ts";

const examples = join(import.meta.dirname, "..", "examples");

interface Example {
  readonly name: string;
  readonly text: string;
  /** The model with the most parameters, which the file is about. */
  readonly run: ModelRun;
  readonly size: number;
}

function example(name: string): Example {
  const text = readFileSync(join(examples, name), "utf8");
  const runs = analyze(name, text)
    .models.flatMap((m) => m.run ?? [])
    .sort((a, b) => sizeOf(b) - sizeOf(a));
  return { name, text, run: runs[0]!, size: sizeOf(runs[0]!) };
}

/** Files whose mistakes are the point are shown where those mistakes are explained. */
const isRight = (analysis: Analysis): boolean => analysis.findings.length === 0;

const total = (run: ModelRun) => paramsOf(layersOf(run)).total;

function sizeOf(run: ModelRun): number {
  const text = countText(total(run)).replaceAll(",", "");
  return Number.isNaN(Number(text)) ? 0 : Number(text);
}

/** The first sentence of the comment a file opens with. */
function firstSentence(text: string): string {
  const lines = text.split("\n");
  const comment = lines.slice(
    0,
    lines.findIndex((line) => !/^# /.test(line)),
  );
  const prose = comment.map((line) => line.slice(2)).join(" ");
  return /^.*?(?:[.?](?= |$)|:(?= {2}))/.exec(prose)?.[0].replace(/:$/, ".") ?? prose;
}

/** The whole page. */
export function galleryPage(): string {
  const all = readdirSync(examples)
    .filter((name) => name.endsWith(".net"))
    .filter((name) => isRight(analyze(name, readFileSync(join(examples, name), "utf8"))))
    .map(example)
    .sort((a, b) => a.size - b.size);
  const rows = all.map(
    ({ name, text, run }) =>
      `| [${run.part.name}](#${name.replace(".net", "net")}) | ${countText(total(run))} | ${countText(runCost(run, "macs"))} | ${firstSentence(text)} |`,
  );
  return `${[
    "# The gallery",
    "Networks worth knowing, each in a page or less, from the smallest to the largest. Every figure in them is an `assert`, so it is checked while you type. They are the files of [`examples/`](../examples/): open one, change a number, and see what follows.",
    `| model | parameters | multiply-adds a sample | |\n| --- | ---: | ---: | --- |\n${rows.join("\n")}`,
    ...all.map(({ name, text }) => `## ${name}\n\n\`\`\`net\n${text.trimEnd()}\n\`\`\``),
  ].join("\n\n")}\n`;
}
