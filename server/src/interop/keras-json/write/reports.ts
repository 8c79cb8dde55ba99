// What a Keras document cannot say by itself, as diagnostics of an export. They are given where the export is asked for,
// never while a file is edited.
import { type Diagnostic, defineDiagnostic } from "../../../diagnostics/define.ts";

const example = "model M {\n    input x: [4]\n    Dense(2)\n}\n";

/** A class or function that is not Keras's own. */
export const exportCustomObject: Diagnostic<{
  readonly what: "class" | "function";
  readonly name: string;
}> = defineDiagnostic({
  code: "export-custom-object",
  severity: "information",
  summary: "The document names a class or function that is not part of Keras.",
  message: ({ what, name }) =>
    `the ${what} \`${name}\` is not part of Keras: load the document with \`custom_objects={"${name}": ${name}}\``,
  why: "A document holds the arguments of a layer and the name of its class. Keras finds its own classes by name and has to be given all others.",
  wrong: example,
  right: example,
});

/** A size that only data decides stands where Keras needs a number to make a layer. */
export const exportOpenSize: Diagnostic<{ readonly layer: string; readonly reason: string }> =
  defineDiagnostic({
    code: "export-open-size",
    severity: "error",
    summary: "An argument of a layer is a size that is not known before data comes.",
    message: ({ layer, reason }) =>
      `${layer} has an argument that is no number (${reason}), and Keras needs one to make it: give the size in \`input\``,
    why: "Keras makes weights before it sees data, so what a layer is made with has to be a number. Axes of inputs may stay open.",
    wrong: example,
    right: example,
  });

/** A tensor of constants, whose numbers are not worked out here. */
export const exportConstant: Diagnostic<{ readonly layer: string }> = defineDiagnostic({
  code: "export-constant",
  severity: "error",
  summary: "A layer is applied to constants, whose numbers are not known here.",
  message: ({ layer }) =>
    `${layer} is applied to a tensor that no input feeds; its numbers are not worked out here, so the document cannot hold them`,
  why: "A document of Keras writes such a tensor down number by number. Netlens knows shapes and runs nothing.",
  wrong: example,
  right: example,
});

/** A layer that two nested models share. */
export const exportSharedApart: Diagnostic<{ readonly name: string }> = defineDiagnostic({
  code: "export-shared-apart",
  severity: "warning",
  summary: "A layer that two nested models share becomes two layers.",
  message: ({ name }) =>
    `\`${name}\` stands in two nested models; the document describes it in each, so they no longer share its weights`,
  why: "Each nested model of a document lists its own layers, and nothing in it says that two of them are the same. Keras's own `to_json` loses this as well.",
  wrong: example,
  right: example,
});
