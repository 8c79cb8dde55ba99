// What an import gives: a text in Net with notes on what it could not say, or one clear line of refusal. Never an error thrown.

/** Something the text does not say as the saved model did. `place` is where in the source: a layer's name, or `line 12`. */
export interface ImportNote {
  readonly message: string;
  readonly place?: string;
}

/** The text of a `.net` file and what to know about it, or why there is none. */
export type ImportResult =
  | { readonly kind: "imported"; readonly text: string; readonly notes: readonly ImportNote[] }
  | { readonly kind: "refused"; readonly message: string };
