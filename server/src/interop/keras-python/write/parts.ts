// Blocks and models as Python functions. It never writes what is inside a body.

import { hasInputs } from "../../../model/declared-inputs.ts";
import { callableNames } from "../../../model/frames.ts";
import { isLayer, madeOf, referenceOf } from "../../../model/references.ts";
import type { Part, SourceFile } from "../../../model/source-file.ts";
import type { Body, Expression, ParameterNode, Statement } from "../../../syntax/tree.ts";
import { type BodyWriting, type Outputs, writeStatements } from "./body.ts";
import type { Comments } from "./comments.ts";
import { expression } from "./expressions.ts";
import { callKind } from "./kinds.ts";
import { layerAsValue, nameParameter } from "./makers.ts";
import { appliedLater, makingFirst } from "./making-first.ts";
import {
  assign,
  atom,
  block,
  call,
  dictionary,
  flat,
  func,
  keyword,
  line,
  list,
  none,
  type Python,
  type PythonStatement,
  strength,
  string,
} from "./python.ts";
import {
  type Bound,
  freeName,
  type Kind,
  module,
  partName,
  type Session,
  unsaid,
  type Writing,
} from "./session.ts";
import { usageOf } from "./usage.ts";

const noBody: Body = { statements: [], form: "braces" };

/** A context for a function's body; `inputs` are arguments of a block. */
export function newWriting(
  session: Session,
  file: SourceFile,
  statement: Statement,
  part?: Part,
): BodyWriting {
  const body = statement.body ?? noBody;
  const usage = usageOf(body);
  const declared = part ? hasInputs(body).names : [];
  const parameters = part ? part.head.parameters.map((p) => p.name.name) : [];
  const isModel = part?.kind === "model";
  const form = part ? session.names.blockForm(part) : "none";
  // The usual name of what flows; an input called `x` that nobody asks for again gives it up.
  const lonely = declared.length === 1 && declared[0] === "x" && !usage.read.has("x");
  const free = (name: string): boolean =>
    !usage.all.has(name) && !parameters.includes(name) && !session.taken.has(name);
  const carrier =
    lonely && !parameters.includes("x") ? "x" : (["x", "y", "h", "z", "out", "flow"].find(free) ?? "current");
  const renamed =
    isModel && lonely ? { name: "x", python: freeName("inputs", usage.all, new Set(parameters)) } : undefined;
  const writing: BodyWriting = {
    session,
    part,
    file,
    names: new Map(),
    taken: new Set([carrier]),
    carrier,
    form: isModel && form === "name" ? "none" : form,
    nameVariable:
      part && !isModel ? nameParameter(form, part) : freeName("names", usage.all, new Set(parameters)),
    readAsValue: usage.read,
    usedAsLayer: usage.layers,
    callable: callableNames(body),
    first: part && session.uses.makesFirst(part) ? makingFirst() : undefined,
    trainable:
      part && session.uses.takesTrainable(part)
        ? freeName("trainable", usage.all, new Set(declared))
        : undefined,
    inputs: [],
    inputTensors: [],
    body: [],
    statement,
    current: undefined,
    result: undefined,
    counts: false,
    kept: new WeakSet(),
    comments: undefined as unknown as Comments,
    outputs: { variable: undefined, values: [] },
    isModel,
    renamedInput: renamed,
    finish: () => line("pass"),
    returned: false,
  };
  return writing;
}

const annotations = new Set(["int", "float", "bool", "str", "list", "tuple", "dict"]);

/** Parameters as Python's, bound in the body. */
export function parametersOf(w: Writing, parameters: readonly ParameterNode[]): readonly Python[] {
  const { part } = w;
  return parameters.map((p) => {
    const name = p.name.name;
    const made = p.default?.kind === "call" && ["make", "make-block"].includes(callKind(w, p.default));
    const value = made
      ? none
      : p.default && expression({ ...w, names: new Map() }, p.default, { words: true });
    const python = freeName(name, w.taken);
    // A layer or model in a default is made anew at each use; Python would make one for all.
    if (made && p.default)
      w.body.push(block(`if ${python} is None`, undefined, [assign(python, layerAsValue(w, p.default))]));
    w.taken.add(python);
    w.names.set(name, { python, ...parameterKind(w, part, name) });
    const type = p.type?.kind === "name" && annotations.has(p.type.name) ? p.type.name : undefined;
    if (!value) return atom(type ? `${python}: ${type}` : python);
    return type
      ? { pieces: [`${python}: ${type} = `, ...value.pieces], strength: strength.atom }
      : keyword(python, value);
  });
}

function parameterKind(
  w: Writing,
  part: Part | undefined,
  name: string,
): { kind: Kind; part?: Part; layer?: string } {
  const value = part && w.session.parameterValue(part, name);
  // Nobody uses the part: what it does with the parameter has to tell.
  if (value === undefined)
    return { kind: w.usedAsLayer.has(name) && !w.readAsValue.has(name) ? "layer" : "value" };
  if (isLayer(value)) {
    const made = madeOf(value);
    return made?.kind === "block" ? { kind: "made-block" } : { kind: "layer" };
  }
  const ref = referenceOf(value);
  if (ref?.kind === "class") return { kind: "class" };
  if (ref?.kind === "part")
    return { kind: ref.part.kind === "layer" ? "class" : ref.part.kind, part: ref.part };
  if (typeof value === "object" && value !== null) {
    if (value.kind === "tensor") return { kind: "tensor" };
    if (
      (value.kind === "list" || value.kind === "tuple") &&
      value.items.some((v) => typeof v === "object" && v !== null && v.kind === "tensor")
    )
      return { kind: "tensors" };
  }
  return { kind: "value" };
}

/** A block or model as a function. */
export function writePart(session: Session, part: Part, comments: Comments): PythonStatement {
  const w = newWriting(session, part.file, part.statement, part);
  (w as { comments: Comments }).comments = comments;
  const body = part.statement.body ?? noBody;
  const name = partName(session, part);
  const inputs = hasInputs(body).names;
  const parameters: Python[] = [];
  if (!w.isModel) {
    const names = inputs.length > 0 ? inputs : [w.carrier];
    for (const input of names) {
      const python = input === w.carrier ? input : freeName(input, w.taken);
      w.taken.add(python);
      if (inputs.length > 0) w.names.set(input, { python, kind: "tensor" } satisfies Bound);
      parameters.push(atom(python));
    }
    if (inputs.length === 0) w.current = w.carrier;
    else w.inputs.push();
  }
  const inputParameters = w.first ? parameters.splice(0) : [];
  parameters.push(...parametersOf(w, part.head.parameters));
  // What stands in for a default belongs to what makes the layers.
  w.first?.lines.push(...w.body.splice(0));
  if (w.trainable !== undefined) {
    w.taken.add(w.trainable);
    parameters.push(keyword(w.trainable, atom("True")));
  }
  if (!w.isModel && w.form !== "none") {
    w.taken.add(w.nameVariable);
    if (w.form === "names") parameters.push(atom("*"), atom(w.nameVariable));
    else
      parameters.push(
        parameters.some((p) => flat(p).includes("=")) ? keyword(w.nameVariable, none) : atom(w.nameVariable),
      );
  }
  const renamed =
    w.isModel && session.names.isRenamed(part) && !part.head.parameters.some((p) => p.name.name === "name");
  if (renamed) parameters.push(keyword("name", string(part.name)));
  const mode = outputMode(body, w.isModel);
  if (mode === "list" || mode === "dict")
    (w.outputs as { variable: string | undefined }).variable = freeName("outputs", w.taken, w.readAsValue);
  if (w.outputs.variable !== undefined) w.taken.add(w.outputs.variable);
  const branchVariable = freeName("outputs", w.taken, w.readAsValue);
  w.finish = (values) => {
    const value = outputsPython(values, w.isModel);
    return w.isModel ? assign(branchVariable, value) : line("return ", value);
  };
  // The body is written first: whether names are counted shows only then.
  const head: PythonStatement[] = [];
  if (part.statement.doc) head.push({ kind: "docstring", text: part.statement.doc });
  const lines = w.body;
  if (w.outputs.variable !== undefined)
    lines.push(assign(w.outputs.variable, mode === "dict" ? dictionary([]) : list([])));
  writeStatements(w, body.statements);
  comments.atEnd(w, body);
  if (w.isModel && (w.counts || w.form === "names")) {
    session.imports.add("LayerNames");
    head.push(assign(w.nameVariable, call("LayerNames", session.names.countsAll(part) ? [string("")] : [])));
  } else if (w.counts) session.imports.add("LayerNames");
  const result = w.result?.python ?? w.current;
  const values: Outputs["values"] = w.outputs.values;
  let output: Python | undefined =
    w.outputs.variable !== undefined
      ? atom(w.outputs.variable)
      : values.length > 0
        ? outputsPython(values, w.isModel)
        : w.returned
          ? w.isModel
            ? atom(branchVariable)
            : undefined
          : result === undefined
            ? undefined
            : atom(result);
  if (w.isModel) {
    output ??= none;
    const given = w.inputTensors.map((i) => atom(i.python));
    if (given.length === 0) throw unsaid(w, "a model without an input", part.head.name);
    lines.push(
      line(
        "return ",
        call(`${module(session, "keras")}.Model`, [
          given.length === 1 ? given[0]! : list(given),
          output,
          keyword("name", renamed ? atom("name") : string(part.name)),
        ]),
      ),
    );
  } else if (output)
    lines.push(
      line(
        "return ",
        result !== undefined && output.pieces[0] === result && result.startsWith("(")
          ? atom(result.slice(1, -1))
          : output,
      ),
    );
  const rest = withoutUnread(w, lines);
  if (!w.first) return func(name, parameters, [...head, ...rest]);
  const given = parameters.map((p) => /^\w*/.exec(flat(p))![0]).filter((p) => p !== "");
  const later = appliedLater(w, given, inputParameters, rest);
  // A function right below a docstring stands apart from it.
  const apart = head.length > 0 && later[0]?.kind === "block" ? [{ kind: "blank" } as const] : [];
  return func(name, parameters, [...head, ...apart, ...later]);
}

/** Leaves out values that were kept and never asked for. */
function withoutUnread(w: Writing, lines: readonly PythonStatement[]): readonly PythonStatement[] {
  const reads = (value: unknown): boolean => new RegExp(`\\b${w.carrier}\\b`).test(JSON.stringify(value));
  return lines.filter((statement, i) => {
    if (!w.kept.has(statement)) return true;
    for (const later of lines.slice(i + 1)) {
      if (later.kind === "assign" && later.targets.length === 1 && later.targets[0] === w.carrier)
        return reads(later.value);
      if (reads(later)) return true;
    }
    return false;
  });
}

/** The outputs of a function: one, several, or by name. */
function outputsPython(values: Outputs["values"], isModel: boolean): Python {
  if (values.some((v) => v.name)) return dictionary(values.map((v) => [v.name, v.python] as const));
  if (values.length === 1 && !flat(values[0]!.python).startsWith("*")) return values[0]!.python;
  const items = values.map((v) => v.python);
  if (isModel) return list(items);
  return {
    pieces: items.flatMap((item, i) => (i === 0 ? item.pieces : [", ", ...item.pieces])),
    strength: strength.tuple,
  };
}

/**
 * How outputs are collected: at the end of the function, at the end of the branches of its last `if`, or in a list that
 * grows.
 */
function outputMode(body: Body, isModel: boolean): "end" | "list" | "dict" {
  const holds = (s: Statement): boolean =>
    s.head.kind === "output" ||
    (s.body?.statements.some(holds) ?? false) ||
    (s.otherwise ? holds(s.otherwise) : false);
  const atEnd = (statements: readonly Statement[], top: boolean): boolean => {
    const from = statements.findIndex(holds);
    if (from < 0) return !isModel || top;
    return statements.slice(from).every((s, i, rest) => {
      if (s.head.kind === "output") return true;
      if (s.head.kind === "assert" || s.head.kind === "pass") return true;
      if (s.head.kind !== "if" || i !== rest.length - 1 || rest.length > 1) return false;
      let last: Statement = s;
      for (let at: Statement | undefined = s; at; at = at.otherwise) {
        if (at.body && !at.body.statements.some(holds)) return false;
        if (at.body && !atEnd(at.body.statements, false)) return false;
        last = at;
      }
      return last.head.kind === "else";
    });
  };
  if (atEnd(body.statements, true)) return "end";
  const named = (s: Statement): boolean =>
    (s.head.kind === "output" && s.head.values.some((v: Expression) => v.kind === "dict")) ||
    (s.body?.statements.some(named) ?? false) ||
    (s.otherwise ? named(s.otherwise) : false);
  return body.statements.some(named) ? "dict" : "list";
}
