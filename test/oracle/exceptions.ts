// The cases in which we deliberately answer otherwise than Keras, each with its reason. It is meant to stay short.
import { findLayer } from "../../server/src/layers/catalogue.ts";
import type { KerasCase } from "../support/keras-cases.ts";

export interface Exception {
  readonly reason: string;
  readonly applies: (c: KerasCase) => boolean;
}

export const exceptions: readonly Exception[] = [
  {
    reason: "Python takes True for 1. As a number of units it is a slip worth telling, and Keras itself refuses it in Embedding.",
    applies: (c) => c.args.units === true && c.error === undefined,
  },
  {
    reason: "In Net a list in front of a layer gives its tensors one by one: `[q, v] -> MultiHeadAttention(…)`.",
    applies: (c) => c.layer === "MultiHeadAttention" && c.positional?.length === 1 && Array.isArray(c.positional[0]),
  },
  {
    reason:
      "TimeDistributed states a shape without asking the layer inside whether the number of axes fits. With the first batch the layer refuses, or gives another shape.",
    applies: (c) => {
      const axes = new Map([
        ["Bidirectional", 2],
        ["MaxPooling2D", 3],
        ["GlobalAveragePooling2D", 3],
      ]).get((c.args.layer as [string])?.[0]);
      return (
        c.layer === "TimeDistributed" && c.error === undefined && axes !== undefined && c.inputs[0]!.length - 1 !== axes
      );
    },
  },
  {
    reason:
      "Handed a list, or nothing, Keras maps a layer of one tensor over it. In Net such a layer takes one tensor; a list in front of it is a slip.",
    applies: (c) => c.inputs.length !== 1 && c.positional === undefined && single(c),
  },
  {
    reason:
      "Images that come with boxes or labels are a dictionary, which flows through data sets and not through the graph of a model.",
    applies: (c) => c.error === undefined && isRecord(c.positional?.[0]) && !("$" in (c.positional![0] as object)),
  },
  {
    reason: "Preprocessing layers may be called with plain numbers, outside of a model.",
    applies: (c) => c.error === undefined && typeof c.positional?.[0] === "number",
  },
  {
    reason: "Keras never looks at the value while the graph is built, and the first batch fails on it.",
    applies: (c) => c.error === undefined && Object.entries(c.args).some(([name, value]) => fails(c.layer, name, value)),
  },
  {
    reason: "Python takes False for 0 and 0 for False, None for False; as a scale or a switch they are slips worth telling.",
    applies: (c) => c.error === undefined && ((c.args.scale === false && /^Random/.test(c.layer)) || (c.args.scale === null && /Normalization$/.test(c.layer))),
  },
  {
    reason: "The backend the records were made with (JAX) does not share statistics between devices; TensorFlow does.",
    applies: (c) => c.layer === "BatchNormalization" && c.error?.includes("synchronized=True") === true,
  },
  {
    reason: "JAX loads no saved models of TensorFlow here; the layer itself is known.",
    applies: (c) => c.layer === "TFSMLayer" && c.error?.includes("only currently supported with") === true,
  },
  {
    reason: "The function of a Lambda is not run here: without `output_shape` its output is unknown, and said to be.",
    applies: (c) => c.layer === "Lambda" && !Array.isArray(c.args.output_shape) && isRecord(c.args.function) && (c.error?.startsWith("NotImplementedError") ?? true),
  },
  {
    reason:
      "JAX runs the layers of a Pipeline to find their shapes, and trips over strings and over RandomCrop, which takes the batch apart.",
    applies: (c) =>
      c.layer === "Pipeline" && c.error !== undefined && (c.dtype === "string" || JSON.stringify(c.args).includes("RandomCrop")),
  },
];

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether what Keras answers is the layer mapped over a list, or over none. */
const single = (c: KerasCase): boolean =>
  c.error === undefined && (findLayer(c.layer)?.takes ?? "one") === "one";

/** Values nothing works with once data comes, by the argument they are given for. */
function fails(layer: string, name: string, value: unknown): boolean {
  const text = value === "a";
  const wants: Readonly<Record<string, boolean>> = {
    epsilon: text,
    scale: text || (value === null && layer === "Rescaling"),
    offset: text,
    axis: (text || value === null) && layer === "Softmax",
    noise_shape: text,
    target_shape: text || (Array.isArray(value) && value.some((n) => n % 1 !== 0)),
    fft_length: value === 0,
  };
  return wants[name] === true;
}
