// A training section as a function: flags, `compile` and `fit` in the order of the file. It never decides what trains.
import type { Instance, ModelRun } from "../../../model/graph.ts";
import { instanceOf, isLayer } from "../../../model/references.ts";
import type { Part } from "../../../model/source-file.ts";
import type { Training } from "../../../model/training/training.ts";
import { groupPath, namesOf } from "../../../model/wiring.ts";
import type { Call, Expression, Statement } from "../../../syntax/tree.ts";
import { type BodyWriting, writeStatements } from "./body.ts";
import { argumentsOf } from "./calls.ts";
import type { Comments } from "./comments.ts";
import { expression } from "./expressions.ts";
import { type Target, writeFlags } from "./flags.ts";
import { layerAsValue } from "./makers.ts";
import { meaningOf } from "./meanings.ts";
import { newWriting } from "./parts.ts";
import {
  assign,
  atom,
  block,
  call,
  flat,
  func,
  keyword,
  line,
  type Python,
  type PythonStatement,
  quoted,
  strength,
} from "./python.ts";
import { freeName, module, type Session, snake } from "./session.ts";
import {
  inputNames,
  type Losses,
  loadFunction,
  lossesOf,
  namesOutputs,
  outputNames,
} from "./training-data.ts";

/** Functions that train, and those that load data. */
export interface TrainingScript {
  readonly functions: readonly PythonStatement[];
  readonly names: readonly { readonly name: string; readonly python: string }[];
}

const dataMethods = new Set([
  "fit",
  "train_on_batch",
  "test_on_batch",
  "evaluate",
  "predict",
  "predict_on_batch",
]);
const fileMethods = new Set(["save", "save_weights", "load_weights", "export"]);
const methods = new Set([...dataMethods, ...fileMethods, "compile", "summary"]);

/** Writes the training sections of a file; `failed` is told of one that cannot be said. */
export function writeTrainings(
  session: Session,
  trainings: readonly Training[],
  comments: Comments,
  attempt: (write: () => readonly PythonStatement[]) => readonly PythonStatement[],
): TrainingScript {
  const loaders = new Map<Part, { name: string; run: ModelRun; losses: Losses }>();
  const fed = new Set<string>();
  for (const t of trainings) for (const phase of t.phases) fed.add(phase.model);
  const names: { name: string; python: string }[] = [];
  const bodies: PythonStatement[][] = [];
  for (const training of trainings) {
    const python = freeName(`train_${snake(training.name)}`, session.taken);
    session.taken.add(python);
    const lead = comments.fileLevel(
      training.statement ? session.input.file.tree.start(training.statement) : 0,
    );
    const written = attempt(() => [writeTraining(session, training, python, comments, loaders)]);
    bodies.push([...lead.filter((l) => l.kind !== "blank"), ...written]);
    if (written.some((l) => l.kind === "block")) names.push({ name: training.name, python });
  }
  const functions: PythonStatement[] = [];
  for (const { name, run, losses } of loaders.values()) {
    session.imports.add("numpy");
    functions.push(loadFunction(name, run, losses));
  }
  return {
    functions: [
      ...functions,
      ...bodies.flatMap((b, i) =>
        i === 0 && functions.length === 0 ? b : [{ kind: "blank", lines: 2 } as const, ...b],
      ),
    ].flatMap((f, i) => (i > 0 && i < functions.length ? [{ kind: "blank", lines: 2 } as const, f] : [f])),
    names,
  };
}

function writeTraining(
  session: Session,
  training: Training,
  name: string,
  comments: Comments,
  loaders: Map<Part, { name: string; run: ModelRun; losses: Losses }>,
): PythonStatement {
  const { statement } = training;
  const { file } = session.input;
  const w = newWriting(session, file, statement);
  (w as { comments: Comments }).comments = comments;
  w.taken.delete(w.carrier);
  w.taken.add("smoke");
  const head = statement.head.kind === "training" ? statement.head : undefined;
  const targets = new Map<string, Target>();
  const opening: PythonStatement[] = [];
  const used = new Set([...statement.body!.statements].flatMap((s) => wordsOf(s)));

  // The model, and the models it is made of.
  if (head?.model && training.run) {
    const { model } = head;
    w.body = opening;
    const modelName = w.names.has("model") ? "model_" : "model";
    if (model.kind === "call") {
      for (const arg of model.args) {
        const value = arg.value;
        const parameter = arg.name?.name;
        if (value.kind === "call" && parameter !== undefined && isPartCall(w, value)) {
          const python = freeName(parameter, w.taken, session.taken);
          w.taken.add(python);
          w.names.set(parameter, { python, kind: "layer", layer: python });
          opening.push(assign(python, layerAsValue(w, value)));
          const given = training.run.params.get(parameter);
          targets.set(parameter, {
            python,
            run: isLayer(given) ? runOf(session, instanceOf(given)) : undefined,
          });
        }
      }
      const args = model.args.map((arg) => {
        const parameter = arg.name?.name;
        const own = parameter !== undefined ? targets.get(parameter) : undefined;
        if (own) return keyword(parameter!, atom(own.python));
        return argumentsOf(w, [arg], { words: true })[0]!;
      });
      const made = layerAsValue(w, { ...model, args: [] });
      const callee = made.pieces.slice(0, -1);
      opening.push(
        assign(modelName, {
          pieces: [...callee, { open: "(", close: ")", items: [...args, ...lastItems(made)], comma: true }],
          strength: strength.atom,
        }),
      );
    } else
      opening.push(
        assign(
          modelName,
          layerAsValue(w, {
            kind: "call",
            callee: model,
            args: [],
            inside: { start: model.end, end: model.end },
            start: model.start,
            end: model.end,
          }),
        ),
      );
    w.taken.add(modelName);
    const outer: Target = { python: modelName, run: training.run };
    for (const [name, given] of targets) targets.set(name, { ...given, outer, name });
    targets.set("model", outer);
    w.names.set("model", { python: modelName, kind: "layer", layer: modelName });
  }
  const main = targets.get("model");

  const inside = (target: Target, wanted: string): Target | undefined => {
    const { run } = target;
    if (!run) return undefined;
    const at = target.prefix === undefined ? wanted : `${target.prefix}${wanted}`;
    for (const [instance, names] of namesOf(run))
      if (names.path === at || names.name === at || names.name === at.replaceAll(".", "_"))
        return {
          python: `${target.python}.get_layer(${quoted(names.name)})`,
          run: runOf(session, instance),
          outer: { ...target, prefix: undefined },
          name: names.name,
        };
    for (const instance of run.instances)
      for (let g = instance.group; g; g = g.parent) {
        const path = groupPath(run, g).replaceAll(".", "_");
        if (path === at.replaceAll(".", "_")) return { python: target.python, run, prefix: `${path}_` };
      }
    return undefined;
  };
  // Layers the section names directly get a variable.
  if (main?.run)
    for (const word of used) {
      if (w.names.has(word) || targets.has(word) || methods.has(word)) continue;
      const found = inside(main, word);
      if (!found) continue;
      if (found.prefix !== undefined) {
        targets.set(word, found);
        continue;
      }
      const python = freeName(word, w.taken, session.taken);
      w.taken.add(python);
      opening.push(assign(python, atom(found.python)));
      targets.set(word, { ...found, python });
      w.names.set(word, { python, kind: "layer", layer: python });
    }
  const targetOf = (node: Expression): Target | undefined => {
    if (node.kind === "name") return targets.get(node.name);
    if (node.kind === "attribute") {
      const outer = targetOf(node.value);
      return outer && inside(outer, node.name.name);
    }
    if (node.kind === "call" && node.callee.kind === "attribute" && node.callee.name.name === "get_layer") {
      const outer = targetOf(node.callee.value);
      const key = node.args[0]?.value;
      return outer && key?.kind === "string" ? inside(outer, key.value) : undefined;
    }
    return undefined;
  };
  w.inside = (node) => {
    const found = targetOf(node);
    return found && found.prefix === undefined ? atom(found.python) : undefined;
  };

  // ---- Data
  const losses = new Map<string, Losses>();
  const data: PythonStatement[] = [];
  const loaded = new Map<string, { x: string; y: string }>();
  const loader = (target: Target): string => {
    const part = target.run!.part;
    const known = loaders.get(part);
    if (known) return known.name;
    const one =
      loaders.size === 0 &&
      session.input.trainings.every((t) => t.phases.every((p) => p.model === training.model));
    const fresh = freeName(one ? "load_data" : `load_${snake(part.name)}_data`, session.taken);
    session.taken.add(fresh);
    loaders.set(part, { name: fresh, run: target.run!, losses: losses.get(target.python) ?? new Map() });
    return fresh;
  };
  const dataFor = (target: Target): { x: string; y: string } => {
    const known = loaded.get(target.python);
    if (known) return known;
    const suffix =
      target === main || target.python === main?.python ? "" : `_${target.python.replace(/\W/g, "_")}`;
    const x = freeName(`x${suffix}`, w.taken);
    const y = freeName(`y${suffix}`, w.taken);
    w.taken.add(x);
    w.taken.add(y);
    data.push(line(`${x}, ${y} = `, call(loader(target), [atom("smoke")])));
    loaded.set(target.python, { x, y });
    return { x, y };
  };
  // The caller's own data: Keras's functions of the same name, such as `ones`, are not meant, nor is the training itself.
  const unbound = (node: Expression | undefined): string | undefined => {
    if (node?.kind !== "name" || w.names.has(node.name)) return undefined;
    const meant = w.file.names.get(node.name);
    return meant === undefined || meant.kind === "training" ? node.name : undefined;
  };
  const claim = (node: Expression | undefined): string => {
    const name = unbound(node);
    if (name === undefined) return "_";
    w.names.set(name, { python: name, kind: "value" });
    w.taken.add(name);
    return name;
  };
  /** Names for what the loader returns: `x`, `(l, r)`, with `_` where nothing new is named. */
  const pattern = (node: Expression | undefined, keys: readonly string[]): readonly string[] => {
    const items = keys.map((key, i) => {
      if (node?.kind === "list" || node?.kind === "tuple") return node.items[i];
      if (node?.kind !== "dict") return undefined;
      return node.entries.find((e) => e.key?.kind === "string" && e.key.value === key)?.value;
    });
    return items.some(Boolean) ? items.map(claim) : [claim(node)];
  };
  const bindData = (x: Expression | undefined, y: Expression | undefined, target: Target): void => {
    const run = target.run!;
    const [xs, ys] = [pattern(x, inputNames(run)), pattern(y, outputNames(run))];
    if ([...xs, ...ys].every((name) => name === "_")) return;
    const known = losses.get(target.python) ?? new Map();
    const joined = (names: readonly string[]): string =>
      names.length === 1 ? names[0]! : names.every((name) => name === "_") ? "_" : `(${names.join(", ")})`;
    const one = namesOutputs(run, known) && ys.length > 1 && joined(ys) !== "_";
    const whole = one ? freeName("targets", w.taken) : joined(ys);
    data.push(line(`${joined(xs)}, ${whole} = `, call(loader(target), [atom("smoke")])));
    if (!one) return;
    w.taken.add(whole);
    for (const [i, key] of outputNames(run).entries())
      if (ys[i] !== "_") data.push(assign(ys[i]!, atom(`${whole}[${quoted(key)}]`)));
  };

  w.hookCall = (node: Call): Python | undefined => {
    const { callee } = node;
    const method =
      callee.kind === "name" ? callee.name : callee.kind === "attribute" ? callee.name.name : undefined;
    if (method === undefined) return undefined;
    if (callee.kind === "name" && (w.names.has(method) || !methods.has(method)))
      return method === "print" ? call("print", argumentsOf(w, node.args, {})) : undefined;
    const target =
      callee.kind === "name" ? main : callee.kind === "attribute" ? targetOf(callee.value) : undefined;
    if (!target) return undefined;
    if (method === "compile") {
      const loss = node.args.find((a) => a.name?.name === "loss") ?? node.args.filter((a) => !a.name)[1];
      if (!losses.has(target.python)) losses.set(target.python, lossesOf(loss?.value));
      return call(`${target.python}.compile`, argumentsOf(w, node.args, { words: true }));
    }
    if (dataMethods.has(method) && target.run) {
      const positional = node.args.filter((a) => !a.name && !a.spread);
      const x = node.args.find((a) => a.name?.name === "x")?.value ?? positional[0]?.value;
      const y = node.args.find((a) => a.name?.name === "y")?.value ?? positional[1]?.value;
      bindData(x, y, target);
      for (const arg of node.args)
        if (arg.name?.name === "validation_data" && (arg.value.kind === "tuple" || arg.value.kind === "list"))
          bindData(arg.value.items[0], arg.value.items[1], target);
      const predicts = method.startsWith("predict");
      const given: Python[] = [];
      if (!x) {
        const d = dataFor(target);
        given.push(atom(d.x));
        if (!predicts) given.push(atom(d.y));
      }
      return call(`${target.python}.${method}`, [...given, ...argumentsOf(w, node.args, { words: true })]);
    }
    if (method === "enable_lora" && target.run) {
      w.body.push(
        block(`for layer in `, atom(`${target.python}.layers`), [
          block("if ", atom('hasattr(layer, "enable_lora")'), [
            line("", call("layer.enable_lora", argumentsOf(w, node.args, { words: true }))),
          ]),
        ]),
      );
      return atom("");
    }
    return call(`${target.python}.${method}`, argumentsOf(w, node.args, { words: true }));
  };

  w.special = (s: Statement): boolean => {
    const { head: h } = s;
    if (h.kind === "freeze" || h.kind === "unfreeze") {
      writeFlags(w, h, targetOf, main);
      return true;
    }
    if (h.kind === "expression" && h.value.kind === "call") {
      const { callee } = h.value;
      const method =
        callee.kind === "name" ? callee.name : callee.kind === "attribute" ? callee.name.name : "";
      const written = w.hookCall!(h.value) ?? expression(w, h.value);
      if (flat(written) === "") return true;
      const out = line("", written);
      w.body.push(fileMethods.has(method) ? block("if ", atom("not smoke"), [out]) : out);
      return true;
    }
    if (h.kind === "assign" && h.value.kind === "call" && h.targets[0]?.kind === "name") {
      const target = h.targets[0].name;
      const written = w.hookCall!(h.value);
      const python = w.names.get(target)?.python ?? freeName(target, w.taken, session.taken);
      if (!written && isPartCall(w, h.value)) {
        const part = meaningOf(w, h.value.callee);
        const run =
          part?.kind === "part"
            ? (training.phases.find((phase) => phase.model === target)?.snapshot.run ??
              session.input.elaboration.models.find((m) => m.part.statement === part.part.statement)?.run)
            : undefined;
        w.body.push(assign(python, layerAsValue(w, h.value)));
        targets.set(target, { python, run });
        w.names.set(target, { python, kind: "layer", layer: python });
      } else if (written) {
        w.body.push(assign(python, written));
        w.names.set(target, { python, kind: "value" });
      } else return false;
      w.taken.add(python);
      return true;
    }
    if (h.kind === "repeat") {
      const outer = w.body;
      const inner: PythonStatement[] = [];
      w.body = inner;
      writeStatements(w, s.body?.statements ?? []);
      w.body = outer;
      w.body.push(
        block(
          "for _ in ",
          call("range", [atom(`1 if smoke else ${flat(expression(w, h.count))}`)]),
          inner.length > 0 ? inner : [line("pass")],
        ),
      );
      return true;
    }
    return false;
  };
  const body: PythonStatement[] = [];
  w.body = body;
  writeStatements(w, statement.body?.statements ?? []);
  comments.atEnd(w, statement.body!);
  module(session, "keras");
  return func(
    name,
    [keyword("smoke", atom("False"))],
    [
      ...(statement.doc ? ([{ kind: "docstring", text: statement.doc }] as const) : []),
      ...opening,
      ...data,
      ...(opening.length + data.length > 0 && body[0]?.kind !== "blank"
        ? ([{ kind: "blank" }] as const)
        : []),
      ...body,
      ...(main ? [line(`return ${main.python}`)] : []),
    ],
  );
}

const lastItems = (made: Python): readonly Python[] => {
  const last = made.pieces.at(-1);
  return typeof last === "object" ? last.items : [];
};

const wordsOf = (s: Statement): string[] => [
  ...[...s.text.matchAll(/(?<![.\w"'])[A-Za-z_]\w*/g)].map((m) => m[0]),
  ...(s.body?.statements.flatMap(wordsOf) ?? []),
  ...(s.otherwise ? wordsOf(s.otherwise) : []),
];

function isPartCall(w: BodyWriting, node: Call): boolean {
  const meaning = meaningOf(w, node.callee);
  return meaning?.kind === "part" && meaning.part.kind === "model";
}

const runOf = (session: Session, instance: Instance | undefined): ModelRun | undefined =>
  instance?.run ??
  (instance?.part
    ? session.input.elaboration.models.find((m) => m.part.statement === instance.part!.statement)?.run
    : undefined);
