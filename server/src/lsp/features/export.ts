// `netlens/export` and `netlens/exportFormats`: a file in another format, for the client's commands. It never writes one.
import { reportMessage } from "../../diagnostics/define.ts";
import { exportFormats, findExportFormat, stopsExport } from "../../ide/export-formats.ts";
import { lineIndex } from "../../text/line-index.ts";
import type { Feature } from "./feature.ts";

export interface ExportParams {
  readonly textDocument: { readonly uri: string };
  /** The id of a format, such as `keras`. */
  readonly format: string;
  readonly model?: string;
}

/** A format, as a menu shows it. */
export interface ExportFormatAnswer {
  readonly id: string;
  readonly title: string;
  readonly extension: string;
}

/** The text, with what it could not say; or why there is none. */
export type ExportAnswer =
  | {
      readonly text: string;
      readonly language: string;
      readonly extension: string;
      readonly problems: readonly { readonly line: number; readonly message: string }[];
    }
  | {
      readonly refused: string;
      /** Models one of which has to be chosen. */
      readonly models?: readonly string[];
    };

const exportFeature: Feature = {
  capabilities: () => ({}),
  register(connection, caught) {
    connection.onRequest("netlens/exportFormats", (): readonly ExportFormatAnswer[] =>
      exportFormats.map(({ id, title, extension }) => ({ id, title, extension })),
    );
    connection.onRequest(
      "netlens/export",
      caught("export", async (session, params: ExportParams): Promise<ExportAnswer> => {
        const analysis = await session.analysis(params.textDocument.uri);
        const format = findExportFormat(params.format);
        if (!analysis) return { refused: "the file is not open" };
        if (!format) return { refused: `there is no format \`${params.format}\`` };
        const wrong = stopsExport(analysis);
        if (wrong) {
          const line = analysis.lines.position(wrong.span.start).line + 1;
          return { refused: `line ${line} has an error: ${wrong.message}` };
        }
        const result = await format.export(analysis, params.model);
        if (result.kind === "refused")
          return { refused: result.message, ...(result.models ? { models: result.models } : {}) };
        return {
          text: result.text,
          language: format.language,
          extension: format.extension,
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
