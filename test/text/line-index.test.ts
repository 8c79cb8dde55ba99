// Lines after an edit are those of the whole text.
import assert from "node:assert/strict";
import fc from "fast-check";
import { changedPart } from "../../server/src/text/changed-part.ts";
import { type LineIndex, lineIndex } from "../../server/src/text/line-index.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "\n", "\r"), maxLength: 40 });
const withoutReturns = text.map((some) => some.replaceAll("\r", ""));

const starts = (index: LineIndex): readonly number[] =>
  Array.from({ length: index.lineCount + 1 }, (_, line) => index.lineStart(line));

describe("lines of a text", () => {
  it("end as LSP says", () => {
    assert.deepEqual(starts(lineIndex("a\r\nb\rc\nd")), [0, 3, 5, 7, 8]);
  });

  it("are found again from those before any edits", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, withoutReturns), { minLength: 2 }), (versions) => {
        let index: LineIndex | undefined;
        for (const version of versions) {
          index = lineIndex(version, index);
          assert.deepEqual(starts(index), starts(lineIndex(version)));
        }
      }),
    );
  });

  it("and the changed part is the smallest", () => {
    const long = "layer\n".repeat(3000);
    const at = 9001;
    const edited = `${long.slice(0, at)}xy${long.slice(at + 1)}`;
    assert.deepEqual(changedPart(long, edited), { start: at, oldEnd: at + 1, newEnd: at + 2 });
    fc.assert(
      fc.property(text, text, text, text, (before, old, fresh, behind) => {
        const [a, b] = [before + old + behind, before + fresh + behind];
        const { start, oldEnd, newEnd } = changedPart(a, b);
        assert.equal(a.slice(0, start) + b.slice(start, newEnd) + a.slice(oldEnd), b);
        assert.ok(oldEnd - start <= old.length && newEnd - start <= fresh.length);
      }),
    );
  });
});
