// A label before a value that is no layer. It never renames anything.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly label: string;
  /** Where the value begins, counted from the label's start. */
  readonly source: number;
}>({
  code: "syntax-label-needs-layer-place",
  severity: "error",
  summary: "A label stands before a value in place of a layer.",
  message: ({ label }) =>
    `\`${label}:\` names a layer, and what follows it is none; write it directly before the layer, \`a -> ${label}: B()\`, or give the value a name with \`=\``,
  why: "A label names the layer behind it, and with it the layer's output. A value that is only passed on has no layer to name.",
  wrong: "model M {\n    input a: [5]\n    input b: [5]\n    [!sum: [a, b]!] -> Add()\n}\n",
  right: "model M {\n    input a: [5]\n    input b: [5]\n    [a, b] -> sum: Add()\n}\n",
  fix: ({ label, source }, { text, span }) => {
    const arrow = /^\s*->\s*/.exec(text.slice(span.end));
    if (!arrow) return [];
    const written = text.slice(span.start, span.start + source);
    const at = span.end + arrow[0].length;
    return [
      {
        title: `Label the layer: \`-> ${label}: …\``,
        edits: [
          replaceSpan({ start: span.start, end: span.start + source }, ""),
          replaceSpan({ start: at, end: at }, written),
        ],
        preferred: true,
      },
    ];
  },
});
