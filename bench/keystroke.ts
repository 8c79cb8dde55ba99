// How long an editor waits for fresh problems and hints after a keystroke, through the built server over stdio. It never
// calls the analysis itself.
import { type BenchClient, startClient } from "./client.ts";
import { coldTimes } from "./cold.ts";
import { looped, unrolled } from "./generate.ts";
import { usageOf } from "./processes.ts";
import { atMost, layers, type Row, times } from "./rows.ts";

const sizes = [1_000, 10_000] as const;
const warm = 30;
const rounds = Number(process.env.ROUNDS ?? 100);

/** One thing somebody types, somewhere in a text: what goes and what comes at an offset. */
type Typing = (text: string, round: number) => { at: number; remove: number; insert: string };

/** A place in the text that differs from round to round, behind the n-th `what` from there. */
function behind(text: string, what: string, round: number): number {
  const from = Math.floor(text.length * (((round * 37) % 89) / 100));
  const found = text.indexOf(what, from);
  return (found < 0 ? text.lastIndexOf(what) : found) + what.length;
}

/** A digit of a width, taken away in the next round; the layer below absorbs the change. */
export const width: Typing = (text, round) => {
  const at = behind(text, ', activation="gelu"', round - (round % 2)) - ', activation="gelu"'.length;
  return round % 2 === 0 ? { at, remove: 0, insert: "1" } : { at: at - 1, remove: 1, insert: "" };
};

/** A digit of the default a block has for its width, taken away in the next round. */
const blockWidth: Typing = (text, round) => {
  const at = text.indexOf("wide=512") + "wide=512".length;
  return { at, remove: round % 2, insert: round % 2 === 0 ? "1" : "" };
};

/** A line, taken away in the next round. */
const line: Typing = (text, round) => {
  const inserted = "\n    Dropout(0.25)";
  const at = round % 2 === 0 ? behind(text, "Dense(256)", round) : text.indexOf(inserted);
  return round % 2 === 0 ? { at, remove: 0, insert: inserted } : { at, remove: inserted.length, insert: "" };
};

/** A letter of a comment. */
const comment: Typing = (text, round) => ({ at: behind(text, "#", round), remove: 0, insert: "x" });

export function positionOf(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length - 1, character: offset - start };
}

/** Types so many times; each sample is the time to what an editor shows. `pause` is between two keystrokes. */
export async function type(
  client: BenchClient,
  uri: string,
  start: string,
  typing: Typing,
  counts: { readonly warm: number; readonly rounds: number; readonly pause?: number },
): Promise<{ readonly samples: readonly number[]; readonly cpu: number | undefined }> {
  let text = start;
  const samples: number[] = [];
  let before: number | undefined;
  for (let round = 0; round < counts.warm + counts.rounds; round++) {
    if (counts.pause) await new Promise((done) => setTimeout(done, counts.pause! * (0.5 + Math.random())));
    if (round === counts.warm) before = usageOf(client.child)?.cpu;
    const { at, remove, insert } = typing(text, round);
    const from = positionOf(text, at);
    const to = positionOf(text, at + remove);
    text = text.slice(0, at) + insert + text.slice(at + remove);
    const { milliseconds, hints } = await client.edit(uri, from, to, insert);
    if (hints === 0) throw new Error("no hints came");
    if (round >= counts.warm) samples.push(milliseconds);
  }
  const after = usageOf(client.child)?.cpu;
  const cpu = before === undefined || after === undefined ? undefined : (after - before) / counts.rounds;
  return { samples, cpu };
}

async function measure(text: string, typing: Typing): Promise<Omit<Row, "group" | "what" | "size">> {
  const client = await startClient();
  try {
    const uri = "file:///bench.net";
    await client.open(uri, text);
    const { samples, cpu } = await type(client, uri, text, typing, { warm, rounds });
    return { ...times(samples), cpu };
  } finally {
    client.stop();
  }
}

export async function run(): Promise<Row[]> {
  const group = "Keystroke: a change sent to fresh problems and the hints in view, over stdio";
  const rows: Row[] = [];
  const cold = new Map<typeof unrolled, number>();
  for (const [what, make, typing] of [
    ["a width, unrolled", unrolled, width],
    ["a new line, unrolled", unrolled, line],
    ["a comment, unrolled", unrolled, comment],
    ["the width in a block of all loops", looped, width],
    ["the default width of that block", looped, blockWidth],
  ] as const) {
    const small = await measure(make(sizes[0]), typing);
    const large = await measure(make(sizes[1]), typing);
    if (!cold.has(make)) cold.set(make, coldTimes((edition) => make(sizes[1], edition)).median);
    const whole = cold.get(make)!;
    const p95 = large.p95!;
    rows.push({ group, what, size: layers(sizes[0]), ...small });
    rows.push({
      group,
      what,
      size: layers(sizes[1]),
      ...large,
      targets: [
        atMost(p95, small.p95!, 3, layers(sizes[0])),
        { text: `1/${(whole / p95).toFixed(0)} of a cold run, at most 1/20`, met: p95 * 20 <= whole },
        { text: "p95 below 16 ms", met: p95 < 16 },
      ],
    });
  }
  return rows;
}
