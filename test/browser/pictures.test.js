// Pictures that are files, in a real browser: every example is read and drawn by Mermaid, and the texts of SVG stay in their
// boxes, in light and in dark.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { analyze } from "../../server/src/analysis/analysis.ts";
import { findExportFormat } from "../../server/src/ide/export-formats.ts";
import { openBrowser } from "../vscode/browser.js";
import { installWorkbench } from "../vscode/workbench.js";

const folder = join(import.meta.dirname, "../../examples");
const sources = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".net"))
    .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
);
sources.set("NASNetLarge", "model M {\n    input x: [331, 331, 3]\n    NASNetLarge()\n}\n");
sources.set(
  "signs and names",
  `model M {\n    input x: [4]\n    for a in ["*x*", "<b>&", "\`c\`", "#1;"] {\n        _a_: Dense(2)\n        Dense(4)\n    }\n}\n`,
);

async function exported(format, text) {
  const result = await findExportFormat(format).export(analyze("file:///test.net", text));
  assert.equal(result.kind, "exported", result.message);
  return result.text;
}

describe("pictures in a browser", function () {
  this.timeout(300_000);
  let browser;
  before(async () => {
    await installWorkbench(console.log);
    browser = await openBrowser();
  });
  after(() => browser?.close());

  it("are read and drawn by Mermaid", async () => {
    const page = await browser.newPage();
    await page.setContent("<body></body>");
    const program = createRequire(import.meta.url).resolve("@mermaid-js/tiny/dist/mermaid.tiny.js");
    await page.addScriptTag({ path: program });
    for (const [name, source] of sources) {
      const text = await exported("mermaid", source);
      const drawn = await page.evaluate(async (chart) => {
        const { mermaid } = globalThis;
        mermaid.initialize({ startOnLoad: false });
        try {
          await mermaid.parse(chart);
          const { svg } = await mermaid.render("chart", chart);
          const picture = new DOMParser().parseFromString(svg, "text/html");
          const words = (what) => [...picture.querySelectorAll(what)].map((node) => node.textContent);
          return { nodes: words(".node"), groups: words(".cluster-label") };
        } catch (error) {
          return { error: error.message };
        }
      }, text);
      assert.equal(drawn.error, undefined, `${name}\n${text}`);
      assert.equal(drawn.nodes.length, text.match(/^ *n\d+[([]/gm).length, name);
      assert.equal(drawn.groups.length, text.match(/^ *subgraph /gm)?.length ?? 0, name);
      if (name !== "signs and names") continue;
      assert.match(drawn.groups[0], /for a in \["\*x\*", "<b>&", "`c`", "#1;"\]/);
      assert.match(drawn.nodes[1], /^_a_/);
    }
    await page.close();
  });

  for (const colorScheme of ["light", "dark"])
    it(`have texts that stay in their boxes and are well seen, in ${colorScheme}`, async () => {
      const page = await browser.newPage({ colorScheme });
      for (const [name, source] of sources) {
        if (name === "NASNetLarge" && colorScheme === "dark") continue;
        await page.setContent(await exported("svg", source));
        const seen = await page.evaluate(() => {
          const picture = document.querySelector("svg");
          const whole = picture.getBoundingClientRect();
          const outside = [];
          const within = (text, of) => {
            const [a, b] = [text.getBoundingClientRect(), of];
            if (a.left < b.left - 1 || a.right > b.right + 1 || a.top < b.top - 2 || a.bottom > b.bottom + 2)
              outside.push(text.textContent);
          };
          for (const text of picture.querySelectorAll("text")) within(text, whole);
          const overlaps = [];
          for (const box of picture.querySelectorAll(".box")) {
            const face = box.querySelector(".face:not(.behind)").getBoundingClientRect();
            const texts = [...box.querySelectorAll("text")];
            for (const text of texts) within(text, face);
            const [first, second, third] = texts.map((text) => text.getBoundingClientRect());
            const [left, right] = third ? [second, third] : [first, second];
            if (right && left.bottom > right.top && left.top < right.bottom && left.right > right.left)
              overlaps.push(box.textContent);
          }
          const fill = (what) => getComputedStyle(picture.querySelector(what)).fill;
          const light = (colour) =>
            colour
              .match(/\d+/g)
              .slice(0, 3)
              .reduce((sum, n) => sum + Number(n), 0) / 765;
          return {
            outside,
            overlaps,
            contrast: Math.abs(light(fill(".back")) - light(fill(".small"))),
            dark: light(fill(".back")) < 0.5,
          };
        });
        assert.deepEqual(seen.outside, [], name);
        assert.deepEqual(seen.overlaps, [], name);
        assert.equal(seen.dark, colorScheme === "dark");
        assert.ok(seen.contrast > 0.45, name);
      }
      await page.close();
    });
});
