// The table of an embedding, plain, with an adapter, or in fewer bits. It never knows what is looked up.
import type { Dim } from "../../tensor/dim.ts";
import type { RuleSite, Weight } from "../define.ts";
import { adaptedWeights } from "../quantization.ts";
import { trainable } from "../rules.ts";

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
