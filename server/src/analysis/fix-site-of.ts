// The text around a problem, for those who make fixes: the statement and the call it is about. It never decides on a cure.
import type { CallSite, FixSite } from "../diagnostics/fix-site.ts";
import { children, expressionsOf } from "../syntax/subexpressions.ts";
import type { Call, Expression, Statement } from "../syntax/tree.ts";
import type { Span } from "../text/span.ts";
import type { Analysis } from "./analysis.ts";

/** The surroundings of a span. */
export function siteOf(analysis: Analysis, statement: Statement, span: Span): FixSite {
  const { tree, text } = analysis;
  const start = tree.start(statement);
  const call = innermostCall(statement, span.start - start, span.end - start);
  return { text, span, statement: tree.span(statement), call: call && callSite(call, start) };
}

/** The smallest call that holds a range, or that the range holds. */
function innermostCall(statement: Statement, start: number, end: number): Call | undefined {
  let found: Call | undefined;
  const visit = (node: Expression): void => {
    const holds = node.start <= start && end <= node.end;
    const held = start <= node.start && node.end <= end;
    if (!holds && !held) return;
    if (node.kind === "call" && (holds || !found)) found = node;
    children(node).forEach(visit);
  };
  expressionsOf(statement).forEach(visit);
  return found;
}

function callSite(call: Call, offset: number): CallSite {
  const at = (s: Span): Span => ({ start: s.start + offset, end: s.end + offset });
  return {
    span: at(call),
    callee: at(call.callee),
    inside: at(call.inside),
    args: call.args.map((arg) => ({
      name: arg.name?.name,
      nameSpan: arg.name && at(arg.name),
      value: at(arg.value),
    })),
  };
}
