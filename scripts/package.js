// `npm run package`: netlens-<version>.vsix with the bundles and what the editor reads, and a list of what is in it;
// it never publishes anything.
import { spawnSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { version, repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const archive = `netlens-${version}.vsix`;
const vsce = join(dirname(createRequire(import.meta.url).resolve("@vscode/vsce/package.json")), "vsce");

function run(program, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) {
    console.error((stderr || stdout).trim());
    process.exit(1);
  }
  return stdout;
}

run(join(root, "scripts", "build.js"), []);
run(vsce, [
  "package",
  "--no-dependencies",
  // With a repository, the README's links and pictures lead there; a shop shows no others.
  ...(repository ? [] : ["--allow-missing-repository", "--no-rewrite-relative-links"]),
  "--out",
  archive,
]);
console.log(run(vsce, ["ls", "--no-dependencies"]).trim());
console.log(`${archive}: ${Math.ceil(statSync(join(root, archive)).size / 1024)} KB`);
