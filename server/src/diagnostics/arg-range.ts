// A value of the right kind that is not allowed. It never checks kinds.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly callee: string;
  readonly argument: string;
  readonly expected: string;
  readonly found: string;
  readonly near: string | undefined;
}>({
  code: "arg-range",
  severity: "error",
  summary: "An argument has a value outside of what is allowed.",
  message: ({ callee, argument, expected, found, near }) =>
    `\`${argument}\` of ${callee} must be ${expected}, and is \`${found}\`${near ? `; did you mean \`${near}\`?` : ""}`,
  why: "Keras refuses the value when the layer is made: a number out of range, or a name it does not know.",
  wrong: "model M {\n    input x: [28, 28, 1]\n    Conv2D(8, 3, padding=[!smae!])\n}\n",
  right: "model M {\n    input x: [28, 28, 1]\n    Conv2D(8, 3, padding=same)\n}\n",
  fix: ({ near }, site) => {
    if (!near) return [];
    const old = site.text.slice(site.span.start, site.span.end);
    const quote = /^["']/.exec(old)?.[0] ?? "";
    return [
      {
        title: `Change to \`${near}\``,
        edits: [replaceSpan(site.span, `${quote}${near}${quote}`)],
        preferred: true,
        safe: true,
      },
    ];
  },
});
