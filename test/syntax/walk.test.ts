// What stands under a cursor. It never goes through a whole tree.
import { strict as assert } from "node:assert";
import { parse } from "../../server/src/syntax/parse.ts";
import { kindOf, nodeAt } from "../../server/src/syntax/walk.ts";

/** `$0` is the cursor; the answer is the head's kind and the kinds of the nodes there, outermost first. */
const under = (marked: string, expected: string): void => {
  it(marked, () => {
    const offset = marked.indexOf("$0");
    const text = marked.replace("$0", "");
    const tree = parse(text);
    const found = nodeAt(tree, offset);
    const path = found?.path.map((node) => {
      const { start } = tree.headSpan(found.statement);
      return `${kindOf(node)} ${text.slice(start + node.start, start + node.end)}`;
    });
    const around = found?.around.map((s) => s.head.kind).join(" > ");
    assert.equal(
      found &&
        `${around ? `${around} > ` : ""}${found.statement.head.kind}${found.inHead ? "" : " body"}: ${path!.join(" | ")}`,
      expected,
    );
  });
};

describe("under the cursor", () => {
  under("De$0nse(8)", "expression: call Dense(8) | name Dense");
  under("Dense$0(8)", "expression: call Dense(8) | name Dense");
  under("Dense($08)", "expression: call Dense(8) | argument 8 | number 8");
  under("Dense(units=$08)", "expression: call Dense(units=8) | argument units=8 | number 8");
  under("Dense(un$0its=8)", "expression: call Dense(units=8) | argument units=8 | name units");
  under("Dense(8,$0 )", "expression: call Dense(8, )");
  under("a -> la$0b: B()", "expression: pipeline a -> lab: B() | labelled lab: B() | name lab");
  under("a -> b.c$0", "expression: pipeline a -> b.c | attribute b.c | name c");
  under("x.$0", "expression: attribute x. | name ");
  under('"l{a$0}": A()', 'expression: labelled "l{a}": A() | string "l{a}" | interpolation {a} | name a');
  under('f"l{a + b$0}"', 'expression: string f"l{a + b}" | interpolation {a + b} | binary a + b | name b');
  under("((a$0) + b)", "expression: binary (a) + b | name a");
  under("model M(a, b=$03) { x }", "model: parameter b=3 | number 3");
  under("model M { if a { b } else { c$0 } }", "model > else > expression: name c");
  under("model M { if a { b } else i$0f x { c } }", "model > if: ");
  under("model M {\n  a\n$0\n  b\n}\n", "model body: ");
  under("model M { a }\n$0\n", undefined as never);
  under("x = [y for y in z$0]", "assign: comprehension [y for y in z] | name z");
  under("input x: [a, b$0] float32", "input: list [a, b] | name b");
  under("input x: [a, b] flo$0at32", "input: name float32");
});
