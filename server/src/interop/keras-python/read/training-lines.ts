// Writes the statements that train a model as lines of a section: flags, conditions on layers, `compile` and `fit`.

import type { Expressions } from "./expressions.ts";
import { builtins, isTensorKind } from "./kinds.ts";
import {
  type Argument,
  bare,
  boundNames,
  type Expr,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { type Scope, Unreadable } from "./scope.ts";
import type { Trainings } from "./training.ts";
import { adaptersIn, type Instance, trainingCallIn } from "./training.ts";
import { selector } from "./training-parts.ts";
import { commentLine } from "./write-steps.ts";

const fitArguments =
  /^(?:epochs|batch_size|validation_split|validation_freq|initial_epoch|shuffle|class_weight|steps_per_epoch|validation_steps|callbacks)$/;
const compileArguments =
  /^(?:optimizer|loss|loss_weights|metrics|weighted_metrics|run_eagerly|steps_per_execution|jit_compile|auto_scale_loss)$/;

export function statement(self: Trainings, instance: Instance, s: Stmt, scope: Scope): readonly string[] {
  const expressions = self.expressions(scope);
  try {
    const adapters = s.kind === "for" ? adaptersIn(s) : undefined;
    if (s.kind === "for" && adapters && bare(s.iter).kind === "attr") {
      const list = bare(s.iter) as Extract<Expr, { kind: "attr" }>;
      const of = list.name === "layers" ? selector(self, instance, list.value, scope) : undefined;
      const { args } = callArgs(self, "enable_lora", adapters.args, expressions);
      if (of) return [`${of}.enable_lora(${args.join(", ")})`];
    }
    if (s.kind === "for") {
      const loop = s.targets.flatMap(boundNames).filter((n) => !self.loopNames.has(n));
      for (const n of loop) self.loopNames.add(n);
      const body = s.body.flatMap((x) => {
        const lines = statement(self, instance, x, scope);
        return lines.length > 0 ? [...x.comments.map(commentLine), ...lines] : [];
      });
      for (const n of loop) self.loopNames.delete(n);
      if (body.every((l) => l.startsWith("#"))) return [];
      if (selector(self, instance, s.iter, scope) === undefined && !canTest(self, s.iter, scope))
        return [
          commentLine(
            `for ${self.context.text(s.targets[0]!)} in ${self.context.text(s.iter)}, again and again`,
          ),
          ...body,
        ];
      const iter = selector(self, instance, s.iter, scope);
      const targets = s.targets.map((t) => boundNames(t).join(", ")).join(", ");
      const switched = [...statementsOf(s.body)].flatMap((x) =>
        x.kind === "assign" ? x.targets.flatMap(boundNames) : [],
      );
      const starts = [...new Set(switched)].flatMap((n) =>
        self.switches.has(n) ? [`${n} = ${self.context.text(self.switches.get(n)!)}`] : [],
      );
      return [
        ...starts,
        `for ${targets} in ${iter ?? expressions.text(s.iter)} {`,
        ...body.map((l) => `    ${l}`),
        "}",
      ];
    }
    if (s.kind === "if") {
      const lines: string[] = [];
      const bodies = s.branches.map((b) => b.body.flatMap((x) => statement(self, instance, x, scope)));
      if (bodies.every((b) => b.length === 0)) return [];
      const open = s.branches.find((b) => b.test && !canTest(self, b.test, scope));
      if (open?.test) {
        const chosen = bodies.findLast((b) => b.length > 0)!;
        return [
          commentLine(`fill in: \`${self.context.text(open.test)}\` is decided when the code runs`),
          ...chosen,
        ];
      }
      for (const [i, b] of s.branches.entries()) {
        const body = bodies[i]!;
        const text = b.test ? test(self, b.test, instance, scope) : undefined;
        lines.push(
          `${i > 0 ? "} " : ""}${text === undefined ? "else" : i > 0 ? `else if ${text}` : `if ${text}`} {`,
          ...(body.length > 0 ? body : ["pass"]).map((l) => `    ${l}`),
        );
      }
      return [...lines, "}"];
    }
    if (s.kind === "assign") {
      const t = bare(s.targets[0]!);
      if (t.kind === "attr" && t.name === "trainable") {
        const on = selector(self, instance, t.value, scope) ?? self.context.text(t.value);
        const value =
          s.value.kind === "name" && self.switches.has(s.value.name)
            ? s.value.name
            : expressions.text(s.value);
        return [`${on}.trainable = ${value}`];
      }
      if (t.kind === "name" && self.switches.has(t.name))
        return [`${t.name} = ${self.context.text(s.value)}`];
    }
    const value = trainingCallIn(s);
    if (value?.func.kind !== "attr") return [];
    const method = value.func.name;
    const receiver = bare(value.func.value);
    const bound = receiver.kind === "name" ? scope.get(receiver.name) : undefined;
    if (bound?.kind === "data" || bound?.kind === "object") return [];
    const own =
      receiver.kind === "name" && (receiver.name === instance.name || !instance.parts.has(receiver.name));
    const prefix = own ? "" : `${selector(self, instance, receiver, scope)}.`;
    const { args, remarks } = callArgs(self, method, value.args, expressions);
    return [
      ...remarks.map(commentLine),
      `${prefix}${method === "fit_generator" ? "fit" : method}(${args.join(", ")})`,
    ];
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const text = self.context.text(s);
    self.context.note(`left out of the training: \`${text.slice(0, 80)}\``, s.from);
    return [commentLine(`left out: ${text.slice(0, 80)}`)];
  }
}

/** A condition on layers: `isinstance(layer, layers.BatchNormalization)`. */
export function test(self: Trainings, e: Expr, instance: Instance, scope: Scope): string {
  const b = bare(e);
  if (b.kind === "unary" && b.op === "not") return `not ${test(self, b.value, instance, scope)}`;
  if (b.kind === "binary" && /^(?:and|or)$/.test(b.op))
    return `${test(self, b.left, instance, scope)} ${b.op} ${test(self, b.right, instance, scope)}`;
  return plainText(self, b, scope);
}

/** Text of an expression over layers of a loop, the modules of classes left out. */
export function plainText(self: Trainings, e: Expr, scope: Scope): string {
  const expressions = self.expressions(scope);
  const b = bare(e);
  if (b.kind === "call" && b.func.kind === "name" && b.func.name === "isinstance") {
    const [layer, of] = b.args.map((a) => bare(a.value));
    const classes = of?.kind === "tuple" ? of.items : of ? [of] : [];
    const names = classes.map((c) => expressions.text(c));
    return `isinstance(${self.context.text(layer!)}, ${names.length === 1 ? names[0] : `(${names.join(", ")})`})`;
  }
  return self.context.text(b);
}

/** Whether a condition speaks only of constants and of layers in a loop. */
export function canTest(self: Trainings, e: Expr, scope: Scope): boolean {
  let can = true;
  walk(e, (x) => {
    if (x.kind === "call" && x.func.kind === "name" && x.func.name === "isinstance") return false;
    if (x.kind === "name" && !self.loopNames.has(x.name) && !self.switches.has(x.name)) {
      const bound = scope.get(x.name);
      can &&=
        bound === undefined
          ? builtins.has(x.name)
          : bound.kind === "layer" ||
            (bound.kind === "static" && (self.context.constants.has(x.name) || scope !== self.context.scope));
    }
    return can;
  });
  return can;
}

/** The static arguments of `compile` and `fit`. */
export function callArgs(
  self: Trainings,
  method: string,
  args: readonly Argument[],
  expressions: Expressions,
): { readonly args: readonly string[]; readonly remarks: readonly string[] } {
  const kept: string[] = [];
  const remarks: string[] = [];
  const positions =
    method === "compile"
      ? ["optimizer", "loss", "loss_weights", "metrics"]
      : method === "fit"
        ? ["x", "y", "batch_size", "epochs"]
        : method === "fit_generator"
          ? ["generator", "steps_per_epoch", "epochs"]
          : [];
  let at = 0;
  if (method === "train_on_batch") return { args: [], remarks };
  for (const a of args) {
    const name = a.name ?? (a.star ? undefined : positions[at++]);
    const wanted = method === "compile" ? compileArguments : method.startsWith("fit") ? fitArguments : /./;
    if (name === undefined) {
      if (a.star) remarks.push(`left out: ${a.star}${self.context.text(a.value)}`);
      else kept.push(expressions.text(a.value));
      continue;
    }
    if (!wanted.test(name)) continue;
    const dropped: string[] = [];
    const text = value(self, a.value, expressions, dropped);
    remarks.push(...expressions.remarks.filter((r) => !remarks.includes(r)));
    expressions.remarks = [];
    for (const d of dropped) {
      remarks.push(`left out: ${name}=${d}`);
      self.context.note(`\`${name}=${d}\` is left out of \`${method}\``, a.value.from);
    }
    if (text !== undefined) kept.push(`${name}=${text}`);
  }
  return { args: kept, remarks };
}

/** The text of an optimizer, a loss, a list of them; what is the file's own is dropped. */
export function value(
  self: Trainings,
  e: Expr,
  expressions: Expressions,
  dropped: string[],
): string | undefined {
  const b = bare(e);
  const drop = (): undefined => {
    const text = self.context.text(b);
    dropped.push(text.length > 60 ? `${text.slice(0, 57)}…` : text);
    return undefined;
  };
  if (b.kind === "list" || b.kind === "tuple") {
    const items = b.items.flatMap((i) => value(self, i, expressions, dropped) ?? []);
    return items.length > 0 || b.items.length === 0 ? `[${items.join(", ")}]` : undefined;
  }
  if (b.kind === "dict") {
    const items = b.entries.flatMap((x) => {
      const text = value(self, x.value, expressions, dropped);
      return x.key && text !== undefined ? [`${expressions.text(x.key)}: ${text}`] : [];
    });
    return items.length > 0 ? `{${items.join(", ")}}` : undefined;
  }
  if (b.kind === "name") {
    const bound = expressions.scope.get(b.name);
    if (bound?.value && (bound.kind === "object" || bound.kind === "data"))
      return value(self, bound.value, expressions, dropped);
    if (bound?.kind === "data" || (!bound && !expressions.meaning(b))) return drop();
    if (bound?.kind === "static" && bound.literal && self.context.scope.own(b.name) !== bound)
      return value(self, bound.literal, expressions, dropped);
    if (bound?.kind === "static" && bound.value) return value(self, bound.value, expressions, dropped);
  }
  const declared = expressions.declaredOf(b.kind === "call" ? b.func : b);
  if (declared) return drop();
  const kind = expressions.kind(b);
  if (kind === "data" || isTensorKind(kind) || kind === "layer") return drop();
  try {
    return expressions.text(b);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return drop();
  }
}
