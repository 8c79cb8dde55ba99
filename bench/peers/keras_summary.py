"""Builds a model with Keras and prints its summary; writes peak memory and processor time to $BENCH_PEAK.

Arguments: the name of a model of keras.applications, or `residual` and a number of layers.
"""

import json
import os
import resource
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras


def residual(count):
    x = start = keras.Input([64])
    for _ in range(round(count / 5)):
        y = keras.layers.LayerNormalization(epsilon=1e-6)(x)
        y = keras.layers.Dense(128, activation="relu")(y)
        y = keras.layers.Dense(64)(y)
        y = keras.layers.Dropout(0.1)(y)
        x = keras.layers.Add()([x, y])
    return keras.Model(start, x)


name = sys.argv[1]
model = residual(int(sys.argv[2])) if name == "residual" else getattr(keras.applications, name)(weights=None)
model.summary()
if "BENCH_PEAK" in os.environ:
    used = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else 1024
    with open(os.environ["BENCH_PEAK"], "w") as out:
        json.dump({"memory": used.ru_maxrss * unit, "cpu": (used.ru_utime + used.ru_stime) * 1000}, out)
