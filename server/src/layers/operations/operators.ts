// Which operation stands for which operator of the language on tensors, as Keras has them. It never evaluates one.

/**
 * The function below `keras.ops` of an operator between a tensor and a tensor or number. `==` is absent: Keras leaves
 * it to Python, which compares the tensor objects; `ops.equal` compares the elements.
 */
export const operatorFunctions: Readonly<Record<string, string>> = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "true_divide",
  "//": "floor_divide",
  "%": "mod",
  "**": "power",
  "@": "matmul",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
  "!=": "not_equal",
  "&": "logical_and",
  "|": "logical_or",
  "^": "logical_xor",
};

/** What Python makes of a comparison whose left side is a number: `2 < x` is `x > 2`. */
export const reflected: Readonly<Record<string, string>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  "!=": "!=",
};

/** The function of an operator in front of a tensor. */
export const unaryFunctions: Readonly<Record<string, string>> = { "-": "negative", "~": "logical_not" };

/** The operation of a built-in function on a tensor. */
export const builtinFunctions: Readonly<Record<string, string>> = {
  abs: "absolute",
  round: "round",
  pow: "power",
};

/** The operation of a tensor's method: `x.reshape(…)`. Keras 3 has these two only. */
export const methodFunctions: Readonly<Record<string, string>> = { reshape: "reshape", squeeze: "squeeze" };
