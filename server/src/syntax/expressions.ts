// The grammar of expressions, pipelines included, with actions that build their nodes. It never sees a statement's first word.
import {
  EmbeddedActionsParser,
  type IParserErrorMessageProvider,
  type IToken,
  type ParserMethod,
  type TokenType,
  tokenMatcher,
} from "chevrotain";
import { combine, type OperandPiece, type OperatorPiece } from "./operators.ts";
import { pipelineOf } from "./pipeline.ts";
import type { PreparedString } from "./prepare.ts";
import * as T from "./tokens.ts";
import { endOf, isEnd } from "./tokens.ts";
import {
  type Argument,
  type ComprehensionClause,
  type DictExpression,
  type Expression,
  type Name,
  type NumberLiteral,
  type StringLiteral,
  type SyntaxProblem,
  withParens,
} from "./tree.ts";

/** A rule without arguments that gives an `R`. */
export type Rule<R> = ParserMethod<[], R>;

interface DictEntry {
  /** Absent for `**value`, and where a set was written. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly set: boolean;
}

/** The message of a chevrotain error is what was expected; `read-head.ts` makes the sentence. */
const expectation: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => expectedWords(expected, ruleName),
  buildNotAllInputParsedMessage: () => "",
  buildNoViableAltMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
  buildEarlyExitMessage: ({ customUserDescription }) => customUserDescription ?? "something else",
};

function expectedWords(expected: TokenType, rule: string): string {
  const label = expected.LABEL ?? expected.name;
  if (expected === T.RParen || expected === T.RSquare || expected === T.RCurly) return `\`,\` or ${label}`;
  if (expected === T.Colon && rule === "dict") return "`:` and a value";
  if (expected === T.Else) return "`else` and the other value";
  return label;
}

const none: OperatorPiece[] = [];
const closers: ReadonlySet<TokenType> = new Set([T.RParen, T.RSquare, T.RCurly]);

/** What heads are built from. It is complete only with the rules of a head, so it does not analyse itself. */
export abstract class ExpressionParser extends EmbeddedActionsParser {
  /** Problems that did not stop the parser. */
  problems: SyntaxProblem[] = [];
  /** What was read of the string tokens before parsing. */
  strings: ReadonlyMap<IToken, PreparedString> = new Map();
  /** `?` is a dimension here. */
  protected inPattern = false;

  /** The checks of the grammar itself need a newer engine than the one an editor may have; a test makes them. */
  constructor(skipValidations: boolean) {
    super([...T.allTokens], {
      maxLookahead: 2,
      recoveryEnabled: false,
      skipValidations,
      errorMessageProvider: expectation,
    });
  }

  /** Reads the tokens of an expression that stands in a string. */
  readExpression(tokens: IToken[], strings: ReadonlyMap<IToken, PreparedString>): Expression | undefined {
    this.begin(tokens, strings);
    return this.pipelines();
  }

  protected begin(tokens: IToken[], strings: ReadonlyMap<IToken, PreparedString>): void {
    this.input = tokens;
    this.problems = [];
    this.strings = strings;
    this.inPattern = false;
  }

  // ---- Places and problems -----------------------------------------------------------------------------------------

  protected startHere(): number {
    const next = this.LA(1);
    return isEnd(next) ? this.endBefore() : next.startOffset;
  }

  /** Where the token read last ends. */
  protected endBefore(): number {
    const before = this.LA(0);
    return before && !isEnd(before) ? endOf(before) : 0;
  }

  protected report(code: string, start: number, end: number, facts: SyntaxProblem["facts"]): void {
    if (!this.RECORDING_PHASE) this.problems.push({ code, facts, start, end });
  }

  protected missing(expected: string): Expression {
    const next = this.LA(1);
    if (this.RECORDING_PHASE) return { kind: "missing", start: 0, end: 0 };
    const at = this.startHere();
    const shown = isEnd(next) || next.image === "" ? this.LA(0) : next;
    const known = shown && !isEnd(shown) && shown.startOffset >= 0;
    this.report("syntax-unexpected", known ? shown.startOffset : at, known ? endOf(shown) : at, {
      found: describe(next),
      expected,
    });
    return { kind: "missing", start: at, end: at };
  }

  /** Behind a comma: another one has nothing before it. */
  protected expectItem(): void {
    if (!this.RECORDING_PHASE && this.LA(1).tokenType === T.Comma) this.missing("a value");
  }

  protected nameOf(token: IToken): Name {
    return { kind: "name", name: token.image, start: token.startOffset, end: endOf(token) };
  }

  protected keyword(token: IToken): { start: number; end: number } {
    return { start: token.startOffset, end: endOf(token) };
  }

  protected atValue = (): boolean => {
    const next = this.LA(1);
    return (
      !isEnd(next) && !closers.has(next.tokenType) && next.tokenType !== T.Comma && next.tokenType !== T.Colon
    );
  };

  protected atItem = (): boolean => {
    const next = this.LA(1);
    return !isEnd(next) && !closers.has(next.tokenType);
  };

  // ---- Atoms -------------------------------------------------------------------------------------------------------

  protected readonly nameNode: Rule<Name> = this.RULE(
    "name",
    (): Name => this.nameOf(this.CONSUME(T.NameToken)),
  );

  protected readonly stringNode: Rule<StringLiteral> = this.RULE("string", (): StringLiteral => {
    const tokens: IToken[] = [];
    this.AT_LEAST_ONE(() => tokens.push(this.CONSUME(T.StringToken)));
    return this.ACTION(() => this.joinStrings(tokens, false));
  });

  protected joinStrings(tokens: readonly IToken[], label: boolean): StringLiteral {
    const start = tokens[0]!.startOffset;
    const end = endOf(tokens.at(-1)!);
    let value = "";
    let interpolates = false;
    const parts: (string | Exclude<NonNullable<StringLiteral["parts"]>[number], string>)[] = [];
    for (const token of tokens) {
      const prepared = this.strings.get(token)!;
      value += prepared.value;
      const own = (label || prepared.formatted) && prepared.parts;
      if (own) {
        interpolates = true;
        parts.push(...own);
        this.problems.push(...prepared.problems);
      } else if (prepared.value) parts.push(prepared.value);
    }
    return { kind: "string", value, start, end, ...(interpolates && { parts }) };
  }

  protected readonly number = (): NumberLiteral => {
    const token = this.CONSUME(T.NumberToken);
    return this.ACTION(() => {
      const digits = token.image.includes("_") ? token.image.replaceAll("_", "") : token.image;
      const float = /^0[xX]/.test(digits) ? false : /[.eE]/.test(digits);
      return {
        kind: "number",
        value: float ? Number(digits) : wholeNumber(digits),
        start: token.startOffset,
        end: endOf(token),
      };
    });
  };

  protected readonly atomAlternatives = [
    { ALT: (): Expression => this.nameOf(this.CONSUME(T.NameToken)) },
    { ALT: (): Expression => this.number() },
    { ALT: (): Expression => this.SUBRULE(this.stringNode) },
    { ALT: (): Expression => this.SUBRULE(this.paren) },
    { ALT: (): Expression => this.SUBRULE(this.list) },
    { ALT: (): Expression => this.SUBRULE(this.dict) },
    { ALT: (): Expression => ({ kind: "bool", value: true, ...this.keyword(this.CONSUME(T.True)) }) },
    { ALT: (): Expression => ({ kind: "bool", value: false, ...this.keyword(this.CONSUME(T.False)) }) },
    { ALT: (): Expression => ({ kind: "none", ...this.keyword(this.CONSUME(T.None)) }) },
    { ALT: (): Expression => ({ kind: "ellipsis", ...this.keyword(this.CONSUME(T.Ellipsis)) }) },
    { GATE: (): boolean => this.inPattern, ALT: (): Expression => this.nameOf(this.CONSUME(T.Question)) },
    {
      ALT: (): Expression => {
        const token = this.CONSUME(T.GlobToken);
        const patternSpan = this.keyword(token);
        return { kind: "glob", pattern: token.image, patternSpan, ...patternSpan };
      },
    },
    { ALT: (): Expression => this.missing("a value") },
  ];

  protected readonly atom: Rule<Expression> = this.RULE(
    "atom",
    (): Expression => this.OR(this.atomAlternatives),
  );

  protected readonly paren: Rule<Expression> = this.RULE("paren", (): Expression => {
    const open = this.CONSUME(T.LParen);
    const items: Expression[] = [];
    let comma = false;
    let clauses: ComprehensionClause[] = [];
    this.OPTION({
      GATE: this.atItem,
      DEF: () => {
        items.push(this.SUBRULE(this.item));
        this.OPTION2(() => {
          clauses = this.SUBRULE(this.clauses);
        });
        this.MANY(() => {
          this.CONSUME(T.Comma);
          this.expectItem();
          comma = true;
          this.OPTION3({ GATE: this.atItem, DEF: () => items.push(this.SUBRULE2(this.item)) });
        });
      },
    });
    const close = this.CONSUME(T.RParen);
    return this.ACTION((): Expression => {
      const start = open.startOffset;
      const end = endOf(close);
      const only = items[0];
      if (only && clauses.length > 0)
        return { kind: "comprehension", form: "generator", value: only, clauses, start, end };
      if (only && !comma && only.kind !== "starred") {
        return only.kind === "tuple" ? only : { ...only, parens: { start, end } };
      }
      return { kind: "tuple", items, parenthesized: true, start, end };
    });
  });

  protected readonly item: Rule<Expression> = this.RULE("item", (): Expression => {
    let star: IToken | undefined;
    if (this.mayBe(T.Star)) {
      this.OPTION(() => {
        star = this.CONSUME(T.Star);
      });
    }
    const value = this.SUBRULE(this.pipeline);
    return star ? { kind: "starred", value, start: star.startOffset, end: this.endBefore() } : value;
  });

  protected readonly clauses: Rule<ComprehensionClause[]> = this.RULE(
    "clauses",
    (): ComprehensionClause[] => {
      const found: ComprehensionClause[] = [];
      this.AT_LEAST_ONE(() => {
        this.CONSUME(T.For);
        const target = this.SUBRULE(this.targets);
        this.CONSUME(T.In);
        const iterable = this.SUBRULE(this.operation);
        const conditions: Expression[] = [];
        this.MANY(() => {
          this.CONSUME(T.If);
          conditions.push(this.SUBRULE2(this.operation));
        });
        found.push({ target, iterable, conditions });
      });
      return found;
    },
  );

  protected readonly targets: Rule<Expression> = this.RULE("targets", (): Expression => {
    const items: Expression[] = [this.SUBRULE(this.target)];
    let comma = false;
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.expectItem();
      comma = true;
      this.OPTION({
        GATE: () => this.LA(1).tokenType !== T.In,
        DEF: () => items.push(this.SUBRULE2(this.target)),
      });
    });
    return this.ACTION((): Expression => {
      const first = items[0]!;
      return comma
        ? {
            kind: "tuple",
            items,
            parenthesized: false,
            start: withParens(first).start,
            end: this.endBefore(),
          }
        : first;
    });
  });

  protected readonly target: Rule<Expression> = this.RULE("target", (): Expression => {
    let star: IToken | undefined;
    this.OPTION(() => {
      star = this.CONSUME(T.Star);
    });
    const value = this.SUBRULE(this.postfix);
    return star ? { kind: "starred", value, start: star.startOffset, end: this.endBefore() } : value;
  });

  protected readonly list: Rule<Expression> = this.RULE("list", (): Expression => {
    const open = this.CONSUME(T.LSquare);
    const items: Expression[] = [];
    let clauses: ComprehensionClause[] = [];
    this.OPTION({
      GATE: this.atItem,
      DEF: () => {
        items.push(this.SUBRULE(this.item));
        this.OPTION2(() => {
          clauses = this.SUBRULE(this.clauses);
        });
        this.MANY(() => {
          this.CONSUME(T.Comma);
          this.expectItem();
          this.OPTION3({ GATE: this.atItem, DEF: () => items.push(this.SUBRULE2(this.item)) });
        });
      },
    });
    const close = this.CONSUME(T.RSquare);
    const start = open.startOffset;
    const end = endOf(close);
    if (clauses.length > 0)
      return { kind: "comprehension", form: "list", value: items[0]!, clauses, start, end };
    return { kind: "list", items, start, end };
  });

  protected readonly dict: Rule<Expression> = this.RULE("dict", (): Expression => {
    const open = this.CONSUME(T.LCurly);
    const entries: DictEntry[] = [];
    let clauses: ComprehensionClause[] = [];
    this.OPTION({
      GATE: this.atItem,
      DEF: () => {
        entries.push(this.SUBRULE(this.entry));
        this.OPTION2(() => {
          clauses = this.SUBRULE(this.clauses);
        });
        this.MANY(() => {
          this.CONSUME(T.Comma);
          this.expectItem();
          this.OPTION3({ GATE: this.atItem, DEF: () => entries.push(this.SUBRULE2(this.entry)) });
        });
      },
    });
    const close = this.CONSUME(T.RCurly);
    return this.ACTION((): Expression => {
      const start = open.startOffset;
      const end = endOf(close);
      if (entries.some((entry) => entry.set)) {
        const mixed = entries.find((entry) => entry.set && entries.some((e) => e.key));
        if (mixed)
          this.report("syntax-unexpected", mixed.value.start, mixed.value.end, {
            found: "a value alone",
            expected: "`:` and a value behind each key",
          });
        else
          this.report("syntax-not-supported", start, end, {
            what: "a set",
            found: "{",
            advice: "write a list, `[…]`",
          });
        return { kind: "list", items: entries.map((entry) => entry.value), start, end };
      }
      const first = entries[0];
      if (first && clauses.length > 0) {
        return {
          kind: "comprehension",
          form: "dict",
          key: first.key,
          value: first.value,
          clauses,
          start,
          end,
        };
      }
      return {
        kind: "dict",
        entries: entries.map(({ key, value }) => ({ key, value })),
        start,
        end,
      } satisfies DictExpression;
    });
  });

  protected readonly entry: Rule<DictEntry> = this.RULE("entry", (): DictEntry => {
    let spread = false;
    let key: Expression | undefined;
    let value: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(T.Power);
      spread = true;
    });
    const first = this.SUBRULE(this.expression);
    this.OPTION2({
      GATE: () => !spread,
      DEF: () => {
        this.CONSUME(T.Colon);
        key = first;
        value = this.SUBRULE2(this.pipeline);
      },
    });
    return { key, value: value ?? first, set: !spread && !value };
  });

  // ---- Operands and operators --------------------------------------------------------------------------------------

  protected readonly postfix: Rule<Expression> = this.RULE("postfix", (): Expression => {
    let value = this.SUBRULE(this.atom);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(T.LParen);
            const inside = this.endBefore();
            const args = this.SUBRULE(this.arguments);
            const close = this.CONSUME(T.RParen);
            value = {
              kind: "call",
              callee: value,
              args,
              inside: { start: inside, end: close.startOffset },
              start: withParens(value).start,
              end: endOf(close),
            };
          },
        },
        {
          ALT: () => {
            this.CONSUME(T.Dot);
            value = this.SUBRULE(this.member, { ARGS: [value] });
          },
        },
        {
          ALT: () => {
            this.CONSUME(T.LSquare);
            const index = this.SUBRULE(this.index);
            const close = this.CONSUME(T.RSquare);
            value = { kind: "subscript", value, index, start: withParens(value).start, end: endOf(close) };
          },
        },
      ]);
    });
    return value;
  });

  protected readonly member: ParserMethod<[Expression], Expression> = this.RULE(
    "member",
    (value: Expression): Expression =>
      this.OR([
        {
          ALT: (): Expression => {
            const name = this.nameOf(this.CONSUME(T.NameToken));
            return { kind: "attribute", value, name, start: startOf(value), end: name.end };
          },
        },
        {
          ALT: (): Expression => {
            const token = this.CONSUME(T.GlobToken);
            const patternSpan = this.keyword(token);
            return {
              kind: "glob",
              base: value,
              pattern: token.image,
              patternSpan,
              start: startOf(value),
              end: patternSpan.end,
            };
          },
        },
        {
          ALT: (): Expression => {
            this.missing("a name");
            const at = this.endBefore();
            return {
              kind: "attribute",
              value,
              name: { kind: "name", name: "", start: at, end: at },
              start: startOf(value),
              end: at,
            };
          },
        },
      ]),
  );

  protected readonly arguments: Rule<Argument[]> = this.RULE("arguments", (): Argument[] => {
    const found: Argument[] = [];
    this.OPTION({
      GATE: this.atItem,
      DEF: () => {
        found.push(this.SUBRULE(this.argument));
        this.MANY(() => {
          this.CONSUME(T.Comma);
          this.expectItem();
          this.OPTION2({ GATE: this.atItem, DEF: () => found.push(this.SUBRULE2(this.argument)) });
        });
      },
    });
    return found;
  });

  protected readonly argument: Rule<Argument> = this.RULE("argument", (): Argument => {
    const start = this.startHere();
    let name: Name | undefined;
    let spread: IToken | undefined;
    if (this.RECORDING_PHASE || this.LA(2).tokenType === T.Equals) {
      this.OPTION(() => {
        name = this.nameOf(this.CONSUME(T.NameToken));
        this.CONSUME(T.Equals);
      });
    }
    if ((this.RECORDING_PHASE || name === undefined) && (this.mayBe(T.Star) || this.mayBe(T.Power))) {
      this.OPTION2(() => {
        spread = this.OR([{ ALT: () => this.CONSUME(T.Star) }, { ALT: () => this.CONSUME(T.Power) }]);
      });
    }
    let value = this.SUBRULE(this.pipeline);
    if (this.mayBe(T.For) && (this.RECORDING_PHASE || (!name && !spread))) {
      this.OPTION3(() => {
        const first = value;
        const clauses = this.SUBRULE(this.clauses);
        value = {
          kind: "comprehension",
          form: "generator",
          value: first,
          clauses,
          start: startOf(first),
          end: this.endBefore(),
        };
      });
    }
    const end = Math.max(start, this.endBefore());
    if (name) return { name, value, start, end };
    return spread ? { spread: spread.image as "*", value, start, end } : { value, start, end };
  });

  protected readonly index: Rule<Expression> = this.RULE("index", (): Expression => {
    const items: Expression[] = [this.SUBRULE(this.slice)];
    let comma = false;
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.expectItem();
      comma = true;
      this.OPTION({ GATE: this.atItem, DEF: () => items.push(this.SUBRULE2(this.slice)) });
    });
    return this.ACTION((): Expression => {
      const first = items[0]!;
      return comma
        ? {
            kind: "tuple",
            items,
            parenthesized: false,
            start: withParens(first).start,
            end: this.endBefore(),
          }
        : first;
    });
  });

  protected readonly slice: Rule<Expression> = this.RULE("slice", (): Expression => {
    const start = this.startHere();
    let lower: Expression | undefined;
    let upper: Expression | undefined;
    let step: Expression | undefined;
    let sliced = false;
    this.OPTION({
      GATE: () => this.LA(1).tokenType !== T.Colon,
      DEF: () => {
        lower = this.SUBRULE(this.expression);
      },
    });
    this.OPTION2(() => {
      this.CONSUME(T.Colon);
      sliced = true;
      this.OPTION3({
        GATE: this.atValue,
        DEF: () => {
          upper = this.SUBRULE2(this.expression);
        },
      });
      this.OPTION4(() => {
        this.CONSUME2(T.Colon);
        this.OPTION5({
          GATE: this.atValue,
          DEF: () => {
            step = this.SUBRULE3(this.expression);
          },
        });
      });
    });
    return this.ACTION((): Expression => {
      if (!sliced) return lower ?? this.missing("an index");
      return { kind: "slice", lower, upper, step, start, end: Math.max(start, this.endBefore()) };
    });
  });

  protected readonly prefix: Rule<OperatorPiece> = this.RULE("prefix", (): OperatorPiece => {
    const token = this.OR([{ ALT: () => this.CONSUME(T.SignToken) }, { ALT: () => this.CONSUME(T.Not) }]);
    return this.ACTION(() => ({ text: token.image, start: token.startOffset, end: endOf(token) }));
  });

  protected readonly operation: Rule<Expression> = this.RULE("operation", (): Expression => {
    let operands: OperandPiece[] | undefined;
    let operators: OperatorPiece[] | undefined;
    let prefixes: OperatorPiece[] = none;
    if (this.mayBe(T.SignToken) || this.mayBe(T.Not)) {
      prefixes = [];
      this.MANY(() => prefixes.push(this.SUBRULE(this.prefix)));
    }
    const first = this.SUBRULE(this.postfix);
    if (prefixes.length > 0) operands = [{ prefixes, operand: first }];
    if (!this.mayBe(T.BinaryOperatorToken) && !operands) return first;
    this.MANY2(() => {
      const token = this.CONSUME(T.BinaryOperatorToken);
      prefixes = [];
      this.MANY3(() => prefixes.push(this.SUBRULE2(this.prefix)));
      const operand = this.SUBRULE2(this.postfix);
      operands ??= [{ prefixes: [], operand: first }];
      operators ??= [];
      operators.push({ text: token.image.replace(/\s+/, " "), start: token.startOffset, end: endOf(token) });
      operands.push({ prefixes, operand });
    });
    if (!operands) return first;
    return this.ACTION(() => combine(operands!, operators ?? []));
  });

  protected readonly expression: Rule<Expression> = this.RULE("expression", (): Expression => {
    let value = this.SUBRULE(this.operation);
    if (!this.mayBe(T.If)) return value;
    this.OPTION(() => {
      const then = value;
      this.CONSUME(T.If);
      const condition = this.SUBRULE2(this.operation);
      this.CONSUME(T.Else);
      const otherwise = this.SUBRULE(this.expression);
      value = {
        kind: "conditional",
        condition,
        then,
        otherwise,
        start: startOf(then),
        end: this.endBefore(),
      };
    });
    return value;
  });

  // ---- Pipelines ---------------------------------------------------------------------------------------------------

  /** Whether the next token is of a type. True while the grammar is recorded, so that a way round a rule hides nothing. */
  protected mayBe(type: TokenType): boolean {
    return this.RECORDING_PHASE || tokenMatcher(this.LA(1), type);
  }

  /** A name or a number that ends at once, as most arguments do: the quick way to what the rules would give. */
  protected plainValue(): Expression | undefined {
    if (this.RECORDING_PHASE) return undefined;
    const behind = this.LA(2).tokenType;
    if (behind !== T.Comma && behind !== T.RParen && behind !== T.RSquare) return undefined;
    const type = this.LA(1).tokenType;
    if (type === T.Identifier) return this.nameOf(this.CONSUME9(T.NameToken));
    return type === T.NumberToken ? this.number() : undefined;
  }

  /** A label needs its `:` two tokens or, behind adjacent strings, more tokens ahead. */
  protected labelAhead = (): boolean => {
    let n = 1;
    while (this.LA(n).tokenType === T.StringToken) n++;
    return this.LA(n > 1 ? n : 2).tokenType === T.Colon;
  };

  protected readonly stage: Rule<Expression> = this.RULE("stage", (): Expression => {
    let label: Name | StringLiteral | undefined;
    if (!this.RECORDING_PHASE && !this.labelAhead()) return this.SUBRULE2(this.expression);
    this.OPTION({
      GATE: this.labelAhead,
      DEF: () => {
        label = this.SUBRULE(this.label);
        this.CONSUME(T.Colon);
      },
    });
    const value =
      this.RECORDING_PHASE || this.atValue() ? this.SUBRULE(this.expression) : this.missing("a layer");
    return label
      ? { kind: "labelled", label, value, start: label.start, end: Math.max(label.end, this.endBefore()) }
      : value;
  });

  protected readonly label: Rule<Name | StringLiteral> = this.RULE("label", (): Name | StringLiteral =>
    this.OR([
      { ALT: () => this.nameOf(this.CONSUME(T.NameToken)) },
      {
        ALT: () => {
          const tokens: IToken[] = [];
          this.AT_LEAST_ONE(() => tokens.push(this.CONSUME(T.StringToken)));
          return this.ACTION(() => this.joinStrings(tokens, true));
        },
      },
    ]),
  );

  protected readonly pipeline: Rule<Expression> = this.RULE("pipeline", (): Expression => {
    const plain = this.plainValue();
    if (plain) return plain;
    const first = this.SUBRULE(this.stage);
    if (!this.mayBe(T.Arrow) && first.kind !== "labelled") return first;
    let elements: Expression[] | undefined;
    this.MANY(() => {
      const arrow = this.CONSUME(T.Arrow);
      elements ??= [first];
      let found = false;
      this.OPTION({
        GATE: () => this.atValue() && this.LA(1).tokenType !== T.Arrow,
        DEF: () => {
          found = true;
          elements!.push(this.SUBRULE2(this.stage));
        },
      });
      if (!found) this.report("syntax-dangling-arrow", arrow.startOffset, endOf(arrow), { where: "end" });
    });
    return this.ACTION(() => pipelineOf(elements ?? [first], (problem) => this.problems.push(problem)));
  });

  protected readonly pipelines: Rule<Expression> = this.RULE("pipelines", (): Expression => {
    const first = this.SUBRULE(this.item);
    if (!this.mayBe(T.Comma)) {
      if (first.kind === "starred")
        this.report("syntax-unexpected", first.start, first.start + 1, { found: "`*`", expected: "a value" });
      return first;
    }
    let items: Expression[] | undefined;
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.expectItem();
      items ??= [first];
      this.OPTION({
        GATE: () => this.atItem() && this.LA(1).tokenType !== T.Equals,
        DEF: () => items!.push(this.SUBRULE2(this.item)),
      });
    });
    if (!items) return first;
    return {
      kind: "tuple",
      items,
      parenthesized: false,
      start: withParens(first).start,
      end: this.endBefore(),
    };
  });
}

const startOf = (value: Expression | undefined): number => (value ? withParens(value).start : 0);

/** A whole number as written, with `0x`, `0b` and `0o`; digits that are none give 0. */
function wholeNumber(digits: string): bigint {
  try {
    return BigInt(digits);
  } catch {
    return 0n;
  }
}

/** A token in the words of a message. */
export function describe(token: IToken): string {
  if (isEnd(token) || token.image === "") return "the end of the statement";
  if (token.tokenType === T.StringToken || token.tokenType === T.OpenStringToken) return "a string";
  const image = token.image.length > 30 ? `${token.image.slice(0, 29)}…` : token.image;
  return `\`${image}\``;
}
