// What the peers have in common: how they are installed, and what runs of a program come to. It never changes what they do.
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { bench, built, type Ran, temporary } from "./processes.ts";
import { quantile, type Row, times } from "./rows.ts";

/** Installs the peers where they are not yet. Throws where npm cannot. */
export function installPeers(): void {
  if (existsSync(join(bench, "node_modules/vscode-json-languageservice/package.json"))) return;
  console.error("Installing the peers into bench/node_modules …");
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status } = spawnSync("npm", args, {
    cwd: bench,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error("The peers could not be installed; `npm ci` in bench/ says why.");
}

/** The arguments of Node that print the summary of a text. */
export const summary = (name: string, text: string): readonly string[] => {
  const path = join(temporary, name);
  writeFileSync(path, text);
  return [built("cli.cjs"), "summary", path];
};

/** Our program that looks at one file after another, and the files; each edition of a text is new. */
export function looks(name: string, editions: readonly string[]): readonly string[] {
  const program = join(temporary, "netlens-summary.cjs");
  if (!existsSync(program))
    buildSync({
      entryPoints: [join(bench, "peers/netlens-summary.ts")],
      outfile: program,
      bundle: true,
      platform: "node",
      target: "node20",
      minifyWhitespace: true,
      minifySyntax: true,
      loader: { ".net": "text" },
      external: ["./elk.cjs"],
      logLevel: "error",
    });
  const paths = editions.map((text, i) => {
    const path = join(temporary, `${i}-${name}`);
    writeFileSync(path, text);
    return path;
  });
  return [program, ...paths];
}

/** What a program said it took, each time, once all was loaded; nothing where it failed. */
export function tookOf({ error, code }: Ran): readonly number[] | undefined {
  const said = /\{"took":\[.*\]\}/.exec(error)?.[0];
  return code === 0 && said ? (JSON.parse(said) as { took: readonly number[] }).took : undefined;
}

/** What runs of a program came to, as a row has it. */
export function ranRow(runs: readonly Ran[]): Pick<Row, "median" | "p95" | "cpu" | "memory" | "outcome"> {
  const failed = runs.find(({ code }) => code !== 0);
  if (failed) {
    const said = /RangeError: Maximum call stack|heap out of memory|\w*Error:[^\n]*/.exec(failed.error)?.[0];
    const outcome = said?.includes("call stack") ? "stack overflow" : (said ?? "did not finish");
    return { outcome, memory: failed.used?.memory };
  }
  const all = times(runs.map(({ milliseconds }) => milliseconds));
  const used = runs.flatMap(({ used }) => used ?? []);
  if (used.length === 0) return all;
  return {
    ...all,
    cpu: quantile(
      used.map(({ cpu }) => cpu),
      0.5,
    ),
    memory: Math.max(...used.map(({ memory }) => memory)),
  };
}
