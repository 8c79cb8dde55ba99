// What the user has set, for each file. It never reads a disk itself.
import type { Connection } from "vscode-languageserver";
import { defaultSettings, type Settings } from "../analysis/analysis.ts";
import { settingsFrom } from "../analysis/settings.ts";
import type { HintsSetting } from "../ide/inlay-hints.ts";
import type { Files } from "./documents.ts";

export interface UserSettings extends Settings {
  readonly hints: HintsSetting;
}

const hintsSettings: readonly HintsSetting[] = ["off", "shapes", "shapesAndCounts", "teaching"];

/** What was given, where it makes sense; the defaults elsewhere. */
export function readSettings(
  given: unknown,
  before: UserSettings = { ...defaultSettings, hints: "shapesAndCounts" },
): UserSettings {
  if (typeof given !== "object" || given === null) return before;
  const { hints } = given as Record<string, unknown>;
  return {
    ...settingsFrom(given, before),
    hints: hintsSettings.includes(hints as HintsSetting) ? (hints as HintsSetting) : before.hints,
  };
}

export interface SettingsStore {
  /** Asks the client at first, then remembers: files of one folder have the same settings. */
  of(uri: string): Promise<UserSettings>;
  /** The client said that something changed, and gave its settings if it does not answer questions. */
  changed(given: unknown): void;
}

/** `asks`: the client answers `workspace/configuration`. The nearest `netlens.json` wins over the editor's settings. */
export function settingsStore(connection: Connection, files: Files, asks: () => boolean): SettingsStore {
  let pushed: UserSettings = readSettings(undefined);
  const known = new Map<string, Promise<UserSettings>>();
  const ask = async (uri: string): Promise<UserSettings> => {
    let settings = pushed;
    if (asks()) {
      try {
        settings = readSettings(
          await connection.workspace.getConfiguration({ scopeUri: uri, section: "netlens" }),
        );
      } catch (error) {
        connection.console.warn(`The settings could not be read: ${error}`);
      }
    }
    return readSettings(projectFile(files, uri), settings);
  };
  return {
    of(uri) {
      const folder = files.resolve(uri, ".");
      const settings = known.get(folder) ?? ask(uri);
      known.set(folder, settings);
      return settings;
    },
    changed(given) {
      known.clear();
      const section =
        typeof given === "object" && given !== null ? (given as { netlens?: unknown }).netlens : undefined;
      if (section !== undefined) pushed = readSettings(section);
    },
  };
}

/** The nearest `netlens.json` above a file, if it can be read. */
function projectFile(files: Files, uri: string): unknown {
  let folder = uri;
  for (let depth = 0; depth < 12; depth++) {
    const parent = files.resolve(folder, depth === 0 ? "." : "..");
    if (parent === folder) return undefined;
    const text = files.read(files.resolve(parent, "netlens.json"));
    if (text !== undefined) {
      try {
        return JSON.parse(text);
      } catch {
        return undefined;
      }
    }
    folder = parent;
  }
  return undefined;
}
