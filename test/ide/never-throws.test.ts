// A file cut at any offset: every feature, at every offset around the cut, answers and never throws.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { fixAll, quickFixes } from "../../server/src/ide/code-actions.ts";
import { codeLenses } from "../../server/src/ide/code-lens.ts";
import { completions } from "../../server/src/ide/completion.ts";
import { definition } from "../../server/src/ide/definition.ts";
import { documentSymbols } from "../../server/src/ide/document-symbols.ts";
import { folds } from "../../server/src/ide/folding.ts";
import { hover } from "../../server/src/ide/hover.ts";
import { inlayHints } from "../../server/src/ide/inlay-hints.ts";
import { mentionsOf } from "../../server/src/ide/mentions.ts";
import { occurrences, symbolAt } from "../../server/src/ide/occurrences.ts";
import { organizeImports } from "../../server/src/ide/organize-imports.ts";
import { refactored, refactoringsAt } from "../../server/src/ide/refactorings/find.ts";
import { rename } from "../../server/src/ide/rename.ts";
import { semanticTokens } from "../../server/src/ide/semantic-tokens.ts";
import { signatureHelp } from "../../server/src/ide/signature-help.ts";
import { trainingRewrites } from "../../server/src/ide/training-rewrites.ts";

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../examples", name), "utf8");

function askEverything(text: string, offsets: readonly number[]): void {
  const analysis = analyze("file:///test.net", text);
  for (const setting of ["shapes", "teaching"] as const) inlayHints(analysis, setting);
  documentSymbols(analysis);
  folds(analysis);
  semanticTokens(analysis);
  codeLenses(analysis);
  fixAll(analysis);
  mentionsOf(analysis);
  organizeImports(analysis);
  quickFixes(analysis, { start: 0, end: text.length });
  for (const offset of offsets) {
    hover(analysis, offset);
    for (const item of completions(analysis, offset).items.slice(0, 5)) item.doc?.();
    signatureHelp(analysis, offset);
    definition(analysis, offset);
    const found = symbolAt(analysis, offset);
    if (found) occurrences(analysis, found.symbol);
    rename(analysis, offset, "renamed");
    // Each analyses the file again; everywhere would take minutes.
    if (offsets.length >= 9) continue;
    trainingRewrites(analysis, { start: offset, end: offset });
    // So does each form of a refactoring.
    if (offset === offsets[0])
      for (const offered of refactoringsAt(analysis, { start: offset, end: offset + 80 }))
        refactored(analysis, offered);
  }
}

describe("no feature throws", function () {
  this.timeout(60_000);
  for (const name of ["transfer.net", "resnet50.net", "wrong-order.net"]) {
    const text = read(name);
    it(`at any offset of ${name}`, () =>
      askEverything(
        text,
        [...text].map((_, i) => i),
      ));
    it(`where ${name} is cut anywhere`, () => {
      fc.assert(
        fc.property(fc.nat(text.length), (cut) =>
          askEverything(text.slice(0, cut), [cut, cut - 1, cut >> 1]),
        ),
        { numRuns: 40 },
      );
    });
    it(`where a piece of ${name} is missing`, () => {
      fc.assert(
        fc.property(fc.nat(text.length), fc.nat(30), (from, length) =>
          askEverything(text.slice(0, from) + text.slice(from + length), [from, from + 1]),
        ),
        { numRuns: 40 },
      );
    });
  }
});
