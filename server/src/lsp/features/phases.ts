// `netlens/phases` and `netlens/showPhase`: the phases of a file, and which of them its layers are shown in. It never works
// out a phase.

import { choosePhase, chosenPhase, type PhaseChoice, phasesOf } from "../../ide/phase-choice.ts";
import { phaseParts } from "../../ide/phase-texts.ts";
import type { Session } from "../answers.ts";
import type { Feature } from "./feature.ts";

interface OfDocument {
  readonly textDocument: { readonly uri: string };
}

/** One phase, for a list to choose from. */
export interface PhaseItem extends PhaseChoice {
  readonly model: string;
  readonly kind: string;
  /** From 0, as in the protocol. */
  readonly line: number;
  readonly text: string;
  readonly chosen: boolean;
  readonly last: boolean;
}

const phasesFeature: Feature = {
  capabilities: () => ({}),
  register(connection, caught, session) {
    connection.onRequest(
      "netlens/phases",
      caught("phases", async (_session: Session, { textDocument: { uri } }: OfDocument) => {
        const analysis = await session.analysis(uri);
        if (!analysis) return [];
        const chosen = chosenPhase(analysis)?.phase;
        return phasesOf(analysis).map(
          ({ training, phase, number }): PhaseItem => ({
            training: training.name,
            phase: number,
            model: phase.model,
            kind: phase.kind,
            line: analysis.lines.position(analysis.tree.start(phase.fit)).line,
            text: phaseParts(phase).join(" · "),
            chosen: phase === chosen,
            last: number === training.phases.length,
          }),
        );
      }),
    );
    connection.onRequest(
      "netlens/showPhase",
      caught(
        "phase",
        async (_session: Session, params: OfDocument & { readonly choice?: PhaseChoice | null }) => {
          const { uri } = params.textDocument;
          if (params.choice) session.phases.set(uri, params.choice);
          else session.phases.delete(uri);
          const analysis = await session.analysis(uri);
          if (analysis) choosePhase(analysis, params.choice ?? undefined);
          const { workspace } = session.client();
          if (workspace?.inlayHint?.refreshSupport) connection.languages.inlayHint.refresh().catch(() => {});
          if (workspace?.codeLens?.refreshSupport)
            connection.sendRequest("workspace/codeLens/refresh").catch(() => {});
          return null;
        },
      ),
    );
  },
};

export default phasesFeature;
