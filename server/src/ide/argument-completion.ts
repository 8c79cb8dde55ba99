// What can be written in a call: its arguments, those it needs first, and the values of the argument at the cursor, the usual
// ones first and the default marked. It never checks what is written.
import { commonParameters } from "../layers/apply.ts";
import { findObject } from "../layers/catalogue.ts";
import { type CallContext, nameOfCurrent, namesGiven, positionalBefore } from "./call-context.ts";
import type { Completion } from "./completion.ts";
import { callOf } from "./layer-completion.ts";
import { type ArgumentFacts, argumentCard, type Callee, classCard, parametersOf } from "./reference-hover.ts";

/** Positions of what can be written in a call. */
const ranks = { value: 0, firstValue: 4, argument: 10, otherValue: 16, everyLayer: 18 } as const;

/** The parameter the cursor's argument is for. */
export function parameterAt(call: CallContext, callee: Callee): ArgumentFacts | undefined {
  const all = parametersOf(callee);
  const named = nameOfCurrent(call);
  return named === undefined ? all[positionalBefore(call)] : all.find((p) => p.name === named);
}

/** The values of the cursor's argument, where it takes words or objects with names. */
export function valueItems(call: CallContext, callee: Callee, inString: boolean): readonly Completion[] {
  const parameter = parameterAt(call, callee);
  if (!parameter) return [];
  const named = nameOfCurrent(call) !== undefined;
  const first = named
    ? ranks.value
    : isRequired(callee, parameter.name)
      ? ranks.firstValue
      : ranks.otherValue;
  const quoted = callee.kind === "part" && !inString;
  return spelled(parameter).flatMap((label, order): readonly Completion[] => {
    const literal = /^(None|True|False)$/.test(label);
    if (inString && literal) return [];
    const byDefault = label === plainWord(parameter.default);
    const object = parameter.family ? findObject(label, parameter.family) : undefined;
    const made = object !== undefined && label === object.name && /^[A-Z]/.test(label);
    const among = object ? (object.usual ? 0 : 2) + (made !== madeFirst(parameter) ? 1 : 0) : 0;
    // Where there are few words, the default is the one that need not be written.
    const rank = first + Math.min(3, among + (byDefault && !object ? 1 : 0));
    return [
      {
        label,
        kind: "option",
        detail: byDefault ? `${parameter.name}, the default` : parameter.name,
        rank,
        // Of the usual objects the default comes first.
        order: object && byDefault ? 0 : order + 1,
        ...(object ? { doc: () => classCard({ kind: "object", definition: object }) } : {}),
        // The bodies of blocks and models compare with strings, and a bare word there may be a name.
        ...(quoted && !literal ? { insert: `"${label}"` } : {}),
        ...(made && !inString ? callOf(label, [], Object.keys(object.parameters).length > 0) : {}),
      },
    ];
  });
}

/** Whether people make an object where it is given, as optimizers with their rate, rather than name it. */
const madeFirst = ({ family }: ArgumentFacts): boolean =>
  family === "optimizer" || family === "schedule" || family === "callback";

const plainWord = (text: string | undefined): string | undefined => text?.replace(/^(["'])(.*)\1$/, "$2");

/** The words of an argument; of spellings that differ only in capitals the small ones. */
function spelled({ options, family }: ArgumentFacts): readonly string[] {
  if (!family) return options;
  const all = new Set(options);
  return options.filter(
    (label) =>
      !/^[A-Z0-9]+$/.test(label) ||
      !all.has(label.toLowerCase()) ||
      findObject(label, family)?.name === label,
  );
}

const isRequired = (callee: Callee, name: string): boolean =>
  (callee.kind === "layer" || callee.kind === "object") &&
  callee.definition.parameters[name]?.required === true;

/** The arguments that are not given yet, in their order. */
export function argumentItems(call: CallContext, callee: Callee): readonly Completion[] {
  if (nameOfCurrent(call) !== undefined || !/^\s*\w*$/.test(call.current)) return [];
  if (callee.kind === "method" && callee.positional) return [];
  const taken = namesGiven(call);
  const position = positionalBefore(call);
  return parametersOf(callee).flatMap((p, order): readonly Completion[] => {
    if (taken.has(p.name) || order < position) return [];
    const own = callee.kind !== "layer" || p.name in callee.definition.parameters;
    const needed = isRequired(callee, p.name) || (callee.kind === "part" && p.default === undefined);
    const state = needed ? "needed" : p.default === undefined ? undefined : `= ${p.default}`;
    return [
      {
        label: `${p.name}=`,
        kind: "argument",
        detail: [p.type, state].filter(Boolean).join(", ").replace(", =", " ="),
        doc: () => argumentCard(callee, p.name),
        rank: own
          ? ranks.argument + (needed ? 0 : 2)
          : ranks.everyLayer + (p.name in commonParameters ? 0 : 1),
        order,
      },
    ];
  });
}
