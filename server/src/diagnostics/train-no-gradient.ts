// Trainable weights no gradient comes to. It never fires for a layer that is frozen.
import { type Count, countText } from "../tensor/count.ts";
import type { Edit } from "../text/edit.ts";
import { defineDiagnostic } from "./define.ts";

/** Where the way from the weights to a loss ends. */
export type GradientEnd =
  /** No output depends on the layer. */
  | { readonly kind: "unreached" }
  /** An operation lets none through. */
  | { readonly kind: "blocked"; readonly by: string }
  /** The outputs that depend on it have no loss. */
  | { readonly kind: "no-loss"; readonly outputs: readonly string[] };

interface Facts {
  readonly model: string;
  readonly layers: readonly string[];
  readonly parameters: Count;
  readonly end: GradientEnd;
  /** What the target does where no weight at all gets a gradient. */
  readonly nothing: string | undefined;
  readonly edits?: readonly Edit[] | undefined;
}

const named = (names: readonly string[]): string =>
  names.length <= 3
    ? names.map((name) => `\`${name}\``).join(", ")
    : `${names
        .slice(0, 2)
        .map((name) => `\`${name}\``)
        .join(", ")} and ${names.length - 2} more layers`;

function message({ model, layers, parameters, end, nothing }: Facts): string {
  const one = layers.length === 1;
  const never = `so ${one ? "it never trains" : "they never train"}, though ${one ? "its flag is" : "their flags are"} on (${countText(parameters)} parameters)`;
  const tail = nothing ? `; no other weight trains here, and ${nothing}` : "";
  switch (end.kind) {
    case "unreached":
      return `no output of \`${model}\` depends on ${named(layers)}, so it gets no gradient and never trains; in Keras it is no part of the model at all: use its output, or leave it out`;
    case "blocked":
      return `no gradient passes ${end.by}, and there is no other way from a loss to ${named(layers)}, ${never}; freeze ${one ? "it" : "them"} if that is meant, or leave ${end.by} out${tail}`;
    case "no-loss":
      return `${end.outputs.length === 1 ? `output ${named(end.outputs)} has` : `outputs ${named(end.outputs)} have`} no loss in this \`compile\`, and ${named(layers)} ${one ? "leads" : "lead"} nowhere else, ${never}; give ${end.outputs.length === 1 ? "it" : "them"} a loss, or freeze ${one ? "the layer" : "the layers"}${tail}`;
  }
}

export default defineDiagnostic<Facts>({
  code: "train-no-gradient",
  severity: "warning",
  summary: "A trainable layer gets no gradient: it lies on no way to an output that has a loss.",
  message,
  why: "Weights move along the gradient of a loss. None comes to layers that no output depends on, whose outputs have no loss, or that stand behind `ops.stop_gradient`, rounding, signs, `argmax` or a cast to whole numbers. A Keras model consists of the layers between its inputs and its outputs; what hangs beside them has no weights in the summary and is not saved.",
  wrong:
    "model M {\n    input x: [8]\n    x -> [!Dense(4)!]\n    x -> Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    x -> Dense(4)\n    Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ edits, layers }) =>
    edits
      ? [
          {
            title: layers.length === 1 ? `Freeze \`${layers[0]}\`` : `Freeze these ${layers.length} layers`,
            edits,
          },
        ]
      : [],
});
