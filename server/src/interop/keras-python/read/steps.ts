// The statements of a body on their way from Python to Net: which values flow on, which have a name, and what is written.
// It knows no Python and no layer, only who reads what.

/** What stands before a statement in the source. */
export interface Lead {
  readonly comments: readonly string[];
  readonly trailing?: string | undefined;
  readonly gap: boolean;
}

export const noLead: Lead = { comments: [], gap: false };

/** Where a pipeline starts: a value by its name, or an expression. */
export type Source =
  | { readonly kind: "value"; readonly name: string }
  | { readonly kind: "text"; readonly text: string; readonly reads: readonly string[] };

export interface Stage {
  readonly text: string;
  readonly reads: readonly string[];
}

export interface TensorStep {
  readonly kind: "tensor";
  readonly target: string;
  readonly source: Source;
  readonly stages: readonly Stage[];
  readonly lead: Lead;
}

export type Step =
  | TensorStep
  | {
      readonly kind: "plain";
      readonly text: string;
      readonly reads: readonly string[];
      readonly writes: readonly string[];
      /** It changes what it writes, as `skips.append(x)` does. */
      readonly update?: boolean;
      readonly lead: Lead;
    }
  | {
      readonly kind: "loop";
      readonly header: string;
      readonly reads: readonly string[];
      readonly writes: readonly string[];
      readonly body: readonly Step[];
      readonly lead: Lead;
    }
  | { readonly kind: "branch"; readonly branches: readonly StepBranch[]; readonly lead: Lead }
  | {
      readonly kind: "input";
      readonly name: string;
      readonly text: string;
      /** The name Keras gives it, where Python's variable has another; it is taken if nothing else is called so. */
      readonly label?: string | undefined;
      readonly lead: Lead;
    }
  | {
      readonly kind: "output";
      readonly items: readonly Source[];
      readonly names?: readonly string[] | undefined;
      readonly lead: Lead;
    }
  | { readonly kind: "comment"; readonly lead: Lead };

export interface StepBranch {
  /** Nothing for `else`. */
  readonly test?: string | undefined;
  readonly reads: readonly string[];
  readonly body: readonly Step[];
}

const readsOfSource = (source: Source): readonly string[] =>
  source.kind === "value" ? [source.name] : source.reads;

/** The names a step reads itself, its bodies left out. */
function readsOf(step: Step): readonly string[] {
  switch (step.kind) {
    case "tensor":
      return [...readsOfSource(step.source), ...step.stages.flatMap((s) => s.reads)];
    case "plain":
    case "loop":
      return step.reads;
    case "branch":
      return step.branches.flatMap((b) => b.reads);
    case "output":
      return step.items.flatMap(readsOfSource);
    case "input":
    case "comment":
      return [];
  }
}

const bodiesOf = (step: Step): readonly (readonly Step[])[] =>
  step.kind === "loop" ? [step.body] : step.kind === "branch" ? step.branches.map((b) => b.body) : [];

/** The steps and those of their bodies. */
export const everyStep = (steps: readonly Step[]): readonly Step[] =>
  steps.flatMap((s) => [s, ...bodiesOf(s).flatMap(everyStep)]);

/** Leaves out what nobody reads: values without a reader, loops and branches with nothing in them. */
export function withoutUnread(steps: readonly Step[]): readonly Step[] {
  let now = steps;
  for (let round = 0; round < 50; round++) {
    const all = everyStep(now);
    const read = new Set<string>();
    for (const step of all) {
      // `x = Dense(3)(x)` and `xs.append(x)` do not make a reader of `x` for itself.
      const own = step.kind === "tensor" ? [step.target] : step.kind === "plain" ? step.writes : [];
      for (const name of readsOf(step)) if (!own.includes(name)) read.add(name);
    }
    const next = keep(now, read);
    if (everyStep(next).length === all.length) return next;
    now = next;
  }
  return now;
}

function keep(steps: readonly Step[], read: ReadonlySet<string>): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    switch (step.kind) {
      case "tensor":
        return read.has(step.target) ? [step] : [];
      case "plain":
        return step.writes.length === 0 || step.writes.some((w) => read.has(w)) ? [step] : [];
      case "loop": {
        const body = keep(step.body, read);
        return body.some((s) => s.kind !== "comment") ? [{ ...step, body }] : [];
      }
      case "branch": {
        const branches = step.branches.map((b) => ({ ...b, body: keep(b.body, read) }));
        while (
          branches.length > 0 &&
          branches.at(-1)!.body.length === 0 &&
          branches.at(-1)!.test === undefined
        )
          branches.pop();
        return branches.some((b) => b.body.length > 0) ? [{ ...step, branches }] : [];
      }
      default:
        return [step];
    }
  });
}

/** A step whose last layer has its name as a label: always a statement, since a label names the output as well. */
export const isLabelled = (step: TensorStep): boolean =>
  (step.stages.at(-1)?.text ?? (step.source.kind === "text" ? step.source.text : "")).startsWith(
    `${step.target}: `,
  );

/** A step that starts with a layer made before: without its source it would be the layer, and not what it gives. */
const isInstance = (step: TensorStep): boolean => /^[\w.]+(?:\[[^\]]*\])?$/.test(step.stages[0]?.text ?? "");

/** The same step twice in a loop is one definition: an identity a definition goes by. */
type Definition = Step;

interface Read {
  readonly step: Step;
  readonly definitions: ReadonlySet<Definition>;
  /** The value is where a pipeline starts, so it need not be named. */
  readonly flowing: boolean;
}

type Reaching = Map<string, ReadonlySet<Definition>>;

/** Who reads which definition of which name. */
function readers(steps: readonly Step[]): readonly Read[] {
  const found = new Map<Step, Map<string, { definitions: Set<Definition>; flowing: boolean }>>();
  const note = (step: Step, name: string, flowing: boolean, reaching: Reaching): void => {
    const of = found.get(step) ?? new Map();
    found.set(step, of);
    const before = of.get(name);
    const definitions = new Set([...(before?.definitions ?? []), ...(reaching.get(name) ?? [])]);
    of.set(name, { definitions, flowing: flowing && (before?.flowing ?? true) });
  };
  const merge = (a: Reaching, b: Reaching): Reaching => {
    const merged: Reaching = new Map(a);
    for (const [name, set] of b) merged.set(name, new Set([...(a.get(name) ?? []), ...set]));
    return merged;
  };
  const run = (list: readonly Step[], start: Reaching): Reaching => {
    let reaching = new Map(start);
    for (const step of list) {
      switch (step.kind) {
        case "tensor": {
          const byName = new Set([
            ...(step.source.kind === "text" ? step.source.reads : []),
            ...step.stages.flatMap((s) => s.reads),
          ]);
          for (const name of byName) note(step, name, false, reaching);
          if (step.source.kind === "value" && !byName.has(step.source.name))
            note(step, step.source.name, !isInstance(step), reaching);
          reaching.set(step.target, new Set([step]));
          break;
        }
        case "plain":
          for (const name of step.reads) note(step, name, false, reaching);
          for (const name of step.writes)
            reaching.set(name, new Set([...(step.update ? (reaching.get(name) ?? []) : []), step]));
          break;
        case "loop": {
          for (const name of step.reads) note(step, name, false, reaching);
          for (let round = 0; round < 2; round++) {
            const inside = new Map(reaching);
            for (const name of step.writes) inside.set(name, new Set([step]));
            reaching = merge(reaching, run(step.body, inside));
          }
          break;
        }
        case "branch": {
          for (const b of step.branches) for (const name of b.reads) note(step, name, false, reaching);
          const ends = step.branches.map((b) => run(b.body, reaching));
          const total = step.branches.some((b) => b.test === undefined);
          reaching = [...(total ? [] : [reaching]), ...ends].reduce(merge);
          break;
        }
        case "input":
          reaching.set(step.name, new Set([step]));
          break;
        case "output":
          for (const item of step.items) {
            if (item.kind === "value") note(step, item.name, step.items.length === 1, reaching);
            else for (const name of item.reads) note(step, name, false, reaching);
          }
          break;
        case "comment":
          break;
      }
    }
    return reaching;
  };
  run(steps, new Map());
  return [...found].flatMap(([step, names]) => [...names.values()].map((r) => ({ step, ...r })));
}

/** Which definitions are simply the current value, so that they need no name. */
export interface Flow {
  readonly flows: (step: Step) => boolean;
  /** Whether a step takes the current value as it is. */
  readonly takesCurrent: (step: Step) => boolean;
  /** How often the value of a step is read. */
  readonly readers: (step: Step) => number;
}

/**
 * Decides what flows. Definitions that meet in a reader share their fate: all are named, or all flow. A value flows if each
 * of its readers starts a pipeline with it, and it is the current value there on every way.
 */
export function flowOf(steps: readonly Step[]): Flow {
  const reads = readers(steps);
  const parent = new Map<Definition, Definition>();
  const root = (d: Definition): Definition => {
    let at = d;
    while (parent.has(at)) at = parent.get(at)!;
    return at;
  };
  for (const { definitions } of reads) {
    const [first, ...rest] = definitions;
    for (const d of rest) if (root(d) !== root(first!)) parent.set(root(d), root(first!));
  }
  const inputs = everyStep(steps).filter((s) => s.kind === "input");
  const named = new Set<Definition>();
  const readsOfRoot = new Map<Definition, Read[]>();
  const sourceOf = new Map<Step, Definition>();
  for (const read of reads) {
    const [first] = read.definitions;
    if (!first) continue;
    const r = root(first);
    readsOfRoot.set(r, [...(readsOfRoot.get(r) ?? []), read]);
    if (read.flowing) sourceOf.set(read.step, r);
    else named.add(r);
  }
  for (const d of everyStep(steps)) {
    const simple = d.kind === "tensor" || (d.kind === "input" && inputs.length === 1);
    const written = d.kind === "plain" || d.kind === "loop" || d.kind === "input";
    if (written && !simple) named.add(root(d));
    // A value that is made but read by nobody must not become the current one.
    if (d.kind === "tensor" && !readsOfRoot.has(root(d))) named.add(root(d));
  }

  const takes = new Set<Step>();
  for (let changed = true; changed; ) {
    changed = false;
    takes.clear();
    const demote = (r: Definition): void => {
      if (!named.has(r)) changed = true;
      named.add(r);
    };
    const simulate = (list: readonly Step[], start: Definition | undefined): Definition | undefined => {
      let current = start;
      for (const step of list) {
        switch (step.kind) {
          case "input":
            current = inputs.length === 1 ? root(step) : undefined;
            break;
          case "tensor": {
            const source = sourceOf.get(step);
            const target = root(step);
            const alias = step.stages.length === 0 && step.source.kind === "value";
            if (source && !named.has(source)) {
              if (current === source && !(alias && named.has(target))) takes.add(step);
              else demote(source);
            }
            if (alias && !named.has(target) && !takes.has(step)) demote(target);
            if (!named.has(target) || isLabelled(step)) current = target;
            break;
          }
          case "loop": {
            const end = simulate(step.body, current);
            if (end !== current) {
              current = undefined;
              current = simulate(step.body, current);
              if (current !== end) current = undefined;
            }
            break;
          }
          case "branch": {
            const ends = step.branches.map((b) => simulate(b.body, current));
            if (!step.branches.some((b) => b.test === undefined)) ends.push(current);
            current = ends.every((e) => e === ends[0]) ? ends[0] : undefined;
            break;
          }
          case "output": {
            const source = sourceOf.get(step);
            if (source && !named.has(source)) {
              if (current === source) takes.add(step);
              else demote(source);
            }
            break;
          }
          case "plain":
          case "comment":
            break;
        }
      }
      return current;
    };
    simulate(steps, undefined);
    // Two readers, one of them a side branch: the reader of the text needs the name.
    for (const [r, list] of readsOfRoot) {
      if (named.has(r) || list.length < 2) continue;
      if (list.some(({ step }) => step.kind === "tensor" && named.has(root(step)))) demote(r);
    }
  }
  return {
    flows: (step) => !named.has(root(step)),
    takesCurrent: (step) => takes.has(step),
    readers: (step) => readsOfRoot.get(root(step))?.length ?? 0,
  };
}
