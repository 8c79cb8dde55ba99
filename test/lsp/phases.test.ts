// Lenses and the choice of a phase over the protocol: what a client asks for, and what it gets.
import assert from "node:assert/strict";
import type { CodeLens, InlayHint, ProtocolConnection } from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const uri = "file:///phases.net";
const text = `model M {
    input x: [4]
    a: Dense(2)
    b: Dense(3)
}

training t for M {
    freeze a
    compile(optimizer=adam, loss=mse)
    fit(x)
    unfreeze a
    compile(optimizer=adam, loss=mse)
    fit(x)
}
`;

async function started(experimental?: object): Promise<ProtocolConnection> {
  const { client } = connect({ resolve: (_from, path) => path, read: () => undefined });
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: null,
    capabilities: { ...(experimental ? { experimental } : {}) },
  });
  await open(client, uri, text);
  return client;
}

const textDocument = { uri };
const lenses = (client: ProtocolConnection): Promise<CodeLens[]> =>
  client.sendRequest("textDocument/codeLens", { textDocument });
const hintAt = async (client: ProtocolConnection, line: number): Promise<unknown> => {
  const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
  const hints = await client.sendRequest<InlayHint[]>("textDocument/inlayHint", { textDocument, range });
  return hints[0]?.label;
};

describe("lenses and phases over the protocol", () => {
  it("gives clients without the commands words only", async () => {
    const client = await started();
    const found = await lenses(client);
    assert.ok(found.some(({ command }) => command!.title.startsWith("Phase 2: all 19")));
    assert.deepEqual([...new Set(found.map(({ command }) => command!.command))], [""]);
    client.dispose();
  });

  it("gives VS Code commands to click on", async () => {
    const client = await started({ netlensCommands: true });
    const [first] = (await lenses(client)).filter(({ command }) => command!.title.startsWith("Phase 1"));
    assert.equal(first!.range.start.line, 9);
    assert.deepEqual(first!.command!.arguments, [uri, { training: "t", phase: 1 }]);
    client.dispose();
  });

  it("shows the layers in the phase that was chosen, the last by default", async () => {
    const client = await started();
    assert.equal(await hintAt(client, 2), "→ 2 · 10");
    await client.sendRequest("netlens/showPhase", { textDocument, choice: { training: "t", phase: 1 } });
    assert.equal(await hintAt(client, 2), "→ 2 · 10 · ❄");
    const listed = await client.sendRequest<{ chosen: boolean; line: number; text: string }[]>(
      "netlens/phases",
      { textDocument },
    );
    assert.deepEqual(
      listed.map(({ chosen, line }) => [chosen, line]),
      [
        [true, 9],
        [false, 12],
      ],
    );
    await client.sendRequest("netlens/showPhase", { textDocument, choice: null });
    assert.equal(await hintAt(client, 2), "→ 2 · 10");
    client.dispose();
  });
});
