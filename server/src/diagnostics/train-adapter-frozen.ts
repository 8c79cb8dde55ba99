// An adapter that is added to a frozen layer. It never fires where a part of it trains.
import { type Count, countText } from "../tensor/count.ts";
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  /** What the adapter is added to, as written. */
  readonly target: string;
  readonly parameters: Count;
  readonly edits: readonly Edit[] | undefined;
}>({
  code: "train-adapter-frozen",
  severity: "warning",
  summary: "An adapter is added to a layer that is frozen, so it does not train.",
  message: ({ target, parameters }) =>
    `\`${target}\` is frozen, and so is the adapter added to it (${countText(parameters)} parameters): it stays as it is made, which changes nothing; unfreeze \`${target}\` before, \`enable_lora\` holds the kernel back by itself`,
  why: "A layer whose flag is off has no weights that train, those it is given later among them. `enable_lora` moves the kernel to the weights that do not train, so that freezing the layer as well is neither needed nor harmless.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze a\n    [!a.enable_lora(2)!]\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    a.enable_lora(2)\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits, target }) =>
    edits ? [{ title: `Unfreeze \`${target}\` before it`, edits, preferred: true }] : [],
});
