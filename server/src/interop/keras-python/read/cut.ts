// A part as far as some of its layers: `Model(base.input, base.get_layer("block3_conv3").output)` has no layer behind that one.
// It declares the shorter model, and never changes the part.
import type { ModelRun } from "../../../model/graph.ts";
import { kerasLayers, namesOf } from "../../../model/wiring.ts";
import { importKerasJson } from "../../keras-json/read/import-keras-json.ts";
import { functionalDocument } from "../../keras-json/write/functional.ts";
import { jsonText } from "../../keras-json/write/json-text.ts";
import type { Context } from "./context.ts";
import { probedPart } from "./probe.ts";
import { commentLine } from "./write-steps.ts";

/**
 * Declares what is left of a part, and gives how that is made: `VGG16_block3_conv3()`. `made` is how the whole is made in Net,
 * `input` the shape it is given, `at` its place in the source. Nothing where all its layers are needed, or it cannot be cut.
 */
export function cutPart(
  context: Context,
  made: string,
  input: string,
  taken: readonly string[],
  at: number,
): string | undefined {
  const key = [made, input, ...taken].join();
  const known = context.cuts.get(key);
  if (known) return known;
  const run = probedPart(context, made, input);
  if (!run || run.incomplete) return undefined;
  const names = namesOf(run);
  const outputs = taken.flatMap((path) => {
    const node = run.nodes.findLast((n) => names.get(n.instance)?.path === path);
    return node?.outputs[0] ? [{ ref: { node, output: 0 }, type: node.outputs[0] }] : [];
  });
  if (outputs.length === 0 || outputs.length !== taken.length) return undefined;
  const left: ModelRun = { ...run, outputs };
  if (kerasLayers(left).length === kerasLayers(run).length) return undefined;
  const part = /^\w+/.exec(made)?.[0] ?? "part";
  const net = context.fresh(`${part}_${taken.at(-1)}`.replace(/\W+/g, "_"));
  let stopped = false;
  const document = functionalDocument(left, net, ({ diagnostic }) => {
    stopped ||= diagnostic.severity === "error";
  });
  const read = stopped ? undefined : importKerasJson(jsonText(document), net);
  if (read?.kind !== "imported") return undefined;
  declare(context, read.text, `\`${made}\` as far as ${list(taken)}.`, net, at);
  context.cuts.set(key, `${net}()`);
  return `${net}()`;
}

const list = (names: readonly string[]): string => {
  const quoted = names.map((n) => `\`${n}\``);
  return quoted.length === 1 ? quoted[0]! : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
};

/** Takes over the declarations of a text, under names that are free, before what is written after them. */
function declare(context: Context, text: string, about: string, net: string, at: number): void {
  const parts = text.split(/\n\n(?=(?:const|layer|block|model) )/).slice(1);
  const renamed = new Map<string, string>();
  const head = /^(?:const|layer|block|model) (\w+)/;
  for (const part of parts) {
    const name = head.exec(part)?.[1];
    if (name === undefined || name === net) continue;
    // A class of the file is declared already.
    if (part.startsWith("layer ") && context.written.has(name)) continue;
    const free = context.fresh(name);
    if (free !== name) renamed.set(name, free);
  }
  const put = (part: string): string =>
    [...renamed].reduce((t, [from, to]) => t.replace(new RegExp(`\\b${from}\\b(?!\\s*[=:])`, "g"), to), part);
  for (const part of parts) {
    const name = head.exec(part)?.[1];
    if (name === undefined || (part.startsWith("layer ") && context.written.has(name))) continue;
    const lines = put(part.trimEnd()).split("\n");
    context.written.set(renamed.get(name) ?? name, {
      at: at - 1,
      lines: name === net ? [commentLine(about), ...lines] : lines,
    });
  }
}
