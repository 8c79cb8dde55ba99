// Where a fix is made: the text around a problem, and the few edits fixes are built from. It never decides on a cure.
import type { Edit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { Fix } from "./define.ts";

export interface FixSite {
  readonly text: string;
  /** The range the problem is shown at. */
  readonly span: Span;
  /** The statement that holds it, without its indentation, its body included. */
  readonly statement: Span;
  /** The call the problem is about, if it is about one. */
  readonly call?: CallSite | undefined;
}

export interface CallSite {
  readonly span: Span;
  /** The callee, `Conv2D` in `label: Conv2D(3)`. */
  readonly callee: Span;
  /** Between the parentheses; absent where none were written. */
  readonly inside?: Span | undefined;
  readonly args: readonly {
    readonly name?: string | undefined;
    readonly nameSpan?: Span | undefined;
    readonly value: Span;
  }[];
}

export const replaceSpan = (span: Span, text: string): Edit => ({ span, text });

/** Puts the name somebody probably meant in the place of the problem; nothing without one. */
export const changeTo = (site: FixSite, near: string | undefined): readonly Fix[] =>
  near
    ? [
        {
          title: `Change to \`${near}\``,
          edits: [replaceSpan(site.span, near)],
          preferred: true,
          safe: true,
        },
      ]
    : [];

/** The blanks in front of the statement. */
export function indentation(site: FixSite): string {
  const lineStart = site.text.lastIndexOf("\n", site.statement.start - 1) + 1;
  return /^[ \t]*/.exec(site.text.slice(lineStart, site.statement.start))![0];
}

/** A line of its own before the statement, as deep as it. */
export const insertLineBefore = (site: FixSite, line: string): Edit => ({
  span: { start: site.statement.start, end: site.statement.start },
  text: `${line}\n${indentation(site)}`,
});

/** A line of its own after the statement, as deep as it. */
export const insertLineAfter = (site: FixSite, line: string): Edit => ({
  span: { start: site.statement.end, end: site.statement.end },
  text: `\n${indentation(site)}${line}`,
});

/** Sets a keyword argument of the call, whether it stands there already or not. */
export function setArgument(site: FixSite, name: string, value: string): Edit | undefined {
  const call = site.call;
  if (!call) return undefined;
  const old = call.args.find((arg) => arg.name === name);
  if (old) return { span: old.value, text: value };
  if (!call.inside)
    return { span: { start: call.callee.end, end: call.callee.end }, text: `(${name}=${value})` };
  const last = call.args.at(-1);
  if (!last) return { span: call.inside, text: `${name}=${value}` };
  return { span: { start: last.value.end, end: last.value.end }, text: `, ${name}=${value}` };
}

/** Removes an argument with the comma that goes with it. */
export function removeArgument(site: FixSite, name: string): Edit | undefined {
  const call = site.call;
  const at = call?.args.findIndex((arg) => arg.name === name) ?? -1;
  if (!call || at < 0) return undefined;
  const arg = call.args[at]!;
  const start = arg.nameSpan?.start ?? arg.value.start;
  const next = call.args[at + 1];
  const before = call.args[at - 1];
  if (next) return { span: { start, end: next.nameSpan?.start ?? next.value.start }, text: "" };
  if (before) return { span: { start: before.value.end, end: arg.value.end }, text: "" };
  return { span: { start, end: arg.value.end }, text: "" };
}

/** A layer applied before the call: a line of its own, or a stage in front of it in a pipeline. */
export function insertStageBefore(site: FixSite, stage: string): Edit {
  const at = site.call?.span.start ?? site.span.start;
  const lead = site.text.slice(site.statement.start, at);
  if (/->\s*$/.test(lead)) return { span: { start: at, end: at }, text: `${stage} -> ` };
  if (/=\s*$/.test(lead)) return { span: { start: at, end: at }, text: `${stage} -> ` };
  return insertLineBefore(site, stage);
}

/** The statement with the line it stands on, where it has one to itself. */
export function removeLine(site: FixSite): Edit {
  const start = site.text.lastIndexOf("\n", site.statement.start - 1) + 1;
  const end = site.text.indexOf("\n", site.statement.end);
  const alone =
    end >= 0 &&
    /^[ \t]*$/.test(site.text.slice(start, site.statement.start)) &&
    /^[ \t\r]*$/.test(site.text.slice(site.statement.end, end));
  return { span: alone ? { start, end: end + 1 } : site.statement, text: "" };
}
