// A call with what feeds it, as a stage of a pipeline or with its arguments in brackets. It never spells a layer.
import { findLayer } from "../../../layers/catalogue.ts";
import type { Piece, Ref, SourceNode, Stage } from "../../net-source/graph.ts";
import type { Argument } from "../../net-source/term.ts";
import { BadModel, type Json, shown } from "./json.ts";
import { type OperationCall, operandPiece } from "./operations.ts";
import type { Spelled } from "./reading.ts";
import type { CallValue, SavedCall, TensorKey } from "./saved-model.ts";
import { tensorsIn, tensorsOf } from "./tensors.ts";

/** Calls where `training=False` says something: elsewhere it is what Keras saves for a call that said nothing. */
const heedsTraining = (stage: Stage): boolean =>
  /^(BatchNormalization|TimeDistributed)$/.test(stage.callee) || !findLayer(stage.callee);

/** A call as Net takes it: the states of a recurrent layer have a name, and what stands as a Lambda takes tensors alone. */
function callOf(stage: Stage, call: SavedCall): SavedCall {
  const [only] = call.args;
  if (stage.callee === "Lambda") {
    const tensors = [...call.args, ...call.kwargs.values()].flatMap((value) =>
      tensorsIn(value).map((key): CallValue => ({ kind: "tensor", key })),
    );
    const plainKwargs = [...call.kwargs].filter(
      ([name, value]) => name === "training" && value.kind === "plain",
    );
    return {
      args: tensors.length === 1 ? tensors : [{ kind: "list", items: tensors }],
      kwargs: new Map(plainKwargs),
    };
  }
  const recurrent = /^(RNN|SimpleRNN|GRU|LSTM|Bidirectional|ConvLSTM\dD)$/.test(stage.callee);
  if (recurrent && call.args.length === 1 && only?.kind === "list" && only.items.length > 1) {
    const [sequence, ...states] = only.items;
    const kwargs = new Map(call.kwargs).set("initial_state", { kind: "list", items: states });
    return { args: [sequence!], kwargs };
  }
  return call;
}

/** A stage with what feeds it: in a pipeline where one tensor or a list does, else as a call. */
export function applied(
  stage: Stage,
  call: SavedCall,
  ref: (key: TensorKey) => Ref,
  several: boolean,
  operation: Spelled["operation"],
): SourceNode {
  const sources: Ref[] = [];
  const source = (key: TensorKey): { readonly source: number } => {
    const found = ref(key);
    const at = sources.findIndex((s) => s.node === found.node && s.output === found.output);
    return { source: at >= 0 ? at : sources.push(found) - 1 };
  };
  const pieces = (value: CallValue): readonly Piece[] => {
    switch (value.kind) {
      case "tensor":
        return [source(value.key)];
      case "list":
        return ["[", ...value.items.flatMap((item, i) => [...(i > 0 ? [", "] : []), ...pieces(item)]), "]"];
      case "dict":
        return [
          "[",
          ...value.entries.flatMap(([, item], i) => [...(i > 0 ? [", "] : []), ...pieces(item)]),
          "]",
        ];
      case "plain":
        return [operandPiece(value.json)];
    }
  };
  if (operation && "subscript" in operation) {
    const first = call.args[0] && tensorsIn(call.args[0])[0];
    if (!first) throw new BadModel("has a subscript of something that is no tensor");
    return {
      stage: { ...stage, bare: true, pieces: [source(first), `[${operation.subscript}]`] },
      sources,
      several,
    };
  }
  if (operation) return operationNode(stage, operation, pieces, sources, several);
  const kwargs = [...callOf(stage, call).kwargs].filter(
    ([name, value]) =>
      value.kind !== "plain" ||
      (value.json !== null && (value.json !== false || (name === "training" && heedsTraining(stage)))),
  );
  const [first, ...more] = callOf(stage, call).args.filter(
    (arg, i) => i === 0 || arg.kind !== "plain" || arg.json !== null,
  );
  if (kwargs.length === 0 && first && more.length === 0) {
    if (first.kind === "tensor") {
      source(first.key);
      return { stage, sources, several };
    }
    const items =
      first.kind === "list" ? first.items : first.kind === "dict" ? first.entries.map(([, v]) => v) : [];
    if (items.length > 0 && items.every((item) => item.kind === "tensor")) {
      const refs = items.map((item) => ref((item as Extract<CallValue, { kind: "tensor" }>).key));
      return { stage: { ...stage, form: "list" }, sources: refs, several };
    }
  }
  if (sources.length === 0 && tensorsOf(call).length === 0)
    throw new BadModel(`has a layer that nothing feeds: \`${shown(stage.callee)}\``);
  const args = [
    ...[first, ...more].flatMap((arg) => (arg ? [pieces(arg)] : [])),
    ...kwargs.map(([name, value]): readonly Piece[] => [`${name}=`, ...pieces(value)]),
  ];
  return {
    stage: {
      ...stage,
      form: "call",
      pieces: ["(", ...args.flatMap((arg, i) => [...(i > 0 ? [", "] : []), ...arg]), ")"],
    },
    sources,
    several,
  };
}

/** `ops.mean(axis=1)` behind one tensor, `ops.add(a, b)` for several. */
function operationNode(
  stage: Stage,
  operation: OperationCall,
  pieces: (value: CallValue) => readonly Piece[],
  sources: Ref[],
  several: boolean,
): SourceNode {
  const { definition, values } = operation;
  const parameters = Object.entries(definition.parameters);
  const kept = values.filter(({ name, value }) => {
    const parameter = definition.parameters[name]!;
    return parameter.required || value.kind !== "plain" || !isDefault(value.json, parameter.default);
  });
  const written = kept.map(({ name, value, rest }) => ({
    name,
    index: parameters.findIndex(([n]) => n === name),
    required: definition.parameters[name]!.required,
    parts:
      rest && value.kind === "list"
        ? value.items.flatMap((item, i): readonly Piece[] => [...(i > 0 ? [", "] : []), ...pieces(item)])
        : operation.turned?.has(name)
          ? ["ops.swapaxes(", ...pieces(value), ", -1, -2)"]
          : pieces(value),
  }));
  const [first, ...others] = written;
  let inOrder = true;
  const spelled = written.map((w, i): readonly Piece[] => {
    inOrder = inOrder && w.index === i && (w.required || i === 0);
    return inOrder ? w.parts : [`${w.name}=`, ...w.parts];
  });
  const tensor = first?.parts[0];
  const flows =
    sources.length === 1 &&
    first?.index === 0 &&
    first.parts.length === 1 &&
    typeof tensor === "object" &&
    "source" in tensor &&
    others.every((w) => w.parts.every((part) => typeof part === "string" || !("source" in part)));
  const join = (parts: readonly (readonly Piece[])[]): readonly Piece[] =>
    parts.flatMap((part, i) => [...(i > 0 ? [", "] : []), ...part]);
  if (flows) {
    const args = others.map((w, i): Argument | undefined => {
      const only = w.parts.length === 1 ? w.parts[0] : undefined;
      const term = typeof only === "object" && !("source" in only) ? only : undefined;
      return term && { name: w.name, positional: spelled[i + 1]!.length === 1, term };
    });
    if (args.every((arg) => arg !== undefined))
      return { stage: { ...stage, form: "flow", args }, sources, several };
  }
  return {
    stage: { ...stage, form: "call", bare: true, pieces: ["(", ...join(spelled), ")"] },
    sources,
    several,
  };
}

const isDefault = (json: Json, value: unknown): boolean =>
  json === value ||
  (typeof json === "bigint" && Number(json) === value) ||
  (json === null && value === undefined);
