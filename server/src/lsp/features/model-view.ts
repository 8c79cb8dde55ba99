// `netlens/modelView`: a model of a file as a tree of boxes with arrows, for the graph and the table. It never lays anything
// out.
import { type Analysis, analyze } from "../../analysis/analysis.ts";
import type { ModelViewAnswer, ModelViewParams } from "../../ide/model-view/answer.ts";
import { chooseModel, firstError } from "../../ide/model-view/choice.ts";
import { modelView } from "../../ide/model-view.ts";
import type { Session } from "../answers.ts";
import { openableUri } from "../locations.ts";
import type { Feature } from "./feature.ts";

const modelViewFeature: Feature = {
  capabilities: () => ({}),
  register(connection, caught) {
    connection.onRequest(
      "netlens/modelView",
      caught("model view", async (session, params: ModelViewParams): Promise<ModelViewAnswer | null> => {
        const { uri } = params.textDocument;
        const analysis = await analysisFor(session, uri, params.text);
        if (!analysis) return null;
        const { documents } = session;
        const offset = params.position && analysis.lines.offset(params.position);
        const { models, name, run, empty } = chooseModel(analysis, params.model, offset);
        const error = firstError(analysis);
        const view = name !== undefined && run ? modelView(analysis, name, run) : undefined;
        return {
          version: params.text === undefined ? (documents.open.get(uri)?.version ?? null) : null,
          models,
          ...(view
            ? { model: { ...view, files: view.files.map((id) => openableUri(session, id) ?? null) } }
            : {}),
          ...(empty === undefined ? {} : { empty }),
          ...(error ? { error } : {}),
        };
      }),
    );
  },
};

/** The version that is open, or the text given. */
async function analysisFor(session: Session, uri: string, text?: string): Promise<Analysis | undefined> {
  if (text === undefined) return session.analysis(uri);
  const { resolve, read } = session.documents;
  return analyze(uri, text, { resolve, read }, await session.settings(uri));
}

export default modelViewFeature;
