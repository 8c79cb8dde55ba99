// Both views in the served workbench, as a person uses them: beside the text and in step with it, in each theme, saved to
// files, compared with the last commit, and after a reload.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "../vscode/browser.js";
import { temporaryFolder } from "../vscode/processes.js";
import { freePort, installWorkbench, serveWorkbench } from "../vscode/workbench.js";
import {
  chooseTheme,
  lineWith,
  panelOf,
  quickOpen,
  runCommand,
  saveAs,
  untilHints,
} from "./workbench-page.js";

const root = join(import.meta.dirname, "../..");

describe("the views in the editor", function () {
  this.timeout(120_000);
  let browser;
  let workbench;
  let workspace;
  let page;

  before(async () => {
    await installWorkbench(console.log);
    workspace = temporaryFolder("netlens-views");
    for (const name of ["transfer.net", "mlp.net", "vgg16.net"])
      cpSync(join(root, "examples", name), join(workspace, name));
    const git = (...args) => execFileSync("git", args, { cwd: workspace, stdio: "ignore" });
    const author = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"];
    git("init");
    git("add", ".");
    git(...author, "commit", "-m", "models");
    workbench = await serveWorkbench({
      port: await freePort(3134),
      settings: { "git.enabled": true, "editor.minimap.enabled": false, "files.autoSave": "off" },
    });
    browser = await openBrowser();
    const context = await browser.newContext({ viewport: { width: 1600, height: 900 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(workbench.address({ workspace, extension: root }));
    await quickOpen(page, "transfer.net");
    await runCommand(page, "Netlens: Show Model Graph");
    await (await panelOf(page, "graph")).waitForSelector(".foot .total");
    await toText();
    await runCommand(page, "Netlens: Show Model Table");
    await (await panelOf(page, "table")).waitForSelector(".body .row");
  });
  after(async () => {
    await browser?.close();
    await workbench?.stop();
  });

  const box = (name) => `.box[aria-label^="${name},"]`;
  /** Back to the text, with the cursor where it is. */
  const toText = () => page.locator(".tab", { hasText: "transfer.net" }).first().click();
  const cursorAt = (place) => page.locator(".statusbar-item", { hasText: place }).waitFor();
  /** The page of a panel, brought to the front: it begins anew each time. */
  const front = async (view) => {
    const title = view === "graph" ? "Model Graph" : "Model Table";
    await page.locator(".tab", { hasText: title }).first().click();
    const frame = await panelOf(page, view);
    await frame.waitForSelector(view === "graph" ? ".foot .total" : ".body .row");
    return frame;
  };
  const whole = async (graph) => {
    await graph.focus(".side:not([hidden]) [role=tree]");
    await page.keyboard.press("0");
    await page.waitForTimeout(300);
  };
  const put = async (text, line) => {
    await lineWith(page, line).click({ position: { x: 60, y: 8 } });
    await page.keyboard.press("End");
    await page.keyboard.type(text);
  };

  it("show what the cursor is on, and lead to the text", async () => {
    const table = await front("table");
    await lineWith(page, "Dense(256").click({ position: { x: 60, y: 8 } });
    await table.waitForSelector('.body .row.selected .text[title="dense"]');
    await table.click('.body .row .text[title="flatten"]');
    await toText();
    await cursorAt("Ln 7, Col 5");
    const graph = await front("graph");
    await whole(graph);
    await graph.click(box("dense_1"));
    await toText();
    await cursorAt("Ln 9, Col 5");
    await lineWith(page, "Dense(256").click({ position: { x: 60, y: 8 } });
    await graph.waitForSelector(`${box("dense")}.selected`);
  });

  it("follow each edit, and the status bar too", async () => {
    const graph = await front("graph");
    await put("\nmiddle: Dense(8)", "Dense(256");
    await graph.waitForSelector(box("middle"));
    assert.match(await graph.textContent(".foot .total"), /^16,814,197 parameters/);
    await page.locator(".statusbar-item", { hasText: "Classifier: 16,814,197 parameters" }).waitFor();
    await page.locator(".statusbar-item", { hasText: "transfer: phase 2" }).waitFor();
    await (await front("table")).waitForSelector('.body .row .text[title="middle"]');
  });

  it("compare with the last commit, and end it", async () => {
    const graph = await front("graph");
    await toText();
    await runCommand(page, "Netlens: Compare Model Graph With…");
    await page.locator(".quick-input-widget .monaco-list-row", { hasText: "The last commit" }).click();
    await graph.waitForSelector(".box.change-added");
    const captions = await graph.$$eval(".caption", (all) => all.map((one) => one.textContent));
    assert.equal(captions[0], "transfer.net, last commit");
    assert.match(captions[1], /^transfer\.net · 1 added, 0 removed, \d changed$/);
    await graph.click("text=End comparison");
    await graph.waitForSelector(".box.change-added", { state: "detached" });
  });

  it("are copied as Markdown, CSV and Keras's own table", async () => {
    const table = await front("table");
    const copied = async (format) => {
      await table.selectOption("select[title^=Copy]", format);
      await page.waitForTimeout(500);
      return page.evaluate(() => navigator.clipboard.readText());
    };
    assert.match(await copied("markdown"), /^\| Layer +\| Class/);
    assert.match(await copied("csv"), /^Layer,Class,Output shape,Parameters/);
    assert.match(await copied("keras"), /^Model: "Classifier"\n┏━/);
  });

  it("are saved as SVG, PNG and a page that works by itself", async () => {
    const graph = await front("graph");
    const saved = async (kind) => {
      const path = join(workspace, `picture.${kind}`);
      await graph.selectOption('select[aria-label="Save"]', kind);
      await saveAs(page, path);
      for (let i = 0; i < 100 && !existsSync(path); i++) await page.waitForTimeout(100);
      await page.waitForTimeout(300);
      return path;
    };
    assert.match(readFileSync(await saved("svg"), "utf8"), /^<svg[\s\S]*>middle<[\s\S]*<\/svg>/);
    assert.equal(
      readFileSync(await saved("png"))
        .subarray(1, 4)
        .toString(),
      "PNG",
    );
    const offline = await browser.newPage();
    const asked = [];
    offline.on("request", (request) => asked.push(request.url()));
    const address = pathToFileURL(await saved("html")).href;
    await offline.goto(address);
    await offline.waitForSelector(box("middle"));
    assert.deepEqual(
      asked.filter((url) => !/^(?:blob|data):/.test(url)),
      [address],
    );
    await offline.close();
  });

  for (const theme of ["Dark Modern", "Light Modern", "Dark High Contrast", "Light High Contrast"])
    it(`can be read in ${theme}`, async () => {
      await chooseTheme(page, theme);
      await page.waitForTimeout(800);
      const least = theme.includes("Contrast") ? 7 : 4.5;
      for (const [view, parts] of [
        ["graph", ".box .name, .box .small, .shape, .foot *, .toolbar button"],
        ["table", ".body .row .cell, .head button, .foot .cell, .toolbar select"],
      ]) {
        const frame = await front(view);
        await page.waitForTimeout(300);
        // The loader of the tests names functions by this one.
        await frame.evaluate("globalThis.__name = (of) => of");
        assert.deepEqual(await frame.evaluate(faint, { parts, least }), [], `${view} in ${theme}`);
      }
    });

  it("are as they were after a reload of the window", async () => {
    await toText();
    await page.keyboard.press("Control+s");
    let graph = await front("graph");
    await graph.selectOption('select[aria-label="Colour"]', "training");
    await whole(graph);
    const before = await graph.getAttribute(box("base"), "aria-expanded");
    const base = `${box("base")}[aria-expanded=${before === "true" ? "false" : "true"}]`;
    await graph.click(`${box("base")} [data-toggle]`);
    await graph.waitForSelector(base);
    await page.waitForTimeout(500);
    await (await front("table")).click(".head .params button");
    await page.waitForTimeout(1500);
    await toText();
    await runCommand(page, "Developer: Reload Window");
    await page.waitForEvent("load");
    await untilHints(page);
    const table = await front("table");
    assert.equal(await table.getAttribute(".head .cell.params", "aria-sort"), "descending");
    graph = await front("graph");
    await graph.waitForSelector(base);
    assert.equal(await graph.inputValue('select[aria-label="Colour"]'), "training");
    // They go on following the text.
    await put("\nlater: Dense(6)", "Dense(256");
    await graph.waitForSelector(box("later"));
  });
});

/** In the page: the texts that stand out from what is behind them by less than `least`, as WCAG measures it. */
function faint({ parts, least }) {
  const read = (color) => {
    const found = color.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return color.startsWith("color(srgb") ? found.map((n, i) => (i < 3 ? n * 255 : n)) : found;
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((n) => {
      const part = n / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const backOf = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const face =
        at.matches?.(".box") && !at.matches(".open") ? at.querySelector(".face:not(.behind)") : null;
      const color = face ? getComputedStyle(face).fill : getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = read(color);
      if (alpha === 1 && color !== "none") return read(color);
    }
    return read(getComputedStyle(document.body).backgroundColor);
  };
  const found = new Set();
  for (const element of document.querySelectorAll(parts)) {
    if (!element.textContent || element.closest(".far, .unfound, [hidden]")) continue;
    const style = getComputedStyle(element);
    const color = read(element instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [luminance(color), luminance(backOf(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least) found.add(`${element.className.baseVal ?? element.className}: ${ratio.toFixed(1)}`);
  }
  return [...found];
}
