// What data a model is trained on: shapes, dtypes and labels, in words and as random numbers. It never reads a file.
import { type Instance, type ModelRun, type TensorRef, typeOf } from "../../../model/graph.ts";
import { sourceName } from "../../../model/wiring.ts";
import type { Expression } from "../../../syntax/tree.ts";
import { isRanked, type TensorType } from "../../../tensor/tensor-type.ts";
import {
  assign,
  atom,
  block,
  call,
  func,
  keyword,
  line,
  type Python,
  type PythonStatement,
  string,
} from "./python.ts";

interface Datum {
  /** For the docstring. */
  readonly words: string;
  /** A NumPy expression over `rng` and `samples`. */
  readonly random: string;
}

/** The loss of each output, by name or by position, as far as the text says. */
export type Losses = ReadonlyMap<string | number, string>;

/** The names of the losses in `loss=…`: a word, a string, a class, a list or a dictionary of those. */
export function lossesOf(node: Expression | undefined): Losses {
  const losses = new Map<string | number, string>();
  const nameOf = (value: Expression): string | undefined => {
    switch (value.kind) {
      case "name":
        return value.name;
      case "string":
        return value.value;
      case "attribute":
        return value.name.name;
      case "call":
        return nameOf(value.callee);
      default:
        return undefined;
    }
  };
  const add = (key: string | number, value: Expression): void => {
    const name = nameOf(value);
    if (name !== undefined) losses.set(key, name.replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase());
  };
  if (!node) return losses;
  if (node.kind === "dict") {
    for (const { key, value } of node.entries) if (key?.kind === "string") add(key.value, value);
  } else if (node.kind === "list" || node.kind === "tuple")
    for (const [i, item] of node.items.entries()) add(i, item);
  else add("*", node);
  return losses;
}

const sizeOf = (type: TensorType, image: boolean): readonly number[] =>
  isRanked(type) ? type.shape.map((d) => (typeof d === "number" ? d : image ? 64 : 16)) : [16];

const shapeText = (type: TensorType): string =>
  isRanked(type)
    ? [
        "samples",
        ...type.shape.map((d) =>
          typeof d === "number" ? `${d}` : d.kind === "symbolic" ? d.value.text : "any",
        ),
      ].join(", ")
    : "samples, …";

const dims = (sizes: readonly number[]): string =>
  `(samples${sizes.map((s) => `, ${s}`).join("")}${sizes.length === 0 ? "," : ""})`;

/** How many different tokens an input of whole numbers may hold: the least vocabulary of the embeddings it reaches. */
function vocabulary(run: ModelRun, at: number): number | undefined {
  const input = run.inputs[at];
  let least: number | undefined;
  const note = (n: number | undefined): void => {
    if (n !== undefined) least = least === undefined ? n : Math.min(least, n);
  };
  for (const node of run.nodes) {
    node.inputs.forEach((ref: TensorRef, i) => {
      if (ref.node !== input) return;
      const { instance } = node;
      if (node.run) note(vocabulary(node.run, i));
      else note(sizeArgument(instance));
    });
  }
  return least;
}

function sizeArgument(instance: Instance): number | undefined {
  const size =
    instance.bound?.parsed.input_dim ??
    instance.bound?.parsed.num_tokens ??
    instance.bound?.parsed.vocabulary_size;
  return typeof size === "number" ? size : undefined;
}

function inputDatum(run: ModelRun, at: number): Datum {
  const { type } = run.inputs[at]!;
  const { dtype } = type;
  const image = isRanked(type) && type.shape.length === 3;
  const shape = dims(sizeOf(type, image));
  const words = `${dtype} of shape (${shapeText(type)})`;
  if (dtype === "string") return { words, random: `np.full(${shape}, "some words")` };
  if (dtype === "bool") return { words, random: `rng.random(${shape}) < 0.5` };
  if (/^u?int/.test(dtype)) {
    const most = vocabulary(run, at);
    return {
      words: most === undefined ? words : `${words}, below ${most}`,
      random: `rng.integers(0, ${most ?? 2}, ${shape})${dtype === "int64" ? "" : `.astype("${dtype}")`}`,
    };
  }
  return {
    words,
    random:
      dtype === "float32"
        ? `rng.random(${shape}, dtype="float32")`
        : `rng.random(${shape}).astype("${dtype}")`,
  };
}

function labelDatum(type: TensorType, loss: string | undefined): Datum {
  const sizes = sizeOf(type, isRanked(type) && type.shape.length === 3);
  const classes = sizes.at(-1) ?? 2;
  const text = shapeText(type);
  if (loss?.startsWith("sparse_categorical"))
    return {
      words: `class numbers below ${classes} of shape (${text.split(", ").slice(0, -1).join(", ")}${sizes.length === 1 ? "," : ""})`,
      random: `rng.integers(0, ${classes}, ${dims(sizes.slice(0, -1))})`,
    };
  if (loss && /^(categorical_(crossentropy|focal|hinge)|kl_?d|kullback)/.test(loss))
    return {
      words: `one-hot, of shape (${text})`,
      random: `np.eye(${classes}, dtype="float32")[rng.integers(0, ${classes}, ${dims(sizes.slice(0, -1))})]`,
    };
  if (loss?.startsWith("binary"))
    return {
      words: `0 or 1, of shape (${text})`,
      random: `rng.integers(0, 2, ${dims(sizes)}).astype("float32")`,
    };
  return { words: `numbers of shape (${text})`, random: `rng.random(${dims(sizes)}, dtype="float32")` };
}

export const inputNames = (run: ModelRun): readonly string[] => run.inputs.map(({ name }) => name);

export const outputNames = (run: ModelRun): readonly string[] =>
  run.outputs.map((o) => o.name ?? sourceName(run, o.ref));

/** Whether the targets of a model are a dictionary by the names of its outputs. */
export const namesOutputs = (run: ModelRun, losses: Losses): boolean =>
  run.outputs.some((o) => o.name !== undefined) ||
  [...losses.keys()].some((key) => typeof key === "string" && key !== "*");

/** A function that returns the data of a model: yours, or random numbers for a try. */
export function loadFunction(name: string, run: ModelRun, losses: Losses): PythonStatement {
  const inputs = run.inputs.map((input, i) => ({ name: input.name, ...inputDatum(run, i) }));
  const outputs = run.outputs.map((o, i) => {
    const key = o.name ?? sourceName(run, o.ref);
    const loss = losses.get(key) ?? losses.get(i) ?? losses.get("*");
    return { name: key, ...labelDatum(typeOf(o.ref), loss) };
  });
  const byName = namesOutputs(run, losses);
  const docs = [
    "Return the inputs `x` and the targets `y` to train on.",
    "",
    ...inputs.map((i) => `- x${inputs.length > 1 ? `, ${i.name}` : ""}: ${i.words}`),
    ...outputs.map((o) => `- y${outputs.length > 1 ? `, ${o.name}` : ""}: ${o.words}`),
  ].join("\n");
  const lines: PythonStatement[] = [
    assign("rng", call("np.random.default_rng", [atom("0")])),
    assign("samples", atom("2")),
  ];
  const several = (items: readonly { name: string; random: string }[], named: boolean): Python =>
    items.length === 1 && !named
      ? atom(items[0]!.random)
      : named
        ? {
            pieces: [
              {
                open: "{",
                close: "}",
                comma: true,
                items: items.map((i) => ({ pieces: [`"${i.name}": ${i.random}`], strength: 16 })),
              },
            ],
            strength: 16,
          }
        : {
            pieces: [{ open: "[", close: "]", comma: true, items: items.map((i) => atom(i.random)) }],
            strength: 16,
          };
  lines.push(assign("x", several(inputs, false)));
  lines.push(assign("y", several(outputs, byName)));
  lines.push(line("return x, y"));
  return func(
    name,
    [keyword("smoke", atom("False"))],
    [
      { kind: "docstring", text: docs },
      block("if ", atom("smoke"), lines),
      line(
        "raise ",
        call("NotImplementedError", [
          string(`${name} has to return your data; --smoke trains on random numbers`),
        ]),
      ),
    ],
  );
}
