// Which files are made from which, as the index knows it. It never reads a file.
import { canonical } from "./documents.ts";

export interface ImportGraph {
  /** A file was made from these. */
  add(uri: string, reads: readonly string[]): void;
  /** What a file was made from counts no more. */
  remove(uri: string): void;
  /** These files and all that are made from them. */
  withReaders(uris: readonly string[]): readonly string[];
}

export function importGraph(): ImportGraph {
  const readsOf = new Map<string, readonly string[]>();
  const readers = new Map<string, Set<string>>();
  return {
    add(uri, reads) {
      readsOf.set(uri, reads);
      for (const read of reads) {
        const known = readers.get(canonical(read));
        if (known) known.add(uri);
        else readers.set(canonical(read), new Set([uri]));
      }
    },
    remove(uri) {
      for (const read of readsOf.get(uri) ?? []) readers.get(canonical(read))?.delete(uri);
      readsOf.delete(uri);
    },
    withReaders(uris) {
      const all = new Set(uris);
      for (const uri of all) for (const reader of readers.get(canonical(uri)) ?? []) all.add(reader);
      return [...all];
    },
  };
}
