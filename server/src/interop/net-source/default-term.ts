// The default of an argument as a term, for calls that are unified with calls that give it. It never invents one.
import { allParameters } from "../../layers/apply.ts";
import { findLayer, findObject } from "../../layers/catalogue.ts";
import { int, plain, type Term, text } from "./term.ts";

/** What an argument that was left out means, or nothing where that cannot be written. */
export function defaultTerm(callee: string, argument: string): Term | undefined {
  const definition = findLayer(callee);
  const parameters = definition ? allParameters(definition) : undefined;
  const parameter = parameters && Object.hasOwn(parameters, argument) ? parameters[argument] : undefined;
  if (!parameter || parameter.required) return undefined;
  return termOf(parameter.default, parameter.type.options?.() ?? [], parameter.defaultText ?? "");
}

function termOf(value: unknown, options: readonly string[], written: string): Term | undefined {
  if (value === null) return text("None");
  if (typeof value === "boolean") return plain(value);
  if (typeof value === "number")
    return /[.e]/.test(written) ? plain(value) : Number.isInteger(value) ? int(value) : plain(value);
  if (typeof value === "string")
    return options.includes(value) ? { kind: "word", text: value } : plain(value);
  if (Array.isArray(value)) {
    const [first] = value;
    return value.length > 0 && typeof first === "number" && value.every((v) => v === first)
      ? int(first)
      : undefined;
  }
  const name = typeof value === "object" && "name" in value! ? (value.name as unknown) : undefined;
  if (typeof name !== "string" || !findObject(name)) return undefined;
  return { kind: "word", text: written.replaceAll('"', "") };
}
