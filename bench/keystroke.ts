// How long an editor waits for fresh problems and hints after a keystroke, through the built server over stdio. It never
// calls the analysis itself.
import { startClient } from "./client.ts";
import { looped, unrolled } from "./generate.ts";
import { quantile, type Row, rowOf, table } from "./rows.ts";

const sizes = [1_000, 10_000] as const;
const warm = 30;
const times = Number(process.env.ROUNDS ?? 150);

/** One thing somebody types, somewhere in a text: what goes and what comes at an offset. */
type Typing = (text: string, round: number) => { at: number; remove: number; insert: string };

/** A place in the text that differs from round to round, behind the n-th `what` from there. */
function behind(text: string, what: string, round: number): number {
  const from = Math.floor(text.length * (((round * 37) % 89) / 100));
  const found = text.indexOf(what, from);
  return (found < 0 ? text.lastIndexOf(what) : found) + what.length;
}

/** A digit of a width, taken away in the next round; the layer below absorbs the change. */
const width: Typing = (text, round) => {
  const at = behind(text, ', activation="gelu"', round - (round % 2)) - ', activation="gelu"'.length;
  return round % 2 === 0 ? { at, remove: 0, insert: "1" } : { at: at - 1, remove: 1, insert: "" };
};

/** A line, taken away in the next round. */
const line: Typing = (text, round) => {
  const inserted = "\n    Dropout(0.25)";
  const at = round % 2 === 0 ? behind(text, "Dense(256)", round) : text.indexOf(inserted);
  return round % 2 === 0 ? { at, remove: 0, insert: inserted } : { at, remove: inserted.length, insert: "" };
};

/** A letter of a comment. */
const comment: Typing = (text, round) => ({ at: behind(text, "#", round), remove: 0, insert: "x" });

function positionOf(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length - 1, character: offset - start };
}

async function measure(make: (layers: number) => string, layers: number, typing: Typing): Promise<number[]> {
  const client = await startClient();
  try {
    const uri = "file:///bench.net";
    let text = make(layers);
    await client.open(uri, text);
    const samples: number[] = [];
    for (let round = 0; round < warm + times; round++) {
      const { at, remove, insert } = typing(text, round);
      const place = positionOf(text, at);
      const lines = text.slice(at, at + remove).split("\n");
      text = text.slice(0, at) + insert + text.slice(at + remove);
      const { milliseconds, hints } =
        lines.length === 1
          ? await client.edit(uri, place, remove, insert)
          : await client.replace(uri, place, positionAfter(place, lines), insert);
      if (hints === 0) throw new Error("no hints came");
      if (round >= warm) samples.push(milliseconds);
    }
    return samples;
  } finally {
    client.stop();
  }
}

const positionAfter = (place: { line: number; character: number }, lines: readonly string[]) => ({
  line: place.line + lines.length - 1,
  character: lines.at(-1)!.length,
});

export async function run(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, make, typing] of [
    ["keystroke: a width, unrolled", unrolled, width],
    ["keystroke: a line, unrolled", unrolled, line],
    ["keystroke: a comment, unrolled", unrolled, comment],
    ["keystroke: a block's width, blocks and loops", looped, width],
  ] as const) {
    let small = Number.NaN;
    for (const layers of sizes) {
      const samples = await measure(make, layers, typing);
      const p95 = quantile(samples, 0.95);
      const note = layers === sizes[0] ? undefined : `${(p95 / small).toFixed(1)}× of ${sizes[0]} layers`;
      small = p95;
      rows.push(rowOf(name, layers, samples, note));
    }
  }
  return rows;
}

if (process.argv[1]?.includes("keystroke")) console.log(table(await run()));
