// A saved Keras or TensorFlow.js model as readable Net: read, written as shortly as it can be, and compared with the plain
// text before it is given away. It touches no file.
import type { ImportNote, ImportResult } from "../../import-result.ts";
import { folded } from "../../net-source/fold.ts";
import { formatted } from "../../net-source/formatted.ts";
import type { Source } from "../../net-source/graph.ts";
import { type Signature, signatureOf } from "../../net-source/signature.ts";
import { type Folding, sourceText, unfolded } from "../../net-source/write-source.ts";
import { withoutAutomaticNames } from "./automatic-names.ts";
import {
  BadModel,
  isArray,
  isObject,
  isText,
  type Json,
  type JsonObject,
  member,
  parseJson,
} from "./json.ts";
import { readModel } from "./read-model.ts";
import { trainingSection } from "./training.ts";

/** Imports the text of a saved configuration. `name` is the file's, for messages and the first line. */
export function importKerasJson(text: string, name: string): ImportResult {
  try {
    const whole = parseJson(text);
    const document = modelDocument(whole);
    const { source, notes } = withTraining(readModel(document), document, whole);
    const written = readable({ ...source, comment: heading(source, name, notes) });
    return { kind: "imported", text: written.text, notes: [...notes, ...written.notes] };
  } catch (error) {
    if (error instanceof BadModel) return { kind: "refused", message: `${name} ${error.message}` };
    if (error instanceof RangeError)
      return { kind: "refused", message: `${name} is nested too deep to be read` };
    throw error;
  }
}

/** Where the model stands in a document: by itself, or inside what TensorFlow.js and older files put around it. */
function modelDocument(json: Json): JsonObject {
  if (isArray(json))
    throw new BadModel("is no saved model: it is a list, not an object with `class_name` and `config`");
  if (!isObject(json)) throw new BadModel("is no saved model: it holds no object");
  const topology = json.get("modelTopology");
  if (json.get("format") === "graph-model" || (isObject(topology) && isArray(topology.get("node"))))
    throw new BadModel(
      "is a graph model of TensorFlow.js, which has no layers any more; convert the Keras model to a layers model, or give its `model.to_json()`",
    );
  for (let at: JsonObject = json, i = 0; i < 4; i++) {
    if (isText(member(at, "class_name"))) return at;
    const inner = [
      at.get("modelTopology"),
      at.get("model_topology"),
      member(at, "model_config"),
      at.get("config"),
    ]
      .map((found) => (isText(found) && found.startsWith("{") ? parseJson(found) : found))
      .find(isObject);
    if (!inner) break;
    at = inner;
  }
  if (json.has("weightsManifest"))
    throw new BadModel("holds weights and no model: its `modelTopology` is missing");
  throw new BadModel(
    'is no saved model: it has no `class_name` and `config`; save one with `model.to_json()` or `model.save("model.keras")`',
  );
}

/** What was read, with the section for its `compile`. */
function withTraining(
  read: ReturnType<typeof readModel>,
  document: JsonObject,
  whole: Json,
): ReturnType<typeof readModel> {
  const notes = [...read.notes];
  const around = isObject(whole)
    ? isObject(whole.get("modelTopology"))
      ? (whole.get("modelTopology") as JsonObject)
      : whole
    : document;
  const context = {
    note: (message: string, place?: string) =>
      void notes.push({ message, ...(place === undefined ? {} : { place }) }),
    made: () => undefined,
  };
  const section = trainingSection(document, around, read.source.models.at(-1)!.name, context);
  return section === undefined ? read : { source: { ...read.source, sections: [section] }, notes };
}

function heading(source: Source, name: string, notes: readonly ImportNote[]): readonly string[] {
  const clean = name.replace(/[\r\n]+/g, " ");
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const { message, place } of notes) {
    if (seen.has(message)) continue;
    seen.add(message);
    if (lines.length < 12) lines.push(`- ${place === undefined ? "" : `${place}: `}${message}`);
  }
  if (seen.size > 12) lines.push(`- and ${seen.size - 12} more like these`);
  return [
    `${source.models.at(-1)!.name}, imported from ${clean}.`,
    ...lines.map((line) => line.replace(/[\r\n]+/g, " ")),
  ];
}

const foldings: readonly Folding[] = [folded];

/** The shortest text that means the same as the plain one. */
function readable(source: Source): { readonly text: string; readonly notes: readonly ImportNote[] } {
  const plain = sourceText(source, unfolded);
  const reference = signatureOf(plain);
  const short: Source = { ...source, models: source.models.map(withoutAutomaticNames) };
  const attempts = [
    ...foldings.flatMap((folding) => [() => sourceText(short, folding), () => sourceText(source, folding)]),
    () => sourceText(short, unfolded),
  ];
  for (const attempt of attempts) {
    const text = formatted(attempt());
    if (same(signatureOf(text), reference)) return { text, notes: doubts(reference) };
  }
  return { text: formatted(plain), notes: doubts(reference) };
}

function same(a: Signature, b: Signature): boolean {
  return (
    a.models.size === b.models.size &&
    [...a.models].every(([name, text]) => b.models.get(name) === text) &&
    a.problems.join() === b.problems.join()
  );
}

const doubts = ({ problems }: Signature): readonly ImportNote[] =>
  problems.length === 0
    ? []
    : [
        {
          message: `the text has ${problems.length === 1 ? "an error" : `${problems.length} errors`} (${[...new Set(problems)].join(", ")}); \`netlens check\` shows where`,
        },
      ];
