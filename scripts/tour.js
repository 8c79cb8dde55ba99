// `node scripts/tour.js [picture…]`: goes through the served workbench as a reader would and takes every picture of the
// documents and of the walkthrough again, in a light and a dark theme; and renders the icon. It never changes a file of the
// examples (they are copied).
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import UPNG from "upng-js";
import { chooseTheme, lineWith, panelOf, quickOpen, runCommand } from "../test/browser/workbench-page.js";
import { openBrowser } from "../test/vscode/browser.js";
import { endEverything, endOnSignals, temporaryFolder } from "../test/vscode/processes.js";
import { freePort, installWorkbench, serveWorkbench, WorkbenchError } from "../test/vscode/workbench.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const documents = join(root, "docs", "images");
const walkthrough = join(root, "client", "walkthrough");
const themes = { light: "Light Modern", dark: "Dark Modern" };
const contrast = { "contrast-light": "Light High Contrast", "contrast-dark": "Dark High Contrast" };

/** Nothing in the picture but the editor. */
const settings = {
  "breadcrumbs.enabled": false,
  "editor.fontSize": 14,
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
  "editor.scrollbar.horizontal": "hidden",
  "editor.stickyScroll.enabled": false,
  "editor.hover.delay": 100,
  "editor.unicodeHighlight.ambiguousCharacters": false,
  "git.enabled": true,
  "scm.diffDecorations": "none",
  "window.commandCenter": false,
  "window.menuBarVisibility": "hidden",
  "workbench.activityBar.location": "hidden",
  "workbench.editor.editorActionsLocation": "hidden",
  "workbench.layoutControl.enabled": false,
  "workbench.statusBar.visible": false,
};

/** Beside a panel the text has half of the window. */
const besidePanel = { width: 1600, height: 640 };
/** The walkthrough shows its pictures about as wide as this. */
const inWalkthrough = { folder: walkthrough, width: 720, height: 500 };

/** Each scene opens a file, arranges the page, and names the part of it that tells the story. */
const scenes = {
  hints: { file: "transfer.net", height: 540 },
  hover: { file: "vgg16.net", height: 760, tall: true, arrange: (page) => hoverOver(page, "block1_conv2") },
  "quick-fix": { file: "wrong-order.net", height: 700, arrange: lateFreeze },
  completion: {
    file: "transfer.net",
    height: 480,
    arrange: async (page) => {
      await atEndOf(page, "input image");
      await page.keyboard.press("Enter");
      await page.keyboard.type("Conv", { delay: 60 });
      await page.locator(".suggest-widget.visible .monaco-list-row").first().waitFor();
      await page.keyboard.press("Control+Space");
    },
  },
  "phase-lens": {
    file: "transfer.net",
    height: 540,
    arrange: async (page) => {
      await page.keyboard.press("Control+End");
      await page.locator(".codelens-decoration", { hasText: "Phase 2" }).first().waitFor();
    },
  },
  preview: { file: "transfer.net", ...besidePanel, arrange: previewKeras },
  table: {
    file: "googlenet.net",
    ...besidePanel,
    contrast: true,
    arrange: async (page) => {
      await openPanel(page, "table");
      await cursorTo(page, "Conv2D(192");
    },
  },
  graph: {
    file: "transfer.net",
    ...besidePanel,
    contrast: true,
    arrange: async (page) => {
      const graph = await openPanel(page, "graph");
      await graph.selectOption('select[aria-label="Colour"]', "training");
      await cursorTo(page, "base: VGG16");
    },
  },
  "graph-loops": {
    file: "bert.net",
    ...besidePanel,
    arrange: async (page) => {
      const graph = await openPanel(page, "graph");
      await graph.selectOption('select[aria-label="Colour"]', "family");
      await graph.click("text=Find");
      await page.keyboard.type("layer0");
      await page.keyboard.press("Enter");
      await graph.waitForSelector('.box[aria-label^="layer0,"].selected');
      await page.keyboard.press("Escape");
      await page.keyboard.press("Enter");
      await graph.waitForSelector('.box[aria-label^="layer0,"][aria-expanded=true]');
    },
  },
  compare: {
    file: "mlp.net",
    ...besidePanel,
    width: 1700,
    arrange: async (page) => {
      const graph = await openPanel(page, "graph");
      await atEndOf(page, "hidden2: Dense");
      await page.keyboard.type("\nDropout(0.2)", { delay: 20 });
      await graph.waitForSelector('.box[aria-label^="dropout,"]');
      await runCommand(page, "Netlens: Compare Model Graph With…");
      await page.locator(".quick-input-widget .monaco-list-row", { hasText: "The last commit" }).click();
      await page.mouse.move(20, 500);
      await graph.waitForSelector(".box.change-added");
    },
    // A comparison is remembered, and would stand in the next picture of the graph.
    leave: async (page) => (await panelOf(page, "graph")).click("text=End comparison"),
  },
  "step-example": { file: "mlp.net", ...inWalkthrough },
  "step-hover": {
    file: "mlp.net",
    ...inWalkthrough,
    width: 900,
    height: 660,
    tall: true,
    arrange: (page) => hoverOver(page, "hidden1: Dense"),
  },
  "step-freeze": {
    file: "wrong-order.net",
    ...inWalkthrough,
    arrange: async (page) => {
      // From far below the line comes to the middle, with room for the fixes under it.
      await page.keyboard.press("Control+End");
      await goToLine(page, 20);
      await lateFreeze(page);
    },
  },
  "step-graph": {
    file: "mlp.net",
    ...inWalkthrough,
    width: 960,
    arrange: async (page) => {
      await openPanel(page, "graph");
      await cursorTo(page, "hidden2: Dense");
    },
  },
  "step-export": { file: "mlp.net", ...inWalkthrough, width: 960, arrange: previewKeras },
};

/** At the beginning of a line: a click in its middle might scroll to it. */
const cursorTo = (page, text) => lineWith(page, text).click({ position: { x: 60, y: 8 } });

async function atEndOf(page, text) {
  await cursorTo(page, text);
  await page.keyboard.press("End");
}

async function goToLine(page, number) {
  await page.keyboard.press("Control+g");
  await page.keyboard.type(`${number}`);
  await page.keyboard.press("Enter");
}

async function hoverOver(page, line) {
  await lineWith(page, line)
    .getByText(/^(Conv2D|Dense)$/)
    .first()
    .hover();
  await page.locator(".monaco-hover table").first().waitFor();
}

async function previewKeras(page) {
  await page.keyboard.press("Control+Home");
  await runCommand(page, "Netlens: Preview Keras Code");
  await lineWith(page, "keras.Model").waitFor();
}

async function lateFreeze(page) {
  await page.locator(".squiggly-warning").first().waitFor();
  await lineWith(page, "freeze features").click();
  await page.keyboard.press("Control+.");
  await page.locator(".action-widget .monaco-list-row").first().waitFor();
}

async function openPanel(page, view) {
  await runCommand(page, `Netlens: Show Model ${view === "graph" ? "Graph" : "Table"}`);
  const panel = await panelOf(page, view);
  await panel.waitForSelector(view === "graph" ? ".foot .total" : ".body .row");
  return panel;
}

/** Names of pictures on the command line; without any, all are taken. */
const wanted = process.argv.slice(2);

async function takePicture(page, workspace, name, kind) {
  const { file, width = 1200, height, tall, arrange, leave, folder = documents } = scenes[name];
  // As they are in the repository, whatever the scene before has typed.
  cpSync(join(root, "examples"), workspace, { recursive: true });
  // A hover is as high as a quarter of the window at most.
  await page.setViewportSize({ width, height: tall ? 2000 : height });
  await quickOpen(page, file);
  await page.locator(".codelens-decoration").first().waitFor();
  // Not over the border between text and panel, which would be marked.
  await page.mouse.move(20, height - 60);
  await arrange?.(page);
  await page.waitForTimeout(1500);
  const path = join(folder, `${name}-${kind}.png`);
  writeFileSync(path, smaller(await page.screenshot({ clip: { x: 0, y: 0, width, height } })));
  console.log(`${relative(root, path)}: ${Math.ceil(statSync(path).size / 1024)} KB`);
  await leave?.(page);
}

/** Closes what a scene has opened; what it typed is written, and goes with the next one. */
async function clear(page) {
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+s");
  await runCommand(page, "View: Close All Editors");
  await page.locator(".tab").first().waitFor({ state: "detached" });
}

/** All pictures in one theme, from one window. */
async function takePictures(browser, workbench, workspace, kind, theme, names) {
  const page = await browser.newPage({ viewport: { width: 1150, height: 800 }, deviceScaleFactor: 1.5 });
  page.setDefaultTimeout(20_000);
  await page.goto(workbench.address({ workspace, extension: root }));
  await quickOpen(page, "mlp.net");
  await page.keyboard.press("Control+b");
  await chooseTheme(page, theme);
  await clear(page);
  for (const name of names) {
    try {
      await takePicture(page, workspace, name, kind);
    } catch (error) {
      console.error(`${name}-${kind}: ${error.message}`);
      process.exitCode = 1;
    }
    await clear(page);
  }
  await page.close();
}

/** The same picture with the 256 colours that fit it best, which nobody can tell from all of them. */
function smaller(picture) {
  const { width, height, ...rest } = UPNG.decode(picture);
  const [pixels] = UPNG.toRGBA8({ width, height, ...rest });
  return Buffer.from(UPNG.encode([pixels], width, height, 256));
}

/** A folder under version control, for the picture with the last commit in it. */
function committedWorkspace() {
  const workspace = temporaryFolder("netlens-pictures");
  cpSync(join(root, "examples"), workspace, { recursive: true });
  const git = (...args) => execFileSync("git", args, { cwd: workspace, stdio: "ignore" });
  git("init");
  git("add", ".");
  git("-c", "user.name=Netlens", "-c", "user.email=netlens@example.org", "commit", "-m", "Examples");
  return workspace;
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
  for (const folder of [documents, walkthrough]) mkdirSync(folder, { recursive: true });
  const browser = await openBrowser();
  const workspace = committedWorkspace();
  if (wanted.length === 0) await renderIcon(browser);
  const workbench = await serveWorkbench({ port: await freePort(3133), settings });
  const names = Object.keys(scenes).filter((name) => wanted.length === 0 || wanted.includes(name));
  const contrasted = names.filter((name) => scenes[name].contrast);
  for (const [kind, theme] of Object.entries(themes))
    await takePictures(browser, workbench, workspace, kind, theme, names);
  for (const [kind, theme] of contrasted.length > 0 ? Object.entries(contrast) : [])
    await takePictures(browser, workbench, workspace, kind, theme, contrasted);
  await workbench.stop();
  await browser.close();
} catch (error) {
  console.error(error instanceof WorkbenchError ? error.message : error);
  process.exitCode = 1;
}
await endEverything();
process.exit();
