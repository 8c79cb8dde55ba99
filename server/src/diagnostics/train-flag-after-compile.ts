// A flag that was changed between `compile` and `fit`. It never decides what happens then; the training engine does.

import { type Count, countText, isExact } from "../tensor/count.ts";
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

/** One way out, by what it does. */
export interface FlagCure {
  readonly kind: "move" | "again" | "move-compile" | "switch";
  readonly edits: readonly Edit[];
}

const titles: Readonly<Record<FlagCure["kind"], string>> = {
  move: "Move it before `compile`",
  again: "Call `compile` again after it",
  "move-compile": "Move `compile` behind it",
  switch: "Switch the flag before each step",
};

interface Facts {
  readonly target: string;
  readonly targetName: string;
  readonly model: string;
  /** Whether the change freezes, or lets train. */
  readonly freezes: boolean;
  /** Whether it is no flag that changed but the weights themselves: an adapter came. */
  readonly adapts: boolean;
  readonly parameters: Count;
  readonly layers: readonly string[];
  /** Whether this is the first `fit` since `compile`. */
  readonly first: boolean;
  /** A ValueError. */
  readonly stops: boolean;
  /** Whether the flags do what they say in this fit. */
  readonly applies: boolean;
  /** Nothing trains at all. */
  readonly nothing: boolean;
  /** The model around it, for whose sake it was frozen. */
  readonly inside: string | undefined;
  readonly cures: () => readonly FlagCure[];
}

/** What changes; the number where it is known. */
const many = ({ layers, parameters }: Facts): string =>
  `${isExact(parameters) ? `${countText(parameters)} parameters` : "the weights"} of ${layers.length === 1 ? `\`${layers[0]}\`` : `${layers.length} layers`}`;

function effect(facts: Facts): string {
  const { targetName, freezes, model } = facts;
  if (facts.nothing && facts.inside !== undefined && facts.first)
    return `${targetName} reads the flags at the first step after a \`compile\`, so \`${model}\` never trains, without a word; switch the flag before each step: on for \`${model}\`, off for \`${facts.inside}\``;
  if (facts.stops)
    return `${targetName} stops the fit with a ValueError, because its training state was built with other weights; call \`compile\` again after the change`;
  if (facts.applies && facts.first)
    return `${targetName} reads the flags at the first fit, so ${many(facts)} ${freezes ? "do stay frozen" : "do train"} this time; after a fit, and in Keras 2, the same line does ${facts.target === "keras3-torch" ? "something else" : "nothing"}: set flags before \`compile\``;
  if (facts.applies)
    return `on PyTorch it applies (${many(facts)} stop training), on TensorFlow it does nothing and on JAX it is a ValueError; call \`compile\` again after it`;
  const goesOn = facts.adapts
    ? `the adapter (${many(facts)}) does not train`
    : freezes
      ? `${many(facts)} keep training`
      : `${many(facts)} stay frozen`;
  return facts.target === "keras2"
    ? `Keras 2 keeps the weights that \`compile\` collected, so ${goesOn}; call \`compile\` again after the change`
    : `${targetName} built its training function at the first fit, so ${goesOn}, without a word; call \`compile\` again after the change`;
}

export default defineDiagnostic<Facts>({
  code: "train-flag-after-compile",
  severity: "warning",
  summary: "A `trainable` flag differs between the last `compile` and the `fit` that follows.",
  message: (facts) =>
    `\`${facts.model}\` was compiled before this ${facts.adapts ? "adapter" : facts.freezes ? "freeze" : "unfreeze"}: ${effect(facts)}`,
  why: "What trains is settled by `compile` and the first `fit` after it, and each backend settles it in its own way. Flags, then `compile`, then `fit` is the order that means the same everywhere. In Keras 3 a discriminator that is frozen for a combined model does not train on its own `compile` either; it did in Keras 2.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    [!freeze a!]\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze a\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ cures }) =>
    cures().map(({ kind, edits }, i) => ({ title: titles[kind], edits, preferred: i === 0 })),
});
