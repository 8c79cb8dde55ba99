// An index or key that is not there. It never wraps around.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly index: string; readonly what: string; readonly length: string }>({
  code: "value-index",
  severity: "error",
  summary: "A list, tuple or dictionary has no such element.",
  message: ({ index, what, length }) => `there is no element ${index} in ${what} of ${length}`,
  why: "Indices count from 0, negative ones from the end.",
  wrong: "const sizes = [8, 16]\n\nmodel M {\n    input x: [5]\n    Dense([!sizes[2]!])\n}\n",
  right: "const sizes = [8, 16]\n\nmodel M {\n    input x: [5]\n    Dense(sizes[1])\n}\n",
});
