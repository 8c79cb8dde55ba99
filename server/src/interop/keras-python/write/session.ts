// What writing a script carries along: the file, the names it takes, what it imports, and the function being written.
// It never writes Python itself.
import type { Value } from "../../../layers/value.ts";
import type { Program } from "../../../model/frame.ts";
import type { Part, SourceFile } from "../../../model/source-file.ts";
import type { Call, Expression, NodeBase, Statement } from "../../../syntax/tree.ts";
import type { ExportInput } from "../../export-result.ts";
import type { BlockUses } from "./block-uses.ts";
import type { BlockForm, LayerNames } from "./layer-names.ts";
import type { MakingFirst } from "./making-first.ts";
import { assign, flat, type Python, type PythonStatement } from "./python.ts";

/** What a name of the body stands for in Python. */
export type Kind =
  | "value"
  | "tensor"
  /** A list or tuple of tensors. */
  | "tensors"
  /** A layer or model that was made: called on tensors. */
  | "layer"
  /** A layer class: called to make one. */
  | "class"
  /** A function that takes tensors first. */
  | "block"
  /** A function that makes a model. */
  | "model"
  /** A block with its arguments: a function of tensors only. */
  | "made-block"
  | "shape"
  | "dict";

export interface Bound {
  readonly python: string;
  readonly kind: Kind;
  readonly part?: Part | undefined;
  /** For labels: the variable that holds the layer. */
  readonly layer?: string | undefined;
  /** Labels of blocks have no layer. */
  readonly group?: boolean;
}

/** Something Keras, or this translation, has no words for. Caught where a part is written. */
export class Unsaid extends Error {
  readonly what: string;
  readonly file: SourceFile;
  readonly statement: Statement;
  readonly node: NodeBase;
  constructor(what: string, file: SourceFile, statement: Statement, node: NodeBase) {
    super(what);
    this.what = what;
    this.file = file;
    this.statement = statement;
    this.node = node;
  }
}

export interface Session {
  readonly input: ExportInput;
  readonly program: Program;
  readonly names: LayerNames;
  readonly uses: BlockUses;
  /** `keras`, `layers`, `ops`, `math`, …: what the script uses. */
  readonly imports: Set<string>;
  /** Names of the script's own level. */
  readonly taken: Set<string>;
  readonly partNames: Map<Statement, string>;
  readonly constantNames: Map<Statement, string>;
  /** Parts that are needed, in the order they were met. */
  readonly needed: Map<Statement, Part>;
  readonly constants: Map<Statement, SourceFile>;
  readonly partOf: (statement: Statement) => Part | undefined;
  /** Library models that Keras has itself. */
  readonly isKerasOwn: (part: Part) => boolean;
  /** What a parameter stood for in the first use of a part. */
  readonly parameterValue: (part: Part, name: string) => Value | undefined;
}

/** One Python function, or one section, while it is written. */
export interface Writing {
  readonly session: Session;
  readonly part: Part | undefined;
  readonly file: SourceFile;
  readonly names: Map<string, Bound>;
  readonly taken: Set<string>;
  /** The variable the current value moves through. */
  readonly carrier: string;
  readonly form: BlockForm;
  /** The variable that holds a block's name, or the counter of names. */
  readonly nameVariable: string;
  /** Names read as values, and names used as layers, anywhere in the body. */
  readonly readAsValue: ReadonlySet<string>;
  readonly usedAsLayer: ReadonlySet<string>;
  /** Names that are called or used as a stage: `d = Dense(8)` makes a layer for these. */
  readonly callable: ReadonlySet<string>;
  /** In a block that is used again: where its layers are made. */
  readonly first: MakingFirst | undefined;
  /** The parameter that says whether the layers of a block train, where some use does. */
  readonly trainable: string | undefined;
  readonly inputs: string[];
  readonly inputTensors: { readonly name: string; readonly python: string }[];
  body: PythonStatement[];
  statement: Statement;
  current: string | undefined;
  result: { readonly python: string; readonly kind: Kind } | undefined;
  /** Statements that keep the current value for later; gone where nothing asks for it. */
  readonly kept: WeakSet<PythonStatement>;
  /** Whether the name counter is used. */
  counts: boolean;
  /** Training sections: a layer inside of a layer by its name, and calls of methods. */
  inside?: (node: Expression) => Python | undefined;
  hookCall?: (node: Call) => Python | undefined;
}

export const unsaid = (w: Writing, what: string, node: NodeBase): Unsaid =>
  new Unsaid(what, w.file, w.statement, node);

const keywords = new Set(
  "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield match case type _ keras layers ops math np argparse print len range min max sum abs round int float zip reversed sorted any all enumerate isinstance str list tuple dict bool getattr".split(
    " ",
  ),
);

/** A Python name that is free, near the one that is wanted. */
export function freeName(wanted: string, ...taken: readonly ReadonlySet<string>[]): string {
  const used = (name: string): boolean => keywords.has(name) || taken.some((t) => t.has(name));
  if (!used(wanted)) return wanted;
  if (!used(`${wanted}_`) && keywords.has(wanted)) return `${wanted}_`;
  for (let i = 2; ; i++) if (!used(`${wanted}_${i}`)) return `${wanted}_${i}`;
}

/** Binds a name of Net to a variable; a name that means the same thing again keeps its variable. */
export function bindName(w: Writing, name: string, kind: Kind, more: Partial<Bound> = {}): string {
  const old = w.names.get(name);
  const python =
    old && w.taken.has(old.python) ? old.python : freeName(name, w.taken, new Set(w.session.taken));
  w.taken.add(python);
  w.names.set(name, { python, kind, ...more });
  return python;
}

/** Binds a name to a layer that is made at its place and used from there on. */
export function bindLayer(w: Writing, name: string, kind: Kind, make: () => Python): string {
  if (w.first) {
    // The variable is made where the layer is: before anything is applied.
    const python = flat(make());
    w.names.set(name, { python, kind, ...(kind === "layer" ? { layer: python } : {}) });
    return python;
  }
  const written = make();
  const python = bindName(w, name, kind);
  w.names.set(name, { python, kind, ...(kind === "layer" ? { layer: python } : {}) });
  w.body.push(assign(python, written));
  return python;
}

/** A variable of our own. */
export function temporary(w: Writing, wanted: string): string {
  const python = freeName(wanted, w.taken, w.session.taken);
  w.taken.add(python);
  return python;
}

/** `FeedForward` is `feed_forward`, `ResNet50` is `resnet50`. */
export const snake = (name: string): string =>
  name
    .replace(/(?<=[A-Za-z])Net(?![a-z])/g, "net")
    .replace(/([a-z\d])([A-Z])(?!$)/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replace(/_+/g, "_");

/** The Python name of a part; it is written too. */
export function partName(session: Session, part: Part): string {
  session.needed.set(part.statement, part);
  const known = session.partNames.get(part.statement);
  if (known !== undefined) return known;
  const wanted = part.kind === "model" ? `build_${snake(part.name)}` : part.name;
  const name = freeName(wanted, session.taken);
  session.taken.add(name);
  session.partNames.set(part.statement, name);
  return name;
}

/** The Python name of a constant of some file. */
export function constantName(session: Session, file: SourceFile, statement: Statement, name: string): string {
  session.constants.set(statement, file);
  const known = session.constantNames.get(statement);
  if (known !== undefined) return known;
  const python = freeName(name, session.taken);
  session.taken.add(python);
  session.constantNames.set(statement, python);
  return python;
}

/** The Python module of Keras by the name scripts give it. */
export function module(session: Session, name: "keras" | "layers" | "ops" | "math"): string {
  session.imports.add(name);
  return name;
}
