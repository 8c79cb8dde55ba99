// An argument the layer does not have. It never checks values.
import { defineDiagnostic } from "./define.ts";
import { changeTo } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly callee: string;
  readonly argument: string;
  readonly near: string | undefined;
  readonly known: readonly string[];
}>({
  code: "arg-unknown",
  severity: "error",
  summary: "A call has an argument its layer, block or model does not take.",
  message: ({ callee, argument, near, known }) =>
    near
      ? `${callee} has no argument \`${argument}\`; did you mean \`${near}\`?`
      : known.length === 0
        ? `${callee} takes no arguments, so \`${argument}\` cannot be set`
        : `${callee} has no argument \`${argument}\`; it takes ${known.map((name) => `\`${name}\``).join(", ")}`,
  why: "Keras refuses unknown keyword arguments as well. The names are Keras's own, for every layer of the catalogue.",
  wrong: "model M {\n    input x: [5]\n    Dense(8, [!actvation!]=relu)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8, activation=relu)\n}\n",
  fix: ({ near }, site) => changeTo(site, near),
});
