// Statements of a model's or block's body as statements of a Python function. It never writes a function's head.
import type { Body, Expression, ForHead, InputHead, Statement } from "../../../syntax/tree.ts";
import { argumentsOf } from "./calls.ts";
import type { Comments } from "./comments.ts";
import { currentFlow, expression, negation } from "./expressions.ts";
import { first } from "./flow.ts";
import type { Flow } from "./flow-value.ts";
import { callKind, elementKind, isTensorKind, kindOf } from "./kinds.ts";
import { targetOf } from "./loops.ts";
import { layerAsValue } from "./makers.ts";
import { branchesFirst, level, loopFirst, valueFirst } from "./making-first.ts";
import {
  assign,
  atom,
  attribute,
  block,
  call,
  comment,
  flat,
  keyword,
  line,
  type Python,
  type PythonStatement,
  strength,
  string,
  subscript,
  tuple,
  within,
} from "./python.ts";
import {
  bindLayer,
  bindName,
  freeName,
  type Kind,
  module,
  temporary,
  unsaid,
  type Writing,
} from "./session.ts";
import { asksForCounts } from "./usage.ts";

/** How a body gives its outputs. */
export interface Outputs {
  /** Written into a list that grows, where branches and loops add to it. */
  readonly variable: string | undefined;
  readonly values: { readonly name?: Python | undefined; readonly python: Python }[];
}

export interface BodyWriting extends Writing {
  readonly comments: Comments;
  readonly outputs: Outputs;
  /** Whether this is a model's own body, whose inputs are made here. */
  readonly isModel: boolean;
  /** Names of inputs that are arguments of the function. */
  readonly renamedInput: { readonly name: string; readonly python: string } | undefined;
  /** Ends a branch that has its outputs: a `return`, or the outputs in a variable. */
  finish: (values: Outputs["values"]) => PythonStatement;
  /** Statements only some bodies have, such as `weight`; true where it has written one. */
  special?: (statement: Statement) => boolean;
  /** Whether every way through the body has ended that way. */
  returned: boolean;
}

export function writeStatements(w: BodyWriting, statements: readonly Statement[]): void {
  statements.forEach((statement) => {
    w.comments.before(w, statement);
    const outer = w.statement;
    w.statement = statement;
    const from = w.body.length;
    writeStatement(w, statement);
    w.comments.behind(w, statement, from);
    w.statement = outer;
  });
}

function writeStatement(w: BodyWriting, statement: Statement): void {
  const { head } = statement;
  if (w.special?.(statement)) return;
  switch (head.kind) {
    case "input":
      return writeInput(w, head);
    case "expression":
      return writeFlow(w, head.value);
    case "assign": {
      if (head.value.kind === "call" && isInput(head.value)) {
        const target = head.targets[0]!;
        const name = target.kind === "name" ? target.name : undefined;
        const python = targetOf(w, target, "tensor");
        const written = argumentsOf(w, head.value.args, { words: true });
        const named = head.value.args.some((a) => a.name?.name === "name");
        w.body.push(
          assign(
            python,
            call(`${module(w.session, "keras")}.Input`, [
              ...written,
              ...(named || !name ? [] : [keyword("name", string(name))]),
            ]),
          ),
        );
        w.inputTensors.push({ name: name ?? python, python });
        w.current ??= python;
        return;
      }
      return writeAssign(w, head.targets, head.value);
    }
    case "augmented": {
      const target = flat(expression(w, head.target));
      const value = expression(w, head.value);
      const kind =
        isTensorKind(kindOf(w, head.target)) || isTensorKind(kindOf(w, head.value))
          ? "tensor"
          : kindOf(w, head.target);
      keepCurrent(w, target);
      w.body.push(line(`${target} ${head.operator}= `, value));
      if (head.target.kind === "name") bindName(w, head.target.name, kind);
      if (kind === "tensor") w.result = { python: target, kind };
      else if (!isTensorKind(kind)) valueFirst(w, w.body.at(-1)!);
      return;
    }
    case "shared": {
      const name = head.label.kind === "name" ? head.label.name : head.label.value;
      const kind =
        kindOf(w, head.value) === "block" || kindOf(w, head.value) === "made-block" ? "made-block" : "layer";
      bindLayer(w, name, kind, () => layerAsValue(w, head.value, head.label));
      return;
    }
    case "output":
      for (const value of head.values) writeOutput(w, value);
      return;
    case "repeat": {
      const count = expression(w, head.count);
      repeat(w, statement, call("range", [count]));
      return;
    }
    case "for":
      return writeFor(w, statement, head);
    case "if":
      return writeIf(w, statement);
    case "assert": {
      if (asksForCounts(head.condition)) {
        w.body.push(comment(`Netlens: ${oneLine(statement.text)}`));
        return;
      }
      const condition = expression(w, head.condition);
      const message = head.message ? expression(w, head.message) : undefined;
      w.body.push({
        kind: "assert",
        condition: within(condition, strength.conditional),
        negated: negation(w, head.condition),
        message,
      });
      return;
    }
    case "pass":
      w.body.push(line("pass"));
      return;
    default:
      throw unsaid(w, "this statement", { start: 0, end: head.length });
  }
}

export const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

const isInput = (node: Expression): boolean =>
  node.kind === "call" &&
  ((node.callee.kind === "name" && node.callee.name === "Input") ||
    (node.callee.kind === "attribute" && node.callee.name.name === "Input"));

// ---- Inputs --------------------------------------------------------------------------------------------------------

function writeInput(w: BodyWriting, head: InputHead): void {
  const { name } = head.name;
  const second = w.inputs.includes(name) ? w.inputs.length > 1 : w.inputs.length > 0;
  if (!w.inputs.includes(name)) w.inputs.push(name);
  if (w.isModel) {
    const python = w.renamedInput?.name === name ? w.renamedInput.python : bindName(w, name, "tensor");
    w.taken.add(python);
    w.names.set(name, { python, kind: "tensor" });
    const dims = (head.shape?.items ?? []).map((item) => inputDimension(w, item));
    const dtype =
      head.dtype === undefined ? undefined : head.dtype.kind === "name" ? head.dtype.name : head.dtype.value;
    w.body.push(
      assign(
        python,
        call(`${module(w.session, "keras")}.Input`, [
          tuple(dims),
          ...(dtype === undefined || dtype === "float32" ? [] : [keyword("dtype", string(dtype))]),
          keyword("name", string(name)),
        ]),
      ),
    );
    if (!w.inputTensors.some((i) => i.name === name)) w.inputTensors.push({ name, python });
    bindSizes(w, head, python);
    if (!setsCurrent(w)) w.current = second ? undefined : python;
    return;
  }
  const { python } = w.names.get(name)!;
  bindSizes(w, head, python);
  if (!setsCurrent(w)) w.current = second ? undefined : python;
}

const flowed = new WeakSet<Writing>();
const setsCurrent = (w: Writing): boolean => flowed.has(w);

function inputDimension(w: Writing, item: Expression): Python {
  if (item.kind === "name" && (item.name === "?" || !w.names.has(item.name))) return atom("None");
  if (item.kind === "ellipsis") throw unsaid(w, "`...` in the input of a model", item);
  return expression(w, item);
}

/** Names of sizes that the body reads: `h, w, c = x.shape[1:]`. */
function bindSizes(w: BodyWriting, head: InputHead, python: string): void {
  const items = head.shape?.items ?? [];
  const fresh = items.map((item) =>
    item.kind === "name" && item.name !== "?" && !w.names.has(item.name) ? item.name : undefined,
  );
  const wanted = fresh.filter((name): name is string => name !== undefined && w.readAsValue.has(name));
  if (wanted.length === 0) return;
  const shape = attribute(atom(python), "shape");
  const rest = items.findIndex((item) => item.kind === "ellipsis");
  if (rest < 0 && wanted.length === items.length && items.length > 1) {
    const targets = fresh.map((name) => bindName(w, name!, "value"));
    w.body.push(line(`${targets.join(", ")} = `, subscript(shape, [atom("1:")])));
    return;
  }
  fresh.forEach((name, i) => {
    if (name === undefined || !wanted.includes(name)) return;
    const fromEnd = i === items.length - 1 || (rest >= 0 && i > rest);
    const index = fromEnd ? `${i - items.length}` : `${i + 1}`;
    const target = bindName(w, name, "value");
    w.body.push(assign(target, subscript(shape, [atom(index)])));
  });
}

// ---- Flow ----------------------------------------------------------------------------------------------------------

function writeFlow(w: BodyWriting, node: Expression): void {
  if (node.kind === "call" && callKind(w, node) === "method") {
    w.body.push(line("", expression(w, node)));
    const target = node.callee.kind === "attribute" ? node.callee.value : undefined;
    const added = node.args[0]?.value;
    if (target?.kind === "name" && added && isTensorKind(kindOf(w, added))) {
      const bound = w.names.get(target.name);
      if (bound) w.names.set(target.name, { ...bound, kind: "tensors" });
    }
    return;
  }
  const flow = first(w, node, currentFlow(w), w.carrier);
  if (!isTensorKind(flow.kind)) return;
  const text = flat(flow.python);
  if (/^[A-Za-z_]\w*$/.test(text)) w.current = text;
  else {
    w.body.push(assign(w.carrier, flow.python));
    w.current = w.carrier;
  }
  if (flow.items) w.names.set(" list", { python: w.carrier, kind: "tensors" });
  w.result = { python: w.current!, kind: flow.kind };
  flowed.add(w);
}

/** The current value is moved out of a variable that is about to mean something else. */
function keepCurrent(w: Writing, target: string): void {
  if (w.current !== target || target === w.carrier) return;
  const kept = assign(w.carrier, atom(target));
  w.kept.add(kept);
  w.body.push(kept);
  w.current = w.carrier;
}

const applies = (node: Expression): boolean =>
  node.kind === "call" ||
  node.kind === "pipeline" ||
  node.kind === "labelled" ||
  (node.kind === "conditional" && (applies(node.then) || applies(node.otherwise)));

function mentions(node: Expression, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(
    JSON.stringify(node, (_, v) => (typeof v === "bigint" ? `${v}` : v)),
  );
}

function writeAssign(w: BodyWriting, targets: readonly Expression[], value: Expression): void {
  const only = targets.length === 1 && targets[0]!.kind === "name" ? targets[0]! : undefined;
  const name = only?.kind === "name" ? only.name : undefined;
  const makes = targets.some((t) => t.kind === "name" && w.callable.has(t.name));
  if (makes && value.kind !== "pipeline" && value.kind !== "labelled") {
    const kind = kindOf(w, value);
    if (kind === "layer" || kind === "made-block") {
      if (name) bindLayer(w, name, kind, () => layerAsValue(w, value));
      else w.body.push(assign(targetOf(w, targets[0]!, kind), layerAsValue(w, value)));
      return;
    }
  }
  let flow: Flow;
  const temp = (): string => {
    if (name === undefined) return temporary(w, "branch");
    const old = w.names.get(name);
    const rest = value.kind === "pipeline" ? value.elements.slice(1) : value.kind === "labelled" ? [] : [];
    const reads =
      old && (value.kind === "pipeline" ? rest.some((e) => mentions(e, name)) : mentions(value, name));
    if (reads || (old && old.python === w.current)) return temporary(w, "branch");
    return old && w.taken.has(old.python) ? old.python : freeName(name, w.taken, w.session.taken);
  };
  if (value.kind === "tuple" && !value.parenthesized && value.items.some(applies)) {
    const items = value.items.map((item) =>
      applies(item) ? first(w, item, currentFlow(w), temporary(w, "branch")).python : expression(w, item),
    );
    flow = {
      python: {
        pieces: items.flatMap((item, i) => (i === 0 ? item.pieces : [", ", ...item.pieces])),
        strength: strength.tuple,
      },
      kind: "tensors",
    };
  } else if (applies(value)) {
    const t = temp();
    if (name !== undefined && t !== w.names.get(name)?.python) w.taken.add(t);
    const isNew = name !== undefined && !w.names.has(name);
    flow = first(w, value, currentFlow(w), t);
    if (isNew && name !== undefined && !w.names.has(name)) {
      w.names.set(name, { python: t, kind: flow.kind });
    }
  } else flow = { python: expression(w, value, {}), kind: kindOf(w, value) };
  const tuples =
    value.kind === "tuple" && !value.parenthesized && flow.kind !== "tensors"
      ? bare(flow.python)
      : flow.python;
  const several = targets[0]!.kind === "tuple" || targets[0]!.kind === "list";
  const kind: Kind = several && flow.kind === "tensor" ? "tensors" : flow.kind;
  const written = targets.map((target) => {
    const python = targetOf(w, target, kind);
    if (w.current === python && python !== flat(flow.python)) keepCurrent(w, python);
    return python;
  });
  if (!(written.length === 1 && written[0] === flat(tuples))) {
    w.body.push({ kind: "assign", targets: written, value: tuples });
    if (!isTensorKind(kind)) valueFirst(w, w.body.at(-1)!);
  }
  if (isTensorKind(kind) && targets[0]) {
    const parts = several ? written[0]!.split(", ") : undefined;
    w.result = parts ? { python: `(${parts.join(", ")})`, kind: "tensors" } : { python: written[0]!, kind };
  }
}

/** A tuple without its parentheses, as it was written. */
const bare = (node: Python): Python => {
  const bracket = node.pieces[0];
  if (
    node.pieces.length !== 1 ||
    typeof bracket === "string" ||
    !bracket ||
    bracket.open !== "(" ||
    bracket.items.length < 2
  )
    return node;
  return {
    pieces: bracket.items.flatMap((item, i) => (i === 0 ? item.pieces : [", ", ...item.pieces])),
    strength: strength.tuple,
  };
};

function writeOutput(w: BodyWriting, node: Expression): void {
  const { outputs } = w;
  const add = (python: Python, name: Python | undefined): void => {
    if (outputs.variable === undefined)
      outputs.values.push({ python: /^[A-Za-z_]\w*$/.test(flat(python)) ? python : python, name });
    else if (name) w.body.push(assign(`${outputs.variable}[${flat(name)}]`, python));
    else w.body.push(line("", call(`${outputs.variable}.append`, [python])));
  };
  if (node.kind === "dict") {
    for (const { key, value } of node.entries)
      add(first(w, value, currentFlow(w), temporary(w, "branch")).python, key && expression(w, key));
    return;
  }
  const temp = node.kind === "pipeline" ? w.carrier : temporary(w, "branch");
  const flow = first(
    w,
    node,
    currentFlow(w),
    temp === w.carrier && w.names.has(temp) ? temporary(w, "branch") : temp,
  );
  if (flow.items && outputs.variable === undefined)
    for (const item of flow.items) outputs.values.push({ python: item });
  else if (flow.kind === "tensors" && !flow.items) {
    if (outputs.variable !== undefined)
      w.body.push(line("", call(`${outputs.variable}.extend`, [flow.python])));
    else outputs.values.push({ python: { pieces: ["*", ...flow.python.pieces], strength: strength.atom } });
  } else add(flow.python, undefined);
}

// ---- Loops and branches --------------------------------------------------------------------------------------------

/** Whether statements, at any depth, move the current value. */
function flows(w: Writing, statements: readonly Statement[]): boolean {
  return statements.some((s) => {
    if (s.body && flows(w, s.body.statements)) return true;
    if (s.otherwise && flows(w, [s.otherwise])) return true;
    const { head } = s;
    if (head.kind !== "expression") return false;
    return !(
      head.value.kind === "call" &&
      head.value.callee.kind === "attribute" &&
      callKind(w, head.value) === "method"
    );
  });
}

/** The current value goes into a body through the carrier. */
function enter(w: Writing, statements: readonly Statement[]): void {
  if (w.current === undefined || w.current === w.carrier || !flows(w, statements)) return;
  w.body.push(assign(w.carrier, atom(w.current)));
  w.current = w.carrier;
}

function inner(w: BodyWriting, body: Body | undefined): PythonStatement[] {
  const outer = w.body;
  const lines: PythonStatement[] = [];
  w.body = lines;
  writeStatements(w, body?.statements ?? []);
  if (body) w.comments.atEnd(w, body);
  if (w.current !== undefined && w.current !== w.carrier && body && flows(w, body.statements)) {
    lines.push(assign(w.carrier, atom(w.current)));
    if (w.result?.python === w.current) w.result = { ...w.result, python: w.carrier };
    w.current = w.carrier;
  }
  w.body = outer;
  if (!lines.some((l) => l.kind !== "comment" && l.kind !== "blank")) lines.push(line("pass"));
  return lines;
}

function repeat(w: BodyWriting, statement: Statement, over: Python): void {
  enter(w, statement.body?.statements ?? []);
  const [body, made] = level(w, true, () => inner(w, statement.body));
  w.body.push(loopFirst(w, "_", over, made, body));
}

function writeFor(w: BodyWriting, statement: Statement, head: ForHead): void {
  const iterable = expression(w, head.iterable);
  const kind = elementKind(w, head.iterable);
  enter(w, statement.body?.statements ?? []);
  const target = loopTargets(w, head.target, kind, head.iterable);
  const [body, made] = level(w, true, () => inner(w, statement.body));
  w.body.push(loopFirst(w, target, iterable, made, body));
}

function loopTargets(w: BodyWriting, target: Expression, kind: Kind, iterable: Expression): string {
  if (
    (target.kind === "tuple" || target.kind === "list") &&
    iterable.kind === "call" &&
    iterable.callee.kind === "name" &&
    (iterable.callee.name === "zip" || iterable.callee.name === "enumerate")
  ) {
    const kinds: Kind[] =
      iterable.callee.name === "enumerate"
        ? ["value", elementKind(w, iterable.args[0]!.value)]
        : iterable.args.map((a) => elementKind(w, a.value));
    return target.items.map((item, i) => targetOf(w, item, kinds[i] ?? "value")).join(", ");
  }
  return targetOf(w, target, kind);
}

function writeIf(w: BodyWriting, statement: Statement): void {
  const branches: Statement[] = [];
  for (let at: Statement | undefined = statement; at; at = at.otherwise) branches.push(at);
  enter(
    w,
    branches.flatMap((b) => b.body?.statements ?? []),
  );
  const current = w.current;
  const names = new Map(w.names);
  const before = w.result;
  const results: (typeof w.result)[] = [];
  const blocks: PythonStatement[] = [];
  const inputs = w.inputs.length;
  const levels: Parameters<typeof branchesFirst>[1][number][] = [];
  branches.forEach((branch, i) => {
    w.statement = branch;
    w.current = current;
    w.result = before;
    // What a branch binds is seen after it; the other branches start from what was before.
    const condition =
      branch.head.kind === "if" ? expression(w, branch.head.condition, { words: true }) : undefined;
    if (i > 0) w.comments.before(w, branch);
    const [body, made] = level(w, false, () => inner(w, branch.body));
    levels.push({ condition, level: made });
    if (w.outputs.variable === undefined && w.outputs.values.length > 0) {
      const last = body.at(-1);
      if (last?.kind === "line" && last.before === "pass") body.pop();
      body.push(w.finish([...w.outputs.values]));
      w.outputs.values.length = 0;
      w.returned = true;
    }
    w.comments.opening(w, branch, body);
    results.push(w.result);
    blocks.push(
      condition ? block(i === 0 ? "if " : "elif ", condition, body) : block("else", undefined, body),
    );
    if (i === 0 && inputs !== w.inputs.length) w.inputs.length = inputs;
  });
  branchesFirst(w, levels);
  for (const [name, bound] of names) if (!w.names.has(name)) w.names.set(name, bound);
  if (inputs === w.inputs.length && w.inputTensors.length > inputs)
    for (const t of w.inputTensors) if (!w.inputs.includes(t.name)) w.inputs.push(t.name);
  w.statement = statement;
  w.body.push(...blocks);
  const changed = results.filter((r) => r !== before);
  if (changed.length > 0) {
    const different = new Set(changed.map((r) => r?.python));
    if (different.size > 1) {
      // The value of the last statement is another variable in each branch.
      const variable = temporary(w, "result");
      blocks.forEach((b, i) => {
        if (b.kind === "block" && results[i] && results[i] !== before)
          (b.body as PythonStatement[]).push(assign(variable, atom(results[i]!.python)));
      });
      w.result = { python: variable, kind: changed[0]!.kind };
    } else w.result = changed[0];
  }
}
