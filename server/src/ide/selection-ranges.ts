// What a selection grows to, step by step: a name, the expression around it, the statement, its body, the declaration, the
// file. It never crosses a bracket without its partner.
import type { Analysis } from "../analysis/analysis.ts";
import { withParens } from "../syntax/tree.ts";
import { bodiesOf, nodeAt } from "../syntax/walk.ts";
import type { Span } from "../text/span.ts";

/** The spans around an offset, each within the next, the whole file last. */
export function selectionRanges(analysis: Analysis, offset: number): readonly Span[] {
  const { tree, text } = analysis;
  const spans: Span[] = [{ start: 0, end: text.length }];
  const add = (span: Span): void => {
    const last = spans.at(-1)!;
    const inside = last.start <= span.start && span.end <= last.end;
    const same = last.start === span.start && last.end === span.end;
    if (inside && !same && span.start <= offset && offset <= span.end)
      spans.push({ start: span.start, end: span.end });
  };
  const found = nodeAt(tree, offset);
  if (!found) return spans;
  for (const statement of [...found.around, found.statement]) {
    add(tree.span(statement));
    for (const body of bodiesOf(statement)) {
      const span = tree.bodySpan(body);
      add(span);
      if (body.form === "braces") add({ start: span.start + 1, end: span.end - 1 });
    }
  }
  if (!found.inHead) return spans.reverse();
  const head = tree.headSpan(found.statement);
  add(head);
  for (const node of found.path) {
    const at = (span: Span): Span => ({ start: head.start + span.start, end: head.start + span.end });
    if ("kind" in node) add(at(withParens(node)));
    add(at(node));
    if ("kind" in node && node.kind === "call") add(at(node.inside));
    if ("kind" in node && node.kind === "string") add({ start: at(node).start + 1, end: at(node).end - 1 });
  }
  return spans.reverse();
}
