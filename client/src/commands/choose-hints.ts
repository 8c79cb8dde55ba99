// The command `netlens.chooseHints`: how much stands at the end of a line, by the setting of that name. It never changes
// another setting.
import { ConfigurationTarget, commands, type Disposable, window, workspace } from "vscode";

const presets = [
  { label: "Off", value: "off", detail: "No hints." },
  { label: "Shapes", value: "shapes", detail: "The output shape: → 7×7×512" },
  {
    label: "Shapes and counts",
    value: "shapesAndCounts",
    detail: "Also the parameters: → 7×7×512 · 2,359,808",
  },
  {
    label: "Teaching",
    value: "teaching",
    detail: "Also where the number comes from: (3·3·512 + 1)·512 = 2,359,808",
  },
];

export function registerChooseHints(): Disposable {
  return commands.registerCommand("netlens.chooseHints", async () => {
    const settings = workspace.getConfiguration("netlens", window.activeTextEditor?.document.uri);
    const now = settings.get<string>("hints");
    const items = presets.map((preset) => ({
      ...preset,
      ...(preset.value === now ? { description: "shown now" } : {}),
    }));
    const picked = await window.showQuickPick(items, {
      title: "Hints",
      placeHolder: "What stands at the end of each layer line",
    });
    if (!picked || picked.value === now) return;
    const where = settings.inspect("hints")?.workspaceValue === undefined;
    await settings.update(
      "hints",
      picked.value,
      where ? ConfigurationTarget.Global : ConfigurationTarget.Workspace,
    );
  });
}
