"""Record what Keras infers for `keras.ops` functions, tensor operators and subscripts.

Every case is applied to symbolic tensors (`keras.Input`, so the batch axis is unknown). One JSON
line a case:

  op         the function below `keras.ops` ("mean", "nn.relu", "image.resize"), a method or
             attribute of the tensor ("x.reshape"), a binary operator ("+", "//", "@", "<"), "neg",
             "abs()", "len()", "bool()" or "[]" (subscript; the second argument is the list of the items)
  args       positional arguments; {"$": i} is the i-th input, {"slice": [a, b, c]} a slice,
             {"ellipsis": true} an Ellipsis, {"np": {"shape": [..], "dtype": ".."}} a constant array,
             null None (in a subscript: newaxis); tuples are written as lists
  kwargs     keyword arguments, likewise
  inputs     shapes without the batch axis (null = unknown length)
  dtype      dtype of the inputs: one name, or a list with one for each input
  class      class of the operation Keras puts into the graph (null: no operation)
  full       shape of the output with the batch axis; with "multi": true a list of shapes
  out_dtype  dtype of the output, or a list of them
  value      instead of full and out_dtype: the result where it is not a tensor
  error      instead of all of these: the error, where Keras refuses (first line, at most 200 characters)

Usage: PYTHONHASHSEED=0 KERAS_BACKEND=jax python keras_ops.py OUT_DIR      (needs keras and jax)
"""
import json
import operator
import os
import re
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
import numpy as np
import keras
from keras import ops

OUT = sys.argv[1]
E = Ellipsis
N = None
S = slice


class X:
    """The i-th input, in the arguments of a case."""

    def __init__(self, i):
        self.i = i


class C:
    """A constant array of ones, in the arguments of a case."""

    def __init__(self, *shape, dtype="float32"):
        self.shape, self.dtype = shape, dtype


x, y, z, w, u = (X(i) for i in range(5))
BINARY = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "@": operator.matmul, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne, "&": operator.and_,
    "|": operator.or_, "^": operator.xor, "<<": operator.lshift, ">>": operator.rshift,
}
UNARY = {"neg": operator.neg, "abs()": abs, "len()": len, "bool()": bool, "~": operator.invert, "round()": round,
         "iter()": lambda t: list(iter(t)), "float()": float}


def encode(v):
    """The JSON form of an argument."""
    if isinstance(v, X):
        return {"$": v.i}
    if isinstance(v, C):
        return {"np": {"shape": list(v.shape), "dtype": v.dtype}}
    if isinstance(v, slice):
        return {"slice": [encode(v.start), encode(v.stop), encode(v.step)]}
    if v is Ellipsis:
        return {"ellipsis": True}
    if isinstance(v, (list, tuple)):
        return [encode(a) for a in v]
    if isinstance(v, dict):
        return {k: encode(a) for k, a in v.items()}
    return v


def bind(v, tensors):
    """The Python value of an argument."""
    if isinstance(v, X):
        return tensors[v.i]
    if isinstance(v, C):
        return np.ones(v.shape, v.dtype)
    if isinstance(v, slice):
        return slice(*(bind(a, tensors) for a in (v.start, v.stop, v.step)))
    if isinstance(v, (list, tuple)):
        return type(v)(bind(a, tensors) for a in v)
    if isinstance(v, dict):
        return {k: bind(a, tensors) for k, a in v.items()}
    return v


def call(op, args, kwargs):
    if op == "[]":
        t, items = args
        return t[items[0]] if len(items) == 1 else t[tuple(items)]
    if op in UNARY and len(args) == 1:
        return UNARY[op](*args)
    if op in BINARY:
        return BINARY[op](*args)
    if op.startswith("x."):
        f = getattr(args[0], op[2:])
        return f(*args[1:], **kwargs) if callable(f) else f
    f = ops
    for part in op.split("."):
        f = getattr(f, part)
    return f(*args, **kwargs)


def flat(v):
    if isinstance(v, dict):
        return [a for b in v.values() for a in flat(b)]
    if isinstance(v, (list, tuple)):
        return [a for b in v for a in flat(b)]
    return [v]


def shape_of(t):
    return None if t.shape is None else [None if d is None else int(d) for d in t.shape]


def run(op, args, inputs, dtype, kwargs):
    """Apply one case and return its record."""
    rec = dict(op=op, args=encode(args), kwargs=encode(kwargs), inputs=[list(s) for s in inputs], dtype=dtype)
    try:
        dts = dtype if isinstance(dtype, list) else [dtype] * len(inputs)
        tensors = [keras.Input(s, dtype=d) for s, d in zip(inputs, dts)]
        res = call(op, bind(args, tensors), bind(kwargs, tensors))
        out = flat(res)
        if not out or not all(hasattr(t, "shape") and hasattr(t, "dtype") for t in out):
            json.dumps(rec.setdefault("value", res))
            return rec
        h = getattr(out[0], "_keras_history", None)
        rec["class"] = h.operation.__class__.__name__ if h is not None else None
        if isinstance(res, (list, tuple, dict)):
            rec.update(multi=True, full=[shape_of(t) for t in out], out_dtype=[str(t.dtype) for t in out])
        else:
            rec.update(full=shape_of(res), out_dtype=str(res.dtype))
    except Exception as e:
        rec.pop("value", None)
        lines = [a.strip() for a in str(e).splitlines() if a.strip()] or [""]
        text = lines[1] if lines[0].startswith("Exception encountered when calling") and len(lines) > 1 else lines[0]
        text = re.sub(r"\x1b\[[0-9;]*m", "", text)
        rec["error"] = (type(e).__name__ + ": " + text)[:200]
    return rec


GROUPS = {}
GROUP = None


def group(name):
    global GROUP
    GROUP = GROUPS.setdefault(name, [])


def add(op, args, inputs, dtype="float32", **kwargs):
    """Declare a case: op, positional arguments, input shapes, dtype(s); keywords are the function's own."""
    GROUP.append((op, tuple(args) if isinstance(args, (list, tuple)) else (args,), inputs, dtype, kwargs))


I2, F2, B2 = "int32", "float32", "bool"
# ---------------------------------------------------------------------------------------------- operators
group("operators")
PAIRS = [[(4, 3), (4, 3)], [(4, 3), (3,)], [(4, 3), (1, 3)], [(4, 3), (4, 1)], [(4, 3), (5, 3)], [(N, 3), (7, 3)],
         [(N, 3), (N, 3)], [(N, 3), (1, 3)], [(8,), ()], [(8,), (7,)], [(4, 4, 3), (4, 1)], [(1, 8), (5, 8)], [(), ()]]
for o in ("+", "-", "*", "/"):
    for p in PAIRS:
        add(o, (x, y), p)
for o in ("//", "%", "**", "<", "<=", ">", ">=", "==", "!="):
    for p in (PAIRS[0], PAIRS[1], PAIRS[4], PAIRS[5]):
        add(o, (x, y), p)
for o in ("+", "-", "*", "/", "//", "%", "**", "<", ">=", "=="):
    add(o, (x, 2), [(4, 3)])
    add(o, (x, 2.5), [(4, 3)])
    add(o, (2, x), [(4, 3)])
    add(o, (x, 2), [(4, 3)], I2)
    add(o, (x, 2.5), [(4, 3)], I2)
    add(o, (x, y), [(4, 3), (4, 3)], [I2, F2])
    add(o, (x, y), [(4, 3), (4, 3)], I2)
    add(o, (x, y), [(4, 3), (4, 3)], ["float16", "float32"])
    add(o, (x, y), [(4, 3), (4, 3)], ["uint8", "int32"])
    add(o, (x, y), [(4, 3), (4, 3)], B2)
add("+", (x, C(3)), [(4, 3)])
add("+", (x, C(4, 3)), [(4, 3)])
add("+", (x, C(5)), [(4, 3)])
add("+", (C(4, 3), x), [(4, 3)])
add("*", (x, C(2, 4, 3)), [(4, 3)])
add("+", (x, [1.0, 2.0, 3.0]), [(4, 3)])
add("+", (x, "a"), [(4, 3)])
add("+", (x, N), [(4, 3)])
for p in ([(4, 3), (3, 5)], [(4, 3), (4, 5)], [(3,), (3,)], [(2, 4, 3), (2, 3, 5)], [(2, 4, 3), (1, 3, 5)], [(2, 4, 3), (3, 5)],
          [(N, 3), (3, 5)], [(4, N), (N, 5)], [(4, 3), (3,)], [(3, 4, 3), (2, 3, 5)], [(4, N), (3, 5)]):
    add("@", (x, y), p)
    add("matmul", (x, y), p)
for sh in ((3, 5), (4, 5), (3,), (2, 3, 5)):
    add("@", (x, C(*sh)), [(4, 3)])
add("@", (x, C(3, 5)), [(3,)])
add("@", (C(4, 3), x), [(3, 5)])
add("@", (x, y), [(4, 3), (3, 5)], I2)
add("@", (x, y), [(4, 3), (3, 5)], ["int32", "float16"])
add("@", (x, y), [(4, 3), (3, 5)], "int8")
add("@", (x, 2), [(4, 3)])
for o in ("&", "|", "^"):
    add(o, (x, y), [(3,), (3,)], B2)
    add(o, (x, y), [(3,), (3,)], F2)
    add(o, (x, y), [(3,), (3,)], I2)
add("<<", (x, 1), [(3,)], I2)
for o in UNARY:
    add(o, (x,), [(4, 3)])
    add(o, (x,), [(4, 3)], I2)
    add(o, (x,), [(4, 3)], B2)
for a in ("shape", "dtype", "ndim", "T", "sparse", "ragged"):
    if a in ("shape", "ndim", "T"):
        add("x." + a, (x,), [(4, 3)])
add("x.reshape", (x, (2, 6)), [(4, 3)])
add("x.squeeze", (x,), [(4, 1)])
add("x.squeeze", (x, 2), [(4, 1)])
add("x.mean", (x,), [(4, 3)])
add("x.sum", (x,), [(4, 3)])
add("x.astype", (x, "int32"), [(4, 3)])
add("x.transpose", (x,), [(4, 3)])
add("shape", (x,), [(N, 3)])
add("ndim", (x,), [(N, 3)])
add("size", (x,), [(4, 3)])
add("is_tensor", (x,), [(4, 3)])
# ---------------------------------------------------------------------------------------------- subscripts
group("subscripts")
KEYS = [[0], [-1], [S(N)], [S(N), 0], [S(N), -1], [S(N), 3], [S(N), 4], [S(N), -5], [S(N), S(1, 3)], [S(N), S(N, -1)],
        [S(N), S(-2, N)], [S(N), S(N, N, 2)], [S(N), S(N, N, -1)], [S(N), S(3, 0, -1)], [S(N), S(3, 1)], [S(N), S(10, 20)],
        [S(N), S(0, 100)], [E], [E, 0], [E, -1], [E, S(0, 2)], [E, N], [S(N), N], [S(N), N, S(N)], [N], [N, E], [E, 0, N],
        [S(N), 0, 0], [S(N), S(N), 1], [S(N), S(N), S(N), 0], [S(N), S(N), S(N), S(N)], [S(N), 1, E], [E, 1, S(N)], [E, E], [0, E],
        [S(0, 2)], [S(N, 2)], [S(1, N)], [S(N, N, 2)], [S(N, N, -1)], [S(-3, N)], [S(N, -1)], [0, S(1, 3)], [0, 0, 0],
        [S(N), S(N), S(1, N, 2)], [S(N), S(0, 3, 2), S(1, 2)], [1.5], ["a"], [True], [S(N), [0, 1]], [[0, 2]], [S(N), S(N, 0)], [S(N), S(N, -4)]]
for k in KEYS:
    add("[]", (x, k), [(4, 3)])
for k in ([S(N), 0], [S(N), -1], [S(N), 7], [S(N), S(0, 2)], [S(N), S(1, N)], [S(N), S(N, -1)], [S(N), S(-3, N)], [S(N), S(N, N, 2)],
          [S(N), S(N, N, -1)], [E, 0], [S(N), S(N), S(0, 2)], [S(N), S(2, 10, 3)], [S(N), S(5, 2)]):
    add("[]", (x, k), [(N, 3)])
for k in ([E, S(0, 4)], [E, 0, S(N)], [S(N), S(1, -1), S(1, -1), S(N)], [S(N), S(N, N, 2), S(N, N, 2)], [E, N, 0], [S(N), 0, 0, 0], [S(N), N, 0, E, N],
          [S(N), S(N, N, 3), S(N, N, -2), S(-4, -1)], [S(N), S(0, 1), E], [0, 1, 2, 3], [0, 1, 2, 3, 4]):
    add("[]", (x, k), [(8, 9, 5)])
for k in ([S(N), 0], [S(N), N], [E], [0], [S(N), S(0, 1)]):
    add("[]", (x, k), [()])
    add("[]", (x, k), [(6,)], I2)
add("[]", (x, [y]), [(4, 3), (4, 3)], [F2, B2])
add("[]", (x, [S(N), y]), [(4, 3), ()], [F2, I2])
add("[]", (x, [S(N), C(2, dtype="int32")]), [(4, 3)])
add("get_item", (x, (S(N), 0)), [(4, 3)])
add("get_item", (x, 0), [(4, 3)])
# ---------------------------------------------------------------------------------------------- binary functions
group("binary")
for o in ("add", "subtract", "multiply", "divide", "maximum", "minimum"):
    for p in PAIRS:
        add(o, (x, y), p)
MORE_BINARY = ("true_divide", "floor_divide", "power", "mod", "divide_no_nan", "arctan2", "equal", "not_equal", "less", "less_equal", "greater",
               "greater_equal", "logical_and", "logical_or", "logical_xor", "isclose", "logaddexp", "hypot", "fmax", "fmin", "fmod")
for o in MORE_BINARY:
    for p in (PAIRS[0], PAIRS[1], PAIRS[4], PAIRS[5]):
        add(o, (x, y), p)
for o in ("add", "subtract", "multiply", "divide", "maximum", "minimum") + MORE_BINARY:
    add(o, (x, 1), [(4, 3)])
    add(o, (x, y), [(4, 3), (4, 3)], I2)
    add(o, (x, y), [(4, 3), (4, 3)], [I2, F2])
    add(o, (x, y), [(4, 3), (4, 3)], B2)
for o in ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift", "gcd", "lcm", "bitwise_left_shift"):
    add(o, (x, y), [(4, 3), (4, 3)], I2)
    add(o, (x, y), [(4, 3), (4, 3)], F2)
    add(o, (x, y), [(4, 3), (5, 3)], I2)
for p in ([(3,), (3,)], [(4, 3), (3, 5)], [(4, 3), (4, 3)], [(4, 3), (5, 3)], [(4, 3), (3,)], [(2, 4, 3), (3, 5)], [(), ()], [(N, 3), (3, 5)]):
    for o in ("dot", "vdot", "inner", "outer", "kron"):
        add(o, (x, y), p)
for o in ("dot", "vdot", "inner", "outer"):
    add(o, (x, C(3, 5)), [(4, 3)])
    add(o, (x, C(3)), [(4, 3)])
    add(o, (x, 2), [(4, 3)])
for a in (0, 1, 2, 3, (1, 1), (1, 2), ([1], [1]), ([1, 2], [1, 2]), ([2], [1]), (0, 0), ([0, 1, 2], [0, 1, 2]), ([-1], [-1]), (2, 1), ([1], [1, 2])):
    add("tensordot", (x, y), [(4, 3), (4, 3)], axes=a)
    add("tensordot", (x, y), [(4, 3), (3, 5)], axes=a)
add("tensordot", (x, C(3, 5)), [(4, 3)], axes=1)
add("tensordot", (x, C(3, 5)), [(4, 3)])
add("tensordot", (x, C(4, 3)), [(4, 3)])
EINSUM = [("abc,acd->abd", [(4, 3), (3, 5)]), ("abc,cd->abd", [(4, 3), (5,)]), ("bij,bjk->bik", [(4, 3), (3, 5)]), ("bij,bjk->bik", [(4, 3), (4, 5)]),
          ("bij,bkj->bik", [(4, 3), (5, 3)]), ("bij->bji", [(4, 3)]), ("bij->bi", [(4, 3)]), ("bij->b", [(4, 3)]), ("bij->ij", [(4, 3)]), ("bii->bi", [(4, 4)]),
          ("...ij,...jk->...ik", [(4, 3), (3, 5)]), ("...ij,...jk->...ik", [(2, 4, 3), (2, 3, 5)]), ("...i,...i->...", [(4, 3), (4, 3)]), ("bi,bj->bij", [(4,), (3,)]),
          ("bij,bij->b", [(4, 3), (4, 3)]), ("bij,bjk", [(4, 3), (3, 5)]), ("ij", [(4, 3)]), ("bijk", [(4, 3)]), ("bqhd,bkhd->bhqk", [(5, 2, 8), (7, 2, 8)]), ("bhqk,bkhd->bqhd", [(2, 5, 7), (7, 2, 8)]),
          ("btd,bsd->bts", [(N, 8), (N, 8)]), ("btd,bds->bts", [(N, 8), (8, 6)]), ("bij,bjk,bkl->bil", [(4, 3), (3, 5), (5, 2)]), ("b i j, b j k -> b i k", [(4, 3), (3, 5)]), ("bij,bjk->bix", [(4, 3), (3, 5)]),
          ("bij,bjk->bikk", [(4, 3), (3, 5)]), ("bij,bjk->bik", [(4, 3)]), ("bij->", [(4, 3)]), ("bchw,bdhw->bcd", [(3, 8, 8), (5, 8, 8)]), ("bi,bi->bi", [(4,), (1,)]), ("...->...", [(4, 3)]), ("i...->...i", [(4, 3)]), ("", [(4,)]), ("bij;bjk->bik", [(4, 3), (3, 5)])]
for e, p in EINSUM:
    add("einsum", (e, x, y, z)[:1 + len(p)], p)
add("einsum", ("bij,jk->bik", x, C(3, 5)), [(4, 3)])
add("einsum", ("bij,jk->bik", x, C(4, 5)), [(4, 3)])
add("einsum", ("bij,bjk->bik", x, y), [(4, 3), (3, 5)], I2)
add("einsum", ("bij,bjk->bik", x, y), [(4, 3), (3, 5)], [F2, I2])
add("cross", (x, y), [(3,), (3,)])
add("cross", (x, y), [(4, 3), (4, 3)])
add("cross", (x, y), [(4, 2), (4, 2)])
add("cross", (x, y), [(4,), (4,)])
# ---------------------------------------------------------------------------------------------- reductions
group("reductions")
RED = ("mean", "sum", "prod", "max", "min", "any", "all", "std", "var", "median", "logsumexp", "amax", "amin", "count_nonzero", "nansum", "nanmean", "nanmax", "ptp")
for o in RED:
    add(o, (x,), [(4, 3)])
    for a in (0, 1, -1, -2, (1, 2), (-1, -2), (0, 1), 3, -4, (1, 1)):
        add(o, (x,), [(4, 3)], axis=a)
    if o != "count_nonzero":
        add(o, (x,), [(4, 3)], keepdims=True)
        for a in (0, 1, -1, (1, 2), 5):
            add(o, (x,), [(4, 3)], axis=a, keepdims=True)
    add(o, (x,), [(N, 3)], axis=1)
    add(o, (x,), [(N, 3)], axis=-1)
    add(o, (x,), [(4, 3)], I2, axis=-1)
    add(o, (x,), [(4, 3)], B2, axis=-1)
for o in ("mean", "sum"):
    add(o, (x, 1), [(8, 9, 5)])
    add(o, (x, [1, 2]), [(8, 9, 5)])
    add(o, (x,), [(8, 9, 5)], axis=(1, 3))
    add(o, (x,), [(8, 9, 5)], axis=(1, 2), keepdims=True)
    add(o, (x,), [(8, 9, 5)], axis=())
    add(o, (x,), [()])
    add(o, (x,), [()], axis=1)
    add(o, (x,), [()], axis=0)
    add(o, (x,), [(6,)], axis=1)
    add(o, (x,), [(6,)], axis=-1)
    for d in ("float16", "bfloat16", "uint8", "int8", "int64", "float64", "uint32", "int16"):
        add(o, (x,), [(6,)], d, axis=-1)
for o in ("argmax", "argmin", "nanargmax"):
    add(o, (x,), [(4, 3)])
    for a in (0, 1, -1, 2, 3, -4):
        add(o, (x,), [(4, 3)], axis=a)
        add(o, (x,), [(4, 3)], axis=a, keepdims=True)
    add(o, (x,), [(N, 3)], axis=1)
    add(o, (x,), [(4, 3)], I2, axis=1)
    add(o, (x,), [(4, 3)], axis=(1, 2))
for o in ("cumsum", "cumprod", "nancumsum"):
    add(o, (x,), [(4, 3)])
    for a in (0, 1, -1, 3):
        add(o, (x,), [(4, 3)], axis=a)
    add(o, (x,), [(N, 3)], axis=1)
    add(o, (x,), [(4, 3)], I2, axis=1)
    add(o, (x,), [(4, 3)], B2, axis=1)
for o in ("norm", "linalg.norm"):
    add(o, (x,), [(4, 3)])
    for a in (0, 1, -1, (1, 2), (-2, -1), 3):
        add(o, (x,), [(4, 3)], axis=a)
        add(o, (x,), [(4, 3)], axis=a, keepdims=True)
    for q in ("fro", "nuc", 1, 2, "nope"):
        add(o, (x,), [(4, 3)], ord=q, axis=(1, 2))
        add(o, (x,), [(4, 3)], ord=q, axis=-1)
    add(o, (x,), [(4, 3)], I2)
for q in (0.5, [0.25, 0.75]):
    add("quantile", (x, q), [(4, 3)])
    for a in (1, -1, (1, 2)):
        add("quantile", (x, q), [(4, 3)], axis=a)
        add("quantile", (x, q), [(4, 3)], axis=a, keepdims=True)
add("average", (x,), [(4, 3)])
add("average", (x,), [(4, 3)], axis=1)
add("average", (x,), [(4, 3)], axis=1, weights=C(4))
add("average", (x,), [(4, 3)], axis=1, weights=C(5))
for a in ([0], [1], [0, 1], (1, 2), 1, 5):
    add("moments", (x, a), [(4, 3)])
    add("moments", (x, a), [(4, 3)], keepdims=True)
add("bincount", (x,), [(4,)], I2)
add("bincount", (x,), [(4,)], I2, minlength=10)
add("diff", (x,), [(4, 3)])
add("diff", (x,), [(4, 3)], n=2, axis=1)
add("diff", (x,), [(N, 3)], axis=1)
# ---------------------------------------------------------------------------------------------- shapes
group("shapes")
for s, ts in (((4, 6), [(-1, 24), (-1, 4, 2, 3), (-1,), (-1, 5), (2, 3), (-1, 4, -1), (N, 24), (N, 2, 12), (-1, 2, 3, 4), (24,), (0, 24), (3, -1, 24), (-1, 24, 1), (), 5, -1, (-2, 24), (1, -1, 24), (-1, 48)]),
              ((N, 6), [(-1, 6), (-1, N, 6), (-1, 3, 2), (-1, 5), (N, -1), (-1, 12), (-1,)]), ((24,), [(-1, 4, 6), (-1, 2, 2, 6), (-1, 23), (-1, 1, 24)]), ((), [(-1, 1), (-1, 2), (-1,)])):
    for t in ts:
        add("reshape", (x, t), [s])
add("reshape", (x, (y, 24)), [(4, 6), ()], [F2, I2])
add("reshape", (x,), [(4, 6)], newshape=(-1, 24))
add("reshape", (x, "a"), [(4, 6)])
add("reshape", (x, (-1, 4.0, 6)), [(4, 6)])
for a in (N, (0, 2, 1), (2, 1, 0), (0, 1), (0, 1, 1), (0, 1, 3), (0, -1, 1), [0, 2, 1], (1, 0, 2)):
    add("transpose", (x, a), [(4, 3)]) if a is not N else add("transpose", (x,), [(4, 3)])
add("transpose", (x,), [(N, 3)], axes=(0, 2, 1))
for a, b in ((0, 1), (1, 2), (-1, -2), (1, 3), (0, 0), (-1, 1)):
    add("swapaxes", (x, a, b), [(4, 3)])
    add("moveaxis", (x, a, b), [(4, 3)])
add("swapaxes", (x,), [(4, 3)], axis1=1, axis2=2)
add("moveaxis", (x,), [(4, 3)], source=1, destination=2)
add("moveaxis", (x, (1, 2), (2, 1)), [(4, 3, 5)])
add("moveaxis", (x, [1, 2, 3], [3, 1, 2]), [(4, 3, 5)])
add("moveaxis", (x, (1, 2), (1,)), [(4, 3, 5)])
for a in (0, 1, 2, 3, -1, -2, 4, -5, (1, 2), (0, -1), (1, 1)):
    add("expand_dims", (x, a), [(4, 3)])
add("expand_dims", (x,), [(N, 3)], axis=1)
add("expand_dims", (x,), [()], axis=1)
for s in ((4, 1), (1, 4, 1), (4, 3), (N, 1), (1,), (N,)):
    add("squeeze", (x,), [s])
    for a in (0, 1, -1, 2, 5, (1, 2)):
        add("squeeze", (x,), [s], axis=a)
for i, o in ((1, "concatenate"), (1, "stack"), (0, "hstack"), (0, "vstack"), (0, "dstack")):
    for p in ([(4, 3), (4, 3)], [(4, 3), (5, 3)], [(4, 3), (4, 5)], [(4, 3), (3,)], [(N, 3), (7, 3)], [(N, 3), (N, 3)], [(8,), (4,)], [(8,), (8,), (8,)], [(4, 3)], [(), ()], [(N, 3), (N, 5)]):
        a = [x, y, z][:len(p)]
        add(o, (a,), p)
        if i:
            for ax in (0, 1, 2, -1, -2, 4, -4):
                add(o, (a, ax), p)
    add(o, ([x, y],), [(4, 3), (4, 3)], [I2, F2])
    add(o, ([x, y],), [(4, 3), (4, 3)], ["int8", "uint8"])
    add(o, ((x, y),), [(4, 3), (4, 3)])
    add(o, (x,), [(4, 3)])
add("concatenate", ([],), [])
add("concatenate", ([x, C(1, 4, 3)],), [(4, 3)], axis=0)
add("concatenate", ([x, C(2, 4, 3)],), [(4, 3)], axis=1)
add("append", (x, y), [(4, 3), (4, 3)])
add("append", (x, y), [(4, 3), (5, 3)], axis=1)
for o in ("split", "array_split"):
    for k in (2, 3, 4, 5, 1, [1, 3], [2], (1, 2), [2, 10], [], [3, 1]):
        add(o, (x, k), [(4, 6)], axis=1)
        add(o, (x, k), [(4, 6)], axis=-1)
    add(o, (x, 2), [(4, 6)])
    add(o, (x, 2), [(N, 6)], axis=1)
    add(o, (x, [2]), [(N, 6)], axis=1)
    add(o, (x, 2), [(4, 6)], axis=3)
    add(o, (x, [2]), [(4, 6)])
    add(o, (x, 0), [(4, 6)], axis=1)
for a in (0, 1, 2, -1, 3, -4):
    add("unstack", (x,), [(4, 3)], axis=a)
add("unstack", (x, 4), [(4, 3)], axis=1)
add("unstack", (x, 3), [(4, 3)], axis=1)
add("unstack", (x,), [(N, 3)], axis=1)
add("unstack", (x, 5), [(N, 3)], axis=1)
for pw in (1, (1,), (1, 2), ((0, 0), (1, 2), (3, 4)), ((0, 0), (1, 1)), ((0, 0), (1, 1), (0, 0), (2, 2)), [[0, 0], [1, 1], [2, 2]], ((1, 2),), ((0, 0), (-1, 0), (0, 0)), 0, "a"):
    add("pad", (x, pw), [(4, 3)])
add("pad", (x, ((0, 0), (1, 1), (0, 0))), [(N, 3)])
for m in ("reflect", "symmetric", "edge", "nope", "wrap"):
    add("pad", (x, ((0, 0), (1, 1), (0, 0))), [(4, 3)], mode=m)
add("pad", (x, ((0, 0), (1, 1), (0, 0))), [(4, 3)], mode="constant", constant_values=1.0)
add("pad", (x, ((0, 0), (1, 1), (0, 0))), [(4, 3)], mode="reflect", constant_values=1.0)
for r in (2, (2,), (1, 2), (1, 2, 3), (2, 1, 2, 3), [1, 1, 2], (1, 1, 0), (2, 1, 1), -1):
    add("tile", (x, r), [(4, 3)])
add("tile", (x, (1, 2, 1)), [(N, 3)])
for r in (2, [2, 1, 3], 0):
    for a in (N, 0, 1, 2, -1, 3):
        add("repeat", (x, r), [(4, 3)], axis=a)
add("repeat", (x, [1, 2, 3, 4]), [(4, 3)], axis=1)
add("repeat", (x, 2), [(N, 3)], axis=1)
for s in ((4, 3), (8,), (), (N, 3), (2, 3, 4)):
    add("ravel", (x,), [s])
    for o in ("zeros_like", "ones_like", "empty_like"):
        add(o, (x,), [s])
    add("full_like", (x, 3), [s])
add("zeros_like", (x,), [(4, 3)], I2)
add("ones_like", (x,), [(4, 3)], B2)
# a keyword named dtype belongs to the function here, so these are declared without add()
GROUP.append(("ones_like", (x,), [(4, 3)], F2, {"dtype": "int32"}))
GROUP.append(("zeros_like", (x,), [(4, 3)], F2, {"dtype": "bool"}))
GROUP.append(("full_like", (x, 2.5), [(4, 3)], I2, {}))
GROUP.append(("full_like", (x, 2.5), [(4, 3)], I2, {"dtype": "float16"}))
for t in ((N, 4, 3), (2, 4, 3), (4, 3), (5, 2, 4, 3), (-1, 4, 3), (2, 4, 5)):
    add("broadcast_to", (x, t), [(4, 3)])
    add("broadcast_to", (x, t), [(4, 1)])
for ix in ("xy", "ij", "nope"):
    add("meshgrid", (x, y), [(), ()], indexing=ix)
    add("meshgrid", (x, y), [(4,), (3,)], indexing=ix)
add("meshgrid", (x,), [(4,)])
add("meshgrid", (x, y, z), [(), (), ()])
for o in ("diag", "diagonal", "trace", "tril", "triu"):
    for s in ((4,), (4, 4), (4, 3), (), (2, 4, 3), (N, N), (N, 3)):
        add(o, (x,), [s])
for kk in (0, 1, -1, 5):
    add("diag", (x,), [(4,)], k=kk)
    add("diag", (x,), [()], k=kk)
    add("tril", (x,), [(4, 3)], k=kk)
    add("diagonal", (x,), [(4, 3)], offset=kk, axis1=1, axis2=2)
    add("trace", (x,), [(4, 3)], offset=kk, axis1=1, axis2=2)
add("diagonal", (x,), [(4, 3)], axis1=-1, axis2=-2)
add("diagonal", (x,), [(4, 3)], axis1=1, axis2=1)
add("diagonal", (x,), [(4, 3)], axis1=1, axis2=4)
add("trace", (x,), [(4, 4)], I2, axis1=1, axis2=2)
for o in ("flip", "sort", "argsort"):
    add(o, (x,), [(4, 3)])
    for a in (0, 1, -1, N, 3, (1, 2)):
        add(o, (x,), [(4, 3)], axis=a)
    add(o, (x,), [(N, 3)], I2, axis=1)
for o in ("fliplr", "flipud", "rot90"):
    add(o, (x,), [(4, 3)])
add("rot90", (x,), [(4, 3)], k=1, axes=(1, 2))
add("rot90", (x,), [(4, 3)], k=2, axes=(1, 2))
add("rot90", (x,), [(4, 3)], k=1, axes=(1, 1))
for a in (N, 0, 1, (1, 2), 4):
    add("roll", (x, 2), [(4, 3)], axis=a)
add("roll", (x, (1, 2)), [(4, 3)], axis=(1, 2))
for kk in (1, 2, 3, 4, 0):
    add("top_k", (x, kk), [(4, 3)])
add("top_k", (x,), [(N,)], k=2)
add("top_k", (x, 2), [(4, 3)], sorted=False)
add("in_top_k", (x, y), [(), (10,)], [I2, F2], k=3)
add("slice", (x, (0, 0, 0), (1, 2, 2)), [(4, 3)])
add("slice", (x, (0, 0, 1), (-1, 2, 5)), [(4, 3)])
add("slice", (x, (0, 0), (1, 2)), [(4, 3)])
add("slice_update", (x, (0, 0, 0), y), [(4, 3), (2, 2)])
add("searchsorted", (C(5), x), [(4,)])
add("digitize", (x, [0.0, 1.0]), [(4, 3)])
add("rearrange", (x, "b t (h d) -> b h t d"), [(5, 8)], h=2)
add("rearrange", (x, "b t d -> b (t d)"), [(5, 8)])
add("rearrange", (x, "b t d -> b d t"), [(N, 8)])
add("nonzero", (x,), [(4, 3)])
add("unique", (x,), [(4,)])
# ---------------------------------------------------------------------------------------------- selection
group("selection")
for ind in ([(), I2], [(5,), I2], [(5, 2), I2], [(5,), F2]):
    for a in (N, 0, 1, -1, 2, 3):
        add("take", (x, y), [(4, 3), ind[0]], [F2, ind[1]], axis=a)
add("take", (x, 0), [(4, 3)], axis=1)
add("take", (x, [0, 2]), [(4, 3)], axis=1)
add("take", (x, [0, 9]), [(4, 3)], axis=1)
add("take", (x, [0, 2]), [(4, 3)], axis=-1)
add("take", (x, C(2, 3, dtype="int32")), [(4, 3)], axis=-1)
add("take", (x, [0, 2]), [(N, 3)], axis=1)
add("take", (x, 0), [(4, 3)])
add("take", (x, [0, 2]), [(4, 3)], axis=5)
for p in ([(4, 3), (4, 3)], [(4, 3), (2, 3)], [(4, 3), (4, 1)], [(4, 3), (3,)], [(4, 3), (5, 5)], [(N, 3), (1, 3)]):
    for a in (N, 1, -1, 5):
        add("take_along_axis", (x, y), p, [F2, I2], axis=a)
for p in ([(4, 3), (4, 3), (4, 3)], [(4, 1), (4, 3), (3,)], [(4, 3), (4, 3), (5, 3)], [(4, 2), (4, 3), (4, 3)], [(N, 1), (N, 3), (N, 3)]):
    add("where", (x, y, z), p, [B2, F2, F2])
add("where", (x, y, 0.0), [(4, 3), (4, 3)], [B2, F2])
add("where", (x, 1, 0), [(4, 3)], B2)
add("where", (x, 1.0, y), [(4, 3), (4, 3)], [B2, I2])
add("where", (x, y, z), [(3,), (3,), (3,)], [B2, I2, F2])
add("where", (x, y, z), [(3,), (3,), (3,)], [F2, F2, F2])
add("where", (x,), [(3,)], B2)
add("where", (x, y), [(3,), (3,)], [B2, F2])
add("select", ([x], [y]), [(3,), (3,)], [B2, F2])
add("clip", (x, 0, 1), [(4, 3)])
add("clip", (x, 0.0, 1.0), [(4, 3)], I2)
add("clip", (x, 0, 1), [(4, 3)], B2)
add("clip", (x,), [(4, 3)], x_min=0, x_max=1)
add("clip", (x, 0), [(4, 3)])
add("clip", (x, N, 1), [(4, 3)])
add("clip", (x, C(3), 1), [(4, 3)])
for d in ("float16", "int32", "bool", "uint8", "float64", "int64", "nope", "complex64", "string"):
    add("cast", (x, d), [(4, 3)])
    add("saturate_cast", (x, d), [(4, 3)])
GROUP.append(("cast", (x,), [(4, 3)], I2, {"dtype": "float32"}))
GROUP.append(("cast", (x,), [(4, 3)], B2, {"dtype": "float32"}))
for s in ((), (4,), (4, 3), (N,), (1,)):
    add("one_hot", (x, 5), [s], I2)
    add("multi_hot", (x, 5), [s], I2)
for a in (0, 1, -1, 2, 4):
    add("one_hot", (x, 5), [(4,)], I2, axis=a)
    add("multi_hot", (x, 5), [(4,)], I2, axis=a)
add("one_hot", (x, 5), [(4,)], F2)
add("one_hot", (x,), [(4,)], I2)
GROUP.append(("one_hot", (x, 5), [(4,)], I2, {"dtype": "int32"}))
GROUP.append(("one_hot", (x,), [(4,)], I2, {"num_classes": 7}))
for o in ("segment_sum", "segment_max", "segment_min"):
    add(o, (x, y), [(4,), ()], [F2, I2])
    add(o, (x, y), [(4,), ()], [F2, I2], num_segments=3)
    add(o, (x, y), [(4,), (2,)], [F2, I2], num_segments=3)
add("scatter", (x, y, (7, 3)), [(1,), (3,)], [I2, F2])
add("scatter_update", (x, y, z), [(4, 3), (1,), (4, 3)], [F2, I2, F2])
add("stop_gradient", (x,), [(4, 3)])
add("stop_gradient", (x,), [(4, 3)], I2)
add("copy", (x,), [(4, 3)])
add("convert_to_tensor", (x,), [(4, 3)])
add("identity", (3,), [])
add("identity", (x,), [(4, 3)])
add("isin", (x, [1, 2]), [(4, 3)], I2)
add("arange", (x,), [()], I2)
add("arange", (5,), [])
add("zeros", ((2, 3),), [])
add("full", ((2, 3), 1.5), [])
add("eye", (3,), [])
add("linspace", (x, y), [(3,), (3,)], num=5)
add("linspace", (x, y), [(3,), (3,)], num=5, axis=-1)
# ---------------------------------------------------------------------------------------------- unary maths
group("unary")
UN = ("abs", "absolute", "negative", "exp", "exp2", "expm1", "log", "log10", "log1p", "log2", "sqrt", "square", "rsqrt", "reciprocal", "tanh", "sinh", "cosh", "sin", "cos", "tan", "arcsin",
      "arccos", "arctan", "arcsinh", "arccosh", "arctanh", "sign", "floor", "ceil", "round", "trunc", "isnan", "isinf", "isfinite", "logical_not", "erf", "erfinv", "erfc", "real", "imag", "conjugate", "angle", "cbrt", "deg2rad",
      "nan_to_num", "signbit", "sinc", "bitwise_not", "isreal", "i0")
for o in UN:
    add(o, (x,), [(N, 3)])
    for d in ("int32", "bool", "float16", "int64", "uint8"):
        add(o, (x,), [(4, 3)], d)
add("round", (x, 2), [(4, 3)])
add("round", (x, 2), [(4, 3)], I2)
add("exp", (), [])
add("exp", (x, y), [(3,), (3,)])
add("exp", (2.0,), [])
add("nope", (x,), [(3,)])
# ---------------------------------------------------------------------------------------------- nn
group("nn")
ACT = ("relu", "relu6", "sigmoid", "softplus", "softsign", "silu", "log_sigmoid", "leaky_relu", "hard_sigmoid", "hard_silu", "elu", "selu", "gelu", "celu", "glu", "softmax", "log_softmax", "sparse_plus", "sparse_sigmoid",
       "soft_shrink", "hard_shrink", "hard_tanh", "tanh_shrink", "squareplus", "threshold", "sparsemax")
for o in ACT:
    extra = {"threshold": 0.5, "default_value": 0.0} if o == "threshold" else {}
    for s in ((4, 6), (N, 5), ()):
        add("nn." + o, (x,), [s], **extra)
    add("nn." + o, (x,), [(4, 6)], I2, **extra)
    add(o, (x,), [(4, 6)], "float16", **extra)
for o in ("softmax", "log_softmax", "glu", "sparsemax"):
    for a in (0, 1, -1, (1, 2), (-1, -2), 3, N):
        add("nn." + o, (x,), [(4, 6)], axis=a)
add("glu", (x,), [(4, 5)])
add("leaky_relu", (x,), [(4, 6)], negative_slope=0.1)
add("gelu", (x,), [(4, 6)], approximate=False)
add("elu", (x,), [(4, 6)], alpha=0.5)
CONV1 = [((16, 3), (3, 3, 8)), ((N, 3), (3, 3, 8)), ((2, 3), (3, 3, 8)), ((16, 4), (3, 3, 8)), ((16, 4), (3, 2, 8))]
CONV2 = [((8, 9, 3), (3, 3, 3, 4)), ((N, N, 3), (3, 3, 3, 4)), ((8, 9, 4), (3, 2, 2, 4)), ((8, 9, 3), (3, 3, 4, 4)), ((8, 3), (3, 3, 3, 4)), ((2, 2, 3), (3, 3, 3, 4))]
OPTS = [{}, {"strides": 2}, {"padding": "same"}, {"padding": "same", "strides": 2}, {"dilation_rate": 2}, {"padding": "same", "dilation_rate": 2}, {"strides": 3, "padding": "valid"}]
for s, kk in CONV1 + CONV2 + [((5, 6, 7, 2), (2, 2, 2, 2, 3))]:
    for o in OPTS:
        add("nn.conv", (x, C(*kk)), [s], **o)
for o in OPTS:
    add("conv", (x, C(3, 3, 3, 4)), [(3, 8, 9)], data_format="channels_first", **o)
add("conv", (x, C(3, 3, 3, 4)), [(8, 9, 3)], strides=(1, 2))
add("conv", (x, C(3, 3, 3, 4)), [(8, 9, 3)], strides=(1, 2, 3))
add("conv", (x, C(3, 3, 3, 4)), [(8, 9, 3)], padding="nope")
add("conv", (x, C(3, 3, 3, 4)), [(8, 9, 3)], strides=2, dilation_rate=2)
add("conv", (x, y), [(8, 9, 3), (3, 3, 4)])
for s, kk in (((16, 3), (3, 3, 2)), ((8, 9, 3), (3, 3, 3, 1)), ((8, 9, 3), (3, 3, 3, 2)), ((8, 9, 3), (3, 3, 4, 2)), ((N, N, 3), (3, 2, 3, 2))):
    for o in OPTS[:5]:
        add("nn.depthwise_conv", (x, C(*kk)), [s], **o)
for s, kk, pk in (((16, 3), (3, 3, 2), (1, 6, 5)), ((8, 9, 3), (3, 3, 3, 2), (1, 1, 6, 5)), ((8, 9, 3), (3, 3, 3, 2), (1, 1, 5, 5)), ((N, N, 3), (3, 3, 3, 1), (1, 1, 3, 5))):
    for o in OPTS[:5]:
        add("nn.separable_conv", (x, C(*kk), C(*pk)), [s], **o)
for s, kk in (((16, 3), (3, 8, 3)), ((8, 9, 3), (3, 3, 4, 3)), ((N, N, 3), (3, 3, 4, 3)), ((8, 9, 3), (2, 4, 4, 3)), ((8, 9, 3), (3, 3, 3, 4))):
    for o in ({"strides": 1}, {"strides": 2}, {"strides": 2, "padding": "same"}, {"strides": 2, "output_padding": 1}, {"strides": 1, "dilation_rate": 2}, {"strides": 3, "padding": "same", "output_padding": 0}):
        add("nn.conv_transpose", (x, C(*kk)), [s], **o)
for o in ("max_pool", "average_pool"):
    for s in ((16, 3), (8, 9, 3), (N, N, 3), (5, 6, 7, 2), (6,)):
        for k in ({"pool_size": 2}, {"pool_size": 3, "strides": 1}, {"pool_size": 2, "padding": "same"}, {"pool_size": 3, "strides": 2, "padding": "same"}, {"pool_size": 20}):
            add("nn." + o, (x,), [s], **k)
    add(o, (x, (2, 3)), [(8, 9, 3)], strides=(2, 1))
    add(o, (x, (2, 3, 4)), [(8, 9, 3)])
    add(o, (x, 2), [(3, 8, 9)], data_format="channels_first")
for o in ("adaptive_max_pool", "adaptive_average_pool"):
    for s, t in (((16, 3), 4), ((16, 3), (4,)), ((8, 9, 3), (2, 2)), ((8, 9, 3), 3), ((5, 6, 7, 2), (1, 2, 3)), ((N, N, 3), (2, 2))):
        add("nn." + o, (x, t), [s])
        add("nn." + o, (x, t), [s], data_format="channels_last")
for p, a in (((4,), -1), ((4,), 1), ((5,), -1)):
    add("nn.batch_normalization", (x, C(*p), C(*p), a), [(6, 4)])
    add("nn.batch_normalization", (x, C(*p), C(*p), a), [(4,)], offset=C(*p), scale=C(*p))
add("nn.batch_normalization", (x, y, z, -1), [(6, 4), (), ()])
for o in ("layer_normalization", "rms_normalization"):
    add("nn." + o, (x,), [(6, 4)])
    add("nn." + o, (x,), [(6, 4)], axis=1)
    add("nn." + o, (x, C(4)), [(6, 4)])
    add("nn." + o, (x, C(5)), [(6, 4)])
    add("nn." + o, (x,), [(6, 4)], I2)
    add("nn." + o, (x, C(6, 4)), [(6, 4)], axis=(1, 2))
add("nn.layer_normalization", (x, C(4), C(4)), [(6, 4)])
for a in (-1, 1, 0, (1, 2), 5):
    for q in (1, 2, "inf"):
        add("nn.normalize", (x,), [(6, 4)], axis=a, order=q)
add("nn.normalize", (x,), [(6, 4)])
add("nn.normalize", (x,), [(6, 4)], I2)
for p in ([(5, 4, 8)] * 3, [(5, 4, 8), (7, 4, 8), (7, 4, 8)], [(5, 4, 8), (7, 2, 8), (7, 2, 8)], [(5, 4, 8), (7, 3, 8), (7, 3, 8)], [(5, 4, 8), (7, 4, 6), (7, 4, 6)], [(5, 8)] * 3, [(N, 4, 8)] * 3, [(5, 4, 8), (7, 4, 8), (7, 4, 6)]):
    add("nn.dot_product_attention", (x, y, z), p)
add("nn.dot_product_attention", (x, y, z), [(5, 4, 8)] * 3, is_causal=True)
add("nn.dot_product_attention", (x, y, z), [(5, 4, 8)] * 3, scale=0.5)
add("nn.dot_product_attention", (x, y, z), [(5, 4, 8)] * 3, mask=C(1, 4, 5, 5, dtype="bool"))
add("nn.dot_product_attention", (x, y, z, w), [(5, 4, 8)] * 3 + [(4, 5, 5)])
for o in ("binary_crossentropy", "categorical_crossentropy"):
    for p in ([(4,), (4,)], [(6, 4), (6, 4)], [(4,), (5,)], [(6, 4), (4,)], [(), ()], [(N, 4), (N, 4)], [(N, 4), (6, 4)]):
        add("nn." + o, (x, y), p)
    add("nn." + o, (x, y), [(4,), (4,)], from_logits=True)
    add("nn." + o, (x, y), [(4,), (4,)], [I2, F2])
for p in ([(), (4,)], [(6,), (6, 4)], [(1,), (4,)], [(5,), (6, 4)], [(4,), (4,)], [(6, 1), (6, 4)]):
    add("nn.sparse_categorical_crossentropy", (x, y), p, [I2, F2])
    add("nn.sparse_categorical_crossentropy", (x, y), p, [I2, F2], from_logits=True, axis=-1)
add("nn.ctc_loss", (x, y, z, w), [(4,), (9, 6), (), ()], [I2, F2, I2, I2])
add("nn.psnr", (x, y), [(4, 3), (4, 3)], max_val=1.0)
add("nn.psnr", (x, y), [(4, 3), (5, 3)], max_val=1.0)
add("nn.polar", (x, y), [(4,), (4,)])
add("nn.unfold", (x, 2), [(3, 8, 8)])
add("nn.unfold", (x, (2, 3)), [(3, 8, 8)], stride=2, padding=1)
add("nn.fold", (x, (8, 8), 2), [(12, 49)])
add("nn.depth_to_space", (x, 2), [(4, 4, 12)])
add("nn.space_to_depth", (x, 2), [(8, 8, 3)])
add("nn.depth_to_space", (x, 2), [(4, 4, 5)])
# ---------------------------------------------------------------------------------------------- images
group("image")
for s in ((8, 9, 3), (N, N, 3), (9, 3), (2, 8, 9, 3), (8, 9, 1)):
    for t in ((4, 5), [16, 16], (4,), 4):
        add("image.resize", (x, t), [s])
for k in ({"interpolation": "nearest"}, {"interpolation": "bicubic"}, {"interpolation": "nope"}, {"antialias": True}, {"crop_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True}, {"pad_to_aspect_ratio": True, "crop_to_aspect_ratio": True}, {"fill_mode": "nope", "pad_to_aspect_ratio": True}):
    add("image.resize", (x, (4, 5)), [(8, 9, 3)], **k)
add("image.resize", (x, (4, 5)), [(3, 8, 9)], data_format="channels_first")
add("image.resize", (x, (4, 5)), [(8, 9, 3)], "uint8")
add("image.resize", (x, (4, 5)), [(8, 9, 3)], I2)
for s in ((8, 9, 3), (N, N, 3), (9, 3)):
    for k in ({"top_padding": 1, "left_padding": 2, "bottom_padding": 3, "right_padding": 4}, {"top_padding": 1, "left_padding": 2, "target_height": 20, "target_width": 30}, {"top_padding": 1, "left_padding": 2, "bottom_padding": 3}, {"top_padding": 1, "left_padding": 2, "target_height": 5, "target_width": 5},
              {"top_padding": 1, "bottom_padding": 1, "left_padding": 1, "target_width": 20}, {"top_padding": 1, "bottom_padding": 1, "target_height": 20, "left_padding": 1, "right_padding": 1}):
        add("image.pad_images", (x,), [s], **k)
    for k in ({"top_cropping": 1, "left_cropping": 2, "bottom_cropping": 1, "right_cropping": 1}, {"top_cropping": 1, "left_cropping": 2, "target_height": 4, "target_width": 5}, {"top_cropping": 1, "left_cropping": 2}, {"top_cropping": 5, "left_cropping": 2, "bottom_cropping": 5, "right_cropping": 1},
              {"top_cropping": 1, "left_cropping": 2, "target_height": 40, "target_width": 5}, {"target_height": 4, "target_width": 5}):
        add("image.crop_images", (x,), [s], **k)
for s in ((8, 9, 3), (8, 9, 1), (8, 9, 4), (N, N, 3), (9, 3)):
    add("image.rgb_to_grayscale", (x,), [s])
    add("image.rgb_to_hsv", (x,), [s])
    add("image.hsv_to_rgb", (x,), [s])
add("image.rgb_to_grayscale", (x,), [(3, 8, 9)], data_format="channels_first")
add("image.rgb_to_grayscale", (x,), [(8, 9, 3)], "uint8")
add("image.rgb_to_hsv", (x,), [(8, 9, 3)], "uint8")
for s in ((8, 9, 3), (N, N, 3), (9, 3), (2, 8, 8, 3)):
    for k in ({"size": 3}, {"size": (2, 3)}, {"size": 3, "strides": 2}, {"size": 3, "padding": "same"}, {"size": 3, "dilation_rate": 2}, {"size": 3, "strides": 2, "dilation_rate": 2}, {"size": (2, 3, 4)}, {"size": 0}):
        add("image.extract_patches", (x,), [s], **k)
add("image.extract_patches", (x, 3), [(3, 8, 9)], data_format="channels_first")
for p in ([(8, 9, 3), (8,)], [(8, 9, 3), (6,)], [(9, 3), (8,)], [(N, N, 3), (8,)], [(8, 9, 3), ()]):
    add("image.affine_transform", (x, y), p)
add("image.affine_transform", (x, C(8)), [(8, 9, 3)])
add("image.affine_transform", (x, y), [(8, 9, 3), (8,)], interpolation="nope")
add("image.affine_transform", (x, y), [(8, 9, 3), (8,)], fill_mode="nope")
add("image.perspective_transform", (x, y, z), [(8, 9, 3), (4, 2), (4, 2)])
add("image.perspective_transform", (x, y, z), [(8, 9, 3), (3, 2), (4, 2)])
add("image.gaussian_blur", (x,), [(8, 9, 3)])
add("image.gaussian_blur", (x,), [(9, 3)])
add("image.elastic_transform", (x,), [(8, 9, 3)])
add("image.map_coordinates", (x, y, 1), [(8, 9), (3, 5)])
# ---------------------------------------------------------------------------------------------- linear algebra, signals
group("linalg")
for o in ("inv", "det", "cholesky", "svd", "qr", "eigh", "eig", "lu_factor", "slogdet", "pinv", "matrix_rank", "logdet", "cholesky_inverse"):
    n = o if o in ("logdet", "slogdet") else "linalg." + o
    for s in ((4, 4), (4, 3), (3,), (N, N), (2, 4, 4)):
        add(n, (x,), [s])
    add(n, (x,), [(4, 4)], I2)
add("linalg.svd", (x,), [(4, 3)], full_matrices=False)
add("linalg.svd", (x,), [(4, 3)], compute_uv=False)
add("linalg.qr", (x,), [(4, 3)], mode="complete")
add("linalg.qr", (x,), [(4, 3)], mode="nope")
for o in ("linalg.solve", "linalg.lstsq"):
    for p in ([(4, 4), (4, 2)], [(4, 4), (4,)], [(4, 3), (4, 2)], [(4, 4), (3, 2)]):
        add(o, (x, y), p)
add("linalg.solve_triangular", (x, y), [(4, 4), (4, 2)])
add("fft", ((x, y),), [(8,), (8,)])
add("fft2", ((x, y),), [(8, 8), (8, 8)])
add("fft", ((x, y),), [(8,), (7,)])
add("rfft", (x,), [(8,)])
add("rfft", (x,), [(8,)], fft_length=16)
add("irfft", ((x, y),), [(5,), (5,)])
add("stft", (x, 16, 8, 16), [(64,)])
add("stft", (x, 16, 8, 16), [(N,)])
add("istft", ((x, y), 16, 8, 16), [(7, 9), (7, 9)])
add("extract_sequences", (x, 16, 8), [(64,)])

os.makedirs(OUT, exist_ok=True)
total = errors = 0
for name, cases in GROUPS.items():
    seen = set()
    with open(f"{OUT}/{name}.jsonl", "w") as f:
        for op, args, inputs, dtype, kwargs in cases:
            key = json.dumps([op, encode(args), encode(kwargs), inputs, dtype])
            if key in seen:
                continue
            seen.add(key)
            rec = run(op, args, inputs, dtype, kwargs)
            total += 1
            errors += "error" in rec
            f.write(json.dumps(rec) + "\n")
    keras.utils.clear_session()
    print(name, len(seen), flush=True)
print("TOTAL", total, "errors", errors, "keras", keras.__version__)
