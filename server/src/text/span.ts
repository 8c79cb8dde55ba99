// Ranges of text as offsets. This file never knows lines, columns, files or the protocol.

/** A half-open range `[start, end)` of UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

/** The smallest span that holds both. */
export const cover = (a: Span, b: Span): Span => span(Math.min(a.start, b.start), Math.max(a.end, b.end));

/** Whether `offset` lies in the span, its end included (as a cursor does). */
export const touches = (s: Span, offset: number): boolean => s.start <= offset && offset <= s.end;

export const contains = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

export const shift = (s: Span, by: number): Span => span(s.start + by, s.end + by);
