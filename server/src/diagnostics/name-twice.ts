// A layer named by a label and by `name=`. It never chooses between them.
import { defineDiagnostic } from "./define.ts";
import { removeArgument } from "./fix-site.ts";

export default defineDiagnostic<{ readonly label: string; readonly name: string }>({
  code: "name-twice",
  severity: "error",
  summary: "A layer has both a label and `name=`.",
  message: ({ label, name }) =>
    `this layer is named twice, \`${label}\` by its label and \`${name}\` by \`name=\`; keep one`,
  why: "A label names the layer and the value; `name=` names the layer only.",
  wrong: 'model M {\n    input x: [5]\n    hidden: [!Dense(8, name="first")!]\n}\n',
  right: "model M {\n    input x: [5]\n    hidden: Dense(8)\n}\n",
  fix: (_facts, site) => {
    const edit = removeArgument(site, "name");
    return edit ? [{ title: "Remove `name=`", edits: [edit], preferred: true }] : [];
  },
});
