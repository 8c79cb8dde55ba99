// `workspace/diagnostic`: the problems of files that are not open, as the index finds them. An answer with nothing new waits
// until there is something new, so that a client that asks again and again costs nothing. It never analyses a file.
import {
  DocumentDiagnosticReportKind,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { Session } from "../answers.ts";
import type { Feature } from "./feature.ts";

/** What is new against the results a client has. */
function news(session: Session, { previousResultIds }: WorkspaceDiagnosticParams) {
  const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
  const items: WorkspaceDocumentDiagnosticReport[] = [];
  for (const [uri, { diagnostics, resultId }] of session.workspace.files) {
    const before = known.get(uri);
    known.delete(uri);
    if (before === resultId || session.documents.open.get(uri)) continue;
    if (before === undefined && diagnostics.length === 0) continue;
    const kind = DocumentDiagnosticReportKind.Full;
    items.push({ kind, uri, version: null, resultId, items: [...diagnostics] });
  }
  for (const uri of known.keys()) {
    if (session.documents.open.get(uri) || known.get(uri) === "") continue;
    const kind = DocumentDiagnosticReportKind.Full;
    items.push({ kind, uri, version: null, resultId: "", items: [] });
  }
  return items;
}

const workspaceDiagnosticsFeature: Feature = {
  capabilities: (client) =>
    client.textDocument?.diagnostic
      ? {
          diagnosticProvider: {
            identifier: "netlens",
            interFileDependencies: true,
            workspaceDiagnostics: true,
          },
        }
      : {},
  register: (connection, caught) =>
    connection.languages.diagnostics.onWorkspace(
      caught(
        "workspace diagnostics",
        async (session, params: WorkspaceDiagnosticParams, token): Promise<WorkspaceDiagnosticReport> => {
          for (;;) {
            const items = news(session, params);
            if (items.length > 0 || token.isCancellationRequested) return { items };
            const cancelled = new Promise<void>((done) => void token.onCancellationRequested(() => done()));
            await Promise.race([session.workspace.change(), cancelled]);
            // What changes together is told together.
            await new Promise((done) => setTimeout(done, 100));
          }
        },
      ),
    ),
};

export default workspaceDiagnosticsFeature;
