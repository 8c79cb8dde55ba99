// What can follow a dot: what a module has, the shape of a tensor, the layers below a part, the methods of a model. It never
// selects anything.
import type { Analysis } from "../analysis/analysis.ts";
import { allObjects, allOperations } from "../layers/catalogue.ts";
import { isSequence } from "../layers/value.ts";
import { isModule } from "../model/names.ts";
import type { Statement } from "../syntax/tree.ts";
import { statementsOf } from "../syntax/walk.ts";
import type { Completion } from "./completion.ts";
import { callOf, type Form, layerItems, libraryItems } from "./layer-completion.ts";
import { bindersOf, bindsSomewhere, boundValue, modelOf } from "./names.ts";
import { classCard } from "./reference-hover.ts";
import { selectorsBelow } from "./selectors.ts";
import { usesShown } from "./statement-uses.ts";
import { methods } from "./training-methods.ts";

/** The modules people write in front of what they take from Keras. */
const modules = [
  "layers",
  "ops",
  "activations",
  "applications",
  "callbacks",
  "constraints",
  "initializers",
  "losses",
  "metrics",
  "optimizers",
  "regularizers",
];

/** What may stand behind a dotted path, in a declaration; without a path, behind a call or a subscript. */
export function memberItems(
  analysis: Analysis,
  path: readonly string[],
  declaration: Statement | undefined,
  form: Form,
): readonly Completion[] {
  const [root] = path;
  if (root !== undefined && isModule(root)) return moduleItems(analysis, path.at(-1)!, form);
  if (declaration?.head.kind !== "training") {
    if (declaration && path.length === 1 && isList(analysis, declaration, root!)) return listMethods;
    const below =
      declaration?.head.kind === "model" && path.length > 0
        ? selectorsBelow(analysis, declaration, path)
        : [];
    const values = ["shape", "rank", "dtype"].map(
      (label): Completion => ({ label, kind: "variable", rank: 1 }),
    );
    return [...below.map((item) => ({ ...item, rank: 2 })), ...values];
  }
  const model = modelOf(analysis.file, declaration);
  const below = path.length > 0 ? selectorsBelow(analysis, model, path) : [];
  // What a loop goes through is a layer; nobody knows which.
  const looped = path.length === 0 || (path.length === 1 && isLoopVariable(declaration, root!));
  const flags = looped ? ["name", "trainable"] : ["trainable", "layers"];
  return [
    ...below,
    ...flags.map((label): Completion => ({ label, kind: "variable", rank: looped ? 1 : 3 })),
    ...methodItems(looped ? ofLayers : undefined),
  ];
}

const listMethods = ["append", "extend", "insert", "pop", "reverse", "copy", "index", "count"].map(
  (label, order): Completion => ({
    label,
    kind: "function",
    detail: "of a list",
    ...callOf(label, [], label !== "reverse" && label !== "copy"),
    plain: `${label}()`,
    rank: 1,
    order,
  }),
);

function isList(analysis: Analysis, declaration: Statement, name: string): boolean {
  const binder = bindsSomewhere(analysis, declaration, name);
  const value = binder && boundValue(usesShown(analysis, binder.statement)[0], binder);
  return value !== undefined && isSequence(value) && value.kind === "list";
}

const isLoopVariable = (training: Statement, name: string): boolean =>
  [...statementsOf(training.body?.statements ?? [])].some(
    (statement) =>
      statement.head.kind === "for" && bindersOf(statement).some((b) => b.what === "loop" && b.name === name),
  );

function moduleItems(analysis: Analysis, module: string, form: Form): readonly Completion[] {
  switch (module) {
    case "keras":
    case "tf":
    case "tensorflow":
      return (module === "keras" ? modules : ["keras"]).map((label) => ({
        label,
        kind: "constant",
        detail: "module",
        rank: 1,
      }));
    case "layers":
      return layerItems([], form);
    case "applications":
      return libraryItems(analysis, [], form);
    case "ops":
      return operations();
    default:
      return objectItems(module, form);
  }
}

const operations = (): readonly Completion[] =>
  allOperations().flatMap((definition) =>
    (definition.functions ?? []).map((label) => ({
      label,
      kind: "operation" as const,
      doc: () => classCard({ kind: "layer", definition }),
      rank: 1,
    })),
  );

/** The objects of a module such as `optimizers`. */
export const objectItems = (module: string, form: Form): readonly Completion[] =>
  allObjects()
    .filter(({ family }) => module.startsWith(family.slice(0, -1)))
    .map((definition) => ({
      label: definition.name,
      kind: "object",
      detail: definition.family,
      doc: () => classCard({ kind: "object", definition }),
      rank: definition.usual ? 1 : 2,
      ...(form === "call" && /^[A-Z]/.test(definition.name)
        ? callOf(definition.name, [], Object.keys(definition.parameters).length > 0)
        : {}),
    }));

const ofLayers = ["count_params", "enable_lora", "quantize"];

/** Methods of the model of a training; of a layer only some. */
export const methodItems = (names: readonly string[] = Object.keys(methods)): readonly Completion[] =>
  names.map((label) => ({
    label,
    kind: "function",
    detail: methods[label]!.summary,
    doc: () => classCard({ kind: "method", name: label, ...methods[label]! }),
    ...callOf(label, [], Object.keys(methods[label]!.parameters).length > 0),
    plain: `${label}()`,
    rank: label === "compile" || label === "fit" ? 4 : 9,
  }));
