import { strict as assert } from "node:assert";
import { tableText } from "../../server/src/cli/table.ts";

describe("the table of a summary", () => {
  it("is as wide as its widest cell, and wide letters count twice", () => {
    const text = tableText(
      ["layer", "n"],
      ["left", "right"],
      [
        ["a", "1,000"],
        ["層", "2"],
      ],
    );
    assert.deepEqual(text.split("\n"), [
      "┌───────┬───────┐",
      "│ layer │     n │",
      "├───────┼───────┤",
      "│ a     │ 1,000 │",
      "│ 層    │     2 │",
      "└───────┴───────┘",
    ]);
  });
});
