// `textDocument/codeAction` and its resolving: quick fixes, refactorings, rewrites of trainings, and the actions on a whole
// file. Edits of refactorings are worked out when one is chosen, for clients that ask for them then. It never applies one.
import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  LSPErrorCodes,
  type Range,
  ResponseError,
} from "vscode-languageserver";
import type { Analysis } from "../../analysis/analysis.ts";
import { fixAll, quickFixes } from "../../ide/code-actions.ts";
import { convertSelectedKeras, convertTitle } from "../../ide/convert-pasted-keras.ts";
import { organizeImports } from "../../ide/organize-imports.ts";
import { isQuick, refactored, refactoringsAt } from "../../ide/refactorings/find.ts";
import type { Refactored } from "../../ide/refactorings/refactoring.ts";
import { trainingRewrites } from "../../ide/training-rewrites.ts";
import { applyEdits, type Edit } from "../../text/edit.ts";
import { lineIndex } from "../../text/line-index.ts";
import type { Session } from "../answers.ts";
import { diagnosticOf, spanOf } from "../convert.ts";
import { createsFiles, type FileEdits, workspaceEdit } from "../edits.ts";
import { importersOf } from "../importers.ts";
import { movedImports } from "../moved-imports.ts";
import { turn } from "../turn.ts";
import { hasCommands } from "./code-lens.ts";
import type { Feature } from "./feature.ts";

const fixAllKind = `${CodeActionKind.SourceFixAll}.netlens`;

/** What an action whose edit is still to come says of itself. */
interface Later {
  readonly uri: string;
  readonly version: number;
  readonly range: Range;
}

const isLater = (data: unknown): data is Later =>
  typeof data === "object" && data !== null && "uri" in data && "range" in data && "version" in data;

/** Whether a client asks for the edit of an action when it is chosen. */
const asksLater = (session: Session): boolean =>
  session.client().textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true;

const codeActionsFeature: Feature = {
  capabilities: () => ({
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorExtract,
        CodeActionKind.RefactorInline,
        CodeActionKind.RefactorMove,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.SourceOrganizeImports,
        fixAllKind,
      ],
      resolveProvider: true,
    },
  }),
  register(connection, caught) {
    connection.onCodeAction(
      caught(
        "code action",
        async (session, params: CodeActionParams, token): Promise<CodeAction[] | null> => {
          const analysis = await session.analysis(params.textDocument.uri);
          return analysis ? await actionsOf(session, analysis, params, token) : null;
        },
      ),
    );
    connection.onCodeActionResolve(
      caught("edit of a code action", async (session, action: CodeAction): Promise<CodeAction> => {
        const { data } = action;
        if (action.edit || !isLater(data)) return action;
        const analysis = await session.analysis(data.uri);
        if (!analysis || session.documents.open.get(data.uri)?.version !== data.version)
          throw new ResponseError(LSPErrorCodes.ContentModified, "The file has changed since.");
        const found = refactoringsAt(analysis, spanOf(analysis.lines, data.range)).find(
          ({ title, kind }) => title === action.title && kind === action.kind,
        );
        const made = found && refactored(analysis, found);
        const done = made && (await actionOf(session, analysis, data.uri, made));
        if (!done || done.disabled)
          throw new ResponseError(
            LSPErrorCodes.RequestFailed,
            done?.disabled?.reason ?? `${action.title}: here that would change the layers of the model.`,
          );
        return { ...action, ...done };
      }),
    );
  },
};

async function actionsOf(
  session: Session,
  analysis: Analysis,
  { textDocument: { uri }, range, context }: CodeActionParams,
  token: CancellationToken,
): Promise<CodeAction[]> {
  const wants = (kind: string): boolean =>
    !context.only || context.only.some((only) => only === "" || kind === only || kind.startsWith(`${only}.`));
  const span = spanOf(analysis.lines, range);
  const actions: CodeAction[] = [];
  const add = (title: string, kind: string, edits: readonly Edit[], more: Partial<CodeAction> = {}): void => {
    if (edits.length > 0) actions.push({ title, kind, edit: editOf(session, analysis, uri, edits), ...more });
  };
  if (wants(CodeActionKind.QuickFix))
    for (const { fix, finding } of quickFixes(analysis, span))
      add(fix.title, CodeActionKind.QuickFix, fix.edits, {
        diagnostics: [diagnosticOf(uri, analysis.lines, finding, { related: false, pages: false })],
        ...(fix.preferred ? { isPreferred: true } : {}),
      });
  if (wants(CodeActionKind.RefactorRewrite)) {
    for (const { title, edits } of trainingRewrites(analysis, span))
      add(title, CodeActionKind.RefactorRewrite, edits);
    if (!actions.some(({ title }) => title === convertTitle))
      add(convertTitle, CodeActionKind.RefactorRewrite, convertSelectedKeras(analysis, span));
  }
  actions.push(...(await refactorings(session, analysis, uri, range, wants, token)));
  // An editor asks for these when it saves; in a menu at a place they would be noise.
  if (context.only && wants(fixAllKind)) add("Apply every safe fix", fixAllKind, fixAll(analysis));
  if (context.only && wants(CodeActionKind.SourceOrganizeImports))
    add("Bring the imports in order", CodeActionKind.SourceOrganizeImports, organizeImports(analysis));
  return actions;
}

async function refactorings(
  session: Session,
  analysis: Analysis,
  uri: string,
  range: Range,
  wants: (kind: string) => boolean,
  token: CancellationToken,
): Promise<readonly CodeAction[]> {
  const later = asksLater(session);
  const version = session.documents.open.get(uri)?.version ?? 0;
  const found: CodeAction[] = [];
  for (const offered of refactoringsAt(analysis, spanOf(analysis.lines, range), wants)) {
    const { title, kind } = offered;
    if (kind === "refactor.move" && !createsFiles(session)) continue;
    const data: Later = { uri, version, range };
    if (later && !isQuick(analysis)) {
      found.push({ title, kind, data });
      continue;
    }
    // Each trial takes as long as a keystroke in the file; whoever moved on does not wait for it.
    await turn();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
    const made = refactored(analysis, offered);
    const action = made && (await actionOf(session, analysis, uri, made));
    if (!action) continue;
    if (!action.disabled) found.push(later ? { title, kind, data } : { title, kind, ...action });
    else if (session.client().textDocument?.codeAction?.disabledSupport)
      found.push({ title, kind, disabled: action.disabled });
  }
  return found;
}

/** The edit of a refactoring with what other files need, or why it cannot be. */
async function actionOf(
  session: Session,
  analysis: Analysis,
  uri: string,
  { edits, newFile, removes, nameAt }: Refactored,
): Promise<Pick<CodeAction, "edit" | "disabled" | "command">> {
  const files: FileEdits[] = [{ uri, text: analysis.text, edits, lines: analysis.lines }];
  if (removes !== undefined) {
    const importers = await importersOf(session, uri);
    const user = importers.find(({ imports }) =>
      imports.some(({ head }) => head.names.some(({ name }) => name.name === removes)),
    );
    if (user) return { disabled: { reason: `${user.uri} imports \`${removes}\`.` } };
  }
  if (newFile) {
    const created = session.documents.resolve(uri, newFile.path);
    if (session.documents.read(created) !== undefined)
      return { disabled: { reason: `There is a file ${newFile.path} already.` } };
    files.push(...(await movedImports(session, uri, created, newFile.moved)));
    return { edit: workspaceEdit(session, files, [{ uri: created, text: newFile.text }]) };
  }
  const command = nameAt === undefined ? undefined : renameCommand(session, analysis, uri, edits, nameAt);
  return { edit: workspaceEdit(session, files), ...(command ? { command } : {}) };
}

/** Asks for another name than the one that was chosen, where the client knows how. */
function renameCommand(
  session: Session,
  { text }: Analysis,
  uri: string,
  edits: readonly Edit[],
  nameAt: number,
): Command | undefined {
  if (!hasCommands(session.client())) return undefined;
  const position = lineIndex(applyEdits(text, edits)).position(nameAt);
  return { title: "Rename", command: "netlens.renameAt", arguments: [uri, position] };
}

const editOf = (session: Session, { text, lines }: Analysis, uri: string, edits: readonly Edit[]) =>
  workspaceEdit(session, [{ uri, text, edits, lines }]);

export default codeActionsFeature;
