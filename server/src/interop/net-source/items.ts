// What is asked of items of a sequence: how large they are, and whether they need a name. It never changes one.
import type { Arranged, Item, Sequence } from "./arrange.ts";

/** Whether an item uses the value it starts from by name. */
export function needsName(item: Item): boolean {
  if (item.kind !== "region") return false;
  const { parts } = item.region;
  return (
    parts.some((part) => part.merge && part.sources.some((s) => s.node < 0)) ||
    parts.some((part) => !part.merge && part.sequence[0] !== undefined && needsName(part.sequence[0]))
  );
}

/** Parts whose value has to have a name, since something other than the statement behind takes it. */
export function namedParts({ parts, outputs }: Arranged): ReadonlySet<number> {
  const wanted = new Set<number>();
  parts.forEach((part, i) => {
    for (const { node } of part.sources)
      if (part.merge || node !== i - 1 || (part.sequence[0] && needsName(part.sequence[0]))) wanted.add(node);
  });
  const only =
    outputs.length === 1 &&
    outputs[0]!.name === undefined &&
    outputs[0]!.ref.node === parts.length - 1 &&
    !parts.at(-1)?.several;
  if (!only) for (const { ref } of outputs) wanted.add(ref.node);
  return wanted;
}

/** How many layers a sequence makes, those of blocks included. */
export function deepSize(sequence: Sequence): number {
  return sequence.reduce(
    (sum, item) => sum + (item.kind === "use" ? deepSize(item.block.sequence) : itemSize(item)),
    0,
  );
}

/** How many layers a sequence holds as it is written. */
export function sizeOf(sequence: Sequence): number {
  return sequence.reduce((sum, item) => sum + itemSize(item), 0);
}

export function itemSize(item: Item): number {
  switch (item.kind) {
    case "stage":
    case "use":
      return 1;
    case "loop": {
      const { body } = item.loop;
      return body.length === 1 && body[0]!.kind !== "loop" ? sizeOf(body) : 2 + sizeOf(body);
    }
    case "region":
      return item.region.parts.reduce((sum, part) => sum + sizeOf(part.sequence) + (part.merge ? 1 : 0), 0);
  }
}

/** Names that stand in a sequence already: holes of an outer block, variables of inner loops. */
export function namesIn(items: readonly Item[]): ReadonlySet<string> {
  const { used, bound } = namesOf(items);
  return new Set([...used, ...bound]);
}

/** Names a sequence takes from around it: the parameters of the block it stands in. */
export function freeNames(items: readonly Item[]): readonly string[] {
  const { used, bound } = namesOf(items);
  return [...used].filter((name) => !bound.has(name));
}

function namesOf(items: readonly Item[]): { readonly used: Set<string>; readonly bound: Set<string> } {
  const used = new Set<string>();
  const bound = new Set<string>();
  const text = JSON.stringify(items, (key, v) => (key === "block" ? (v as { name: string }).name : v));
  for (const match of text.matchAll(
    /"kind":"(?:hole|linear|choice)","name":"(\w+)"|"variables":\[([^\]]*)\]/g,
  )) {
    if (match[1]) used.add(match[1]);
    for (const name of match[2]?.match(/\w+/g) ?? []) bound.add(name);
  }
  return { used, bound };
}
