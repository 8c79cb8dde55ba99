// What reaches the programs for browsers: no module of Node, in any way, and nothing a worker does not have.
import assert from "node:assert/strict";
import { builtinModules } from "node:module";
import { type BuildOptions, build, type Metafile } from "esbuild";
// @ts-expect-error: a script without types
import { bundles } from "../scripts/bundles.js";

interface Bundle {
  readonly outfile: string;
  readonly platform: string;
}

const inBrowsers: readonly Bundle[] = bundles({ minify: true }).filter(
  ({ platform }: Bundle) => platform === "browser",
);

async function bundled(bundle: Bundle): Promise<{ readonly metafile: Metafile; readonly text: string }> {
  const options = { ...bundle, write: false, sourcemap: false, metafile: true } as BuildOptions;
  const { metafile, outputFiles } = await build(options);
  return { metafile: metafile!, text: outputFiles![0]!.text };
}

describe("the programs for browsers", () => {
  it("are the extension, its server and the pages of its views", () =>
    assert.deepEqual(
      inBrowsers.map(({ outfile }) => outfile),
      ["dist/browser-client.js", "dist/browser-server.js", "dist/graph-webview.js", "dist/table-webview.js"],
    ));

  for (const bundle of inBrowsers) {
    const { outfile } = bundle;
    it(`${outfile} requires nothing but the editor's own module`, async () => {
      const { metafile, text } = await bundled(bundle);
      const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports);
      const named = [...text.matchAll(/\b(?:__)?(?:require|import)\(\s*["'`]([^"'`]+)/g)].map(
        ([, name]) => name,
      );
      const wanted = outfile.endsWith("client.js") ? ["vscode"] : [];
      assert.deepEqual([...new Set([...outside.map(({ path }) => path), ...named])], wanted);
    });

    it(`${outfile} has no module of Node, nor an empty one in its place`, async () => {
      const { metafile } = await bundled(bundle);
      const ofNode = Object.keys(metafile.inputs).filter((path) => {
        const name = path.replace(/^\(disabled\):/, "").replace(/^node:/, "");
        return path.startsWith("(disabled):") || path.startsWith("node:") || builtinModules.includes(name);
      });
      assert.deepEqual(ofNode, []);
    });
  }
});
