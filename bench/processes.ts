// Runs whole programs, the way a person does at a prompt, and tells how long they took and how much memory they held. It
// never looks at what they print.
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const bench = import.meta.dirname;
const dist = join(bench, "../dist");

/** A folder that goes with this process. */
export const temporary = mkdtempSync(join(tmpdir(), "netlens-bench-"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

/** A built program, copied at first, so that a build in between changes nothing. Throws where nothing has been built. */
export function built(name: "server.cjs" | "cli.cjs"): string {
  const copy = join(temporary, name);
  if (existsSync(copy)) return copy;
  if (!existsSync(join(dist, name))) throw new Error(`There is no dist/${name}; \`npm run build\` makes it.`);
  copyFileSync(join(dist, name), copy);
  return copy;
}

export interface Ran {
  readonly milliseconds: number;
  readonly code: number | null;
  /** The end of what it said on standard error. */
  readonly error: string;
  readonly used: { readonly memory: number; readonly cpu: number } | undefined;
}

/** Runs a program to its end; its output goes nowhere. It writes what it used to the file `BENCH_PEAK` names. */
export function runProgram(command: string, args: readonly string[], most = 600_000): Promise<Ran> {
  const peak = join(temporary, "peak.json");
  rmSync(peak, { force: true });
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const env = { ...process.env, BENCH_PEAK: peak };
    const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"], env, timeout: most });
    let error = "";
    child.stderr!.on("data", (data) => {
      error = (error + data).slice(-4000);
    });
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({
        milliseconds: performance.now() - began,
        code,
        error,
        used: existsSync(peak) ? (JSON.parse(readFileSync(peak, "utf8")) as Ran["used"]) : undefined,
      }),
    );
  });
}

/** A Node program. */
export const runNode = (args: readonly string[], most?: number): Promise<Ran> =>
  runProgram(process.execPath, ["--require", join(bench, "peers/peak.cjs"), ...args], most);

/** Runs something several times. */
export async function several(count: number, run: () => Promise<Ran>): Promise<readonly Ran[]> {
  const all: Ran[] = [];
  for (let i = 0; i < count; i++) all.push(await run());
  return all;
}

/** What a running process holds and has used by now, where the system tells (Linux). */
export function usageOf({ pid }: ChildProcess): { memory: number; peak: number; cpu: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const kilobytes = (key: string): number =>
      Number(new RegExp(`${key}:\\s*(\\d+)`).exec(status)?.[1]) * 1024;
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    const ticks = Number(stat[11]) + Number(stat[12]);
    return { memory: kilobytes("VmRSS"), peak: kilobytes("VmHWM"), cpu: ticks * 10 };
  } catch {
    return undefined;
  }
}
