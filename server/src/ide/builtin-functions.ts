// The functions an expression may call, with what they take and give, for hovers, signatures and completion. It never calls
// one.
import { builtinNames } from "../model/names.ts";
import type { Method } from "./training-methods.ts";

const counted = "A model, a block or a layer: its name, a call or a label.";
const values = "A list, or the values one by one.";
const x = "A number.";

const known: Readonly<Record<string, Method>> = {
  params: { summary: "How many parameters something has.", parameters: { of: counted } },
  trainable_params: {
    summary: "How many of the parameters train; in a training section, in the phase that was reached.",
    parameters: { of: counted },
  },
  macs: { summary: "The multiply-adds for one sample.", parameters: { of: counted } },
  flops: {
    summary: "The floating point operations for one sample; one multiply-add is two.",
    parameters: { of: counted },
  },
  range: {
    summary: "Whole numbers from a start up to a stop that is not among them.",
    parameters: {
      start: "The first number, 0 where only one argument is given: that is the stop then.",
      stop: "The number before which it ends.",
      step: "How far it goes each time.",
    },
  },
  enumerate: {
    summary: "The values of a list, each with its place.",
    parameters: { values: "A list.", start: "The first place, 0 by default." },
  },
  zip: { summary: "The values of several lists side by side.", parameters: { lists: "Lists." } },
  reversed: { summary: "The values of a list, the last first.", parameters: { values: "A list." } },
  sorted: { summary: "The values of a list, the smallest first.", parameters: { values: "A list." } },
  len: { summary: "How many values a list or a string has.", parameters: { values: "A list or a string." } },
  min: { summary: "The smallest of several values.", parameters: { values } },
  max: { summary: "The largest of several values.", parameters: { values } },
  sum: {
    summary: "The values added up; tensors too.",
    parameters: { values: "A list.", start: "What is added to." },
  },
  prod: { summary: "The values multiplied.", parameters: { values: "A list, such as `x.shape`." } },
  any: { summary: "Whether one of the values is true.", parameters: { values: "A list." } },
  all: { summary: "Whether all of the values are true.", parameters: { values: "A list." } },
  abs: { summary: "A number without its sign.", parameters: { x } },
  round: {
    summary: "The nearest whole number; a half goes to the even one, as in Python.",
    parameters: { x, digits: "How many digits are kept behind the point." },
  },
  int: { summary: "A number without what stands behind its point.", parameters: { x } },
  float: { summary: "A number with a point.", parameters: { x } },
  str: { summary: "A value as text.", parameters: { value: "Any value." } },
  bool: { summary: "Whether a value counts as true.", parameters: { value: "Any value." } },
  list: { summary: "A list of the values.", parameters: { values: "A list, a tuple or a range." } },
  tuple: { summary: "A tuple of the values.", parameters: { values: "A list, a tuple or a range." } },
  dict: { summary: "A dictionary of what is given by name.", parameters: {} },
  sqrt: { summary: "The square root.", parameters: { x } },
  ceil: { summary: "The next whole number above.", parameters: { x } },
  floor: { summary: "The next whole number below.", parameters: { x } },
  log2: { summary: "The logarithm to the base 2.", parameters: { x } },
  log: { summary: "The natural logarithm.", parameters: { x } },
  exp: { summary: "The exponential function.", parameters: { x } },
  pow: { summary: "One number to the power of another.", parameters: { x, y: "The exponent." } },
  isinstance: {
    summary: "Whether a layer is of a class.",
    parameters: { layer: "A layer.", classes: "A class, or several in parentheses." },
  },
  Input: {
    summary: "An input of the model, as in pasted Keras code; `input x: […]` says the same.",
    parameters: {
      shape: "The shape without the batch axis, `None` where a size is left open.",
      batch_size: "The size of the batch axis, where it is fixed.",
      dtype: "Its dtype, float32 by default.",
      name: "Its name.",
    },
  },
};

/** What is known of a function that expressions may call. */
export const builtinFunction = (name: string): Method | undefined =>
  builtinNames.includes(name) ? known[name] : undefined;

/** Functions that count something of a model. */
export const countingFunctions: ReadonlySet<string> = new Set([
  "params",
  "trainable_params",
  "macs",
  "flops",
]);

export const builtinFunctions = (): readonly (readonly [string, Method])[] =>
  builtinNames.flatMap((name) => (known[name] ? [[name, known[name]] as const] : []));
