// Every format a file can be exported to, code and pictures, and when there is nothing to export. It never writes one itself.
import type { Analysis } from "../analysis/analysis.ts";
import { oneModel } from "../interop/choose-model.ts";
import type { Exporter, ExportResult } from "../interop/export-result.ts";
import { exporters } from "../interop/exporters.ts";
import { runOf } from "./model-view/choice.ts";
import type { ModelView } from "./model-view/view.ts";
import { modelView } from "./model-view.ts";
import { dotText } from "./pictures/dot.ts";
import { mermaidText } from "./pictures/mermaid.ts";
import { svgText } from "./pictures/svg.ts";

export interface ExportFormat extends Omit<Exporter, "export"> {
  readonly export: (analysis: Analysis, model?: string) => ExportResult | Promise<ExportResult>;
}

/** A picture of one model. */
const picture = (
  names: Omit<ExportFormat, "export">,
  draw: (view: ModelView) => string | Promise<string>,
): ExportFormat => ({
  ...names,
  async export(analysis, model) {
    const chosen = oneModel(analysis.models, model, "a picture", (one) => runOf(analysis, one));
    if ("message" in chosen) return { kind: "refused", ...chosen };
    const view = modelView(analysis, chosen.part.name, chosen.run);
    return { kind: "exported", text: await draw(view), problems: [] };
  },
});

export const exportFormats: readonly ExportFormat[] = [
  ...exporters.map((exporter) => ({
    ...exporter,
    export: ({ file, elaboration, trainings, uses }: Analysis, model?: string) =>
      exporter.export({ file, elaboration, trainings, uses, model }),
  })),
  picture({ id: "svg", title: "SVG (picture)", extension: ".svg", language: "xml" }, svgText),
  picture({ id: "dot", title: "DOT (Graphviz)", extension: ".dot", language: "dot" }, dotText),
  picture(
    { id: "mermaid", title: "Mermaid (flow chart)", extension: ".mmd", language: "mermaid" },
    mermaidText,
  ),
];

/** The format of an id such as `keras`. */
export const findExportFormat = (id: string): ExportFormat | undefined =>
  exportFormats.find((f) => f.id === id);

/** The ids of all formats, as a sentence lists them. */
export const exportFormatNames = exportFormats.map(({ id }) => id).join(", ");

/** An error that leaves nothing to export. A mistake in a training section is exported as it is; a model with an error is none yet. */
export const stopsExport = (analysis: Analysis): Analysis["findings"][number] | undefined =>
  analysis.findings.find(({ severity, code }) => severity === "error" && !code.startsWith("train-"));
