// The way from a file to its hints and its hover; the numbers are Keras's own for VGG16 without its top.
import assert from "node:assert/strict";
import { hints, hover, open, until } from "./editor.ts";

describe("transfer.net", () => {
  it("shows shapes and counts at the ends of the lines", async () => {
    const document = await open("transfer.net");
    const shown = await until("a hint with the parameters of VGG16", async () => {
      const found = await hints(document);
      return found.some((hint) => hint.includes("14,714,688")) ? found : undefined;
    });
    assert.ok(
      shown.some((hint) => hint.includes("→")),
      `no shape in ${JSON.stringify(shown)}`,
    );
  });

  it("explains a layer in its hover", async () => {
    const document = await open("transfer.net");
    const text = await until("a hover on Dense", async () => (await hover(document, "Dense(")) || undefined);
    assert.match(text, /Dense/);
    assert.match(text, /kernel/);
  });
});
