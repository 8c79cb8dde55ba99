// Formatting as a client asks for it: a document, ranges, and while it types.
import assert from "node:assert/strict";
import type { InitializeResult, ProtocolConnection, TextEdit } from "vscode-languageserver/node";
import { applyEdits } from "../../server/src/text/edit.ts";
import { lineIndex } from "../../server/src/text/line-index.ts";
import { connect, open } from "./connect.ts";

const options = { tabSize: 8, insertSpaces: false };

describe("formatting", () => {
  let client: ProtocolConnection;
  let capabilities: InitializeResult["capabilities"];
  let number = 0;

  before(async () => {
    const connected = connect({
      resolve: (from, path) => new URL(path, from).href,
      read: (uri) =>
        uri === "file:///narrow/netlens.json" ? '{ "format": { "lineWidth": 40, "indent": 2 } }' : undefined,
    });
    client = connected.client;
    const result = await client.sendRequest<InitializeResult>("initialize", {
      processId: null,
      rootUri: null,
      capabilities: {},
    });
    capabilities = result.capabilities;
  });
  after(() => client.dispose());

  const answer = async (
    method: string,
    text: string,
    params: object,
    folder = "wide",
  ): Promise<readonly TextEdit[]> => {
    const uri = `file:///${folder}/${number++}.net`;
    await open(client, uri, text);
    return client.sendRequest<TextEdit[]>(method, { textDocument: { uri }, options, ...params });
  };
  const apply = (text: string, edits: readonly TextEdit[]): string => {
    const lines = lineIndex(text);
    return applyEdits(
      text,
      edits.map(({ range, newText }) => ({
        span: { start: lines.offset(range.start), end: lines.offset(range.end) },
        text: newText,
      })),
    );
  };

  it("is offered", () => {
    assert.equal(capabilities.documentFormattingProvider, true);
    assert.deepEqual(capabilities.documentRangeFormattingProvider, { rangesSupport: true });
    assert.deepEqual(capabilities.documentOnTypeFormattingProvider, {
      firstTriggerCharacter: "\n",
      moreTriggerCharacter: ["}"],
    });
  });

  it("of a document, in small edits", async () => {
    const text = "model M {\n    input x: [4]\n  Dense( 3 )\n}\n";
    const edits = await answer("textDocument/formatting", text, {});
    assert.equal(apply(text, edits), "model M {\n    input x: [4]\n    Dense(3)\n}\n");
    assert.ok(edits.every(({ range }) => range.start.line === 2));
  });

  it("by the settings of a project", async () => {
    const text = "model M {\n    input x: [4]\n    Dense(3, activation=relu, use_bias=False)\n}\n";
    const edits = await answer("textDocument/formatting", text, {}, "narrow");
    assert.equal(
      apply(text, edits),
      "model M {\n  input x: [4]\n  Dense(\n    3, activation=relu, use_bias=False\n  )\n}\n",
    );
  });

  it("of ranges", async () => {
    const text = "model M {\n  input x:[4]\n  Dense( 3 )\n  Dense( 4 )\n}\n";
    const at = (line: number) => ({ start: { line, character: 3 }, end: { line, character: 5 } });
    const one = await answer("textDocument/rangeFormatting", text, { range: at(2) });
    assert.equal(apply(text, one), text.replace("  Dense( 3 )", "    Dense(3)"));
    const two = await answer("textDocument/rangesFormatting", text, { ranges: [at(3), at(1), at(1)] });
    assert.equal(apply(text, two), "model M {\n    input x: [4]\n  Dense( 3 )\n    Dense(4)\n}\n");
  });

  /** What was typed stands before `|`; the cursor's line gets nothing but its indentation. */
  const checkTyped = (ch: string, marked: string, expected: string): Promise<void> => {
    const offset = marked.indexOf("|");
    const text = marked.replace("|", "");
    const position = lineIndex(text).position(offset);
    return answer("textDocument/onTypeFormatting", text, { position, ch }).then((edits) =>
      assert.equal(apply(text, edits), expected),
    );
  };

  it("of the statement before a new line", () =>
    checkTyped(
      "\n",
      "model M {\n    input x: [4]\n    Dense( 3 )\n|\n}\n",
      "model M {\n    input x: [4]\n    Dense(3)\n    \n}\n",
    ));
  it("not of one that goes on", () =>
    checkTyped(
      "\n",
      "model M {\n    input x: [4]\n    Dense( 3,\n|\n    )\n}\n",
      "model M {\n    input x: [4]\n    Dense( 3,\n\n    )\n}\n",
    ));
  it("nor behind a line that ends in an arrow", () =>
    checkTyped("\n", "model M {\n    x  -> A() ->\n    |\n}\n", "model M {\n    x  -> A() ->\n    \n}\n"));
  it("the first line of a body is indented", () =>
    checkTyped("\n", "model M {\n|\n}\n", "model M {\n    \n}\n"));
  it("of what a brace closes", () =>
    checkTyped(
      "}",
      "model M {\n    input x: [4]\n    if a {\n  Dense( 3 )\n  }|\n    Dense( 4 )\n}\n",
      "model M {\n    input x: [4]\n    if a {\n        Dense(3)\n    }\n    Dense( 4 )\n}\n",
    ));
  it("not of a dictionary", () =>
    checkTyped(
      "}",
      "training t {\n    compile( loss={ 'a': mse }|)\n}\n",
      "training t {\n    compile( loss={ 'a': mse })\n}\n",
    ));
});
