// A shape of which only the ends are known: what a layer may do to the shape of an input whose number of axes it does not
// know. It holds texts of Net and works nothing out.

/** Without the batch. `middle` is what is left of the shape of an input, `from` sizes off its front and `cut` off its back. */
export interface OpenShape {
  readonly front: readonly string[];
  readonly middle?: { readonly of: string; readonly from: number; readonly cut: number } | undefined;
  readonly back: readonly string[];
}

export const wholeOf = (of: string): OpenShape => ({ front: [], middle: { of, from: 0, cut: 0 }, back: [] });

export const closed = (items: readonly string[]): OpenShape => ({ front: items, back: [] });

/** All sizes of a shape whose number is known. */
export const itemsOf = (shape: OpenShape): readonly string[] | undefined =>
  shape.middle ? undefined : [...shape.front, ...shape.back];

/** As the `output` of a layer has it: `x.shape`, `[*x.shape[:-1], units]`. */
export function openShapeText(shape: OpenShape): string {
  if (!shape.middle) return `[${[...shape.front, ...shape.back].join(", ")}]`;
  const front = [...shape.front];
  const back = [...shape.back];
  const { of } = shape.middle;
  let { from, cut } = shape.middle;
  while (front.at(-1) === `${of}.shape[${from - 1}]`) {
    front.pop();
    from--;
  }
  while (cut > 0 && back[0] === `${of}.shape[-${cut}]`) {
    back.shift();
    cut--;
  }
  const slice = from === 0 && cut === 0 ? "" : `[${from || ""}:${cut > 0 ? `-${cut}` : ""}]`;
  if (front.length === 0 && back.length === 0) return `${of}.shape${slice}`;
  return `[${[...front, `*${of}.shape${slice}`, ...back].join(", ")}]`;
}

/** The same shape with `count` sizes at its front by themselves, or nothing where it has fewer. */
function withFront(shape: OpenShape, count: number): OpenShape | undefined {
  const items = itemsOf(shape);
  if (items) return items.length >= count ? closed(items) : undefined;
  const { of, from, cut } = shape.middle!;
  const more = Math.max(0, count - shape.front.length);
  const pulled = Array.from({ length: more }, (_, i) => `${of}.shape[${from + i}]`);
  return { ...shape, front: [...shape.front, ...pulled], middle: { of, from: from + more, cut } };
}

function withBack(shape: OpenShape, count: number): OpenShape | undefined {
  const items = itemsOf(shape);
  if (items) return items.length >= count ? closed(items) : undefined;
  const { of, from, cut } = shape.middle!;
  const more = Math.max(0, count - shape.back.length);
  const pulled = Array.from({ length: more }, (_, i) => `${of}.shape[-${cut + more - i}]`);
  return { ...shape, back: [...pulled, ...shape.back], middle: { of, from, cut: cut + more } };
}

/** Puts other sizes in the place of the one at an axis, the batch counted: `-1` is the last. Nothing for the batch itself. */
export function replaceAxis(
  shape: OpenShape,
  axis: number,
  by: (size: string) => readonly string[],
): OpenShape | undefined {
  if (axis === 0) return undefined;
  const open = axis > 0 ? withFront(shape, axis) : withBack(shape, -axis);
  if (!open) return undefined;
  const put = (list: readonly string[], at: number): readonly string[] => [
    ...list.slice(0, at),
    ...by(list[at]!),
    ...list.slice(at + 1),
  ];
  if (axis > 0) return { ...open, front: put(open.front, axis - 1) };
  return open.middle
    ? { ...open, back: put(open.back, open.back.length + axis) }
    : closed(put(open.front, open.front.length + axis));
}

/** The size at an axis, the batch counted. */
export function sizeAt(shape: OpenShape, axis: number): string | undefined {
  let found: string | undefined;
  replaceAxis(shape, axis, (size) => {
    found = size;
    return [size];
  });
  return found;
}

/** A new axis of one size, at the place it has afterwards. */
export function insertAxis(shape: OpenShape, axis: number, size: string): OpenShape | undefined {
  if (axis === 0) return undefined;
  if (axis > 0) {
    const open = withFront(shape, axis - 1);
    return (
      open && { ...open, front: [...open.front.slice(0, axis - 1), size, ...open.front.slice(axis - 1)] }
    );
  }
  const open = withBack(shape, -axis - 1);
  if (!open) return undefined;
  const list = open.middle ? open.back : open.front;
  const at = list.length + axis + 1;
  const next = [...list.slice(0, at), size, ...list.slice(at)];
  return open.middle ? { ...open, back: next } : closed(next);
}

/** The first sizes, where the shape has no more than these. */
export const onlyFront = (shape: OpenShape, count: number): readonly string[] | undefined =>
  withFront(shape, count)?.front.slice(0, count);
