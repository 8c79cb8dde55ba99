// Binds the arguments of a call to the parameters of a block, model or custom layer. It makes nothing and runs no body.
import argMissing from "../diagnostics/arg-missing.ts";
import argTooMany from "../diagnostics/arg-too-many.ts";
import argTwice from "../diagnostics/arg-twice.ts";
import argType from "../diagnostics/arg-type.ts";
import argUnknown from "../diagnostics/arg-unknown.ts";
import { report } from "../diagnostics/define.ts";
import type { CallArgument } from "../layers/apply.ts";
import { isSequence, type Value, valueText } from "../layers/value.ts";
import type { Call, NodeBase } from "../syntax/tree.ts";
import { closest } from "../text/closest.ts";
import { evaluate, evaluateArguments, isTensor } from "./evaluate.ts";
import {
  type ArgumentNode,
  broken,
  dependOn,
  type Frame,
  here,
  isOpen,
  problem,
  problemAt,
} from "./frame.ts";
import { fileFrame } from "./frames.ts";
import type { Part } from "./source-file.ts";

/** Taken by every block, model and custom layer besides its own parameters. */
const common: Readonly<Record<Part["kind"], readonly string[]>> = {
  block: ["name", "trainable"],
  model: ["name", "trainable"],
  layer: ["name", "trainable", "dtype"],
};

const typeWords: Readonly<Record<string, (value: Value) => boolean>> = {
  int: (v) => typeof v === "bigint" || isSizeValue(v),
  float: (v) => typeof v === "bigint" || typeof v === "number" || isSizeValue(v),
  bool: (v) => typeof v === "boolean",
  str: (v) => typeof v === "string" || (typeof v === "object" && v !== null && v.kind === "word"),
  list: (v) => isSequence(v),
  tuple: (v) => isSequence(v),
};

const isSizeValue = (v: Value): boolean =>
  typeof v === "object" && v !== null && (v.kind === "symbolic" || v.kind === "unknown");

/** What a call gives a part: its parameters, and what every part takes besides. */
export interface PartBinding {
  readonly params: ReadonlyMap<string, Value>;
  readonly name: string | undefined;
  readonly trainable: boolean | undefined;
}

/** Binds a call's arguments to a part's parameters, with problems at their places. */
export function bindPart(frame: Frame, part: Part, at: NodeBase, node: Call | undefined): PartBinding {
  const { args, nodes } = node ? evaluateArguments(frame, node.args, true) : { args: [], nodes: [] };
  return bindPartArguments(frame, part, args, nodes, at);
}

/** As `bindPart`, for arguments that are worked out already. */
export function bindPartArguments(
  frame: Frame,
  part: Part,
  args: readonly CallArgument[],
  nodes: readonly ArgumentNode[],
  at: NodeBase,
): PartBinding {
  dependOn(frame.program, part.file, part.name);
  const parameters = part.head.parameters;
  const names = parameters.map((p) => p.name.name);
  const params = new Map<string, Value>();
  let name: string | undefined;
  let trainable: boolean | undefined;
  let position = 0;
  let misspelt = false;
  args.forEach((arg, i) => {
    const where = nodes[i] ?? at;
    const key = arg.name ?? names[position++];
    const note = (r: Parameters<typeof problemAt>[1], aboutName = false): void =>
      problemAt(frame, r, here(frame, aboutName ? (nodes[i]?.nameNode ?? where) : where));
    if (key === undefined) {
      if (position === names.length + 1)
        note(
          report(argTooMany, {
            callee: part.name,
            most: names.length,
            given: args.filter((a) => a.name === undefined).length,
            tensors: isTensor(arg.value),
          }),
        );
      return;
    }
    // A block that declares `name` itself does with it what it wants; it is no label then.
    if (common[part.kind].includes(key) && !(part.kind === "block" && names.includes(key))) {
      if (key === "name" && typeof arg.value === "string") name = arg.value;
      if (key === "trainable" && typeof arg.value === "boolean") trainable = arg.value;
      if (!names.includes(key)) return;
    }
    if (!names.includes(key)) {
      misspelt = true;
      note(
        report(argUnknown, {
          callee: part.name,
          argument: key,
          near: closest(key, [...names, ...common[part.kind]]),
          known: names,
        }),
        true,
      );
      return;
    }
    if (params.has(key)) {
      note(report(argTwice, { callee: part.name, argument: key }), true);
      return;
    }
    const type = parameters.find((p) => p.name.name === key)!.type;
    const word = type?.kind === "name" ? type.name : undefined;
    const check = word === undefined ? undefined : typeWords[word];
    if (check && !isOpen(arg.value) && arg.value !== null && !check(arg.value)) {
      note(
        report(argType, {
          callee: part.name,
          argument: key,
          expected: word!,
          found: valueText(arg.value),
          near: undefined,
        }),
      );
      params.set(key, broken());
      return;
    }
    params.set(key, arg.value);
  });
  const missing: string[] = [];
  const defaults = fileFrame(frame.program, part.file, part.statement);
  for (const parameter of parameters) {
    if (params.has(parameter.name.name)) continue;
    if (parameter.default)
      params.set(parameter.name.name, evaluate(defaults, parameter.default, { words: true }));
    else {
      missing.push(parameter.name.name);
      params.set(parameter.name.name, broken(`\`${parameter.name.name}\` was left out`));
    }
  }
  if (missing.length > 0 && !misspelt) {
    problem(
      frame,
      argMissing,
      {
        callee: part.name,
        missing,
        docs: missing.map((m) => `a parameter of \`${part.name}\` without a default (\`${m}\`)`),
      },
      at,
    );
  }
  return { params, name, trainable };
}
