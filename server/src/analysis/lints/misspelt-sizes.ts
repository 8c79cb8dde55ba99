// Finds new names in the shapes of inputs that read like a name in scope, from the text alone. It never looks at shapes.
import { report } from "../../diagnostics/define.ts";
import nameNewSize from "../../diagnostics/name-new-size.ts";
import type { Problem } from "../../model/frame.ts";
import { bindingIn, bindingsOf } from "../../model/head-names.ts";
import { partsOf } from "../../model/source-file.ts";
import { indicesOf } from "../../syntax/over-list.ts";
import type { Expression, Statement } from "../../syntax/tree.ts";
import { closest } from "../../text/closest.ts";
import type { Analysis } from "../analysis.ts";

/** In shorter names, such as `h` and `w`, one letter makes another word. */
const shortest = 4;

const inputsIn = indicesOf((list, index) => list[index]!.head.kind === "input");

export function misspeltSizes(analysis: Analysis): readonly Problem[] {
  const found: Problem[] = [];
  const { file } = analysis;
  const constants = [...file.names].flatMap(([name, { kind }]) => (kind === "const" ? [name] : []));
  for (const part of partsOf(file)) {
    const list = part.statement.body?.statements ?? [];
    const inputs = inputsIn(list).map((index) => list[index]!);
    const sizes = inputs.flatMap(namesOfShape);
    if (sizes.length === 0) continue;
    const known = new Set([
      ...part.head.parameters.map(({ name }) => name.name),
      ...bindingIn(list).flatMap((index) => bindingsOf(list[index]!.head).map(({ name }) => name)),
      ...constants,
    ]);
    const said = new Set<string>();
    for (const { statement, name, start, end } of sizes) {
      if (known.has(name) || said.has(name)) continue;
      said.add(name);
      const near = closest(name, known);
      if (near === undefined || near.length < shortest) continue;
      const place = { statement, file, start, end };
      found.push({ report: report(nameNewSize, { name, near }), place, related: [] });
    }
  }
  return found;
}

type SizeName = Extract<Expression, { kind: "name" }> & { readonly statement: Statement };

function namesOfShape(statement: Statement): readonly SizeName[] {
  const { head } = statement;
  if (head.kind !== "input") return [];
  return (head.shape?.items ?? []).flatMap((item) =>
    item.kind === "name" && item.name.length >= shortest ? [{ ...item, statement }] : [],
  );
}
