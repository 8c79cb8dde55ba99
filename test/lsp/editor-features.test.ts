// The page of editor features names everything the server announces, and announces nothing it does not have.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { InitializeResult } from "vscode-languageserver/node";
import { connect } from "./connect.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/editor-features.md"), "utf8");

/** What the server says to a client that can do everything. */
async function announced(): Promise<InitializeResult["capabilities"]> {
  const { client } = connect({ resolve: (_from, path) => path, read: () => undefined });
  const { capabilities } = await client.sendRequest<InitializeResult>("initialize", {
    processId: null,
    rootUri: null,
    capabilities: {
      textDocument: { diagnostic: {}, rename: { prepareSupport: true } },
      workspace: { textDocumentContent: {}, fileOperations: { willRename: true } },
    },
  });
  client.dispose();
  return capabilities;
}

const namesOf = ({ workspace, codeActionProvider, ...rest }: InitializeResult["capabilities"]): string[] => [
  ...Object.keys(rest),
  ...Object.keys(workspace ?? {}),
  "codeActionProvider",
  ...(typeof codeActionProvider === "object" ? (codeActionProvider.codeActionKinds ?? []) : []),
];

describe("docs/editor-features.md", () => {
  it("names every capability and every kind of code action", async () => {
    const missing = namesOf(await announced()).filter((name) => !page.includes(`\`${name}\``));
    assert.deepEqual(missing, []);
  });
  it("says of nothing that it is announced where it is not", async () => {
    const all = new Set(namesOf(await announced()));
    const columns = [...page.matchAll(/^\|[^|]*\| `(\w+)` +\|/gm)].map(([, name]) => name!);
    assert.ok(columns.length > 20);
    assert.deepEqual(
      columns.filter((name) => !all.has(name)),
      [],
    );
  });
});
