// The model graph in a real browser: as a page of its own and as the editor shows it, small and large, by mouse and by key.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { openBrowser } from "../vscode/browser.js";
import { installWorkbench } from "../vscode/workbench.js";
import { editorPage, savedPage, shownFile } from "./view-pages.ts";

const example = (name) => readFileSync(join(import.meta.dirname, "../../examples", name), "utf8");
const folder = mkdtempSync(join(tmpdir(), "netlens-graph-"));
const small = `block residual(n) {
    input x
    y = x -> Dense(n) -> ReLU() -> last: Dense(n)
    [x, y] -> Add()
}
model Small {
    input x: [64]
    first: residual(64)
    second: residual(64)
    Dense(10, activation=softmax)
}
`;
const nasnet = "model M {\n    input x: [331, 331, 3]\n    NASNetLarge()\n}\n";
const tenThousand = `block b(n) {\n    input x\n    y = x -> Dense(n) -> ReLU() -> Dense(n)\n    [x, y] -> Add()\n}\nmodel M {\n    input x: [64]\n    repeat 2500 { b(64) }\n}\n`;

describe("the model graph in a browser", function () {
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

  /** Opens a page from a file, as a reader would; whatever it complains of is in `complaints`. */
  async function open(html, colorScheme = "light") {
    const page = await browser.newPage({ viewport: { width: 1000, height: 700 }, colorScheme });
    page.setDefaultTimeout(15_000);
    const complaints = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!/^(file|blob|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`);
    });
    const path = join(folder, `${Math.random().toString(36).slice(2)}.html`);
    writeFileSync(path, html);
    await page.goto(pathToFileURL(path).href);
    return { page, complaints };
  }
  const tree = ".side:not([hidden]) [role=tree]";
  /** Opens a saved page and shows all of its graph. */
  async function openWhole(html) {
    const opened = await open(html);
    await whole(opened.page);
    return opened;
  }
  async function whole(page) {
    await page.waitForSelector(".foot .total");
    await page.focus(tree);
    await page.keyboard.press("0");
    await page.waitForTimeout(150);
  }
  /** As in the editor, with a model sent to it. */
  async function openInEditor(text, state) {
    const opened = await open(editorPage("graph", state));
    await opened.page.evaluate((file) => window.postMessage({ type: "model", file }, "*"), shownFile(text));
    await opened.page.waitForSelector(".foot .total");
    return opened;
  }
  const names = (page) =>
    page.$$eval(".box", (boxes) => boxes.map((box) => box.querySelector(".name")?.textContent));
  const count = (page) => page.$$eval(".box", (boxes) => boxes.length);
  const box = (name) => `.box[aria-label^="${name},"]`;
  const told = (page, type) =>
    page.evaluate((of) => window.told.filter((message) => message.type === of), type);

  it("is one file that draws a model offline", async () => {
    const { page, complaints } = await openWhole(savedPage("graph", small));
    assert.match((await names(page)).join(), /^x,first: residual,.*second: residual,.*dense,dense$/);
    assert.match(await page.textContent(".foot .total"), /^17,290 parameters · 17,024 multiply-adds$/);
    assert.match((await page.$$eval(".shape", (all) => all.map((one) => one.textContent))).join(), /64.*10/);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("closes a block and opens it again, and the arrows follow", async () => {
    const { page, complaints } = await openWhole(savedPage("graph", small));
    const all = await count(page);
    const arrows = await page.$$eval(".route", (routes) => routes.length);
    await page.click(`${box("first")} [data-toggle]`);
    await page.waitForSelector(`${box("first")}[aria-expanded=false]`);
    assert.equal(await count(page), all - 4);
    assert.ok((await page.$$eval(".route", (routes) => routes.length)) < arrows);
    await page.focus(tree);
    await page.click(box("first"));
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${box("first")}[aria-expanded=true]`);
    assert.equal(await count(page), all);
    assert.equal(await page.$$eval(".route", (routes) => routes.length), arrows);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("lets nothing overlap: boxes stand apart, and inside the block they belong to", async () => {
    const { page } = await openWhole(savedPage("graph", example("googlenet.net")));
    const wrong = await page.evaluate(() => {
      const of = (element) => element.getBoundingClientRect();
      const closed = [...document.querySelectorAll(".box:not(.open)")].map((one) =>
        of(one.querySelector(".face:not(.behind)")),
      );
      const found = [];
      closed.forEach((a, i) => {
        for (const b of closed.slice(i + 1))
          if (
            a.left < b.right - 0.5 &&
            b.left < a.right - 0.5 &&
            a.top < b.bottom - 0.5 &&
            b.top < a.bottom - 0.5
          )
            found.push([a.left, a.top, b.left, b.top]);
      });
      return found;
    });
    assert.deepEqual(wrong, []);
    await page.close();
  });

  it("finds layers, opens what is around them and goes from one to the next", async () => {
    const { page, complaints } = await open(savedPage("graph", nasnet));
    await page.waitForSelector(".foot .total");
    await page.keyboard.press("Control+f");
    await page.keyboard.type("normal_add_3_12");
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${box("normal_add_3_12")}.selected`);
    assert.equal(await page.textContent(".count"), "1 of 1");
    await page.fill(".search input", "nowhere");
    assert.equal(await page.textContent(".count"), "nothing found");
    await page.keyboard.press("Escape");
    assert.equal(await page.isVisible(".search"), false);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("is moved by keys: Tab from box to box, arrows, zoom, all of it", async () => {
    const { page } = await openInEditor(small);
    await page.focus(tree);
    await page.keyboard.press("Tab");
    assert.equal(await page.getAttribute(".selected", "aria-label"), "x, input, output 64");
    await page.keyboard.press("Tab");
    assert.match(await page.getAttribute(".selected", "aria-label"), /^first, residual, 4 layers/);
    assert.equal(
      await page.getAttribute(tree, "aria-activedescendant"),
      await page.getAttribute(".selected", "id"),
    );
    const place = () => page.getAttribute(`${tree} > g`, "transform");
    const before = await place();
    for (const key of ["ArrowDown", "+", "-", "ArrowUp"]) await page.keyboard.press(key);
    await page.waitForTimeout(100);
    assert.ok(await place());
    await page.keyboard.press("+");
    await page.waitForFunction(
      (old) =>
        document.querySelector(".side:not([hidden]) [role=tree] > g").getAttribute("transform") !== old,
      before,
    );
    await page.close();
  });

  it("says what was clicked, and shows what the cursor is on", async () => {
    const { page, complaints } = await openInEditor(small);
    await whole(page);
    await page.click(box("dense, Dense"));
    const [message] = await told(page, "reveal");
    assert.deepEqual(message, { type: "reveal", uri: "file:///model.net", range: [0, 9, 4, 9, 33] });
    const cursor = { uri: "file:///model.net", line: 8, character: 14 };
    await page.evaluate((at) => window.postMessage({ type: "cursor", cursor: at }, "*"), cursor);
    await page.waitForSelector(`${box("second")}.selected`);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("follows an edit and keeps what is open, chosen and in sight", async () => {
    const { page } = await openInEditor(small);
    await whole(page);
    await page.click(`${box("first")} [data-toggle]`);
    await page.waitForSelector(`${box("first")}[aria-expanded=false]`);
    await page.click(box("dense, Dense"));
    const top = (await page.locator(box("dense, Dense")).boundingBox()).y;
    const longer = small.replace("    second:", "    Dense(64)\n    second:");
    await page.evaluate((file) => window.postMessage({ type: "model", file }, "*"), shownFile(longer));
    await page.waitForSelector(box("dense_1, Dense"));
    assert.equal(await page.getAttribute(box("first"), "aria-expanded"), "false");
    assert.equal(await page.getAttribute(box("second"), "aria-expanded"), "true");
    assert.ok(Math.abs((await page.locator(".selected").boundingBox()).y - top) < 2);
    await page.close();
  });

  it("is as it was when it is opened again", async () => {
    const { page } = await openInEditor(small);
    await page.click(`${box("first")} [data-toggle]`);
    await page.waitForSelector(`${box("first")}[aria-expanded=false]`);
    await page.waitForTimeout(400);
    const state = await page.evaluate(() => window.kept);
    await page.close();
    const again = await openInEditor(small, state);
    assert.equal(await again.page.getAttribute(box("first"), "aria-expanded"), "false");
    await again.page.close();
  });

  it("says what to do where there is no model", async () => {
    const { page, complaints } = await open(
      savedPage("graph", "model M(n) {\n    input x: [4]\n    Dense(n)\n}\n"),
    );
    await page.waitForSelector(".empty:not([hidden])");
    assert.match(
      await page.textContent(".empty"),
      /^M cannot be built alone: it needs n\. Give it a default/,
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("shows two versions side by side with what came, went and changed", async () => {
    const after = small.replace(
      "    second: residual(64)\n",
      "    second: residual(64)\n    more: Dense(32)\n",
    );
    const { page, complaints } = await openWhole(savedPage("graph", after, small));
    await page.waitForSelector(".side:not([hidden]) .box.change-added");
    assert.deepEqual(
      await page.$$eval(".box.change-added", (all) => all.map((one) => one.getAttribute("aria-label"))),
      ["more, Dense, output 32, 2,080 parameters"],
    );
    assert.match(
      (await page.$$eval(".caption", (all) => all.map((one) => one.textContent))).join(),
      /1 added, 0 removed, 1 changed/,
    );
    // It begins with what changed: blocks without a change are closed.
    assert.match(await page.getAttribute(`${tree} .selected`, "aria-label"), /^(more|dense), Dense/);
    assert.equal(await page.getAttribute(box("first"), "aria-expanded"), "false");
    const places = () => page.$$eval(`${tree} > g`, (all) => all.map((one) => one.getAttribute("transform")));
    await page.mouse.move(700, 400);
    await page.mouse.wheel(30, 50);
    await page.waitForTimeout(100);
    const [left, right] = await places();
    assert.equal(left, right);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("writes a picture of all of it, with its colours in it", async () => {
    const { page, complaints } = await openInEditor(small);
    await page.selectOption('select[aria-label="Save"]', "svg");
    await page.waitForFunction(() => window.told.some(({ type }) => type === "save"));
    const [svg] = await told(page, "save");
    assert.equal(svg.name, "Small.svg");
    assert.match(svg.text, /^<svg[^>]*viewBox/);
    assert.equal(svg.text.match(/>dense</g).length, 2);
    assert.doesNotMatch(svg.text, /var\(|class=/);
    assert.match(svg.text, /text-anchor="end"[^>]*>650</);
    await page.selectOption('select[aria-label="Save"]', "png");
    await page.waitForFunction(() => window.told.some(({ base64 }) => base64));
    const png = (await told(page, "save"))[1];
    assert.ok(Buffer.from(png.base64, "base64").subarray(1, 4).equals(Buffer.from("PNG")));
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("opens NASNetLarge in seconds, and all of it", async () => {
    const { page, complaints } = await open(savedPage("graph", nasnet));
    const start = Date.now();
    await page.waitForSelector(".foot .total");
    await page.click("text=Open all");
    await page.waitForSelector(`${tree}:not([aria-busy])`);
    await whole(page);
    assert.ok(Date.now() - start < 30_000);
    // What is too small to be seen is not drawn.
    assert.ok((await count(page)) < 1000);
    await page.click("text=Fit");
    const frames = await page.evaluate(async () => {
      const element = document.querySelector(".side:not([hidden]) [role=tree]");
      const start = performance.now();
      for (let i = 0; i < 30; i++) {
        element.dispatchEvent(
          new WheelEvent("wheel", { deltaX: 20, deltaY: 40, bubbles: true, cancelable: true }),
        );
        await new Promise((done) => requestAnimationFrame(done));
      }
      return (performance.now() - start) / 30;
    });
    assert.ok(frames < 150, `${frames} ms a frame`);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it("opens 10,000 layers in runs", async () => {
    const { page, complaints } = await open(savedPage("graph", tenThousand));
    await page.waitForSelector(".foot .total");
    assert.ok((await count(page)) < 130);
    assert.equal(await page.textContent(".foot .total"), "20,800,000 parameters · 20.5 M multiply-adds");
    assert.deepEqual(complaints, []);
    // From far away a search leads to where its box can be read.
    await page.click("text=Open all");
    await page.waitForSelector(`${tree}:not([aria-busy])`);
    await whole(page);
    await page.keyboard.press("Control+f");
    await page.keyboard.type("dense_4321");
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${box("dense_4321")}.selected`);
    const { height } = await page.locator(".selected").boundingBox();
    assert.ok(height > 30, `${height} pixels`);
    await page.close();
  });

  it("shows a model that is frozen in part", async () => {
    const { page } = await open(savedPage("graph", example("transfer.net")));
    await page.waitForSelector(".foot .total");
    await page.click("text=Open all");
    await whole(page);
    await page.selectOption('select[aria-label="Colour"]', "training");
    await page.waitForSelector(".box.state-frozen");
    assert.match(await page.getAttribute(box("block1_conv1"), "aria-label"), /frozen$/);
    assert.match(await page.getAttribute(box("base"), "aria-label"), /partly frozen$/);
    assert.match(await page.textContent(".legend"), /partly frozen/);
    await page.close();
  });
});
