// What can stand at a cursor, read from the part of its statement before it, so that half-written statements count too. It
// never looks at names.

/** What is being written. */
export type Place =
  | "statement"
  /** A layer, or a value that flows: behind `->`, `=`, a label, in a list. */
  | "stage"
  /** A number or a condition. */
  | "expression"
  /** What a `for` goes through. */
  | "iterable"
  /** An axis of an input, a weight or an output. */
  | "size"
  | "dtype"
  /** The model of a training. */
  | "model"
  /** `True` or `False`. */
  | "flag"
  /** The word `for` of a training's head. */
  | "for"
  /** The word `in` behind what a `for` counts with. */
  | "in"
  /** A name that is made up here. */
  | "new-name";

const rules: readonly (readonly [RegExp, Place])[] = [
  [/^\s*$/, "statement"],
  [/^\s*(if|elif|else|for|repeat)\b[^[({]*:\s*$/, "statement"],
  [/^\s*(repeat|if|elif|assert|macs|flops)\b/, "expression"],
  [/^\s*for\b[\s\S]*?\bin\s/, "iterable"],
  [/^\s*for\s+(?:\w+\s*,\s*)*\w+\s+$/, "in"],
  [/^\s*for\b/, "new-name"],
  [/^\s*(input|weight|state)\s+\w+\s*:\s*\[[^\]]*$/, "size"],
  [/^\s*(input|weight|state)\s+\w+\s*:\s*\[[^\]]*\]\s*$/, "dtype"],
  [/^\s*(input|weight|state)\b/, "new-name"],
  [/^\s*const\s+\w+\s*=/, "expression"],
  [/^\s*training\s+\w+\s+for\s+$/, "model"],
  [/^\s*training\s+\w+\s+$/, "for"],
  [/^\s*(const|training|model|block|layer|shared)\s+\w*$/, "new-name"],
  [/\.trainable\s*=\s*$/, "flag"],
  [/\bif\s+(?!.*\belse\b)[^\n]*$/, "expression"],
  [/(?<!-)(?:[+*/%@]|\*\*|[<>]|[<>=!]=|\bnot|\band|\bor)\s*$/, "expression"],
  [/[\w)\]]\[[^\]]*$/, "expression"],
];

/** What stands behind a part of a statement; `lead` is its text up to the word at the cursor. */
export function placeBehind(lead: string): Place {
  const own = ownPart(lead);
  return rules.find(([pattern]) => pattern.test(own))?.[1] ?? "stage";
}

/** The last of several statements on a line, and what follows the brace of a head. */
function ownPart(lead: string): string {
  let start = 0;
  let depth = 0;
  let string: string | undefined;
  for (let i = 0; i < lead.length; i++) {
    const c = lead[i]!;
    if (string !== undefined) {
      if (c === "\\") i++;
      else if (c === string) string = undefined;
    } else if (c === '"' || c === "'") string = c;
    else if ("([".includes(c)) depth++;
    else if (")]".includes(c)) depth--;
    else if (depth <= 0 && (c === ";" || c === "{" || c === "}")) start = i + 1;
  }
  return lead.slice(start);
}
