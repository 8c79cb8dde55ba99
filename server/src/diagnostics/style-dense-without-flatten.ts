// A classifier that keeps rows and columns. It never flattens by itself.
import { defineDiagnostic } from "./define.ts";
import { insertStageBefore } from "./fix-site.ts";

export default defineDiagnostic<{ readonly shape: string; readonly output: string }>({
  code: "style-dense-without-flatten",
  severity: "warning",
  summary: "A Dense head is applied to feature maps, so its output keeps rows and columns.",
  message: ({ shape, output }) =>
    `Dense is applied at every position of ${shape}, so the model gives ${output}; put \`Flatten()\` or \`GlobalAveragePooling2D()\` before it`,
  why: "Dense works along the last axis and keeps the others, as in Keras. A classifier wants one vector a sample, so the feature maps are flattened or averaged first.",
  wrong: "model M {\n    input x: [28, 28, 1]\n    Conv2D(8, 3)\n    [!Dense(10, activation=softmax)!]\n}\n",
  right:
    "model M {\n    input x: [28, 28, 1]\n    Conv2D(8, 3)\n    Flatten()\n    Dense(10, activation=softmax)\n}\n",
  fix: (_facts, site) => [
    { title: "Put `Flatten()` before it", edits: [insertStageBefore(site, "Flatten()")], preferred: true },
    {
      title: "Put `GlobalAveragePooling2D()` before it",
      edits: [insertStageBefore(site, "GlobalAveragePooling2D()")],
    },
  ],
});
