// `netlens/export`: a file in another format, for the client's commands. It never writes one.

import { reportMessage } from "../../diagnostics/define.ts";
import { findExporter } from "../../interop/exporters.ts";
import { lineIndex } from "../../text/line-index.ts";
import type { Feature } from "./feature.ts";

export interface ExportParams {
  readonly textDocument: { readonly uri: string };
  /** The id of a format, such as `keras`. */
  readonly format: string;
  readonly model?: string;
}

/** The text, with what it could not say; or why there is none. */
export type ExportAnswer =
  | {
      readonly text: string;
      readonly language: string;
      readonly extension: string;
      readonly problems: readonly { readonly line: number; readonly message: string }[];
    }
  | { readonly refused: string };

const exportFeature: Feature = {
  capabilities: () => ({}),
  register(connection, caught) {
    connection.onRequest(
      "netlens/export",
      caught("export", async (session, params: ExportParams): Promise<ExportAnswer> => {
        const analysis = await session.analysis(params.textDocument.uri);
        const exporter = findExporter(params.format);
        if (!analysis) return { refused: "the file is not open" };
        if (!exporter) return { refused: `there is no format \`${params.format}\`` };
        const wrong = analysis.findings.find((f) => f.severity === "error" && !f.code.startsWith("train-"));
        if (wrong) {
          const line = analysis.lines.position(wrong.span.start).line + 1;
          return { refused: `line ${line} has an error: ${wrong.message}` };
        }
        const { file, elaboration, trainings, uses } = analysis;
        const result = exporter.export({ file, elaboration, trainings, uses, model: params.model });
        if (result.kind === "refused") return { refused: result.message };
        return {
          text: result.text,
          language: exporter.language,
          extension: exporter.extension,
          problems: result.problems.map(({ report, place }) => ({
            line:
              lineIndex(place.file.tree.text).position(place.file.tree.start(place.statement) + place.start)
                .line + 1,
            message: reportMessage(report),
          })),
        };
      }),
    );
  },
};

export default exportFeature;
