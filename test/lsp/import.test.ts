// `netlens/import` over the protocol: a saved model's bytes in, a text of Net out, or why there is none.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "./connect.ts";

interface Answer {
  readonly text?: string;
  readonly notes?: readonly { readonly message: string; readonly place?: string }[];
  readonly refused?: string;
}

async function imported(name: string, data: string): Promise<Answer> {
  const { client } = connect({ resolve: (_from, path) => path, read: () => undefined });
  await client.sendRequest("initialize", { processId: null, rootUri: null, capabilities: {} });
  try {
    return await client.sendRequest<Answer>("netlens/import", { name, data });
  } finally {
    client.dispose();
  }
}

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "interop", "fixtures", name)).toString("base64");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("imports over the protocol", () => {
  it("gives a text for a saved model", async () => {
    const { text, notes } = await imported("siamese.json", fixture("siamese.json"));
    assert.match(text!, /^# \w+, imported from siamese\.json\.\n/);
    assert.match(text!, /shared encoder: encoder\(\)/);
    assert.deepEqual(notes, []);
  });
  it("reads an archive", async () => {
    const { text } = await imported("bilstm.keras", fixture("bilstm.keras"));
    assert.match(text!, /compile\(optimizer=Adam\(0\.0001\)/);
  });
  it("reads Python", async () => {
    const { text } = await imported(
      "m.py",
      base64("import keras\nm = keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)])\n"),
    );
    assert.match(text!, /input \w+: \[4\][\s\S]*Dense\(2\)/);
  });
  it("notes what the text does not say, with its place", async () => {
    const { notes } = await imported("lambda.json", fixture("lambda.json"));
    assert.deepEqual(
      notes!.map((n) => n.place),
      ["lambda"],
    );
  });
  it("says in one line why there is no text", async () => {
    assert.deepEqual(await imported("a.json", base64("{}")), {
      refused:
        'a.json is no saved model: it has no `class_name` and `config`; save one with `model.to_json()` or `model.save("model.keras")`',
    });
    assert.match((await imported("a.h5", base64("x"))).refused!, /^a\.h5 is an HDF5 file/);
    assert.deepEqual(await imported("a.json", ""), { refused: "a.json is empty" });
  });
});
