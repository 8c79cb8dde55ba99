// The grammar of one statement's head, by the word that opens it. It never sees a body, another statement or a file.
import type { IToken } from "chevrotain";
import { ExpressionParser } from "./expressions.ts";
import type { PreparedString } from "./prepare.ts";
import type { Rule } from "./token-parser.ts";
import * as T from "./tokens.ts";
import { endOf, isEnd } from "./tokens.ts";
import type {
  Argument,
  BinaryOperator,
  Expression,
  Head,
  HeadBase,
  ListExpression,
  Name,
  ParameterNode,
  StringLiteral,
} from "./tree.ts";
import type { StatementWord } from "./words.ts";

/** What a head is before its length and problems are known. */
export type HeadContent = DistributiveOmit<Head, "length" | "problems">;
type DistributiveOmit<H, K extends PropertyKey> = H extends HeadBase ? Omit<H, K> : never;

export class HeadParser extends ExpressionParser {
  /** In a `layer`, `output` takes shapes and a dtype behind each. */
  inLayer = false;

  constructor(skipValidations = true) {
    super(skipValidations);
    this.performSelfAnalysis();
  }

  /** Reads the tokens of a head that was found to begin with `word`. */
  read(
    word: StatementWord,
    tokens: IToken[],
    strings: ReadonlyMap<IToken, PreparedString>,
  ): HeadContent | undefined {
    this.begin(tokens, strings);
    switch (word) {
      case "model":
      case "block":
      case "layer":
        return this.declaration();
      case "training":
        return this.training();
      case "from":
        return this.fromImport();
      case "const":
        return this.constant();
      case "input":
        return this.inputHead();
      case "output":
        return this.output();
      case "shared":
        return this.shared();
      case "weight":
      case "state":
        return this.weight();
      case "macs":
      case "flops":
        return this.cost();
      case "repeat":
        return this.repeat();
      case "for":
        return this.forHead();
      case "if":
      case "elif":
      case "else":
        return this.branch();
      case "assert":
        return this.assertHead();
      case "pass":
        return this.pass();
      case "freeze":
      case "unfreeze":
        return this.freeze();
      default:
        return this.simple();
    }
  }

  // ---- Signs that a statement cannot do without, read past where they are missing ----------------------------------

  private readonly equalsSign: Rule<void> = this.RULE("equalsSign", (): void => {
    let found = false;
    this.OPTION(() => {
      this.CONSUME(T.Equals);
      found = true;
    });
    if (!found) this.missing("`=`");
  });

  private readonly colonSign: Rule<void> = this.RULE("colonSign", (): void => {
    let found = false;
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      found = true;
    });
    if (!found) this.missing("`:`");
    this.OPTION2(() => this.CONSUME(T.Equals));
  });

  private readonly inSign: Rule<void> = this.RULE("inSign", (): void => {
    let found = false;
    this.OPTION(() => {
      this.CONSUME(T.In);
      found = true;
    });
    if (!found) this.missing("`in`");
  });

  // ---- Heads -------------------------------------------------------------------------------------------------------

  private readonly simple: Rule<HeadContent> = this.RULE("simple", (): HeadContent => {
    const values: Expression[] = [this.SUBRULE(this.pipelines)];
    if (!this.RECORDING_PHASE && isEnd(this.LA(1))) return { kind: "expression", value: values[0]! };
    let operator: IToken | undefined;
    this.MANY(() => {
      this.CONSUME(T.Equals);
      values.push(this.SUBRULE2(this.pipelines));
    });
    this.OPTION(() => {
      operator = this.CONSUME(T.AugmentedToken);
      values.push(this.SUBRULE3(this.pipelines));
    });
    return this.ACTION((): HeadContent => {
      const value = values.at(-1)!;
      if (values.length === 1) return { kind: "expression", value };
      const targets = values.slice(0, -1);
      for (const target of targets) this.checkTarget(target);
      if (operator) {
        return {
          kind: "augmented",
          target: targets[0]!,
          operator: operator.image.slice(0, -1) as BinaryOperator,
          value,
        };
      }
      return { kind: "assign", targets, value };
    });
  });

  private checkTarget(target: Expression): void {
    switch (target.kind) {
      case "name":
      case "attribute":
      case "subscript":
      case "missing":
        return;
      case "starred":
        this.checkTarget(target.value);
        return;
      case "tuple":
      case "list":
        for (const item of target.items) this.checkTarget(item);
        return;
      default:
        this.report("syntax-bad-target", target.start, target.end, { what: target.kind });
    }
  }

  private readonly declaration: Rule<HeadContent> = this.RULE("declaration", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const name = this.SUBRULE(this.declaredName);
    const parameters: ParameterNode[] = [];
    this.OPTION(() => {
      this.CONSUME(T.LParen);
      this.OPTION2({
        GATE: this.atItem,
        DEF: () => {
          parameters.push(this.SUBRULE(this.parameter));
          this.MANY(() => {
            this.CONSUME(T.Comma);
            this.expectItem();
            this.OPTION3({ GATE: this.atItem, DEF: () => parameters.push(this.SUBRULE2(this.parameter)) });
          });
        },
      });
      this.CONSUME(T.RParen);
    });
    return { kind: keyword.image as "model", keyword: this.keyword(keyword), name, parameters };
  });

  /** A name, or what stands in its place with a problem. */
  private readonly declaredName: Rule<Name> = this.RULE(
    "declaredName",
    (): Name =>
      this.OR([
        { ALT: (): Name => this.nameOf(this.CONSUME(T.NameToken)) },
        {
          ALT: (): Name => {
            const string = this.SUBRULE(this.stringNode);
            this.report("syntax-unexpected", string.start, string.end, {
              found: "a string",
              expected: "a name",
            });
            return {
              kind: "name",
              name: string.value?.replace(/\W+/g, "_") ?? "",
              start: string.start,
              end: string.end,
            };
          },
        },
        {
          ALT: (): Name => {
            const { start, end } = this.missing("a name");
            return { kind: "name", name: "", start, end };
          },
        },
      ]),
  );

  private readonly parameter: Rule<ParameterNode> = this.RULE("parameter", (): ParameterNode => {
    const name = this.SUBRULE(this.declaredName);
    let type: Expression | undefined;
    let value: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      type = this.SUBRULE(this.expression);
    });
    this.OPTION2(() => {
      this.CONSUME(T.Equals);
      value = this.SUBRULE2(this.expression);
    });
    return { name, type, default: value, start: name.start, end: Math.max(name.end, this.endBefore()) };
  });

  private readonly training: Rule<HeadContent> = this.RULE("training", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const name = this.SUBRULE(this.declaredName);
    let model: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(T.For);
      model = this.SUBRULE(this.expression);
    });
    return { kind: "training", keyword: this.keyword(keyword), name, model };
  });

  private readonly fromImport: Rule<HeadContent> = this.RULE("fromImport", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const path = this.SUBRULE(this.stringNode);
    this.CONSUME(T.Import);
    const names: { name: Name; alias?: Name | undefined }[] = [];
    this.OPTION(() => this.CONSUME(T.LParen));
    names.push(this.SUBRULE(this.imported));
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.expectItem();
      this.OPTION2({ GATE: this.atItem, DEF: () => names.push(this.SUBRULE2(this.imported)) });
    });
    this.OPTION3(() => this.CONSUME(T.RParen));
    return { kind: "import", keyword: this.keyword(keyword), path, names };
  });

  private readonly imported: Rule<{ name: Name; alias?: Name | undefined }> = this.RULE(
    "imported",
    (): { name: Name; alias?: Name | undefined } => {
      const name = this.SUBRULE(this.declaredName);
      let alias: Name | undefined;
      this.OPTION(() => {
        this.CONSUME(T.As);
        alias = this.SUBRULE2(this.declaredName);
      });
      return { name, alias };
    },
  );

  private readonly constant: Rule<HeadContent> = this.RULE("constant", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const name = this.SUBRULE(this.declaredName);
    this.SUBRULE(this.equalsSign);
    const value = this.SUBRULE(this.pipelines);
    return { kind: "const", keyword: this.keyword(keyword), name, value };
  });

  private readonly inputHead: Rule<HeadContent> = this.RULE("inputHead", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const name = this.SUBRULE(this.declaredName);
    let shape: ListExpression | undefined;
    let dtype: Name | StringLiteral | undefined;
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      this.ACTION(() => {
        this.inPattern = true;
      });
      const value = this.SUBRULE(this.expression);
      shape = this.ACTION(() => this.inputShape(value));
      this.OPTION2(() => {
        dtype = this.SUBRULE(this.dtype);
      });
    });
    return { kind: "input", keyword: this.keyword(keyword), name, shape, dtype };
  });

  private inputShape(value: Expression): ListExpression | undefined {
    if (value.kind === "list") return value;
    if (value.kind === "missing") return undefined;
    const facts = {
      found: value.kind === "tuple" ? "a tuple" : "a value",
      expected: "a shape such as `[32, 32, 3]`",
    };
    this.report("syntax-unexpected", value.start, value.end, facts);
    if (value.kind === "tuple")
      return { kind: "list", items: value.items, start: value.start, end: value.end };
    return undefined;
  }

  private readonly dtype: Rule<Name | StringLiteral> = this.RULE("dtype", (): Name | StringLiteral =>
    this.OR([
      { ALT: () => this.nameOf(this.CONSUME(T.NameToken)) },
      { ALT: () => this.SUBRULE(this.stringNode) },
    ]),
  );

  private readonly output: Rule<HeadContent> = this.RULE("output", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    this.ACTION(() => {
      this.inPattern = this.inLayer;
    });
    const values: Expression[] = [this.SUBRULE(this.item)];
    const dtypes: (Name | StringLiteral | undefined)[] = [undefined];
    this.OPTION({
      GATE: () => this.inLayer,
      DEF: () => {
        dtypes[0] = this.SUBRULE(this.dtype);
      },
    });
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.expectItem();
      this.OPTION2({
        GATE: this.atItem,
        DEF: () => {
          values.push(this.SUBRULE2(this.item));
          dtypes.push(undefined);
          this.OPTION3({
            GATE: () => this.inLayer,
            DEF: () => {
              dtypes[dtypes.length - 1] = this.SUBRULE2(this.dtype);
            },
          });
        },
      });
    });
    return { kind: "output", keyword: this.keyword(keyword), values, dtypes };
  });

  private readonly shared: Rule<HeadContent> = this.RULE("shared", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const label = this.SUBRULE(this.label);
    this.SUBRULE(this.colonSign);
    const value = this.SUBRULE(this.expression);
    return { kind: "shared", keyword: this.keyword(keyword), label, value };
  });

  private readonly weight: Rule<HeadContent> = this.RULE("weight", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const name = this.SUBRULE(this.label);
    this.SUBRULE(this.colonSign);
    this.ACTION(() => {
      this.inPattern = true;
    });
    const shape = this.SUBRULE(this.expression);
    let dtype: Name | StringLiteral | undefined;
    const options: Argument[] = [];
    this.OPTION({
      GATE: () => this.LA(2).tokenType !== T.Equals,
      DEF: () => {
        dtype = this.SUBRULE(this.dtype);
      },
    });
    this.MANY(() => {
      this.OPTION2(() => this.CONSUME(T.Comma));
      const option = this.SUBRULE(this.nameNode);
      this.CONSUME(T.Equals);
      const value = this.SUBRULE2(this.expression);
      options.push({ name: option, value, start: option.start, end: this.endBefore() });
    });
    return { kind: keyword.image as "weight", keyword: this.keyword(keyword), name, shape, dtype, options };
  });

  private readonly cost: Rule<HeadContent> = this.RULE("cost", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const value = this.SUBRULE(this.expression);
    return { kind: keyword.image as "macs", keyword: this.keyword(keyword), value };
  });

  private readonly repeat: Rule<HeadContent> = this.RULE("repeat", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const count = this.SUBRULE(this.expression);
    return { kind: "repeat", keyword: this.keyword(keyword), count };
  });

  private readonly forHead: Rule<HeadContent> = this.RULE("forHead", (): HeadContent => {
    const keyword = this.CONSUME(T.For);
    const target = this.SUBRULE(this.targets);
    this.SUBRULE(this.inSign);
    const iterable = this.SUBRULE(this.values);
    this.ACTION(() => this.checkTarget(target));
    return { kind: "for", keyword: this.keyword(keyword), target, iterable };
  });

  /** Values between commas, without a bare `->`. */
  private readonly values: Rule<Expression> = this.RULE("values", (): Expression => {
    const items: Expression[] = [this.SUBRULE(this.expression)];
    let comma = false;
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.expectItem();
      comma = true;
      this.OPTION({ GATE: this.atItem, DEF: () => items.push(this.SUBRULE2(this.expression)) });
    });
    return this.ACTION(() => this.tupleOrOnly(items, comma));
  });

  private readonly branch: Rule<HeadContent> = this.RULE(
    "branch",
    (): HeadContent =>
      this.OR([
        {
          ALT: (): HeadContent => {
            const keyword = this.CONSUME(T.Elif);
            const condition = this.SUBRULE(this.expression);
            return { kind: "if", keyword: this.keyword(keyword), condition };
          },
        },
        {
          ALT: (): HeadContent => {
            const first = this.CONSUME(T.Else);
            const keyword = this.CONSUME(T.If);
            const condition = this.SUBRULE2(this.expression);
            return { kind: "if", keyword: { start: first.startOffset, end: endOf(keyword) }, condition };
          },
        },
        { ALT: (): HeadContent => ({ kind: "else", keyword: this.keyword(this.CONSUME2(T.Else)) }) },
        {
          ALT: (): HeadContent => {
            const keyword = this.CONSUME2(T.If);
            const condition = this.SUBRULE3(this.expression);
            return { kind: "if", keyword: this.keyword(keyword), condition };
          },
        },
      ]),
  );

  private readonly assertHead: Rule<HeadContent> = this.RULE("assertHead", (): HeadContent => {
    const keyword = this.CONSUME(T.Assert);
    const condition = this.SUBRULE(this.expression);
    let message: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(T.Comma);
      message = this.SUBRULE2(this.expression);
    });
    return { kind: "assert", keyword: this.keyword(keyword), condition, message };
  });

  private readonly pass: Rule<HeadContent> = this.RULE(
    "pass",
    (): HeadContent => ({
      kind: "pass",
      keyword: this.keyword(this.CONSUME(T.Identifier)),
    }),
  );

  private readonly freeze: Rule<HeadContent> = this.RULE("freeze", (): HeadContent => {
    const keyword = this.CONSUME(T.Identifier);
    const selectors: Expression[] = [this.SUBRULE(this.expression)];
    const except: Expression[] = [];
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.expectItem();
      this.OPTION({ GATE: this.atItem, DEF: () => selectors.push(this.SUBRULE2(this.expression)) });
    });
    this.OPTION2(() => {
      this.CONSUME(T.Except);
      except.push(this.SUBRULE3(this.expression));
      this.MANY2(() => {
        this.CONSUME2(T.Comma);
        this.expectItem();
        this.OPTION3({ GATE: this.atItem, DEF: () => except.push(this.SUBRULE4(this.expression)) });
      });
    });
    return { kind: keyword.image as "freeze", keyword: this.keyword(keyword), selectors, except };
  });
}
