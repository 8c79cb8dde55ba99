// The words that open a statement, and when they do. It looks at a word and the text of the token after it, never further.

/** Words that are never names. `True`, `False` and `None` are literals and stand elsewhere. */
export const reservedWords: ReadonlySet<string> = new Set([
  "for",
  "if",
  "else",
  "elif",
  "assert",
  "import",
  "in",
  "is",
  "and",
  "or",
  "not",
]);

/** What a statement is, as far as its first two tokens tell. */
export type StatementWord =
  | "model"
  | "block"
  | "layer"
  | "training"
  | "from"
  | "const"
  | "input"
  | "output"
  | "shared"
  | "weight"
  | "state"
  | "macs"
  | "flops"
  | "repeat"
  | "for"
  | "if"
  | "elif"
  | "else"
  | "assert"
  | "pass"
  | "freeze"
  | "unfreeze"
  /** Python that Net does not have, one line of it. */
  | "foreign-line"
  /** Python that Net does not have, with a body behind `:`. */
  | "foreign-block"
  | "simple";

const beforeName: ReadonlySet<string> = new Set([
  "model",
  "block",
  "layer",
  "training",
  "input",
  "shared",
  "const",
  "weight",
  "state",
]);
const always: ReadonlySet<string> = new Set(["output", "repeat", "freeze", "unfreeze"]);
const notAfterAlways: ReadonlySet<string> = new Set([
  "=",
  ".",
  ":",
  ",",
  "->",
  ";",
  ")",
  "]",
  "}",
  "+=",
  "-=",
  "*=",
  "/=",
  "//=",
  "%=",
  "**=",
  "@=",
  "&=",
  "|=",
  "^=",
  "<<=",
  ">>=",
]);

export const isNameText = (text: string | undefined): boolean =>
  text !== undefined && /^[A-Za-z_]\w*$/.test(text) && !reservedWords.has(text);

export const isStringText = (text: string | undefined): boolean =>
  text !== undefined && /^[A-Za-z]{0,2}["']/.test(text);

const startsOperand = (text: string | undefined): boolean =>
  text !== undefined && (isNameText(text) || isStringText(text) || /^[\d({[]|^not$/.test(text));

/**
 * `next` is the text of the token behind the word, or nothing where the statement's line ends there. In a `layer`, `macs`
 * and `flops` open statements too.
 */
export function statementWord(word: string, next: string | undefined, inLayer = false): StatementWord {
  switch (word) {
    case "for":
    case "if":
    case "elif":
    case "else":
    case "assert":
      return word;
    case "import":
    case "@":
      return "foreign-line";
    case "from":
      return isStringText(next) ? "from" : isNameText(next) ? "foreign-line" : "simple";
    case "pass":
      return next === undefined ? "pass" : "simple";
    case "macs":
    case "flops":
      return inLayer && next !== undefined && !notAfterAlways.has(next) ? word : "simple";
    case "def":
    case "class":
    case "async":
      return isNameText(next) ? "foreign-block" : "simple";
    case "while":
    case "with":
      return startsOperand(next) ? "foreign-block" : "simple";
    case "try":
    case "finally":
      return next === ":" ? "foreign-block" : "simple";
    case "except":
      return next === ":" || isNameText(next) ? "foreign-block" : "simple";
    case "return":
    case "yield":
      return next === undefined || startsOperand(next) || next === "-" ? "foreign-line" : "simple";
    case "break":
    case "continue":
      return next === undefined ? "foreign-line" : "simple";
    case "del":
    case "raise":
    case "global":
    case "nonlocal":
    case "await":
      return isNameText(next) ? "foreign-line" : "simple";
  }
  if (beforeName.has(word)) {
    if (isNameText(next) || isStringText(next)) return word as StatementWord;
    const declares = word === "model" || word === "block" || word === "layer" || word === "training";
    return declares && (next === "{" || (word === "training" && next === "for"))
      ? (word as StatementWord)
      : "simple";
  }
  if (always.has(word) && next !== undefined && !notAfterAlways.has(next)) return word as StatementWord;
  return "simple";
}

/** Statements that have a body. */
export const hasBody = (word: StatementWord): boolean =>
  word === "for" ||
  word === "if" ||
  word === "elif" ||
  word === "else" ||
  word === "repeat" ||
  isDeclaration(word);

/** `model`, `block`, `layer` and `training`. */
export const isDeclaration = (word: StatementWord): boolean =>
  word === "model" || word === "block" || word === "layer" || word === "training";
