// Small questions about statements and steps that `body.ts` asks. None of them changes anything.
import type { Expressions } from "./expressions.ts";
import { probedInput } from "./probe.ts";
import { bare, type CallExpr, type Expr, type Stmt, statementsOf } from "./python-syntax.ts";
import type { Step } from "./steps.ts";

/** The variable a Sequential's value goes by until it is written. */
export const sequentialValue = "$value";

/** The input of a Sequential whose first layer is added in a loop stands before the loop. */
export function liftInput(steps: readonly Step[]): Step[] {
  const lifted: Step[] = [];
  const strip = (list: readonly Step[]): readonly Step[] =>
    list.flatMap((step): readonly Step[] => {
      if (
        step.kind === "input" ||
        (step.kind === "tensor" &&
          step.target === sequentialValue &&
          step.stages.length === 0 &&
          step.source.kind === "value")
      ) {
        lifted.push(step);
        return [];
      }
      if (step.kind === "loop") return [{ ...step, body: strip(step.body) }];
      if (step.kind === "branch")
        return [{ ...step, branches: step.branches.map((b) => ({ ...b, body: strip(b.body) })) }];
      return [step];
    });
  const rest = strip(steps);
  return [...lifted, ...rest];
}

export const alias = (name: string): Step => ({
  kind: "tensor",
  target: sequentialValue,
  source: { kind: "value", name },
  stages: [],
  lead: { comments: [], gap: false },
});

export const ends = (body: readonly Stmt[]): boolean => body.at(-1)?.kind === "return";

/** `Dense(8, input_shape=(4,))` states the model's input. */
export function statedInput(call: CallExpr): CallExpr | undefined {
  const arg = (name: string): Expr | undefined => call.args.find((a) => a.name === name)?.value;
  const shape = arg("input_shape");
  const batched = arg("batch_input_shape") ?? arg("batch_shape");
  const dims = arg("input_dim");
  const inner = call.args.find((a) => !a.name)?.value;
  if (shape) return { ...call, args: [{ name: "shape", value: shape }] };
  if (batched) return { ...call, args: [{ name: "batch_shape", value: batched }] };
  const callee = call.func.kind === "attr" ? call.func.name : call.func.kind === "name" ? call.func.name : "";
  if (callee === "Embedding") {
    const length = arg("input_length");
    if (!length) return undefined;
    return {
      ...call,
      args: [{ name: "shape", value: { kind: "tuple", from: call.from, to: call.to, items: [length] } }],
    };
  }
  if (dims && !/^(?:TextVectorization|Hashing)$/.test(callee))
    return {
      ...call,
      args: [{ name: "shape", value: { kind: "tuple", from: call.from, to: call.to, items: [dims] } }],
    };
  // `Bidirectional(LSTM(8), input_shape=…)` states it outside, `TimeDistributed(Conv2D(…, input_shape=…))` may not.
  return inner?.kind === "call" && /^(?:Bidirectional|TimeDistributed)$/.test(callee)
    ? statedInput(inner)
    : undefined;
}

export function dtypeText(e: Expr): string | undefined {
  if (e.kind === "string") return e.value;
  if (e.kind === "attr") return e.name;
  return undefined;
}

/** Comment lines right before a place inside a list. */
export function commentsBefore(source: string, offset: number): string[] {
  const found: string[] = [];
  let lineStart = source.lastIndexOf("\n", offset - 1) + 1;
  if (source.slice(lineStart, offset).trim() !== "") return found;
  while (lineStart > 0) {
    const previous = source.lastIndexOf("\n", lineStart - 2) + 1;
    const line = source.slice(previous, lineStart).trim();
    if (!line.startsWith("#")) break;
    found.unshift(line.slice(1).trim());
    lineStart = previous;
  }
  return found;
}

/** The comment behind an item of a list, on its line. */
export const commentBehind = (source: string, offset: number): string | undefined =>
  /^[ \t]*,?[ \t]*#[ \t]?(.*)/.exec(source.slice(offset, offset + 200))?.[1];

export const callName = (e: Expr): string | undefined => {
  const b = bare(e);
  if (b.kind !== "call") return undefined;
  const f = bare(b.func);
  return f.kind === "name" ? f.name : f.kind === "attr" ? f.name : undefined;
};

/** Lists and dictionaries that statements put something into. */
export const filledIn = (body: readonly Stmt[]): readonly string[] =>
  [...statementsOf(body)].flatMap((s) => {
    if (s.kind === "assign")
      return s.targets.flatMap((t) => (t.kind === "sub" && t.value.kind === "name" ? [t.value.name] : []));
    const call = s.kind === "expr" ? bare(s.value) : undefined;
    const adds =
      call?.kind === "call" &&
      call.func.kind === "attr" &&
      /^(?:append|extend|update|add)$/.test(call.func.name);
    return adds && call.func.kind === "attr" && call.func.value.kind === "name" ? [call.func.value.name] : [];
  });

export const rootNames = (e: Expr, expressions: Expressions): readonly string[] => {
  let b = bare(e);
  while (b.kind === "sub") b = bare(b.value);
  return [expressions.text(b)];
};

export const addsLayer = (s: Stmt, building: ReadonlySet<string>): boolean =>
  s.kind === "expr" &&
  s.value.kind === "call" &&
  s.value.func.kind === "attr" &&
  s.value.func.name === "add" &&
  s.value.func.value.kind === "name" &&
  building.has(s.value.func.value.name);

/** Whether a statement, or one in it, sets a flag or compiles or fits. */
export function mentionsTraining(s: Stmt): boolean {
  for (const x of statementsOf([s])) {
    if (x.kind === "assign" && x.targets.some((t) => t.kind === "attr" && t.name === "trainable"))
      return true;
    const value = x.kind === "expr" || x.kind === "assign" || x.kind === "return" ? x.value : undefined;
    if (
      value?.kind === "call" &&
      value.func.kind === "attr" &&
      /^(?:compile|fit|train_on_batch|fit_generator)$/.test(value.func.name)
    )
      return true;
  }
  return false;
}

/** The input of a part whose own input is the model's: as it is stated, or as the library has it. */
export function partInput(made: string, expressions: Expressions): string {
  const stated =
    /input_shape=\(([^()]*)\)(?=[,)])/.exec(made)?.[1] ?? /input_shape=\[([^[\]]*)\](?=[,)])/.exec(made)?.[1];
  if (stated) return `: [${stated.replace(/,\s*$/, "").replace(/\bNone\b/g, "?")}]`;
  const name = /^(\w+)/.exec(made)?.[1] ?? "";
  const known = expressions.context.inputs.get(name);
  if (known !== undefined) return known;
  const constant = /input_shape=(\w+)(?=[,)])/.exec(made)?.[1];
  if (constant) {
    const items = expressions.shapeItems({ kind: "name", name: constant, from: 0, to: 0 });
    return items ? `: [${items.join(", ")}]` : "";
  }
  // A shape that is worked out, such as `size + (3,)`: the part says what it takes.
  const asked = /input_shape=(?!None\b)/.test(made) ? probedInput(expressions.context, made) : undefined;
  if (asked) return asked;
  if (/include_top=False/.test(made)) return ": [?, ?, 3]";
  const size = /^(?:Xception|Inception)/.test(name) ? 299 : 224;
  return `: [${size}, ${size}, 3]`;
}
