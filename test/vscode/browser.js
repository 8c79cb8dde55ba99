// Opens a page in a browser without a window, for the tests and the pictures; it never downloads a browser.
import { createRequire } from "node:module";
import { WorkbenchError } from "./workbench.js";

/** Signals are handled by whoever opened the browser; it ends with this process. */
const ours = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };

/** The browser packages are installed on first need, so they are looked up only then. */
export async function openBrowser() {
  const load = createRequire(import.meta.url);
  const { chromium } = load("playwright-core");
  try {
    return await chromium.launch({ headless: true, ...ours, ...(await browserProgram()) });
  } catch (error) {
    throw new WorkbenchError(`No browser could be started: ${error.message.split("\n")[0]}`);
  }
}

async function browserProgram() {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
  ];
  if (process.env.CHROME_EXECUTABLE) return { executablePath: process.env.CHROME_EXECUTABLE, args };
  if (process.platform !== "linux") return { channel: "chrome", args };
  const { default: bundled } = await import("@sparticuz/chromium");
  return { executablePath: await bundled.executablePath(), args };
}
