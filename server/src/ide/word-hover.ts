// Hovers on what is no name: the word a statement begins with, a value that an argument takes, an attribute, an arrow, the path
// of an import. It never evaluates.
import type { Analysis } from "../analysis/analysis.ts";
import { findObject } from "../layers/catalogue.ts";
import { typeOf } from "../model/graph.ts";
import type { Argument, Call } from "../syntax/tree.ts";
import type { AnyNode, Found } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";
import { typesText, typeText } from "./amounts.ts";
import { typeOfName } from "./flow-type.ts";
import type { Hover } from "./hover.ts";
import { keywordCard } from "./keyword-cards.ts";
import { meaningOf, modelOf } from "./names.ts";
import { partCard } from "./part-hover.ts";
import { argumentCard, calleeOf, classCard, parametersOf } from "./reference-hover.ts";
import { usesShown } from "./statement-uses.ts";
import { trainingFact, trainingText } from "./training-facts.ts";

type Show = (span: Span, markdown: string | undefined) => Hover | undefined;

const holds = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** On the word that opens a statement, and on `except`, `in` and `->`. */
export function onWord(analysis: Analysis, found: Found, show: Show): Hover | undefined {
  const { statement, offset, path } = found;
  const { keyword } = statement.head;
  if (keyword && holds(keyword, offset)) {
    const word = statement.text.slice(keyword.start, keyword.end);
    const card = keywordCard(word);
    const trains = trainingFact(analysis, statement);
    const fact = trains ? trainingText(analysis, trains) : factOf(analysis, found);
    return show(keyword, card && [...(trains ? [fact, card] : [card, fact])].filter(Boolean).join("\n\n"));
  }
  const word = wordAt(statement.text, offset);
  const text = statement.text.slice(word.start, word.end);
  const inside = path.at(-1);
  const free = !inside || !("kind" in inside) || !["name", "string"].includes(inside.kind);
  if (free && /^(except|in|import)$/.test(text) && statement.head.kind !== "expression")
    return show(word, keywordCard(text));
  return onArrow(analysis, found, show);
}

function wordAt(text: string, offset: number): Span {
  const before = /\w*$/.exec(text.slice(0, offset))![0].length;
  const after = /^\w*/.exec(text.slice(offset))![0].length;
  return { start: offset - before, end: offset + after };
}

/** What came of a statement whose word is looked at. */
function factOf(analysis: Analysis, { statement }: Found): string | undefined {
  const { head, body } = statement;
  const [first] = body?.statements ?? [];
  if ((head.kind === "repeat" || head.kind === "for") && first) {
    const turns = usesShown(analysis, first).length;
    return turns > 0 ? `Its body was gone through ${turns === 1 ? "once" : `${turns} times`}.` : undefined;
  }
  if (head.kind === "if" && first && usesShown(analysis, statement).length > 0)
    return usesShown(analysis, first).length > 0 ? "The condition held." : "The condition did not hold.";
  return undefined;
}

/** On an arrow: what flows through it. */
function onArrow(analysis: Analysis, { path, statement, offset }: Found, show: Show): Hover | undefined {
  const pipeline = path.findLast((node) => "kind" in node && node.kind === "pipeline");
  if (!pipeline || !("kind" in pipeline) || pipeline.kind !== "pipeline") return undefined;
  const index = pipeline.elements.findIndex((element) => offset < element.start);
  const [before, after] = [pipeline.elements[index - 1], pipeline.elements[index]];
  if (!before || !after || offset < before.end) return undefined;
  const arrow = before.end + statement.text.slice(before.end, after.start).indexOf("->");
  if (offset < arrow || offset > arrow + 2) return undefined;
  const [use] = usesShown(analysis, statement);
  const behind = use?.nodes.find(
    ({ place }) => place.statement === statement && after.start <= place.start && place.end <= after.end,
  );
  const types = behind?.inputs.map(typeOf).filter((type) => type !== undefined) ?? [];
  return types.length > 0
    ? show({ start: arrow, end: arrow + 2 }, `**${typesText(types)}** flows here`)
    : undefined;
}

const isKind = <K extends string>(
  node: AnyNode | undefined,
  kind: K,
): node is Extract<AnyNode, { kind: K }> => node !== undefined && "kind" in node && node.kind === kind;

/** On a word or string that an argument takes: the object it names, or the argument. */
export function onValue(analysis: Analysis, found: Found, show: Show): Hover | undefined {
  const { path, statement, around, offset } = found;
  const value = path.at(-1);
  const word =
    isKind(value, "string") && !value.parts ? value.value : isKind(value, "name") ? value.name : "";
  const argument = path.findLast((node): node is Argument => !("kind" in node) && "value" in node);
  const call = path.findLast(
    (node): node is Call => isKind(node, "call") && !!argument && node.args.includes(argument),
  );
  if (!word || !value || !argument || !call || !isKind(value, "string") === !isKind(value, "name"))
    return undefined;
  if (
    isKind(value, "name") &&
    meaningOf(analysis, word, statement, around, offset + analysis.tree.start(statement))
  )
    return undefined;
  const callee = calleeOf(analysis, call.callee, statement, around);
  if (!callee) return undefined;
  const position = call.args.filter((arg) => !arg.name).indexOf(argument);
  const all = parametersOf(callee);
  const parameter = argument.name ? all.find((p) => p.name === argument.name?.name) : all[position];
  if (!parameter?.options.includes(word)) return undefined;
  const object = parameter.family && findObject(word, parameter.family);
  return show(
    value as Span,
    object ? classCard({ kind: "object", definition: object }) : argumentCard(callee, parameter.name),
  );
}

const attributes: Readonly<Record<string, string>> = {
  shape: "The shape, without the batch axis.",
  rank: "The number of axes, without the batch axis.",
  dtype: "The dtype.",
  trainable:
    "The flag that says whether its weights train, for all layers below it as well. Keras heeds it from the next `compile` on.",
  layers:
    "Its layers as Keras lists them: input layers and operations among them, blocks flattened, a nested model as one.",
  name: "The name, as in the summary.",
};

/** On an attribute: what it is, and its value where that is known. */
export function onAttribute(analysis: Analysis, found: Found, show: Show): Hover | undefined {
  const { path, statement, offset } = found;
  const [parent, name] = path.slice(-2);
  if (!isKind(parent, "attribute") || !isKind(name, "name") || parent.name !== name) return undefined;
  const text = Object.hasOwn(attributes, name.name) ? attributes[name.name] : undefined;
  if (!text) return undefined;
  const type = isKind(parent.value, "name")
    ? typeOfName(analysis, parent.value.name, found, offset + analysis.tree.start(statement))
    : undefined;
  const trains = name.name === "trainable" ? trainingFact(analysis, statement) : undefined;
  if (trains) return show(name, `${trainingText(analysis, trains)}\n\n${text}`);
  const value = type && ["shape", "rank", "dtype"].includes(name.name) ? `\n\n${typeText(type)}` : "";
  return show(name, `**${name.name}**  \n${text}${value}`);
}

/** On the path of an import: what the file declares; on `model` in a training: the model it is for. */
export function onPlace(
  analysis: Analysis,
  { path, statement, around }: Found,
  show: Show,
): Hover | undefined {
  const node = path.at(-1);
  const { head } = statement;
  if (head.kind === "import" && isKind(node, "string")) {
    const { project } = analysis.elaboration.program;
    const target = project.resolve(analysis.file, head.path.value);
    if ("missing" in target) return undefined;
    const names = [...target.names.keys()].map((name) => `\`${name}\``).join(", ");
    return show(node, `**${head.path.value}** declares ${names || "nothing"}`);
  }
  if ((head.kind === "weight" || head.kind === "state") && isKind(node, "name") && node === head.name)
    return show(
      node,
      `**${head.kind} ${head.name.name}**: \`${statement.text.slice(head.shape.start, head.shape.end)}\``,
    );
  const training = around.find((s) => s.head.kind === "training");
  const model = training && isKind(node, "name") && node.name === "model" && modelOf(analysis.file, training);
  const part =
    model && "name" in model.head && typeof model.head.name === "object" && "name" in model.head.name
      ? analysis.file.names.get(model.head.name.name)
      : undefined;
  return part?.kind === "part" ? show(node as Span, partCard(analysis, part.part)) : undefined;
}
