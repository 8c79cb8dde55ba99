// What the editor calls inside its extension host: runs every test file beside this one; it never knows how the editor was started.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { format } from "node:util";

/** Tells the reporter's lines from those of the editor, where both come through one channel. */
const mark = process.env.NETLENS_REPORT_MARK ?? "";

export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(mark + format(...args));
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, color: false, reporter: "spec" });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith(".test.cjs")) mocha.addFile(join(__dirname, file));
  }
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests in the editor failed.`);
}
