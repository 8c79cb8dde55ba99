// Python source of Keras as a file of Net. Nothing is run: what only a run could know is left open and told.
import { formatText } from "../../../syntax/format/format.ts";
import type { ImportResult } from "../../import-result.ts";
import { Context } from "./context.ts";
import { followData } from "./data-flow.ts";
import { Declarations } from "./declarations.ts";
import { withoutNameKeeping } from "./exported-names.ts";
import { readsIn } from "./expressions.ts";
import { inlineMethods } from "./inline-methods.ts";
import { meaningOf } from "./keras-names.ts";
import { withoutNamespaces } from "./namespaces.ts";
import { inTodaysWords } from "./older-words.ts";
import { withoutPartials } from "./partials.ts";
import {
  bare,
  type CallExpr,
  type ClassStmt,
  type DefStmt,
  type Expr,
  expressionsOf,
  type Stmt,
  statementsOf,
  walk,
} from "./python-syntax.ts";
import { readPython, tooDeep } from "./read-python.ts";
import { type Constant, readScript } from "./script.ts";
import { spreadCall, spreadParameters, withInherited } from "./spread.ts";
import { unrollInputs } from "./unroll-inputs.ts";
import { commentLine } from "./write-steps.ts";

/** More text than any script has; the grammar's time grows with it. */
const maxLength = 2_000_000;

/** Turns Keras code into Net. `name` is the file's, for the refusal and the first line. */
export function importPython(source: string, name: string): ImportResult {
  const text = source.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  if (text.length > maxLength)
    return refused(`${name} has ${text.length} characters, more than the ${maxLength} that are read`);
  const deep = tooDeep(text);
  if (deep !== undefined)
    return refused(`${name}: the brackets of line ${deep} nest deeper than any code that people write`);
  if (/\0/.test(text)) return refused(`${name} is no Python source`);
  const read = readPython(text);
  const context = new Context(text, read.lines);
  const data = followData(plainBody(context, read.body), (e) => context.names.path(bare(e), () => false));
  context.arrays = data.arrays;
  const file = { ...read, body: data.body };
  const nodes = withInherited(topDeclarations(file.body));
  context.functional = functionalClasses(nodes, (e) => context.names.path(e, () => false) ?? "");
  const declarations = new Declarations(context);
  for (const s of statementsOf(file.body)) {
    for (const e of expressionsOf(s)) collectCalls(e, declarations);
  }
  for (const node of nodes) {
    const inner =
      node.kind === "def"
        ? [...statementsOf(node.body)]
        : node.body.flatMap((m) => (m.kind === "def" ? [...statementsOf(m.body)] : []));
    for (const s of inner) for (const e of expressionsOf(s)) collectCalls(e, declarations);
  }
  declarations.declare(nodes);
  const script = readScript(context, declarations, file.body);
  for (const node of nodes) {
    const declared = context.declared.get(node.name);
    if (
      declared?.node === node &&
      (declared.kind === "model" || node.kind === "class" || usedOrBare(declared.net, nodes.length))
    )
      declarations.write(declared);
  }
  if (context.written.size === 0) {
    const line = file.errors[0];
    if (line !== undefined && file.errors.length > 3)
      return refused(`${name} is no Python source: line ${line} cannot be read`);
    return refused(`there is no model in ${name}: nothing in it makes layers of Keras`);
  }
  for (const line of file.errors.slice(0, 5))
    context.notes.unshift({
      message: "this line is no Python; what follows it is read",
      place: `line ${line}`,
    });
  const parts = assemble(context, script.constants, script.trainings).trim();
  if (!/^(?:model|block|layer|training) /m.test(parts))
    return refused(
      `there is no model in ${name}: it makes none of its own that could be read${context.notes.length > 0 ? ` (${context.notes[0]!.place}: ${context.notes[0]!.message})` : ""}`,
    );
  const left = nodes.flatMap((node) => {
    const declared = context.declared.get(node.name);
    if (context.functional.has(node.name)) return [];
    if (
      node.kind !== "class" ||
      declared?.node !== node ||
      declared.kind !== "none" ||
      !declarations.isPart(node, new Set())
    )
      return [];
    const steps = node.body.find((m) => m.kind === "def" && m.name === "train_step");
    const parts = declared.params.filter((p) => calls(steps, `self.${p.name}`)).map((p) => `\`${p.name}\``);
    const why =
      steps === undefined
        ? "which has no static `call`"
        : `which trains ${parts.length > 0 ? parts.join(" and ") : "what it is given"} by a \`train_step\` of its own`;
    context.note(`\`${node.name}\`, ${why}, is left out`, node.from);
    return [{ at: node.from, lines: [commentLine(`left out: the class ${node.name}, ${why}`)] }];
  });
  return {
    kind: "imported",
    text: formatText(
      opening(text, read.body) + assemble(context, script.constants, [...left, ...script.trainings]),
    ),
    notes: [...context.notes].sort((a, b) => lineOf(a.place) - lineOf(b.place)),
  };
}

/** A file's statements without what only hides others: older words, partial functions, settings kept together. */
function plainBody(context: Context, body: readonly Stmt[]): readonly Stmt[] {
  const own = withoutNameKeeping(body);
  bindImports(context, own);
  const path = (e: Expr): string | undefined => context.names.path(bare(e), () => false);
  const isInput = (e: Expr): boolean => {
    const whole = path(e);
    return whole !== undefined && meaningOf(whole).kind === "input";
  };
  const said = withoutNamespaces(withoutPartials(inTodaysWords(own, path), path), path);
  return unrollInputs(said, isInput);
}

/** Whether a method calls `self.part`. */
function calls(method: Stmt | undefined, part: string): boolean {
  if (method?.kind !== "def") return false;
  let found = false;
  for (const s of statementsOf(method.body)) {
    for (const e of expressionsOf(s)) {
      walk(e, (x) => {
        const f = x.kind === "call" ? x.func : undefined;
        if (f?.kind === "attr" && f.value.kind === "name" && `${f.value.name}.${f.name}` === part)
          found = true;
        return !found;
      });
    }
  }
  return found;
}

const usedOrBare = (net: string, count: number): boolean => net !== "" && count > 0;

const refused = (message: string): ImportResult => ({ kind: "refused", message });

const lineOf = (place: string | undefined): number => Number(/\d+/.exec(place ?? "")?.[0] ?? 0);

/** The comment or the documentation a file opens with. */
function opening(text: string, body: readonly Stmt[]): string {
  const comment = /^(?:#(?!!| -\*-|%%).*\n)+(?=\s*\n)/.exec(text)?.[0] ?? "";
  const [first] = body;
  const doc = first?.kind === "expr" && first.value.kind === "string" ? first.value.value : "";
  const lines =
    doc.trim() === ""
      ? []
      : doc
          .trim()
          .split("\n")
          .map((l) => `${commentLine(l.trim())}\n`);
  const parts = [comment, lines.join("")].filter((p) => p !== "");
  return parts.map((p) => `${p}\n`).join("");
}

/** Functions and classes of a file, those under a condition too. */
function topDeclarations(body: readonly Stmt[]): readonly (DefStmt | ClassStmt)[] {
  return [...statementsOf(body)].flatMap((s): readonly (DefStmt | ClassStmt)[] =>
    s.kind === "def" ? [spreadParameters(s)] : s.kind === "class" ? [inlineMethods(spreadCall(s))] : [],
  );
}

/** Classes of models without layers of their own: no `call`, and no `__init__` that names what it takes. */
function functionalClasses(
  nodes: readonly (DefStmt | ClassStmt)[],
  path: (e: ClassStmt["bases"][number]) => string,
): ReadonlySet<string> {
  return new Set(
    nodes.flatMap((n) => {
      if (n.kind !== "class" || !n.bases.some((b) => /^keras\.(?:models\.)?Model$/.test(path(b)))) return [];
      const methods = n.body.flatMap((m) => (m.kind === "def" ? [m] : []));
      if (methods.some((m) => m.name === "call")) return [];
      const init = methods.find((m) => m.name === "__init__");
      const own = init?.params.filter(
        (p) => p.name !== "self" && !p.star && !/^(?:inputs|outputs|name)$/.test(p.name),
      );
      return own === undefined || own.length === 0 ? [n.name] : [];
    }),
  );
}

function bindImports(context: Context, body: readonly Stmt[]): void {
  for (const s of statementsOf(body)) {
    if (s.kind === "import")
      for (const { as, path } of s.names)
        if (!/^(?:six\.moves|builtins|past\.builtins|future\.builtins|__future__)\./.test(path))
          context.names.bind(as, path);
    // `L = keras.layers` is an import by another word.
    if (
      s.kind === "assign" &&
      s.targets.length === 1 &&
      s.targets[0]!.kind === "name" &&
      s.value.kind === "attr"
    ) {
      const path = context.names.path(s.value, () => false);
      if (path && /^keras(?:\.\w+)*$/.test(path) && !/trainable$/.test(path))
        context.names.bind(s.targets[0]!.name, path);
    }
  }
}

function collectCalls(e: Parameters<typeof walk>[0], declarations: Declarations): void {
  walk(e, (x) => {
    if (x.kind !== "call" || x.func.kind !== "name") return true;
    if (declarations.calls.has(x.func.name)) declarations.calledAgain.add(x.func.name);
    else declarations.calls.set(x.func.name, x as CallExpr);
    return true;
  });
}

/** The file: constants, then declarations and trainings in the order of the source, each after what it needs. */
function assemble(
  context: Context,
  constants: readonly Constant[],
  trainings: readonly { readonly at: number; readonly lines: readonly string[] }[],
): string {
  const parts = [...context.written.entries()].map(([net, { at, lines }]) => ({ net, at, lines }));
  const used = wanted(parts, trainings);
  const kept = parts.filter((p) => used.has(p.net));
  const sections = [
    ...kept.map(({ at, lines }) => ({ at, lines })),
    ...trainings.map(({ at, lines }) => ({ at, lines })),
  ].sort((a, b) => a.at - b.at);
  const read = new Set(
    sections.flatMap((s) => s.lines.flatMap((l) => readsIn(l.replace(/(?:^|\s)#.*$/, "")))),
  );
  const shown: Constant[] = [];
  for (let grew = true; grew; ) {
    grew = false;
    for (const c of constants) {
      if (shown.includes(c) || !read.has(c.name)) continue;
      shown.push(c);
      for (const name of readsIn(c.text)) read.add(name);
      grew = true;
    }
  }
  const open = [...context.placeholders]
    .filter(([name]) => read.has(name))
    .map(([name, text]) => `const ${name} = 1  # fill in: ${text}`);
  const lines = shown
    .sort((a, b) => a.at - b.at)
    .flatMap((c) => [
      ...c.comments.map(commentLine),
      `const ${c.name} = ${c.text}${c.trailing ? `  # ${c.trailing}` : ""}`,
    ]);
  const head = [...open, ...lines];
  const blocks = [...(head.length > 0 ? [head] : []), ...sections.map((s) => s.lines)];
  return `${blocks.map((b) => b.join("\n")).join("\n\n")}\n`;
}

/** Declarations worth writing: models, layers, and blocks with layers in them or used by those. */
function wanted(
  parts: readonly { readonly net: string; readonly lines: readonly string[] }[],
  trainings: readonly { readonly lines: readonly string[] }[],
): ReadonlySet<string> {
  const byName = new Map(parts.map((p) => [p.net, p]));
  const found = new Set<string>();
  const reach = (lines: readonly string[]): void => {
    for (const line of lines) {
      for (const name of readsIn(line.replace(/(?:^|\s)#.*$/, ""))) {
        const part = byName.get(name);
        if (!part || found.has(name)) continue;
        found.add(name);
        reach(part.lines);
      }
    }
  };
  for (const t of trainings) reach(t.lines);
  for (const p of parts) {
    const declares = p.lines.find((l) => /^(?:model|layer|block) /.test(l)) ?? "";
    const layers = p.lines.some((l) => /(?:^|\W)(?!ops\.)[A-Z][A-Za-z0-9]*\(/.test(l.replace(/#.*/, "")));
    if (/^(?:model|layer) /.test(declares) || layers || p.lines.every((l) => l.startsWith("#"))) {
      found.add(p.net);
      reach(p.lines);
    }
  }
  return found;
}
