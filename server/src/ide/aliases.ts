// The other names a declaration goes by: `stem as resnet_stem` in a file that imports it. For references; a rename leaves
// aliases as they are. It never reads a file that the analysis has not read.
import type { Analysis } from "../analysis/analysis.ts";
import { importTarget, type Origin } from "./mentions.ts";

/** What an alias of a file stands for; nothing for other names. */
export function aliased(analysis: Analysis, { file, name, owner }: Origin): Origin | undefined {
  const entry = owner === undefined && file === analysis.id ? analysis.file.names.get(name) : undefined;
  if (entry?.kind !== "import" || !entry.head.names.some(({ alias }) => alias?.name === name))
    return undefined;
  const target = importTarget(analysis, entry.head);
  return target === undefined ? undefined : { file: target, name: entry.name, owner: undefined };
}

/** The aliases a file has for a declaration. */
export function aliasesOf(
  analysis: Analysis,
  { file, name, owner }: Origin,
  sameFile: (a: string, b: string) => boolean,
): readonly Origin[] {
  if (owner !== undefined) return [];
  return analysis.tree.statements.flatMap(({ head }): readonly Origin[] => {
    if (head.kind !== "import") return [];
    const named = head.names.flatMap((pair) =>
      pair.alias && pair.name.name === name ? [pair.alias.name] : [],
    );
    const target = named.length > 0 ? importTarget(analysis, head) : undefined;
    if (target === undefined || !sameFile(target, file)) return [];
    return named.map((alias) => ({ file: analysis.id, name: alias, owner: undefined }));
  });
}
