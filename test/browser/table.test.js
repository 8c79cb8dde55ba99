// The model table in a real browser: rows, keys, sorting, filter, copies and the cursor, small and large.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "../vscode/browser.js";
import { installWorkbench } from "../vscode/workbench.js";
import { editorPage, shownFile } from "./view-pages.ts";

const transfer = readFileSync(join(import.meta.dirname, "../../examples/transfer.net"), "utf8");
const tenThousand =
  "block b(n) {\n    Dense(n)\n    ReLU()\n}\nmodel M {\n    input x: [64]\n    repeat 5000 { b(64) }\n}\n";
const folder = mkdtempSync(join(tmpdir(), "netlens-table-"));

describe("the model table in a browser", function () {
  this.timeout(300_000);
  let browser;
  before(async () => {
    await installWorkbench(console.log);
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The page as in the editor, with a file sent to it. */
  async function open(text, state) {
    const page = await browser.newPage({ viewport: { width: 1000, height: 500 } });
    page.setDefaultTimeout(15_000);
    const complaints = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    const path = join(folder, `${Math.random().toString(36).slice(2)}.html`);
    writeFileSync(path, editorPage("table", state));
    await page.goto(pathToFileURL(path).href);
    await send(page, { type: "model", file: shownFile(text) });
    return { page, complaints };
  }
  const send = (page, message) => page.evaluate((m) => window.postMessage(m, "*"), message);
  const told = (page) => page.evaluate(() => window.told);
  const names = (page) => page.locator(".body .row .text").allInnerTexts();
  const cell = (page, name, column) =>
    page.locator(".body .row", { hasText: name }).first().locator(`.${column}`).textContent();

  it("shows rows, shares and what trains in the phase, and complains of nothing", async () => {
    const { page, complaints } = await open(transfer);
    await page.waitForSelector(".body .row");
    assert.deepEqual((await names(page)).slice(0, 4), ["image", "base", "image", "convolutions"]);
    assert.equal(await cell(page, "base", "params"), "14,714,688");
    assert.equal(await cell(page, "base", "trainable"), "◐ 7,079,424");
    assert.match(await cell(page, "base", "share"), /87\.5 %/);
    assert.match(await page.locator(".foot .params").textContent(), /16,813,381/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("leads to the source by mouse and by key, and opens and closes boxes", async () => {
    const { page } = await open(transfer);
    await page.locator(".body .row", { hasText: "base" }).first().click();
    const reveal = (await told(page)).findLast(({ type }) => type === "reveal");
    assert.equal(transfer.split("\n")[reveal.range[1]].trim(), "base: VGG16(include_top=False)");
    await page.focus("[role=treegrid]");
    await page.keyboard.press("ArrowLeft");
    assert.equal((await names(page)).includes("convolutions"), false);
    await page.keyboard.press("ArrowRight");
    assert.equal((await names(page)).includes("convolutions"), true);
    const active = await page.locator("[role=treegrid]").getAttribute("aria-activedescendant");
    assert.equal(await page.locator(`#${active}`).getAttribute("aria-expanded"), "true");
    await page.close();
  });

  it("follows the cursor", async () => {
    const { page } = await open(transfer);
    const line = transfer.split("\n").findIndex((text) => text.includes("Dense(256"));
    const { uri } = shownFile(transfer);
    await send(page, { type: "cursor", cursor: { uri, line, character: 6 } });
    await page.waitForSelector(".body .row.selected");
    assert.equal(await page.locator(".body .row.selected .text").textContent(), "dense");
    await page.close();
  });

  it("sorts, filters and copies what it shows", async () => {
    const { page } = await open(transfer);
    await page.locator(".head .params button").click();
    assert.equal((await names(page))[0], "base");
    await page.fill("input[type=search]", "dense_1");
    assert.deepEqual(await names(page), ["dense_1"]);
    await page.selectOption("select[title^=Copy]", "csv");
    const copied = (await told(page)).findLast(({ type }) => type === "copy");
    assert.equal(copied.text.split("\n")[1], "dense_1,Dense,5,1285,1285,1280,20");
    await page.close();
  });

  it("opens ten thousand layers, closed, with no more rows than fit", async () => {
    const { page, complaints } = await open(tenThousand);
    await page.waitForSelector(".body .row");
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Open all" }).click();
    await page.focus("[role=treegrid]");
    await page.keyboard.press("End");
    assert.ok((await page.locator(".body .row").count()) < 60);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("says what to do where there is no model", async () => {
    const { page } = await open("block b() { ReLU() }\n");
    await page.waitForSelector(".empty:not([hidden])");
    assert.match(await page.locator(".empty").textContent(), /no model yet/);
    await page.close();
  });
});
