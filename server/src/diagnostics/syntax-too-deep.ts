// Code nested deeper than is read. It never says how to make it flat.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly limit: number }>({
  code: "syntax-too-deep",
  severity: "error",
  summary: "Brackets, operators or bodies are nested deeper than is read.",
  message: ({ limit }) =>
    `this is nested deeper than the ${limit} levels that are read; give parts of it names`,
  why: "Nesting is limited so that no file can bring the reader to a stop.",
  wrong: `[!const n = ${"(".repeat(81)}1${")".repeat(81)}!]\n`,
  right: "const n = (1)\n",
});
