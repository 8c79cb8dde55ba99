// Files the client reads for the server: those of virtual workspaces, and in a browser all of them. It never reads one.
import type { Files } from "./documents.ts";

/** Sent by the client: files that were read, written or (with `null`) deleted. */
export const filesNotification = "netlens/files";

export interface SharedFile {
  readonly uri: string;
  readonly text: string | null;
}

/** Adds what a client shares to what can be read otherwise. */
export function withSharedFiles(others?: Files): Files {
  const shared = new Map<string, string>();
  return {
    resolve(from, path) {
      try {
        return new URL(path, from).href;
      } catch {
        return path;
      }
    },
    read: (uri) => shared.get(uri) ?? shared.get(decoded(uri)) ?? others?.read(uri),
    async *list(folder) {
      for (const uri of shared.keys()) if (uri.startsWith(folder) && /\.(?:net|nn)$/.test(uri)) yield uri;
      if (others?.list) yield* others.list(folder);
    },
    share({ uri, text }) {
      if (text === null) shared.delete(uri);
      else shared.set(uri, text);
    },
  };
}

/** `URL` escapes what some clients write plainly. */
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
