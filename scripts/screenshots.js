// Takes the pictures in docs/images from the served workbench, in a light and a dark theme, and renders the icon;
// it never changes a file of the examples (they are copied).
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../test/vscode/browser.js";
import { endEverything, endOnSignals, temporaryFolder } from "../test/vscode/processes.js";
import { freePort, installWorkbench, serveWorkbench, WorkbenchError } from "../test/vscode/workbench.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const images = join(root, "docs", "images");
const themes = { light: "Light Modern", dark: "Dark Modern" };
const viewport = { width: 1400, height: 900 };

/** Nothing in the picture but the editor. */
const settings = {
  "breadcrumbs.enabled": false,
  "editor.fontSize": 17,
  "editor.fontFamily": "'JetBrains Mono', 'DejaVu Sans Mono', monospace",
  "editor.lineHeight": 1.6,
  "editor.glyphMargin": false,
  "editor.hideCursorInOverviewRuler": true,
  "editor.lightbulb.enabled": "off",
  "editor.matchBrackets": "never",
  "editor.minimap.enabled": false,
  "editor.occurrencesHighlight": "off",
  "editor.overviewRulerBorder": false,
  "editor.guides.highlightActiveIndentation": false,
  "editor.renderLineHighlight": "none",
  "editor.scrollBeyondLastLine": true,
  "editor.scrollbar.vertical": "hidden",
  "editor.stickyScroll.enabled": false,
  "editor.hover.delay": 100,
  "window.commandCenter": false,
  "window.menuBarVisibility": "hidden",
  "workbench.activityBar.location": "hidden",
  "workbench.editor.editorActionsLocation": "hidden",
  "workbench.layoutControl.enabled": false,
  "workbench.statusBar.visible": false,
};

/** Each scene opens a file, arranges the page, and names the part of it that tells the story. */
const scenes = {
  hints: { file: "transfer.net", height: 620, arrange: async () => {} },
  hover: {
    file: "vgg16.net",
    height: 760,
    arrange: async (page) => {
      // The last layers are scrolled up, so that the whole hover fits below one of them.
      await line(page, "Flatten()").first().click();
      await page.keyboard.press("Control+End");
      await line(page, "block5_conv1").first().getByText("Conv2D", { exact: true }).first().hover();
      await page.locator(".monaco-hover table").first().waitFor();
    },
  },
  "quick-fix": {
    file: "wrong-order.net",
    height: 820,
    arrange: async (page) => {
      await page.locator(".squiggly-warning").first().waitFor();
      await line(page, "freeze features").first().click();
      await page.keyboard.press("Control+.");
      await page.locator(".action-widget .monaco-list-row").first().waitFor();
    },
  },
  completion: {
    file: "transfer.net",
    height: 620,
    arrange: async (page) => {
      await line(page, "Flatten()").first().click();
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await page.keyboard.type("Conv", { delay: 60 });
      await page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
      await page.keyboard.press("Control+Space");
    },
  },
  table: {
    file: "vgg16.net",
    width: 1500,
    height: 520,
    scale: 1,
    arrange: async (page) => {
      await line(page, "block3_conv1").first().click();
      await page.keyboard.press("F1");
      await page.keyboard.type("Show Model Table", { delay: 20 });
      await page.keyboard.press("Enter");
      const table = page.frameLocator("iframe.webview").frameLocator("iframe");
      await table.locator(".body .row").first().waitFor();
      await line(page, "block2_conv1").first().click();
    },
  },
  "phase-lens": {
    file: "transfer.net",
    height: 700,
    arrange: async (page) => {
      await page.keyboard.press("Control+End");
      await page.locator(".codelens-decoration", { hasText: "Phase 2" }).first().waitFor();
    },
  },
  preview: {
    file: "transfer.net",
    width: 1500,
    height: 620,
    scale: 1,
    arrange: async (page) => {
      await line(page, "base: VGG16").first().click();
      await page.keyboard.press("F1");
      await page.keyboard.type("Preview Keras Code", { delay: 20 });
      await page.keyboard.press("Enter");
      await page.locator(".view-line", { hasText: "keras.Model" }).first().waitFor();
    },
  },
  graph: {
    file: "transfer.net",
    width: 1240,
    height: 520,
    scale: 1,
    arrange: async (page) => {
      await line(page, "model Classifier")
        .first()
        .click({ position: { x: 20, y: 8 } });
      await page.keyboard.press("F1");
      await page.keyboard.type("Show Model Graph", { delay: 20 });
      await page.keyboard.press("Enter");
      const graph = page.frameLocator("iframe.webview").frameLocator("iframe");
      await graph.locator(".foot .total").waitFor();
      await graph.locator('select[aria-label="Colour"]').selectOption("training");
      // A click in the middle of a line would scroll to it.
      await line(page, "base: VGG16")
        .first()
        .click({ position: { x: 60, y: 8 } });
    },
  },
};

/** Names of scenes on the command line; without any, all are taken. */
const wanted = process.argv.slice(2);

function line(page, text) {
  return page.locator(".view-line", { hasText: text });
}

async function takePictures(browser, brightness) {
  const workspace = temporaryFolder("netlens-pictures");
  const workbench = await serveWorkbench({
    port: await freePort(3133),
    settings,
  });
  for (const [name, scene] of Object.entries(scenes)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    // As they are in the repository, whatever the scene before has typed.
    cpSync(join(root, "examples"), workspace, { recursive: true });
    const { width } = scene.width ? scene : viewport;
    const page = await browser.newPage({
      viewport: { ...viewport, width },
      deviceScaleFactor: scene.scale ?? 2,
    });
    await page.goto(workbench.address({ workspace, extension: root, file: join(workspace, scene.file) }));
    await page.locator(".view-line", { hasText: "→" }).first().waitFor({ timeout: 60_000 });
    await page.keyboard.press("Control+b");
    await chooseTheme(page, themes[brightness]);
    await page.keyboard.press("Control+1");
    await scene.arrange(page);
    await page.waitForTimeout(1500);
    const path = join(images, `${name}-${brightness}.png`);
    await page.screenshot({ path, clip: { x: 0, y: 0, width, height: scene.height } });
    await page.close();
    console.log(path);
  }
  await workbench.stop();
}

/** Through the picker, since the served workbench does not heed the setting when it opens. */
async function chooseTheme(page, theme) {
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+t");
  await page.locator(".quick-input-widget .monaco-list-row").first().waitFor();
  await page.keyboard.type(theme, { delay: 20 });
  await page.locator(".quick-input-widget .monaco-list-row.focused", { hasText: theme }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

async function renderIcon(browser) {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  const drawing = readFileSync(join(root, "icons", "netlens.svg"), "utf8");
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${drawing}`);
  await page.screenshot({ path: join(root, "icons", "netlens.png"), omitBackground: true });
  await page.close();
}

endOnSignals();
try {
  await installWorkbench(console.log);
  mkdirSync(images, { recursive: true });
  const browser = await openBrowser();
  await renderIcon(browser);
  for (const brightness of Object.keys(themes)) await takePictures(browser, brightness);
  await browser.close();
} catch (error) {
  console.error(error instanceof WorkbenchError ? error.message : error);
  process.exitCode = 1;
}
await endEverything();
process.exit();
