// Numbers in a file that decide a size: of an input, of a constant or a parameter's default, or an argument of a layer.
// It never tries another number.
import { positionalParameters } from "../layers/apply.ts";
import { children, expressionsOf } from "../model/frames.ts";
import { type GraphNode, type InputNode, type ModelRun, typeOf } from "../model/graph.ts";
import type { SourceFile } from "../model/source-file.ts";
import type { Call, Expression, ListExpression, Statement } from "../syntax/tree.ts";
import { isNumber } from "../tensor/dim.ts";
import type { Span } from "../text/span.ts";
import { nameOfAxis } from "./shape-trace.ts";

/** A number of the text that may be changed. */
export interface SizeKnob {
  /** What it is, for messages: `rows and columns of \`image\``, `\`width\``, `filters`. */
  readonly what: string;
  /** For a fix: `Make \`image\` …` where an input is meant, otherwise `Set … to`. */
  readonly input?: InputKnob;
  readonly now: number;
  /** Where the number is written; more than once for the equal sides of an image. */
  readonly spans: readonly Span[];
  /** The sizes of the input that it decides, to be replaced by names for a trial. */
  readonly items: readonly Span[];
  /** Sizes of the same input beside it, which a trial leaves open so that only this one counts. */
  readonly others: readonly Span[];
}

export interface InputKnob {
  readonly name: string;
  /** The shape as written. */
  readonly shape: Span;
}

interface Literal {
  readonly span: Span;
  readonly value: number;
  /** The constant or parameter it is the value of. */
  readonly name?: string;
}

const literal = (expression: Expression | undefined, offset: number): Literal | undefined =>
  expression?.kind === "number" && typeof expression.value === "bigint"
    ? {
        span: { start: offset + expression.start, end: offset + expression.end },
        value: Number(expression.value),
      }
    : undefined;

/** The number an expression is, written there or as the constant or default it names. */
function numberBehind(
  file: SourceFile,
  run: ModelRun,
  statement: Statement,
  expression: Expression | undefined,
): Literal | undefined {
  const { tree } = file;
  if (expression?.kind !== "name") return literal(expression, tree.start(statement));
  const { name } = expression;
  const parameter = run.part.head.parameters.find((p) => p.name.name === name);
  const declared = file.names.get(name);
  const found = parameter
    ? literal(parameter.default, tree.start(run.part.statement))
    : declared?.kind === "const"
      ? literal(declared.head.value, tree.start(declared.statement))
      : undefined;
  return found && { ...found, name };
}

/**
 * The knobs of an input, that of `axis` first, those of its other sides after it; its channels only where asked for. They
 * are the last axis, or the first with `channelsFirst`.
 */
export function knobsOfInput(
  file: SourceFile,
  run: ModelRun,
  input: InputNode,
  axis: number,
  channelsFirst: boolean,
): readonly SizeKnob[] {
  const { statement } = input.place;
  const { head } = statement;
  const shape = typeOf({ node: input, output: 0 }).shape;
  if (input.place.file !== file || head.kind !== "input" || !head.shape || "kind" in shape) return [];
  const list: ListExpression = head.shape;
  // With `...`, or a batch axis that was left out, places and axes do not agree.
  if (list.items.length !== shape.length || list.items.some(({ kind }) => kind === "ellipsis")) return [];
  const start = file.tree.start(statement);
  const at = ({ start: from, end }: Span): Span => ({ start: start + from, end: start + end });
  // A name that is no parameter is a size of its own here, even where a constant has that name.
  const found = list.items.map((item, i) =>
    isNumber(shape[i]!) ? numberBehind(file, run, statement, item) : undefined,
  );
  const channels = channelsFirst && shape.length > 1 ? 0 : shape.length - 1;
  const knobs: SizeKnob[] = [];
  const used = new Set<number>();
  const sides = shape.map((_, i) => i).filter((i) => i !== axis && i !== channels && axis !== channels);
  for (const i of [axis, ...sides]) {
    const one = found[i];
    if (!one || used.has(i)) continue;
    const same = (j: number): boolean =>
      j === i ||
      (one.name !== undefined
        ? found[j]?.name === one.name
        : found[j] !== undefined &&
          found[j].name === undefined &&
          found[j].value === one.value &&
          i !== channels &&
          j !== channels);
    const axes = shape.map((_, j) => j).filter(same);
    for (const j of axes) used.add(j);
    const names = axes.map((j) => nameOfAxis(shape.length, j, channels === 0));
    knobs.push({
      what: one.name === undefined ? `the ${names.join(" and ")} of \`${input.name}\`` : `\`${one.name}\``,
      ...(one.name === undefined ? { input: { name: input.name, shape: at(list) } } : {}),
      now: one.value,
      spans: one.name === undefined ? axes.map((j) => found[j]!.span) : [one.span],
      items: axes.map((j) => at(list.items[j]!)),
      others: found.flatMap((f, j) =>
        f && f.name === undefined && j !== channels && !axes.includes(j) ? [f.span] : [],
      ),
    });
  }
  return knobs;
}

/** The numbers among the arguments of the call that made a layer; `value` picks those that are equal to it. */
export function knobsOfLayer(
  file: SourceFile,
  run: ModelRun,
  node: GraphNode,
  value?: number,
): readonly SizeKnob[] {
  const { place, definition } = node.instance;
  const call = place.file === file ? callAt(place.statement, place) : undefined;
  if (!call || !definition) return [];
  const positional = positionalParameters(definition);
  return call.args.flatMap((arg, i) => {
    const name = arg.name?.name ?? positional[i];
    const found = numberBehind(file, run, place.statement, arg.value);
    if (!name || !found || (value !== undefined && found.value !== value)) return [];
    const what = found.name === undefined ? `\`${name}\` of ${node.instance.className}` : `\`${found.name}\``;
    return [{ what, now: found.value, spans: [found.span], items: [], others: [] }];
  });
}

/** The call that stands exactly there. */
function callAt(statement: Statement, { start, end }: Span): Call | undefined {
  let found: Call | undefined;
  const visit = (node: Expression): void => {
    if (node.kind === "call" && node.start === start && node.end === end) found = node;
    children(node).forEach(visit);
  };
  expressionsOf(statement).forEach(visit);
  return found;
}
