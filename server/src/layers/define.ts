// What a layer is: one value that holds everything known about it. Hover, completion, documentation, JSON, import and
// export all read it. It never knows where in a file it is used.
import type { Diagnostic, Report } from "../diagnostics/define.ts";
import type { Count } from "../tensor/count.ts";
import type { Dim } from "../tensor/dim.ts";
import type { RankedTensor, TensorType } from "../tensor/tensor-type.ts";
import type { ObjectFamily } from "./define-object.ts";
import type { LayerValue, Value } from "./value.ts";

export type Family =
  | "core"
  | "convolution"
  | "pooling"
  | "normalization"
  | "regularization"
  | "activation"
  | "reshaping"
  | "merging"
  | "recurrent"
  | "attention"
  | "preprocessing"
  | "operation";

/** How a value of the language becomes the value a rule works with. */
export interface ArgumentType<T> {
  /** For people: `int ≥ 1`, `"valid" or "same"`. */
  readonly text: string;
  /** Bare words it takes, for completion and for did-you-mean. */
  readonly options?: () => readonly string[];
  readonly parse: (value: Value) => T | Mismatch;
  /** A wrong value changes no shape and no count, so the default stands in for it. */
  readonly harmless?: boolean;
  /** The family of objects it takes by name, where it does. */
  readonly family?: ObjectFamily;
}

/** Why a value does not fit. */
export class Mismatch {
  readonly reason: "type" | "range" | "undecided";
  /** What would fit, or why it is undecided. */
  readonly text: string;
  constructor(reason: "type" | "range" | "undecided", text: string) {
    this.reason = reason;
    this.text = text;
  }
}

export interface Parameter<T = unknown> {
  readonly type: ArgumentType<T>;
  readonly doc: string;
  /** A required parameter has none. */
  readonly default?: T;
  readonly required: boolean;
  /** The default as a person would write it. */
  readonly defaultText?: string;
  /** Takes no position in a call. */
  readonly keywordOnly?: boolean;
  /** Takes this position and all after it as one list, as `*operands` in Python. */
  readonly rest?: boolean;
}

/** In positional order. */
export type Parameters = Readonly<Record<string, Parameter>>;

// biome-ignore lint/suspicious/noExplicitAny: the type of a parameter's value is read off, not restricted.
type ValueOf<P> = P extends Parameter<infer T> ? T : any;
export type Arguments<P extends Parameters> = { readonly [K in keyof P]: ValueOf<P[K]> };

export interface Weight {
  /** Keras's name inside the layer, with a path in wrappers: `kernel`, `lstm_cell/recurrent_kernel`. */
  readonly name: string;
  readonly shape: readonly Dim[];
  /** float32 unless the layer says otherwise. */
  readonly dtype?: string;
  /** Whether training updates it while the layer is not frozen. Moving statistics and seeds are not. */
  readonly trainable: boolean;
  /** The shape before two numbers were packed into a byte (4-bit kernels); `shape` is what Keras stores and counts. */
  readonly unpacked?: readonly Dim[];
  /** Whether it tells how a kernel is stored (scales, zeros, running maxima) and is no parameter of the model. */
  readonly bookkeeping?: true;
  /** Whether the layer itself writes it in every training step, frozen or not. */
  readonly assigned?: true;
  /** Whether the frozen state of a wrapped layer (`trainable=False` on it) holds it back already. */
  readonly frozen?: boolean;
}

export interface Inference {
  /** One for most layers; several for `return_state=True` and the like. */
  readonly outputs: readonly TensorType[];
  /** True where the outputs are a tuple, even of one. */
  readonly several?: boolean;
  /** In Keras's order (`layer.weights`). */
  readonly weights: readonly Weight[];
  /** Multiply-adds for one sample: products with kernels and between tensors. */
  readonly macs: Count;
  /** Floating point operations for one sample: two a multiply-add, and what the layer's doc adds. */
  readonly flops: Count;
  /** The parameter count in numbers, as a person would write it: `(3·3·64 + 1)·128`. */
  readonly formula?: string;
  /** Sentences for the hover: how the output size came about, what is never trained. */
  readonly notes?: readonly string[];
  /** Problems that do not stop the layer. */
  readonly reports?: readonly LocatedReport[];
  /** Wrapped layers, for selectors that look inside (`base[BatchNormalization]`). */
  readonly wraps?: readonly LayerValue[];
}

/** Where in the call a report belongs: the name of an argument, or the call itself. */
export interface LocatedReport {
  readonly report: Report;
  readonly argument?: string | undefined;
}

export interface RuleSite<P extends Parameters = Parameters, C extends Parameters = Parameters> {
  readonly args: Arguments<P>;
  /** The tensors the layer is called with; operations find theirs in `args`. */
  readonly inputs: readonly RankedTensor[];
  /** The first of `inputs`. */
  readonly input: RankedTensor;
  /** Call arguments: `training`, `mask`, `initial_state`. */
  readonly call: Arguments<C>;
  /** What floating inputs are cast to, and the dtype of floating outputs. */
  readonly computeDtype: string;
  /** The dtype of the weights. */
  readonly weightDtype: string;
  /** The class name, for messages. */
  readonly layer: string;
}

/** How the layer is called. */
export type Takes =
  | "one"
  /** A list of tensors as one argument, as merging layers do; a number is the fewest allowed. */
  | { readonly list: number; readonly most?: number }
  /** Several tensors in order; a name that ends in `?` may be left out. */
  | { readonly tensors: readonly string[] }
  /** One tensor, or a list that starts with it (recurrent layers with their states). */
  | "one-or-list";

/** Ways to store kernels in fewer bits, by Keras's names. */
export type QuantizationMode = "int8" | "int4" | "float8";

export interface LayerExample {
  /** The call as written in Net. */
  readonly net: string;
  /** Input shapes without the batch axis; `null` is an unknown size. */
  readonly inputs: readonly (readonly (number | null)[])[];
  readonly dtype?: string;
  readonly output: readonly (number | null)[];
  readonly params: number;
}

export interface LayerDefinition<P extends Parameters = Parameters, C extends Parameters = Parameters> {
  readonly kind: "layer" | "operation";
  /** Keras's class name. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What the class is called inside Keras, where that differs: automatic names are made from it. */
  readonly classInside?: string;
  /** Automatic names that Keras takes for layers inside of this one, as classes: when it is made, and when it is first used. */
  readonly namesInside?: {
    readonly made?: (bound: BoundArguments) => readonly string[];
    readonly used?: readonly string[];
  };
  /** Operations: the functions that make it, below `keras.ops` (`mean`, `image.resize`); layers: `add` for `layers.add`. */
  readonly functions?: readonly string[];
  readonly family: Family;
  /** Most models have such layers: it is offered before others that fit as well. */
  readonly usual?: true;
  /** One line, shown first in the hover. */
  readonly summary: string;
  /** Markdown: the rule, the weights, and how costs are counted. */
  readonly details: string;
  /** The PyTorch module people know it by. */
  readonly pytorch?: string;
  readonly parameters: P;
  readonly call?: C;
  readonly takes?: Takes;
  /** The weight `enable_lora` and `lora_rank` adapt, where the layer has them. */
  readonly lora?: "kernel" | "embeddings";
  /** What `quantize` takes, where the layer has it. */
  readonly quantize?: readonly QuantizationMode[];
  /**
   * False where `trainable=False` in the call that makes the layer holds back nothing, since Keras gives the flag to no
   * inner layer (`MultiHeadAttention`, wrappers). Setting `layer.trainable` later always does.
   */
  readonly trainableReachesWeights?: false;
  /** Whether it adds to the loss of the model it is in. */
  readonly addsLoss?: true;
  /** "none" where no gradient flows back through it, or only zeros: `stop_gradient`, rounding, signs. */
  readonly gradient?: "none";
  /** Arguments every layer takes, but this one does not (`trainable` of `SpatialDropout1D`). */
  readonly without?: readonly string[];
  /** Shapes, weights and costs. Throws a `Refusal` (through `refuse`) where Keras refuses. */
  readonly infer: (site: RuleSite<P, C>) => Inference;
  readonly examples: readonly LayerExample[];
}

/** Declares a layer of the catalogue; its file exports it as default. */
export const defineLayer = <P extends Parameters, C extends Parameters = Record<never, never>>(
  definition: Omit<LayerDefinition<P, C>, "kind">,
): LayerDefinition => ({ ...definition, kind: "layer" }) as unknown as LayerDefinition;

/** Declares an operation on tensors (`keras.ops`); its tensors are among its parameters. */
export const defineOperation = <P extends Parameters>(
  definition: Omit<LayerDefinition<P>, "kind" | "family" | "call" | "takes">,
): LayerDefinition =>
  ({ ...definition, kind: "operation", family: "operation" }) as unknown as LayerDefinition;

/** Arguments after binding: what was given, parsed, with the defaults filled in. */
export interface BoundArguments {
  /** By parameter name, defaults included. */
  readonly parsed: Readonly<Record<string, unknown>>;
  /** As given, by parameter name. */
  readonly given: ReadonlyMap<string, Value>;
}

/** A rule stops: thrown by `refuse`, caught where the layer is applied, and turned into a value there. */
export class Refusal extends Error {
  readonly reports: readonly LocatedReport[];
  /** What the outputs would be if the mistake were mended, so that the layers below keep their hints. */
  readonly assume: readonly TensorType[] | undefined;
  constructor(reports: readonly LocatedReport[], assume?: readonly TensorType[]) {
    super("refused");
    this.reports = reports;
    this.assume = assume;
  }
}

/**
 * Stops a rule with a diagnostic. `argument` names the parameter the report points at; `assume` is the best guess of
 * the outputs, so that what follows is still worked out.
 */
export function refuse<F>(
  diagnostic: Diagnostic<F>,
  facts: F,
  options: { readonly argument?: string; readonly assume?: readonly TensorType[] } = {},
): never {
  const report = { diagnostic, facts } as unknown as Report;
  throw new Refusal([{ report, argument: options.argument }], options.assume);
}

/** A rule cannot decide because something it needs is unknown; silent, since the unknown was reported at its source. */
export class Undecided extends Error {
  readonly reason: string;
  /** The outputs, where it is known how many there are. */
  readonly assume: readonly TensorType[] | undefined;
  constructor(reason: string, assume?: readonly TensorType[]) {
    super(reason);
    this.reason = reason;
    this.assume = assume;
  }
}
