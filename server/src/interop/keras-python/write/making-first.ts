// A block whose layers are made once and applied again and again: a function makes them and returns one that applies them.
// Loops and branches around layers are written in both. It never writes a layer itself.
import type { NodeBase, Statement } from "../../../syntax/tree.ts";
import {
  assign,
  atom,
  block,
  call,
  flat,
  func,
  line,
  list,
  none,
  type Python,
  type PythonStatement,
  strength,
  within,
} from "./python.ts";
import { freeName, temporary, Unsaid, unsaid, type Writing } from "./session.ts";

/** The statements that make layers, while the body that applies them is written. */
export interface MakingFirst {
  /** Those of the loop or branch that is being written. */
  lines: PythonStatement[];
  /** Variables they make and the body applies. */
  made: string[];
  /** Loops around. */
  depth: number;
  /** Whether a layer's arguments are being written: layers in these need no variable. */
  inside: boolean;
  /** Values that are worked out in the body, and may be needed to make layers: ours, and the body's. */
  readonly values: Map<PythonStatement, PythonStatement>;
  /** Variables that hold the layers of a loop. */
  readonly lists: Set<string>;
  /** Loops of the body, by what is in them. */
  readonly loops: Map<readonly PythonStatement[], LayerLoop>;
  readonly places: Map<PythonStatement, { readonly statement: Statement; readonly node: NodeBase }>;
}

export const makingFirst = (): MakingFirst => ({
  lines: [],
  made: [],
  depth: 0,
  inside: false,
  values: new Map(),
  lists: new Set(),
  loops: new Map(),
  places: new Map(),
});

/** A layer where it is applied: the variable it was made in, or the layer itself where it is made on the spot. */
export function madeFirst(w: Writing, wanted: string, node: NodeBase, make: () => Python): Python {
  const { first } = w;
  if (!first || first.inside) return make();
  const outer = w.body;
  w.body = first.lines;
  first.inside = true;
  const made = make();
  first.inside = false;
  w.body = outer;
  // A model whose flag is set has its variable already.
  const held = /^[A-Za-z_]\w*$/.test(flat(made)) ? flat(made) : undefined;
  if (held !== undefined) {
    first.made.push(held);
    return made;
  }
  const variable = counted(w, wanted);
  const statement = assign(variable, made);
  first.places.set(statement, { statement: w.statement, node });
  first.lines.push(statement);
  first.made.push(variable);
  return atom(variable);
}

/** A free variable, numbered as Keras numbers names of layers. */
function counted(w: Writing, wanted: string): string {
  for (let i = 0; ; i++) {
    const name = i === 0 ? wanted : `${wanted}_${i}`;
    if (freeName(name, w.taken, w.session.taken) === name) return temporary(w, name);
  }
}

/** A value the body works out, which layers may need too. */
export function valueFirst(w: Writing, statement: PythonStatement): void {
  if (!w.first) return;
  const own = { ...statement };
  w.first.values.set(own, statement);
  w.first.places.set(own, { statement: w.statement, node: headOf(w.statement) });
  w.first.lines.push(own);
}

const headOf = (statement: Statement): NodeBase => ({ start: 0, end: statement.text.trimEnd().length });

/** What a loop or branch makes. */
interface Level {
  readonly lines: readonly PythonStatement[];
  readonly made: readonly string[];
}

/** Writes a loop or branch of the body, and gives what its layers need beside it. */
export function level<T>(w: Writing, loop: boolean, write: () => T): readonly [T, Level] {
  const { first } = w;
  if (!first) return [write(), { lines: [], made: [] }];
  const { lines, made } = first;
  first.lines = [];
  first.made = [];
  if (loop) first.depth++;
  const result = write();
  if (loop) first.depth--;
  const own: Level = { lines: first.lines, made: first.made };
  first.lines = lines;
  first.made = made;
  return [result, own];
}

/** The branches of a condition, where some of them make layers. */
export function branchesFirst(
  w: Writing,
  branches: readonly { readonly condition: Python | undefined; readonly level: Level }[],
): void {
  const { first } = w;
  const last = branches.findLastIndex(({ level: { lines } }) => lines.length > 0);
  if (!first || last < 0) return;
  const made = branches.flatMap((b) => b.level.made);
  // A loop collects them in lists, those of the other branch too.
  if (first.depth > 0) for (const variable of made) first.lines.push(assign(variable, none));
  branches.slice(0, last + 1).forEach(({ condition, level: { lines } }, i) => {
    const body = lines.length > 0 ? lines : [line("pass")];
    first.lines.push(
      condition ? block(i === 0 ? "if " : "elif ", condition, body) : block("else", undefined, body),
    );
  });
  first.made.push(...made);
}

/**
 * A loop of the body over `lists` of layers, each of which holds what one of `made` was in each turn. It goes through what
 * the loop itself is over where the body asks for its variables.
 */
interface LayerLoop {
  readonly target: string;
  readonly over: Python;
  readonly made: readonly string[];
  readonly lists: readonly string[];
}

/** A loop of the body, and beside it one that makes its layers. */
export function loopFirst(
  w: Writing,
  target: string,
  over: Python,
  { lines, made }: Level,
  body: readonly PythonStatement[],
): PythonStatement {
  const { first } = w;
  if (!first || lines.length === 0) return block(`for ${target} in `, over, body);
  const lists = made.map((variable) =>
    temporary(w, first.lists.has(variable) ? `all_${variable}` : plural(variable)),
  );
  for (const name of lists) first.lists.add(name);
  const only = lines.length === 1 && made.length === 1 ? lines[0] : undefined;
  if (only?.kind === "assign") {
    const statement = assign(lists[0]!, each(only.value, target, over));
    first.places.set(statement, first.places.get(only)!);
    first.lines.push(statement);
  } else {
    for (const name of lists) first.lines.push(assign(name, list([])));
    const collected = made.map((variable, i) => line("", call(`${lists[i]}.append`, [atom(variable)])));
    first.lines.push(block(`for ${target} in `, over, [...lines, ...collected]));
  }
  first.made.push(...lists);
  const loop: LayerLoop = { target, over, made, lists };
  if (made.length > 0) first.loops.set(body, loop);
  return layerLoop(loop, body);
}

function layerLoop(
  { target, over, made, lists }: LayerLoop,
  body: readonly PythonStatement[],
): PythonStatement {
  const read = identifiers(body);
  const asked = made.length === 0 || namesOf(target).some((name) => read.has(name));
  const group = target.includes(",") && made.length > 0 ? `(${target})` : target;
  const targets = asked ? [group, ...made] : made;
  const overs = [...(asked ? [over] : []), ...lists.map(atom)];
  return block(`for ${targets.join(", ")} in `, overs.length === 1 ? overs[0]! : call("zip", overs), body);
}

const plural = (name: string): string =>
  /(?:s|x|z|ch|sh)$/.test(name)
    ? `${name}es`
    : /[^aeiou]y$/.test(name)
      ? `${name.slice(0, -1)}ies`
      : `${name}s`;

function each(value: Python, target: string, over: Python): Python {
  const item = within(value, strength.conditional);
  const clause: Python = {
    pieces: [`${target} in `, ...within(over, strength.or).pieces],
    strength: strength.atom,
  };
  const inner: Python = {
    pieces: [...item.pieces, " for ", ...clause.pieces],
    strength: strength.tuple,
    operands: [{ value: item }, { operator: "for", value: clause }],
  };
  return { pieces: [{ open: "[", close: "]", items: [inner], comma: false }], strength: strength.atom };
}

/** The body of the function that makes the layers: it ends with the function that applies them. */
export function appliedLater(
  w: Writing,
  parameters: readonly string[],
  inputs: readonly Python[],
  body: readonly PythonStatement[],
): readonly PythonStatement[] {
  const first = w.first!;
  const dropped = unneeded(first, body, parameters);
  const makes = without(first.lines, dropped);
  const applies = without(body, dropped, first.loops);
  check(w, makes, applies, parameters, inputs.map(flat));
  const name = freeName("apply", w.taken, w.session.taken);
  const lines: PythonStatement[] = [...makes];
  if (lines.length > 0) lines.push({ kind: "blank" });
  return [...lines, func(name, inputs, applies), { kind: "blank" }, line("return ", atom(name))];
}

/** Of the values that are worked out twice, the ones nobody asks for where they stand. */
function unneeded(
  first: MakingFirst,
  body: readonly PythonStatement[],
  parameters: readonly string[],
): ReadonlySet<PythonStatement> {
  const dropped = new Set<PythonStatement>();
  for (let before = -1; before !== dropped.size; ) {
    before = dropped.size;
    for (const own of first.values.keys()) {
      const others = identifiers(without(first.lines, new Set([...dropped, own])));
      if (!assigned([own]).some((name) => others.has(name))) dropped.add(own);
    }
  }
  const all = assigned(body);
  for (let before = -1; before !== dropped.size; ) {
    before = dropped.size;
    for (const [own, theirs] of first.values) {
      const others = identifiers(without(body, new Set([...dropped, theirs])));
      const names = assigned([theirs]);
      if (!names.some((n) => others.has(n))) dropped.add(theirs);
      else if (!dropped.has(own) && theirs.kind === "assign") {
        const once = names.every(
          (n) => all.filter((other) => other === n).length === 1 && !parameters.includes(n),
        );
        const grows = /^[[{]/.test(flat(theirs.value));
        if (once && !grows && body.includes(theirs)) dropped.add(theirs);
      }
    }
  }
  return dropped;
}

/** Layers can be made from what is known before anything is applied. */
function check(
  w: Writing,
  makes: readonly PythonStatement[],
  applies: readonly PythonStatement[],
  parameters: readonly string[],
  inputs: readonly string[],
): void {
  const changed = assigned(applies).find((name) => parameters.includes(name));
  if (changed !== undefined)
    throw unsaid(w, `\`${changed}\`, which changes in a block that is used again,`, w.part!.head.name);
  const made = new Set([...parameters, ...assigned(makes)]);
  const late = new Set([...inputs, ...assigned(applies)].filter((name) => !made.has(name)));
  const find = (statements: readonly PythonStatement[]): void => {
    for (const statement of statements) {
      if (statement.kind === "block") find(statement.body);
      const name = [...identifiers([headOnly(statement)])].find((n) => late.has(n));
      if (name === undefined) continue;
      const place = w.first!.places.get(statement);
      const what = `a layer of a block that is used again, and that is made from \`${name}\` of the first use,`;
      throw place
        ? new Unsaid(what, w.file, place.statement, place.node)
        : unsaid(w, what, w.part!.head.name);
    }
  };
  find(makes);
}

const headOnly = (statement: PythonStatement): PythonStatement =>
  statement.kind === "block" ? { ...statement, body: [] } : statement;

function without(
  statements: readonly PythonStatement[],
  dropped: ReadonlySet<PythonStatement>,
  loops?: MakingFirst["loops"],
): readonly PythonStatement[] {
  const kept: PythonStatement[] = [];
  for (const statement of statements) {
    if (dropped.has(statement)) continue;
    if (statement.kind !== "block") kept.push(statement);
    else {
      const body = without(statement.body, dropped, loops);
      const loop = loops?.get(statement.body);
      // A loop or branch that only worked out values is gone with them.
      if (loop)
        kept.push({ ...layerLoop(loop, body), ...(statement.comment ? { comment: statement.comment } : {}) });
      else if (body.length > 0 || statement.body.length === 0) kept.push({ ...statement, body });
      else if (/^(?:if|elif) $/.test(statement.header.before))
        kept.push({ ...statement, body: [line("pass")] });
    }
  }
  return kept;
}

/** The names a text of Python reads or binds; those of arguments and attributes are none. */
function namesOf(text: string): readonly string[] {
  const bare = text
    .replace(/\bf(["'])((?:\\.|(?!\1).)*)\1/g, (_, __, inner: string) =>
      (inner.match(/\{[^{}]*\}/g) ?? []).join(" "),
    )
    .replace(/(["'])(?:\\.|(?!\1).)*\1/g, " ");
  return [...bare.matchAll(/(?<![\w.])([A-Za-z_]\w*)\b(?!=(?!=))/g)].map(([, name]) => name!);
}

function identifiers(statements: readonly PythonStatement[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (text: string): void => {
    for (const name of namesOf(text)) found.add(name);
  };
  const visit = (statement: PythonStatement): void => {
    switch (statement.kind) {
      case "assign":
        add(flat(statement.value));
        for (const target of statement.targets) if (!/^[\w, *]+$/.test(target)) add(target);
        return;
      case "line":
        add(statement.before);
        if (statement.value) add(flat(statement.value));
        return;
      case "block": {
        const { before, value } = statement.header;
        if (!before.startsWith("for ")) add(before);
        if (value) add(flat(value));
        statement.body.forEach(visit);
        return;
      }
      case "assert":
        add(flat(statement.condition));
        if (statement.message) add(flat(statement.message));
        return;
      default:
        return;
    }
  };
  statements.forEach(visit);
  return found;
}

/** The names statements bind, as often as they do. */
function assigned(statements: readonly PythonStatement[]): readonly string[] {
  return statements.flatMap((statement): readonly string[] => {
    switch (statement.kind) {
      case "assign":
        return statement.targets.filter((t) => /^[\w, *]+$/.test(t)).flatMap(namesOf);
      case "line": {
        const target = /^(\w+) \S*= /.exec(statement.before)?.[1];
        return target === undefined ? [] : [target];
      }
      case "block": {
        const target = /^for (.*) in $/.exec(statement.header.before)?.[1];
        return [...(target === undefined ? [] : namesOf(target)), ...assigned(statement.body)];
      }
      default:
        return [];
    }
  });
}

/** Refuses an operation: Keras makes a new one at each use, where here it is made once. */
export function refuseOperation(w: Writing, node: NodeBase): void {
  if (w.first && !w.first.inside)
    throw unsaid(w, "an operation in a block that is used again (a layer such as `Add()` can be)", node);
}
