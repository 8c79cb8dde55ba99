// Turns what makes a Sequential into steps: lists of layers, `add`, loops over either.
import { libraryModel } from "../../../library/library.ts";
import type { Body } from "./body.ts";
import {
  alias,
  commentBehind,
  commentsBefore,
  liftInput,
  partInput,
  sequentialValue,
  statedInput,
} from "./body-facts.ts";
import { loopOver } from "./branches.ts";
import { readsIn } from "./expressions.ts";
import { globals, input } from "./inputs.ts";
import { bare, type CallExpr, type Expr, type Stmt } from "./python-syntax.ts";
import { Unreadable } from "./scope.ts";
import type { Step } from "./steps.ts";

/** A Sequential written where it is used, with what is added to it later. */
export function sequentialPart(
  self: Body,
  e: CallExpr,
  part: readonly Stmt[],
  name: string | undefined,
): Step[] {
  const s: Stmt = { kind: "expr", from: e.from, to: e.to, comments: [], gap: false, value: e };
  if (name) {
    self.result = name;
    self.building.add(name);
  }
  const shared = globals(self, [s, ...part]);
  const steps = liftInput([...sequential(self, s, e), ...self.run(part)]);
  if (steps.length === 0) steps.push(openInput(self, s), alias("inputs"));
  return [
    ...shared,
    ...steps,
    {
      kind: "output",
      items: [{ kind: "value", name: sequentialValue }],
      lead: { comments: [], gap: false },
    },
  ];
}

/** `keras.Sequential([…])` as the body itself. */
export function sequential(self: Body, s: Stmt, call: CallExpr): Step[] {
  const list = call.args.find((a) => (!a.name && !a.star) || a.name === "layers")?.value;
  return list ? sequence(self, s, list) : [];
}

export function sequence(self: Body, s: Stmt, list: Expr): Step[] {
  const b = bare(list);
  if (b.kind === "list" || b.kind === "tuple") {
    return b.items.flatMap((item, i) => {
      const comments = commentsBefore(self.context.source, item.from);
      const here = {
        ...s,
        comments: i === 0 ? [...s.comments, ...comments] : comments,
        gap: i === 0 && s.gap,
        trailing: commentBehind(self.context.source, item.to),
      } as Stmt;
      if (item.kind === "star") return sequence(self, here, item.value);
      try {
        return add(self, here, item);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        return self.unreadable(here, error);
      }
    });
  }
  if (b.kind === "binary" && b.op === "+")
    return [...sequence(self, s, b.left), ...sequence(self, { ...s, comments: [] } as Stmt, b.right)];
  if (b.kind === "comp" && b.clauses.length > 0) {
    const [clause] = b.clauses;
    const body: Stmt = { kind: "expr", from: b.from, to: b.to, comments: [], gap: false, value: b.element };
    return loopOver(self, s, clause!.targets, clause!.iter, () => add(self, body, b.element));
  }
  if (b.kind === "name") {
    const text = self.expressions.text(b);
    const length = self.lengths.get(b.name) ?? Number.NaN;
    // The input is the first of a model's layers here.
    const start = self.layerCount + 1;
    if (start + length > 0) self.listParts.set(b.name, `model.layers[${start}:${start + length}]`);
    self.layerCount += length;
    const lead = self.lead(s);
    const opening = self.inputCount === 0 ? [openInput(self, s), alias("inputs")] : [];
    self.inputCount++;
    const stage = { text: "layer", reads: ["layer"] };
    const body: Step = {
      kind: "tensor",
      target: sequentialValue,
      source: { kind: "value", name: sequentialValue },
      stages: [stage],
      lead: { comments: [], gap: false },
    };
    return [
      ...opening,
      {
        kind: "loop",
        header: `for layer in ${text}`,
        reads: readsIn(text),
        writes: ["layer"],
        body: [body],
        lead,
      },
    ];
  }
  throw new Unreadable("a list of layers that is made when the code runs", list);
}

/** One more layer of a Sequential. */
export function add(self: Body, s: Stmt, item: Expr): Step[] {
  const { expressions } = self;
  const e = bare(item);
  if (e.kind === "call") {
    const meaning = expressions.meaning(e.func);
    if (meaning?.kind === "input" || meaning?.kind === "input-layer") {
      const steps = input(self, s, "inputs", e);
      const made = steps[0]!;
      if (made.kind !== "input") return steps;
      return [made, alias(made.name)];
    }
  }
  const steps: Step[] = [];
  if (self.inputCount === 0) {
    const stated = e.kind === "call" ? statedInput(e) : undefined;
    const opened = openInput(self, s);
    const first = stated
      ? input(self, { ...s, comments: [], gap: false } as Stmt, "inputs", stated)
      : [opened.kind === "input" && opened.text === "" ? { ...opened, text: inputOfPart(self, e) } : opened];
    const name = first[0]!.kind === "input" ? first[0]!.name : "inputs";
    self.inputCount = 1;
    steps.push(...first, alias(name));
  }
  const sub = e.kind === "call" ? expressions.meaning(e.func) : undefined;
  const text =
    e.kind === "call" && sub?.kind === "sequential"
      ? expressions.hoist(e, undefined, expressions)
      : e.kind === "call"
        ? expressions.madeText(e)
        : expressions.text(e);
  const stage = { text, reads: readsIn(text) };
  self.layerCount++;
  steps.push({
    kind: "tensor",
    target: sequentialValue,
    source: { kind: "value", name: sequentialValue },
    stages: [stage],
    lead: self.lead(s),
  });
  return steps;
}

/** The input of the model of the library, or of the file, that a Sequential begins with. */
function inputOfPart(self: Body, e: Expr): string {
  const { expressions, context } = self;
  const bound = e.kind === "name" ? self.scope.get(e.name) : undefined;
  const library = e.kind === "call" && expressions.meaning(e.func)?.kind === "library";
  const made = bound?.making ?? (library && e.kind === "call" ? expressions.text(e) : "");
  const name = /^\w+/.exec(made)?.[0] ?? "";
  return context.inputs.has(name) || libraryModel(name) ? partInput(made, expressions) : "";
}

export function openInput(self: Body, s: Stmt): Step {
  return {
    kind: "input",
    name: "inputs",
    text: self.inputText,
    lead: { comments: [], gap: s.gap && false },
  };
}
