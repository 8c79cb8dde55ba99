// What an editor in a browser calls inside its extension host: runs the tests it is bundled with. It never reads a file.
import "mocha/mocha.js";
import { format } from "node:util";
import type MochaOfNode from "mocha";

declare const REPORT_MARK: string;

/** Mocha for browsers makes itself known this way. */
const { Mocha, mocha } = globalThis as unknown as {
  readonly Mocha: typeof MochaOfNode;
  readonly mocha: { setup(options: MochaOfNode.MochaOptions): void } & Pick<MochaOfNode, "run">;
};

// The tests are defined as their modules are loaded, right after this one.
Mocha.reporters.Base.consoleLog = (...args: unknown[]) => console.log(REPORT_MARK + format(...args));
mocha.setup({ ui: "bdd", timeout: 60_000, color: false, reporter: "spec" });

export async function run(): Promise<void> {
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} of the tests in the editor failed.`);
}
