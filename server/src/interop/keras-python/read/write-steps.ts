// Writes the steps of a body as lines of Net. It decides on layout only; what flows was decided in `steps.ts`.
import {
  everyStep,
  type Flow,
  flowOf,
  isLabelled,
  type Lead,
  type Source,
  type Step,
  type TensorStep,
  withoutUnread,
} from "./steps.ts";

const tab = "    ";

/** What flows, and the names that are written for others. */
type Written = Flow & { readonly shown: ReadonlyMap<string, string> };

/** The lines of a body, indented by one level. */
export function writeBody(steps: readonly Step[]): readonly string[] {
  const kept = inputsFirst(withoutUnread(steps));
  const flow = { ...flowOf(kept), shown: new Map<string, string>() };
  for (const [name, label] of labelledInputs(kept, flow)) flow.shown.set(name, label);
  const lines = writeSteps(kept, flow);
  while (lines[0] === "") lines.shift();
  return lines.map((line) => (line === "" ? "" : tab + line));
}

/** Inputs stand above what is made of them. */
const inputsFirst = (steps: readonly Step[]): readonly Step[] => {
  const inputs = steps.filter((s) => s.kind === "input");
  return steps.slice(0, inputs.length).every((s) => s.kind === "input")
    ? steps
    : [...inputs, ...steps.filter((s) => s.kind !== "input")];
};

function writeSteps(steps: readonly Step[], flow: Written): string[] {
  const lines: string[] = [];
  const chains = steps.map((_, i) => chainBefore(steps, i, flow));
  const joined = new Set<Step>(chains.flat());
  steps.forEach((step, i) => {
    if (joined.has(step)) return;
    const before = chains[i]!;
    const text = writeStep(step, before, flow);
    const first = before[0] ?? step;
    if (text.length === 0 && first.lead.comments.length === 0) return;
    if (first.lead.gap && lines.length > 0 && lines.at(-1) !== "") lines.push("");
    lines.push(...first.lead.comments.map(saidAgain));
    if (step.lead.trailing && text.length > 0) {
      const at = step.kind === "loop" || step.kind === "branch" ? 0 : text.length - 1;
      text[at] += `  # ${step.lead.trailing}`;
    }
    lines.push(...text);
  });
  return lines;
}

/** A comment; an assertion that an export could only write as one is an assertion again. */
export const saidAgain = (comment: string): string =>
  /^Netlens: (assert .*)$/.exec(comment)?.[1] ?? commentLine(comment);

export const commentLine = (text: string): string => (text === "" ? "#" : `# ${text}`);

/** Whether a flowing step is better said as part of the named pipeline that follows it. */
function joinsNext(step: Step, next: Step | undefined, flow: Written): boolean {
  return (
    step.kind === "tensor" &&
    next?.kind === "tensor" &&
    flow.flows(step) &&
    !flow.flows(next) &&
    // A labelled layer is a statement of its own, and what comes before it too.
    !isLabelled(next) &&
    flow.takesCurrent(next) &&
    next.source.kind === "value" &&
    next.source.name === step.target &&
    flow.readers(step) === 1 &&
    quiet(next.lead) &&
    !step.lead.trailing &&
    step.stages.length > 0
  );
}

const quiet = (lead: Lead): boolean => lead.comments.length === 0 && !lead.gap;

/** The flowing steps right before a named one that are said in its pipeline. */
function chainBefore(steps: readonly Step[], i: number, flow: Written): readonly TensorStep[] {
  const before = steps[i - 1];
  if (before?.kind !== "tensor" || !joinsNext(before, steps[i], flow)) return [];
  const chain: TensorStep[] = [before];
  for (let k = i - 2; k >= 0; k--) {
    const earlier = steps[k]!;
    const later = chain[0]!;
    if (
      earlier.kind !== "tensor" ||
      !flow.flows(earlier) ||
      !flow.takesCurrent(later) ||
      later.source.kind !== "value" ||
      later.source.name !== earlier.target ||
      flow.readers(earlier) !== 1 ||
      !quiet(later.lead) ||
      earlier.lead.trailing
    )
      break;
    chain.unshift(earlier);
  }
  return chain;
}

/** The value of a Sequential has no name in Python. */
const shown = (name: string, flow: Written): string =>
  flow.shown.get(name) ?? (name === "$value" ? "x" : name);

const sourceText = (source: Source, flow: Written): string =>
  source.kind === "value" ? shown(source.name, flow) : source.text;

/** Inputs that can have the name Keras gives them: no text of the body reads them, and nothing that is written has the name. */
function labelledInputs(steps: readonly Step[], flow: Flow): readonly (readonly [string, string])[] {
  const all = everyStep(steps);
  const texts = all.flatMap(textsOf);
  const stands = (name: string): boolean => texts.some((t) => new RegExp(`\\b${name}\\b`).test(t));
  const definitions = all.flatMap((s) => {
    if (s.kind === "input") return [s.name];
    if (s.kind === "tensor") return flow.flows(s) ? [] : [s.target];
    return s.kind === "plain" || s.kind === "loop" ? s.writes : [];
  });
  const taken = new Set(definitions);
  return all.flatMap((s) => {
    if (s.kind !== "input" || s.label === undefined || taken.has(s.label)) return [];
    if (definitions.filter((name) => name === s.name).length > 1) return [];
    if (stands(s.name) || stands(s.label)) return [];
    taken.add(s.label);
    return [[s.name, s.label] as const];
  });
}

/** The texts a step is written with, names of values left out. */
function textsOf(step: Step): readonly string[] {
  switch (step.kind) {
    case "tensor":
      return [
        ...(step.source.kind === "text" ? [step.source.text] : []),
        ...step.stages.map((s) => s.text.replace(/"(?:\\.|[^"\\])*"/g, '""')),
      ];
    case "plain":
      return [step.text];
    case "loop":
      return [step.header];
    case "branch":
      return step.branches.flatMap((b) => b.test ?? []);
    case "output":
      return step.items.flatMap((i) => (i.kind === "text" ? [i.text] : []));
    case "input":
      return [step.text];
    case "comment":
      return [];
  }
}

function writeStep(step: Step, before: readonly TensorStep[], flow: Written): string[] {
  switch (step.kind) {
    case "tensor":
      return writeTensor(step, before, flow);
    case "plain":
      return step.text.split("\n");
    case "input":
      return [`input ${shown(step.name, flow)}${step.text}`];
    case "loop":
      return [`${step.header} {`, ...indented(writeSteps(step.body, flow)), "}"];
    case "branch":
      return writeBranches(step, flow);
    case "output": {
      if (flow.takesCurrent(step)) return [];
      const items = step.items.map((i) => sourceText(i, flow));
      if (step.names)
        return [`output {${step.names.map((n, i) => `${JSON.stringify(n)}: ${items[i]}`).join(", ")}}`];
      return [`output ${items.join(", ")}`];
    }
    case "comment":
      return [];
  }
}

function writeTensor(step: TensorStep, before: readonly TensorStep[], flow: Written): string[] {
  const current = flow.takesCurrent(step);
  const stages = step.stages.map((s) => s.text);
  if (flow.flows(step) || isLabelled(step)) {
    if (current) return stages;
    if (stages.length === 0) return [sourceText(step.source, flow)];
    return [`${sourceText(step.source, flow)} -> ${stages[0]}`, ...stages.slice(1)];
  }
  const first = before[0] ?? step;
  const start = flow.takesCurrent(first) ? [] : [sourceText(first.source, flow)];
  const all = [...start, ...before.flatMap((s) => s.stages.map((x) => x.text)), ...stages];
  const head = `${shown(step.target, flow)} = `;
  const line = head + all.join(" -> ");
  if (line.length <= 90) return [line];
  const broken: string[] = [head + all.slice(0, 2).join(" -> ")];
  for (const stage of all.slice(2)) {
    const last = broken.at(-1)!;
    if (last.length + stage.length + 4 <= 90) broken[broken.length - 1] = `${last} -> ${stage}`;
    else broken.push(`${tab}-> ${stage}`);
  }
  return broken;
}

function writeBranches(step: Extract<Step, { kind: "branch" }>, flow: Written): string[] {
  const lines: string[] = [];
  step.branches.forEach(({ test, body }, i) => {
    const word = test === undefined ? "else" : i === 0 ? `if ${test}` : `else if ${test}`;
    const head = i === 0 ? `${word} {` : `} ${word} {`;
    const inner = indented(writeSteps(body, flow));
    lines.push(head, ...(inner.length > 0 ? inner : [`${tab}pass`]));
  });
  lines.push("}");
  return lines;
}

const indented = (lines: readonly string[]): string[] => {
  const from = lines.findIndex((l) => l !== "");
  return (from < 0 ? [] : lines.slice(from)).map((line) => (line === "" ? "" : tab + line));
};
