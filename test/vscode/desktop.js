// Finds a desktop VS Code on this machine; it never downloads or starts one.
import { accessSync, constants, existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** The program of a desktop VS Code that can open a window here, or undefined. */
export function findDesktop(environment = process.env, platform = process.platform) {
  const named = environment.VSCODE_EXECUTABLE;
  if (named) return named;
  const hasScreen = platform !== "linux" || environment.DISPLAY || environment.WAYLAND_DISPLAY;
  const insideRemote = environment.VSCODE_IPC_HOOK_CLI !== undefined;
  if (!hasScreen || insideRemote) return undefined;
  const command = onPath(platform === "win32" ? "code.cmd" : "code", environment.PATH ?? "");
  return command && programBehind(realpathSync(command), platform);
}

function onPath(name, path) {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** `code` is a script beside the program, at a place that differs by system. */
function programBehind(command, platform) {
  const bin = dirname(command);
  const places = {
    win32: [join(bin, "..", "Code.exe")],
    darwin: ["Code", "Electron"].map((name) => join(bin, "..", "..", "..", "MacOS", name)),
    linux: [join(bin, "..", "code"), join(bin, "..", "..", "code")],
  };
  return (places[platform] ?? places.linux).find((place) => existsSync(place) && place !== command);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
