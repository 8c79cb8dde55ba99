// What a class of layers consists of, on its way to a declaration. It decides nothing.
import type { Body } from "./body.ts";
import type { Declarations } from "./declarations.ts";
import type { ClassStmt, DefStmt, Param, Stmt } from "./python-syntax.ts";
import type { Declared } from "./scope.ts";
import type { Step } from "./steps.ts";

export interface ClassParts {
  readonly declarations: Declarations;
  readonly declared: Declared;
  /** The class, or the function that stands as a layer. */
  readonly node: ClassStmt | DefStmt;
  readonly params: readonly Param[];
  /** The names of its inputs in Net, in the order of `declared.inputs`. */
  readonly inputs: readonly string[];
  /** The body its methods are read in. */
  readonly body: Body;
  /** The steps of `__init__` and `build`. */
  readonly made: readonly Step[];
  /** Statements that add weights. */
  readonly weights: readonly Stmt[];
  /** The statements of `call`. */
  readonly call: readonly Stmt[];
}
