// `textDocument/selectionRange`. It never chooses the spans itself.
import type { SelectionRange, SelectionRangeParams } from "vscode-languageserver";
import { selectionRanges } from "../../ide/selection-ranges.ts";
import { rangeOf } from "../convert.ts";
import type { Feature } from "./feature.ts";

const selectionRangesFeature: Feature = {
  capabilities: () => ({ selectionRangeProvider: true }),
  register: (connection, caught) =>
    connection.onSelectionRanges(
      caught("selection ranges", async (session, { textDocument, positions }: SelectionRangeParams) => {
        const analysis = await session.analysis(textDocument.uri);
        if (!analysis) return null;
        return positions.map((position) =>
          selectionRanges(analysis, analysis.lines.offset(position)).reduceRight<SelectionRange | undefined>(
            (parent, span) => ({ range: rangeOf(analysis.lines, span), ...(parent ? { parent } : {}) }),
            undefined,
          ),
        );
      }),
    ),
};

export default selectionRangesFeature;
