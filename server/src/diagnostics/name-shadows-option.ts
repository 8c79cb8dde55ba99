// A variable that hides an option of the same name. It never changes which of them wins.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{ readonly name: string; readonly argument: string }>({
  code: "name-shadows-option",
  severity: "information",
  summary: "A bare name means a variable although it is also an option of the argument.",
  message: ({ name, argument }) =>
    `\`${name}\` is the variable here, not the option of \`${argument}\`; write "${name}" in quotes for the option`,
  why: "A variable in scope wins over an option, as in Python. Quotes make clear that the option is meant.",
  wrong:
    'block b(same="valid") {\n    input x: [8, 8, 3]\n    Conv2D(8, 3, padding=[!same!])\n}\n\nmodel M {\n    input x: [8, 8, 3]\n    b()\n}\n',
  right:
    'block b(same="valid") {\n    input x: [8, 8, 3]\n    Conv2D(8, 3, padding="same")\n}\n\nmodel M {\n    input x: [8, 8, 3]\n    b()\n}\n',
  fix: ({ name }, site) => [
    { title: `Write "${name}" for the option`, edits: [replaceSpan(site.span, `"${name}"`)] },
  ],
});
