// A string without its second quote. It never guesses what the text was to be.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{ readonly quote: string }>({
  code: "syntax-unclosed-string",
  severity: "error",
  summary: "A string is not closed on its line.",
  message: ({ quote }) => `this string is not closed; write \`${quote}\` where it ends`,
  why: "A string ends at its line; only one in three quotes may go on over several.",
  wrong: 'model M {\n    input x: [5]\n    Dense(8, activation=[!"relu)!]\n}\n',
  right: 'model M {\n    input x: [5]\n    Dense(8, activation="relu")\n}\n',
  fix: ({ quote }, { text, span }) => {
    const written = text.slice(span.start, span.end);
    const triple = written.replace(/^[A-Za-z]*/, "").startsWith(quote.repeat(3));
    const tail = /[\s)\]},;]*$/.exec(written)![0].length;
    const at = span.end - tail;
    return [
      {
        title: "Close the string",
        edits: [replaceSpan({ start: at, end: at }, triple ? quote.repeat(3) : quote)],
        preferred: true,
      },
    ];
  },
});
