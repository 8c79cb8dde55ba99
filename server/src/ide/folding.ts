// The parts of a file that fold: bodies, statements over several lines, runs of comments. It never folds one line.
import type { Analysis } from "../analysis/analysis.ts";
import { statementsOf } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";

export interface Fold extends Span {
  readonly kind: "body" | "comment" | "imports";
}

/** Everything that spans more than one line. */
export function folds(analysis: Analysis): readonly Fold[] {
  const { tree, lines, text } = analysis;
  const line = (offset: number): number => lines.position(offset).line;
  const found: Fold[] = [];
  const add = (span: Span, kind: Fold["kind"]): void => {
    if (line(span.end) > line(span.start)) found.push({ ...span, kind });
  };
  for (const statement of statementsOf(tree.statements)) {
    if (!statement.body && !/[\r\n]/.test(statement.text)) continue;
    const head = tree.headSpan(statement);
    if (statement.body) {
      const body = tree.bodySpan(statement.body);
      // A closing brace stays visible.
      const closes = statement.body.form === "braces" && text[body.end - 1] === "}";
      const end = closes ? lines.lineStart(line(body.end)) - 1 : body.end;
      add({ start: head.end, end: Math.max(head.end, end) }, "body");
    } else add(head, "body");
  }
  addComments(found, analysis, line);
  const imports = tree.statements.filter(({ head }) => head.kind === "import");
  if (imports.length > 1)
    add({ start: tree.start(imports[0]!), end: tree.headSpan(imports.at(-1)!).end }, "imports");
  return found;
}

function addComments(found: Fold[], { tree, text, lines }: Analysis, line: (offset: number) => number): void {
  let run: { start: number; end: number } | undefined;
  const flush = (): void => {
    if (run && line(run.end) > line(run.start)) found.push({ ...run, kind: "comment" });
    run = undefined;
  };
  for (const comment of tree.comments) {
    const alone = text.slice(lines.lineStart(line(comment.start)), comment.start).trim() === "";
    if (!alone) continue;
    if (run && line(comment.start) === line(run.end) + 1) run.end = comment.end;
    else {
      flush();
      run = { start: comment.start, end: comment.end };
    }
  }
  flush();
}
