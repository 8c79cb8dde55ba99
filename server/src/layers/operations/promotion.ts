// The dtype that values of several dtypes combine to, by the lattice Keras shares with JAX. It never casts anything.

/** A dtype, or `int` and `float` for Python numbers, which give way to the dtype of a tensor. */
export type Promotable = string;

// Each entry names the next wider ones.
const wider: Readonly<Record<Promotable, readonly Promotable[]>> = {
  bool: ["int"],
  uint8: ["int16", "uint16"],
  uint16: ["int32", "uint32"],
  uint32: ["int64", "uint64"],
  uint64: ["float"],
  int: ["uint8", "int8", "complex64"],
  int8: ["int16"],
  int16: ["int32"],
  int32: ["int64"],
  int64: ["float"],
  float: ["bfloat16", "float16"],
  bfloat16: ["float32"],
  float16: ["float32"],
  float32: ["float64", "complex64"],
  float64: ["complex128"],
  complex64: ["complex128"],
  complex128: [],
};

const bounds = new Map<Promotable, ReadonlySet<Promotable>>();

/** A dtype and everything wider. */
function upperBounds(dtype: Promotable): ReadonlySet<Promotable> | undefined {
  const known = bounds.get(dtype);
  if (known) return known;
  const next = Object.hasOwn(wider, dtype) ? wider[dtype] : undefined;
  if (!next) return undefined;
  const all = new Set<Promotable>([dtype]);
  for (const other of next) for (const bound of upperBounds(other)!) all.add(bound);
  bounds.set(dtype, all);
  return all;
}

/** Sixty-four bits become thirty-two, as in JAX and by Keras's own rule for results. */
const narrow: Readonly<Record<string, string>> = {
  int64: "int32",
  uint64: "uint32",
  float64: "float32",
  complex128: "complex64",
};

const strong = (dtype: Promotable): string =>
  dtype === "int" ? "int32" : dtype === "float" ? "float32" : dtype;

/** The dtype of a result that combines these, or nothing where there is no common one (strings, float8). */
export function promote(...dtypes: readonly Promotable[]): string | undefined {
  const different = [...new Set(dtypes)];
  let result: Promotable | undefined;
  if (different.length === 1) result = different[0]!;
  else {
    const sets = different.map(upperBounds);
    if (sets.some((set) => set === undefined)) return undefined;
    const common = [...sets[0]!].filter((dtype) => sets.every((set) => set!.has(dtype)));
    result = common.find((dtype) => common.every((other) => upperBounds(dtype)!.has(other)));
  }
  if (result === undefined || /^float8/.test(result)) return undefined;
  const whole = strong(result);
  return narrow[whole] ?? whole;
}

/** Whole numbers, signed or not; booleans are none. */
export const isInteger = (dtype: string): boolean => dtype.includes("int");
