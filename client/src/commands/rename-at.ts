// The command `netlens.renameAt`: asks for a name at a place, after a refactoring has chosen one. It never renames itself.
import { commands, type Disposable, Position, Uri } from "vscode";

/** A position as the protocol has it. */
interface Place {
  readonly line: number;
  readonly character: number;
}

export function registerRenameAt(): Disposable {
  return commands.registerCommand("netlens.renameAt", (uri: string, { line, character }: Place) =>
    commands.executeCommand("editor.action.rename", [Uri.parse(uri), new Position(line, character)]),
  );
}
