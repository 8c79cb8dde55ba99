// The bundled models, written in Net. It never touches a disk: their text is part of the program.
import { type Part, type SourceFile, sourceFile } from "../model/source-file.ts";
import { parse } from "../syntax/parse.ts";
import { sources } from "./sources.generated.ts";

const files = new Map<string, SourceFile>();
let known: ReadonlyMap<string, string> | undefined;

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

/** The file of each model; only the one that is asked for is read. */
function homes(): ReadonlyMap<string, string> {
  if (known) return known;
  const found = new Map<string, string>();
  for (const [path, text] of sources)
    for (const [, name] of text.matchAll(/^model[ \t]+(\w+)/gm)) found.set(name!, path);
  known = found;
  return found;
}

/** A model that is known without an import. */
export function libraryModel(name: string): Part | undefined {
  const path = homes().get(name);
  const entry = path === undefined ? undefined : libraryFile(path)?.names.get(name);
  return entry?.kind === "part" ? entry.part : undefined;
}

/** How many axes the input of a model has, as its text says; nothing where it does not. The file is not parsed for it. */
export function libraryInputRank(name: string): number | undefined {
  const text = sources.get(homes().get(name) ?? "") ?? "";
  const body = text.slice(text.search(new RegExp(`^model[ \\t]+${name}\\b`, "m"))).split(/\n\}/)[0];
  const shape = /^[ \t]+input[ \t]+\w+:[ \t]*\[([^\]]*)\]/m.exec(body ?? "")?.[1];
  return shape?.split(",").length;
}

export const libraryModelNames = (): readonly string[] => [...homes().keys()];
