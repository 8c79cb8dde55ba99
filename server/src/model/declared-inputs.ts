// The inputs a body declares, found from its text alone. It runs nothing.
import { indicesOf } from "../syntax/over-list.ts";
import type { Body, Statement } from "../syntax/tree.ts";
import type { Part } from "./source-file.ts";

interface InputsOf {
  readonly names: readonly string[];
  /** Whether the number is the same whatever conditions are. */
  readonly certain: boolean;
}

const counted = new WeakMap<Body, InputsOf>();

/** The inputs of a list of statements, and what may have some inside. */
const inputsIn = indicesOf((list, index) => {
  const { head, body, otherwise } = list[index]!;
  return head.kind === "input" || body !== undefined || otherwise !== undefined;
});

/** The inputs a body declares, found from the text alone. */
export function hasInputs(body: Body | undefined): InputsOf {
  if (!body) return { names: [], certain: true };
  const known = counted.get(body);
  if (known) return known;
  const names: string[] = [];
  let certain = true;
  const walk = (statements: readonly Statement[], nested: boolean): void => {
    for (const index of inputsIn(statements)) {
      const statement = statements[index]!;
      if (statement.head.kind === "input") {
        if (!names.includes(statement.head.name.name)) names.push(statement.head.name.name);
        if (nested) certain = false;
      }
      if (statement.body) walk(statement.body.statements, true);
      if (statement.otherwise) walk([statement.otherwise], true);
    }
  };
  walk(body.statements, false);
  // A body without an input takes the one value of its caller.
  const found = { names, certain: certain && names.length > 0 };
  counted.set(body, found);
  return found;
}

export const inputNames = (part: Part): readonly string[] => hasInputs(part.statement.body).names;
