// Work that takes longer, as the editor shows it: a title while it goes on, and how far it is. It never waits for a client
// that does not answer.
import {
  type Connection,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  WorkDoneProgressCreateRequest,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
} from "vscode-languageserver";

export interface Progress {
  /** `percentage` is between 0 and 100. */
  report(percentage: number, message: string): void;
  /** A second end is none. */
  end(): void;
}

/** A client that has not answered after so many milliseconds shows nothing. */
const patience = 500;
let serial = 0;

/**
 * Shows a title, with a `percentage` where it will be told how far the work is. Ends when the title was sent, so that work may
 * begin which blocks this thread. Nothing where the client refuses or does not answer.
 */
export async function beginProgress(
  connection: Connection,
  title: string,
  percentage?: number,
): Promise<Progress | undefined> {
  const token = `netlens-${++serial}`;
  const send = (value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd): Promise<void> =>
    connection.sendProgress(WorkDoneProgress.type, token, value);
  const late = new Promise<true>((done) => {
    setTimeout(done, patience, true);
  });
  try {
    const created = connection.sendRequest(WorkDoneProgressCreateRequest.type, { token });
    if ((await Promise.race([created, late])) === true) return undefined;
    await send({ kind: "begin", title, ...(percentage === undefined ? {} : { percentage }) });
  } catch {
    return undefined;
  }
  let ended = false;
  return {
    report: (done, message) => void send({ kind: "report", percentage: done, message }).catch(() => {}),
    end() {
      if (!ended) void send({ kind: "end" }).catch(() => {});
      ended = true;
    },
  };
}
