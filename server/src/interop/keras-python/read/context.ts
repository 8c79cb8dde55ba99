// What is known of a whole Python file while it is read: its names, its declarations, what was written and what to tell. It
// never looks inside a statement.
import { reservedWords } from "../../../syntax/words.ts";
import type { LineIndex } from "../../../text/line-index.ts";
import type { ImportNote } from "../../import-result.ts";
import { Names } from "./keras-names.ts";
import type { Expr } from "./python-syntax.ts";
import { type Declared, Scope } from "./scope.ts";

const statementWords = new Set([
  ...[
    "model",
    "block",
    "layer",
    "training",
    "input",
    "output",
    "shared",
    "repeat",
    "const",
    "freeze",
    "unfreeze",
  ],
  ...["weight", "state", "macs", "flops"],
]);

/** A part whose input is a model's own, so that Keras counts its layers among the model's. */
export interface Joined {
  /** What it is called in the model. */
  readonly label: string;
  /** Keras's `layers` of the whole part, by name. */
  readonly layers: readonly string[];
  /** Those the model reaches. */
  readonly kept: readonly string[];
}

export class Context {
  readonly names = new Names();
  readonly declared = new Map<string, Declared>();
  readonly scope = new Scope();
  readonly notes: ImportNote[] = [];
  /** Declarations written so far, by their name in Net, in the order of the file. */
  readonly written = new Map<string, { readonly at: number; readonly lines: readonly string[] }>();
  /** Constants to be filled in. */
  readonly placeholders = new Map<string, string>();
  /** What stands behind `input NAME` in models that were written, by their name. */
  readonly inputs = new Map<string, string>();
  /** Classes made from `keras.Model` that are called with inputs and outputs. */
  functional: ReadonlySet<string> = new Set();
  /** The input shapes of classes of models, from what the script calls or trains them with: `: [28, 28, 1]`. */
  readonly classInputs = new Map<string, string>();
  /** The texts of constants, by their name in Net. */
  readonly constantTexts = new Map<string, string>();
  /** Models whose layers are, in Keras, also those of a part that gives them its input; by their name in Net. */
  readonly joined = new Map<string, Joined>();
  /** How parts that were cut are made, by what they are made from. */
  readonly cuts = new Map<string, string>();
  /** Models that are Sequentials in Keras, whose `layers` leave the input out. */
  readonly sequentials = new Set<string>();
  /** Constants of the file: names that trainings and conditions may use. */
  constants: ReadonlySet<string> = new Set();
  /** The shapes of arrays that calls are given, by the offset of the argument, the batch counted. */
  arrays: ReadonlyMap<number, readonly (number | undefined)[]> = new Map();
  private readonly taken = new Set<string>();
  readonly source: string;
  readonly lines: LineIndex;

  constructor(source: string, lines: LineIndex) {
    this.source = source;
    this.lines = lines;
  }

  /** A note on a place of the source, told once. */
  note(message: string, at: number): void {
    const place = `line ${this.lines.position(at).line + 1}`;
    if (!this.notes.some((n) => n.message === message && n.place === place))
      this.notes.push({ message, place });
  }

  /** The file's names as they are given to a part: a model is made anew. */
  madeScope(): Scope {
    const scope = new Scope(this.scope);
    for (const name of this.scope.keys()) {
      const bound = this.scope.own(name)!;
      const making = bound.made && bound.declared ? `${bound.declared.net}()` : bound.making;
      if (making !== undefined) scope.set(name, { ...bound, net: making });
    }
    return scope;
  }

  /** Runs `work` and takes back all it declared and told. */
  trying<T>(work: () => T): T {
    const [notes, written, taken, open] = [
      [...this.notes],
      new Map(this.written),
      new Set(this.taken),
      new Map(this.placeholders),
    ];
    const result = work();
    this.notes.splice(0, this.notes.length, ...notes);
    const restore = <K, V>(map: Map<K, V>, old: ReadonlyMap<K, V>): void => {
      map.clear();
      for (const [k, v] of old) map.set(k, v);
    };
    restore(this.written, written);
    restore(this.placeholders, open);
    this.taken.clear();
    for (const name of taken) this.taken.add(name);
    return result;
  }

  text(e: { readonly from: number; readonly to: number }): string {
    return this.source.slice(e.from, e.to).replace(/\s+/g, " ");
  }

  /** A name for a declaration that no other has. */
  fresh(wanted: string): string {
    let name = wanted.replace(/\W+/g, "_").replace(/^(?=\d)/, "_");
    if (name === "" || reservedWords.has(name)) name = `${name}_`;
    let unique = name;
    for (let n = 2; this.taken.has(unique); n++) unique = `${name}_${n}`;
    this.taken.add(unique);
    return unique;
  }

  isTaken(name: string): boolean {
    return this.taken.has(name);
  }

  /** The name of a constant that stands for a value only a run could know. */
  placeholder(e: Expr, wanted?: string): string {
    const text = this.text(e);
    const known = [...this.placeholders].find(([, of]) => of === text);
    if (known) return known[0];
    const words = (wanted ?? text).match(/[A-Za-z0-9_]+/g) ?? ["value"];
    const name = this.fresh(
      words
        .join("_")
        .slice(0, 40)
        .replace(/^_+|_+$/g, "") || "value",
    );
    this.placeholders.set(name, text);
    this.note(
      `\`${text}\` is known only when the code runs; \`const ${name}\` stands for it and is to be filled in`,
      e.from,
    );
    return name;
  }
}

/** A name that may stand in a body of Net for a variable of Python. */
export const variableName = (name: string): string =>
  reservedWords.has(name) || statementWords.has(name) ? `${name}_` : name;

/** `build_resnet_block` as `ResnetBlock`. */
export function modelName(name: string): string {
  const bare = name.replace(/^_+/, "").replace(/^(?:get|make|build|create|define|construct|init)_(?=\w)/, "");
  return bare
    .split("_")
    .filter((w) => w !== "")
    .map((w) => w[0]!.toUpperCase() + w.slice(1))
    .join("_")
    .replace(/_(?=\D)|(?<=\D)_/g, "");
}
