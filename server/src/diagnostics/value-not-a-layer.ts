// A stage that is no layer. It never passes it by.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly found: string }>({
  code: "value-not-a-layer",
  severity: "error",
  summary: "Something that is not a layer, block, model or operation stands as a stage of a pipeline.",
  message: ({ found }) =>
    `${found} cannot be a stage: a tensor flows into layers, blocks, models and operations only`,
  why: "Each stage behind `->` is applied to what comes from the left.",
  wrong: "model M {\n    input x: [5]\n    x -> [!64!] -> Dense(3)\n}\n",
  right: "model M {\n    input x: [5]\n    x -> Dense(64) -> Dense(3)\n}\n",
});
