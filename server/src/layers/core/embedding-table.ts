// The table of an embedding, plain, with an adapter, or in fewer bits. It never knows what is looked up.
import type { Dim } from "../../tensor/dim.ts";
import { nullable, optional } from "../argument-types.ts";
import type { RuleSite, Weight } from "../define.ts";
import { named } from "../named-objects.ts";
import { adaptedWeights } from "../quantization.ts";
import { trainable } from "../rules.ts";

/** How the table starts, and what holds it. */
export const tableArguments = {
  embeddings_initializer: optional(
    nullable(named("initializer")),
    { name: "RandomUniform", value: null },
    "How the table starts.",
    { defaultText: '"uniform"' },
  ),
  embeddings_regularizer: optional(nullable(named("regularizer")), null, "A penalty on the table."),
  embeddings_constraint: optional(
    nullable(named("constraint")),
    null,
    "Keeps the table within bounds after each step.",
  ),
};

/** `[rows, width]` with one scale a row where it is quantized, plus what comes beside it (`others`). */
export const tableWeights = (
  site: RuleSite,
  rows: Dim,
  width: Dim,
  others: readonly Weight[] = [],
): readonly Weight[] =>
  adaptedWeights(site, trainable(site, "embeddings", [rows, width]), others, {
    scale: [rows],
    rows,
    columns: width,
    along: "columns",
  });
