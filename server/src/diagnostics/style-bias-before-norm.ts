// A bias that the normalisation behind it takes away. It never counts the difference as an error.
import { defineDiagnostic } from "./define.ts";
import { setArgument } from "./fix-site.ts";

export default defineDiagnostic<{ readonly layer: string; readonly norm: string; readonly count: string }>({
  code: "style-bias-before-norm",
  severity: "hint",
  summary: "A layer adds a bias directly before a normalisation that subtracts the mean.",
  message: ({ layer, norm, count }) =>
    `the bias of ${layer} has no effect: ${norm} subtracts the mean right behind it; \`use_bias=False\` saves ${count} parameters`,
  why: "Batch normalisation subtracts the mean of each channel, and with it any constant that was added before; its own beta does the bias's work.",
  wrong:
    "model M {\n    input x: [28, 28, 1]\n    [!Conv2D(8, 3)!]\n    BatchNormalization()\n    Flatten()\n    Dense(3)\n}\n",
  right:
    "model M {\n    input x: [28, 28, 1]\n    Conv2D(8, 3, use_bias=False)\n    BatchNormalization()\n    Flatten()\n    Dense(3)\n}\n",
  fix: (_facts, site) => {
    const edit = setArgument(site, "use_bias", "False");
    return edit ? [{ title: "Add `use_bias=False`", edits: [edit] }] : [];
  },
});
