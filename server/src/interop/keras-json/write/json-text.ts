// JSON as Python's `json` reads it, where `2` is an int and `2.0` a float. It never changes a value.
import { floatText } from "../../../layers/value.ts";

/** A Python float, so that `2.0` is not written as `2`. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export type Json = null | boolean | string | number | bigint | Float | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** One line for each layer of a model, so that two documents can be compared line by line. */
export function jsonText(json: Json): string {
  const parts: string[] = [];
  write(json, "", parts);
  parts.push("\n");
  return parts.join("");
}

function write(json: Json, key: string, parts: string[]): void {
  if (json === null || typeof json === "boolean" || typeof json === "bigint" || typeof json === "number") {
    parts.push(`${json}`);
  } else if (typeof json === "string") parts.push(JSON.stringify(json));
  else if (json instanceof Float) parts.push(pythonFloat(json.value));
  else if (isList(json)) {
    const lines = key === "layers";
    parts.push("[");
    json.forEach((item, i) => {
      parts.push(i > 0 ? "," : "", lines ? "\n" : i > 0 ? " " : "");
      write(item, "", parts);
    });
    parts.push(lines && json.length > 0 ? "\n]" : "]");
  } else {
    parts.push("{");
    Object.entries(json).forEach(([name, value], i) => {
      parts.push(i > 0 ? ", " : "", JSON.stringify(name), ": ");
      write(value, name, parts);
    });
    parts.push("}");
  }
}

const isList = (json: readonly Json[] | JsonObject): json is readonly Json[] => Array.isArray(json);

const pythonFloat = (value: number): string =>
  Number.isNaN(value)
    ? "NaN"
    : Number.isFinite(value)
      ? floatText(value)
      : value > 0
        ? "Infinity"
        : "-Infinity";
