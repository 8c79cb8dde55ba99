// Reads what a project or an editor has set, leaving out what makes no sense. It never looks for a file.
import { allDiagnostics } from "../diagnostics/catalogue.ts";
import type { Severity } from "../diagnostics/define.ts";
import { type Target, targets } from "../model/training/training.ts";
import { bytesFrom } from "../tensor/count.ts";
import { closest } from "../text/closest.ts";
import { defaultSettings, type Settings } from "./analysis.ts";
import { type Budget, limited } from "./lints/budgets.ts";

const severityNames: readonly string[] = ["error", "warning", "information", "hint", "off"];

/** What was given (an editor's section, or a parsed `netlens.json`), where it makes sense; `before` elsewhere. */
export function settingsFrom(given: unknown, before: Settings = defaultSettings): Settings {
  if (typeof given !== "object" || given === null) return before;
  const { target, maxParameters, severities, deviceMemory, hover, budgets, format } = given as Record<
    string,
    unknown
  >;
  return {
    target: targets.includes(target as Target) ? (target as Target) : before.target,
    maxParameters:
      typeof maxParameters === "number" && maxParameters >= 0 ? maxParameters : before.maxParameters,
    severities: { ...before.severities, ...severitiesFrom(severities) },
    deviceMemory:
      (typeof deviceMemory === "string" ? bytesFrom(deviceMemory) : undefined) ?? before.deviceMemory,
    hover: hover === "short" || hover === "full" ? hover : before.hover,
    budgets: { ...before.budgets, ...budgetsFrom(budgets) },
    format: formatFrom(format, before.format),
  };
}

const settingNames = [
  "$schema",
  "target",
  "maxParameters",
  "severities",
  "deviceMemory",
  "hover",
  "budgets",
  "format",
];

/** What `settingsFrom` leaves out of a parsed `netlens.json` as a whole: names of settings, codes and severities it does not know. */
export function settingsLeftOut(given: unknown): readonly string[] {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return ["settings are an object, `{…}`"];
  const meant = (name: string, names: readonly string[]): string => {
    const near = closest(name, names);
    return near === undefined ? "" : `; did you mean \`${near}\`?`;
  };
  const unknown = Object.keys(given)
    .filter((name) => !settingNames.includes(name))
    .map((name) => `there is no setting \`${name}\`${meant(name, settingNames)}`);
  const { target, severities } = given as Record<string, unknown>;
  const wrongTarget =
    target !== undefined && !targets.includes(target as Target)
      ? [`there is no target \`${target}\`; choose one of ${targets.join(", ")}`]
      : [];
  const codes = allDiagnostics.map(({ code }) => code);
  const levels = Object.entries(severities ?? {}).flatMap(([code, level]) =>
    !codes.includes(code)
      ? [`there is no diagnostic \`${code}\`${meant(code, codes)}`]
      : severityNames.includes(level as string)
        ? []
        : [`\`${code}\` may be ${severityNames.join(", ")}, and not \`${level}\``],
  );
  return [...unknown, ...wrongTarget, ...levels];
}

function formatFrom(given: unknown, before: Settings["format"]): Settings["format"] {
  if (typeof given !== "object" || given === null) return before;
  const { lineWidth, indent } = given as Record<string, unknown>;
  const whole = (value: unknown, least: number, most: number): value is number =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  return {
    lineWidth: whole(lineWidth, 40, 1000) ? lineWidth : before.lineWidth,
    indent: whole(indent, 1, 16) ? indent : before.indent,
  };
}

/** Whole numbers only; anything else is left out. */
function budgetsFrom(given: unknown): Record<string, Budget> {
  if (typeof given !== "object" || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).map(([model, budget]): [string, Budget] => [
      model,
      Object.fromEntries(
        Object.entries(budget ?? {}).filter(
          ([what, limit]) =>
            Object.hasOwn(limited, what) && Number.isSafeInteger(limit) && Number(limit) >= 0,
        ),
      ),
    ]),
  );
}

function severitiesFrom(given: unknown): Record<string, Severity | "off"> {
  if (typeof given !== "object" || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, Severity | "off"] =>
      severityNames.includes(entry[1]),
    ),
  );
}
