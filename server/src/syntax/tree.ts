// The typed tree of a `.net` file. Nodes hold offsets relative to their statement, so equal statements share one head
// and an edit moves nothing. It never holds a value, a name's meaning or an absolute position.
import type { Span } from "../text/span.ts";

/** Offsets count from the first character of the statement the node belongs to. */
export interface NodeBase extends Span {
  readonly start: number;
  readonly end: number;
  /** The parentheses around the node, which its own span leaves out; a tuple's are part of it. */
  readonly parens?: Span | undefined;
}

/** The node with the parentheses around it. */
export const withParens = (node: NodeBase): Span => node.parens ?? node;

// ---- Expressions -------------------------------------------------------------------------------------------------

export type Expression =
  | Name
  | NumberLiteral
  | StringLiteral
  | BoolLiteral
  | NoneLiteral
  | EllipsisLiteral
  | ListExpression
  | TupleExpression
  | DictExpression
  | Comprehension
  | Unary
  | Binary
  | Comparison
  | BoolOperation
  | Conditional
  | Attribute
  | Subscript
  | Slice
  | Call
  | Pipeline
  | Labelled
  | Starred
  | Glob
  | Missing;

export interface Name extends NodeBase {
  readonly kind: "name";
  readonly name: string;
}

/** `value` is a bigint for an int, a number for a float. */
export interface NumberLiteral extends NodeBase {
  readonly kind: "number";
  readonly value: bigint | number;
}

/** Adjacent strings are joined to one node. */
export interface StringLiteral extends NodeBase {
  readonly kind: "string";
  /** The text with escapes replaced and, where `parts` is present, the braces as they were written. */
  readonly value: string;
  /** Set for f-strings and for labels, which always interpolate: text and expressions in turn. */
  readonly parts?: readonly (string | Interpolation)[] | undefined;
}

/** `{expr}` or `{expr:02d}` in a string; offsets of `expression` are right within the statement. */
export interface Interpolation extends NodeBase {
  readonly kind: "interpolation";
  readonly expression: Expression;
  readonly format?: string | undefined;
}

export interface BoolLiteral extends NodeBase {
  readonly kind: "bool";
  readonly value: boolean;
}

export interface NoneLiteral extends NodeBase {
  readonly kind: "none";
}

/** `...` in a subscript or an input pattern. */
export interface EllipsisLiteral extends NodeBase {
  readonly kind: "ellipsis";
}

export interface ListExpression extends NodeBase {
  readonly kind: "list";
  readonly items: readonly Expression[];
}

/** With or without parentheses; its span holds the parentheses where there are some. */
export interface TupleExpression extends NodeBase {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
  readonly parenthesized: boolean;
}

/** An entry without a key is `**value`. */
export interface DictExpression extends NodeBase {
  readonly kind: "dict";
  readonly entries: readonly { readonly key: Expression | undefined; readonly value: Expression }[];
}

export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

/** `[value for target in iterable if condition]`; `key` is set for dictionaries; `generator` where it stands bare in a call. */
export interface Comprehension extends NodeBase {
  readonly kind: "comprehension";
  readonly form: "list" | "dict" | "generator";
  readonly key?: Expression | undefined;
  readonly value: Expression;
  readonly clauses: readonly ComprehensionClause[];
}

export interface Unary extends NodeBase {
  readonly kind: "unary";
  readonly operator: "-" | "+" | "not" | "~";
  readonly operand: Expression;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "&" | "|" | "^" | "<<" | ">>";

export interface Binary extends NodeBase {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly operatorSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "is" | "is not";

/** `a < b < c` is one comparison with two steps. */
export interface Comparison extends NodeBase {
  readonly kind: "comparison";
  readonly first: Expression;
  readonly steps: readonly { readonly operator: ComparisonOperator; readonly right: Expression }[];
}

export interface BoolOperation extends NodeBase {
  readonly kind: "bool-operation";
  readonly operator: "and" | "or";
  readonly items: readonly Expression[];
}

/** `then if condition else otherwise`. */
export interface Conditional extends NodeBase {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

export interface Attribute extends NodeBase {
  readonly kind: "attribute";
  readonly value: Expression;
  readonly name: Name;
}

export interface Subscript extends NodeBase {
  readonly kind: "subscript";
  readonly value: Expression;
  /** A `tuple` without parentheses for several. */
  readonly index: Expression;
}

export interface Slice extends NodeBase {
  readonly kind: "slice";
  readonly lower?: Expression | undefined;
  readonly upper?: Expression | undefined;
  readonly step?: Expression | undefined;
}

/** `name` is set for keyword arguments; `spread` for `*args` and `**kwargs`. */
export interface Argument extends NodeBase {
  readonly name?: Name | undefined;
  readonly spread?: "*" | "**" | undefined;
  readonly value: Expression;
}

export interface Call extends NodeBase {
  readonly kind: "call";
  readonly callee: Expression;
  readonly args: readonly Argument[];
  /** From after `(` to before `)`. */
  readonly inside: Span;
}

/** `a -> L() -> M()`: at least two elements. Whether the first is a source or a layer is decided by its value. */
export interface Pipeline extends NodeBase {
  readonly kind: "pipeline";
  readonly elements: readonly Expression[];
}

/** `label: Layer(…)`, as a statement or as a stage. A string label has `parts` where it holds braces. */
export interface Labelled extends NodeBase {
  readonly kind: "labelled";
  readonly label: Name | StringLiteral;
  readonly value: Expression;
}

/** `*xs` in a list, tuple or assignment target. */
export interface Starred extends NodeBase {
  readonly kind: "starred";
  readonly value: Expression;
}

/** A selector with a `*` in a name, only in `freeze`, `unfreeze` and `except`: `base.block5_*` has pattern `block5_*`. */
export interface Glob extends NodeBase {
  readonly kind: "glob";
  readonly base?: Expression | undefined;
  readonly pattern: string;
  readonly patternSpan: Span;
}

/** Where an expression should be and none could be read; a problem says so. Evaluates to nothing, silently. */
export interface Missing extends NodeBase {
  readonly kind: "missing";
}

// ---- Heads: one for each kind of statement -------------------------------------------------------------------------

export type Head =
  | ImportHead
  | ConstHead
  | DeclarationHead
  | TrainingHead
  | InputHead
  | SharedHead
  | ExpressionHead
  | AssignHead
  | AugmentedHead
  | OutputHead
  | RepeatHead
  | ForHead
  | IfHead
  | ElseHead
  | AssertHead
  | PassHead
  | FreezeHead
  | WeightHead
  | CostHead
  | BrokenHead;

/** A problem of the text alone, relative to the statement. `code` is that of a `syntax-…` diagnostic. */
export interface SyntaxProblem extends Span {
  readonly code: string;
  readonly facts: Readonly<Record<string, string | number | undefined>>;
}

export interface HeadBase {
  /** Length of the head's text, without a body. */
  readonly length: number;
  readonly problems: readonly SyntaxProblem[];
  /** The keyword that opens the statement, for colouring; absent where none does. */
  readonly keyword?: Span | undefined;
}

/** `from "./blocks.net" import residual, stem as resnet_stem`. */
export interface ImportHead extends HeadBase {
  readonly kind: "import";
  readonly path: StringLiteral;
  readonly names: readonly { readonly name: Name; readonly alias?: Name | undefined }[];
}

/** `const width = 64`. */
export interface ConstHead extends HeadBase {
  readonly kind: "const";
  readonly name: Name;
  readonly value: Expression;
}

export interface ParameterNode extends NodeBase {
  readonly name: Name;
  /** A type such as `int`, written behind `:`; never checked by the grammar. */
  readonly type?: Expression | undefined;
  readonly default?: Expression | undefined;
}

/** `block NAME(parameters)`, `model …`, `layer …`; the statement has the body. */
export interface DeclarationHead extends HeadBase {
  readonly kind: "block" | "model" | "layer";
  readonly name: Name;
  readonly parameters: readonly ParameterNode[];
}

/** `training NAME for MODEL(arguments)`; `name` may be left out by mistake, then a problem says so. */
export interface TrainingHead extends HeadBase {
  readonly kind: "training";
  readonly name: Name;
  readonly model?: Expression | undefined;
}

/** `input NAME: [d1, d2] dtype`. Dimensions are expressions; `?` is a name `?`, `...` an ellipsis. */
export interface InputHead extends HeadBase {
  readonly kind: "input";
  readonly name: Name;
  readonly shape?: ListExpression | undefined;
  readonly dtype?: Name | StringLiteral | undefined;
}

/** `shared enc: Layer(…)`. */
export interface SharedHead extends HeadBase {
  readonly kind: "shared";
  readonly label: Name | StringLiteral;
  readonly value: Expression;
}

/** A pipeline, a layer call, a labelled one, a call such as `skips.append(s)` or `fit(epochs=1)`: any expression. */
export interface ExpressionHead extends HeadBase {
  readonly kind: "expression";
  readonly value: Expression;
}

/** `a = b = value`; each target is a name, attribute, subscript, tuple, list or starred. */
export interface AssignHead extends HeadBase {
  readonly kind: "assign";
  readonly targets: readonly Expression[];
  readonly value: Expression;
}

/** `x += y`. */
export interface AugmentedHead extends HeadBase {
  readonly kind: "augmented";
  readonly target: Expression;
  readonly operator: BinaryOperator;
  readonly value: Expression;
}

/**
 * `output a, b`, `output {"age": a}`, or in a `layer`: shapes, each with a dtype (`dtypes[i]` belongs to `values[i]`).
 */
export interface OutputHead extends HeadBase {
  readonly kind: "output";
  readonly values: readonly Expression[];
  readonly dtypes: readonly (Name | StringLiteral | undefined)[];
}

export interface RepeatHead extends HeadBase {
  readonly kind: "repeat";
  readonly count: Expression;
}

export interface ForHead extends HeadBase {
  readonly kind: "for";
  /** A name, or a tuple or list of targets. */
  readonly target: Expression;
  readonly iterable: Expression;
}

/** `if` and `elif`; the statement's `otherwise` is the next branch. */
export interface IfHead extends HeadBase {
  readonly kind: "if";
  readonly condition: Expression;
}

export interface ElseHead extends HeadBase {
  readonly kind: "else";
}

export interface AssertHead extends HeadBase {
  readonly kind: "assert";
  readonly condition: Expression;
  readonly message?: Expression | undefined;
}

export interface PassHead extends HeadBase {
  readonly kind: "pass";
}

/** `freeze base, head except base.block5_*`. */
export interface FreezeHead extends HeadBase {
  readonly kind: "freeze" | "unfreeze";
  readonly selectors: readonly Expression[];
  readonly except: readonly Expression[];
}

/** `weight gamma: [c] dtype trainable=False` and `state mean: [c]`, in a `layer`. */
export interface WeightHead extends HeadBase {
  readonly kind: "weight" | "state";
  readonly name: Name | StringLiteral;
  readonly shape: Expression;
  readonly dtype?: Name | StringLiteral | undefined;
  readonly options: readonly Argument[];
}

/** `macs prod(x.shape)` and `flops …`, in a `layer`. */
export interface CostHead extends HeadBase {
  readonly kind: "macs" | "flops";
  readonly value: Expression;
}

/** A statement that could not be read; its problems say why. The rest of the file is not touched by it. */
export interface BrokenHead extends HeadBase {
  readonly kind: "broken";
}

// ---- Statements and bodies -----------------------------------------------------------------------------------------

/** One place in a file. Its head may be shared with equal statements; the object itself is this occurrence. */
export interface Statement {
  readonly head: Head;
  /** Source text of the head, exactly as written. */
  readonly text: string;
  readonly body?: Body | undefined;
  /** The `elif` or `else` that follows an `if`. */
  readonly otherwise?: Statement | undefined;
  /** The text of the `##` lines directly before a declaration, without the marks. */
  readonly doc?: string | undefined;
}

export interface Body {
  readonly statements: readonly Statement[];
  /** `{ … }`, or lines behind a `:`. */
  readonly form: "braces" | "indented";
}

/** One version of a file, read. Immutable; statements of an older version may stand in it. */
export interface Tree {
  readonly text: string;
  readonly statements: readonly Statement[];
  /** Where a statement starts. */
  start(statement: Statement): number;
  /** The head's range in the file. */
  headSpan(statement: Statement): Span;
  /** The whole statement, its body and its other branches included. */
  span(statement: Statement): Span;
  /** A body with its braces, or its lines. */
  bodySpan(body: Body): Span;
  /** Every problem of the text with its place in the file: those of heads and those between statements. */
  readonly problems: readonly SyntaxProblem[];
  /** Comments in order, without the line's end; for ignores, folding and the formatter. */
  readonly comments: readonly Span[];
}

/** The place of a node: its statement and the offsets in it. Positions of the file come from the tree. */
export interface Place extends Span {
  readonly statement: Statement;
}

export const place = (statement: Statement, node: Span): Place => ({
  statement,
  start: node.start,
  end: node.end,
});

/** A place in the file. */
export const absolute = (tree: Tree, where: Place): Span => {
  const start = tree.start(where.statement);
  return { start: start + where.start, end: start + where.end };
};
