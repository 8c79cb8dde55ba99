// Files the client reads for the server: those of virtual workspaces, and in a browser all of them. It never reads one.
import { canonical, type Files } from "./documents.ts";

/** Sent by the client: files that were read, written or (with `null`) deleted. */
export const filesNotification = "netlens/files";

/** Sent to the client: a file it has not shared is imported. */
export const wantedNotification = "netlens/wantedFile";

export interface SharedFile {
  readonly uri: string;
  readonly text: string | null;
}

/** Adds what a client shares to what can be read otherwise. */
export function withSharedFiles(others?: Files): Files {
  /** By the one spelling that all have. */
  const shared = new Map<string, { readonly uri: string; readonly text: string }>();
  /** What the client was asked for. */
  const asked = new Set<string>();
  let ask: ((uri: string) => void) | undefined;
  const want = (uri: string): void => {
    if (!ask || asked.has(uri) || /^(?:untitled|netlens):|^(?![\w+.-]+:)/.test(uri)) return;
    asked.add(uri);
    ask(uri);
  };
  return {
    resolve(from, path) {
      try {
        return new URL(path.split("/").map(encodeURIComponent).join("/"), from).href;
      } catch {
        return path;
      }
    },
    read(uri) {
      const known = shared.get(canonical(uri))?.text ?? others?.read(uri);
      if (known === undefined && !(others && uri.startsWith("file:"))) want(uri);
      return known;
    },
    async *list(folder) {
      for (const { uri } of shared.values())
        if (uri.startsWith(folder) && /\.(?:net|nn)$/.test(uri)) yield uri;
      if (others?.list) yield* others.list(folder);
    },
    share({ uri, text }) {
      const id = canonical(uri);
      if (text === null) return shared.delete(id);
      const before = shared.get(id)?.text;
      shared.set(id, { uri, text });
      return before !== text;
    },
    askWith(how) {
      ask = how;
    },
  };
}
