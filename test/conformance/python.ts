// Finds a Python with Keras, or makes one in a folder of its own, and asks it. It never installs anything elsewhere.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const here = import.meta.dirname;
const environment = join(here, ".venv");
const runner = join(here, "keras_runner.py");
const inEnvironment =
  process.platform === "win32"
    ? join(environment, "Scripts", "python.exe")
    : join(environment, "bin", "python");

/** No Python that will do; the message is one line. */
export class NoPython extends Error {}

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { env: { KERAS_BACKEND: "jax", ...process.env } }).status === 0;

/**
 * A Python that has Keras: the one that is named, if it has; else one in `test/conformance/.venv`, made with the named
 * Python, or `python3`, and `requirements.txt`.
 */
export function pythonWithKeras(named: string | undefined): string {
  const base = named ?? process.env.PYTHON ?? "python3";
  if (!works(base, "-c", "import sys; assert sys.version_info >= (3, 11)"))
    throw new NoPython(
      `the conformance suite needs Python 3.11 or newer, and \`${base}\` is none; name one with --python`,
    );
  if (works(base, "-c", "import keras, jax, tensorflow, torch")) return base;
  if (!existsSync(inEnvironment)) run(base, "-m", "venv", environment);
  if (!works(inEnvironment, "-c", "import keras, jax, tensorflow, torch"))
    run(inEnvironment, "-m", "pip", "install", "--quiet", "-r", join(here, "requirements.txt"));
  return inEnvironment;
}

function run(command: string, ...args: string[]): void {
  process.stderr.write(`${[command, ...args].join(" ")}\n`);
  if (spawnSync(command, args, { stdio: "inherit" }).status !== 0)
    throw new NoPython(`\`${[command, ...args].join(" ")}\` failed`);
}

/** The programs behind a Python: Keras, its backend, NumPy. */
export const versionsOf = (python: string, backend = "jax"): Record<string, string> =>
  JSON.parse(
    spawnSync(python, [runner, "versions"], { encoding: "utf8", env: environmentOf(backend) }).stdout,
  );

const environmentOf = (backend: string): NodeJS.ProcessEnv => ({ ...process.env, KERAS_BACKEND: backend });

/** One question: the text of an export, and what the command needs beside it. */
export interface KerasCase {
  readonly id: string;
  readonly format: string;
  readonly text: string;
  /** Documents: a Python text with the classes they name. */
  readonly classes?: string;
  /** Python texts: the function that builds the model. */
  readonly entry?: string;
  /** Whether there is room for the model's weights. */
  readonly small?: boolean;
  /** Scripts: the arguments they are run with. */
  readonly args?: readonly string[];
}
export interface KerasAnswer {
  readonly id: string;
  readonly format: string;
  readonly error?: string;
}

/** Milliseconds a case may take. */
const longest = 300_000;

/**
 * Gives each case to one process and its answers back in order. A case that brings the process down has that as its
 * answer, and the rest goes to a new process.
 */
export async function* ask(
  python: string,
  command: string,
  cases: readonly KerasCase[],
  backend = "jax",
): AsyncGenerator<KerasAnswer> {
  let next = 0;
  while (next < cases.length) {
    const child: ChildProcess = spawn(python, [runner, command], {
      env: environmentOf(backend),
      stdio: ["pipe", "pipe", process.env.CONFORMANCE_TRACE ? "inherit" : "ignore"],
    });
    const ended = new Promise<string>((resolve) =>
      child.on("close", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`)),
    );
    // A case that takes longer is answered as one that brings the process down.
    let timer = setTimeout(() => child.kill("SIGKILL"), longest);
    child.stdin!.on("error", () => undefined);
    child.stdin!.end(
      cases
        .slice(next)
        .map((one) => `${JSON.stringify(one)}\n`)
        .join(""),
    );
    for await (const line of createInterface({ input: child.stdout! })) {
      yield JSON.parse(line) as KerasAnswer;
      next++;
      clearTimeout(timer);
      timer = setTimeout(() => child.kill("SIGKILL"), longest);
    }
    clearTimeout(timer);
    const end = await ended;
    if (next >= cases.length) return;
    const { id, format } = cases[next++]!;
    yield { id, format, error: `Python ended with ${end}` };
  }
}
