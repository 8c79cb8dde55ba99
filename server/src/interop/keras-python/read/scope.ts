// What the names of a Python file and its functions are: tensors, layers, plain values, or something only a run could know.
// It holds bindings and never writes a line.
import type { ClassStmt, DefStmt, Expr, Param } from "./python-syntax.ts";

/**
 * `shape` is a shape that counts the batch, `batch` the batch size alone; `object` an optimizer, loss and the like; `data` is
 * known only when the code runs.
 */
export type Kind =
  | "tensor"
  | "tensors"
  | "layer"
  | "layers"
  | "static"
  | "shape"
  | "batch"
  | "object"
  | "data";

/** A function or a class of the file, as Net sees it. */
export interface Declared {
  readonly python: string;
  /** Its name in Net. */
  readonly net: string;
  readonly kind: "block" | "model" | "layer" | "steps" | "none";
  /** Parameters that are tensors, taken out of the parameter list. */
  readonly inputs: readonly string[];
  /** All parameters of Python's call but `self`. */
  readonly params: readonly Param[];
  /** What a call gives: tensors, or something that is then called with tensors. */
  readonly gives: "tensor" | "tensors" | "layer";
  readonly node: DefStmt | ClassStmt | undefined;
  /** Parameters that only the training of a model uses; they are left out. */
  readonly idle?: ReadonlySet<string> | undefined;
  /** Names of an enclosing function it uses, which became its parameters. */
  readonly captured: readonly string[];
}

export interface Bound {
  readonly kind: Kind;
  /** What is written in Net for it. */
  readonly net: string;
  /** The block or model an instance is of. */
  readonly declared?: Declared | undefined;
  /** The value, where it is written in place of the name. */
  readonly value?: Expr | undefined;
  /** A literal it certainly has, for shapes. */
  readonly literal?: Expr | undefined;
  /** How a part is made in Net: `VGG16(include_top=False)`. */
  readonly making?: string | undefined;
  /** A model made at file level or before: each body that uses it makes it. */
  readonly made?: boolean;
  /** A weight of a layer, which is the same for every sample. */
  readonly weight?: boolean;
  /** How many sizes a parameter that holds a shape has. */
  readonly rank?: number | undefined;
}

/** Names by scope, the inner before the outer. */
export class Scope {
  private readonly names = new Map<string, Bound>();
  readonly outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.outer = outer;
  }

  get(name: string): Bound | undefined {
    return this.names.get(name) ?? this.outer?.get(name);
  }

  own(name: string): Bound | undefined {
    return this.names.get(name);
  }

  set(name: string, bound: Bound): void {
    this.names.set(name, bound);
  }

  delete(name: string): void {
    this.names.delete(name);
  }

  /** Names of this scope alone. */
  keys(): readonly string[] {
    return [...this.names.keys()];
  }
}

/** Why an expression cannot be said in Net. */
export class Unreadable extends Error {
  readonly expr: Expr;

  constructor(message: string, expr: Expr) {
    super(message);
    this.expr = expr;
  }
}
