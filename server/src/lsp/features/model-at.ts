// `netlens/modelAt`: the model at the cursor, for the client's status bar. It never works anything out itself.
import type { TextDocumentPositionParams } from "vscode-languageserver";
import { modelAt } from "../../ide/model-at.ts";
import type { Feature } from "./feature.ts";

const modelAtFeature: Feature = {
  capabilities: () => ({}),
  register: (connection, caught) =>
    void connection.onRequest(
      "netlens/modelAt",
      caught(
        "model at the cursor",
        async (session, { textDocument, position }: TextDocumentPositionParams) => {
          const analysis = await session.analysis(textDocument.uri);
          return (analysis && modelAt(analysis, analysis.lines.offset(position))) ?? null;
        },
      ),
    ),
};

export default modelAtFeature;
