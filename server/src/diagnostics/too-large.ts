// Work beyond what an editor can answer. It never hangs.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly what: string; readonly number: string; readonly limit: string }>({
  code: "too-large",
  severity: "error",
  summary: "A loop, a power or a model passes a limit of the analysis.",
  message: ({ what, number, limit }) => `${what}: ${number} is more than the limit of ${limit}`,
  why: "The graph is unrolled while you type. Far above any real model there is a limit, so that a slip of a key cannot stop the editor.",
  wrong: "model M {\n    input x: [5]\n    repeat [!1_000_000_000!] { Dense(5) }\n}\n",
  right: "model M {\n    input x: [5]\n    repeat 10 { Dense(5) }\n}\n",
});
