// Sorts the arguments of applying a layer into its tensors and its call arguments. It never runs a rule.

import argMissing from "../diagnostics/arg-missing.ts";
import argType from "../diagnostics/arg-type.ts";
import { report } from "../diagnostics/define.ts";
import shapeMergeMismatch from "../diagnostics/shape-merge-mismatch.ts";
import { type TensorType, unknownTensor } from "../tensor/tensor-type.ts";
import { type ArgumentReport, type Binding, bind, type CallArgument } from "./apply.ts";
import { trainingCall } from "./argument-types.ts";
import type { LayerDefinition, Parameters } from "./define.ts";
import { isSequence, type TensorValue, type Value, valueText } from "./value.ts";

export interface BoundCall {
  /** The tensors in the order the rule takes them, with the values they came as. */
  readonly inputs: readonly TensorType[];
  readonly values: readonly Value[];
  /** Parsed call arguments, defaults filled in. */
  readonly call: Readonly<Record<string, unknown>>;
  /** Tensors among the call arguments (`initial_state`), which also feed the layer. */
  readonly others: readonly TensorValue[];
  /** Call arguments as given, by name. */
  readonly given: ReadonlyMap<string, Value>;
  readonly reports: readonly ArgumentReport[];
  readonly stopped?: string | undefined;
}

const isTensor = (value: Value): value is TensorValue =>
  typeof value === "object" && value !== null && value.kind === "tensor";
const isOpen = (value: Value): boolean =>
  typeof value === "object" && value !== null && value.kind === "unknown";

/** The tensors of a value, however deep in lists: `[[h, c], h2]`. */
const tensorsIn = (value: Value): readonly TensorValue[] =>
  isTensor(value) ? [value] : isSequence(value) ? value.items.flatMap(tensorsIn) : [];

/** Keras takes `training=` and `mask=` on every layer and drops them where they mean nothing. */
const everywhere: Parameters = trainingCall;

const parametersOf = new WeakMap<LayerDefinition, Parameters>();

function callParameters(definition: LayerDefinition): Parameters {
  const known = parametersOf.get(definition);
  if (known) return known;
  const own: Parameters = { ...everywhere, ...(definition.call ?? {}) };
  parametersOf.set(definition, own);
  return own;
}

const bare = new WeakMap<LayerDefinition, Binding>();

/** A call with nothing but its tensors, the same for each. */
function withoutArguments(definition: LayerDefinition, own: Parameters): Binding {
  const known = bare.get(definition);
  if (known) return known;
  const binding = bind(definition.name, own, [], []);
  bare.set(definition, binding);
  return binding;
}

/** Binds what a layer is applied to: `Layer(…)(x, training=False)`, `[q, v] -> MultiHeadAttention(…)`. */
export function bindCall(definition: LayerDefinition, args: readonly CallArgument[]): BoundCall {
  const takes = definition.takes ?? "one";
  const reports: ArgumentReport[] = [];
  const own = callParameters(definition);
  const rest: CallArgument[] = [];
  const restIndex: number[] = [];
  let inputs: Value[] = [];
  let stopped: string | undefined;
  const layer = definition.name;

  if (typeof takes === "object" && "tensors" in takes) {
    const names = takes.tensors.map((name) => name.replace(/\?$/, ""));
    const needed = takes.tensors.filter((name) => !name.endsWith("?")).length;
    const found: (Value | undefined)[] = [];
    let position = 0;
    args.forEach((arg, index) => {
      if (
        arg.name === undefined &&
        position === 0 &&
        isSequence(arg.value) &&
        arg.value.items.every((v) => isTensor(v) || v === null)
      ) {
        for (const item of arg.value.items) found[position++] = item;
        return;
      }
      const at = arg.name === undefined ? position : names.indexOf(arg.name);
      if (arg.name === undefined && at < names.length) position++;
      if (at >= 0 && at < names.length) found[at] = arg.value;
      else if (arg.name === undefined && at >= names.length) {
        rest.push({ ...arg, name: Object.keys(definition.call ?? {})[at - names.length] });
        restIndex.push(index);
      } else {
        rest.push(arg);
        restIndex.push(index);
      }
    });
    const given = Array.from(found, (value): Value => value ?? null);
    if (given.length > names.length) {
      reports.push({
        report: report(shapeMergeMismatch, {
          layer,
          problem: `takes ${needed} to ${names.length} tensors (${names.join(", ")}) and gets ${given.length}`,
        }),
      });
      stopped = `${layer} has too many inputs`;
    }
    const missing = names.slice(0, needed).filter((_, i) => (given[i] ?? null) === null);
    if (missing.length > 0) {
      reports.push({
        report: report(argMissing, {
          callee: layer,
          missing,
          docs: missing.map((name) => `a tensor, as in \`[query, value] -> ${layer}(…)\` (${name})`),
        }),
      });
      stopped = `${layer} lacks \`${missing[0]}\``;
    }
    inputs = given.filter((value) => value !== null);
  } else {
    const [first, ...others] = args;
    if (
      first?.name === undefined ||
      first.name === "inputs" ||
      first.name === "sequences" ||
      first.name === "sequence"
    ) {
      const list = first && isSequence(first.value) ? first.value.items : undefined;
      if (takes === "one" && list && list.length > 1) {
        reports.push({
          report: report(argType, {
            callee: layer,
            argument: "inputs",
            expected: "one tensor",
            found: `${list.length} tensors`,
            near: undefined,
          }),
          index: 0,
        });
        stopped = `${layer} takes one tensor`;
        inputs = [list[0]!];
      } else if (list) inputs = [...list];
      else if (first) inputs = [first.value];
      if (typeof takes === "object" && "list" in takes && first && !list && isTensor(first.value)) {
        const several = others.some((o) => o.name === undefined && isTensor(o.value));
        reports.push({
          report: report(argType, {
            callee: layer,
            argument: "inputs",
            expected: "a list of tensors",
            found: several ? "several arguments" : "one tensor",
            near: undefined,
          }),
          index: several ? 1 : 0,
        });
        stopped = `${layer} takes a list`;
      }
      others.forEach((arg, i) => {
        rest.push(arg);
        restIndex.push(i + 1);
      });
    } else {
      rest.push(...args);
      args.forEach((_, i) => {
        restIndex.push(i);
      });
    }
  }
  if (inputs.length === 0 && !stopped && !(typeof takes === "object")) {
    reports.push({
      report: report(argMissing, {
        callee: layer,
        missing: ["inputs"],
        docs: ["the tensor it is applied to"],
      }),
    });
    stopped = `${layer} lacks its input`;
  }
  const types: TensorType[] = [];
  for (const value of inputs) {
    if (isTensor(value)) types.push(value.type);
    else if (isOpen(value)) types.push(unknownTensor("its input has an error"));
    else if (!stopped) {
      reports.push({
        report: report(argType, {
          callee: layer,
          argument: "inputs",
          expected: "a tensor",
          found: valueText(value),
          near: undefined,
        }),
        index: 0,
      });
      stopped = `the input of ${layer} is no tensor`;
    }
  }
  const names = Object.keys(definition.call ?? {});
  const binding =
    rest.length === 0
      ? withoutArguments(definition, own)
      : bind(layer, own, names.length > 0 ? names : Object.keys(own), rest);
  for (const r of binding.reports)
    reports.push({ ...r, index: r.index === undefined ? undefined : restIndex[r.index] });
  const others: TensorValue[] = [];
  for (const value of binding.bound.given.values()) {
    others.push(...tensorsIn(value));
  }
  return {
    inputs: types,
    values: inputs,
    call: binding.bound.parsed,
    others,
    given: binding.bound.given,
    reports,
    stopped: stopped ?? binding.stopped,
  };
}
