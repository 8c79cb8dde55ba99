// An arrow without a value before it or a layer behind it. It never decides what should be there.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  /** Whether the arrow starts its statement or ends it. */
  readonly where: string;
}>({
  code: "syntax-dangling-arrow",
  severity: "error",
  summary: "An arrow has nothing before it to continue, or nothing behind it.",
  message: ({ where }) =>
    where === "start"
      ? "this `->` continues nothing: the line before it is not a simple statement of the same body; leave the arrow out, or write what flows in"
      : "nothing follows this `->`; write the layer the value goes to, or leave the arrow out",
  why: "A line that starts with `->` goes on with the line before it, if that is a simple statement of the same body. Behind a body the current value flows on by itself.",
  wrong: "model M {\n    input x: [5]\n    repeat 2 { Dense(4) }\n    [!->!] ReLU()\n}\n",
  right: "model M {\n    input x: [5]\n    repeat 2 { Dense(4) }\n    ReLU()\n}\n",
  fix: ({ where }, { text, span }) => {
    let { start, end } = span;
    if (where === "start") while (/[ \t]/.test(text[end] ?? "")) end++;
    else while (/\s/.test(text[start - 1] ?? "")) start--;
    return [{ title: "Remove the arrow", edits: [replaceSpan({ start, end }, "")], preferred: true }];
  },
});
