// `npm test`: lint, types, unit tests, the TextMate grammar, the suite in a real VS Code and again in one for browsers; each
// runner's own closing line is printed, and all are run even where one fails.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name) => join(root, "node_modules", ".bin", name);

const steps = [
  ["build", process.execPath, ["scripts/build.js"]],
  ["lint and format", bin("biome"), ["check", "."]],
  ["types", bin("tsc"), ["--noEmit"]],
  ["types of pages", bin("tsc"), ["--noEmit", "-p", "client/src/views"]],
  ["unit tests", bin("mocha"), ["test/**/*.test.ts"]],
  ["grammar", bin("vscode-tmgrammar-test"), ["test/syntaxes/*.net"]],
  ["in a real VS Code", process.execPath, ["test/vscode/run.js", "--no-build"]],
  ["in a VS Code for browsers", process.execPath, ["test/vscode/web.js", "--no-build"]],
  ["in a real browser", bin("mocha"), ["test/browser/**/*.test.js"]],
];

const failed = [];
for (const [name, command, args] of steps) {
  console.log(`\n— ${name}`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) console.error(error.message);
  if (status !== 0) failed.push(name);
}
console.log(
  `\n${steps.length - failed.length} passed, ${failed.length} failed${failed.length > 0 ? `: ${failed.join(", ")}` : ""}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
