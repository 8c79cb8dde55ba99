// What a person does in the served workbench: opens a file, runs a command, looks at a panel. It never starts the workbench
// and never asserts anything.

/** A line of the editor by a text in it. */
export const lineWith = (page, text) => page.locator(".view-line", { hasText: text }).first();

/** Opens a file by its name, so that a reload of the window finds what was open and not what the address asks for. */
export async function quickOpen(page, name) {
  await page.locator(".monaco-workbench").waitFor({ timeout: 60_000 });
  const row = page.locator(".quick-input-widget .monaco-list-row", { hasText: name }).first();
  const tab = page.locator(".tab.active", { hasText: name }).first();
  for (let i = 0; ; i++) {
    await page.keyboard.press("Control+p");
    await page.keyboard.type(name, { delay: 10 });
    try {
      await row.click({ timeout: 4000 });
      await tab.waitFor({ timeout: 4000 });
      break;
    } catch (error) {
      if (i === 9) throw error;
      await page.keyboard.press("Escape");
    }
  }
  // A file that was open before may still be scrolled to its end.
  await page.keyboard.press("Control+Home");
  await untilHints(page);
}

/** The language server has answered. */
export const untilHints = (page) => lineWith(page, "→").waitFor({ timeout: 60_000 });

/** Runs a command by its title, as it stands in the palette; the first key may come before the page listens. */
export async function runCommand(page, title) {
  const row = page.locator(".quick-input-widget .monaco-list-row");
  for (let i = 0; ; i++) {
    await page.keyboard.press("F1");
    try {
      await row.first().waitFor({ timeout: 4000 });
      break;
    } catch (error) {
      if (i === 3) throw error;
    }
  }
  await page.keyboard.type(title, { delay: 10 });
  await row.filter({ hasText: title }).first().waitFor();
  await page.keyboard.press("Enter");
}

/** Through the picker, since the served workbench does not heed the setting when it opens. */
export async function chooseTheme(page, theme) {
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Control+t");
  await page.locator(".quick-input-widget .monaco-list-row").first().waitFor();
  await page.keyboard.type(theme, { delay: 20 });
  await page.locator(".quick-input-widget .monaco-list-row.focused", { hasText: theme }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

const marks = { graph: ".panes:not([hidden])", table: ".grid:not([hidden])" };

/** The page inside of a panel, once it is there: `graph` or `table`. */
export async function panelOf(page, view) {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    for (const frame of page.frames()) {
      if (frame.isDetached() || !frame.parentFrame()) continue;
      const found = await frame.$(marks[view]).catch(() => null);
      if (found && (await found.isVisible().catch(() => false))) return frame;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`Waited 30 seconds in vain for the ${view}.`);
}

/** Answers the dialog that asks where to write a file. */
export async function saveAs(page, path) {
  const input = page.locator(".quick-input-widget input.input");
  await input.waitFor();
  await page.waitForTimeout(300);
  await input.fill(path);
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
}
