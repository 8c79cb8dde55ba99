"""Sweep more of the built-in Keras layers: the arguments, input ranks, dtypes and mistakes that
keras_layers.py leaves out. One JSON line a case, in the format of that script:

  layer, args   the class and its keyword arguments; a nested layer is ["Class", {arguments}], a function {"fn": "lambda .."}
  inputs        input shapes without the batch axis (null = unknown length)
  dtype         dtype of the inputs, or a list with one for each
  output        output shape without the batch axis, or a list of shapes for several outputs (nested outputs flattened)
  weights       every weight: name (path below the layer), shape, trainable; seed generators left out
  trainable, non_trainable   numbers of parameters
  error         instead of those: Keras's error, at most 300 characters

and these fields that the first oracle has not:

  positional    the positional arguments of the call where they are not simply the inputs; {"$": i} is the i-th input
  call          keyword arguments of the call (return_attention_scores, initial_state, ..), likewise
  batch         false: the inputs' shapes are whole, with no batch axis before them (and so is the output's)
  out_dtype     dtype of the output (a list for several)
  stage         with an error: "new" where the constructor refuses, "call" where applying the layer does

Without "positional" a merge layer gets the list of its inputs, an attention with query and value gets
them one by one, every other layer its one input, or the list of them.
Usage: PYTHONHASHSEED=0 KERAS_BACKEND=jax python keras_more_layers.py OUT_DIR [CLASS ..]      (needs keras and jax)
"""
import itertools
import json
import os
import random
import re
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
warnings.filterwarnings("ignore")
import numpy as np
import keras
from keras import layers as L
from keras import ops

# The values of the weights do not matter here, and drawing them (jax compiles for every shape) takes
# nine tenths of the time: zeros instead.
# (Shapes that are none are left to the original functions, which refuse them.)
from keras.src.backend import random as _random
from keras.src.initializers import random_initializers as _ri


def _plain(shape):
    return isinstance(shape, (tuple, list)) and all(isinstance(d, int) and d >= 0 for d in shape)


def _zeros(original):
    return lambda shape, *a, **k: np.zeros(shape, k.get("dtype") or "float32") if _plain(shape) else original(shape, *a, **k)


for _name in ("normal", "uniform", "truncated_normal"):
    setattr(_random, _name, _zeros(getattr(_random, _name)))
_orthogonal = _ri.Orthogonal.__call__
_ri.Orthogonal.__call__ = lambda self, shape, dtype=None: np.zeros(shape, "float32") if _plain(shape) and len(shape) > 1 else _orthogonal(self, shape, dtype)

OUT = sys.argv[1]
ONLY = set(sys.argv[2:])
R = random.Random(11)
N = None
CF = "channels_first"


class Ly:
    """A nested layer in the arguments of a case."""

    def __init__(self, cls, /, **kw):
        self.name, self.kw = cls, kw


class Fn:
    """A function in the arguments of a case, by its source."""

    def __init__(self, src):
        self.src = src


class X:
    """The i-th input, in the call of a case."""

    def __init__(self, i):
        self.i = i


def encode(v):
    if isinstance(v, Ly):
        return [v.name, encode(v.kw)]
    if isinstance(v, Fn):
        return {"fn": v.src}
    if isinstance(v, X):
        return {"$": v.i}
    if isinstance(v, (list, tuple)):
        return [encode(a) for a in v]
    if isinstance(v, dict):
        return {k: encode(a) for k, a in v.items()}
    return v


def bind(v, tensors=()):
    if isinstance(v, Ly):
        return getattr(L, v.name)(**bind(v.kw))
    if isinstance(v, Fn):
        return eval(v.src, {"keras": keras, "ops": ops})
    if isinstance(v, X):
        return tensors[v.i]
    if isinstance(v, (list, tuple)):
        return type(v)(bind(a, tensors) for a in v)
    if isinstance(v, dict):
        return {k: bind(a, tensors) for k, a in v.items()}
    return v


def flat(v):
    if isinstance(v, dict):
        return [a for b in v.values() for a in flat(b)]
    if isinstance(v, (list, tuple)):
        return [a for b in v for a in flat(b)]
    return [v]


MERGE = {"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"}
SEPARATE = {"MultiHeadAttention", "GroupQueryAttention"}
CASES = {}


def add(name, args, inputs, dtype="float32", positional=None, call=None, batch=True, key=None):
    """Declare a case."""
    CASES.setdefault(key or name, []).append((name, args, inputs, dtype, positional, call, batch))


def grid(cap=400, **kw):
    """Every combination of the values (`...` leaves an argument out), at most `cap` of them."""
    combos = list(itertools.product(*kw.values()))
    if len(combos) > cap:
        combos = R.sample(combos, cap)
    return [{k: v for k, v in zip(kw, c) if v is not ...} for c in combos]


def run(name, args, inputs, dtype, positional, call, batch):
    """Apply one case and return its record."""
    rec = dict(layer=name, args=encode(args), inputs=[list(s) for s in inputs], dtype=dtype)
    if positional is not None:
        rec["positional"] = encode(positional)
    if call:
        rec["call"] = encode(call)
    if not batch:
        rec["batch"] = False
    stage = "new"
    try:
        layer = getattr(L, name)(**bind(args))
        stage = "call"
        dts = dtype if isinstance(dtype, list) else [dtype] * len(inputs)
        t = [keras.Input(s, dtype=d) if batch else keras.KerasTensor(s, dtype=d) for s, d in zip(inputs, dts)]
        if positional is not None:
            pos = bind(positional, t)
        elif name in SEPARATE:
            pos = t
        elif name in MERGE or len(t) != 1:
            pos = [t]
        else:
            pos = t
        y = layer(*pos, **bind(call or {}, t))
        out = flat(y)
        cut = 1 if batch else 0
        shapes = [[None if d is None else int(d) for d in a.shape][cut:] for a in out]
        several = isinstance(y, (list, tuple, dict))
        rec["output"] = shapes if several else shapes[0]
        rec["out_dtype"] = [str(a.dtype) for a in out] if several else str(out[0].dtype)
        ws = [w for w in layer.weights if "seed_generator" not in w.path]
        rec["weights"] = [dict(name=w.path.split("/", 1)[-1] if "/" in w.path else w.name, shape=list(w.shape), trainable=bool(w.trainable)) for w in ws]
        for k, b in (("trainable", True), ("non_trainable", False)):
            rec[k] = sum(int(np.prod(w["shape"])) for w in rec["weights"] if w["trainable"] is b)
    except Exception as e:
        for k in ("output", "out_dtype", "weights"):
            rec.pop(k, None)
        text = re.sub(r"\x1b\[[0-9;]*m", "", str(e)).replace("\n", " ")
        text = re.sub(r" at 0x[0-9a-f]+", "", text)
        rec["error"] = type(e).__name__ + ": " + text[:300]
        rec["stage"] = stage
    return rec


# ------------------------------------------------------------------------------------- a valid case of every class
IMG = (8, 9, 3)
BASE = {
    "Activation": (dict(activation="relu"), [(4, 3)]), "ActivityRegularization": (dict(l1=0.1), [(4, 3)]), "AlphaDropout": (dict(rate=0.2), [(4, 3)]),
    "Add": ({}, [(4, 3), (4, 3)]), "Average": ({}, [(4, 3), (4, 3)]), "Subtract": ({}, [(4, 3), (4, 3)]), "Multiply": ({}, [(4, 3), (4, 3)]), "Maximum": ({}, [(4, 3), (4, 3)]), "Minimum": ({}, [(4, 3), (4, 3)]),
    "Concatenate": ({}, [(4, 3), (4, 3)]), "Dot": (dict(axes=-1), [(4, 3), (4, 3)]), "Attention": ({}, [(5, 8), (7, 8)]), "AdditiveAttention": ({}, [(5, 8), (7, 8)]),
    "MultiHeadAttention": (dict(num_heads=2, key_dim=4), [(5, 8), (7, 8)]), "GroupQueryAttention": (dict(head_dim=4, num_query_heads=4, num_key_value_heads=2), [(5, 8), (5, 8)]),
    "BatchNormalization": ({}, [(4, 3)]), "LayerNormalization": ({}, [(4, 3)]), "GroupNormalization": (dict(groups=2), [(4, 6)]), "RMSNormalization": ({}, [(4, 3)]), "UnitNormalization": ({}, [(4, 3)]),
    "Normalization": (dict(mean=0.0, variance=1.0), [(4, 3)]), "SpectralNormalization": (dict(layer=Ly("Dense", units=4)), [(3,)]),
    "Bidirectional": (dict(layer=Ly("LSTM", units=4)), [(5, 3)]), "TimeDistributed": (dict(layer=Ly("Dense", units=4)), [(5, 3)]), "RNN": (dict(cell=Ly("LSTMCell", units=4)), [(5, 3)]),
    "SimpleRNN": (dict(units=4), [(5, 3)]), "LSTM": (dict(units=4), [(5, 3)]), "GRU": (dict(units=4), [(5, 3)]),
    "Dense": (dict(units=4), [(3,)]), "EinsumDense": (dict(equation="ab,bc->ac", output_shape=4, bias_axes="c"), [(3,)]), "Embedding": (dict(input_dim=10, output_dim=4), [(5,)], "int32"),
    "ReversibleEmbedding": (dict(input_dim=10, output_dim=4), [(5,)], "int32"), "Dropout": (dict(rate=0.5), [(4, 3)]), "GaussianDropout": (dict(rate=0.5), [(4, 3)]), "GaussianNoise": (dict(stddev=0.5), [(4, 3)]),
    "ELU": ({}, [(4, 3)]), "ReLU": ({}, [(4, 3)]), "LeakyReLU": ({}, [(4, 3)]), "PReLU": ({}, [(4, 3)]), "Softmax": ({}, [(4, 3)]), "Flatten": ({}, [(4, 3)]), "Identity": ({}, [(4, 3)]), "Masking": ({}, [(4, 3)]),
    "Permute": (dict(dims=(2, 1)), [(4, 3)]), "RepeatVector": (dict(n=3), [(4,)]), "Reshape": (dict(target_shape=(3, 4)), [(4, 3)]), "Lambda": (dict(function=Fn("lambda x: x * 2")), [(4, 3)]), "Rescaling": (dict(scale=0.5), [IMG]),
    "CategoryEncoding": (dict(num_tokens=5), [(3,)], "int32"), "Discretization": (dict(bin_boundaries=[0.0, 1.0]), [(3,)]), "Hashing": (dict(num_bins=5), [(3,)], "int32"), "HashedCrossing": (dict(num_bins=5), [(1,), (1,)], "int32"),
    "IntegerLookup": (dict(vocabulary=[1, 2, 3]), [(3,)], "int64"), "StringLookup": (dict(vocabulary=["a", "b"]), [(3,)], "string"), "TextVectorization": (dict(vocabulary=["a", "b"]), [(1,)], "string"),
    "MelSpectrogram": (dict(fft_length=64, sequence_stride=16), [(256,)]), "STFTSpectrogram": (dict(frame_length=32, frame_step=16), [(256, 1)]),
    "CenterCrop": (dict(height=4, width=4), [IMG]), "Resizing": (dict(height=4, width=4), [IMG]), "MaxNumBoundingBoxes": (dict(max_number=4), [IMG]), "Pipeline": (dict(layers=[Ly("Rescaling", scale=0.5)]), [IMG]),
    "AugMix": ({}, [IMG]), "AutoContrast": ({}, [IMG]), "CutMix": ({}, [IMG]), "Equalization": ({}, [IMG]), "ContrastLimitedAdaptiveHistogramEqualization": ({}, [IMG]), "MixUp": ({}, [IMG]), "RandAugment": ({}, [IMG]), "Solarization": ({}, [IMG]),
    "RandomBrightness": (dict(factor=0.1), [IMG]), "RandomColorDegeneration": (dict(factor=0.1), [IMG]), "RandomColorJitter": ({}, [IMG]), "RandomContrast": (dict(factor=0.1), [IMG]), "RandomCrop": (dict(height=4, width=4), [IMG]),
    "RandomElasticTransform": ({}, [IMG]), "RandomErasing": ({}, [IMG]), "RandomFlip": ({}, [IMG]), "RandomGaussianBlur": ({}, [IMG]), "RandomGrayscale": ({}, [IMG]), "RandomHue": (dict(factor=0.1), [IMG]), "RandomInvert": ({}, [IMG]), "RandomPerspective": ({}, [IMG]),
    "RandomPosterization": (dict(factor=4), [IMG]), "RandomRotation": (dict(factor=0.1), [IMG]), "RandomSaturation": (dict(factor=0.1), [IMG]), "RandomSharpness": (dict(factor=0.1), [IMG]), "RandomShear": (dict(x_factor=0.1), [IMG]), "RandomTranslation": (dict(height_factor=0.1, width_factor=0.1), [IMG]), "RandomZoom": (dict(height_factor=0.1), [IMG]),
}
SEQ, VOL = (8, 3), (6, 7, 8, 2)
SP = {1: SEQ, 2: IMG, 3: VOL}
for d, s in SP.items():
    BASE[f"Conv{d}D"] = BASE[f"Conv{d}DTranspose"] = (dict(filters=4, kernel_size=3), [s])
    BASE[f"ConvLSTM{d}D"] = (dict(filters=2, kernel_size=2), [(3,) + s])
    for p in ("Max", "Average"):
        BASE[f"{p}Pooling{d}D"] = (dict(pool_size=2), [s])
        BASE[f"Global{p}Pooling{d}D"] = ({}, [s])
        BASE[f"Adaptive{p}Pooling{d}D"] = (dict(output_size=2), [s])
    BASE[f"UpSampling{d}D"] = (dict(size=2), [s])
    BASE[f"ZeroPadding{d}D"] = (dict(padding=1), [s])
    BASE[f"Cropping{d}D"] = (dict(cropping=1), [s])
    BASE[f"SpatialDropout{d}D"] = (dict(rate=0.2), [s])
for d in (1, 2):
    BASE[f"DepthwiseConv{d}D"] = (dict(kernel_size=3), [SP[d]])
    BASE[f"SeparableConv{d}D"] = (dict(filters=4, kernel_size=3), [SP[d]])
BASE = {k: v if len(v) == 3 else v + ("float32",) for k, v in BASE.items()}

# wrong (or unusual) values of an argument, by its name
WRONG = {
    "units": (0, -1, 2.5, "a", N, True), "filters": (0, -1, 2.5, "a", N), "kernel_size": (0, -1, (3,), (3, 3, 3, 3), "a", 2.5, N), "strides": (0, -1, (2,), (1, 2, 3, 4), "a", N), "padding": ("nope", 5, "VALID", "SAME", N, -1, (1, 2, 3, 4)),
    "data_format": ("nope", "channels_last", 5), "dilation_rate": (0, -1, "a"), "groups": (0, -1, 3, 2.5), "activation": ("nope", "ReLU", 5, N), "kernel_initializer": ("nope", "he_normal", 5, N, "Zeros"), "bias_initializer": ("nope", "ones"),
    "kernel_regularizer": ("nope", "l2"), "kernel_constraint": ("nope", "non_neg"), "depth_multiplier": (0, -1, 2), "pool_size": (0, -1, (2,), (2, 2, 2, 2), "a"), "output_size": (0, -1, (2,), (2, 2, 2, 2), "a", 2.5), "size": (0, -1, (2,), (2, 2, 2, 2), "a"),
    "cropping": (-1, "a", 100, (1,), (1, 2, 3, 4)), "rate": (-0.1, 1.0, 1.5, "a", N, 0), "noise_shape": ((N, 1, 3), (5,), "a"), "seed": ("a", 2.5, 7), "input_dim": (0, -1, "a", 2.5), "output_dim": (0, -1, "a", 2.5), "mask_zero": (True,),
    "axis": (0, 1, 2, 3, 5, -5, "a", (1, 2), N, [1]), "epsilon": (0, "a"), "momentum": (2.0, "a"), "center": (False,), "scale": (False, "a", N), "num_heads": (0, -1, 2.5, "a"), "key_dim": (0, -1, 2.5, "a"), "value_dim": (0, 6, "a"), "output_shape": (7, (7,), (2, 3), "a"), "dropout": (0.1, -0.1, 1.5, "a"), "use_bias": (False,),
    "num_query_heads": (3, 0), "num_key_value_heads": (3, 0, 8), "head_dim": (0, -1), "merge_mode": ("nope", N, "sum"), "layer": (N, 5, "a"), "cell": (N, 5), "recurrent_activation": ("nope",), "recurrent_dropout": (0.2, 1.5), "unroll": (True,),
    "dims": ((1, 2, 3), (1,), "a", (2, 2)), "n": (0, -1, 2.5, "a"), "target_shape": ((5,), (-1, -1), "a", 12, (0, 12), (N, 3)), "height": (0, -1, "a", 100, N, 2.5), "width": (0, -1, "a", 100), "interpolation": ("nope", "nearest", "bicubic", "lanczos3"), "fill_mode": ("nope", "wrap", "nearest", "constant"),
    "factor": (-1.0, 2.0, "a", (0.1, 0.3), (0.3, 0.1), N, (-0.2, 0.2)), "height_factor": (-2.0, "a", (-0.2, 0.3)), "width_factor": (-2.0, "a"), "value_range": ((0, 1), (0,), "a"), "mode": ("nope", "horizontal", "vertical"), "num_tokens": (0, -1, N, "a"), "output_mode": ("nope", "one_hot", "multi_hot", "count", "int", "tf_idf"), "num_bins": (0, -1, "a", N),
    "bin_boundaries": (N, [], [1.0, 0.0]), "sparse": (True,), "max_tokens": (1, 0, 10), "num_oov_indices": (0, -1, 2), "vocabulary": (N, [], ["a", "a"], [1, 1]), "stddev": (-1.0, 2.0, "a"), "max_value": (-1.0, 6.0), "negative_slope": (-1.0, 0.5, N), "alpha": (-1.0, 0.5, N), "threshold": (-1.0, 1.0), "shared_axes": ([1], [1, 2], [3], 1, [0]),
    "l1": (-1.0, "a"), "l2": (0.2,), "equation": ("ab,bc->ad", "ab,bc", "nope", "abc,cd->abd", "ab,bc->abc"), "bias_axes": ("z", "ac", N), "lora_rank": (0, 2, -1, 100), "mean": ([1.0, 2.0, 3.0], [1.0, 2.0], N), "variance": ([1.0, 2.0, 3.0], N), "invert": (True,), "function": (N, 5), "power_iterations": (0, -1, 2), "normalize": (True,), "axes": (0, 1, 2, 3, (1, 2), (2, 1), (1, 1), "a", (1, 2, 3), N),
    "score_mode": ("nope", "concat"), "use_scale": (True, False), "return_sequences": (True,), "return_state": (True,), "go_backwards": (True,), "stateful": (True,), "keepdims": (True,), "tie_weights": (False,), "logit_soft_cap": (5.0,), "fft_length": (0, 32, 33), "frame_length": (0, -1, 64, 512), "frame_step": (0, 8, 64), "window": ("nope", "hamming", N), "scaling": ("nope", "spectrum", N), "expand_dims": (True,),
    "num_mel_bins": (0, 16), "sequence_stride": (0, 32), "sequence_length": (32, 128), "max_number": (0, -1), "layers": ([], N, [5]), "num_chains": (0,), "num_ops": (0, 20), "bins": (0, 128), "tile_grid_size": ((2, 2), 4), "clip_limit": (0.0,), "reset_after": (False,), "unit_forget_bias": (False,), "renorm": (True,), "synchronized": (True,), "output_padding": (0, 1, 2, -1, "a"),
    "attention_axes": (0, 1, 2, (1,), 5), "sliding_window": (2,), "flash_attention": (True, False), "use_gate": (True,), "num_classes": (3,), "salt": (3, [1, 2], "a"), "mask_value": (0,), "mask_token": ("a", 0), "oov_token": ("x", 0), "standardize": (N, "nope", "lower"), "split": ("nope", "character", N), "ngrams": (2, (1, 2)), "output_sequence_length": (4, 0), "offset": (1.0, "a"), "addition_factor": (5.0,), "threshold_factor": (5.0, -1.0),
    "crop_to_aspect_ratio": (True,), "pad_to_aspect_ratio": (True,), "antialias": (True,), "x_factor": (2.0, (0.1, 0.2)), "y_factor": (0.3,), "brightness_factor": (0.2,), "hue_factor": (0.2,), "sigma": ((0.5, 1.0), "a"), "chain_depth": (1,), "pad_to_max_tokens": (True,), "idf_weights": ([1.0, 2.0, 3.0],), "quantization_config": ("int8",), "reverse_dtype": ("float16",), "alpha_initializer": ("nope", "ones"),
}
import inspect
SHAPES = [(), (4,), (4, 3), (6, 7, 3), (3, 6, 7, 3), (2, 3, 6, 7, 3)]
for name, (kw, ins, dt) in BASE.items():
    cls = getattr(L, name)
    add(name, kw, ins, dt)
    for extra in (dict(foo=1), dict(name="my_layer"), dict(name="a/b"), dict(name=5), dict(dtype="float16"), dict(dtype="mixed_bfloat16"), dict(dtype="nope"), dict(trainable=False), dict(input_shape=(3,)), dict(autocast=False)):
        add(name, {**kw, **extra}, ins, dt)
    add(name, {}, ins, dt)
    params = {k: p for k, p in inspect.signature(cls.__init__).parameters.items() if k != "self"}
    for p in params:
        if p in kw and params[p].default is inspect._empty and len(kw) > 1:
            add(name, {k: v for k, v in kw.items() if k != p}, ins, dt)
        for v in WRONG.get(p, ()):
            add(name, {**kw, p: v}, ins, dt)
    if len(ins) == 1:
        for s in SHAPES:
            add(name, kw, [s], dt)
        for d in ("int32", "uint8", "bool", "float16", "int64", "string"):
            add(name, kw, ins, d)
        add(name, kw, [ins[0], ins[0]], dt)
        add(name, kw, [], dt)
        s = ins[0]
        add(name, kw, [(N,) * len(s)], dt)
        add(name, kw, [(N,) * (len(s) - 1) + s[-1:]], dt)
        add(name, kw, [s[:1] + (N,) * (len(s) - 1)], dt)
        add(name, kw, ins, dt, call=dict(training=True))
        add(name, kw, ins, dt, call=dict(foo=True))
        add(name, kw, ins, dt, positional=[5])
    elif name not in SEPARATE:
        for k in (0, 1, 3):
            add(name, kw, [ins[0]] * k, dt)
        for d in ("int32", "bool", "float16", ["float16", "float32"], ["int32", "float32"]):
            add(name, kw, ins, d)
        add(name, kw, ins, dt, positional=[X(0)])
        add(name, kw, ins, dt, positional=[X(0), X(1)])
        for s in SHAPES:
            add(name, kw, [s, s], dt)
# ------------------------------------------------------------------------------------- channels_first
FIRST = {1: [(3, 16), (4, N), (6, 7)], 2: [(3, 16, 15), (4, N, N), (2, 5, 6), (6, 1, 7)], 3: [(2, 8, 7, 6), (3, N, 5, 5)]}
D = ...
for d, shapes in FIRST.items():
    tup = tuple(range(2, 2 + d))
    for s in shapes:
        for g in grid(28, filters=[4, 6], kernel_size=[1, 2, 3, tup], strides=[D, 2, 3], padding=[D, "same"], dilation_rate=[D, D, 2], use_bias=[D, False], groups=[D, D, 2, 3]):
            add(f"Conv{d}D", {**g, "data_format": CF}, [s])
        for g in grid(22, filters=[4], kernel_size=[1, 2, 3, tup], strides=[D, 2, 3], padding=[D, "same"], dilation_rate=[D, D, 2], output_padding=[D, D, 0, 1]):
            add(f"Conv{d}DTranspose", {**g, "data_format": CF}, [s])
        if d < 3:
            for g in grid(20, filters=[4], kernel_size=[2, 3, tup], strides=[D, 2], padding=[D, "same"], dilation_rate=[D, D, 2], depth_multiplier=[D, 2]):
                add(f"SeparableConv{d}D", {**g, "data_format": CF}, [s])
                g = {k: v for k, v in g.items() if k != "filters"}
                add(f"DepthwiseConv{d}D", {**g, "data_format": CF}, [s])
        for n in ("Max", "Average"):
            for g in grid(14, pool_size=[2, 3, tup], strides=[D, 1, 2], padding=[D, "same"]):
                add(f"{n}Pooling{d}D", {**g, "data_format": CF}, [s])
            for k in (D, True):
                add(f"Global{n}Pooling{d}D", grid(keepdims=[k])[0] | {"data_format": CF}, [s])
            for o in (1, 2, tup):
                add(f"Adaptive{n}Pooling{d}D", dict(output_size=o, data_format=CF), [s])
        for k in (2, 3, tup):
            add(f"UpSampling{d}D", dict(size=k, data_format=CF), [s])
        pads = (1, 2, (1, 2) if d == 1 else tuple((i, i + 1) for i in range(d)), tup)
        for k in pads:
            add(f"ZeroPadding{d}D", dict(padding=k, data_format=CF), [s])
            add(f"Cropping{d}D", dict(cropping=k, **({} if d == 1 else {"data_format": CF})), [s])
        add(f"SpatialDropout{d}D", dict(rate=0.2, **({} if d == 1 else {"data_format": CF})), [s])
    for s in [(3,) + a for a in shapes]:
        for g in grid(8, filters=[2], kernel_size=[1, 2, tup], strides=[D, 2], padding=[D, "same"], return_sequences=[D, True], return_state=[D, True]):
            add(f"ConvLSTM{d}D", {**g, "data_format": CF}, [s])
add("SpatialDropout1D", dict(rate=0.2, data_format=CF), [(3, 16)])
for n in ("Resizing", "CenterCrop", "RandomCrop"):
    for s in ((3, 16, 15), (3, N, N), (1, 4, 4), (2, 3, 16, 15)):
        add(n, dict(height=5, width=6, data_format=CF), [s])
        if n == "Resizing":
            for k in ("crop_to_aspect_ratio", "pad_to_aspect_ratio"):
                add(n, dict(height=5, width=6, data_format=CF, **{k: True}), [s])
for s in ((3, 8, 9), (4, 3), (2, 3, 8, 9), ()):
    add("Flatten", dict(data_format=CF), [s])
for n, (kw, ins, dt) in BASE.items():
    if ins == [IMG] and "data_format" in inspect.signature(getattr(L, n).__init__).parameters and n.startswith(("Random", "Aug", "Rand", "Mix", "Cut", "Equal", "Contrast")):
        add(n, {**kw, "data_format": CF}, [(3, 8, 9)])
        add(n, kw, [(8, 9, 1)])
        add(n, kw, [(N, N, 3)])
        add(n, kw, [IMG], "uint8")
        add(n, kw, [IMG], call=dict(training=False))
for p in ("same", "causal", "valid"):
    for s in ((8, 3), (2, 3), (N, 3)):
        add("Conv1D", dict(filters=4, kernel_size=3, padding=p, dilation_rate=2), [s])
        add("SeparableConv1D", dict(filters=4, kernel_size=3, padding=p), [s])
add("Conv1D", dict(filters=4, kernel_size=3, padding="causal", data_format=CF), [(3, 8)])
add("Conv2D", dict(filters=4, kernel_size=3, padding="causal"), [IMG])
for act in ("relu", "softmax", "gelu", "glu", "linear", "nope"):
    for n in ("Dense", "Conv2D", "Conv2DTranspose", "EinsumDense", "LSTM", "DepthwiseConv2D"):
        add(n, {**BASE[n][0], "activation": act}, BASE[n][1])
for n in ("Conv1D", "Conv2D", "Conv3D", "Dense", "EinsumDense", "Embedding"):
    for r in (1, 2, 4):
        for k in ({}, {"lora_alpha": 8}) + (() if n == "Embedding" else ({"use_bias": False},)):
            add(n, {**BASE[n][0], "lora_rank": r, **k}, BASE[n][1], BASE[n][2])
add("EinsumDense", dict(equation="abc,cde->abde", output_shape=(N, 4, 16), bias_axes="de", lora_rank=2), [(10, 64)])
add("EinsumDense", dict(equation="abc,cd->abd", output_shape=(N, 16), lora_rank=2), [(10, 64)])
for e, o, b, s in (("abcd,cde->abe", (N, 6), "e", (5, 3, 4)), ("...x,xy->...y", 6, "y", (5, 4)), ("...x,xy->...y", (6,), N, (4,)), ("ab,bc->ac", (6,), N, (N,)), ("abc,cd->abd", (5, 6), "bd", (5, 4)), ("abc,cd->abd", (7, 6), "bd", (5, 4)), ("abc,cde->abed", (N, 3, 2), "ed", (5, 4)), ("abc,bd->acd", (4, 6), "d", (5, 4)),
                   ("abc,cd->abd", (N, 6), "b", (5, 4)), ("abc,cd->abd", (N, 6), "d", (N, 4)), ("abc,cd->abd", 6, "d", (5, 4)), ("abc,cd->abd", (N, N), "d", (5, 4)), ("ab...,bc->ac...", (6,), "c", (4, 5)), ("btd,dnh->btnh", (N, 2, 8), "nh", (7, 16)), ("btnh,nhd->btd", (N, 16), "d", (7, 2, 8)), ("ab,cd->ad", (6,), N, (4,)), ("abb,bc->ac", (6,), N, (4, 4)), ("ABC,CD->ABD", (N, 6), "D", (5, 4)), ("a b c, c d -> a b d", (N, 6), "d", (5, 4))):
    add("EinsumDense", dict(equation=e, output_shape=o, bias_axes=b), [s])
# ------------------------------------------------------------------------------------- recurrent
for n in ("SimpleRNN", "LSTM", "GRU"):
    for s in ((5, 3), (N, 3), (1, 1)):
        for g in grid(30, units=[4], return_sequences=[D, True], return_state=[D, True], go_backwards=[D, True], unroll=[D, D, True], dropout=[D, 0.2], recurrent_dropout=[D, 0.2]):
            add(n, g, [s])
    add(n, dict(units=4, stateful=True), [(3, 5, 2)], batch=False)
    add(n, dict(units=4, stateful=True, return_state=True), [(3, 5, 2)], batch=False)
    add(n, dict(units=4, stateful=True), [(5, 2)])
    st = 2 if n == "LSTM" else 1
    for sizes in ((4,) * st, (5,) * st, (4,) * (st + 1)):
        add(n, dict(units=4), [(5, 3)] + [(k,) for k in sizes], positional=[X(0)], call=dict(initial_state=[X(i + 1) for i in range(len(sizes))]))
        add(n, dict(units=4, return_sequences=True, return_state=True), [(5, 3)] + [(k,) for k in sizes], positional=[X(0)], call=dict(initial_state=[X(i + 1) for i in range(len(sizes))]))
    add(n, dict(units=4), [(5, 3), (4,)], positional=[X(0)], call=dict(initial_state=X(1)))
    add(n, dict(units=4), [(5, 3), (5,)], ["float32", "bool"], positional=[X(0)], call=dict(mask=X(1)))
    for b in ("use_cudnn",):
        add(n, dict(units=4, use_cudnn=False), [(5, 3)])
    for m in ("concat", "sum", "mul", "ave", N, "nope"):
        for rs in (False, True):
            for rt in (False, True):
                kw = dict(units=4, return_sequences=rs, return_state=rt)
                add("Bidirectional", dict(layer=Ly(n, **kw), merge_mode=m), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4, go_backwards=True)), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4), backward_layer=Ly(n, units=4, go_backwards=True)), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4), backward_layer=Ly(n, units=6, go_backwards=True)), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4), backward_layer=Ly(n, units=6, go_backwards=True), merge_mode="sum"), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4), backward_layer=Ly(n, units=4)), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4, return_sequences=True), backward_layer=Ly(n, units=4, go_backwards=True)), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4, name="enc")), [(5, 3)])
    add("Bidirectional", dict(layer=Ly(n, units=4), name="bi"), [(N, 3)])
    add("TimeDistributed", dict(layer=Ly(n, units=4)), [(6, 5, 3)])
    add("TimeDistributed", dict(layer=Ly(n, units=4, return_sequences=True)), [(6, 5, 3)])
    add("TimeDistributed", dict(layer=Ly(n, units=4)), [(N, N, 3)])
    for s in ((5,), (5, 3, 2), ()):
        add(n, dict(units=4), [s])
add("Bidirectional", dict(layer=Ly("LSTM", units=4), backward_layer=Ly("GRU", units=4, go_backwards=True)), [(5, 3)])
add("Bidirectional", dict(layer=Ly("RNN", cell=Ly("LSTMCell", units=4))), [(5, 3)])
add("Bidirectional", dict(layer=Ly("RNN", cell=Ly("GRUCell", units=4), return_sequences=True)), [(5, 3)])
add("Bidirectional", dict(layer=Ly("Dense", units=4)), [(5, 3)])
add("Bidirectional", dict(layer=Ly("ConvLSTM2D", filters=2, kernel_size=3)), [(5, 8, 8, 3)])
add("Bidirectional", dict(layer=Ly("ConvLSTM1D", filters=2, kernel_size=3, return_sequences=True)), [(5, 8, 3)])
add("Bidirectional", dict(layer=Ly("Bidirectional", layer=Ly("LSTM", units=4))), [(5, 3)])
cells = [Ly("LSTMCell", units=4), Ly("GRUCell", units=4), Ly("SimpleRNNCell", units=4), Ly("GRUCell", units=4, reset_after=False), Ly("LSTMCell", units=4, use_bias=False), Ly("LSTMCell", units=4, dropout=0.2),
         [Ly("LSTMCell", units=4), Ly("LSTMCell", units=6)], [Ly("GRUCell", units=4), Ly("SimpleRNNCell", units=6), Ly("LSTMCell", units=2)], Ly("StackedRNNCells", cells=[Ly("LSTMCell", units=4), Ly("GRUCell", units=6)]),
         [Ly("LSTMCell", units=4)], Ly("StackedRNNCells", cells=[]), [], Ly("Dense", units=4)]
for c in cells:
    for g in ({}, {"return_sequences": True}, {"return_state": True}, {"return_sequences": True, "return_state": True}, {"go_backwards": True}, {"unroll": True}):
        add("RNN", dict(cell=c, **g), [(5, 3)])
    add("RNN", dict(cell=c), [(N, 3)])
for n in ("LSTMCell", "GRUCell", "SimpleRNNCell"):
    k = 2 if n == "LSTMCell" else 1
    for g in ({}, {"use_bias": False}, {"units": 0}, {"units": -1}, {"foo": 1}, {"dropout": 0.2}, {"activation": "nope"}):
        add(n, {"units": 4, **g}, [(3,)] + [(4,)] * k, positional=[X(0), [X(i + 1) for i in range(k)]])
    add(n, {"units": 4}, [(3,), (5,), (5,)][:k + 1], positional=[X(0), [X(i + 1) for i in range(k)]])
    add(n, {"units": 4}, [(3,)])
    add(n, {"units": 4}, [(5, 3), (4,), (4,)][:k + 1], positional=[X(0), [X(i + 1) for i in range(k)]])
add("StackedRNNCells", dict(cells=[Ly("LSTMCell", units=4), Ly("GRUCell", units=6)]), [(3,), (4,), (4,), (6,)], positional=[X(0), [[X(1), X(2)], [X(3)]]])
add("StackedRNNCells", dict(cells=[Ly("Dense", units=4)]), [(3,)])
inner = [Ly("Conv2D", filters=4, kernel_size=3), Ly("BatchNormalization"), Ly("MaxPooling2D", pool_size=2), Ly("Flatten"), Ly("GlobalAveragePooling2D"), Ly("Dropout", rate=0.2), Ly("Embedding", input_dim=10, output_dim=4), Ly("LayerNormalization"), Ly("Reshape", target_shape=(-1, 2)), Ly("Conv1D", filters=4, kernel_size=3),
         Ly("Activation", activation="relu"), Ly("TimeDistributed", layer=Ly("Dense", units=4)), Ly("LSTM", units=4, return_state=True), Ly("Conv2D", filters=4, kernel_size=3, name="c"), Ly("Bidirectional", layer=Ly("LSTM", units=4))]
for l in inner:
    for s in ((5, 8, 8, 3), (N, 8, 8, 3), (5, 8, 3), (5, 3), (5,), (N, N, N, 3), ()):
        add("TimeDistributed", dict(layer=l), [s])
for d, s in SP.items():
    for g in grid(20, filters=[2], kernel_size=[1, 2], return_sequences=[D, True], return_state=[D, True], go_backwards=[D, True], dilation_rate=[D, 2], strides=[D, 2], dropout=[D, 0.2], unit_forget_bias=[D, False]):
        add(f"ConvLSTM{d}D", g, [(3,) + s])
    add(f"ConvLSTM{d}D", dict(filters=2, kernel_size=2), [(N,) + (N,) * d + (3,)])
    add(f"ConvLSTM{d}D", dict(filters=2, kernel_size=2), [(3,) + (N,) * d + (3,)])
    add(f"ConvLSTM{d}D", dict(filters=2, kernel_size=2, stateful=True), [(4, 3) + s], batch=False)
    add(f"ConvLSTM{d}D", dict(filters=2, kernel_size=2, stateful=True), [(3,) + s])
# ------------------------------------------------------------------------------------- attention
for n in ("Attention", "AdditiveAttention"):
    for sh in ([(5, 8), (7, 8)], [(5, 8), (7, 8), (7, 8)], [(N, 8), (N, 8)], [(5, 8), (7, 8), (7, 6)], [(2, 5, 8), (2, 7, 8)], [(5, 8)], [(8,), (8,)], [(5, 8), (7, 8), (6, 8)], [(5, 8), (7, 6)], [(5, 8), (7, 8), (7, 8), (7, 8)]):
        for g in ({}, {"use_scale": True}, {"use_scale": False}, {"dropout": 0.1}) + (({"score_mode": "concat"}, {"score_mode": "concat", "use_scale": True}) if n == "Attention" else ()):
            for c in (N, dict(return_attention_scores=True), dict(use_causal_mask=True)):
                add(n, g, sh, call=c)
    add(n, {}, [(5, 8), (7, 8), (5,), (7,)], ["float32", "float32", "bool", "bool"], positional=[[X(0), X(1)]], call=dict(mask=[X(2), X(3)]))
    add(n, {}, [(5, 8), (7, 8)], positional=[X(0), X(1)])
    add(n, {}, [(5, 8), (7, 8)], "float16")
MH = dict(num_heads=2, key_dim=4)
for g in grid(90, value_dim=[D, 6], output_shape=[D, 10, (3, 5)], attention_axes=[D, 1, (1,), (1, 2), 2], use_bias=[D, False], flash_attention=[D, False, True], dropout=[D, 0.1], use_gate=[D, D, True]):
    for sh in ([(5, 16), (7, 16)], [(3, 5, 16), (3, 7, 16)], [(N, 16), (N, 16)])[: R.choice([1, 2, 3])]:
        add("MultiHeadAttention", {**MH, **g}, sh)
for sh in ([(5, 16), (7, 16)], [(5, 16), (7, 12), (7, 20)], [(3, 5, 16), (3, 7, 16)], [(N, 16), (N, 16)], [(5, 16), (7, 16), (6, 16)], [(16,), (16,)], [(5, 16)], [()], [(5, 16), (3, 7, 16)], [(4, 4, 16), (4, 4, 16)]):
    for c in (N, dict(return_attention_scores=True), dict(use_causal_mask=True), dict(training=True)):
        add("MultiHeadAttention", MH, sh, call=c)
        if len(sh) < 3:
            add("GroupQueryAttention", dict(head_dim=4, num_query_heads=4, num_key_value_heads=2), sh, call=c)
    add("MultiHeadAttention", {**MH, "attention_axes": (1, 2)}, sh, call=dict(return_attention_scores=True))
for shp in ((5, 7), (1, 7), (2, 5, 7), (5, 6), (5,)):
    add("MultiHeadAttention", MH, [(5, 16), (7, 16), shp], ["float32", "float32", "bool"], positional=[X(0), X(1)], call=dict(attention_mask=X(2)))
add("MultiHeadAttention", MH, [(5, 16), (7, 16)], positional=[[X(0), X(1)]])
add("MultiHeadAttention", MH, [(5, 16), (7, 16)], positional=[X(0)], call=dict(value=X(1)))
add("MultiHeadAttention", MH, [(5, 16), (7, 16)], positional=[], call=dict(query=X(0), value=X(1)))
add("MultiHeadAttention", MH, [(5, 16), (7, 16), (7, 12)], positional=[X(0), X(1)], call=dict(key=X(2)))
add("MultiHeadAttention", MH, [(5, 16), (7, 16)], "float16")
add("MultiHeadAttention", MH, [(5, 16), (7, 16)], "int32")
for g in grid(50, head_dim=[4, 8], num_query_heads=[2, 4], num_key_value_heads=[1, 2, 3], use_bias=[D, False], use_gate=[D, True], sliding_window=[D, 2], dropout=[D, 0.1]):
    add("GroupQueryAttention", g, [(5, 16), (5, 16)])
# ------------------------------------------------------------------------------------- normalization
for l, s in ((Ly("Conv2D", filters=4, kernel_size=3), (8, 9, 3)), (Ly("Conv1D", filters=4, kernel_size=3, use_bias=False), (8, 3)), (Ly("Conv2DTranspose", filters=4, kernel_size=3), (8, 9, 3)), (Ly("DepthwiseConv2D", kernel_size=3), (8, 9, 3)), (Ly("SeparableConv2D", filters=4, kernel_size=3), (8, 9, 3)), (Ly("Embedding", input_dim=10, output_dim=4), (5,)), (Ly("Flatten"), (8, 9)),
             (Ly("Dense", units=4), (5, 3)), (Ly("EinsumDense", equation="ab,bc->ac", output_shape=4), (3,)), (Ly("Conv3D", filters=4, kernel_size=2), VOL), (Ly("LSTM", units=4), (5, 3)), (Ly("BatchNormalization"), (5, 3))):
    for p in (D, 3):
        add("SpectralNormalization", grid(power_iterations=[p])[0] | {"layer": l}, [s], "int32" if l.name == "Embedding" else "float32")
for s in ((6,), (5, 6), (8, 9, 6), (N, N, 6), (5, N), (2, 3, 4, 5)):
    for a in (-1, 1, 2, 3, -2, 0, 5, [1, 2], (1,), -3):
        add("BatchNormalization", dict(axis=a), [s])
        add("LayerNormalization", dict(axis=a), [s])
        add("RMSNormalization", dict(axis=a), [s])
        add("UnitNormalization", dict(axis=a), [s])
        add("Normalization", dict(axis=a), [s])
        add("GroupNormalization", dict(axis=a, groups=2), [s])
        add("Softmax", dict(axis=a), [s])
    for a in ((1, 2), (2, 1), (-1, -2), (1, 2, 3), (1, -1)):
        add("LayerNormalization", dict(axis=a), [s])
        add("RMSNormalization", dict(axis=a), [s])
        add("UnitNormalization", dict(axis=a), [s])
        add("Normalization", dict(axis=a), [s])
        add("Softmax", dict(axis=a), [s])
    for g in (1, 2, 3, 4, 5, 6, -1, 0, 7, 32):
        add("GroupNormalization", dict(groups=g), [s])
    for a in ([1], [2], [1, 2], [1, 2, 3], 1, [3], [-1]):
        add("PReLU", dict(shared_axes=a), [s])
    for g in ({"renorm": True}, {"renorm": True, "renorm_clipping": {"rmax": 3.0, "rmin": 0.3, "dmax": 5.0}}, {"renorm": True, "center": False, "scale": False}, {"renorm": True, "axis": 1}, {"renorm_clipping": {"rmax": 3.0}}, {"synchronized": True}, {"trainable": False}):
        add("BatchNormalization", g, [s])
for kw in (dict(mean=0.0, variance=1.0), dict(mean=[1.0, 2.0, 3.0], variance=[1.0, 1.0, 1.0]), dict(mean=[1.0, 2.0], variance=[1.0, 1.0]), dict(mean=0.0), dict(variance=1.0), dict(mean=0.0, variance=1.0, axis=N), dict(mean=[1.0, 2.0, 3.0], variance=[1.0, 1.0, 1.0], axis=1), dict(mean=0.0, variance=1.0, invert=True), dict(axis=N), dict(axis=(1, 2)), dict(axis=0), {}):
    for s in ((3,), (4, 3), (3, 4), (N, 3), (), (N,)):
        add("Normalization", kw, [s])
        add("Normalization", kw, [s], "int32")
# ------------------------------------------------------------------------------------- merges
PAIRS = [[(4, 3), (3,)], [(4, 3), (1,)], [(4, 4, 3), (4, 3)], [(4, 4, 3), (1, 3)], [(N, 3), (N, 3)], [(N, 3), (1, 3)], [(N, 3), (5, 3)], [(N, N), (4, 3)], [(8,), ()], [(4, 3), (4, 3), (4, 1)], [(4, 3), (4, 3), (5, 3)], [(4, 3), (3,), (4, 1)], [(1, 3), (4, 1)], [(4, 3), (2, 4, 3)], [(), ()], [(4, 1, 3), (5, 3)], [(5, 3), (4, 3)], [(4,), (4, 4)],
         [(8, 8, 16), (16,)], [(8, 8, 16), (8, 8, 1)], [(8, 8, 16), (1, 1, 16)], [(8, 8, 16), (8,)]]
for n in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
    for p in PAIRS:
        add(n, {}, p)
    for d in (["int32", "float32"], ["float16", "float32"], ["bool", "bool"], ["uint8", "uint8"], ["int32", "int32"]):
        add(n, {}, [(4, 3), (4, 3)], d)
for p in [[(4, 3), (4, 5)], [(4, 3), (5, 3)], [(4, 3), (3,)], [(N, 3), (5, 3)], [(N, 3), (N, 3), (4, 3)], [(N, N), (N, 4)], [(8,), (8,), (8,)], [(), ()], [(8, 8, 3), (8, 8, 5)], [(8, 8, 3), (4, 8, 3)], [(N, N, 3), (N, N, 5)], [(4, 3)], [(0, 3), (4, 3)], [(2, 4, 3), (4, 3)]]:
    for a in (D, 0, 1, 2, 3, 4, -2, -3, -4, -5):
        add("Concatenate", grid(axis=[a])[0], p)
for d in (["int32", "float32"], ["bool", "bool"], ["int32", "bool"]):
    add("Concatenate", {}, [(4, 3), (4, 3)], d)
for p in [[(8,), (8,)], [(4, 6), (4, 6)], [(4, 6), (6,)], [(6,), (4, 6)], [(2, 4, 6), (6, 5)], [(2, 4, 6), (2, 4, 6)], [(N, 6), (N, 6)], [(4, N), (N, 5)], [(N, 6), (6, N)], [(), ()], [(8,), (8,), (8,)], [(8,)], [(4, 6), (4, 7)]]:
    for a in (0, 1, 2, 3, -1, -2, (1, 1), (1, 2), (2, 1), (2, 2), (-1, -1), (2, 3), (3, 2), (1, 2, 3), (0, 1), "a", 1.5, [1, 2]):
        add("Dot", dict(axes=a), p)
    add("Dot", dict(axes=-1, normalize=True), p)
# ------------------------------------------------------------------------------------- shapes, regularization
for s in ((4, 6), (2, 3, 4), (N, 4), (N, N), (12,), (), (N, 2, 6)):
    for t in ((-1,), (3, 8), (N, 4), (-1, N), (2, -1), (24,), (1, -1, 4), (0,), (-1, 0), (-2, 12), (), (2.5, 4), [4, 6], 24, (-1, 5), (24, 1, 1), (6, 4), (1, 24)):
        add("Reshape", dict(target_shape=t), [s])
    for p in ((1,), (2, 1), (1, 2), (2, 1, 3), (3, 2, 1), (1, 1), (0, 1), (2, 3), [2, 1], (-1, 1)):
        add("Permute", dict(dims=p), [s])
    for r in ((N, 1, 6), (N, 1), (N, N, 1), (N, N, N), (N, 4, 5), (2, 1, 1)):
        add("Dropout", dict(rate=0.5, noise_shape=r), [s])
        add("AlphaDropout", dict(rate=0.5, noise_shape=r), [s])
    add("Flatten", {}, [s])
    add("Flatten", {}, [s], "int32")
    add("RepeatVector", dict(n=3), [s])
    add("Masking", dict(mask_value=-1.0), [s])
    add("Masking", dict(mask_value=0), [s], "int32")
    for g in (dict(max_value=6.0), dict(negative_slope=0.1), dict(threshold=1.0), dict(max_value=-1.0), dict(negative_slope=-1.0), dict(threshold=-1.0), dict(max_value=N, negative_slope=0.0, threshold=0.5)):
        add("ReLU", g, [s])
    for a in ("relu", "softmax", "log_softmax", "gelu", "glu", "swish", "silu", "hard_silu", "hard_sigmoid", "mish", "leaky_relu", "exponential", "linear", "relu6", "celu", "sparsemax", "squareplus", "threshold", "Relu", "tanh_shrink", "selu", "elu", "softplus", "softsign", "log_sigmoid", "sigmoid", "tanh", N, ""):
        if s in ((4, 6), (12,), ()):
            add("Activation", dict(activation=a), [s])
            add("Activation", dict(activation=a), [s], "int32")
FNS = [("lambda x: x * 2", D), ("lambda x: ops.mean(x, axis=1)", D), ("lambda x: ops.mean(x, axis=1)", (3,)), ("lambda x: ops.mean(x, axis=1)", (5,)), ("lambda x: x[:, 0]", D), ("lambda x: ops.expand_dims(x, -1)", D), ("lambda x: ops.concatenate([x, x], -1)", D), ("lambda x: ops.split(x, 2, axis=1)", D), ("lambda x: (x, x)", D), ("lambda x: ops.reshape(x, (-1, 5))", D), ("lambda x: x", (N, 3)), ("lambda x: x", 7),
       ("lambda x: x", Fn("lambda s: s")), ("lambda x: x", Fn("lambda s: (s[0], 2)")), ("lambda x, k: x * k", D), ("lambda x: x.foo", D), ("lambda x: ops.cast(x, 'int32')", D), ("lambda x: x > 0", D), ("lambda x: 5", D), ("lambda x: None", D), ("lambda: 5", D), ("lambda x: ops.shape(x)", D), ("lambda x: ops.sum(x)", D), ("lambda x: x[0]", D), ("lambda x: x + x.shape[1]", D)]
for f, o in FNS:
    for s in ((4, 3), (N, 3)):
        add("Lambda", dict(function=Fn(f)) | grid(output_shape=[o])[0], [s])
add("Lambda", dict(function=Fn("lambda x, k: x * k"), arguments={"k": 3}), [(4, 3)])
add("Lambda", dict(function=Fn("lambda x: x[0] + x[1]")), [(4, 3), (4, 3)])
add("Lambda", dict(function=Fn("lambda x: x[0] + x[1]")), [(4, 3), (5, 3)])
add("Lambda", dict(function=Fn("lambda x: x"), mask=Fn("lambda x, m: m")), [(4, 3)])
# ------------------------------------------------------------------------------------- preprocessing
for m in ("int", "one_hot", "multi_hot", "count", "tf_idf", "nope"):
    for s in ((), (1,), (3,), (3, 4), (N,)):
        add("CategoryEncoding", dict(num_tokens=6, output_mode=m), [s], "int32")
        add("Discretization", dict(bin_boundaries=[0.0, 1.0, 2.0], output_mode=m), [s])
        add("Discretization", dict(num_bins=4, output_mode=m), [s])
        add("Hashing", dict(num_bins=4, output_mode=m), [s], "int32")
        add("IntegerLookup", dict(vocabulary=[1, 2, 3], output_mode=m), [s], "int64")
        add("IntegerLookup", dict(max_tokens=6, output_mode=m), [s], "int64")
        add("StringLookup", dict(vocabulary=["a", "b"], output_mode=m), [s], "string")
        add("TextVectorization", dict(vocabulary=["a", "b"], output_mode=m), [s], "string")
        if m in ("int", "one_hot"):
            add("HashedCrossing", dict(num_bins=4, output_mode=m), [s, s], "int32")
add("CategoryEncoding", dict(num_tokens=6, output_mode="count"), [(3,), (3,)], ["int32", "float32"], positional=[X(0)], call=dict(count_weights=X(1)))
add("CategoryEncoding", dict(num_tokens=6, output_mode="one_hot"), [(3,), (3,)], ["int32", "float32"], positional=[X(0)], call=dict(count_weights=X(1)))
for s in ((256,), (N,), (256, 1), (2, 256), (64,), (16,), (100,)):
    for g in grid(8, fft_length=[64, 32], sequence_stride=[16, 10], sequence_length=[D, 32], num_mel_bins=[D, 20]):
        add("MelSpectrogram", g, [s])
for s in ((256, 1), (256, 2), (N, 1), (20, 1), (256,), (2, 256, 1), (1, 256)):
    for g in grid(14, mode=["log", "magnitude", "psd", "real", "imag", "angle", "stft", "nope"], frame_length=[32, 16], frame_step=[D, 8], fft_length=[D, 64], padding=[D, "same"], expand_dims=[D, True], data_format=[D, D, CF]):
        add("STFTSpectrogram", g, [s])
    add("STFTSpectrogram", dict(frame_length=32, fft_length=16), [s])
    add("STFTSpectrogram", dict(frame_length=32, frame_step=64), [s])
for n in ("MixUp", "CutMix"):
    for lab in ((), (5,), (1,)):
        add(n, {}, [IMG, lab], positional=[{"images": X(0), "labels": X(1)}])
    add(n, {}, [IMG], positional=[{"images": X(0)}])
for n in ("RandomFlip", "RandomCrop", "CenterCrop", "Resizing", "RandomZoom", "RandomRotation", "RandomBrightness", "RandAugment", "MaxNumBoundingBoxes", "Pipeline"):
    add(n, BASE[n][0], [IMG, (6, 4), (6,)], ["float32", "float32", "int32"], positional=[{"images": X(0), "bounding_boxes": {"boxes": X(1), "labels": X(2)}}])
    add(n, {**BASE[n][0], **({} if n in ("Pipeline", "RandomBrightness") else {"bounding_box_format": "xyxy"})}, [IMG, (6, 4), (6,)], ["float32", "float32", "int32"], positional=[{"images": X(0), "bounding_boxes": {"boxes": X(1), "labels": X(2)}}])
    add(n, BASE[n][0], [IMG, (5,)], positional=[{"images": X(0), "labels": X(1)}])
add("MaxNumBoundingBoxes", dict(max_number=4), [(6, 4), (6,)], ["float32", "int32"], positional=[{"boxes": X(0), "labels": X(1)}])
for ls in ([Ly("Rescaling", scale=0.5), Ly("Resizing", height=4, width=5)], [Ly("RandomFlip"), Ly("CenterCrop", height=4, width=4)], [Ly("Dense", units=4)], [Ly("RandomCrop", height=4, width=4), Ly("RandomRotation", factor=0.1)]):
    add("Pipeline", dict(layers=ls), [IMG])
for n in ("Resizing", "CenterCrop", "RandomCrop"):
    for h, w in ((4, 5), (16, 20), (8, 9), (4, 20)):
        for s in (IMG, (N, N, 3), (2, 8, 9, 3), (8, 9), (N, 9, 3)):
            add(n, dict(height=h, width=w), [s])
            if n == "Resizing":
                for k in ("crop_to_aspect_ratio", "pad_to_aspect_ratio"):
                    add(n, dict(height=h, width=w, **{k: True}), [s])
    add(n, dict(height=4, width=4), [IMG], "uint8")
    add(n, dict(height=4, width=4), [IMG], "int32")
for i in ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5", "nope", "area"):
    add("Resizing", dict(height=4, width=4, interpolation=i), [IMG])
    add("UpSampling2D", dict(size=2, interpolation=i), [IMG])
    add("UpSampling2D", dict(size=(2, 3), interpolation=i, data_format=CF), [(3, 8, 9)])
for s in (IMG, (4, 3), (3,), ()):
    for g in (dict(scale=0.5), dict(scale=2, offset=1), dict(scale=[1.0, 2.0, 3.0]), dict(scale=[1.0, 2.0]), dict(scale=1, offset=[1.0, 2.0, 3.0])):
        for d in ("float32", "uint8", "int32", "bool", "float16"):
            add("Rescaling", g, [s], d)
for s in ((5,), (N,), (3, 4), (), (5, 1)):
    for d in ("int32", "int64", "uint8", "float32", "bool", "int8", "float16"):
        add("Embedding", dict(input_dim=10, output_dim=4), [s], d)
        add("ReversibleEmbedding", dict(input_dim=10, output_dim=4), [s], d)
    for g in (dict(tie_weights=False), dict(mask_zero=True), dict(logit_soft_cap=5.0), dict(reverse_dtype="float16")):
        add("ReversibleEmbedding", dict(input_dim=10, output_dim=4, **g), [s], "int32")
for s in ((5, 4), (4,), (5, 3), (N, 4)):
    for g in (dict(tie_weights=False), {}, dict(reverse_dtype="float16")):
        add("ReversibleEmbedding", dict(input_dim=10, output_dim=4, **g), [s], call=dict(reverse=True))
add("Layer", {}, [(4,)])
add("Layer", dict(foo=1), [(4,)])
add("Wrapper", dict(layer=Ly("Dense", units=4)), [(4,)])
for n in sorted(dir(L)):
    c = getattr(L, n)
    if inspect.isclass(c) and c.__name__ != n and c.__name__ in BASE:
        add(n, BASE[c.__name__][0], BASE[c.__name__][1])
add("InputLayer", dict(shape=(4,)), [(4,)])
for n in ("TFSMLayer", "TorchModuleWrapper"):
    add(n, {"filepath" if n == "TFSMLayer" else "module": "x"}, [(4,)])

os.makedirs(OUT, exist_ok=True)
total = errors = 0
for key, cases in sorted(CASES.items()):
    if ONLY and key not in ONLY:
        continue
    seen, lines = set(), []
    for c in cases:
        ident = json.dumps(encode(list(c)), sort_keys=True)
        if ident in seen:
            continue
        seen.add(ident)
        keras.utils.clear_session(free_memory=False)
        rec = run(*c)
        if rec.get("error", "").startswith(("ImportError", "ModuleNotFoundError")):
            continue  # a layer that needs TensorFlow or torch: nothing is learnt about it here
        total += 1
        errors += "error" in rec
        lines.append(json.dumps(rec) + "\n")
    if lines:
        with open(f"{OUT}/{key}.jsonl", "w") as f:
            f.writelines(lines)
    print(key, len(lines), flush=True)
print("TOTAL", total, "errors", errors, "keras", keras.__version__)
