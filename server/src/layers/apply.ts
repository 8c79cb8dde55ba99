// Binds the arguments of a call to a layer's parameters and runs its rule. Every refusal ends here as a value.

import argMissing from "../diagnostics/arg-missing.ts";
import argRange from "../diagnostics/arg-range.ts";
import argTooMany from "../diagnostics/arg-too-many.ts";
import argTwice from "../diagnostics/arg-twice.ts";
import argType from "../diagnostics/arg-type.ts";
import argUnknown from "../diagnostics/arg-unknown.ts";
import { report } from "../diagnostics/define.ts";
import nameShadowsOption from "../diagnostics/name-shadows-option.ts";
import nameUnknown from "../diagnostics/name-unknown.ts";
import shapeMergeMismatch from "../diagnostics/shape-merge-mismatch.ts";
import { unknown } from "../tensor/dim.ts";
import {
  isRanked,
  type RankedTensor,
  type TensorType,
  unknownReason,
  unknownTensor,
} from "../tensor/tensor-type.ts";
import { closest } from "../text/closest.ts";
import { anything, bool, dtype, layerName, nullable, optional, strictBool } from "./argument-types.ts";
import {
  type BoundArguments,
  type Inference,
  type LayerDefinition,
  type LocatedReport,
  Mismatch,
  type Parameters,
  Refusal,
  type RuleSite,
  Undecided,
} from "./define.ts";
import { isSequence, type LayerValue, type Value, valueText } from "./value.ts";

/** One argument of a call. `word` is set where a variable's name could also be meant as a bare option. */
export interface CallArgument {
  readonly name?: string | undefined;
  readonly value: Value;
  readonly word?: string | undefined;
  /** A stand-in for an argument that has a problem already: it satisfies every parameter. */
  readonly broken?: boolean | undefined;
}

/** A report that stands at an argument of the call, by its place in the list, or at the call. */
export interface ArgumentReport extends LocatedReport {
  /** The index into the call's arguments; wins over `argument`. */
  readonly index?: number | undefined;
}

export interface Binding {
  readonly bound: BoundArguments;
  readonly reports: readonly ArgumentReport[];
  /** For each parameter given, the index of its argument. */
  readonly indices: ReadonlyMap<string, number>;
  /** Set where the rule cannot run; what follows stays silent. */
  readonly stopped?: string | undefined;
}

/** Taken by every layer of Keras besides its own parameters. */
export const commonParameters: Parameters = {
  name: optional(
    nullable(layerName),
    null,
    "The layer's name in the model; left out, Keras makes one from the class.",
    { keywordOnly: true },
  ),
  trainable: optional(
    strictBool,
    true,
    "False freezes the layer: its weights count as non-trainable and keep their values.",
    { keywordOnly: true },
  ),
  dtype: optional(
    nullable(dtype),
    null,
    "The dtype of weights and computation, or a policy such as `mixed_float16`.",
    { keywordOnly: true },
  ),
  activity_regularizer: optional(anything, null, "A penalty on the output, added to the loss.", {
    keywordOnly: true,
  }),
  input_shape: optional(
    anything,
    null,
    "Taken from pasted Sequential code and left unused: the shape comes from the input.",
    { keywordOnly: true },
  ),
  input_dim: optional(anything, null, "As `input_shape`.", { keywordOnly: true }),
  batch_input_shape: optional(anything, null, "As `input_shape`.", { keywordOnly: true }),
  autocast: optional(bool, true, "Whether floating inputs are cast to the layer's compute dtype.", {
    keywordOnly: true,
  }),
};

/** All parameters of a layer, the common ones last, unless it has its own of the same name. */
export function allParameters(definition: LayerDefinition): Parameters {
  if (definition.kind === "operation") return definition.parameters;
  const known = allOf.get(definition);
  if (known) return known;
  const all = { ...commonParametersOf(definition), ...definition.parameters };
  allOf.set(definition, all);
  return all;
}

const allOf = new WeakMap<LayerDefinition, Parameters>();

const positions = new WeakMap<LayerDefinition, readonly string[]>();

/** The parameters that can be given by position, in order. */
export function positionalParameters(definition: LayerDefinition): readonly string[] {
  const known = positions.get(definition);
  if (known) return known;
  const names = Object.entries(definition.parameters)
    .filter(([, parameter]) => !parameter.keywordOnly)
    .map(([name]) => name);
  positions.set(definition, names);
  return names;
}

const commonParametersOf = ({ parameters, without }: LayerDefinition): Parameters =>
  Object.fromEntries(
    Object.entries(commonParameters).filter(([name]) => !(name in parameters) && !without?.includes(name)),
  );

/**
 * Binds arguments by position and name as Python does. Unknown, missing and ill-typed arguments are reports; a
 * parameter with a report has its default, so that the rest is still worked out where that makes sense.
 */
export function bind(
  callee: string,
  parameters: Parameters,
  positional: readonly string[],
  args: readonly CallArgument[],
): Binding {
  const reports: ArgumentReport[] = [];
  const parsed: Record<string, unknown> = {};
  const given = new Map<string, Value>();
  const indices = new Map<string, number>();
  let stopped: string | undefined;
  let position = 0;
  let tooMany = false;
  gatherRest(parameters, positional, args).forEach((arg, index) => {
    if (!arg) return;
    const name = arg.name ?? positional[position++];
    if (name === undefined) {
      if (!tooMany)
        reports.push({
          report: report(argTooMany, {
            callee,
            most: positional.length,
            given: args.filter((a) => a.name === undefined).length,
          }),
          index,
        });
      tooMany = true;
      return;
    }
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!parameter) {
      const near = closest(name, Object.keys(parameters));
      reports.push({
        report: report(argUnknown, {
          callee,
          argument: name,
          near,
          known: Object.keys(parameters).filter((n) => !(n in commonParameters)),
        }),
        index,
      });
      return;
    }
    if (given.has(name)) {
      reports.push({ report: report(argTwice, { callee, argument: name }), index });
      return;
    }
    indices.set(name, index);
    given.set(name, arg.value);
    if (arg.broken) {
      stopped ??= `\`${name}\` of ${callee} has an error`;
      return;
    }
    let result = parameter.type.parse(arg.value);
    if (arg.word !== undefined) {
      const asWord = parameter.type.parse({ kind: "word", name: arg.word });
      if (result instanceof Mismatch && result.reason !== "undecided" && !(asWord instanceof Mismatch)) {
        result = asWord;
        given.set(name, { kind: "word", name: arg.word });
      } else if (!(asWord instanceof Mismatch) && parameter.type.options?.().includes(arg.word)) {
        reports.push({ report: report(nameShadowsOption, { name: arg.word, argument: name }), index });
      }
    }
    if (!(result instanceof Mismatch)) {
      parsed[name] = result;
      return;
    }
    const stands = parameter.type.harmless === true && !parameter.required && result.reason !== "undecided";
    if (!stands)
      stopped ??= result.reason === "undecided" ? result.text : `\`${name}\` of ${callee} has an error`;
    if (result.reason === "undecided") return;
    const options = (parameter.type.options?.() ?? []).filter(
      (o) => o !== "None" && o !== "True" && o !== "False",
    );
    const word = typeof arg.value === "object" && arg.value?.kind === "word" ? arg.value.name : undefined;
    const text = word ?? (typeof arg.value === "string" ? arg.value : undefined);
    const near = text === undefined ? undefined : closest(text, options);
    if (word !== undefined && options.length === 0) {
      reports.push({ report: report(nameUnknown, { name: word, near: undefined, what: "name" }), index });
      return;
    }
    const facts = { callee, argument: name, expected: result.text, found: valueText(arg.value), near };
    reports.push({ report: report(result.reason === "type" ? argType : argRange, facts), index });
  });
  const missing: string[] = [];
  for (const [name, parameter] of Object.entries(parameters)) {
    if (name in parsed) continue;
    if (!parameter.required) parsed[name] = parameter.default;
    else if (!given.has(name)) missing.push(name);
  }
  if (missing.length > 0) {
    // An argument that was misspelt is not reported as missing too.
    const misspelt = reports.some((r) => r.report.diagnostic.code === "arg-unknown");
    if (!misspelt)
      reports.push({
        report: report(argMissing, { callee, missing, docs: missing.map((name) => parameters[name]!.doc) }),
      });
    stopped ??= `${callee} lacks \`${missing[0]}\``;
  }
  return { bound: { parsed, given }, reports, indices, stopped };
}

/** Arguments with those of a `rest` parameter put into one list, at the place of the first; the others leave a gap. */
function gatherRest(
  parameters: Parameters,
  positional: readonly string[],
  args: readonly CallArgument[],
): readonly (CallArgument | undefined)[] {
  const from = positional.findIndex((name) => parameters[name]?.rest);
  if (from < 0) return args;
  const gathered = args.filter((arg) => arg.name === undefined).slice(from);
  if (gathered.length === 0) return args;
  const alone = gathered.length === 1 ? gathered[0]!.value : undefined;
  const value: Value =
    alone !== undefined && isSequence(alone)
      ? alone
      : { kind: "list", items: gathered.map((arg) => arg.value) };
  const broken = gathered.some((arg) => arg.broken);
  return args.map((arg) =>
    arg === gathered[0] ? { value, broken } : gathered.includes(arg) ? undefined : arg,
  );
}

/** Binds the arguments that make a layer. */
export const bindLayer = (definition: LayerDefinition, args: readonly CallArgument[]): Binding =>
  bind(definition.name, allParameters(definition), positionalParameters(definition), args);

/** The dtype floating values have inside a layer, and that of its weights, from its `dtype` argument. */
function policy(name: string | null): { readonly compute: string; readonly weights: string } {
  const policyName = name ?? "float32";
  if (policyName.startsWith("mixed_"))
    return { compute: policyName.slice("mixed_".length), weights: "float32" };
  const from = /_from_(.+)$/.exec(policyName);
  if (from) return policy(from[1]!);
  return { compute: policyName, weights: policyName };
}

export type Applied = Inference & { readonly reports: readonly LocatedReport[]; readonly failed: boolean };

/** What is known of a layer whose rule could not run. */
export const unknownInference = (
  reason: string,
  reports: readonly LocatedReport[] = [],
  assume?: readonly TensorType[],
): Applied => ({
  outputs: assume ?? [unknownTensor(reason)],
  weights: [],
  macs: unknown(reason, true),
  flops: unknown(reason, true),
  reports,
  failed: true,
});

/** Why a layer given as an argument, alone or in a list, could not be made. */
function brokenInside({ parsed }: BoundArguments): string | undefined {
  for (const value of Object.values(parsed)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      const layer = item as LayerValue | null;
      if (typeof layer === "object" && layer?.kind === "layer" && layer.stopped !== undefined)
        return layer.stopped;
    }
  }
  return undefined;
}

/**
 * Runs a layer's rule on ranked inputs; a refusal becomes reports and outputs that are unknown or assumed. Never throws
 * but for a mistake of our own.
 */
export function infer(
  definition: LayerDefinition,
  bound: BoundArguments,
  inputs: readonly TensorType[],
  call: Readonly<Record<string, unknown>> = {},
): Applied {
  const takes = definition.takes ?? "one";
  const broken = brokenInside(bound);
  if (broken !== undefined) return unknownInference(broken);
  const open = inputs.find((input) => !isRanked(input));
  if (open) return unknownInference(unknownReason(open) ?? "the shape of its input is unknown");
  if (typeof takes === "object" && "list" in takes && inputs.length < takes.list) {
    return unknownInference(`${definition.name} needs ${takes.list} inputs`, [
      {
        report: report(shapeMergeMismatch, {
          layer: definition.name,
          problem: `needs at least ${takes.list} inputs and got ${inputs.length}`,
          advice: `name them in a list: \`[a, b] -> ${definition.name}()\``,
        }),
      },
    ]);
  }
  const { compute, weights } = policy((bound.parsed.dtype as string | null | undefined) ?? null);
  const ranked = inputs as readonly RankedTensor[];
  const site: RuleSite = {
    args: bound.parsed as RuleSite["args"],
    inputs: ranked,
    input: ranked[0]!,
    call: call as RuleSite["call"],
    computeDtype: compute,
    weightDtype: weights,
    layer: definition.name,
  };
  try {
    const inference = definition.infer(site);
    return { ...inference, reports: inference.reports ?? [], failed: false };
  } catch (problem) {
    if (problem instanceof Refusal)
      return unknownInference(`${definition.name} has an error`, problem.reports, problem.assume);
    if (problem instanceof Undecided) return unknownInference(problem.reason, [], problem.assume);
    throw problem;
  }
}
