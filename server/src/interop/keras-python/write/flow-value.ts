// What flows through a pipeline while it is written. It writes no layer.
import { assign, atom, flat, type Python } from "./python.ts";
import type { Kind, Writing } from "./session.ts";

/** What flows: an expression, and its items where it is a list written here. */
export interface Flow {
  readonly python: Python;
  readonly kind: Kind;
  readonly items?: readonly Python[];
}

export const one = (python: Python, kind: Kind = "tensor"): Flow => ({ python, kind });

export const plainName = /^[A-Za-z_]\w*$/;

/** A flow in a variable, so that it can be used again. */
export function settled(w: Writing, flow: Flow, temp: string): Flow {
  if (flow.items || plainName.test(flat(flow.python))) return flow;
  w.body.push(assign(temp, flow.python));
  return { ...flow, python: atom(temp) };
}
