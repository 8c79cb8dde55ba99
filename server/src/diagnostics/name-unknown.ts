// A name nothing has. It never guesses without saying so.
import { defineDiagnostic } from "./define.ts";
import { changeTo } from "./fix-site.ts";

export default defineDiagnostic<{
  readonly name: string;
  readonly near: string | undefined;
  /** `layer`, `name`, `value`: what was looked for. */
  readonly what: string;
}>({
  code: "name-unknown",
  severity: "error",
  summary: "A name is neither declared in the file nor known from Keras.",
  message: ({ name, near, what }) =>
    `there is no ${what} \`${name}\` here${near ? `; did you mean \`${near}\`?` : ""}`,
  why: "Names are looked up in the body, among its parameters, in the file, and in the catalogue of Keras.",
  wrong: "model M {\n    input x: [5]\n    [!Dens!](8)\n}\n",
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n",
  fix: ({ near }, site) => changeTo(site, near),
});
