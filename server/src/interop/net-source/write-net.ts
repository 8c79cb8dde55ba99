// Writes parts and sequences as a text of Net: pipelines where values flow on, names where they branch. It never decides
// what is folded.
import { findLayer } from "../../layers/catalogue.ts";
import { snakeCase } from "../../layers/instance.ts";
import type { Arranged, Block, Item, Part, Region, Sequence } from "./arrange.ts";
import type { Piece, Ref, SourceModel, Stage } from "./graph.ts";
import {
  argumentsText,
  isPlainName,
  plainName,
  type Spelling,
  stringText,
  type Term,
  termText,
} from "./term.ts";

const width = 116;

/** A body under way: its lines, and the names it has used. */
interface Body {
  readonly lines: string[];
  readonly indent: string;
  readonly names: Set<string>;
  readonly spelling: Spelling;
}

/** A model with its parts arranged. */
export function modelText(model: SourceModel, arranged: Arranged, spelling: Spelling): string {
  const names = new Set([
    ...model.inputs.map((i) => i.name),
    ...model.shared.map((s) => s.name),
    ...spelling.hidden,
  ]);
  const body: Body = { lines: [], indent: "    ", names, spelling };
  for (const { name, shape, dtype } of model.inputs)
    body.lines.push(`    input ${name}: ${shape}${dtype === "float32" ? "" : ` ${dtype}`}`);
  for (const { name, stage } of model.shared)
    body.lines.push(`    shared ${name}: ${callText(stage, spelling)}`);
  const last = partsText(model, arranged, body);
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
  model: SourceModel,
  arranged: Arranged,
  body: Body,
): { readonly name: (ref: Ref) => string; readonly flows: boolean } {
  const { parts, outputs } = arranged;
  const names = new Map<number, string>();
  const several = new Set<number>();
  const name = ({ node, output }: Ref): string => {
    const base = node < 0 ? model.inputs[-1 - node]!.name : names.get(node)!;
    return several.has(node) ? `${base}[${output}]` : base;
  };
  let current: number | undefined = model.inputs.length === 1 ? -1 : undefined;
  const wanted = new Set<number>();
  parts.forEach((part, i) => {
    for (const { node } of part.sources)
      if (part.merge || node !== i - 1 || (part.sequence[0] && needsName(part.sequence[0]))) wanted.add(node);
  });
  const only =
    outputs.length === 1 &&
    outputs[0]!.name === undefined &&
    outputs[0]!.ref.node === parts.length - 1 &&
    !parts.at(-1)?.several;
  if (!only) for (const { ref } of outputs) wanted.add(ref.node);
  parts.forEach((part, i) => {
    const entry = part.merge || part.sources[0]!.node === current ? undefined : name(part.sources[0]!);
    const start = merged(part, (s) => name(part.sources[s]!), body);
    const needed = wanted.has(i) || part.several;
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

type Written =
  | Item
  | {
      readonly kind: "text";
      readonly text: string;
      readonly label?: string | undefined;
      readonly stem: string;
    };

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

/** Whether an item uses the value it starts from by name. */
export function needsName(item: Item): boolean {
  if (item.kind !== "region") return false;
  const { parts } = item.region;
  return (
    parts.some((part) => part.merge && part.sources.some((s) => s.node < 0)) ||
    parts.some((part) => !part.merge && part.sequence[0] !== undefined && needsName(part.sequence[0]))
  );
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
    const lines = grouped(run, body);
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
    if (item.kind === "region") {
      if (run.length > 0) flush(needsName(item));
      const own = run.length === 0 && !flows ? explicit : undefined;
      const end = regionText(item.region, { explicit, known }, body, true);
      if (own !== undefined && made.has(own)) body.names.delete(own);
      explicit = end.from;
      known = undefined;
      run = [...end.items];
    } else if (item.kind === "loop") {
      flush(false);
      if (explicit !== undefined) push(body, explicit);
      loopText(item, body);
      explicit = undefined;
      known = undefined;
      flows = true;
    } else run.push(item);
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

/** Parts joined on as many lines as they need; a line that goes on begins with the arrow. */
function wrapped(head: string, parts: readonly string[], joint: " -> " | ", "): string[] {
  const lines: string[] = [];
  let line = head;
  const more = `${/^ */.exec(head)![0]}      `;
  parts.forEach((part, i) => {
    const next = i === 0 ? part : `${joint}${part}`;
    if (i > 0 && line.length + next.length > width) {
      if (joint === ", ") {
        lines.push(`${line}, \\`);
        line = `${more}${part}`;
      } else {
        lines.push(line);
        line = `${more}-> ${part}`;
      }
    } else line += next;
  });
  return [...lines, line];
}

const push = (body: Body, line: string): void => {
  body.lines.push(body.indent + line);
};

/** A name nothing in the body has yet. */
function fresh(stem: string, body: Body): string {
  const base = plainName(stem, "y");
  let name = base;
  for (let i = 2; body.names.has(name) || findLayer(name); i++) name = `${base}_${i}`;
  body.names.add(name);
  return name;
}

const openers = new Set([
  "convolution",
  "core",
  "recurrent",
  "attention",
  "pooling",
  "merging",
  "preprocessing",
]);

/** Stages as lines of a pipeline: a layer with weights begins one, its normalisation and activation follow it. */
function grouped(run: readonly Written[], body: Body): string[] {
  const lines: string[] = [];
  let line = "";
  let before: Written | undefined;
  for (const item of run) {
    const text = itemText(item, body.spelling);
    if (line === "" || opens(item, before) || line.length + text.length + body.indent.length + 4 > width) {
      if (line !== "") lines.push(line);
      line = text;
    } else line += ` -> ${text}`;
    before = item;
  }
  if (line !== "") lines.push(line);
  return lines;
}

const isPadding = (item: Written | undefined): boolean =>
  item?.kind === "stage" && /^(ZeroPadding|Cropping)/.test(item.stage.callee);

const familyOf = (item: Written | undefined): string | undefined =>
  item?.kind === "stage" ? findLayer(item.stage.callee)?.family : undefined;

/** Whether an item begins a line, behind that one. */
function opens(item: Written, before: Written | undefined): boolean {
  if (isPadding(before)) return isPadding(item);
  if (item.kind === "use") return !sameStage(before, item);
  if (item.kind !== "stage" || isPadding(item) || item.stage.shared) return true;
  const family = familyOf(item);
  if (family === undefined) return !item.stage.callee.startsWith("ops.");
  if (family === "preprocessing") return familyOf(before) !== family;
  return openers.has(family) && item.stage.callee !== "Activation";
}

/** Two uses for the same stage of a network: `block2a` and `block2b`. */
function sameStage(before: Written | undefined, item: Written): boolean {
  const stage = (one: Written | undefined): string | undefined => {
    const first = one?.kind === "use" ? one.args[0] : undefined;
    const name =
      first?.kind === "string" && first.parts.every((p) => typeof p === "string") ? first.parts.join("") : "";
    return /^[A-Za-z_]+\d+/.exec(name)?.[0];
  };
  const own = stage(item);
  return own !== undefined && own === stage(before);
}

function itemText(item: Written, spelling: Spelling): string {
  switch (item.kind) {
    case "text":
      return item.text;
    case "stage":
      return `${labelText(item.stage, spelling)}${callText(item.stage, spelling)}`;
    case "use":
      return useText(item.block, item.args, spelling);
    case "region":
    case "loop":
      throw new Error("a region is no stage");
  }
}

function useText(block: Block, args: readonly Term[], spelling: Spelling): string {
  const given: string[] = [];
  let skipped = false;
  block.parameters.forEach((parameter, i) => {
    const term = args[i]!;
    if (parameter.fallback && JSON.stringify(parameter.fallback) === JSON.stringify(term)) {
      skipped = true;
      return;
    }
    given.push(`${skipped ? `${parameter.name}=` : ""}${termText(term, spelling)}`);
  });
  return `${block.name}(${given.join(", ")})`;
}

const callText = (stage: Stage, spelling: Spelling): string =>
  stage.shared ? stage.callee : `${stage.callee}(${argumentsText(stage.args, spelling)})`;

function labelText(stage: Stage, spelling: Spelling): string {
  const { label } = stage;
  if (label === undefined) return "";
  if (label.kind !== "string") return `${stringText([label], spelling, false)}: `;
  const [only] = label.parts;
  if (label.parts.length === 1 && typeof only === "string" && isPlainName(only)) return `${only}: `;
  return `${stringText(label.parts, spelling, false)}: `;
}

/** The label of a stage, where it is the same each time. */
export function staticLabel(stage: Stage): string | undefined {
  const { label } = stage;
  if (label?.kind !== "string") return undefined;
  return label.parts.every((part) => typeof part === "string") ? label.parts.join("") : undefined;
}

const labelOfItem = (item: Written): string | undefined =>
  item.kind === "text" ? item.label : item.kind === "stage" ? staticLabel(item.stage) : undefined;

const stemOf = (stage: Stage): string => snakeCase(stage.className ?? stage.callee);

const stemOfItem = (item: Written): string =>
  item.kind === "text" ? item.stem : item.kind === "stage" ? stemOf(item.stage) : "x";

/** How many layers a sequence makes, those of blocks included. */
function deepSize(sequence: Sequence): number {
  return sequence.reduce(
    (sum, item) => sum + (item.kind === "use" ? deepSize(item.block.sequence) : itemSize(item)),
    0,
  );
}

/** How many layers a sequence holds as it is written. */
export function sizeOf(sequence: Sequence): number {
  return sequence.reduce((sum, item) => sum + itemSize(item), 0);
}

export function itemSize(item: Item): number {
  switch (item.kind) {
    case "stage":
    case "use":
      return 1;
    case "loop":
      return 2 + sizeOf(item.loop.body);
    case "region":
      return item.region.parts.reduce((sum, part) => sum + sizeOf(part.sequence) + (part.merge ? 1 : 0), 0);
  }
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

function loopText(item: Extract<Item, { kind: "loop" }>, body: Body): void {
  const { variables, range, values, body: inner } = item.loop;
  const { spelling } = body;
  const hidden = new Set([...spelling.hidden, ...variables]);
  const sub: Body = {
    lines: [],
    indent: `${body.indent}    `,
    names: new Set([...body.names, ...variables]),
    spelling: { hidden },
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
