// Names for blocks and for the variables of loops, taken from what stands in them. It never gives a name twice.
import { findLayer } from "../../layers/catalogue.ts";
import type { Item, Sequence } from "./arrange.ts";
import type { Hole } from "./holes.ts";
import { sequenceEffect } from "./stages.ts";
import { isPlainName } from "./term.ts";

const short: Readonly<Record<string, string>> = {
  BatchNormalization: "bn",
  LayerNormalization: "norm",
  Activation: "act",
  ReLU: "relu",
  Dropout: "dropout",
  Dense: "dense",
  Add: "add",
  Concatenate: "concat",
  SeparableConv2D: "sepconv",
  DepthwiseConv2D: "depthwise",
  MultiHeadAttention: "attention",
  ZeroPadding2D: "pad",
};

const nameOf = (callee: string): string =>
  short[callee] ??
  (/^Conv\d/.test(callee)
    ? "conv"
    : /Pooling/.test(callee)
      ? "pool"
      : callee
          .replace(/^ops\./, "")
          .replace(/\W/g, "_")
          .toLowerCase());

/** What a block's name begins with: what its layers' names have in common, else what it does. */
export const blockStem = (sequence: Sequence, holes: readonly Hole[]): string =>
  fromPrefix(sequence, holes) ?? fromStructure(sequence);

/** A name nothing else has. */
export function blockName(stem: string, taken: ReadonlySet<string>): string {
  const base = isPlainName(stem) && !findLayer(stem) ? stem : `${stem}_block`;
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
  return name;
}

/** `block` for the prefixes `block_1` and `block_2`, where the block is most of what has the prefix. */
function fromPrefix(sequence: Sequence, holes: readonly Hole[]): string | undefined {
  const hole = holes.find(
    (h) =>
      h.naming && h.values.every((v) => v.kind === "string" && v.parts.every((p) => typeof p === "string")),
  );
  if (!hole || !sequence.some((item) => item.kind === "region")) return undefined;
  const words = hole.values.map((v) =>
    v.kind === "string"
      ? v.parts
          .join("")
          .split(/[^A-Za-z]+/)
          .filter((w) => w.length > 2)
      : [],
  );
  const shared = words[0]!.filter((word) => words.every((w) => w.includes(word))).slice(-2);
  const structure = fromStructure(sequence);
  const word = shared.at(-1)?.toLowerCase();
  return word === undefined || word === "block" || structure.includes(word)
    ? undefined
    : `${word}_${structure}`;
}

function fromStructure(sequence: Sequence): string {
  const region = sequence.find((item): item is Extract<Item, { kind: "region" }> => item.kind === "region");
  if (region) {
    const last = region.region.parts.at(-1)!;
    const direct = last.sources.some((s) => s.node < 0);
    const callee = last.merge?.callee ?? "";
    if (callee === "Add") return direct ? "residual" : "projection";
    if (callee === "Concatenate") return direct ? "dense_block" : "mixed";
    if (callee === "Multiply") return "gated";
    if (callee !== "") return nameOf(callee);
  }
  const callees = sequence.flatMap((item) =>
    item.kind === "stage" ? [item.stage.callee] : item.kind === "use" ? [item.block.stem] : [],
  );
  const heavy = callees.filter((c) => /Conv|Dense|Attention|LSTM|GRU/.test(c)).length;
  const uses = sequence.find((item): item is Extract<Item, { kind: "use" }> => item.kind === "use");
  if (callees.some((c) => /Pooling/.test(c)) && sequence.length > 2) return "transition";
  const effect = sequenceEffect(sequence, new Map());
  if (uses && effect.resizes && effect.weighted) return "reduction";
  if (uses && sequence.length > 1) return `${uses.block.stem.replace(/_group$/, "")}_group`;
  if (heavy > 1 && callees.length > 4) return "bottleneck";
  return [...new Set(callees.map(nameOf))].slice(0, 3).join("_");
}
