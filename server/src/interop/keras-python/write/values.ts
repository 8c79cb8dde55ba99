// Values that are worked out, written as Python: numbers, lists, options, objects. It never looks at an expression.

import { findOperation } from "../../../layers/catalogue.ts";
import type { ObjectFamily } from "../../../layers/define-object.ts";
import { floatText, type LayerValue, type Value } from "../../../layers/value.ts";
import {
  atom,
  call,
  dictionary,
  keyword,
  list,
  none,
  type Python,
  strength,
  string,
  tuple,
} from "./python.ts";
import { module, type Session } from "./session.ts";

export const modules: Readonly<Record<ObjectFamily, string>> = {
  activation: "activations",
  initializer: "initializers",
  regularizer: "regularizers",
  constraint: "constraints",
  optimizer: "optimizers",
  schedule: "optimizers.schedules",
  callback: "callbacks",
  loss: "losses",
  metric: "metrics",
};

/** A value as Python; `layer` writes a layer among arguments. `undefined` where Python has no such value. */
export function valuePython(
  session: Session,
  value: Value,
  layer?: (v: LayerValue) => Python | undefined,
): Python | undefined {
  switch (typeof value) {
    case "bigint":
      return value < 0n ? { pieces: [value.toString()], strength: strength.unary } : atom(value.toString());
    case "number":
      if (!Number.isFinite(value))
        return call("float", [string(Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf")]);
      return value < 0 ? { pieces: [floatText(value)], strength: strength.unary } : atom(floatText(value));
    case "string":
      return string(value);
    case "boolean":
      return atom(value ? "True" : "False");
    default:
      break;
  }
  if (value === null) return none;
  const all = (values: readonly Value[]): readonly Python[] | undefined => {
    const written = values.map((v) => valuePython(session, v, layer));
    return written.includes(undefined) ? undefined : (written as Python[]);
  };
  switch (value.kind) {
    case "word":
      return string(value.name);
    case "list":
    case "tuple": {
      const items = all(value.items);
      return items && (value.kind === "list" ? list(items) : tuple(items));
    }
    case "dict": {
      const keys = all(value.entries.map(([k]) => k));
      const values = all(value.entries.map(([, v]) => v));
      return keys && values && dictionary(keys.map((k, i) => [k, values[i]!] as const));
    }
    case "object": {
      const args = [...value.args].map(([name, v]) => ({ name, python: valuePython(session, v, layer) }));
      if (args.some((a) => a.python === undefined)) return undefined;
      return call(
        objectPath(session, value.definition.family, value.definition.name),
        args.map((a) => keyword(a.name, a.python!)),
      );
    }
    case "function": {
      const path = value.name.split(".");
      return functionPython(session, path);
    }
    case "layer":
      return layer?.(value);
    case "ellipsis":
      return atom("...");
    default:
      return undefined;
  }
}

/** `keras.optimizers.Adam`. */
export const objectPath = (session: Session, family: ObjectFamily, name: string): string =>
  `${module(session, "keras")}.${modules[family]}.${name}`;

/** `keras.activations.relu`, `ops.relu`: a function by the path it was written with. */
export function functionPython(session: Session, path: readonly string[]): Python {
  const under = path.at(-2);
  const last = path.at(-1)!;
  if (under !== undefined && Object.values(modules).includes(under))
    return atom(`${module(session, "keras")}.${under}.${last}`);
  for (let from = 0; from < path.length; from++) {
    const name = path.slice(from).join(".");
    if (findOperation(name)) return atom(`${module(session, "ops")}.${name}`);
  }
  return string(last);
}
