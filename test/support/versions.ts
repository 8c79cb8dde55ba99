// What an analysis says, as plain data, and random edits of files, for the laws of incremental analysis. It never asserts.
import fc from "fast-check";
import { type Analysis, analyze, defaultSettings, type Host } from "../../server/src/analysis/analysis.ts";
import { findingJson, summaryJson } from "../../server/src/analysis/summary.ts";
import { codeLenses } from "../../server/src/ide/code-lens.ts";
import { documentSymbols } from "../../server/src/ide/document-symbols.ts";
import { folds } from "../../server/src/ide/folding.ts";
import { hover } from "../../server/src/ide/hover.ts";
import { inlayHints } from "../../server/src/ide/inlay-hints.ts";
import { mentionsOf } from "../../server/src/ide/mentions.ts";
import { semanticTokens } from "../../server/src/ide/semantic-tokens.ts";
import { statementsOf } from "../../server/src/syntax/walk.ts";

/** Everything a person sees of an analysis. */
export function saysOf(analysis: Analysis, deep = true): Record<string, unknown> {
  const { tree } = analysis;
  const statements = [...statementsOf(tree.statements)];
  return {
    tree: statements.map((s) => [s.text, tree.headSpan(s), tree.span(s), s.body && tree.bodySpan(s.body)]),
    summary: summaryJson(analysis, "f"),
    findings: analysis.findings.map((f) => [findingJson(analysis, f), f.related]),
    hints: inlayHints(analysis, "teaching"),
    comments: tree.comments,
    tokens: semanticTokens(analysis),
    symbols: documentSymbols(analysis),
    folds: folds(analysis),
    lenses: codeLenses(analysis).map(({ span, title }) => [span, title]),
    mentions: mentionsOf(analysis),
    uses: statements.map((s) =>
      analysis.uses(s).map((use) => [use.nodes.length, use.inner.length, use.bindings.size]),
    ),
    hovers: deep
      ? statements.map((s) => {
          const { start, end } = tree.headSpan(s);
          return [start, Math.floor((start + end) / 2), end].map((at) => hover(analysis, at)?.markdown);
        })
      : [],
  };
}

/** Files by name; the first is the one that is looked at. */
export type Files = Readonly<Record<string, string>>;

export const hostOf = (files: Files): Host => ({
  resolve: (_from, path) => path.replace(/^\.\//, ""),
  read: (id) => files[id],
});

/** A version of the first file, with the others around it. */
export function version(files: Files, previous?: Analysis): Analysis {
  const [name, text] = Object.entries(files)[0]!;
  return analyze(name, text, hostOf(files), defaultSettings, previous);
}

/** One edit: of which file, where as a share of its length, how much goes, what comes. */
export interface Change {
  readonly file: number;
  readonly at: number;
  readonly remove: number;
  readonly line: boolean;
  readonly insert: string;
}

const pieces = [
  "",
  "",
  " ",
  "\n",
  "1",
  "2",
  "0",
  "64",
  "x",
  "(",
  ")",
  "{",
  "}",
  "# note\n",
  "\n    # note",
  "\n    Dense(8)",
  "\n    Dense(8, activation=relu)\n",
  "\n    y = Dense(7)\n",
  "\n    y\n",
  "\n    lab: Dense(9)\n",
  "\n    x -> lab\n",
  "\n    Dropout(0.5)\n",
  "\n    Flatten()\n",
  "\n    assert x.shape == [5]\n",
  "\n    shared s: Dense(4)\n",
  "\n    x -> s\n",
  "\n    output x\n",
  "\n    repeat 3 { Dense(6) }\n",
  "\n    if x.rank > 1 { Flatten() } else { Dense(2) }\n",
  "\n    for i in range(2) { Dense(i + 1) }\n",
  "\n    undefined_name\n",
  "\n    Dens(3)\n",
  "\nconst width = 12\n",
  "\nblock b(n=3) {\n    input x\n    Dense(n)\n}\n",
  "\nmodel N {\n    input x: [4]\n    Dense(2)\n}\n",
  "\n    b()\n",
  "\n    freeze base\n",
  "\n    fit(epochs=1)\n",
  '\nfrom "./blocks.net" import unit\n',
  ", trainable=False",
  ', name="given"',
  "\n    stage: b(5)\n",
  "\n    stage.inner\n",
  "\n    MobileNetV2(weights=None)\n",
  "\n    pass\n}\ntraining t for M {\n    fit(epochs=1)\n",
  "->",
  ",",
  "=",
  ":",
  '"',
];

export const change: fc.Arbitrary<Change> = fc.record({
  file: fc.nat(3),
  at: fc.nat(10_000),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(20)),
  line: fc.boolean(),
  insert: fc.constantFrom(...pieces),
});

/** The files after an edit; a change of lines begins at the end of one, and removes one if it removes anything. */
export function changed(files: Files, { file, at, remove, line, insert }: Change): Files {
  const names = Object.keys(files);
  const name = names[file % names.length]!;
  const text = files[name]!;
  let start = Math.round((at / 10_000) * text.length);
  let end = start + remove;
  if (line) {
    const newline = text.indexOf("\n", start);
    start = newline < 0 ? text.length : newline;
    const next = text.indexOf("\n", start + 1);
    end = remove > 0 && next >= 0 ? next : start;
  }
  return { ...files, [name]: text.slice(0, start) + insert + text.slice(end) };
}
