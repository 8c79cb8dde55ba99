// An optimizer that was built for other weights. It never fires for one that is made in the call of `compile`.
import { type Count, countText } from "../tensor/count.ts";
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  readonly optimizer: string;
  readonly targetName: string;
  readonly model: string;
  /** Weights it was not built for, and weights it was built for that do not train now. */
  readonly added: Count;
  readonly missing: Count;
  readonly edits: readonly Edit[] | undefined;
}>({
  code: "train-optimizer-reused",
  severity: "error",
  summary: "One optimizer is compiled again after the weights that train have changed.",
  message: ({ optimizer, targetName, model, added, missing }) =>
    `${targetName} stops this fit of \`${model}\` with a ValueError: the ${optimizer} it is compiled with was built for other weights (${[
      ...(added === 0n ? [] : [`${countText(added)} parameters are new to it`]),
      ...(missing === 0n ? [] : [`${countText(missing)} it knows do not train`]),
    ].join(", ")}); make a new ${optimizer} for this \`compile\``,
  why: "An optimizer keeps a state for each weight of its first `fit`, and takes no others later. Keras says so: when working with a new set of variables, you should recreate a new optimizer instance. On JAX it takes no fewer either. Before Keras 2.11 an optimizer made a state for new weights as they came, so that old programs share one.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    opt = Adam(1e-3)\n    freeze a\n    compile(optimizer=opt, loss=categorical_crossentropy)\n    fit(epochs=3)\n    unfreeze a\n    compile(optimizer=opt, loss=categorical_crossentropy)\n    [!fit(epochs=3)!]\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze a\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n    unfreeze a\n    compile(optimizer=Adam(1e-4), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits, optimizer }) =>
    edits ? [{ title: `Make a new ${optimizer} before \`compile\``, edits, preferred: true }] : [],
});
