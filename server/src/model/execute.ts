// Executes the statements of bodies, top to bottom: the current value, names, branches and loops. It never applies a layer.
import assertFailed from "../diagnostics/assert-failed.ts";
import assertUndecided from "../diagnostics/assert-undecided.ts";
import valueType from "../diagnostics/value-type.ts";
import valueUndecided from "../diagnostics/value-undecided.ts";
import { isSequence, type TensorValue, typeName, type Value, valueText } from "../layers/value.ts";
import type { AssertHead, AssignHead, Body, Expression, OutputHead, Statement } from "../syntax/tree.ts";
import { tensor } from "../tensor/tensor-type.ts";
import { plainText, truth } from "./arithmetic.ts";
import { assignTo } from "./assign.ts";
import { type BodyRun, formerRun, openRun } from "./body-runs.ts";
import { type Chunk, chunked } from "./chunks.ts";
import { declareCost, declareWeight, ruleOf, shapeOf } from "./custom-layer.ts";
import { type Drift, driftFrom } from "./drift.ts";
import { evaluate, evaluateRaw, interpolate, isTensor } from "./evaluate.ts";
import { type Frame, here, isCallable, isOpen, problem, type StatementUse } from "./frame.ts";
import { inputNode, type TensorRef } from "./graph.ts";
import { matchInput } from "./input-pattern.ts";
import { exhausted, roundsOf, tooManyRounds } from "./iterate.ts";
import { makeOf } from "./making.ts";
import { holds, type Memo, remember, replay } from "./memo.ts";
import { decide, operate } from "./operate.ts";
import { first, nameIt } from "./pipeline.ts";
import { isLayer, labelOf, named, referenceOf } from "./references.ts";
import { twins } from "./twins.ts";

/** Executes a body's statements in order; those that would do what they did in the version before are not run again. */
export function executeBody(frame: Frame, body: Body, owner: Statement = frame.statement): BodyRun {
  const { program } = frame;
  const former = formerRun(program, frame.file, frame.part, owner);
  const twin = twins(body, former);
  const bodyRun = openRun(frame, body, owner, former);
  const drift = driftFrom(frame, bodyRun, former, twin);
  const { memos } = bodyRun;
  const { statements } = body;
  const taken = new Map<Memo, Chunk>();
  for (let i = 0; i < statements.length; i++) {
    if (program.exhausted) break;
    const statement = statements[i]!;
    const before = twin.of(i);
    for (const gone of twin.gone(i)) drift?.note(undefined, gone);
    const chunk = drift && before && former?.chunks?.get(before);
    if (chunk && twin.steady(i, chunk.memos.length) && holds(frame, chunk.whole, drift)) {
      replay(frame, chunk.whole, chunk.names);
      drift.note(chunk.whole, chunk.whole);
      memos.append(chunk.memos);
      taken.set(before, chunk);
      i += chunk.memos.length - 1;
      continue;
    }
    const memo = execute(frame, statement, before, drift);
    if (!memo) break;
    memos.push(memo);
    drift?.note(memo, before);
    if (memo !== before) for (const dependency of memo.dependencies) bodyRun.dependencies.add(dependency);
  }
  bodyRun.chunks = chunked(bodyRun, taken);
  return bodyRun;
}

/** Executes one statement, or finds that it would do what it did before; nothing where no step is left. */
function execute(
  frame: Frame,
  statement: Statement,
  twin: Memo | undefined,
  drift?: Drift,
): Memo | undefined {
  const { program } = frame;
  if (twin?.statement === statement && holds(frame, twin, drift)) {
    replay(frame, twin);
    return twin;
  }
  if (++program.steps > program.limits.steps) {
    exhausted({ ...frame, statement }, statement.head.keyword ?? { start: 0, end: statement.head.length });
    return undefined;
  }
  return remember(frame, statement, twin, (use) => run(frame, statement, use));
}

const holdsTensors = (value: Value): boolean =>
  isTensor(value) ||
  (isSequence(value) &&
    value.items.length > 0 &&
    value.items.every((v) => isTensor(v) || (isSequence(v) && holdsTensors(v))));

/** A statement of its own gave a value: a tensor becomes current. */
function flows(frame: Frame, value: Value): void {
  if (isOpen(value)) {
    // A statement that could not be read costs itself only: the value above it flows on. After any other error the
    // layers below are unknown, silently.
    const { head } = frame.statement;
    if (head.problems.length > 0) return;
    // A lone name that nothing has is a line somebody is just writing.
    if (head.kind === "expression" && (head.value.kind === "name" || head.value.kind === "attribute")) return;
    frame.current = value;
    frame.result = value;
    return;
  }
  if (!holdsTensors(value)) return;
  frame.current = value;
  frame.result = value;
  frame.currentSet = true;
}

function run(frame: Frame, statement: Statement, use: StatementUse): void {
  const { head } = statement;
  switch (head.kind) {
    case "input":
      return executeInput(frame, statement, use);
    case "expression": {
      const value =
        head.value.kind === "call" && frame.training
          ? evaluate(frame, head.value)
          : first(frame, head.value, frame.current);
      use.value = value;
      flows(frame, value);
      return;
    }
    case "assign":
      return executeAssign(frame, head, use);
    case "augmented": {
      const old = evaluate(frame, head.target);
      const value = operate(frame, head.operator, old, evaluate(frame, head.value), head.target);
      use.value = value;
      assignTo(frame, head.target, value);
      if (isTensor(value)) frame.result = value;
      return;
    }
    case "shared": {
      const raw = evaluateRaw(frame, head.value);
      const ref = referenceOf(raw);
      const made =
        ref && (ref.kind === "class" || ref.kind === "part") ? makeOf(frame, ref, head.value) : raw;
      const text = head.label.kind === "name" ? head.label.name : interpolate(frame, head.label);
      const other = labelOf(made);
      if (other) named(other);
      if (isLayer(made)) nameIt(frame, made, text, { label: head.label, value: head.value }, true);
      else if (!isOpen(made))
        problem(
          frame,
          valueType,
          { what: `\`shared\` makes a layer, block or model, and this is ${typeName(made)}` },
          head.value,
        );
      frame.scope.set(text, made);
      use.bindings.set(head.label.start, made);
      use.value = made;
      return;
    }
    case "output":
      return executeOutput(frame, head, use);
    case "repeat": {
      const count = evaluate(frame, head.count);
      if (isOpen(count)) return;
      if (typeof count !== "bigint") {
        if (
          typeof count === "object" &&
          count !== null &&
          (count.kind === "symbolic" || count.kind === "unknown")
        ) {
          problem(
            frame,
            valueUndecided,
            {
              what: "a count",
              unknown: valueText(count),
              reason: count.kind === "unknown" ? count.reason : "it is given by the data",
            },
            head.count,
          );
        } else
          problem(
            frame,
            valueType,
            { what: `\`repeat\` takes a whole number, not ${typeName(count)}` },
            head.count,
          );
        return;
      }
      if (tooManyRounds(frame, count, head.count, statement)) return;
      for (let i = 0n; i < count && !frame.program.exhausted; i++) {
        inside(frame, statement, use);
        if (frame.training?.settled(frame, statement)) return;
      }
      return;
    }
    case "for": {
      const values = roundsOf(frame, evaluate(frame, head.iterable), head.iterable, statement);
      for (const value of values ?? []) {
        if (frame.program.exhausted) return;
        assignTo(frame, head.target, value);
        inside(frame, statement, use);
        if (frame.training?.settled(frame, statement)) return;
      }
      return;
    }
    case "if": {
      const holds = decide(frame, head.condition, "a condition");
      if (holds === undefined) return;
      if (holds) inside(frame, statement, use);
      else if (statement.otherwise) {
        const { running } = frame.program;
        const branch = execute(frame, statement.otherwise, running?.twin?.branch);
        if (running) running.branch = branch;
      }
      return;
    }
    case "else":
      return inside(frame, statement, use);
    case "assert":
      return executeAssert(frame, head);
    case "weight":
    case "state":
      return declareWeight(frame, head);
    case "macs":
    case "flops":
      return declareCost(frame, head.kind, head.value);
    case "freeze":
    case "unfreeze":
      return frame.training?.statement(frame, statement);
    default:
      return;
  }
}

function inside(frame: Frame, statement: Statement, use: StatementUse): void {
  if (!statement.body) return;
  const before = frame.builder.nodes.length;
  executeBody(frame, statement.body);
  for (const node of frame.builder.nodes.from(before)) use.inner.push(node);
}

function executeInput(frame: Frame, statement: Statement, use: StatementUse): void {
  const { head } = statement;
  if (head.kind !== "input") return;
  const given = frame.given?.[frame.givenUsed];
  const { running } = frame.program;
  if (running) {
    running.readsInputs = true;
    running.givenReads.push(given);
  }
  frame.givenUsed++;
  const type = matchInput(frame, head, given);
  const isModel = frame.part?.kind === "model";
  let value: TensorValue;
  if (given?.ref && !isModel) value = { ...given, type };
  else {
    const node = inputNode(head.name.name, type, here(frame, head.name));
    if (isModel) frame.builder.inputs.push(node);
    value = { kind: "tensor", type, ref: { node, output: 0 } satisfies TensorRef };
  }
  frame.scope.set(head.name.name, value);
  use.bindings.set(head.name.start, value);
  use.value = value;
  frame.inputs.push(value);
  if (frame.currentSet) return;
  frame.current = frame.inputs.length === 1 ? value : undefined;
}

/** Whether the right side of `=` applies what it makes: a call, or a choice between calls. */
function applies(node: Expression): boolean {
  if (node.kind === "call" || node.kind === "pipeline" || node.kind === "labelled") return true;
  return node.kind === "conditional" && (applies(node.then) || applies(node.otherwise));
}

function executeAssign(frame: Frame, head: AssignHead, use: StatementUse): void {
  const names = head.targets.map((t) => (t.kind === "name" ? t.name : undefined));
  const makes =
    frame.training !== undefined || names.some((name) => name !== undefined && isCallable(frame, name));
  const rightSide = (node: Expression, keep: boolean): Value => {
    if (node.kind === "tuple" && !node.parenthesized && !keep) {
      const targets = head.targets[0]?.kind === "tuple" ? head.targets[0].items : [];
      return {
        kind: "tuple",
        items: node.items.map((item, i) => {
          const target = targets[i];
          return rightSide(item, target?.kind === "name" && isCallable(frame, target.name));
        }),
      };
    }
    if (!applies(node)) return evaluate(frame, node, { words: false });
    if (!keep) return first(frame, node, frame.current);
    return node.kind === "call" || node.kind === "conditional"
      ? evaluate(frame, node)
      : first(frame, node, frame.current);
  };
  const value = rightSide(head.value, makes);
  use.value = value;
  for (const target of head.targets) assignTo(frame, target, value);
  if (holdsTensors(value)) frame.result = value;
}

function executeOutput(frame: Frame, head: OutputHead, use: StatementUse): void {
  const rule = ruleOf(frame);
  if (rule) {
    head.values.forEach((node, i) => {
      const dtypeNode = head.dtypes[i];
      const shape = shapeOf(frame, node);
      const dtype =
        dtypeNode === undefined
          ? (frame.inputs[0]?.type.dtype ?? "float32")
          : dtypeNode.kind === "name"
            ? dtypeNode.name
            : dtypeNode.value;
      if (shape) rule.outputs.push(tensor(shape, dtype));
    });
    return;
  }
  for (const node of head.values) {
    if (node.kind === "dict") {
      for (const { key, value } of node.entries) {
        const name = key ? evaluate(frame, key) : undefined;
        addOutput(
          frame,
          first(frame, value, frame.current),
          value,
          name === undefined ? undefined : plainText(name),
        );
      }
    } else addOutput(frame, first(frame, node, frame.current), node, undefined);
  }
  use.value = frame.outputValues.at(-1)?.value;
}

function addOutput(frame: Frame, value: Value, node: Expression, name: string | undefined): void {
  if (isOpen(value)) {
    frame.builder.flaws++;
    return;
  }
  if (isTensor(value)) frame.outputValues.push({ name, value });
  else if (isSequence(value) && holdsTensors(value))
    for (const item of value.items) addOutput(frame, item, node, name);
  else if (isSequence(value) && value.items.length === 0) return;
  else if (typeof value === "object" && value !== null && value.kind === "dict") {
    for (const [key, item] of value.entries) addOutput(frame, item, node, plainText(key));
  } else problem(frame, valueType, { what: `an output is a tensor, and this is ${typeName(value)}` }, node);
}

/** Checks an assertion; what cannot be decided is said, what follows from another problem is not. */
export function executeAssert(frame: Frame, head: AssertHead): void {
  const value = evaluate(frame, head.condition, { words: false });
  if (isOpen(value)) return;
  const condition = frame.statement.text.slice(head.condition.start, head.condition.end);
  const { flaws } = frame.builder;
  const true_ = truth(value);
  if (typeof true_ !== "boolean")
    problem(frame, assertUndecided, { condition, reason: true_.reason }, head.condition);
  else if (!true_) {
    const message = head.message ? plainText(evaluate(frame, head.message)) : undefined;
    problem(
      frame,
      assertFailed,
      { condition, message, values: sides(frame, head.condition) },
      head.condition,
    );
  }
  frame.builder.flaws = flaws;
}

/** The values of both sides of a comparison, for the message. */
function sides(frame: Frame, node: Expression): string | undefined {
  if (node.kind !== "comparison" || node.steps.length !== 1) return undefined;
  const text = (side: Expression): string | undefined => {
    if (side.kind === "number" || side.kind === "string") return undefined;
    const value = evaluate(frame, side);
    const written = typeof value === "bigint" ? value.toLocaleString("en") : valueText(value);
    return `\`${frame.statement.text.slice(side.start, side.end)}\` is ${written}`;
  };
  const found = [text(node.first), text(node.steps[0]!.right)].filter((t) => t !== undefined);
  return found.length > 0 ? found.join(", ") : undefined;
}
