// A selector that names no layer. It never selects something near in its place.
import { defineDiagnostic } from "./define.ts";
import { replaceSpan } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly selector: string;
  /** Why there is nothing, as a clause that follows it. */
  readonly reason: string;
  readonly near: readonly string[];
  /** Whether the range is a string. */
  readonly quoted?: boolean;
}>({
  code: "train-selector-empty",
  severity: "error",
  summary: "A selector matches no layer.",
  message: ({ selector, reason, near }) =>
    `\`${selector}\` ${reason}${near.length > 0 ? `; did you mean ${near.map((name) => `\`${name}\``).join(" or ")}?` : ""}`,
  why: "A selector without a match leaves every flag as it was, and what should be frozen trains. Names are those of the summary; `*` stands for any part of a name and stays between two dots.",
  wrong:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze [!aa!]\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  right:
    "model M {\n    input x: [8]\n    a: Dense(4, activation=relu)\n    b: Dense(3, activation=softmax)\n}\n\ntraining t for M {\n    freeze a\n    compile(optimizer=Adam(1e-3), loss=categorical_crossentropy)\n    fit(epochs=3)\n}\n",
  fix: ({ near, quoted }, site) =>
    near.map((name, i) => ({
      title: `Change to \`${name}\``,
      edits: [replaceSpan(site.span, quoted ? `"${name}"` : name)],
      preferred: i === 0,
    })),
});
