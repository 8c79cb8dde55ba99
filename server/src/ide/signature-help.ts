// The arguments of the call a cursor stands in. It never checks them.
import type { Analysis } from "../analysis/analysis.ts";
import { commonParameters } from "../layers/apply.ts";
import { nodeAt } from "../syntax/walk.ts";
import {
  type CallContext,
  nameOfCurrent,
  positionalBefore,
  type TextContext,
  textContext,
} from "./call-context.ts";
import { type Callee, calleeName, calleeNamed, parametersOf } from "./reference-hover.ts";

export interface SignatureHelp {
  readonly label: string;
  readonly doc: string | undefined;
  readonly parameters: readonly { readonly label: readonly [number, number]; readonly doc: string }[];
  readonly active: number | undefined;
}

/** Where the statement that holds an offset begins, for reading its text; the line's start elsewhere. */
export function readingStart(analysis: Analysis, offset: number): number {
  const found = nodeAt(analysis.tree, offset);
  if (found?.inHead) return analysis.tree.start(found.statement);
  return analysis.lines.lineStart(analysis.lines.position(offset).line);
}

/** The call at an offset, and what it calls. */
export function callAt(
  analysis: Analysis,
  offset: number,
): {
  readonly context: TextContext;
  readonly call: CallContext | undefined;
  readonly callee: Callee | undefined;
} {
  const context = textContext(analysis.text, readingStart(analysis, offset), offset);
  const { call } = context;
  const found = nodeAt(analysis.tree, offset);
  const around = found ? [...found.around, found.statement] : [];
  const named = call && calleeNamed(analysis, call.path, around, call.start);
  const callee = call?.made ? madeBy(named, call.path.at(-1)!) : named;
  return { context, call, callee };
}

/** What a layer is applied with, where its class has just been called. */
const madeBy = (callee: Callee | undefined, name: string): Callee | undefined =>
  callee?.kind === "layer" && callee.definition.kind !== "operation"
    ? { kind: "made", name, definition: callee.definition }
    : undefined;

/** The signature of the call at an offset. */
export function signatureHelp(analysis: Analysis, offset: number): SignatureHelp | undefined {
  const { context, call, callee } = callAt(analysis, offset);
  if (context.comment || !call || !callee) return undefined;
  const own = parametersOf(callee).filter(
    (p) => callee.kind !== "layer" || p.name in callee.definition.parameters || !(p.name in commonParameters),
  );
  let label = `${calleeName(callee)}(`;
  const parameters = own.map((p, i) => {
    if (i > 0) label += ", ";
    const start = label.length;
    label += p.default === undefined ? p.name : `${p.name}=${p.default}`;
    return { label: [start, label.length] as const, doc: [p.type, p.doc].filter(Boolean).join(" — ") };
  });
  label += ")";
  const named = nameOfCurrent(call);
  const at = named === undefined ? positionalBefore(call) : own.findIndex((p) => p.name === named);
  const doc =
    callee.kind === "part"
      ? callee.part.statement.doc
      : callee.kind === "method"
        ? callee.summary
        : callee.definition.summary;
  return { label, doc, parameters, active: at >= 0 && at < own.length ? at : undefined };
}
