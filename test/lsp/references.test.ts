// References and renames over several files, and imports that follow when files move.
import assert from "node:assert/strict";
import type { Location, ProtocolConnection, TextEdit, WorkspaceEdit } from "vscode-languageserver/node";
import { connect, open } from "./connect.ts";

const folder = "file:///project/";

/** A client of a folder of files; the first is open. */
async function workspace(files: Readonly<Record<string, string>>): Promise<ProtocolConnection> {
  const disk = new Map(Object.entries(files).map(([name, text]) => [folder + name, text]));
  const { client } = connect({
    resolve: (from, path) => new URL(path, from).href,
    read: (uri) => disk.get(uri),
    async *list() {
      yield* disk.keys();
    },
  });
  await client.sendRequest("initialize", {
    processId: null,
    rootUri: folder,
    capabilities: { workspace: { fileOperations: { willRename: true }, textDocumentContent: {} } },
  });
  await client.sendNotification("initialized", {});
  const [first] = disk;
  await open(client, first![0], first![1]);
  return client;
}

/** A request at the mark `‸` of the first file. */
async function ask<R>(files: Readonly<Record<string, string>>, method: string, more: object): Promise<R> {
  const [name, marked] = Object.entries(files)[0]!;
  const before = marked.slice(0, marked.indexOf("‸")).split("\n");
  const client = await workspace({ ...files, [name]: marked.replace("‸", "") });
  try {
    return await client.sendRequest<R>(method, {
      textDocument: { uri: folder + name },
      position: { line: before.length - 1, character: before.at(-1)!.length },
      ...more,
    });
  } finally {
    client.dispose();
  }
}

const applied = (text: string, edits: readonly TextEdit[]): string => {
  const lines = text.split("\n");
  const sorted = [...edits].sort(
    (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
  );
  for (const { range, newText } of sorted) {
    const line = lines[range.start.line]!;
    lines[range.start.line] =
      line.slice(0, range.start.character) + newText + line.slice(range.end.character);
  }
  return lines.join("\n");
};

async function renamed(
  files: Readonly<Record<string, string>>,
  newName: string,
): Promise<Record<string, string>> {
  const edit = await ask<WorkspaceEdit>(files, "textDocument/rename", { newName });
  return Object.fromEntries(
    Object.entries(edit.changes ?? {})
      .map(([uri, edits]): [string, string] => {
        const name = uri.slice(folder.length);
        return [name, applied(files[name]!.replace("‸", ""), edits)];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const user =
  'from "./part.net" import part\n\nmodel M {\n    input x: [8, 8, 3]\n    part(n=4)\n    Flatten()\n}\n';

describe("references", () => {
  it("are found in files that are not open, from either side", async () => {
    const at = (found: readonly Location[]): readonly string[] =>
      found.map(({ uri, range }) => `${uri.slice(folder.length)}:${range.start.line + 1}`).sort();
    const part = "block part(n) { Conv2D(n, 3) }\n";
    const context = { includeDeclaration: true };
    const method = "textDocument/references";
    const expected = ["part.net:1", "use.net:1", "use.net:5"];
    assert.deepEqual(
      at(await ask({ "part.net": part.replace("part", "‸part"), "use.net": user }, method, { context })),
      expected,
    );
    assert.deepEqual(
      at(await ask({ "use.net": user.replace("part(n", "‸part(n"), "part.net": part }, method, { context })),
      expected,
    );
  });
  it("of an alias are those of what it stands for, and the other way round", async () => {
    const files = {
      "alias.net":
        'from "./part.net" import part as piece\nmodel N {\n    input x: [8, 8, 3]\n    piece(1)\n}\n',
      "part.net": "block part(n) { Conv2D(n, 3) }\n",
      "use.net": user,
    };
    const context = { includeDeclaration: true };
    const at = async (order: Readonly<Record<string, string>>): Promise<readonly string[]> =>
      (await ask<Location[]>(order, "textDocument/references", { context }))
        .map(({ uri, range }) => `${uri.slice(folder.length)}:${range.start.line + 1}`)
        .sort();
    const expected = ["alias.net:1", "alias.net:1", "alias.net:4", "part.net:1", "use.net:1", "use.net:5"];
    const { "alias.net": alias, "part.net": part, ...rest } = files;
    assert.deepEqual(
      await at({ "alias.net": alias.replace("piece(1", "‸piece(1"), "part.net": part, ...rest }),
      expected,
    );
    assert.deepEqual(
      await at({ "part.net": part.replace("part", "‸part"), "alias.net": alias, ...rest }),
      expected,
    );
  });

  it("of a size leave out where it is bound", async () => {
    const text = "block b() {\n    input x: [h, w, c]\n    Reshape((h * w, ‸c))\n}\n";
    const found = (includeDeclaration: boolean) =>
      ask<Location[]>({ "m.net": text }, "textDocument/references", { context: { includeDeclaration } });
    assert.deepEqual(
      (await found(true)).map(({ range }) => range.start.line),
      [1, 2],
    );
    assert.deepEqual(
      (await found(false)).map(({ range }) => range.start.line),
      [2],
    );
  });
});

describe("rename", () => {
  it("of a size goes through the shapes", async () => {
    const text =
      "model M {\n    input x: [‸N, 4]\n    input y: [M, 4]\n    z = [x, y] -> Concatenate(axis=1)\n    assert z.shape == [N + M, 4]\n    output z\n}\n";
    assert.deepEqual(await renamed({ "m.net": text }, "words"), {
      "m.net": text.replace("‸", "").replaceAll("N", "words"),
    });
    await assert.rejects(renamed({ "m.net": text }, "M"), /another one|does not go here/);
  });

  it("of a parameter reaches the trainings of the model, where it is what the model is given", async () => {
    const model =
      "model D {\n    input x: [4]\n    Dense(1)\n}\nmodel GAN(‸d=D(), classes=3) {\n    input x: [4]\n    d\n}\n";
    const training =
      'from "./m.net" import GAN, D\nconst classes = 4\ntraining t for GAN(d=D(), classes=classes) {\n    d.compile(loss=mse)\n    freeze d\n    d.trainable = False\n    compile(loss=mse)\n    fit()\n}\n';
    assert.deepEqual(await renamed({ "m.net": model, "t.net": training }, "judge"), {
      "m.net": model.replace("‸d=", "judge=").replace("    d\n", "    judge\n"),
      "t.net": training.replace("(d=", "(judge=").replaceAll(/\bd\b(?=\.|\n)/g, "judge"),
    });
  });

  it("of a block reaches every importer, and leaves aliases alone", async () =>
    assert.deepEqual(
      await renamed(
        {
          "part.net": "block ‸part(n) { Conv2D(n, 3) }\n",
          "use.net": user,
          "alias.net":
            'from "./part.net" import part as piece\nmodel N {\n    input x: [8, 8, 3]\n    piece(1)\n}\n',
        },
        "stem",
      ),
      {
        "alias.net":
          'from "./part.net" import stem as piece\nmodel N {\n    input x: [8, 8, 3]\n    piece(1)\n}\n',
        "part.net": "block stem(n) { Conv2D(n, 3) }\n",
        "use.net": user.replaceAll("import part", "import stem").replace("part(n", "stem(n"),
      },
    ));

  it("of a custom layer and of a nested model is no other model", async () => {
    const text =
      "layer ‸Scale() {\n    input x: [c]\n    weight g: [c]\n    output [c]\n}\nmodel Inner {\n    input x: [4]\n    Scale()\n}\nmodel M {\n    input x: [4]\n    Inner()\n}\n";
    const plain = text.replace("‸", "");
    assert.deepEqual(await renamed({ "m.net": text }, "Gain"), {
      "m.net": plain.replaceAll("Scale", "Gain"),
    });
    assert.deepEqual(await renamed({ "m.net": plain.replace("Inner {", "‸Inner {") }, "Core"), {
      "m.net": plain.replaceAll("Inner", "Core"),
    });
  });

  it("of a parameter reaches the arguments of other files", async () =>
    assert.deepEqual(
      await renamed({ "part.net": "block part(‸n) { Conv2D(n, 3) }\n", "use.net": user }, "filters"),
      {
        "part.net": "block part(filters) { Conv2D(filters, 3) }\n",
        "use.net": user.replace("n=4", "filters=4"),
      },
    ));

  it("of a label reaches selectors, through nested models and in other files", async () => {
    const model =
      "model Inner {\n    input x: [4]\n    ‸first: Dense(3)\n    Dense(2)\n}\nmodel Outer {\n    input x: [4]\n    base: Inner()\n    Dense(1)\n}\n";
    const training =
      'from "./m.net" import Outer\ntraining t for Outer {\n    freeze base.first\n    compile(loss=mse)\n    fit()\n}\n';
    assert.deepEqual(await renamed({ "m.net": model, "t.net": training }, "start"), {
      "m.net": model.replace("‸first", "start"),
      "t.net": training.replace("base.first", "base.start"),
    });
  });

  it("of a label reaches selections by a string", async () => {
    const text =
      'model M {\n    input x: [4]\n    ‸head: Dense(3)\n    Dense(2)\n}\ntraining t for M {\n    model.get_layer("head").trainable = False\n    freeze model["head"]\n    compile(loss=mse)\n    fit()\n}\n';
    assert.deepEqual(await renamed({ "m.net": text }, "trunk"), {
      "m.net": text.replace("‸", "").replaceAll("head", "trunk"),
    });
  });

  it("of a label that is a string keeps the string", async () => {
    const text = 'model M {\n    input x: [4]\n    "head": Dense(3)\n    ‸head -> Dense(2)\n}\n';
    assert.deepEqual(await renamed({ "m.net": text }, "trunk"), {
      "m.net": 'model M {\n    input x: [4]\n    "trunk": Dense(3)\n    trunk -> Dense(2)\n}\n',
    });
  });

  it("is refused where the name is taken, is none, or would change a selection", async () => {
    const text =
      "model M {\n    input x: [4]\n    ‸block1_a: Dense(3)\n    other: Dense(2)\n}\ntraining t for M {\n    freeze block1_*\n    compile(loss=mse)\n    fit()\n}\n";
    await assert.rejects(renamed({ "m.net": text }, "other"), /does not go here/);
    await assert.rejects(renamed({ "m.net": text }, "a b"), /not a name/);
    await assert.rejects(renamed({ "m.net": text }, "first"), /does not go here/);
  });

  it("is not offered for what the library declares", async () =>
    assert.equal(
      await ask({ "m.net": 'from "std/vgg" import ‸VGG16\n' }, "textDocument/prepareRename", {}),
      null,
    ));
});

describe("files that move", () => {
  const moved = async (
    files: Readonly<Record<string, string>>,
    from: string,
    to: string,
  ): Promise<Record<string, string>> => {
    const client = await workspace(files);
    const edit = await client.sendRequest<WorkspaceEdit | null>("workspace/willRenameFiles", {
      files: [{ oldUri: folder + from, newUri: folder + to }],
    });
    client.dispose();
    return Object.fromEntries(
      Object.entries(edit?.changes ?? {}).map(([uri, edits]) => {
        const name = uri.slice(folder.length);
        return [name, applied(files[name]!, edits).split("\n")[0]!];
      }),
    );
  };
  const files = {
    "use.net": user,
    "part.net": 'from "./deep/own.net" import own\nblock part(n) { own(n) }\n',
    "deep/own.net": "block own(n) { Conv2D(n, 3) }\n",
  };
  it("take their importers and their own imports along", async () =>
    assert.deepEqual(await moved(files, "part.net", "blocks/part.net"), {
      "part.net": 'from "../deep/own.net" import own',
      "use.net": 'from "./blocks/part.net" import part',
    }));
  it("in a folder that moves, too", async () =>
    assert.deepEqual(await moved(files, "deep", "deeper/still"), {
      "part.net": 'from "./deeper/still/own.net" import own',
    }));
  it("change nothing where nobody imports them", async () =>
    assert.deepEqual(await moved(files, "use.net", "renamed.net"), {}));
});
