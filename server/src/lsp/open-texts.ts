// The texts of open files as others were last made from them: an edit counts when the typing stops or the file is saved. It never
// works anything out.
import type { Documents, Files } from "./documents.ts";

export interface OpenTexts {
  /** The text of a file may be another one. */
  edited(uri: string): void;
  /** A file was saved: its text counts now. */
  saved(uri: string): void;
  /** A file is open no more. Whether the disk has another text than the one that counted. */
  closed(uri: string): boolean;
  stop(): void;
}

/** After so many milliseconds without an edit a text counts. */
const settled = 1_000;

/** `changed` is told of the files whose texts are others than before. */
export function openTexts(
  documents: Documents,
  files: Files,
  changed: (uris: readonly string[]) => void,
): OpenTexts {
  /** The texts that count; nothing for a file the disk does not have. */
  const counting = new Map<string, string | undefined>();
  const edits = new Set<string>();
  let typing: NodeJS.Timeout | undefined;

  const count = (): void => {
    clearTimeout(typing);
    const others = [...edits].filter((uri) => {
      const before = counting.get(uri);
      const text = documents.open.get(uri)?.getText();
      counting.set(uri, text);
      return text !== before;
    });
    edits.clear();
    if (others.length > 0) changed(others);
  };

  return {
    edited(uri) {
      if (!counting.has(uri)) counting.set(uri, files.read(uri));
      edits.add(uri);
      clearTimeout(typing);
      typing = setTimeout(count, settled);
    },
    saved(uri) {
      if (edits.has(uri)) count();
    },
    closed(uri) {
      const differs = counting.get(uri) !== files.read(uri);
      counting.delete(uri);
      edits.delete(uri);
      return differs;
    },
    stop: () => clearTimeout(typing),
  };
}
