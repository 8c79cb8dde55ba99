// The words of older Kerases as those of Keras 3: `Convolution2D(32, 3, 3, border_mode="same")`, `nb_epoch=5`, `merge(…,
// mode="concat")`. It changes calls before anything else looks at them, and knows no model.
import { meaningOf } from "./keras-names.ts";
import { type Argument, bare, type CallExpr, type Expr, type Stmt } from "./python-syntax.ts";
import { rewriteDeep, rewriteStatements } from "./rewrite-statements.ts";

type PathOf = (e: Expr) => string | undefined;

/** Arguments by their older name, where no layer has that name for anything else today. */
const renamed: Readonly<Record<string, string>> = {
  nb_filter: "filters",
  filter_length: "kernel_size",
  border_mode: "padding",
  subsample: "strides",
  subsample_length: "strides",
  atrous_rate: "dilation_rate",
  init: "kernel_initializer",
  inner_init: "recurrent_initializer",
  inner_activation: "recurrent_activation",
  W_regularizer: "kernel_regularizer",
  U_regularizer: "recurrent_regularizer",
  b_regularizer: "bias_regularizer",
  W_constraint: "kernel_constraint",
  U_constraint: "recurrent_constraint",
  b_constraint: "bias_constraint",
  dropout_W: "dropout",
  dropout_U: "recurrent_dropout",
  bias: "use_bias",
  pool_length: "pool_size",
  stride: "strides",
  sigma: "stddev",
  p: "rate",
  lr: "learning_rate",
};

/** `output_dim=` of layers that call it `units` today. */
const unitLayers = /^(?:Dense|LSTM|GRU|SimpleRNN|ConvLSTM\w*)$/;

/** Arguments that say nothing today. */
const gone = new Set(["consume_less", "class_mode", "nb_worker", "nb_val_samples", "nb_val_steps"]);

/** Arguments of `fit` and the like. */
const fitWords: Readonly<Record<string, string>> = {
  nb_epoch: "epochs",
  samples_per_epoch: "steps_per_epoch",
};

/** What `merge` and `Merge` do, by `mode`. */
const merges: Readonly<Record<string, string>> = {
  concat: "Concatenate",
  sum: "Add",
  mul: "Multiply",
  ave: "Average",
  max: "Maximum",
  dot: "Dot",
};

/** Statements in today's words. */
export const inTodaysWords = (body: readonly Stmt[], path: PathOf): readonly Stmt[] =>
  rewriteStatements(body, (e) => rewriteDeep(e, (x) => (x.kind === "call" ? call(x, path) : x)));

function call(e: CallExpr, path: PathOf): CallExpr {
  const func = bare(e.func);
  const whole = path(func);
  const word = func.kind === "attr" ? func.name : func.kind === "name" ? func.name : "";
  if (whole === undefined)
    return func.kind === "attr" && /^(?:fit|fit_generator)$/.test(word)
      ? { ...e, args: e.args.map((a) => renamedBy(a, fitWords)) }
      : e;
  const merged = merge(e, whole);
  if (merged) return merged;
  const meaning = meaningOf(whole);
  if (meaning.kind !== "layer") return e;
  const name = meaning.name;
  const words = { ...renamed, ...(unitLayers.test(name) ? { output_dim: "units" } : {}) };
  const args = e.args.flatMap((a): readonly Argument[] => {
    if (a.name === undefined) return [a];
    if (gone.has(a.name)) return [];
    if (a.name === "dim_ordering") return dataFormat(a);
    return [a.name in words ? renamedBy(a, words) : a];
  });
  return { ...e, args: kernel(args, whole) };
}

const renamedBy = (a: Argument, words: Readonly<Record<string, string>>): Argument =>
  a.name !== undefined && words[a.name] !== undefined ? { ...a, name: words[a.name]! } : a;

/** `dim_ordering="tf"`; what it was left to be is today's default. */
const dataFormat = (a: Argument): readonly Argument[] =>
  a.value.kind === "string" && a.value.value === "th"
    ? [
        {
          name: "data_format",
          value: { ...a.value, raw: '"channels_first"', value: "channels_first" },
        },
      ]
    : [];

/** `nb_row=3, nb_col=3`, and the sizes of a kernel one by one, as `Convolution2D` took them. */
function kernel(args: readonly Argument[], path: string): readonly Argument[] {
  const [row, col] = ["nb_row", "nb_col"].map((n) => args.find((a) => a.name === n)?.value);
  if (row && col)
    return args.flatMap((a) =>
      a.name === "nb_row"
        ? [{ name: "kernel_size", value: tuple([row, col]) }]
        : a.name === "nb_col"
          ? []
          : [a],
    );
  const places = args.filter((a) => !a.name && !a.star);
  const rank = /\.Convolution([23])D$/.exec(path)?.[1];
  if (places.length !== Number(rank) + 1) return args;
  const [filters, ...sizes] = places;
  return [filters!, { value: tuple(sizes.map((a) => a.value)) }, ...args.filter((a) => a.name || a.star)];
}

const tuple = (items: readonly Expr[]): Expr => ({
  kind: "tuple",
  from: items[0]!.from,
  to: items.at(-1)!.to,
  items,
});

/** `merge([a, b], mode="concat", concat_axis=1)` as a layer of today that is called with the list. */
function merge(e: CallExpr, path: string): CallExpr | undefined {
  // `keras.layers.merge` was a module as well, whose name is taken for that of its package.
  if (!/^keras\.layers(?:\.merge)?$/.test(path)) return undefined;
  const arg = (name: string): Expr | undefined => e.args.find((a) => a.name === name)?.value;
  const list = arg("inputs") ?? e.args.find((a) => !a.name)?.value;
  const mode = arg("mode") ?? e.args.filter((a) => !a.name)[1]?.value;
  const layer = mode === undefined ? "Add" : mode.kind === "string" ? merges[mode.value] : undefined;
  if (!list || !layer) return undefined;
  const at = { from: e.from, to: e.to };
  const axis = arg("concat_axis");
  const name = arg("name");
  const keras: Expr = { kind: "name", name: "keras", ...at };
  const made: CallExpr = {
    kind: "call",
    ...at,
    func: { kind: "attr", ...at, name: layer, value: { kind: "attr", ...at, name: "layers", value: keras } },
    args: [
      ...(axis && layer === "Concatenate" ? [{ name: "axis", value: axis }] : []),
      ...(name ? [{ name: "name", value: name }] : []),
    ],
  };
  return { kind: "call", ...at, func: made, args: [{ value: list }] };
}
