// A class or function in a Keras document that is not Keras's own. It never says what the class does.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{ readonly what: "class" | "function"; readonly name: string }>({
  code: "export-custom-object",
  severity: "information",
  summary: "The document names a class or function that is not part of Keras.",
  message: ({ what, name }) =>
    `the ${what} \`${name}\` is not part of Keras: load the document with \`custom_objects={"${name}": ${name}}\``,
  why: "A document holds the arguments of a layer and the name of its class. Keras finds its own classes by name and has to be given all others.",
  wrong:
    "layer Scale {\n    input a: [..., c]\n    weight scale: [c]\n    output [..., c]\n}\n\nmodel M {\n    input x: [4]\n    [!Scale()!]\n}\n",
  right: "model M {\n    input x: [4]\n    Dense(4)\n}\n",
});
