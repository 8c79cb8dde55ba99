// Turns assignments into steps: tensors, layers, lists, shapes and plain values, each in its own way.
import type { Body } from "./body.ts";
import { partInput, rootNames } from "./body-facts.ts";
import { variableName } from "./context.ts";
import { readsIn } from "./expressions.ts";
import { input, inputsInside } from "./inputs.ts";
import { isTensorKind } from "./kinds.ts";
import { output } from "./outputs.ts";
import {
  type AssignStmt,
  bare,
  boundNames,
  type CallExpr,
  type Expr,
  namesIn,
  type Stmt,
} from "./python-syntax.ts";
import { sequential } from "./sequentials.ts";
import { nameArgument, readsName } from "./statement-facts.ts";
import type { Step } from "./steps.ts";
import { assignedAgain, isAssigned, isListed, isPipelineUse, uses } from "./uses.ts";

export function assign(self: Body, s: AssignStmt): Step[] {
  const [target] = s.targets;
  if (!target) return [];
  if (s.targets.length > 1) return assignAll(self, s);
  const t = bare(target);
  if (t.kind === "name") return assignName(self, s, t.name, variableName(t.name));
  if (t.kind === "attr" && t.value.kind === "name" && t.value.name === "self")
    return assignName(self, s, `self.${t.name}`, fieldName(self, t.name));
  if (t.kind === "attr") {
    if (t.name === "trainable") self.training.push({ statement: s, scope: self.scope });
    return [];
  }
  if (t.kind === "tuple" || t.kind === "list") return unpack(self, s, t.items);
  if (t.kind === "sub") {
    const kind = self.expressions.kind(s.value);
    if (kind === "data" || self.expressions.kind(t.value) === "data") return [];
    const value = isTensorKind(kind) ? self.expressions.valueText(s.value) : self.expressions.text(s.value);
    const text = `${self.expressions.text(t.value)}[${t.index.map((i) => self.expressions.text(i)).join(", ")}] ${s.op ?? ""}= ${value}`;
    self.promote(t.value, kind);
    return [plain(self, s, text, rootNames(t.value, self.expressions), true)];
  }
  return [];
}

/** `x = inputs = Input(…)`: made under the name that stays, and given to the others. */
function assignAll(self: Body, s: AssignStmt): Step[] {
  const stays = (t: Expr): boolean => t.kind === "name" && !assignedAgain(self, t.name);
  const main = s.targets.find(stays) ?? s.targets.find((t) => t.kind === "name") ?? s.targets[0]!;
  const others = s.targets.filter((t) => t !== main);
  const value = main.kind === "name" ? main : s.value;
  return [
    ...assign(self, { ...s, targets: [main] }),
    ...others.flatMap((t) => assign(self, { ...s, comments: [], gap: false, targets: [t], value })),
  ];
}

/** A field of `self` as a variable: its own name, unless a parameter has it. */
export function fieldName(self: Body, name: string): string {
  const plain = variableName(name.replace(/^_+/, ""));
  return self.scope.get(plain) ? `${plain}_layer` : plain;
}

export function plain(self: Body, s: Stmt, text: string, writes: readonly string[], update = false): Step {
  return { kind: "plain", text, reads: readsIn(text), writes, update, lead: self.lead(s) };
}

export function assignName(self: Body, s: AssignStmt, name: string, net: string): Step[] {
  const { expressions } = self;
  const value = bare(s.value);
  if (s.op) {
    const kind = expressions.kind({
      kind: "binary",
      op: s.op,
      left: s.targets[0]!,
      right: value,
      from: s.from,
      to: s.to,
    });
    if (kind === "tensor") {
      const right = expressions.valueText(value);
      const text = `${net} ${s.op} ${right.includes(" -> ") ? `(${right})` : right}`;
      return [
        {
          kind: "tensor",
          target: net,
          source: { kind: "text", text, reads: readsIn(text) },
          stages: [],
          lead: self.lead(s),
        },
      ];
    }
    if (kind === "data") return [];
    const right = kind === "tensors" || kind === "layers" ? listText(self, value) : expressions.text(value);
    return [plain(self, s, `${net} ${s.op}= ${right}`, [net], true)];
  }
  if (value.kind === "call") {
    const meaning = expressions.meaning(value.func);
    if (meaning?.kind === "input" || meaning?.kind === "input-layer") return input(self, s, name, value);
    if (meaning?.kind === "sequential" && self.isBuilt(name)) {
      self.building.add(name);
      return sequential(self, s, value);
    }
    if (meaning?.kind === "model" && value.args.length > 0) return output(self, s, value);
  }
  const inside = inputsInside(self, s, value);
  if (inside) return [...inside.inputs, ...assignName(self, { ...s, value: inside.value }, name, net)];
  const kind = expressions.kind(value);
  switch (kind) {
    case "tensor":
      return tensor(self, s, name, net, value);
    case "layer":
      return layer(self, s, name, net, value);
    case "tensors":
    case "layers": {
      const text = `${net} = ${listText(self, value)}`;
      if (value.kind === "list" && !value.items.some((i) => i.kind === "star"))
        self.lengths.set(name, value.items.length);
      const declared = value.kind === "call" ? (expressions.declaredOf(value.func) ?? undefined) : undefined;
      self.scope.set(name, { kind, net, declared: declared?.gives === "tensors" ? undefined : declared });
      return [plain(self, s, text, [net])];
    }
    case "batch":
    case "shape": {
      if (kind === "shape") {
        const text = expressions.shapeText(value);
        self.scope.set(name, { kind, net: /^[\w.]+$/.test(text) ? text : net });
        return /^[\w.]+$/.test(text) ? [] : [plain(self, s, `${net} = ${text}`, [net])];
      }
      self.scope.set(name, { kind, net });
      return [];
    }
    case "object":
      self.scope.set(name, { kind, net, value });
      return [];
    case "data":
      self.scope.set(name, { kind, net, value });
      return [];
    case "static": {
      const text = expressions.text(value);
      const simple = /^[A-Za-z_]\w*$|^-?[\d.]+$|^(["'])(?:(?!\1).)*\1$/.test(text);
      const literal = value;
      if (simple && name.startsWith("self.") && !assignedAgain(self, name)) {
        const bound = /^[A-Za-z_]\w*$/.test(text) ? self.scope.get(text) : undefined;
        self.scope.set(name, { kind, net: text, literal: bound?.literal ?? literal, rank: bound?.rank });
        return [];
      }
      self.scope.set(name, {
        kind,
        net,
        literal: self.loops > 0 || assignedAgain(self, name) ? undefined : literal,
      });
      return [plain(self, s, `${net} = ${text}`, [net])];
    }
  }
}

export function listText(self: Body, value: Expr): string {
  return isTensorKind(self.expressions.kind(value)) && value.kind !== "comp"
    ? self.expressions.valueText(value)
    : self.expressions.text(value);
}

export function tensor(self: Body, s: AssignStmt, name: string, net: string, value: Expr): Step[] {
  const { source, stages } = self.expressions.pipeline(value);
  if (stages.length === 0 && source.kind === "value" && source.name === net) {
    self.scope.set(name, { kind: "tensor", net });
    return [];
  }
  self.scope.set(name, { kind: "tensor", net });
  return [{ kind: "tensor", target: net, source, stages, lead: self.lead(s) }];
}

export function layer(self: Body, s: AssignStmt, name: string, net: string, value: Expr): Step[] {
  const { expressions } = self;
  if (value.kind === "name" || value.kind === "sub" || value.kind === "attr") {
    const bound = value.kind === "name" ? self.scope.get(value.name) : undefined;
    const text = bound ? bound.net : expressions.text(value);
    self.scope.set(name, { ...(bound ?? { kind: "layer" }), kind: "layer", net: bound ? text : net });
    return bound ? [] : [plain(self, s, `${net} = ${text}`, [net])];
  }
  const wanted = net;
  if (value.kind !== "call") {
    self.scope.set(name, { kind: "layer", net });
    return [plain(self, s, `${net} = ${expressions.text(value)}`, [net])];
  }
  const meaning = expressions.meaning(value.func);
  const declared = expressions.declaredOf(value.func);
  if (meaning?.kind === "library") {
    const applied = onTensor(self, s, name, net, value);
    if (applied) return applied;
  }
  const made =
    meaning?.kind === "sequential" || meaning?.kind === "model"
      ? expressions.hoist(value, wanted, expressions)
      : undefined;
  const given = readsName(declared) ? undefined : nameArgument(value, declared);
  const own = given && bare(given.value);
  const without =
    own?.kind !== "string" || own.format ? value : { ...value, args: value.args.filter((a) => a !== given) };
  const labelled =
    own?.kind === "string" &&
    without !== value &&
    /^[A-Za-z_]\w*$/.test(own.value) &&
    variableName(own.value) === own.value &&
    (own.value === net || !self.scope.get(own.value));
  const text = made ?? expressions.text(labelled ? without : value);
  const label = labelled ? own.value : net;
  /** It has a name that can be no label, so it keeps it as an argument. */
  const named = given !== undefined && !labelled && made === undefined;
  const instance =
    declared?.kind === "block" && declared.gives === "layer"
      ? declared
      : declared?.kind === "model"
        ? declared
        : declared;
  // What a layer is made of may mean something else where it is used.
  const changing = readsIn(text).some((n) => self.scope.get(n)?.kind === "static" && isAssigned(self, n));
  // Named once among the layers of a Sequential, whose statements do not hold the assignment itself.
  const listed = self.result !== undefined && uses(self, name) === 0 && isListed(self, name);
  const applied = uses(self, name) === 1 && isPipelineUse(self, name);
  if (!changing && (listed || applied) && !assignedAgain(self, name)) {
    const free = !named && !self.context.isTaken(label) && !expressions.labels.has(label);
    if (free) expressions.labels.add(label);
    self.scope.set(name, {
      kind: "layer",
      net: free ? `${label}: ${text}` : text,
      declared: instance,
      making: text,
    });
    return [];
  }
  self.scope.set(name, { kind: "layer", net: label, declared: instance, making: text });
  // In a branch or a loop the name is given anew.
  return [plain(self, s, named ? `${net} = ${text}` : `shared ${label}: ${text}`, [label])];
}

/** `base = VGG16(include_top=False, input_tensor=inputs)`: a part that has its input already, and its layers in the model. */
function onTensor(self: Body, s: AssignStmt, name: string, net: string, call: CallExpr): Step[] | undefined {
  const { expressions } = self;
  const tensor = call.args.find((a) => a.name === "input_tensor")?.value;
  if (!tensor || expressions.kind(tensor) !== "tensor" || self.loops > 0) return undefined;
  const label = net === name.replace(/^self\./, "") || self.scope.get("base") ? net : "base";
  const text = expressions.text({ ...call, args: call.args.filter((a) => a.value !== tensor) });
  const { source, stages } = expressions.pipeline(tensor);
  self.scope.set(name, { kind: "layer", net: label, making: text });
  expressions.labels.add(label);
  const first = stages.length === 0 && source.kind === "value";
  if (first && self.base === undefined) {
    self.base = label;
    self.baseMade = { text, input: partInput(text, expressions) };
  }
  const stage = { text: `${label}: ${text}`, reads: readsIn(text) };
  return [{ kind: "tensor", target: label, source, stages: [...stages, stage], lead: self.lead(s) }];
}

export function unpack(self: Body, s: AssignStmt, targets: readonly Expr[]): Step[] {
  const { expressions } = self;
  const value = bare(s.value);
  const kind = expressions.kind(value);
  const names = targets.flatMap(boundNames);
  if (kind === "data") {
    for (const n of names) self.scope.set(n, { kind: "data", net: n });
    return [];
  }
  if (kind === "shape") {
    const [batch, ...rest] = targets;
    if (batch) for (const n of boundNames(batch)) self.scope.set(n, { kind: "batch", net: n });
    const kept = rest.flatMap(boundNames);
    for (const n of kept) self.scope.set(n, { kind: "static", net: variableName(n) });
    const shape = expressions.shapeText(value);
    if (kept.length === 1) return [plain(self, s, `${variableName(kept[0]!)} = ${shape}[0]`, kept)];
    return [plain(self, s, `${kept.map(variableName).join(", ")} = ${shape}`, kept.map(variableName))];
  }
  // Value by value where both sides are lists.
  if (
    (value.kind === "tuple" || value.kind === "list") &&
    value.items.length === targets.length &&
    targets.every((t) => bare(t).kind === "name") &&
    !value.items.some((v) => [...namesIn(v)].some((n) => names.includes(n)))
  )
    return targets.flatMap((t, i) =>
      assign(self, { ...s, comments: i === 0 ? s.comments : [], targets: [t], value: value.items[i]! }),
    );
  const text = isTensorKind(kind) ? expressions.valueText(value) : expressions.text(value);
  const each = isTensorKind(kind) ? "tensor" : kind === "layers" ? "layer" : kind;
  for (const n of names) self.scope.set(n, { kind: each, net: variableName(n) });
  const left = targets
    .map((t) => (t.kind === "star" ? `*${boundNames(t)[0]}` : targetText(self, t)))
    .join(", ");
  return [plain(self, s, `${left} = ${text}`, names.map(variableName))];
}

export function targetText(self: Body, t: Expr): string {
  const b = bare(t);
  if (b.kind === "tuple" || b.kind === "list")
    return `(${b.items.map((i) => targetText(self, i)).join(", ")})`;
  return boundNames(b).map(variableName).join(", ");
}
