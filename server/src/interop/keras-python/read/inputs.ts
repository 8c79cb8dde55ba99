// Turns inputs into steps, and the models and layers of the file that a body uses.
import type { Body } from "./body.ts";
import { commentsBefore, dtypeText, partInput } from "./body-facts.ts";
import { variableName } from "./context.ts";
import { readsIn } from "./expressions.ts";
import {
  bare,
  boundNames,
  type CallExpr,
  type Expr,
  expressionsOf,
  namesIn,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import type { Lead, Step } from "./steps.ts";
import { assignedInside } from "./uses.ts";

/** Layers and models made at file level that a body uses: made in the body, under their name. */
export function globals(self: Body, statements: readonly Stmt[]): Step[] {
  const { expressions } = self;
  const assigned = new Set(
    [...statementsOf(statements)].flatMap((s) => (s.kind === "assign" ? s.targets.flatMap(boundNames) : [])),
  );
  const looped = new Set(
    [...statementsOf(statements)].flatMap((s) =>
      s.kind === "for" || s.kind === "while"
        ? [...statementsOf([s])].flatMap((x) => expressionsOf(x).flatMap((e) => [...namesIn(e)]))
        : [],
    ),
  );
  const used = new Map<string, number>();
  let asPart = new Set<string>();
  for (const s of statementsOf(statements)) {
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        if (x.kind === "name") used.set(x.name, (used.get(x.name) ?? 0) + 1);
        if (x.kind === "attr" && x.value.kind === "name") asPart = asPart.add(x.value.name);
        if (x.kind === "call" && x.args.length !== 1 && x.func.kind === "name") asPart.add(x.func.name);
        return true;
      });
    }
  }
  return [...used].flatMap(([name, count]): Step[] => {
    const bound = self.scope.get(name);
    if (
      assigned.has(name) ||
      name === self.result ||
      bound?.kind !== "layer" ||
      self.context.scope.own(name) !== bound
    )
      return [];
    const text =
      bound.declared && bound.made
        ? `${bound.declared.net}()`
        : bound.value
          ? expressions.text(bound.value)
          : undefined;
    if (text === undefined) return [];
    const lead: Lead = { comments: [], gap: false };
    if ((bound.made || bound.declared) && self.asParameter(name)) {
      const net = variableName(name);
      self.scope.set(name, { ...bound, made: false, net, making: text });
      self.parameters.set(name, `${net}=${text}`);
      return [];
    }
    if (bound.made && count === 1 && !asPart.has(name)) {
      self.scope.set(name, { ...bound, made: false, net: text, making: text });
      return [];
    }
    const net = variableName(name);
    // Used once and in no loop, it stands where it is used.
    const alone = count === 1 && !asPart.has(name) && !looped.has(name) && self.result !== undefined;
    if (alone && !self.context.isTaken(net) && !self.expressions.labels.has(net)) {
      self.expressions.labels.add(net);
      self.scope.set(name, { ...bound, made: false, net: `${net}: ${text}`, making: text });
      return [];
    }
    self.scope.set(name, { ...bound, made: false, net, making: text });
    return [
      {
        kind: "plain",
        text: `shared ${net}: ${text}`,
        reads: readsIn(text).filter((r) => r !== net),
        writes: [net],
        lead,
      },
    ];
  });
}

/** Puts inputs in the order of the model, and makes those that are a part's own (`inputs=base.input`). */
export function openInputs(self: Body, inputs: Expr, steps: readonly Step[]): readonly Step[] {
  const { expressions } = self;
  const e = bare(inputs);
  const listed =
    e.kind === "list" || e.kind === "tuple"
      ? e.items
      : e.kind === "dict"
        ? e.entries.map((x) => x.value)
        : [e];
  const parts = listed.flatMap((i) => {
    const b = bare(i);
    return b.kind === "attr" &&
      (b.name === "input" || b.name === "inputs") &&
      expressions.kind(b.value) === "layer"
      ? [bare(b.value)]
      : [];
  });
  let result = steps;
  for (const part of parts) {
    const net = expressions.text(part).replace(/:.*/s, "");
    const at = result.findIndex((s) => s.kind === "plain" && s.text.startsWith(`shared ${net}: `));
    const found = result[at];
    if (found?.kind !== "plain") continue;
    const text = found.text.slice(`shared ${net}: `.length);
    const name = self.scope.own("inputs") ? "image" : "inputs";
    const shape = partInput(text, self.expressions);
    const input: Step = {
      kind: "input",
      name,
      text: shape,
      lead: { comments: [], gap: false },
    };
    const stage = { text: `${net}: ${text}`, reads: readsIn(text) };
    const applied: Step = {
      kind: "tensor",
      target: net,
      source: { kind: "value", name },
      stages: [stage],
      lead: found.lead,
    };
    self.base = net;
    self.baseMade = { text, input: shape };
    result = [input, ...result.slice(0, at), applied, ...result.slice(at + 1)];
  }
  const order = listed.flatMap((i) => {
    const b = bare(i);
    const bound = b.kind === "name" ? self.scope.get(b.name) : undefined;
    return bound?.kind === "tensor" ? [bound.net] : [];
  });
  const own = result.filter((s) => s.kind === "input");
  const names = own.map((s) => (s.kind === "input" ? s.name : ""));
  const inOrder =
    order.length === names.length &&
    order.every((n) => names.includes(n)) &&
    order.some((n, i) => n !== names[i]);
  if (!inOrder) return result;
  const sorted = order.map((n) => own.find((s) => s.kind === "input" && s.name === n)!);
  return [...sorted, ...result.filter((s) => s.kind !== "input")];
}

/** `inputs = keras.Input(shape=(28, 28, 1), name="image")`. */
export function input(self: Body, s: Stmt, name: string, call: CallExpr): Step[] {
  const { expressions } = self;
  const arg = (key: string): Expr | undefined => call.args.find((a) => a.name === key)?.value;
  const batched = arg("batch_shape") ?? arg("batch_input_shape");
  const shape = arg("shape") ?? arg("input_shape") ?? call.args.find((a) => !a.name && !a.star)?.value;
  let items = batched
    ? expressions.shapeItems(batched)?.slice(1)
    : shape
      ? expressions.shapeItems(shape)
      : undefined;
  if (!items && (shape ?? batched)) {
    expressions.remarks.push(`fill in: the shape, \`${self.context.text((shape ?? batched)!)}\``);
    self.context.note(`the shape of \`${name}\` is known only when the code runs`, call.from);
    items = undefined;
  }
  const given = arg("name");
  const label =
    given?.kind === "string" && !given.format && /^[A-Za-z_]\w*$/.test(given.value) ? given.value : undefined;
  const possible =
    label !== undefined && variableName(label) === label && !self.context.isTaken(label) ? label : undefined;
  // A variable that goes on as another value keeps its name, which loops read.
  const free = possible !== undefined && !bindsOtherwise(self, possible, name) && !assignedInside(self, name);
  const net = free ? possible : variableName(name.replace(/^self\./, ""));
  const type = arg("dtype");
  const dtype = type ? dtypeText(type) : undefined;
  self.scope.set(name, { kind: "tensor", net });
  self.inputCount++;
  const text = `${items ? `: [${items.join(", ")}]` : ""}${dtype && dtype !== "float32" ? `${items ? "" : ": [...]"} ${dtype}` : ""}`;
  const parameter = possible !== undefined && self.scope.get(possible)?.kind === "static";
  const wanted = parameter || possible === net ? undefined : possible;
  return [{ kind: "input", name: net, text, label: wanted, lead: self.lead(s) }];
}

/** `{"a": Input(…), "b": Input(…)}`, and lists of inputs: each made under its name, and the rest of them. */
export function inputsInside(
  self: Body,
  s: Stmt,
  value: Expr,
): { readonly inputs: readonly Step[]; readonly value: Expr } | undefined {
  const isInput = (e: Expr): e is CallExpr =>
    e.kind === "call" && self.expressions.meaning(e.func)?.kind === "input";
  const inputs: Step[] = [];
  const made = (e: Expr, key: string | undefined): Expr => {
    if (!isInput(e)) return e;
    const own = e.args.find((a) => a.name === "name")?.value;
    const name = own?.kind === "string" ? own.value : (key ?? `input_${inputs.length + 1}`);
    inputs.push(
      ...input(self, { ...s, comments: commentsBefore(self.context.source, e.from) } as Stmt, name, e),
    );
    return { kind: "name", name, from: e.from, to: e.to };
  };
  if (value.kind === "dict" && value.entries.some((x) => isInput(x.value))) {
    const entries = value.entries.map((x) => ({
      ...x,
      value: made(x.value, x.key?.kind === "string" ? x.key.value : undefined),
    }));
    return { inputs, value: { ...value, entries } };
  }
  if ((value.kind === "list" || value.kind === "tuple") && value.items.some(isInput))
    return { value: { ...value, items: value.items.map((i) => made(i, undefined)) }, inputs };
  return undefined;
}

export function bindsOtherwise(self: Body, label: string, name: string): boolean {
  if (label === name) return false;
  for (const s of statementsOf(self.whole)) {
    if (s.kind === "assign" && s.targets.flatMap(boundNames).includes(label)) return true;
    if (s.kind === "for" && s.targets.flatMap(boundNames).includes(label)) return true;
  }
  return self.scope.own(label) !== undefined;
}
