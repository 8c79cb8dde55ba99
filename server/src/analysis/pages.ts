// Documentation pages of layers and diagnostics as Markdown, made from the catalogues. It never holds a fact of its own.
import { allDiagnostics } from "../diagnostics/catalogue.ts";
import type { Diagnostic } from "../diagnostics/define.ts";
import { allLayers, allOperations } from "../layers/catalogue.ts";
import type { LayerDefinition } from "../layers/define.ts";

const fence = (source: string): string => `\`\`\`net\n${source.replaceAll(/\[!|!\]/g, "").trimEnd()}\n\`\`\``;

/** The page of a diagnostic: what, why, wrong, right. */
export function diagnosticPage(diagnostic: Diagnostic): string {
  return [
    `# ${diagnostic.code}`,
    `${diagnostic.summary} (${diagnostic.severity})`,
    diagnostic.why,
    ...(diagnostic.settings
      ? [
          `With this \`netlens.json\`:\n\n\`\`\`json\n${JSON.stringify(diagnostic.settings, undefined, 2)}\n\`\`\``,
        ]
      : []),
    `## Wrong\n\n${fence(diagnostic.wrong)}`,
    `## Right\n\n${fence(diagnostic.right)}`,
  ].join("\n\n");
}

/** The page of a layer: rule, arguments, examples. */
export function layerPage(layer: LayerDefinition): string {
  const names = [
    ...(layer.aliases ?? []),
    ...(layer.functions ?? []).map((f) => (layer.kind === "operation" ? `ops.${f}` : `layers.${f}`)),
  ];
  const rows = Object.entries(layer.parameters).map(
    ([name, p]) =>
      `| \`${name}\` | ${p.type.text.replaceAll("|", "\\|")} | ${p.required ? "required" : `\`${p.defaultText ?? "None"}\``} | ${p.doc.replaceAll("|", "\\|")} |`,
  );
  const examples = layer.examples.map(
    (e) =>
      `- \`${e.net}\` on ${e.inputs.map(shape).join(" and ")} gives ${shape(e.output)}, ${e.params.toLocaleString("en")} parameters`,
  );
  return [
    `# ${layer.name}`,
    layer.summary,
    ...(names.length > 0 ? [`Also: ${names.map((n) => `\`${n}\``).join(", ")}`] : []),
    ...(layer.pytorch ? [`In PyTorch: \`${layer.pytorch}\``] : []),
    layer.details,
    ...(rows.length > 0
      ? [
          `## Arguments\n\n| argument | type | default | meaning |\n| --- | --- | --- | --- |\n${rows.join("\n")}`,
        ]
      : []),
    ...(examples.length > 0 ? [`## Examples\n\n${examples.join("\n")}`] : []),
  ].join("\n\n");
}

const shape = (s: readonly (number | null)[]): string => `[${s.map((d) => d ?? "?").join(", ")}]`;

/** Every generated page below `docs/`, by its path. */
export function* referencePages(): Generator<readonly [string, string]> {
  const families = new Map<string, LayerDefinition[]>();
  for (const layer of allLayers()) families.set(layer.family, [...(families.get(layer.family) ?? []), layer]);
  const byName = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
  const index = [...families].sort().map(
    ([family, layers]) =>
      `## ${family}\n\n${byName(layers)
        .map((l) => `- [${l.name}](${l.name}.md): ${l.summary}`)
        .join("\n")}`,
  );
  yield [
    "layers/README.md",
    `# Layers\n\nEvery layer of the catalogue. Written from it by \`npm run docs\`.\n\n${index.join("\n\n")}\n\nOperations on tensors are in [operations.md](operations.md).\n`,
  ];
  for (const layer of allLayers()) yield [`layers/${layer.name}.md`, `${layerPage(layer)}\n`];
  const operations = byName(allOperations()).map(
    (o) =>
      `| ${o.name} | ${(o.functions ?? []).map((f) => `\`ops.${f}\``).join(", ")} | ${o.summary.replaceAll("|", "\\|")} |`,
  );
  yield [
    "layers/operations.md",
    `# Operations\n\nOperations on tensors are layers of the graph, as in Keras 3. \`netlens explain ops.mean\` shows a page.\n\n| class | functions | meaning |\n| --- | --- | --- |\n${operations.join("\n")}\n`,
  ];
  yield [
    "diagnostics/README.md",
    `# Diagnostics\n\n| code | severity | meaning |\n| --- | --- | --- |\n${allDiagnostics.map((d) => `| [${d.code}](${d.code}.md) | ${d.severity} | ${d.summary.replaceAll("|", "\\|")} |`).join("\n")}\n`,
  ];
  for (const diagnostic of allDiagnostics)
    yield [`diagnostics/${diagnostic.code}.md`, `${diagnosticPage(diagnostic)}\n`];
}
