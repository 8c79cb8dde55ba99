// `textDocument/inlayHint` and its resolving: shapes and counts at the ends of lines. For clients that ask for more when a hint
// is looked at, its tooltip and the place it leads to come then. It never words a hint.
import { type InlayHint, type InlayHintParams, type Location, MarkupKind } from "vscode-languageserver";
import type { Analysis } from "../../analysis/analysis.ts";
import { hintOrigin } from "../../ide/hint-origin.ts";
import { type Hint, inlayHints } from "../../ide/inlay-hints.ts";
import { nodeAt } from "../../syntax/walk.ts";
import type { Session } from "../answers.ts";
import { locationOf, spanOf } from "../convert.ts";
import { openableUri } from "../locations.ts";
import type { Feature } from "./feature.ts";

/** What a hint that is not resolved yet says of itself. */
interface Later {
  readonly uri: string;
  readonly version: number;
}

const asksLater = (session: Session, property: string): boolean =>
  session.client().textDocument?.inlayHint?.resolveSupport?.properties.includes(property) === true;

const tooltipOf = ({ tooltip }: Hint): Pick<InlayHint, "tooltip"> =>
  tooltip === undefined ? {} : { tooltip: { kind: MarkupKind.Markdown, value: tooltip } };

/** The place a hint leads to, where the client can open it. */
function originOf(session: Session, analysis: Analysis, { line }: Hint): Location | undefined {
  const found = nodeAt(analysis.tree, line);
  const target = found && hintOrigin(analysis, found.statement, found.around);
  const uri = target && openableUri(session, target.file);
  return target && uri !== undefined ? locationOf(uri, target.text, target.span) : undefined;
}

const inlayHintsFeature: Feature = {
  capabilities: () => ({ inlayHintProvider: { resolveProvider: true } }),
  register(connection, caught) {
    const { inlayHint } = connection.languages;
    inlayHint.on(
      caught("hints", async (session, { textDocument: { uri }, range }: InlayHintParams) => {
        const analysis = await session.analysis(uri);
        if (!analysis) return null;
        const { hints } = await session.settings(uri);
        const version = session.documents.open.get(uri)?.version ?? 0;
        const later = asksLater(session, "tooltip");
        return inlayHints(analysis, hints, spanOf(analysis.lines, range)).map(
          (hint): InlayHint => ({
            position: analysis.lines.position(hint.offset),
            label: asksLater(session, "label.location") ? [{ value: hint.text }] : hint.text,
            paddingLeft: true,
            ...(later ? { data: { uri, version } satisfies Later } : tooltipOf(hint)),
          }),
        );
      }),
    );
    inlayHint.resolve(
      caught("details of a hint", async (session, hint: InlayHint): Promise<InlayHint> => {
        const { uri, version } = hint.data as Later;
        const analysis = await session.analysis(uri);
        // A hint of an older text says what it said; the editor asks for new ones anyway.
        if (!analysis || session.documents.open.get(uri)?.version !== version) return hint;
        const offset = analysis.lines.offset(hint.position);
        const { hints } = await session.settings(uri);
        const found = inlayHints(analysis, hints, { start: offset, end: offset }).find(
          (one) => one.offset === offset,
        );
        if (!found) return hint;
        const location = Array.isArray(hint.label) ? originOf(session, analysis, found) : undefined;
        return {
          ...hint,
          ...tooltipOf(found),
          ...(location ? { label: [{ value: found.text, location }] } : {}),
        };
      }),
    );
  },
};

export default inlayHintsFeature;
