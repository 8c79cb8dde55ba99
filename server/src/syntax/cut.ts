// Cuts a text into statements: where each head begins and ends, which body belongs to it, which `else`. It never reads what
// a head says beyond its first two words.
import type { Span } from "../text/span.ts";
import { Kind, type Scan, scan } from "./scan.ts";
import type { SyntaxProblem } from "./tree.ts";
import {
  hasBody,
  isDeclaration,
  isNameText,
  isStringText,
  type StatementWord,
  statementWord,
} from "./words.ts";

/** A statement as offsets of the file. */
export interface Cut {
  readonly word: StatementWord;
  readonly start: number;
  /** Where the head ends. */
  headEnd: number;
  /** Where the statement ends, its body and its other branches included. */
  end: number;
  readonly doc: string | undefined;
  /** In the body of a `layer`. */
  readonly inLayer: boolean;
  body: CutBody | undefined;
  otherwise: Cut | undefined;
}

export interface CutBody extends Span {
  readonly form: "braces" | "indented";
  readonly statements: readonly Cut[];
}

export interface CutText {
  readonly statements: readonly Cut[];
  readonly problems: readonly SyntaxProblem[];
  readonly comments: readonly Span[];
  /** Every bracket has its other half, and every line stands where it should. */
  readonly clean: boolean;
}

/** Bodies nested deeper than this are passed over, so that nothing that walks a tree can run out of stack. */
export const deepestBody = 100;
const longestElseChain = 500;

/** Where a list of statements stands. */
interface Place {
  readonly kind: "file" | "braces" | "indented" | "inline";
  /** A line indented no deeper than this is not in the list; -1 where indentation is free. */
  readonly limit: number;
  /** The token that opened the innermost braces, or -1. */
  readonly brace: number;
  /** The braces around those, or -1. */
  readonly outerBrace: number;
  readonly depth: number;
  readonly inLayer: boolean;
}

/** What is known of the brackets between two declarations at column 0. */
interface Region {
  /** A bracket is wrong somewhere, so lines and indentation decide where one ends. */
  readonly recover: boolean;
  /** `}` without a `{`. */
  stray: number;
  readonly unclosedBrace: boolean;
}

export function cut(text: string): CutText {
  return new Cutter(scan(text)).file();
}

/**
 * Cuts whole lines out of a body, without what stands around them. Nothing where they are not sure to be statements of
 * that body and of no other: a bracket is wrong, or a line is not indented as the others are.
 */
export function cutLines(
  text: string,
  within: {
    readonly inLayer: boolean;
    readonly body: "braces" | "indented";
    /** The blanks before the other statements. */
    readonly indent: string | undefined;
  },
): readonly Cut[] | undefined {
  const s = scan(text);
  const { indent } = within;
  if (indent === undefined || indent === "" || s.text.includes("\f") || s.text.includes("\ufeff"))
    return undefined;
  for (let i = 0; i < s.count; i++) {
    if (!s.first[i]) continue;
    const line = text.slice(text.lastIndexOf("\n", s.start[i]! - 1) + 1, s.start[i]!);
    if (!line.startsWith(indent) || /[^ \t]/.test(line)) return undefined;
    if (line.includes(" ") && line.includes("\t")) return undefined;
  }
  return new Cutter(s).lines(within.inLayer, indent);
}

class Cutter {
  private i = 0;
  /** The next declaration at column 0; nothing reaches beyond it. */
  private stop: number;
  private region: Region;
  private readonly declarations: number[] = [];
  private nextDeclaration = 0;
  private nextComment = 0;
  private readonly problems: SyntaxProblem[] = [];
  private braceReported = -1;
  private recovered = false;

  private readonly s: Scan;

  constructor(s: Scan) {
    this.s = s;
    for (let i = 0; i < s.count; i++)
      if (s.first[i] && s.indent[i] === 0 && this.declares(i)) this.declarations.push(i);
    this.stop = this.declarations[0] ?? s.count;
    this.region = this.look(0, this.stop);
  }

  file(): CutText {
    const statements = this.list({
      kind: "file",
      limit: -1,
      brace: -1,
      outerBrace: -1,
      depth: 0,
      inLayer: false,
    });
    const clean = !this.recovered && this.problems.length === 0;
    return { statements, problems: this.problems, comments: this.s.comments, clean };
  }

  /** The statements of lines out of a body, if nothing is wrong with them; each begins at `indent`. */
  lines(inLayer: boolean, indent: string): readonly Cut[] | undefined {
    if (this.declarations.length > 0 || this.recovered) return undefined;
    const statements = this.list({ kind: "braces", limit: -1, brace: -1, outerBrace: -1, depth: 1, inLayer });
    if (this.problems.length > 0 || this.i < this.s.count) return undefined;
    const { text } = this.s;
    const fits = statements.every((c) => {
      const line = text.slice(text.lastIndexOf("\n", c.start - 1) + 1, c.start);
      return line === indent || line.trim() !== "";
    });
    const last = statements.at(-1);
    return fits && !(last && text.slice(last.start, last.end).endsWith("->")) ? statements : undefined;
  }

  // ---- Tokens ------------------------------------------------------------------------------------------------------

  private text(i: number): string {
    return this.s.text.slice(this.s.start[i], this.s.end[i]);
  }

  private isWord(i: number, word: string): boolean {
    return i < this.s.count && this.s.kind[i] === Kind.Word && this.text(i) === word;
  }

  /** The text of the token behind `i` where it is in the same statement's line. */
  private next(i: number): string | undefined {
    const n = i + 1;
    return n < this.s.count && !this.s.first[n] && this.s.kind[n] !== Kind.Semicolon
      ? this.text(n)
      : undefined;
  }

  private wordAt(i: number, inLayer: boolean): StatementWord {
    const kind = this.s.kind[i];
    if (kind === Kind.Word) {
      const word = this.text(i);
      // `try:` and `else:` of Python end their line; `try: Dense(3)` labels a layer.
      if (word === "try" || word === "finally" || word === "except") {
        const colon = i + 1;
        if (this.next(i) === ":" && colon + 1 < this.s.count && !this.s.first[colon + 1]) return "simple";
      }
      return statementWord(word, this.next(i), inLayer);
    }
    if (kind === Kind.Other && this.text(i) === "@" && isNameText(this.next(i))) return "foreign-line";
    return "simple";
  }

  private declares(i: number): boolean {
    if (this.s.kind[i] !== Kind.Word) return false;
    const word = this.text(i);
    switch (word) {
      case "model":
      case "block":
      case "layer":
      case "training":
      case "const":
        return isNameText(this.next(i)) || isStringText(this.next(i));
      case "from":
        return isStringText(this.next(i));
      default:
        return false;
    }
  }

  /** Whether a line that starts at `i`, inside a bracket, opens a statement and so ends the bracket. */
  private opensStatement(i: number): boolean {
    if (this.s.kind[i] !== Kind.Word) return false;
    const word = this.text(i);
    switch (word) {
      case "assert":
      case "import":
        return true;
      case "for":
      case "if":
      case "elif":
      case "else":
        return this.lineHasBody(i);
      case "output":
      case "repeat":
      case "freeze":
      case "unfreeze": {
        const next = this.next(i);
        return isNameText(next) || isStringText(next) || (next !== undefined && /^\d/.test(next));
      }
      default: {
        const next = this.next(i);
        if (!isNameText(next) && !isStringText(next)) return false;
        const what = statementWord(word, next);
        return what !== "simple";
      }
    }
  }

  /** Whether the line at `i` has a `{` behind an expression or ends in `:`, as a statement's does and a comprehension's does not. */
  private lineHasBody(i: number): boolean {
    const { s } = this;
    let depth = 0;
    for (let k = i; k < s.count && (k === i || !s.first[k]); k++) {
      const kind = s.kind[k]!;
      if (kind === Kind.OpenCurly && depth === 0 && (this.endsExpression(k - 1) || k === i + 1)) return true;
      if (kind >= Kind.OpenParen && kind <= Kind.OpenCurly) depth++;
      else if (kind >= Kind.CloseParen && kind <= Kind.CloseCurly) {
        if (--depth < 0) return false;
      } else if (kind === Kind.Colon && depth === 0 && (k + 1 >= s.count || s.first[k + 1])) return true;
    }
    return false;
  }

  private endsExpression(i: number): boolean {
    switch (this.s.kind[i]) {
      case Kind.Word: {
        const word = this.text(i);
        return isNameText(word);
      }
      case Kind.Number:
      case Kind.String:
      case Kind.CloseParen:
      case Kind.CloseSquare:
      case Kind.CloseCurly:
      case Kind.Ellipsis:
      case Kind.Question:
        return true;
      case Kind.Other:
        // `freeze base.* {` and the like.
        return false;
      default:
        return false;
    }
  }

  private problem(code: string, start: number, end: number, facts: SyntaxProblem["facts"] = {}): void {
    this.problems.push({ code, facts, start, end });
  }

  /** Reads the brackets of a region once, to know whether any is wrong. */
  private look(from: number, to: number): Region {
    const { s } = this;
    const stack: number[] = [];
    let braces = 0;
    let stray = 0;
    let recover = false;
    for (let i = from; i < to; i++) {
      const kind = s.kind[i]!;
      const top = stack.at(-1);
      const inBracket = top !== undefined && top !== Kind.OpenCurly;
      if (kind >= Kind.OpenParen && kind <= Kind.OpenCurly) {
        stack.push(kind);
        if (kind === Kind.OpenCurly) braces++;
      } else if (kind === Kind.CloseCurly) {
        if (braces === 0) {
          stray++;
          recover = true;
          continue;
        }
        while (stack.pop() !== Kind.OpenCurly) recover = true;
        braces--;
      } else if (kind === Kind.CloseParen || kind === Kind.CloseSquare) {
        if (top === kind - 3) stack.pop();
        else recover = true;
      } else if (inBracket && (kind === Kind.Semicolon || (s.first[i] && this.opensStatement(i)))) {
        recover = true;
      }
    }
    if (recover || stack.length > 0) this.recovered = true;
    return { recover: recover || stack.length > 0, stray, unclosedBrace: braces > 0 };
  }

  /** Keeps `stop` and `region` those of the statement at `i`. */
  private enter(i: number): void {
    if (i < this.stop) return;
    while (
      (this.declarations[this.nextDeclaration] ?? this.s.count) <= i &&
      this.nextDeclaration < this.declarations.length
    ) {
      this.nextDeclaration++;
    }
    this.stop = this.declarations[this.nextDeclaration] ?? this.s.count;
    this.region = this.look(i, this.stop);
  }

  // ---- Lists of statements -----------------------------------------------------------------------------------------

  private list(place: Place): Cut[] {
    const { s } = this;
    const found: Cut[] = [];
    let body = -1;
    let bodyBlanks = 0;
    let reportedIndent = -1;
    let mixed = false;
    const began = this.i;
    for (;;) {
      const i = this.i;
      if (i >= s.count) return found;
      if (place.depth === 0) this.enter(i);
      else if (i >= this.stop) return found;
      if (s.first[i]) {
        if (place.kind === "inline" && i > began) return found;
        if (place.kind === "indented" && s.indent[i]! <= place.limit) return found;
      }
      const kind = s.kind[i]!;
      if (kind === Kind.CloseCurly) {
        if (place.brace >= 0 && !this.isStrayBrace(i, place)) return found;
        if (this.region.stray > 0) this.region.stray--;
        this.problem("syntax-unopened-bracket", s.start[i]!, s.end[i]!, { bracket: "}" });
        this.i++;
        continue;
      }
      if (s.first[i]) {
        const lineStart = s.start[i]! - this.blankLength(i);
        if (s.blanks[i] === 3 && !mixed) {
          mixed = true;
          this.problem("syntax-mixed-indentation", lineStart, s.start[i]!);
        }
        if (place.kind === "indented") {
          if (body < 0) {
            body = s.indent[i]!;
            bodyBlanks = s.blanks[i]!;
          } else if (!mixed && bodyBlanks !== s.blanks[i] && s.blanks[i] !== 0 && bodyBlanks !== 3) {
            mixed = true;
            this.problem("syntax-mixed-indentation", lineStart, s.start[i]!);
          } else if (s.indent[i] !== body && s.indent[i] !== reportedIndent && !mixed) {
            reportedIndent = s.indent[i]!;
            this.problem("syntax-bad-indentation", lineStart, s.start[i]!, {
              found: s.indent[i]!,
              expected: body,
              blank: bodyBlanks === 2 ? "\t".repeat(body >> 3) : " ".repeat(body),
            });
          }
        }
      }
      if (kind === Kind.Semicolon) {
        this.i++;
        continue;
      }
      found.push(this.statement(place));
    }
  }

  private blankLength(i: number): number {
    const { text, start } = this.s;
    let n = 0;
    for (let at = start[i]! - 1; at >= 0; at--, n++) {
      const c = text.charCodeAt(at);
      if (c === 10 || c === 13) break;
    }
    return n;
  }

  /** One `}` too many is the one that stands deeper than the line it would close. */
  private isStrayBrace(i: number, place: Place): boolean {
    const { s } = this;
    return this.region.stray > 0 && !!s.first[i] && s.indent[i]! > s.indent[place.brace]!;
  }

  /** A `}` that stands where the outer braces' line does closes those, and the inner ones were left open. */
  private closesOuter(i: number, place: Place): boolean {
    const { s } = this;
    return (
      this.region.unclosedBrace &&
      place.outerBrace >= 0 &&
      !!s.first[i] &&
      s.indent[i]! < s.indent[place.brace]! &&
      s.indent[i]! <= s.indent[place.outerBrace]!
    );
  }

  // ---- One statement -----------------------------------------------------------------------------------------------

  private statement(place: Place): Cut {
    const first = this.branch(place, undefined);
    let last = first;
    for (let n = 0; n < longestElseChain && this.takesElse(last, place); n++) {
      const branch = this.branch(place, last);
      last.otherwise = branch;
      last = branch;
    }
    if (last !== first) {
      let at: Cut | undefined = first;
      while (at) {
        at.end = last.end;
        at = at.otherwise;
      }
    }
    return first;
  }

  private takesElse(cutBefore: Cut, place: Place): boolean {
    const { s, i } = this;
    if (cutBefore.word !== "if" && cutBefore.word !== "elif") return false;
    if (i >= s.count || i >= this.stop || !(this.isWord(i, "else") || this.isWord(i, "elif"))) return false;
    if (!s.first[i]) return true;
    if (place.kind === "inline") return false;
    if (place.kind === "indented" && s.indent[i]! <= place.limit) return false;
    return cutBefore.body?.form !== "indented" || s.indent[i] === this.headIndent;
  }

  /** The indentation of the line of the head read last, its body passed. */
  private headIndent = 0;

  private branch(place: Place, before: Cut | undefined): Cut {
    const { s } = this;
    const t = this.i;
    let word = this.wordAt(t, place.inLayer);
    if (word === "foreign-line" || word === "foreign-block") return this.foreign(t, word, place);
    if (word === "else" && this.isWord(t + 1, "if") && !s.first[t + 1]) word = "elif";
    const orphan = (word === "else" || word === "elif") && !before;
    if (orphan) {
      this.problem("syntax-unexpected", s.start[t]!, s.end[t]!, {
        found: `\`${this.text(t)}\``,
        expected: "a statement; there is no `if` directly before it",
      });
    }
    const header = hasBody(word);
    const opened = this.head(t, place, header);
    const headEnd = Math.max(s.end[this.i - 1]!, s.start[t]!);
    const result: Cut = {
      word,
      start: s.start[t]!,
      headEnd,
      end: headEnd,
      doc: isDeclaration(word) || word === "const" ? this.docBefore(t) : undefined,
      inLayer: place.inLayer,
      body: undefined,
      otherwise: undefined,
    };
    if (opened !== "none" || header) result.body = this.body(t, opened, place, result, header, orphan);
    if (result.body) result.end = Math.max(result.end, result.body.end);
    this.headIndent = s.indent[t]!;
    return result;
  }

  /** Passes a head; afterwards `i` is behind it, at the `{` or `:` of its body if it has one. */
  private head(t: number, place: Place, header: boolean): "braces" | "colon" | "none" {
    const { s } = this;
    const stack: number[] = [];
    const open = [0, 0, 0];
    const pop = (): void => {
      open[s.kind[stack.pop()!]! - Kind.OpenParen]!--;
    };
    const { recover } = this.region;
    const dictAfter = (k: number): boolean =>
      k === t && (this.isWord(k, "output") || this.isWord(k, "return"));
    const alone = this.isWord(t, "else") && !this.isWord(t + 1, "if");
    let i = t;
    for (; i < s.count; i++) {
      if (i > t && s.first[i]) {
        if (i >= this.stop) break;
        if (stack.length === 0) {
          if (header) break;
          if (s.kind[i] === Kind.CloseCurly) break;
          if (place.limit >= 0 && s.indent[i]! <= place.limit) break;
          if (s.kind[i] !== Kind.Arrow && (s.kind[i - 1] !== Kind.Arrow || this.opensStatement(i))) break;
        } else if (recover) {
          const kind = s.kind[i]!;
          const closer = kind >= Kind.CloseParen && kind <= Kind.CloseCurly;
          if (this.opensStatement(i)) break;
          if (!closer && s.indent[i]! <= s.indent[stack[0]!]!) break;
        }
      }
      const kind = s.kind[i]!;
      // An `else` is complete; what follows without a `:` is its body all the same.
      if (i === t + 1 && alone && kind !== Kind.OpenCurly && kind !== Kind.Colon) break;
      switch (kind) {
        case Kind.OpenCurly: {
          const body =
            i > t &&
            !dictAfter(i - 1) &&
            (this.endsExpression(i - 1) || (i - 1 === t && this.isWord(t, "else")));
          const opens = stack.length === 0 || (recover && header);
          if ((body && opens) || (header && this.opensDeclared(t, i, stack))) {
            this.i = i;
            return "braces";
          }
          stack.push(i);
          open[2]!++;
          break;
        }
        case Kind.OpenParen:
        case Kind.OpenSquare:
          stack.push(i);
          open[kind - Kind.OpenParen]!++;
          break;
        case Kind.CloseParen:
        case Kind.CloseSquare: {
          if (stack.length === 0) break;
          const wanted = kind - 3;
          if (open[wanted - Kind.OpenParen]! > 0) {
            while (s.kind[stack.at(-1)!] !== wanted) pop();
          }
          pop();
          break;
        }
        case Kind.CloseCurly:
          if (open[2] === 0) {
            this.i = i;
            return "none";
          }
          while (s.kind[stack.at(-1)!] !== Kind.OpenCurly) pop();
          pop();
          break;
        case Kind.Colon:
          if (header && (stack.length === 0 || (recover && (i + 1 >= s.count || !!s.first[i + 1])))) {
            this.i = i;
            return "colon";
          }
          break;
        case Kind.Semicolon:
          this.i = i;
          return "none";
      }
    }
    this.i = i;
    return "none";
  }

  /** In the header of a declaration a `{` behind `(`, `,` or `for` is its body, since no dictionary can stand there. */
  private opensDeclared(t: number, i: number, stack: readonly number[]): boolean {
    const { s } = this;
    if (!isDeclaration(this.text(t) as StatementWord)) return false;
    if (stack.length === 0) return this.isWord(i - 1, "for");
    return (
      this.region.recover &&
      stack.length === 1 &&
      stack[0]! <= t + 2 &&
      (s.kind[i - 1] === Kind.OpenParen || this.text(i - 1) === ",")
    );
  }

  // ---- Bodies ------------------------------------------------------------------------------------------------------

  private body(
    t: number,
    opened: "braces" | "colon" | "none",
    place: Place,
    head: Cut,
    header: boolean,
    orphan: boolean,
  ): CutBody | undefined {
    const { s } = this;
    const inLayer = place.inLayer || head.word === "layer";
    const missing = (indented?: string): void => {
      if (orphan) return;
      this.problem("syntax-missing-body", head.start, head.headEnd, {
        statement: this.text(t),
        opened: opened === "colon" ? ":" : "",
        indented,
      });
    };
    if (!header) {
      this.problem("syntax-unexpected", s.start[this.i]!, s.end[this.i]!, {
        found: "`{`",
        expected: "the end of the statement; it has no body",
      });
    }
    if (opened === "braces") return this.braces(place, inLayer);
    const headIndent = s.indent[t]!;
    if (opened === "none") {
      const i = this.i;
      if (i >= s.count || i >= this.stop || !s.first[i]) {
        const same =
          i < s.count && i < this.stop && s.kind[i] !== Kind.Semicolon && s.kind[i] !== Kind.CloseCurly;
        missing(same ? "yes" : undefined);
        if (!same) return undefined;
        return this.indented(s.start[i]!, {
          ...place,
          kind: "inline",
          limit: headIndent,
          depth: place.depth + 1,
          inLayer,
        });
      }
      // The brace stands on a line of its own.
      if (s.kind[i] === Kind.OpenCurly) return this.braces(place, inLayer);
      const below = place.kind !== "inline" && s.indent[i]! > headIndent && s.kind[i] !== Kind.CloseCurly;
      missing(below ? "yes" : undefined);
      if (!below) return undefined;
      return this.indented(s.start[i]!, {
        ...place,
        kind: "indented",
        limit: headIndent,
        depth: place.depth + 1,
        inLayer,
      });
    }
    const colon = this.i++;
    head.end = s.end[colon]!;
    const i = this.i;
    if (
      i >= s.count ||
      i >= this.stop ||
      (s.first[i] ? s.indent[i]! <= headIndent : s.kind[i] === Kind.Semicolon) ||
      s.kind[i] === Kind.CloseCurly
    ) {
      missing();
      return undefined;
    }
    if (!s.first[i] && s.kind[i] === Kind.OpenCurly) {
      this.problem("syntax-unexpected", s.start[colon]!, s.end[colon]!, {
        found: "`:`",
        expected: "either `{` or `:`, not both",
      });
      return this.braces(place, inLayer);
    }
    const kind = s.first[i] ? "indented" : "inline";
    return this.indented(s.start[i]!, { ...place, kind, limit: headIndent, depth: place.depth + 1, inLayer });
  }

  private indented(start: number, place: Place): CutBody {
    if (place.depth > deepestBody) {
      this.tooDeep(start);
      this.skip((i) => !!this.s.first[i] && this.s.indent[i]! <= place.limit);
      return { form: "indented", statements: [], start, end: this.s.end[this.i - 1]! };
    }
    const statements = this.list(place);
    return { form: "indented", statements, start, end: statements.at(-1)?.end ?? start };
  }

  private braces(place: Place, inLayer: boolean): CutBody {
    const { s } = this;
    const brace = this.i++;
    const start = s.start[brace]!;
    if (place.depth >= deepestBody) {
      this.tooDeep(start);
      this.skip(() => false);
      if (this.i < s.count && s.kind[this.i] === Kind.CloseCurly) this.i++;
      return { form: "braces", statements: [], start, end: s.end[this.i - 1]! };
    }
    const within: Place = {
      kind: "braces",
      limit: -1,
      brace,
      outerBrace: place.brace,
      depth: place.depth + 1,
      inLayer,
    };
    const statements = this.list(within);
    const i = this.i;
    if (i < s.count && i < this.stop && s.kind[i] === Kind.CloseCurly && !this.closesOuter(i, within)) {
      this.i++;
      return { form: "braces", statements, start, end: s.end[i]! };
    }
    const end = statements.at(-1)?.end ?? start + 1;
    // Of several braces left open at one place, the innermost is the one to close first.
    if (this.braceReported !== i) {
      this.braceReported = i;
      this.problem("syntax-unclosed-bracket", start, start + 1, {
        bracket: "{",
        closing: "}",
        missing: "}",
        to: end - start,
      });
    }
    return { form: "braces", statements, start, end };
  }

  private tooDeep(start: number): void {
    this.problem("syntax-too-deep", start, start + 1, { limit: deepestBody });
  }

  /** Passes tokens up to the `}` that closes what is open, or to where `ends` says. */
  private skip(ends: (i: number) => boolean): void {
    const { s } = this;
    let depth = 0;
    for (; this.i < s.count && this.i < this.stop; this.i++) {
      const kind = s.kind[this.i]!;
      if (depth === 0 && ends(this.i)) return;
      if (kind === Kind.OpenCurly) depth++;
      else if (kind === Kind.CloseCurly && --depth < 0) return;
    }
  }

  // ---- Other languages, and comments -------------------------------------------------------------------------------

  /** Pasted Python that Net does not have becomes one broken statement: runs of imports, a `def` with its body. */
  private foreign(t: number, word: StatementWord, place: Place): Cut {
    const { s } = this;
    const outer = (i: number): boolean => i >= s.count || i >= this.stop || s.kind[i] === Kind.CloseCurly;
    const isImport = (i: number): boolean => this.isWord(i, "import") || this.isWord(i, "from");
    let what = word;
    let i = t;
    for (;;) {
      const started = i;
      this.i = i;
      const opened = this.head(i, { ...place, limit: -1 }, what === "foreign-block");
      if (this.i === started) this.i++;
      if (what === "foreign-block" && opened === "colon") {
        this.i++;
        if (this.i < s.count && !s.first[this.i]) this.skip((k) => !!s.first[k]);
        else this.skip((k) => !!s.first[k] && s.indent[k]! <= s.indent[started]!);
      } else if (opened === "braces") {
        this.i++;
        this.skip(() => false);
        if (this.i < s.count && s.kind[this.i] === Kind.CloseCurly) this.i++;
      }
      i = this.i;
      if (outer(i) || !s.first[i] || place.kind === "inline") break;
      if (s.indent[i] !== s.indent[started]) break;
      const next = this.wordAt(i, place.inLayer);
      const decorator = s.kind[started] === Kind.Other;
      if (what === "foreign-line" && next === "foreign-line" && isImport(started) && isImport(i)) continue;
      if (decorator && (next === "foreign-line" || next === "foreign-block")) {
        what = next;
        continue;
      }
      const follows =
        this.isWord(i, "except") || this.isWord(i, "finally") || next === "else" || next === "elif";
      if (what === "foreign-block" && follows) continue;
      break;
    }
    const end = s.end[this.i - 1]!;
    return {
      word,
      start: s.start[t]!,
      headEnd: end,
      end,
      doc: undefined,
      inLayer: place.inLayer,
      body: undefined,
      otherwise: undefined,
    };
  }

  /** The `##` lines directly before the statement at `t`. */
  private docBefore(t: number): string | undefined {
    const { s } = this;
    if (!s.first[t]) return undefined;
    const { comments, text } = s;
    let from = s.start[t]!;
    while (this.nextComment < comments.length && comments[this.nextComment]!.start < from) this.nextComment++;
    const after = t > 0 ? s.end[t - 1]! : 0;
    const lines: string[] = [];
    for (let c = this.nextComment - 1; c >= 0; c--) {
      const comment = comments[c]!;
      if (comment.start < after) break;
      const line = text.slice(comment.start, comment.end);
      if (
        !/^##(?!#)/.test(line) ||
        !/^[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*$/.test(text.slice(comment.end, from))
      )
        break;
      if (t > 0 && !/[\r\n]/.test(text.slice(after, comment.start)) && c === 0) break;
      if (t > 0 && (comments[c - 1]?.end ?? 0) < after && !/[\r\n]/.test(text.slice(after, comment.start)))
        break;
      lines.push(line.replace(/^## ?/, "").trimEnd());
      from = comment.start;
    }
    return lines.length > 0 ? lines.reverse().join("\n") : undefined;
  }
}
