// The bundled models, written in Net. It never touches a disk: their text is part of the program.
import { type Part, type SourceFile, sourceFile } from "../model/source-file.ts";
import { parse } from "../syntax/parse.ts";
import { sources } from "./sources.generated.ts";

const files = new Map<string, SourceFile>();
let parts: Map<string, Part> | undefined;

/** A file of the library by its import path, `std/vgg`. */
export function libraryFile(path: string): SourceFile | undefined {
  const known = files.get(path);
  if (known) return known;
  const text = sources.get(path);
  if (text === undefined) return undefined;
  const file = sourceFile(path, parse(text));
  files.set(path, file);
  return file;
}

/** The text of a file of the library. */
export const librarySource = (path: string): string | undefined => sources.get(path);

export const libraryPaths = (): readonly string[] => [...sources.keys()];

/** Whether a text is one of the library's own files, under whatever name it was opened. */
export const isLibraryText = (text: string): boolean => [...sources.values()].includes(text);

function models(): Map<string, Part> {
  if (parts) return parts;
  parts = new Map();
  for (const path of sources.keys()) {
    for (const entry of libraryFile(path)!.names.values()) {
      if (entry.kind === "part" && entry.part.kind === "model") parts.set(entry.part.name, entry.part);
    }
  }
  return parts;
}

/** A model that is known without an import. */
export const libraryModel = (name: string): Part | undefined => models().get(name);
export const libraryModelNames = (): readonly string[] => [...models().keys()];
