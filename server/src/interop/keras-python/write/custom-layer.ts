// A custom layer as a subclass of `keras.layers.Layer`: its weights, shapes and arguments, and a `call` to be filled in.
// It never knows what the layer computes.
import { hasInputs } from "../../../model/declared-inputs.ts";
import type { Part } from "../../../model/source-file.ts";
import type { Expression, InputHead, OutputHead, Statement, WeightHead } from "../../../syntax/tree.ts";
import { type BodyWriting, oneLine, writeStatements } from "./body.ts";
import type { Comments } from "./comments.ts";
import { expression, stringOf } from "./expressions.ts";
import { newWriting, parametersOf } from "./parts.ts";
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
  operation,
  type Piece,
  type Python,
  type PythonStatement,
  prefixed,
  strength,
  string,
  subscript,
  tuple,
  within,
} from "./python.ts";
import { module, partName, type Session, unsaid } from "./session.ts";

/** What `keras.layers.Layer` has itself; an argument or weight of the name gets another attribute. */
const reserved = new Set(
  "name dtype trainable weights variables input output losses metrics path built call build compute_dtype variable_dtype dtype_policy training quantize".split(
    " ",
  ),
);
const attributeName = (name: string): string => {
  const tidy = name.replace(/\W/g, "_").replace(/^(\d)/, "_$1");
  return reserved.has(tidy) ? `${tidy}_` : tidy;
};

/** The class of a declared layer. */
export function writeCustomLayer(session: Session, part: Part, comments: Comments): PythonStatement[] {
  module(session, "keras");
  module(session, "layers");
  const body = part.statement.body ?? { statements: [], form: "braces" as const };
  const inputs = hasInputs(body).names;
  const names = inputs.length > 0 ? inputs : ["x"];
  const shapeNames = names.length === 1 ? ["input_shape"] : names.map((n) => `${n}_shape`);
  const heads = inputHeads(body.statements);
  const start = (): BodyWriting => {
    const w = newWriting(session, part.file, part.statement, part);
    (w as { comments: Comments }).comments = silent;
    parametersOf(w, part.head.parameters);
    for (const p of part.head.parameters)
      w.names.set(p.name.name, { python: `self.${attributeName(p.name.name)}`, kind: "value" });
    names.forEach((n) => {
      w.taken.add(n);
      w.names.set(n, { python: n, kind: "tensor" });
    });
    w.body = [];
    return w;
  };

  const methods: PythonStatement[] = [];
  const header = newWriting(session, part.file, part.statement, part);
  const parameters = parametersOf(header, part.head.parameters);
  if (parameters.length > 0)
    methods.push(
      func(
        "__init__",
        [atom("self"), ...parameters, atom("**kwargs")],
        [
          line("super().__init__(**kwargs)"),
          ...part.head.parameters.map((p) =>
            assign(`self.${attributeName(p.name.name)}`, atom(header.names.get(p.name.name)!.python)),
          ),
        ],
      ),
    );

  const building = start();
  building.special = (statement) => {
    const { head } = statement;
    if (head.kind === "weight" || head.kind === "state") writeWeight(building, head, shapeNames, heads);
    return ["input", "output", "macs", "flops", "weight", "state"].includes(head.kind);
  };
  (building as { comments: Comments }).comments = comments;
  const weightSizes = namesIn(
    body.statements,
    (h) => h === "weight" || h === "state" || h === "assign" || h === "if" || h === "assert",
  );
  bindSizes(building, heads, shapeNames, weightSizes);
  writeStatements(building, body.statements);
  const weights = tidy(building.body, names, shapeNames);
  if (weights.length > 0) methods.push(func("build", [atom("self"), ...shapeNames.map(atom)], weights));

  const inputText = heads.map((h) => oneLine(h.text)).join(", ");
  const outputText = outputHeads(body.statements)
    .map((h) => h.text)
    .join(" or ");
  methods.push(
    func(
      "call",
      [atom("self"), ...names.map(atom)],
      [
        {
          kind: "comment",
          text: `What the layer computes${inputText ? ` from ${inputText}` : ""}${outputText ? ` to ${outputText}` : ""}.`,
        },
        line(
          "raise ",
          call("NotImplementedError", [
            string(`${part.name}.call has to be written: the model file states shapes only`),
          ]),
        ),
      ],
    ),
  );

  const sizing = start();
  const outputs: { python: Python; dtype: string | undefined }[] = [];
  sizing.special = (statement) => {
    const { head } = statement;
    if (head.kind === "output") {
      head.values.forEach((value, i) => {
        const dtype = head.dtypes[i];
        const python = shapePython(sizing, value, shapeNames, heads);
        outputs.push({
          python,
          dtype: dtype === undefined ? undefined : dtype.kind === "name" ? dtype.name : dtype.value,
        });
        sizing.outputs.values.push({ python });
      });
    }
    return ["input", "output", "macs", "flops", "weight", "state", "assert"].includes(head.kind);
  };
  sizing.finish = (values) => line("return ", several(values.map((v) => v.python)));
  bindSizes(
    sizing,
    heads,
    shapeNames,
    namesIn(body.statements, (h) => h === "output" || h === "assign" || h === "if"),
  );
  writeStatements(sizing, body.statements);
  const shapes = tidy(sizing.body, names, shapeNames);
  if (sizing.outputs.values.length > 0)
    shapes.push(
      ...tidy([line("return ", several(sizing.outputs.values.map((v) => v.python)))], names, shapeNames),
    );
  else if (!sizing.returned) shapes.push(line("return ", atom(shapeNames[0]!)));
  methods.push(func("compute_output_shape", [atom("self"), ...shapeNames.map(atom)], shapes));

  const shapeCall = call(
    "self.compute_output_shape",
    names.map((n) => atom(`${n}.shape`)),
  );
  const tensorOf = (shape: Python, dtype: string | undefined): Python =>
    call(`${module(session, "keras")}.KerasTensor`, [
      shape,
      keyword("dtype", dtype === undefined ? atom(`${names[0]}.dtype`) : string(dtype)),
    ]);
  const spec: PythonStatement[] =
    outputs.length > 1 && sizing.outputs.values.length === outputs.length
      ? [
          assign("shapes", shapeCall),
          line("return ", {
            pieces: outputs.flatMap((o, i) => [
              ...(i === 0 ? [] : [", "]),
              ...tensorOf(atom(`shapes[${i}]`), o.dtype).pieces,
            ]),
            strength: strength.tuple,
          }),
        ]
      : [line("return ", tensorOf(shapeCall, outputs[0]?.dtype))];
  methods.push(func("compute_output_spec", [atom("self"), ...names.map(atom)], spec));
  if (parameters.length > 0)
    methods.push(
      func(
        "get_config",
        [atom("self")],
        [
          line(
            "return ",
            dictionary([
              [undefined, call("super().get_config", [])],
              ...part.head.parameters.map(
                (p) => [string(p.name.name), atom(`self.${attributeName(p.name.name)}`)] as const,
              ),
            ]),
          ),
        ],
      ),
    );
  const spaced = methods.flatMap((m, i): PythonStatement[] => (i === 0 ? [m] : [{ kind: "blank" }, m]));
  return [
    line("@keras.saving.register_keras_serializable()"),
    block(`class ${partName(session, part)}(layers.Layer)`, undefined, [
      ...(part.statement.doc
        ? ([{ kind: "docstring", text: part.statement.doc }, { kind: "blank" }] as const)
        : []),
      ...spaced,
    ]),
  ];
}

const silent: Comments = {
  before() {},
  behind() {},
  opening() {},
  atEnd() {},
  enter() {},
  fileLevel: () => [],
};

const several = (values: readonly Python[]): Python =>
  values.length === 1
    ? values[0]!
    : {
        pieces: values.flatMap((v, i) => (i === 0 ? v.pieces : [", ", ...v.pieces])),
        strength: strength.tuple,
      };

function* all(statements: readonly Statement[]): Generator<Statement> {
  for (const s of statements) {
    yield s;
    if (s.body) yield* all(s.body.statements);
    if (s.otherwise) yield* all([s.otherwise]);
  }
}

const inputHeads = (statements: readonly Statement[]): readonly (InputHead & { readonly text: string })[] =>
  [...all(statements)].flatMap((s) =>
    s.head.kind === "input" ? [{ ...s.head, text: s.text.replace(/^input\s+/, "") }] : [],
  );

const outputHeads = (statements: readonly Statement[]): readonly (OutputHead & { readonly text: string })[] =>
  [...all(statements)].flatMap((s) =>
    s.head.kind === "output" ? [{ ...s.head, text: oneLine(s.text.replace(/^output\s+/, "")) }] : [],
  );

/** Words that statements of some kinds hold. */
function namesIn(statements: readonly Statement[], wanted: (kind: string) => boolean): ReadonlySet<string> {
  const found = new Set<string>();
  for (const s of all(statements))
    if (wanted(s.head.kind)) for (const m of s.text.matchAll(/[A-Za-z_]\w*/g)) found.add(m[0]);
  return found;
}

/** The sizes that patterns bind: `n, c = input_shape[1:]`. */
function bindSizes(
  w: BodyWriting,
  heads: readonly InputHead[],
  shapeNames: readonly string[],
  wanted: ReadonlySet<string>,
): void {
  const bound = new Set<string>();
  heads.forEach((head, at) => {
    const shape = atom(shapeNames[at]!);
    const items = head.shape?.items ?? [];
    const rest = items.findIndex((item) => item.kind === "ellipsis");
    const fresh = items.map((item) =>
      item.kind === "name" && item.name !== "?" && !w.names.has(item.name) && !bound.has(item.name)
        ? item.name
        : undefined,
    );
    const needed = fresh.filter((name) => name !== undefined && wanted.has(name));
    for (const name of fresh) if (name) bound.add(name);
    const bind = (name: string): string => {
      w.names.set(name, { python: name, kind: "value" });
      w.taken.add(name);
      return name;
    };
    if (rest < 0 && items.length > 1 && needed.length === items.length) {
      w.body.push(line(`${fresh.map((n) => bind(n!)).join(", ")} = `, subscript(shape, [atom("1:")])));
      return;
    }
    fresh.forEach((name, i) => {
      if (name === undefined) return;
      bind(name);
      if (!wanted.has(name)) return;
      const fromEnd = i === items.length - 1 || (rest >= 0 && i > rest);
      w.body.push(assign(name, subscript(shape, [atom(fromEnd ? `${i - items.length}` : `${i + 1}`)])));
    });
  });
}

function writeWeight(
  w: BodyWriting,
  head: WeightHead,
  shapeNames: readonly string[],
  heads: readonly InputHead[],
): void {
  const name = head.name.kind === "name" ? string(head.name.name) : stringOf(w, head.name);
  const text = head.name.kind === "name" ? head.name.name : head.name.value;
  const items = head.shape.kind === "list" || head.shape.kind === "tuple" ? head.shape.items : undefined;
  const shape = items
    ? tuple(items.flatMap((item) => sizePython(w, item, shapeNames, heads, false)))
    : expression(w, head.shape);
  const dtype =
    head.dtype === undefined ? undefined : head.dtype.kind === "name" ? head.dtype.name : head.dtype.value;
  const trainable = head.options.find((o) => o.name?.name === "trainable");
  const value = call("self.add_weight", [
    keyword("name", name),
    keyword("shape", shape),
    keyword("initializer", string(initializerOf(text, head.kind))),
    ...(dtype === undefined ? [] : [keyword("dtype", string(dtype))]),
    ...(head.kind === "state"
      ? [keyword("trainable", atom("False"))]
      : trainable
        ? [keyword("trainable", expression(w, trainable.value))]
        : []),
  ]);
  const fixed = head.name.kind === "name" || !head.name.parts?.some((p) => typeof p !== "string");
  if (fixed) w.body.push(assign(`self.${attributeName(text)}`, value));
  else w.body.push(line("", call("setattr", [atom("self"), name, value])));
}

/** The start a weight of that name usually has. */
const initializerOf = (name: string, kind: "weight" | "state"): string =>
  /gamma|scale|variance|(^|_)var$/.test(name)
    ? "ones"
    : kind === "state" || /beta|bias|shift|mean|count/.test(name)
      ? "zeros"
      : "glorot_uniform";

/** An output's shape, the batch first. */
function shapePython(
  w: BodyWriting,
  node: Expression,
  shapeNames: readonly string[],
  heads: readonly InputHead[],
): Python {
  const first = atom(shapeNames[0]!);
  if (node.kind !== "list" && node.kind !== "tuple") {
    const value = expression(w, node);
    return flat(value) === `${w.part ? [...hasInputs(w.part.statement.body).names][0] : ""}.shape[1:]`
      ? first
      : tuple([subscript(first, [atom("0")]), prefixed("*", within(value, strength.atom))]);
  }
  const leads = node.items[0]?.kind === "ellipsis" && heads[0]?.shape?.items[0]?.kind === "ellipsis";
  return tuple([
    ...(leads ? [] : [subscript(first, [atom("0")])]),
    ...node.items.flatMap((item) => sizePython(w, item, shapeNames, heads, true)),
  ]);
}

function sizePython(
  w: BodyWriting,
  item: Expression,
  shapeNames: readonly string[],
  heads: readonly InputHead[],
  open: boolean,
): readonly Python[] {
  if (item.kind === "ellipsis") {
    const at = heads.findIndex((h) => h.shape?.items.some((i) => i.kind === "ellipsis"));
    const items = heads[at]?.shape?.items ?? [];
    const rest = items.findIndex((i) => i.kind === "ellipsis");
    if (at < 0) throw unsaid(w, "`...` without one in an input", item);
    const behind = items.length - 1 - rest;
    const lower = open && rest === 0 ? "" : `${rest + 1}`;
    const upper = behind === 0 ? "" : `-${behind}`;
    return [prefixed("*", subscript(atom(shapeNames[at]!), [atom(`${lower}:${upper}`)]))];
  }
  const value = expression(w, item);
  if (!open || item.kind === "name" || item.kind === "number") return [value];
  // A size nobody knows yet stays unknown.
  const sizes = heads
    .flatMap((h) => h.shape?.items ?? [])
    .flatMap((i) => (i.kind === "name" && new RegExp(`\\b${i.name}\\b`).test(flat(value)) ? [i.name] : []));
  const unique = [...new Set(sizes)];
  if (unique.length === 0) return [value];
  const unknown: Python =
    unique.length === 1
      ? atom(`${unique[0]} is None`)
      : { pieces: ["None in ", ...tuple(unique.map(atom)).pieces], strength: strength.comparison };
  return [
    operation(
      [
        { value: atom("None") },
        { operator: "if", value: unknown },
        { operator: "else", value: within(value, strength.conditional) },
      ],
      strength.conditional,
    ),
  ];
}

/** Shapes of the inputs by the names the method has; branches in which nothing is left are gone. */
function tidy(
  statements: readonly PythonStatement[],
  names: readonly string[],
  shapeNames: readonly string[],
): PythonStatement[] {
  const swap = (text: string): string =>
    names.reduce((t, name, i) => t.replace(new RegExp(`\\b${name}\\.shape\\b`, "g"), shapeNames[i]!), text);
  const python = (node: Python): Python => ({
    ...node,
    pieces: node.pieces.map(
      (p): Piece => (typeof p === "string" ? swap(p) : { ...p, items: p.items.map(python) }),
    ),
    ...(node.operands ? { operands: node.operands.map((o) => ({ ...o, value: python(o.value) })) } : {}),
  });
  const result: PythonStatement[] = [];
  for (const s of statements) {
    if (s.kind === "assign") result.push({ ...s, value: python(s.value) });
    else if (s.kind === "line") result.push({ ...s, value: s.value && python(s.value) });
    else if (s.kind === "block") {
      const body = tidy(s.body, names, shapeNames);
      const empty = body.every((l) => l.kind === "blank" || (l.kind === "line" && l.before === "pass"));
      const opens = !/^(elif|else)/.test(s.header.before);
      if (empty && s.header.before === "else") continue;
      if (empty && opens) {
        const next = statements[statements.indexOf(s) + 1];
        if (!(next?.kind === "block" && /^(elif|else)/.test(next.header.before))) continue;
      }
      result.push({
        ...s,
        header: { ...s.header, value: s.header.value && python(s.header.value) },
        body: body.length > 0 ? body : [line("pass")],
      });
    } else result.push(s);
  }
  while (result.at(-1)?.kind === "blank") result.pop();
  while (result[0]?.kind === "blank") result.shift();
  return result;
}
