// Breaks pipelines into lines: a layer with weights begins one, what normalises and activates it follows. It never spells
// an item.
import { findLayer } from "../../layers/catalogue.ts";
import { itemText, type Written } from "./item-text.ts";
import type { Spelling } from "./term.ts";

/** No line is longer, but for one that cannot be broken. */
export const width = 116;

/** Parts joined on as many lines as they need; a line that goes on begins with the arrow. */
export function wrapped(head: string, parts: readonly string[], joint: " -> " | ", "): string[] {
  const lines: string[] = [];
  let line = head;
  const more = `${/^ */.exec(head)![0]}      `;
  parts.forEach((part, i) => {
    const next = i === 0 ? part : `${joint}${part}`;
    if (i > 0 && line.length + next.length > width) {
      if (joint === ", ") {
        lines.push(`${line}, \\`);
        line = `${more}${part}`;
      } else {
        lines.push(line);
        line = `${more}-> ${part}`;
      }
    } else line += next;
  });
  return [...lines, line];
}

const openers = new Set([
  "convolution",
  "core",
  "recurrent",
  "attention",
  "pooling",
  "merging",
  "preprocessing",
]);

/**
 * Stages as lines of a pipeline: a layer with weights begins one, its normalisation and activation follow it. Where these do not
 * fit, they have the next line to themselves.
 */
export function grouped(run: readonly Written[], indent: string, spelling: Spelling): string[] {
  const groups: Written[][] = [];
  run.forEach((item, i) => {
    if (i === 0 || opens(item, run[i - 1])) groups.push([item]);
    else groups.at(-1)!.push(item);
  });
  const most = width - indent.length;
  return groups.flatMap((group): string[] => {
    const texts = group.map((item) => itemText(item, spelling));
    const whole = texts.join(" -> ");
    if (whole.length <= most) return [whole];
    const lines: string[] = [];
    texts.forEach((text, i) => {
      const longer = `${lines.at(-1)} -> ${text}`;
      const alone = i === 0 || (!isPadding(group[i - 1]) && lines.length === 1);
      if (alone || longer.length > most) lines.push(text);
      else lines[lines.length - 1] = longer;
    });
    return lines;
  });
}

const isPadding = (item: Written | undefined): boolean =>
  item?.kind === "stage" && /^(ZeroPadding|Cropping)/.test(item.stage.callee);

const familyOf = (item: Written | undefined): string | undefined =>
  item?.kind === "stage" ? findLayer(item.stage.callee)?.family : undefined;

/** Whether an item begins a line, behind that one. */
function opens(item: Written, before: Written | undefined): boolean {
  if (isPadding(before)) return isPadding(item);
  if (item.kind === "use") return !sharesLine(before, item);
  if (item.kind !== "stage" || isPadding(item) || item.stage.shared) return true;
  const family = familyOf(item);
  if (family === undefined) return !item.stage.callee.startsWith("ops.");
  if (family === "preprocessing") return familyOf(before) !== family;
  return openers.has(family) && item.stage.callee !== "Activation";
}

/** Whether two uses are for the same stage of a network: `block2a` and `block2b`. */
export function sharesLine(before: Written | undefined, item: Written): boolean {
  const stage = (one: Written | undefined): string | undefined => {
    const first = one?.kind === "use" ? one.args[0] : undefined;
    const name =
      first?.kind === "string" && first.parts.every((p) => typeof p === "string") ? first.parts.join("") : "";
    return /^[A-Za-z_]+\d+/.exec(name)?.[0];
  };
  const own = stage(item);
  return own !== undefined && own === stage(before);
}
