// What the host of a view and its page tell each other. Types only.
import type { ModelViewAnswer } from "../../../../server/src/ide/model-view/answer.ts";
import type { ViewSource } from "../../../../server/src/ide/model-view/view.ts";

export type { ModelViewAnswer };

/** A file with its model, as a page shows it. */
export interface ShownFile {
  readonly uri: string;
  /** The name of the file, for headings. */
  readonly title: string;
  readonly answer: ModelViewAnswer;
}

/** Zero-based, as in the protocol. */
export interface Cursor {
  readonly uri: string;
  readonly line: number;
  readonly character: number;
}

export type ToPage =
  | { readonly type: "model"; readonly file: ShownFile }
  /** The version to compare with, and what it is called; nothing ends it. */
  | { readonly type: "compare"; readonly file: ShownFile | undefined }
  | { readonly type: "cursor"; readonly cursor: Cursor }
  /** Nothing is open that could be shown. */
  | { readonly type: "nothing"; readonly message: string };

export type ToHost =
  | { readonly type: "ready" }
  /** Show where something stands; the focus stays in the page. */
  | { readonly type: "reveal"; readonly uri: string; readonly range: ViewSource }
  | { readonly type: "chooseModel"; readonly name: string }
  /** Write a file where the user says: `text` as it is, or `base64`. */
  | {
      readonly type: "save";
      readonly name: string;
      readonly text?: string;
      readonly base64?: string;
    }
  /** A copy of the page as one file, in the state it is in. */
  | { readonly type: "saveHtml"; readonly state: unknown }
  /** Put a text on the clipboard. */
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "endCompare" }
  | { readonly type: "failed"; readonly message: string };

/** What a page keeps for when it is opened again; views add their own. */
export interface KeptState {
  readonly uri?: string;
  readonly model?: string;
}

/** What stands in a page that was saved as a file. */
export interface SavedPage {
  readonly file: ShownFile;
  readonly compare?: ShownFile;
  readonly state?: unknown;
}
