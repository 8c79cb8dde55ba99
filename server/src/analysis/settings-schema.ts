// The JSON schema of `netlens.json`, for editors that complete and check it. It never holds a code or a target of its own.
import { allDiagnostics } from "../diagnostics/catalogue.ts";
import { targets } from "../model/training/training.ts";
import { defaultSettings } from "./analysis.ts";
import { limited } from "./lints/budgets.ts";

/** The schema, draft 7, which VS Code knows. */
export function settingsSchema(): object {
  const limits = Object.fromEntries(
    Object.entries(limited).map(([name, { words }]) => [
      name,
      { type: "integer", minimum: 0, description: `No more ${words} than this.` },
    ]),
  );
  const severities = Object.fromEntries(
    [...allDiagnostics]
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ code, severity, summary }) => [
        code,
        { enum: ["error", "warning", "information", "hint", "off"], default: severity, description: summary },
      ]),
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Netlens",
    description: "What holds for the Net files in this folder and below.",
    type: "object",
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      target: {
        enum: targets,
        default: defaultSettings.target,
        description: "The framework whose rules hold for freezing, compiling and training.",
      },
      maxParameters: {
        type: "integer",
        minimum: 0,
        default: defaultSettings.maxParameters,
        description: "How many parameters a block, model or layer may declare.",
      },
      deviceMemory: {
        type: "string",
        description: "The memory to train in, for the largest batch that fits: `8 GB`.",
      },
      hover: {
        enum: ["short", "full"],
        default: defaultSettings.hover,
        description: "How much the hover of a layer tells.",
      },
      budgets: {
        type: "object",
        description: "Limits of models, by their names; `*` holds for all.",
        additionalProperties: { type: "object", additionalProperties: false, properties: limits },
      },
      format: {
        type: "object",
        additionalProperties: false,
        description: "How files are formatted.",
        properties: {
          lineWidth: {
            type: "integer",
            minimum: 40,
            maximum: 1000,
            default: defaultSettings.format.lineWidth,
            description: "Longer lines are broken.",
          },
          indent: {
            type: "integer",
            minimum: 1,
            maximum: 16,
            default: defaultSettings.format.indent,
            description: "The blanks before each level of a body.",
          },
        },
      },
      severities: {
        type: "object",
        additionalProperties: false,
        description: "How grave each diagnostic is, by its code; `off` silences it.",
        properties: severities,
      },
    },
  };
}
