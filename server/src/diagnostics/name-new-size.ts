// A new size of an input that reads like a name there is. It never says that the name is wrong.
import { defineDiagnostic } from "./define.ts";
import { changeTo } from "./fix-site.ts";

export default defineDiagnostic<{ readonly name: string; readonly near: string }>({
  code: "name-new-size",
  severity: "information",
  summary: "A new name in the shape of an input looks like one that is there already.",
  message: ({ name, near }) => `\`${name}\` is a new size, open until data comes; did you mean \`${near}\`?`,
  why: "A name that nothing has stands for a symbolic size in the shape of an input, so a slip of a key is no error there.",
  wrong: "model M(width=64) {\n    input x: [[!widht!], 3]\n    Dense(width)\n}\n",
  right: "model M(width=64) {\n    input x: [width, 3]\n    Dense(width)\n}\n",
  fix: ({ near }, site) => changeTo(site, near),
});
