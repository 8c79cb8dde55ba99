// `netlens/modelView`: a model of a file as a tree of boxes with arrows, for the graph and the table. It never lays anything
// out.
import type { Position } from "vscode-languageserver";
import { type Analysis, analyze } from "../../analysis/analysis.ts";
import { chooseModel, firstError, type ViewError } from "../../ide/model-view/choice.ts";
import type { ModelView } from "../../ide/model-view/view.ts";
import { modelView } from "../../ide/model-view.ts";
import type { Session } from "../answers.ts";
import { openableUri } from "../locations.ts";
import type { Feature } from "./feature.ts";

export interface ModelViewParams {
  readonly textDocument: { readonly uri: string };
  /** The model to show; one that is gone is as none. */
  readonly model?: string;
  /** Where no model is asked for, the one around it is shown. */
  readonly position?: Position;
  /** Another version of the file, to compare with; what it imports is read as it is now. */
  readonly text?: string;
}

export interface ModelViewAnswer {
  /** Of the document; `null` for another version of it. */
  readonly version: number | null;
  /** The models of the file, in its order. */
  readonly models: readonly string[];
  /** The model shown. Its `files` are URIs the client can open, or `null`. */
  readonly model?: Omit<ModelView, "files"> & { readonly files: readonly (string | null)[] };
  /** Why there is no model to show, and what to do; text with code in backticks. */
  readonly empty?: string;
  /** The first error of the file, which may leave something out of the model. */
  readonly error?: ViewError;
}

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
