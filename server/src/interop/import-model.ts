// Sends a file to the reader of its format, by its name and by what is in it. It reads no file itself.
import type { ImportResult } from "./import-result.ts";
import { archiveTexts, BadArchive, isArchive } from "./keras-archive.ts";
import { importKerasJson } from "./keras-json/read/import-keras-json.ts";
import { importPython } from "./keras-python/read/import-python.ts";

const refused = (message: string): ImportResult => ({ kind: "refused", message });

/** Files beyond this size hold weights, and no configuration. */
export const mostBytes = 512 * 1024 * 1024;

/** Imports the content of a file. `path` is only looked at for its name. */
export function importModel(path: string, bytes: Uint8Array): ImportResult {
  const name =
    path === "-" ? "standard input" : (path.split(/[\\/]/).at(-1) ?? path).replace(/[\r\n]+/g, " ");
  const extension = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  if (bytes.length === 0) return refused(`${name} is empty`);
  if (isHdf5(bytes) || ["h5", "hdf5"].includes(extension))
    return refused(
      `${name} is an HDF5 file, which is not read here; load it in Keras and write \`open("model.json", "w").write(model.to_json())\`, or save it as \`model.keras\``,
    );
  if (extension === "pb" || extension === "tflite" || extension === "pt" || extension === "pth")
    return refused(
      `${name} holds a compiled graph or weights, and no layers; give the model's \`model.to_json()\` or \`.keras\` file`,
    );
  if (isArchive(bytes) || extension === "keras") return importArchive(name, bytes);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refused(`${name} is no text and no \`.keras\` archive`);
  }
  if (extension === "net" || extension === "nn") return refused(`${name} is a Net file already`);
  if (/^\s*$/.test(text)) return refused(`${name} is empty`);
  return extension === "py" ? importPython(text, name) : importKerasJson(text, name);
}

const isHdf5 = (bytes: Uint8Array): boolean =>
  bytes.length >= 8 && [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a].every((b, i) => bytes[i] === b);

function importArchive(name: string, bytes: Uint8Array): ImportResult {
  if (!isArchive(bytes)) return refused(`${name} is no \`.keras\` archive`);
  try {
    const config = archiveTexts(bytes, ["config.json"]).get("config.json");
    if (config === undefined)
      return refused(`${name} is an archive without a \`config.json\`, so it is no saved model`);
    return importKerasJson(config, name);
  } catch (error) {
    if (error instanceof BadArchive) return refused(`${name} ${error.message}`);
    throw error;
  }
}
