// The call a cursor stands in, read from the text so that half-written calls count too. It never knows what is called.

export interface CallContext {
  /** The dotted name before the bracket. */
  readonly path: readonly string[];
  /** Whether what is called was made by a call before it: `Dense(3)(`, whose name is `Dense`. */
  readonly made: boolean;
  /** The offset of the name. */
  readonly start: number;
  /** The offset behind the opening bracket. */
  readonly inside: number;
  /** Complete arguments before the cursor's. */
  readonly before: readonly string[];
  /** The text of the cursor's argument up to the cursor. */
  readonly current: string;
  /** What follows the cursor's argument in the call, as far as it was read. */
  readonly after: string;
}

interface Open {
  readonly bracket: string;
  readonly at: number;
  commas: number[];
}

export interface TextContext {
  readonly call: CallContext | undefined;
  /** Inside a string, and where it began. */
  readonly string: number | undefined;
  readonly comment: boolean;
}

/** Reads a text from the start of a statement to a cursor. */
export function textContext(text: string, from: number, cursor: number): TextContext {
  const stack: Open[] = [];
  let string: number | undefined;
  for (let i = from; i < cursor; i++) {
    const c = text[i]!;
    if (string !== undefined) {
      if (c === "\\") i++;
      else if (c === text[string] || c === "\n") string = undefined;
      continue;
    }
    if (c === "#") {
      const end = text.indexOf("\n", i);
      if (end < 0 || end >= cursor) return { call: undefined, string: undefined, comment: true };
      i = end;
    } else if (c === '"' || c === "'") string = i;
    else if ("([{".includes(c)) stack.push({ bracket: c, at: i, commas: [] });
    else if (")]}".includes(c)) stack.pop();
    else if (c === ",") stack.at(-1)?.commas.push(i);
  }
  return { call: callOf(text, stack, cursor), string, comment: false };
}

function callOf(text: string, stack: readonly Open[], cursor: number): CallContext | undefined {
  for (let i = stack.length - 1; i >= 0; i--) {
    const open = stack[i]!;
    // A dictionary is part of an argument; a body is none of a call's business.
    if (open.bracket === "{" && !/[=(,:[]\s*$/.test(text.slice(Math.max(0, open.at - 40), open.at)))
      return undefined;
    if (open.bracket !== "(") continue;
    const made = text[open.at - 1] === ")" ? openingOf(text, open.at - 1) : undefined;
    const nameEnd = made ?? open.at;
    const name = /[A-Za-z_][\w.]*$/.exec(text.slice(Math.max(0, nameEnd - 200), nameEnd));
    if (!name) continue;
    const cuts = [open.at, ...open.commas];
    const before = cuts.slice(0, -1).map((cut, n) => text.slice(cut + 1, cuts[n + 1]));
    return {
      path: name[0].split("."),
      made: made !== undefined,
      start: nameEnd - name[0].length,
      inside: open.at + 1,
      before,
      current: text.slice(cuts.at(-1)! + 1, cursor),
      after: restOf(text, cursor, open.at),
    };
  }
  return undefined;
}

/** The bracket that a closing one belongs to, read backwards; strings with brackets in them are seldom there. */
function openingOf(text: string, closing: number): number | undefined {
  let depth = 0;
  for (let i = closing; i >= Math.max(0, closing - 2000); i--) {
    if (")]}".includes(text[i]!)) depth++;
    else if ("([{".includes(text[i]!) && --depth === 0) return i;
  }
  return undefined;
}

const indentAt = (text: string, at: number): number => /^[ \t]*/.exec(text.slice(at, at + 100))![0].length;

/** The text up to the bracket that closes the call, or a line that cannot be part of it. */
function restOf(text: string, cursor: number, opened: number): string {
  const indent = indentAt(text, text.lastIndexOf("\n", opened) + 1);
  let depth = 0;
  const end = Math.min(text.length, cursor + 2000);
  for (let i = cursor; i < end; i++) {
    const c = text[i]!;
    if ("([{".includes(c)) depth++;
    else if (")]}".includes(c) && --depth < 0) return text.slice(cursor, i);
    else if (c === "\n" && depth === 0) {
      const next = text.slice(i + 1, i + 80);
      const left = /^[ \t]*[^\s)\]}]/.test(next) && indentAt(text, i + 1) <= indent;
      if (left || /^\s*(->|\w+:|[A-Z]\w*\(|\}|$)/.test(next)) return text.slice(cursor, i);
    }
  }
  return text.slice(cursor, end);
}

const given = /^\s*([A-Za-z_]\w*)\s*=(?!=)/;

/** The names of the arguments given besides the cursor's. */
export const namesGiven = ({ before, after }: CallContext): ReadonlySet<string> =>
  new Set([...before, ...after.split(",").slice(1)].flatMap((argument) => given.exec(argument)?.[1] ?? []));

/** The name of the cursor's argument, where it is written. */
export const nameOfCurrent = ({ current }: CallContext): string | undefined => given.exec(current)?.[1];

/** How many arguments before the cursor's have no name. */
export const positionalBefore = ({ before }: CallContext): number =>
  before.filter((argument) => !given.test(argument)).length;
