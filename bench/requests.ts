// What else an editor asks for after a keystroke: colours, outline, folds, lenses, the figures of its status bar, and what it
// asks at the cursor. It measures the built server over stdio and never calls the analysis itself.
import { startClient } from "./client.ts";
import { unrolled } from "./generate.ts";
import { positionOf, width } from "./keystroke.ts";
import { layers, type Row, times } from "./rows.ts";

const sizes = [1_000, 10_000] as const;
const warm = 5;
const rounds = Number(process.env.ROUNDS ?? 30);

/** A request and its parameters beside the document. */
interface Question {
  readonly what: string;
  readonly method: string;
  readonly params?: (at: Place) => object;
}

type Place = ReturnType<typeof positionOf>;

const atPlace = (position: Place) => ({ position });
const around = ({ line }: Place) => ({
  range: {
    start: { line: Math.max(0, line - 30), character: 0 },
    end: { line: line + 30, character: 0 },
  },
});

const questions: readonly Question[] = [
  { what: "colours of the whole file", method: "textDocument/semanticTokens/full" },
  { what: "colours in view", method: "textDocument/semanticTokens/range", params: around },
  { what: "outline", method: "textDocument/documentSymbol" },
  { what: "folds", method: "textDocument/foldingRange" },
  { what: "lenses", method: "textDocument/codeLens" },
  { what: "links", method: "textDocument/documentLink" },
  { what: "figures of the status bar", method: "netlens/modelAt", params: atPlace },
  { what: "highlights at the cursor", method: "textDocument/documentHighlight", params: atPlace },
  {
    what: "actions at the cursor",
    method: "textDocument/codeAction",
    params: (at) => ({ range: { start: at, end: at }, context: { diagnostics: [] } }),
  },
  { what: "completions", method: "textDocument/completion", params: atPlace },
  { what: "signature", method: "textDocument/signatureHelp", params: atPlace },
  { what: "hover", method: "textDocument/hover", params: atPlace },
];

async function measure(start: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const client = await startClient();
  const uri = "file:///bench.net";
  const samples = new Map(questions.map(({ what }): [string, number[]] => [what, []]));
  try {
    await client.open(uri, start);
    let text = start;
    for (let round = 0; round < warm + rounds; round++) {
      const { at, remove, insert } = width(text, round);
      const from = positionOf(text, at);
      const to = positionOf(text, at + remove);
      text = text.slice(0, at) + insert + text.slice(at + remove);
      await client.edit(uri, from, to, insert);
      for (const { what, method, params } of questions) {
        const began = performance.now();
        await client.connection.sendRequest(method, { textDocument: { uri }, ...params?.(from) });
        if (round >= warm) samples.get(what)!.push(performance.now() - began);
      }
    }
  } finally {
    client.stop();
  }
  return samples;
}

export async function run(): Promise<Row[]> {
  const group = "What else an editor asks for, each once the keystroke before is answered";
  const [small, large] = [await measure(unrolled(sizes[0])), await measure(unrolled(sizes[1]))];
  return questions.flatMap(({ what }): Row[] => [
    { group, what, size: layers(sizes[0]), ...times(small.get(what)!) },
    { group, what, size: layers(sizes[1]), ...times(large.get(what)!) },
  ]);
}
