// Files and constants that need each other. It never guesses an order.
import { defineDiagnostic } from "./define.ts";

/** The constant, or the files in the order of their imports, the first of them again at the end. */
type Facts = { readonly name?: string; readonly files: readonly string[] };

export default defineDiagnostic<Facts>({
  code: "import-cycle",
  severity: "error",
  summary: "Files import each other, or constants need each other.",
  message: ({ name, files }) =>
    name !== undefined
      ? `\`${name}\` needs itself to be worked out`
      : files.length === 2
        ? `${files[0]} imports itself; what it declares needs no import`
        : `${files.join(" imports ")}; move what both need into a file that imports neither`,
  why: "Constants are worked out when they are needed, and files are read when they are imported; a circle has no beginning.",
  wrong: "const a = b + 1\nconst b = [!a!] + 1\n\nmodel M {\n    input x: [5]\n    Dense(a)\n}\n",
  right: "const b = 1\nconst a = b + 1\n\nmodel M {\n    input x: [5]\n    Dense(a)\n}\n",
});
