// A layer with nothing to flow into it. It never chooses a source.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly layer: string; readonly names: readonly string[] }>({
  code: "value-no-current",
  severity: "error",
  summary: "A statement without a source stands where there is no current value.",
  message: ({ layer, names }) =>
    names.length === 0
      ? `there is no tensor to apply ${layer} to yet; write an \`input\` first`
      : `there is no current value to apply ${layer} to: name its source, as in \`${names[0]} -> ${layer}(…)\` (there are ${names.map((n) => `\`${n}\``).join(", ")})`,
  why: "With several inputs none of them is current until a statement names its source.",
  wrong: "model M {\n    input a: [5]\n    input b: [5]\n    [!Dense(3)!]\n}\n",
  right: "model M {\n    input a: [5]\n    input b: [5]\n    [a, b] -> Add() -> Dense(3)\n}\n",
});
