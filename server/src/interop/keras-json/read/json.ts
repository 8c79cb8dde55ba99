// Reads JSON as Python writes it: `NaN` and `Infinity` are numbers, `1` and `1.0` differ, objects are maps. It never nests
// deeper than it may, so that no file can exhaust the stack.

/** An object is a `Map`, so that `__proto__` is a key like any other. Whole numbers are `bigint`, others `number`. */
export type Json = null | boolean | bigint | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

const deepest = 256;

/** What is wrong with a file, in words for its user; caught where the import begins. */
export class BadModel extends Error {}

/** The document of a text. Throws `BadModel` with the line where it stops being JSON. */
export function parseJson(text: string): Json {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const skip = (): void => {
    while (at < text.length) {
      const c = text.charCodeAt(at);
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return;
      at++;
    }
  };
  const stop = (what: string): never => {
    let line = 1;
    for (let i = text.indexOf("\n"); i >= 0 && i < at; i = text.indexOf("\n", i + 1)) line++;
    throw new BadModel(`is no JSON: ${what} in line ${line}`);
  };
  const unexpected = (): never =>
    stop(at >= text.length ? "it ends too early" : `unexpected ${JSON.stringify(text[at])}`);
  const string = (): string => {
    const start = at++;
    let escaped = false;
    for (; at < text.length; at++) {
      const c = text.charCodeAt(at);
      if (c === 34) break;
      if (c === 92) {
        escaped = true;
        at++;
      }
    }
    if (at >= text.length) return stop("a string has no end");
    at++;
    if (!escaped) return text.slice(start + 1, at - 1);
    try {
      return JSON.parse(text.slice(start, at)) as string;
    } catch {
      at = start;
      return stop("a string has a wrong escape");
    }
  };
  const number = /-?(?:\d+(\.\d+)?([eE][+-]?\d+)?|Infinity)|NaN/y;
  const value = (depth: number): Json => {
    if (depth > deepest) return stop(`it is nested more than ${deepest} deep`);
    skip();
    const c = text[at];
    if (c === "{") {
      const found = new Map<string, Json>();
      at++;
      skip();
      if (text[at] === "}") {
        at++;
        return found;
      }
      for (;;) {
        skip();
        if (text[at] !== '"') return unexpected();
        const key = string();
        skip();
        if (text[at] !== ":") return unexpected();
        at++;
        found.set(key, value(depth + 1));
        skip();
        if (text[at] === ",") at++;
        else if (text[at] === "}") {
          at++;
          return found;
        } else return unexpected();
      }
    }
    if (c === "[") {
      const found: Json[] = [];
      at++;
      skip();
      if (text[at] === "]") {
        at++;
        return found;
      }
      for (;;) {
        found.push(value(depth + 1));
        skip();
        if (text[at] === ",") at++;
        else if (text[at] === "]") {
          at++;
          return found;
        } else return unexpected();
      }
    }
    if (c === '"') return string();
    for (const [word, meaning] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (text.startsWith(word, at)) {
        at += word.length;
        return meaning;
      }
    }
    number.lastIndex = at;
    const match = number.exec(text);
    if (!match) return unexpected();
    at += match[0].length;
    if (match[0].length > 400) return stop("a number is too long");
    return match[1] === undefined && match[2] === undefined && /\d/.test(match[0])
      ? BigInt(match[0])
      : Number(match[0]);
  };
  const found = value(0);
  skip();
  return at < text.length ? unexpected() : found;
}

export const isObject = (json: Json | undefined): json is JsonObject => json instanceof Map;
export const isArray = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);
export const isText = (json: Json | undefined): json is string => typeof json === "string";

/** A member by either spelling: TensorFlow.js writes `className` where Keras has `class_name`. */
export function member(object: JsonObject, name: string): Json | undefined {
  const own = object.get(name);
  return own !== undefined ? own : object.get(camelCase(name));
}

const camelCase = (name: string): string => name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
const snakeCase = (name: string): string =>
  name.replace(/(?<=[a-z0-9])([A-Z])/g, (c) => `_${c.toLowerCase()}`);

/** A configuration with Keras's own spelling of its keys. */
export const snakeKeys = (object: JsonObject): JsonObject =>
  new Map([...object].map(([key, value]) => [snakeCase(key), value]));

/** A member that must be an object; `what` names the owner. */
export function objectIn(object: JsonObject, name: string, what: string): JsonObject {
  const found = member(object, name);
  if (isObject(found)) return found;
  throw new BadModel(
    `${what} ${found === undefined ? `has no \`${name}\`` : `has a \`${name}\` that is no object`}`,
  );
}

/** A text with what would break a line taken out, short enough for a message. */
export function shown(text: string): string {
  const clean = JSON.stringify(text).slice(1, -1);
  return clean.length > 60 ? `${clean.slice(0, 57)}…` : clean;
}
