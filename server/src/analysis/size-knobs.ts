// Numbers in a file that decide a size: of an input, of a constant or a parameter's default, or an argument of a layer.
// It never tries another number.
import { positionalParameters } from "../layers/apply.ts";
import { type GraphNode, type InputNode, typeOf } from "../model/graph.ts";
import type { Expression } from "../syntax/tree.ts";
import { isNumber } from "../tensor/dim.ts";
import type { Span } from "../text/span.ts";
import { callAt, type DecidingNumber, decidingNumbers, listOf, type Written } from "./deciding-numbers.ts";
import type { VariableModel } from "./model-variant.ts";
import { nameOfAxis } from "./shape-trace.ts";

/** A number of the text that may be changed. */
export interface SizeKnob {
  /** What it is, for messages: `the rows and columns of \`image\``, `\`width\``, `\`filters\` of Conv2D`. */
  readonly what: string;
  /** For a fix: `Make \`image\` …` where an input is meant, otherwise `Set … to`. */
  readonly input?: InputKnob;
  /** What a fix sets, with all of what is written there: `\`target_shape\` of Reshape`, `(7, 7, 127)`. */
  readonly sets?: { readonly what: string; readonly whole: Span };
  readonly now: number;
  /** Where the number is written; more than once for the equal sides of an image. */
  readonly spans: readonly Span[];
  /** The sizes of the input that it decides, to be left open for a trial. */
  readonly items: readonly Span[];
  /** Sizes of the same input beside it, which a trial leaves open so that only this one counts. */
  readonly others: readonly Span[];
  /** How a size is left open there: by a new name in an `input`, by `None` in `Input(…)`. */
  readonly open: "name" | "None";
}

export interface InputKnob {
  readonly name: string;
  /** The shape as written. */
  readonly shape: Span;
}

/** The shape of an input as it is written. */
interface WrittenShape {
  readonly of: Written;
  readonly items: readonly Expression[];
  readonly open: SizeKnob["open"];
}

function shapeOf({ file, call }: VariableModel, input: InputNode): WrittenShape | undefined {
  const { place } = input;
  const { statement } = place;
  const { head } = statement;
  if (place.file !== file) return undefined;
  if (head.kind === "input")
    return head.shape && { of: { statement, expression: head.shape }, items: head.shape.items, open: "name" };
  const made = callAt(statement, place);
  const shape = made?.args.find((a) => (a.name ? a.name.name === "shape" : !a.spread));
  const list = shape && listOf(file, { statement, expression: shape.value }, call);
  return list && { of: list, items: list.items, open: "None" };
}

/** What decides one size of an input: a number behind a name, or all of what is written there. */
interface Decided {
  readonly number: DecidingNumber;
  readonly item: Span;
}

/**
 * The knobs of an input, that of `axis` first, those of its other sides after it; its channels only where asked for. They
 * are the last axis, or the first with `channelsFirst`. There is one such row for each number that could be changed.
 */
export function knobsOfInput(
  model: VariableModel,
  input: InputNode,
  axis: number,
  channelsFirst: boolean,
): readonly (readonly SizeKnob[])[] {
  const { file, call } = model;
  const { shape } = typeOf({ node: input, output: 0 });
  const written = shapeOf(model, input);
  if (!written || "kind" in shape) return [];
  const { of, items, open } = written;
  // With `...`, or a batch axis that was left out, places and axes do not agree.
  if (items.length !== shape.length || items.some(({ kind }) => kind === "ellipsis")) return [];
  const start = file.tree.start(of.statement);
  const at = ({ start: from, end }: Span): Span => ({ start: start + from, end: start + end });
  const decided = items.map((item, i): readonly Decided[] => {
    const size = shape[i]!;
    if (!isNumber(size)) return [];
    const span = at(item);
    const numbers = decidingNumbers(file, { statement: of.statement, expression: item }, call);
    const whole = { number: { span, value: size, whole: span }, item: span };
    // Where no number behind its names works, an expression as a whole may be another size.
    return item.kind === "name" || numbers.length === 0
      ? numbers.map((number) => ({ number, item: span }))
      : [
          ...numbers.filter(({ name }) => name !== undefined).map((number) => ({ number, item: span })),
          whole,
        ];
  });
  const shown = { name: input.name, shape: at(of.expression) };
  return (decided[axis] ?? []).map((first) => rowOf(shown, decided, first, axis, channelsFirst, open));
}

/** The knob of a number that decides `axis`, and those of the sides it does not decide. */
function rowOf(
  input: InputKnob,
  decided: readonly (readonly Decided[])[],
  first: Decided,
  axis: number,
  channelsFirst: boolean,
  open: SizeKnob["open"],
): readonly SizeKnob[] {
  const rank = decided.length;
  const channels = channelsFirst && rank > 1 ? 0 : rank - 1;
  const axes = decided.map((_, i) => i);
  const sides = axes.filter((i) => i !== axis && i !== channels && axis !== channels);
  const used = new Set<number>();
  const knobs: SizeKnob[] = [];
  for (const i of [axis, ...sides]) {
    const one = i === axis ? first : decided[i]![0];
    if (!one || used.has(i)) continue;
    const { number } = one;
    const named = number.name !== undefined;
    const sameNumber = (j: number): boolean =>
      decided[j]!.some((d) => d.number.span.start === number.span.start);
    const equalSide = (j: number): boolean =>
      !named &&
      i !== channels &&
      j !== channels &&
      decided[j]!.some((d) => d.number.name === undefined && d.number.value === number.value);
    const together = axes.filter((j) => j === i || sameNumber(j) || equalSide(j));
    for (const j of together) used.add(j);
    const names = together.map((j) => nameOfAxis(rank, j, channels === 0));
    const items = together.flatMap((j) => decided[j]![0]?.item ?? []);
    knobs.push({
      what: named ? `\`${number.name}\`` : `the ${names.join(" and ")} of \`${input.name}\``,
      ...(named ? { sets: { what: `\`${number.name}\``, whole: number.whole } } : { input }),
      now: number.value,
      spans: named ? [number.span] : items,
      items,
      others: axes.flatMap((j) =>
        j === channels || together.includes(j) ? [] : decided[j]!.slice(0, 1).map(({ item }) => item),
      ),
      open,
    });
  }
  return knobs;
}

/**
 * The numbers among the arguments of the call that made a layer. `holds` picks arguments by their value; the numbers in
 * one that is written as an expression are told apart.
 */
export function knobsOfLayer(
  { file, call }: VariableModel,
  node: GraphNode,
  holds: (value: unknown, name: string) => boolean,
): readonly SizeKnob[] {
  const { place, definition, bound } = node.instance;
  const made = place.file === file ? callAt(place.statement, place) : undefined;
  if (!made || !definition) return [];
  const positional = positionalParameters(definition);
  const start = file.tree.start(place.statement);
  return made.args.flatMap((arg, i) => {
    const argument = arg.name?.name ?? positional[i];
    if (!argument || !holds(bound?.parsed[argument], argument)) return [];
    const { statement } = place;
    const { value } = arg;
    const list = value.kind === "list" || value.kind === "tuple" ? value.items : [value];
    const numbers = list.flatMap((expression) => decidingNumbers(file, { statement, expression }, call));
    const written = { start: start + value.start, end: start + value.end };
    const title = `\`${argument}\` of ${node.instance.className}`;
    return numbers.map(({ name, span, value: now, whole }): SizeKnob => {
      const alone = span.start === written.start && span.end === written.end;
      const own = alone ? title : `the ${now} in ${title}`;
      return {
        what: name === undefined ? own : `\`${name}\``,
        sets: name === undefined ? { what: title, whole: written } : { what: `\`${name}\``, whole },
        now,
        spans: [span],
        items: [],
        others: [],
        open: "name",
      };
    });
  });
}
