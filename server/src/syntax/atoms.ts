// The grammar of values that stand alone: names, literals, strings, brackets and what is between them. Operators and
// pipelines it knows by name only.
import type { IToken } from "chevrotain";
import { type Rule, TokenParser } from "./token-parser.ts";
import * as T from "./tokens.ts";
import { endOf } from "./tokens.ts";
import type {
  ComprehensionClause,
  DictExpression,
  Expression,
  Name,
  NumberLiteral,
  StringLiteral,
} from "./tree.ts";

interface DictEntry {
  /** Absent for `**value`, and where a set was written. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly set: boolean;
}

/** The rules of a value and of what brackets hold. */
export abstract class AtomParser extends TokenParser {
  protected abstract readonly postfix: Rule<Expression>;
  protected abstract readonly operation: Rule<Expression>;
  protected abstract readonly expression: Rule<Expression>;
  protected abstract readonly pipeline: Rule<Expression>;

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
    return this.ACTION(() => this.tupleOrOnly(items, comma));
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
}

/** A whole number as written, with `0x`, `0b` and `0o`; digits that are none give 0. */
function wholeNumber(digits: string): bigint {
  try {
    return BigInt(digits);
  } catch {
    return 0n;
  }
}
