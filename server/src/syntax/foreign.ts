// The Python that Net does not have, and what to write instead. It never reads more than the words.
import type { IToken } from "chevrotain";
import { Dot, Equals, endOf, Identifier, Walrus } from "./tokens.ts";
import type { SyntaxProblem } from "./tree.ts";

interface Foreign {
  readonly what: string;
  readonly advice: string;
}

const none: Foreign = { what: "this statement", advice: "leave it out" };
const imports: Foreign = {
  what: "imports of Python",
  advice: "leave them out: Keras's layers, models and optimizers are known by name",
};
const tries: Foreign = { what: "exceptions", advice: "nothing is executed; keep the statements alone" };
const loops: Foreign = { what: "`break` and `continue`", advice: "put the rest of the body in an `if`" };
const scopes: Foreign = { what: "scopes to choose", advice: "leave it out; names are the body's" };

const statements: Readonly<Record<string, Foreign>> = {
  import: imports,
  from: imports,
  def: { what: "`def`", advice: "declare a `block` or a `model`, whose `output` is what it returns" },
  class: { what: "`class`", advice: "declare a `layer` with its weights, or a `model`" },
  async: { what: "`async`", advice: "nothing is executed; leave it out" },
  await: { what: "`await`", advice: "nothing is executed; leave it out" },
  return: { what: "`return`", advice: "write `output`" },
  yield: { what: "`yield`", advice: "build a list" },
  while: { what: "`while`", advice: "write `repeat n { … }` or `for`" },
  with: { what: "`with`", advice: "keep the statements of its body alone" },
  try: tries,
  except: tries,
  finally: tries,
  raise: { what: "exceptions", advice: 'write `assert condition, "message"`' },
  del: { what: "`del`", advice: "leave it out; a name may be assigned again" },
  global: scopes,
  nonlocal: scopes,
  break: loops,
  continue: loops,
  "@": { what: "decorators", advice: "leave it out" },
};

const inExpressions: Readonly<Record<string, Foreign>> = {
  lambda: { what: "`lambda`", advice: "declare a `block`, or a `layer` with its shapes" },
  yield: statements.yield!,
  await: statements.await!,
};

/** The problem of a statement that is none of Net's. Its range is the first line of a block, and all of a run of imports. */
export function foreignStatement(text: string): SyntaxProblem {
  const word = /^@|^\w+/.exec(text)?.[0] ?? "";
  const { what, advice } = statements[word] ?? none;
  const run = word === "import" || word === "from" || word === "return";
  const line = run ? text : text.slice(0, /[\r\n]|$/.exec(text)!.index).trimEnd();
  return {
    code: "syntax-not-supported",
    facts: { what, advice, found: word },
    start: 0,
    end: Math.max(1, line.length),
  };
}

/** Where the tokens stop being Net: at a `lambda`, a `yield` or a `:=`. */
export function foreignToken(
  tokens: readonly IToken[],
): { readonly index: number; readonly problem: SyntaxProblem } | undefined {
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    let foreign: Foreign | undefined;
    if (token.tokenType === Walrus) foreign = { what: "`:=`", advice: "assign in a statement of its own" };
    else if (token.tokenType === Identifier && Object.hasOwn(inExpressions, token.image)) {
      const next = tokens[index + 1];
      const before = tokens[index - 1]?.tokenType;
      const named = before === Dot || (before !== undefined && before.name === "Name");
      const opens = token.image === "lambda" ? /^(?:[A-Za-z_]\w*|:|\*)/ : /^(?:[A-Za-z_]\w*|\(|\[|["'\d])/;
      const operatorWord = next && /^(?:is|in|and|or|not|if|else|for)$/.test(next.image);
      if (!named && next && next.tokenType !== Equals && opens.test(next.image) && !operatorWord) {
        // `lambda: Dense(3)` at the start is a label.
        if (!(index === 0 && next.image === ":")) foreign = inExpressions[token.image];
      }
    }
    if (foreign) {
      const problem = {
        code: "syntax-not-supported",
        facts: { ...foreign, found: token.image },
        start: token.startOffset,
        end: endOf(token),
      };
      return { index, problem };
    }
  }
  return undefined;
}
