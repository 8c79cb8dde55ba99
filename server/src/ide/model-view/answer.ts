// What a client asks for when it shows a model, and what it gets. Types only.
import type { Position } from "../../text/line-index.ts";
import type { ModelView } from "./view.ts";

export interface ModelViewParams {
  readonly textDocument: { readonly uri: string };
  /** The model to show; one that is gone is as none. */
  readonly model?: string;
  /** Where no model is asked for, the one around it is shown. */
  readonly position?: Position;
  /** Another version of the file, to compare with; what it imports is read as it is now. */
  readonly text?: string;
}

export interface ViewError {
  /** Zero-based. */
  readonly line: number;
  readonly message: string;
  /** How many errors the file has. */
  readonly count: number;
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
