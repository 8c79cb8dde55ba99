// The grammar of expressions, pipelines included, with actions that build their nodes. It never sees a statement's first word.
import type { IToken, ParserMethod } from "chevrotain";
import { AtomParser } from "./atoms.ts";
import { combine, type OperandPiece, type OperatorPiece } from "./operators.ts";
import { pipelineOf } from "./pipeline.ts";
import type { PreparedString } from "./prepare.ts";
import type { Rule } from "./token-parser.ts";
import * as T from "./tokens.ts";
import { endOf } from "./tokens.ts";
import { type Argument, type Expression, type Name, type StringLiteral, withParens } from "./tree.ts";

const none: OperatorPiece[] = [];

/** What heads are built from. */
export abstract class ExpressionParser extends AtomParser {
  /** Reads the tokens of an expression that stands in a string. */
  readExpression(tokens: IToken[], strings: ReadonlyMap<IToken, PreparedString>): Expression | undefined {
    this.begin(tokens, strings);
    return this.pipelines();
  }

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
    return this.ACTION(() => this.tupleOrOnly(items, comma));
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
    return this.tupleOrOnly(items, true);
  });
}

const startOf = (value: Expression | undefined): number => (value ? withParens(value).start : 0);
