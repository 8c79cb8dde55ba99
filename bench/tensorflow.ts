// The same networks in TensorFlow.js: the model built and its summary printed, by a program that ends then, and again and again
// in one that has all loaded. It never trains one.
import { join } from "node:path";
import { libraryUse, residual } from "./generate.ts";
import { installPeers, looks, ranRow, summary, tookOf } from "./peers.ts";
import { bench, type Ran, runNode, several } from "./processes.ts";
import { factor, layers, quantile, type Row, type Target, times } from "./rows.ts";

interface Network {
  readonly size: string;
  /** As the program of the peer calls it. */
  readonly argument: string;
  readonly text: (edition: number) => string;
  /** How often it is built in one process. */
  readonly looks: number;
}

const networks: readonly Network[] = [
  { size: "VGG16", argument: "VGG16", text: () => libraryUse("VGG16", 224), looks: 3 },
  ...[1_000, 4_000, 10_000].map(
    (count): Network => ({
      size: layers(count),
      argument: String(count),
      text: (edition) => residual(count, edition),
      looks: count > 4_000 ? 3 : 7,
    }),
  ),
];

const starts = [
  { what: "TensorFlow.js layers, weights as they come", argument: "default", least: 100 },
  { what: "TensorFlow.js layers, weights of zeros", argument: "zeros", least: 4 },
] as const;

const program = join(bench, "peers/tfjs-summary.mjs");
const longest = 180_000;

export async function run(): Promise<Row[]> {
  installPeers();
  const rows: Row[] = [];
  for (const network of networks) rows.push(...(await inOneProcess(network)));
  for (const network of networks) rows.push(...(await wholeProcesses(network)));
  return rows;
}

async function inOneProcess({ size, argument, text, looks: count }: Network): Promise<Row[]> {
  const group = "TensorFlow.js: the model built and its summary printed, in a process that has all loaded";
  const editions = Array.from({ length: count }, (_, i) => text(i));
  const own = lookRow(await runNode(looks("look.net", editions)));
  const rows: Row[] = [{ group, what: "netlens summary", size, ...own.row }];
  for (const { what, argument: start, least } of starts) {
    const theirs = lookRow(await runNode([program, argument, start, String(count)], longest));
    rows.push({ group, what, size, ...theirs.row, targets: fasterBy(own, theirs, least) });
  }
  return rows;
}

interface Looks {
  readonly first: number | undefined;
  readonly later: number | undefined;
  readonly row: Partial<Row>;
}

/** The first look, and the middle of the later ones. */
function lookRow(ran: Ran): Looks {
  const took = tookOf(ran);
  if (!took) return { first: undefined, later: undefined, row: ranRow([ran]) };
  const [first, ...later] = took;
  const note = `the first took ${first!.toFixed(0)} ms`;
  const row = { ...times(later), memory: ran.used?.memory, note };
  return { first, later: quantile(later, 0.5), row };
}

function fasterBy(own: Looks, theirs: Looks, least: number): readonly Target[] {
  if (!own.first || !own.later || !theirs.first || !theirs.later) return [];
  const [first, later] = [theirs.first / own.first, theirs.later / own.later];
  return [
    {
      text: `Netlens ${factor(first)} as fast the first time, ${factor(later)} later, at least ${least}×`,
      met: first >= least && later >= least,
    },
  ];
}

async function wholeProcesses({ size, argument, text }: Network): Promise<Row[]> {
  const group = "TensorFlow.js: a program started, the model built, its summary printed, ended";
  const times = argument === "1000" ? 3 : 1;
  const own = ranRow(await several(3, () => runNode(summary("residual.net", text(0)))));
  const rows: Row[] = [{ group, what: "netlens summary", size, ...own }];
  for (const { what, argument: start } of starts) {
    const theirs = ranRow(await several(times, () => runNode([program, argument, start], longest)));
    const note = theirs.median ? `${factor(theirs.median / own.median!)} of Netlens` : undefined;
    rows.push({ group, what, size, ...theirs, note });
  }
  return rows;
}
