// Ways through a tree: the children of a node, the nodes under an offset, every statement. It never changes anything.
import type { Span } from "../text/span.ts";
import type {
  Argument,
  Body,
  Expression,
  Head,
  Interpolation,
  Name,
  ParameterNode,
  Statement,
  StringLiteral,
  Tree,
} from "./tree.ts";

/** Anything in a head that has a place. */
export type AnyNode = Expression | Argument | ParameterNode | Interpolation;

/** A node that is no expression: an argument or a parameter. */
export const kindOf = (node: AnyNode): string =>
  "kind" in node ? node.kind : "default" in node || "type" in node ? "parameter" : "argument";

/** The nodes directly below a node, in the order of the text. */
export function children(node: AnyNode): readonly AnyNode[] {
  if (!("kind" in node)) {
    if ("value" in node) return node.name ? [node.name, node.value] : [node.value];
    return defined<AnyNode>(node.name, node.type, node.default);
  }
  switch (node.kind) {
    case "name":
    case "number":
    case "bool":
    case "none":
    case "ellipsis":
    case "missing":
      return [];
    case "string":
      return stringChildren(node);
    case "interpolation":
      return [node.expression];
    case "list":
    case "tuple":
    case "bool-operation":
      return node.items;
    case "dict":
      return node.entries.flatMap((entry) => defined(entry.key, entry.value));
    case "comprehension":
      return [
        ...defined(node.key, node.value),
        ...node.clauses.flatMap((clause) => [clause.target, clause.iterable, ...clause.conditions]),
      ];
    case "unary":
      return [node.operand];
    case "binary":
      return [node.left, node.right];
    case "comparison":
      return [node.first, ...node.steps.map((step) => step.right)];
    case "conditional":
      return [node.then, node.condition, node.otherwise];
    case "attribute":
      return [node.value, node.name];
    case "subscript":
      return [node.value, node.index];
    case "slice":
      return defined(node.lower, node.upper, node.step);
    case "call":
      return [node.callee, ...node.args];
    case "pipeline":
      return node.elements;
    case "labelled":
      return [node.label, node.value];
    case "starred":
      return [node.value];
    case "glob":
      return defined(node.base);
  }
}

const stringChildren = (node: StringLiteral): readonly Interpolation[] =>
  node.parts?.filter((part) => typeof part !== "string") ?? [];

const defined = <N>(...nodes: readonly (N | undefined)[]): N[] => nodes.filter((node) => node !== undefined);

/** The nodes directly below a head, in the order of the text. */
export function headChildren(head: Head): readonly AnyNode[] {
  switch (head.kind) {
    case "import":
      return [head.path, ...head.names.flatMap(({ name, alias }) => defined<Name>(name, alias))];
    case "const":
      return [head.name, head.value];
    case "block":
    case "model":
    case "layer":
      return [head.name, ...head.parameters];
    case "training":
      return defined<Expression>(head.name, head.model);
    case "input":
      return defined<Expression>(head.name, head.shape, head.dtype);
    case "shared":
      return [head.label, head.value];
    case "expression":
    case "macs":
    case "flops":
      return [head.value];
    case "assign":
      return [...head.targets, head.value];
    case "augmented":
      return [head.target, head.value];
    case "output":
      return head.values.flatMap((value, i) => defined<Expression>(value, head.dtypes[i]));
    case "repeat":
      return [head.count];
    case "for":
      return [head.target, head.iterable];
    case "if":
      return [head.condition];
    case "assert":
      return defined(head.condition, head.message);
    case "freeze":
    case "unfreeze":
      return [...head.selectors, ...head.except];
    case "weight":
    case "state":
      return [...defined<Expression>(head.name, head.shape, head.dtype), ...head.options];
    case "else":
    case "pass":
    case "broken":
      return [];
  }
}

const known = new WeakMap<Head, readonly AnyNode[]>();

/** Every node of a head, parents before children, in the order of the text; found once for all equal heads. */
export function nodes(head: Head): readonly AnyNode[] {
  const old = known.get(head);
  if (old) return old;
  const found: AnyNode[] = [];
  const stack: AnyNode[] = headChildren(head).toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    found.push(node);
    const below = children(node);
    for (let i = below.length - 1; i >= 0; i--) stack.push(below[i]!);
  }
  known.set(head, found);
  return found;
}

/** How deep the nodes of a head are nested. */
export function nodeDepth(head: Head): number {
  let deepest = 0;
  const stack: [AnyNode, number][] = headChildren(head).map((node) => [node, 1]);
  for (let entry = stack.pop(); entry; entry = stack.pop()) {
    const [node, depth] = entry;
    if (depth > deepest) deepest = depth;
    for (const child of children(node)) stack.push([child, depth + 1]);
  }
  return deepest;
}

/** Every statement below, branches and bodies included, in the order of the text. */
export function* statementsOf(list: readonly Statement[]): Generator<Statement> {
  for (const statement of list) {
    for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise) {
      yield branch;
      if (branch.body) yield* statementsOf(branch.body.statements);
    }
  }
}

/** The statements whose own text or insides touch a range, in order; all without one. */
export function* statementsIn(
  tree: Tree,
  within: Span | undefined,
  list: readonly Statement[] = tree.statements,
): Generator<Statement> {
  if (!within) {
    yield* statementsOf(list);
    return;
  }
  // They stand one behind the other, so the first that matters is found by halving.
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tree.span(list[middle]!).end < within.start) low = middle + 1;
    else high = middle;
  }
  for (let i = low; i < list.length && tree.start(list[i]!) <= within.end; i++) {
    for (let branch: Statement | undefined = list[i]; branch; branch = branch.otherwise) {
      yield branch;
      if (branch.body) yield* statementsIn(tree, within, branch.body.statements);
    }
  }
}

/** What stands under an offset. */
export interface Found {
  /** The statement whose head or body holds the offset, the innermost one. */
  readonly statement: Statement;
  /** The statements around it, outermost first, without it. */
  readonly around: readonly Statement[];
  /** Whether the offset is in the head of the statement. */
  readonly inHead: boolean;
  /** From the outermost node down to the innermost; empty between them. */
  readonly path: readonly AnyNode[];
  /** The offset within the statement, as its nodes count. */
  readonly offset: number;
}

const holds = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

/**
 * The innermost statement at an offset of the file and the nodes there. A cursor at the border of two belongs to the one
 * that is a name, else to the later one.
 */
export function nodeAt(tree: Tree, offset: number): Found | undefined {
  const around: Statement[] = [];
  let list = tree.statements;
  let best: Statement | undefined;
  for (;;) {
    const next = statementAt(tree, list, offset);
    if (!next) break;
    if (best) around.push(best);
    best = next;
    if (holds(tree.headSpan(next), offset) || !next.body) break;
    list = next.body.statements;
  }
  if (!best) return undefined;
  const head = tree.headSpan(best);
  const relative = offset - head.start;
  const inHead = holds(head, offset);
  return {
    statement: best,
    around,
    inHead,
    path: inHead ? pathAt(best.head, relative) : [],
    offset: relative,
  };
}

function statementAt(tree: Tree, list: readonly Statement[], offset: number): Statement | undefined {
  // The last statement that starts no later than the offset.
  let low = 0;
  let high = list.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (tree.start(list[middle]!) <= offset) low = middle + 1;
    else high = middle - 1;
  }
  for (let branch: Statement | undefined = list[high]; branch; branch = branch.otherwise) {
    const body = branch.body ? tree.bodySpan(branch.body) : undefined;
    const head = tree.headSpan(branch);
    if (offset >= head.start && offset <= Math.max(head.end, body?.end ?? 0)) return branch;
  }
  return undefined;
}

/** The nodes of a head that hold an offset of its statement, outermost first. */
export function pathAt(head: Head, offset: number): readonly AnyNode[] {
  const path: AnyNode[] = [];
  let below = headChildren(head);
  for (;;) {
    const candidates = below.filter((node) => holds(("parens" in node && node.parens) || node, offset));
    const next = candidates.find((node) => "kind" in node && node.kind === "name") ?? candidates.at(-1);
    if (!next) return path;
    path.push(next);
    below = children(next);
  }
}

/** A body's statements and those of its branches, as a list of bodies below a statement. */
export function bodiesOf(statement: Statement): readonly Body[] {
  const found: Body[] = [];
  for (let branch: Statement | undefined = statement; branch; branch = branch.otherwise)
    if (branch.body) found.push(branch.body);
  return found;
}
