// What a feature of the server is: what it says it can do, and the requests it answers. It never answers one itself.
import type {
  CancellationToken,
  ClientCapabilities,
  Connection,
  ServerCapabilities,
} from "vscode-languageserver";
import type { Answer, Session } from "../answers.ts";

/** Wraps an answer so that an error of ours is logged and the server lives on. */
export type Caught = <P, R>(
  name: string,
  answer: Answer<P, R>,
  // biome-ignore lint/suspicious/noExplicitAny: handlers of the protocol differ in what they may answer
) => (params: P, token: CancellationToken) => Promise<any>;

export interface Feature {
  /** What the server tells a client that can do so much. */
  readonly capabilities: (client: ClientCapabilities) => ServerCapabilities;
  readonly register: (connection: Connection, caught: Caught, session: Session) => void;
}
