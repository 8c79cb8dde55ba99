// Open documents and what is known of each version of them. It never touches a disk; it asks `Files`.
import { TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, analyze } from "../analysis/analysis.ts";
import type { UserSettings } from "./settings.ts";
import type { SharedFile } from "./shared-files.ts";

/** The files that are not open, read by whoever may. */
export interface Files {
  /** The URI a path names, seen from a file. */
  readonly resolve: (from: string, path: string) => string;
  /** Its text, or nothing. */
  readonly read: (uri: string) => string | undefined;
  /** The `.net` files below a folder, where files can be listed. */
  readonly list?: (folder: string) => AsyncIterable<string>;
  /** Takes a file the client has read; whether it is another one than before. */
  readonly share?: (file: SharedFile) => boolean;
  /** From now on the client is asked, once each, for files that are read and that nobody has. */
  readonly askWith?: (ask: (uri: string) => void) => void;
}

interface Known {
  /** Of the document; nothing where a file it reads has changed since. */
  readonly version: number | undefined;
  readonly settings: UserSettings;
  readonly analysis: Analysis;
  /** The files that were read for it. */
  readonly reads: ReadonlySet<string>;
}

export interface Documents {
  readonly open: TextDocuments<TextDocument>;
  /** The analysis of the version that is open now; nothing for a file that is not open. */
  analysis(uri: string, settings: UserSettings): Analysis | undefined;
  /** The lines of an open file of which nothing is known yet, so that all of it has to be read; else none. */
  linesToRead(uri: string): number;
  /** A file changed: what was made from it is out of date, and these open files are. */
  touched(uri: string): readonly string[];
  closed(uri: string): void;
  /** Where a file stands that was analysed: an open one's URI as the client writes it. */
  uriOf(id: string): string;
  /** The URI a path names, seen from a file. */
  resolve(from: string, path: string): string;
  /** The text of a file as it is now, open or not. */
  read(uri: string): string | undefined;
}

/** One spelling for each file: clients and URLs escape differently. */
export function canonical(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

export function openDocuments(files: Files): Documents {
  const open = new TextDocuments(TextDocument);
  const known = new Map<string, Known>();
  const byName = (id: string): TextDocument | undefined =>
    open.get(id) ?? open.all().find(({ uri }) => canonical(uri) === canonical(id));
  const uriOf = (id: string): string => byName(id)?.uri ?? id;
  // A file has one name, also where it is read by way of an import.
  const resolve = (from: string, path: string): string => uriOf(files.resolve(from, path));
  return {
    open,
    analysis(uri, settings) {
      const document = open.get(uri);
      if (!document) return undefined;
      const old = known.get(uri);
      if (old && old.version === document.version && old.settings === settings) return old.analysis;
      const reads = new Set<string>();
      const read = (id: string): string | undefined => {
        reads.add(canonical(id));
        return byName(id)?.getText() ?? files.read(id);
      };
      const analysis = analyze(uri, document.getText(), { resolve, read }, settings, old?.analysis);
      known.set(uri, { version: document.version, settings, analysis, reads });
      return analysis;
    },
    linesToRead: (uri) => (known.has(uri) ? 0 : (open.get(uri)?.lineCount ?? 0)),
    touched(uri) {
      const importers: string[] = [];
      for (const [importer, about] of known) {
        if (importer === uri || !about.reads.has(canonical(uri))) continue;
        // What does not depend on that file is still of use.
        known.set(importer, { ...about, version: undefined });
        importers.push(importer);
      }
      return importers;
    },
    closed: (uri) => void known.delete(uri),
    uriOf,
    resolve,
    read: (id) => byName(id)?.getText() ?? files.read(id),
  };
}
