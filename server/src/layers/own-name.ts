// Name and dtype of the layers that take them by position, and not by name only as all others do.
import { dtype, layerName, nullable, optional } from "./argument-types.ts";

export const nameByPosition = optional(
  nullable(layerName),
  null,
  "The layer's name in the model; left out, Keras makes one from the class.",
);

export const dtypeByPosition = optional(
  nullable(dtype),
  null,
  "The dtype of weights and computation, or a policy such as `mixed_float16`.",
);
