// Writes parts and sequences as a text of Net: pipelines where values flow on, names where they branch. It never decides
// what is folded.
import { findLayer } from "../../layers/catalogue.ts";
import type { Arranged, Block, Item, Part, Region } from "./arrange.ts";
import type { Cell } from "./cells.ts";
import type { Piece, Ref, SourceModel } from "./graph.ts";
import {
  callText,
  itemText,
  labelOfItem,
  labelText,
  staticLabel,
  stemOf,
  stemOfItem,
  type Written,
} from "./item-text.ts";
import { deepSize, namedParts, needsName } from "./items.ts";
import { grouped, width, wrapped } from "./pipeline-lines.ts";
import { type ModelEffects, stageStarts } from "./stages.ts";
import { argumentsText, isPlainName, plainName, type Spelling, stringText, termText } from "./term.ts";

/** A body under way: its lines, and the names it has used. */
interface Body {
  readonly lines: string[];
  readonly indent: string;
  readonly names: Set<string>;
  readonly spelling: Spelling;
  /** Items and parts before which a blank line stands. */
  readonly starts: ReadonlySet<Item | Part>;
}

const none: ReadonlySet<Item | Part> = new Set();

/** A model with its parts arranged; `models` are those that stand in it. */
export function modelText(
  model: SourceModel,
  arranged: Arranged,
  spelling: Spelling,
  models: ModelEffects,
): string {
  const names = new Set([
    ...model.inputs.map((i) => i.name),
    ...model.shared.map((s) => s.name),
    ...spelling.hidden,
  ]);
  const starts = stageStarts(arranged, models);
  const body: Body = { lines: [], indent: "    ", names, spelling, starts };
  for (const { name, shape, dtype } of model.inputs)
    body.lines.push(`    input ${name}: ${shape}${dtype === "float32" ? "" : ` ${dtype}`}`);
  for (const { name, stage } of model.shared)
    body.lines.push(`    shared ${name}: ${callText(stage, spelling)}`);
  const last = partsText(
    model.inputs.map((input) => input.name),
    arranged,
    body,
  );
  const { outputs } = arranged;
  const plain = outputs.length === 1 && outputs[0]!.name === undefined;
  if (
    !(
      plain &&
      arranged.parts.length > 0 &&
      last.flows &&
      same(outputs[0]!.ref, { node: arranged.parts.length - 1, output: 0 })
    )
  ) {
    const texts = outputs.map(
      ({ name, ref }) =>
        `${name === undefined ? "" : `${stringText([name], spelling, true)}: `}${last.name(ref)}`,
    );
    const named = outputs.some((o) => o.name !== undefined);
    if (named) body.lines.push(`    output {${texts.join(", ")}}`);
    else body.lines.push(...wrapped(`    output `, texts, ", "));
  }
  return `model ${model.name} {\n${body.lines.join("\n")}\n}`;
}

const same = (a: Ref, b: Ref): boolean => a.node === b.node && a.output === b.output;

/** The parts of a model in order; gives the name of every value, and whether the last one is the current value. */
function partsText(
  inputs: readonly string[],
  arranged: Arranged,
  body: Body,
): { readonly name: (ref: Ref) => string; readonly flows: boolean } {
  const { parts } = arranged;
  const names = new Map<number, string>();
  const several = new Set<number>();
  const name = ({ node, output }: Ref): string => {
    const base = node < 0 ? inputs[-1 - node]! : names.get(node)!;
    return several.has(node) ? `${base}[${output}]` : base;
  };
  let current: number | undefined = inputs.length === 1 ? -1 : undefined;
  const wanted = namedParts(arranged);
  parts.forEach((part, i) => {
    const entry = part.merge || part.sources[0]!.node === current ? undefined : name(part.sources[0]!);
    const start = merged(part, (s) => name(part.sources[s]!), body);
    const needed = wanted.has(i) || part.several;
    if (body.starts.has(part)) blank(body);
    const from = part.sources[0];
    const known = part.merge || !from || (from.node >= 0 && !names.has(from.node)) ? undefined : name(from);
    const end = flow(
      [...start.items, ...part.sequence],
      { explicit: start.from ?? entry, known: start.from ?? entry ?? known },
      needed,
      body,
    );
    if (end.name !== undefined) names.set(i, end.name);
    current = end.flows && !part.several ? i : undefined;
    if (part.several) several.add(i);
  });
  return { name, flows: current === parts.length - 1 && !parts.at(-1)?.several };
}

/** How a merge begins: a list as the source of a pipeline, or a call with names in it. */
function merged(
  part: Part,
  name: (source: number) => string,
  body: Body,
): { readonly from?: string; readonly items: readonly Written[] } {
  const { merge } = part;
  if (!merge) return { items: [] };
  if (merge.form === "list")
    return {
      from: `[${part.sources.map((_, i) => name(i)).join(", ")}]`,
      items: [{ kind: "stage", stage: merge }],
    };
  const distinct = name;
  const pieces = (merge.pieces ?? []).map((piece: Piece) =>
    typeof piece === "string"
      ? piece
      : "source" in piece
        ? distinct(piece.source)
        : termText(piece, body.spelling),
  );
  const callee =
    merge.bare || merge.shared
      ? merge.callee
      : `${merge.callee}(${argumentsText(merge.args, body.spelling)})`;
  return {
    items: [
      {
        kind: "text",
        text: `${labelText(merge, body.spelling)}${callee}${pieces.join("")}`,
        label: staticLabel(merge),
        stem: stemOf(merge),
      },
    ],
  };
}

/** Where a sequence starts: `explicit` must be written, `known` is a name it has. */
interface Start {
  readonly explicit?: string | undefined;
  readonly known?: string | undefined;
}

/** Writes a sequence as statements that move the current value; `needed` asks for a name of the result. */
function flow(
  items: readonly Written[],
  start: Start,
  needed: boolean,
  body: Body,
  stem?: string,
): { readonly name: string | undefined; readonly flows: boolean } {
  let run: Written[] = [];
  let { explicit, known } = start;
  let flows = explicit === undefined;
  const made = new Set<string>();
  const flush = (named: boolean, final = false): void => {
    if (run.length === 0) return;
    const lines = grouped(run, body.indent, body.spelling);
    const lastItem = run.at(-1)!;
    const label = labelOfItem(lastItem);
    const plainLabel = label !== undefined && isPlainName(label);
    lines.forEach((line, i) => {
      const last = i === lines.length - 1;
      // Bound to a name, a shared layer alone would be the layer and not its output.
      const bare = last && named && !plainLabel && /^[A-Za-z_]\w*$/.test(line);
      const source = i > 0 ? undefined : (explicit ?? (bare ? known : undefined));
      const from = source === undefined ? "" : `${source} -> `;
      if (last && named && !plainLabel) {
        const name = fresh((final ? stem : undefined) ?? stemOfItem(lastItem), body);
        push(body, `${name} = ${from}${line}`);
        made.add(name);
        explicit = name;
        known = name;
        flows = false;
      } else {
        push(body, `${from}${line}`);
        explicit = undefined;
        known = last && plainLabel ? label : undefined;
        flows = true;
      }
    });
    if (known !== undefined) body.names.add(known);
    run = [];
  };
  items.forEach((item, i) => {
    const starts = item.kind !== "text" && body.starts.has(item);
    if (item.kind === "region") {
      if (run.length > 0) flush(needsName(item));
      if (starts) blank(body);
      const own = run.length === 0 && !flows ? explicit : undefined;
      const end = regionText(item.region, { explicit, known }, body, true);
      if (own !== undefined && made.has(own)) body.names.delete(own);
      explicit = end.from;
      known = undefined;
      run = [...end.items];
    } else if (item.kind === "loop") {
      flush(false);
      if (starts) blank(body);
      if (explicit !== undefined) push(body, explicit);
      loopText(item, body);
      explicit = undefined;
      known = undefined;
      flows = true;
    } else {
      if (starts) {
        flush(false);
        blank(body);
      }
      run.push(item);
    }
    if (i === items.length - 1) flush(needed, true);
  });
  if (needed && known === undefined && explicit !== undefined) known = explicit;
  return { name: known, flows };
}

/** Writes all parts of a region but the last, and gives how the last begins. */
function regionText(
  region: Region,
  start: Start,
  body: Body,
  statements: boolean,
): { readonly from?: string | undefined; readonly items: readonly Written[] } {
  const { parts } = region;
  const names: string[] = [];
  const entry = start.known ?? start.explicit;
  const name = ({ node }: Ref): string => (node < 0 ? (entry ?? "") : names[node]!);
  const stems = armNames(parts);
  parts.slice(0, -1).forEach((part, i) => {
    const begin = merged(part, (s) => name(part.sources[s]!), body);
    const from =
      begin.from ?? (part.merge ? undefined : part.sources[0]!.node < 0 ? entry : name(part.sources[0]!));
    const items = [...begin.items, ...part.sequence];
    const last = i === parts.length - 2 && !part.merge && part.sources[0]!.node < 0;
    if (statements && last && isLong(items, body)) {
      const first = { explicit: start.explicit, known: entry };
      const end = flow(items, first, true, body, stems[i]);
      names.push(end.name!);
    } else names.push(assigned(items, from, stems[i]!, body));
  });
  const last = parts.at(-1)!;
  const end = merged(last, (s) => name(last.sources[s]!), body);
  // Their text is in the merge by now, so that the next branch may use the names again.
  for (const arm of names) if (arm !== entry) body.names.delete(arm);
  return { from: end.from, items: [...end.items, ...last.sequence] as readonly Written[] };
}

/** Whether an arm reads better as statements of its own: it branches itself, or fills more than two lines. */
const isLong = (items: readonly Written[], body: Body): boolean =>
  items.some((item) => item.kind === "region") ||
  items.reduce(
    (sum, item) => sum + (item.kind === "loop" ? width : itemText(item, body.spelling).length + 4),
    0,
  ) >
    2 * width;

function armNames(parts: readonly Part[]): readonly string[] {
  const arms = parts.length - 1;
  if (arms === 1) return ["y"];
  if (arms === 2) {
    const [a, b] = parts.map((p) => deepSize(p.sequence)) as [number, number];
    return a < b ? ["shortcut", "y"] : a > b ? ["y", "shortcut"] : ["a", "b"];
  }
  return Array.from({ length: arms }, (_, i) => (i < 23 ? "abcdefghijklmnopqrstuvw"[i]! : `arm_${i}`));
}

/** Writes a sequence as assignments and gives the name of its result. */
function assigned(items: readonly Written[], from: string | undefined, stem: string, body: Body): string {
  let run: Written[] = [];
  let source = from;
  items.forEach((item) => {
    if (item.kind === "region") {
      let own: string | undefined;
      if (run.length > 0) {
        own = fresh(stem, body);
        assignment(own, source, run, body);
        source = own;
      }
      const end = regionText(item.region, { explicit: source, known: source }, body, false);
      if (own !== undefined) body.names.delete(own);
      source = end.from;
      run = [...end.items];
    } else run.push(item);
  });
  if (run.length === 0 && source !== undefined) return source;
  const name = fresh(stem, body);
  assignment(name, source, run, body);
  return name;
}

function assignment(name: string, source: string | undefined, run: readonly Written[], body: Body): void {
  const stages = [
    ...(source === undefined ? [] : [source]),
    ...run.map((item) => itemText(item, body.spelling)),
  ];
  body.lines.push(...wrapped(`${body.indent}${name} = `, stages, " -> "));
}

const push = (body: Body, line: string): void => {
  body.lines.push(body.indent + line);
};

/** A blank line, unless there is one. */
function blank(body: Body): void {
  if (body.lines.length > 0 && body.lines.at(-1) !== "") body.lines.push("");
}

/** A name nothing in the body has yet. */
function fresh(stem: string, body: Body): string {
  const base = plainName(stem, "y");
  let name = base;
  for (let i = 2; body.names.has(name) || findLayer(name); i++) name = `${base}_${i}`;
  body.names.add(name);
  return name;
}

/** A block as a declaration. */
export function blockText(block: Block, spelling: Spelling): string {
  const hidden = new Set([...spelling.hidden, ...block.parameters.map((p) => p.name)]);
  const inner: Spelling = { hidden };
  const body: Body = {
    lines: [],
    indent: "    ",
    names: new Set(block.parameters.map((p) => p.name)),
    spelling: inner,
    starts: none,
  };
  const first = block.sequence[0];
  let known: string | undefined;
  if (first && needsName(first)) {
    known = fresh("x", body);
    body.lines.push(`    input ${known}`);
  }
  flow(block.sequence, { known }, false, body);
  const parameters = block.parameters.map((p) =>
    p.fallback ? `${p.name}=${termText(p.fallback, spelling)}` : p.name,
  );
  return `block ${block.name}(${parameters.join(", ")}) {\n${body.lines.join("\n")}\n}`;
}

/** A block with several inputs as a declaration. */
export function cellText(cell: Cell, spelling: Spelling): string {
  const parameters = cell.parameters.map((p) => p.name);
  const names = new Set(parameters);
  const body: Body = {
    lines: [],
    indent: "    ",
    names,
    spelling: { hidden: new Set([...spelling.hidden, ...parameters]) },
    starts: none,
  };
  const inputs = Array.from({ length: cell.inputs }, (_, i) =>
    fresh(cell.inputs === 1 ? "x" : `x${i + 1}`, body),
  );
  for (const name of inputs) push(body, `input ${name}`);
  const outputs = [{ ref: { node: cell.parts.length - 1, output: 0 } }];
  partsText(inputs, { parts: cell.parts, outputs }, body);
  return `block ${cell.name}(${parameters.join(", ")}) {\n${body.lines.join("\n")}\n}`;
}

function loopText(item: Extract<Item, { kind: "loop" }>, body: Body): void {
  const { variables, range, values, body: inner } = item.loop;
  const { spelling } = body;
  const hidden = new Set([...spelling.hidden, ...variables]);
  const sub: Body = {
    lines: [],
    indent: `${body.indent}    `,
    names: new Set([...body.names, ...variables]),
    spelling: { hidden },
    starts: none,
  };
  flow(inner, {}, false, sub);
  const source = range
    ? `range(${range.from.kind === "int" && range.from.value === 0 ? "" : `${termText(range.from, spelling)}, `}${termText(range.to, spelling)})`
    : termText(values!, spelling);
  const head = `for ${variables.join(", ")} in ${source} {`;
  const only = sub.lines.length === 1 ? sub.lines[0]!.trim() : undefined;
  const single = only === undefined || only.startsWith("for ") ? undefined : `${head} ${only} }`;
  if (single !== undefined && single.length + body.indent.length <= width) push(body, single);
  else {
    push(body, head);
    body.lines.push(...sub.lines);
    push(body, "}");
  }
}
