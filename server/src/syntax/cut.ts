// Cuts a text into statements: where each head begins and ends, which body belongs to it, which `else`. It never reads what
// a head says beyond its first two words.
import type { Span } from "../text/span.ts";
import { docsOf } from "./doc-comments.ts";
import { type Cursor, type Opened, passHead } from "./head-end.ts";
import { lookAt, type Region } from "./regions.ts";
import { Kind, type Scan, scan } from "./scan.ts";
import { blankLength, declares, isWord, textAt, wordAt } from "./statement-openings.ts";
import type { SyntaxProblem } from "./tree.ts";
import { hasBody, isDeclaration, type StatementWord } from "./words.ts";

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

class Cutter implements Cursor {
  i = 0;
  stop: number;
  region: Region;
  private readonly declarations: number[] = [];
  private nextDeclaration = 0;
  private readonly problems: SyntaxProblem[] = [];
  private braceReported = -1;
  private recovered = false;

  readonly s: Scan;
  /** The `##` lines before a statement. */
  private readonly docBefore: (t: number) => string | undefined;

  constructor(s: Scan) {
    this.s = s;
    this.docBefore = docsOf(s);
    for (let i = 0; i < s.count; i++)
      if (s.first[i] && s.indent[i] === 0 && declares(s, i)) this.declarations.push(i);
    this.stop = this.declarations[0] ?? s.count;
    this.region = this.look(0);
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

  private problem(code: string, start: number, end: number, facts: SyntaxProblem["facts"] = {}): void {
    this.problems.push({ code, facts, start, end });
  }

  private look(from: number): Region {
    const region = lookAt(this.s, from, this.stop);
    if (region.recover) this.recovered = true;
    return region;
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
    this.region = this.look(i);
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
        const lineStart = s.start[i]! - blankLength(s, i);
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
    if (i >= s.count || i >= this.stop || !(isWord(s, i, "else") || isWord(s, i, "elif"))) return false;
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
    let word = wordAt(s, t, place.inLayer);
    if (word === "foreign-line" || word === "foreign-block") return this.foreign(t, word, place);
    if (word === "else" && isWord(s, t + 1, "if") && !s.first[t + 1]) word = "elif";
    const orphan = (word === "else" || word === "elif") && !before;
    if (orphan) {
      this.problem("syntax-unexpected", s.start[t]!, s.end[t]!, {
        found: `\`${textAt(s, t)}\``,
        expected: "a statement; there is no `if` directly before it",
      });
    }
    const header = hasBody(word);
    const opened = passHead(this, t, place.limit, header);
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

  // ---- Bodies ------------------------------------------------------------------------------------------------------

  private body(
    t: number,
    opened: Opened,
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
        statement: textAt(s, t),
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
    const isImport = (i: number): boolean => isWord(s, i, "import") || isWord(s, i, "from");
    let what = word;
    let i = t;
    for (;;) {
      const started = i;
      this.i = i;
      const opened = passHead(this, i, -1, what === "foreign-block");
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
      const next = wordAt(s, i, place.inLayer);
      const decorator = s.kind[started] === Kind.Other;
      if (what === "foreign-line" && next === "foreign-line" && isImport(started) && isImport(i)) continue;
      if (decorator && (next === "foreign-line" || next === "foreign-block")) {
        what = next;
        continue;
      }
      const follows = isWord(s, i, "except") || isWord(s, i, "finally") || next === "else" || next === "elif";
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
}
