// Documentation pages of layers and diagnostics as Markdown, made from the catalogues. It never holds a fact of its own.
import type { Diagnostic } from "../diagnostics/define.ts";
import type { LayerDefinition } from "../layers/define.ts";

const fence = (source: string): string => `\`\`\`net\n${source.replaceAll(/\[!|!\]/g, "").trimEnd()}\n\`\`\``;

/** The page of a diagnostic: what, why, wrong, right. */
export function diagnosticPage(diagnostic: Diagnostic): string {
  return [
    `# ${diagnostic.code}`,
    `${diagnostic.summary} (${diagnostic.severity})`,
    diagnostic.why,
    `## Wrong\n\n${fence(diagnostic.wrong)}`,
    `## Right\n\n${fence(diagnostic.right)}`,
  ].join("\n\n");
}

/** The page of a layer: rule, arguments, examples. */
export function layerPage(layer: LayerDefinition): string {
  const names = [...(layer.aliases ?? []), ...(layer.functions ?? []).map((f) => (layer.kind === "operation" ? `ops.${f}` : `layers.${f}`))];
  const rows = Object.entries(layer.parameters).map(
    ([name, p]) => `| \`${name}\` | ${p.type.text.replaceAll("|", "\\|")} | ${p.required ? "required" : `\`${p.defaultText ?? "None"}\``} | ${p.doc.replaceAll("|", "\\|")} |`,
  );
  const examples = layer.examples.map((e) => `- \`${e.net}\` on ${e.inputs.map(shape).join(" and ")} gives ${shape(e.output)}, ${e.params.toLocaleString("en")} parameters`);
  return [
    `# ${layer.name}`,
    layer.summary,
    ...(names.length > 0 ? [`Also: ${names.map((n) => `\`${n}\``).join(", ")}`] : []),
    ...(layer.pytorch ? [`In PyTorch: \`${layer.pytorch}\``] : []),
    layer.details,
    ...(rows.length > 0 ? [`## Arguments\n\n| argument | type | default | meaning |\n| --- | --- | --- | --- |\n${rows.join("\n")}`] : []),
    ...(examples.length > 0 ? [`## Examples\n\n${examples.join("\n")}`] : []),
  ].join("\n\n");
}

const shape = (s: readonly (number | null)[]): string => `[${s.map((d) => d ?? "?").join(", ")}]`;
