// Runs the bodies of blocks, models and custom layers: for a call, for a wrapper, or alone. It never executes a statement
// itself.
import argInputs from "../diagnostics/arg-inputs.ts";
import argType from "../diagnostics/arg-type.ts";
import argUnknown from "../diagnostics/arg-unknown.ts";
import { report } from "../diagnostics/define.ts";
import modelNoInput from "../diagnostics/model-no-input.ts";
import modelNoOutput from "../diagnostics/model-no-output.ts";
import recursion from "../diagnostics/recursion.ts";
import type { CallArgument } from "../layers/apply.ts";
import { unknownInference } from "../layers/apply.ts";
import type { Inference } from "../layers/define.ts";
import { isSequence, type TensorValue, typeName, type Value } from "../layers/value.ts";
import type { NodeBase } from "../syntax/tree.ts";
import { typeKey, unknownTensor } from "../tensor/tensor-type.ts";
import { severalTensors } from "./applying.ts";
import { type BodyRun, formerRun, givenFor, groupFor, instantiate, isUnchanged } from "./body-runs.ts";
import { type BlockUse, copyBlock, keepOriginal } from "./copying.ts";
import { runCost } from "./costs.ts";
import { runCustom } from "./custom-layer.ts";
import { hasInputs, inputNames } from "./declared-inputs.ts";
import { isTensor } from "./evaluate.ts";
import { executeBody } from "./execute.ts";
import {
  type ArgumentNode,
  broken,
  dependOn,
  type Frame,
  here,
  type Instantiation,
  isInside,
  isOpen,
  problem,
  problemAt,
  problemsOfCall,
} from "./frame.ts";
import { bodyFrame, newBuilder } from "./frames.ts";
import type { Group, Instance, ModelRun, NamedOutput, NameInside, TensorRef } from "./graph.ts";
import { addNode, tensorsIn } from "./graph-writing.ts";
import type { Made } from "./references.ts";
import { sameValue } from "./same.ts";
import type { Part } from "./source-file.ts";
import { adopt } from "./wiring.ts";

export type MadeBlock = Extract<Made, { kind: "block" }>;

function deeper<T>(frame: Frame, part: Part, node: NodeBase, run: () => T): T | undefined {
  const { program } = frame;
  // A part that was seen to have no end is not entered again from within itself, or two calls a level would be 2^64.
  if (program.endless.has(part.statement) && isInside(frame, part)) return undefined;
  if (program.depth >= program.limits.depth) {
    program.endless.add(part.statement);
    problem(frame, recursion, { name: part.name, limit: program.limits.depth }, node);
    return undefined;
  }
  program.depth++;
  try {
    return run();
  } finally {
    program.depth--;
  }
}

/** Applies a block, model or custom layer to evaluated arguments. */
export function applyPart(
  frame: Frame,
  made: Made,
  args: readonly CallArgument[],
  node: NodeBase,
  nodes: readonly ArgumentNode[],
): Value {
  const part = made.kind === "block" ? made.part : made.instance.part!;
  dependOn(frame.program, part.file, part.name);
  const positional = args.filter((a) => a.name === undefined || inputNames(part).includes(a.name));
  for (const arg of args) {
    if (arg.name === undefined || positional.includes(arg) || arg.name === "training" || arg.name === "mask")
      continue;
    problemsOfCall(
      frame,
      [
        {
          report: report(argUnknown, {
            callee: part.name,
            argument: arg.name,
            near: undefined,
            known: ["training"],
          }),
          index: args.indexOf(arg),
        },
      ],
      node,
      nodes,
    );
  }
  const expected = inputNames(part);
  const first = positional[0]?.value;
  const one = first !== undefined && positional.length === 1 && isSequence(first) ? first : undefined;
  if (
    one &&
    one.kind === "tuple" &&
    one.items.length > 1 &&
    expected.length <= 1 &&
    one.items.every(isTensor)
  ) {
    severalTensors(frame, part.name, one.items, node);
    return broken("its input has several tensors");
  }
  const values = one ? one.items : positional.map((a) => a.value);
  const given = values.map(
    (v): TensorValue => (isTensor(v) ? v : { kind: "tensor", type: unknownTensor("its input has an error") }),
  );
  const bad = values.find((v) => !isTensor(v) && !isOpen(v));
  if (bad !== undefined && !isSequence(bad)) {
    problem(
      frame,
      argType,
      {
        callee: part.name,
        argument: expected[0] ?? "input",
        expected: "a tensor",
        found: typeName(bad),
        near: undefined,
      },
      node,
    );
    return broken();
  }
  const counted = hasInputs(part.statement.body);
  if (counted.certain && given.length !== expected.length) {
    problem(
      frame,
      argInputs,
      { callee: part.name, expected: expected.length, given: given.length, names: expected },
      node,
    );
    return broken(`${part.name} has another number of inputs`);
  }
  const training = args.find((a) => a.name === "training")?.value;
  const named = new Map(
    args.flatMap((a) => (a.name === "training" || a.name === "mask" ? [[a.name, a.value] as const] : [])),
  );
  const result = deeper(frame, part, node, () => {
    if (made.kind === "block") return applyBlock(frame, made, given, node);
    if (made.instance.kind === "custom") return applyCustom(frame, made.instance, given, node, named);
    return applyModel(frame, made.instance, given, node, training === false ? false : undefined, named);
  });
  return result ?? broken(`\`${part.name}\` uses itself without end`);
}

function applyBlock(frame: Frame, made: MadeBlock, given: readonly TensorValue[], node: NodeBase): Value {
  const { part } = made;
  const group: Group | undefined =
    made.label === undefined
      ? frame.group
      : groupFor(frame, part, {
          label: made.label,
          parent: frame.group,
          className: part.name,
          place: made.labelPlace ?? made.place,
        });
  const instantiation = instantiate(frame, part, here(frame, node), made.params);
  const { program, builder } = frame;
  const use: BlockUse = { part, params: made.params, trainable: made.trainable, given, group };
  const firstMade = builder.makes.length;
  // Where layers are shared, or nothing is kept, each use runs.
  const alone = !made.instances && !frame.reuse && !frame.training && !frame.fresh;
  const copy = alone ? copyBlock(frame, use, instantiation) : undefined;
  if (copy) {
    made.instances = builder.makes.from(firstMade).filter(isInstance);
    if (group) made.used = { kind: "group", group, part, ...copy };
    return copy.value;
  }
  const from = builder.instances.length;
  const firstNode = builder.nodes.length;
  const before = { attempts: program.attempts, steps: program.steps };
  const reuse = made.instances ? { instances: made.instances, next: 0 } : frame.reuse;
  const firstReused = reuse?.next ?? 0;
  const inner = bodyFrame(frame.program, part, frame.builder, {
    params: made.params,
    given,
    group,
    instantiation,
    reuse,
    frozen: frame.frozen || made.trainable === false,
  });
  const run = runBody(inner, part);
  const added = builder.instances.from(from);
  // In the order they are made in, which is not always the one they are applied in.
  made.instances ??= reuse
    ? reuse.instances.slice(firstReused, reuse.next)
    : builder.makes.from(firstMade).filter(isInstance);
  if (made.trainable === false) for (const instance of added) instance.trainable = false;
  const nodes = builder.nodes.from(firstNode);
  for (const one of nodes) frame.use?.inner.push(one);
  if (group) made.used = { kind: "group", group, part, instances: made.instances, scope: inner.scope };
  const value = resultOf(inner);
  if (value === undefined) return noOutput(inner, part);
  if (alone && run && !program.exhausted)
    keepOriginal(
      frame,
      use,
      run,
      { value, instances: added, makes: builder.makes.from(firstMade), scope: inner.scope },
      nodes,
      { steps: program.steps - before.steps, attempts: program.attempts - before.attempts },
    );
  return value;
}

const isInstance = (made: Instance | NameInside): made is Instance => made.kind !== "inside";

/** What a body gives: its outputs, or the last tensor. */
function resultOf(frame: Frame): Value | undefined {
  const outputs = frame.outputValues;
  if (outputs.length === 0) return frame.result ?? frame.current;
  if (outputs.length === 1 && outputs[0]!.name === undefined) return outputs[0]!.value;
  return { kind: "tuple", items: outputs.map((o) => o.value), names: outputs.map((o) => o.name) };
}

function noOutput(frame: Frame, part: Part): Value {
  if (frame.program.running) frame.program.running.readsFlaws = true;
  if (frame.builder.flaws === 0 && !frame.program.exhausted)
    problemAt(frame, report(modelNoOutput, { model: part.name }), {
      statement: part.statement,
      file: part.file,
      ...span(part.head.name),
    });
  return broken(`${part.name} gives no tensor`);
}

const span = (node: NodeBase): NodeBase => ({ start: node.start, end: node.end });

function applyCustom(
  frame: Frame,
  instance: Instance,
  given: readonly TensorValue[],
  node: NodeBase,
  named: ReadonlyMap<string, Value>,
): Value {
  const inference = runCustom(frame, instance.part!, instance.params!, given, node);
  return addNode(frame, instance, given, inference, node, { call: { tensors: given, given: named } });
}

function applyModel(
  frame: Frame,
  instance: Instance,
  given: readonly TensorValue[],
  node: NodeBase,
  training: boolean | undefined,
  named: ReadonlyMap<string, Value>,
): Value {
  const types = given.map((t) => typeKey(t.type)).join("|");
  const old = instance.nodes.find((n) => n.run && n.inputs.length === given.length && keyOf(n.run) === types);
  const run =
    old?.run ?? runPart(frame, instance.part!, instance.params!, given, here(frame, node), instance.run);
  if (!run) return broken();
  runKeys.set(run, types);
  instance.run ??= run;
  const outputs = run.outputs.map((o) => o.type);
  const failed = outputs.length === 0;
  const inference: Inference & { failed?: boolean } = failed
    ? unknownInference(`${instance.className} has an error`)
    : {
        outputs,
        weights: [],
        macs: runCost(run, "macs"),
        flops: runCost(run, "flops"),
        several: outputs.length > 1,
      };
  const names = run.outputs.map((o) => o.name);
  const value = addNode(frame, instance, tensorsIn(given), inference, node, {
    run,
    training,
    names,
    call: { tensors: given, given: named },
  });
  const added = frame.builder.nodes.last();
  if (added?.instance === instance) adopt(added, run);
  return value;
}

const runKeys = new WeakMap<ModelRun, string>();
const keyOf = (run: ModelRun): string | undefined => runKeys.get(run);

/** Runs a model's body with the shapes of its own inputs. */
export function standalone(frame: Frame, instance: Instance): ModelRun | undefined {
  if (instance.run) return instance.run;
  const run = deeper(frame, instance.part!, instance.place, () =>
    runPart(frame, instance.part!, instance.params!, undefined, undefined),
  );
  if (run) instance.run = run;
  return run;
}

/**
 * Runs a model's (or, for wrappers, a block's) body for given inputs, or for the declared ones. A later use of a model
 * that was built (`built`) shares its layers.
 */
export function runPart(
  frame: Frame,
  part: Part,
  params: ReadonlyMap<string, Value>,
  given: readonly TensorValue[] | undefined,
  place: Instantiation["place"],
  built?: ModelRun,
): ModelRun | undefined {
  const builder = newBuilder();
  const { program } = frame;
  const instantiation = instantiate(frame, part, place, params);
  const former = formerRun(program, part.file, part, part.statement);
  const inner = bodyFrame(frame.program, part, builder, {
    params,
    // Inside the nested model its inputs are its own.
    given: givenFor(
      program,
      part,
      given?.map((t) => ({ kind: "tensor", type: t.type })),
    ),
    group: undefined,
    instantiation,
    reuse: built ? { instances: built.makes.filter(isInstance), next: 0 } : undefined,
  });
  const bodyRun = runBody(inner, part);
  if (builder.inputs.length === 0 && part.kind === "model" && !frame.program.exhausted) {
    problemAt(inner, report(modelNoInput, { model: part.name }), {
      statement: part.statement,
      file: part.file,
      ...span(part.head.name),
    });
  }
  const result = resultOf(inner);
  const outputs = namedOutputs(result);
  if (outputs.length === 0 && part.kind === "model") noOutput(inner, part);
  const same =
    bodyRun && former?.result && isUnchanged(bodyRun, former) && sameParams(params, former.result.params);
  const run: ModelRun =
    same && former.result
      ? former.result
      : {
          part,
          params,
          inputs: builder.inputs,
          get nodes() {
            return builder.nodes.all();
          },
          stretches: builder.nodes.parts,
          get instances() {
            return builder.instances.all();
          },
          get makes() {
            return builder.makes.all();
          },
          outputs,
          scope: inner.scope,
          incomplete: builder.flaws > 0,
        };
  if (bodyRun) bodyRun.result = run;
  return run;
}

const sameParams = (a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([name, value]) => sameValue(value, b.get(name)));

function namedOutputs(result: Value | undefined): NamedOutput[] {
  if (result === undefined) return [];
  const names = isSequence(result) ? result.names : undefined;
  return tensorsIn([result]).flatMap((t, i) =>
    t.ref ? [{ name: names?.[i], ref: t.ref as TensorRef, type: t.type }] : [],
  );
}

function runBody(frame: Frame, part: Part): BodyRun | undefined {
  const { body } = part.statement;
  dependOn(frame.program, part.file, part.name);
  frame.program.work.blocks++;
  if (!body) return undefined;
  const inputs = hasInputs(body);
  if (inputs.names.length === 0 && frame.given?.[0]) {
    frame.current = frame.given[0];
    frame.inputs.push(frame.given[0]);
  }
  return executeBody(frame, body, part.statement);
}
