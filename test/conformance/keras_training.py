"""Runs the training functions of an exported text in real Keras and says which weights each `fit` changed.

The functions get the random data of `--smoke`, often enough for several steps, and run all their rounds, an epoch each:
some weights, such as the first of an adapter's two, get no gradient in the first step.
It stops where Keras stops. It never decides whether that is right.
"""

import functools
import re
import warnings

import keras
import numpy as np

METHODS = ("fit", "train_on_batch")


def weights_inside(model, prefix=""):
    """`base.one`, `kernel`, and the weight, for each weight of a model; what is shared comes once, where it stands first."""
    for layer in model.layers:
        path = prefix + layer.name
        if isinstance(layer, keras.Model):
            yield from weights_inside(layer, path + ".")
            continue
        for weight in layer.weights:
            if "seed_generator" in weight.path:
                continue
            start = layer.name + "/"
            # A layer around others numbers those through the process.
            name = weight.path.split(start, 1)[1] if start in weight.path else weight.name
            yield path, re.sub(r"_\d+(?=/)", "", name), weight


def values_of(model):
    return {
        (path, name): np.array(keras.ops.convert_to_numpy(weight.value))
        for path, name, weight in weights_inside(model)
    }


def changed_weights(before, after):
    """`base.one/kernel,bias b/kernel`, in the order of the layers."""
    layers = {}
    for (path, name), value in after.items():
        if not np.array_equal(before[path, name], value):
            layers.setdefault(path, []).append(name)
    return " ".join(f"{path}/{','.join(names)}" for path, names in layers.items())


def first_line(text):
    return str(text).strip().split("\n")[0][:200]


class Recorder:
    """Puts itself around `fit` and `train_on_batch` and writes down what they do; equal rounds of a loop once."""

    def __init__(self):
        self.phases = []
        self.seen = set()
        self.inside = False

    def note(self, line, phase):
        # What is compiled once warns once.
        key = (line, phase["model"], phase["method"], phase.get("changed"), phase.get("error"))
        if key not in self.seen:
            self.seen.add(key)
            self.phases.append(phase)

    def wrap(self, method):
        original = getattr(keras.Model, method)

        @functools.wraps(original)
        def recorded(model, *args, **kwargs):
            if self.inside:
                return original(model, *args, **kwargs)
            import sys

            line = sys._getframe(1).f_lineno
            phase = {"model": model.name, "method": method}
            before = values_of(model)
            self.inside = True
            try:
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    result = original(model, *args, **kwargs)
                phase["changed"] = changed_weights(before, values_of(model))
                return result
            except Exception as error:
                phase["error"] = f"{type(error).__name__}: {first_line(error)}"
                raise
            finally:
                self.inside = False
                said = {first_line(w.message) for w in caught if w.category is UserWarning}
                if said:
                    phase["warnings"] = sorted(said)
                self.note(line, phase)

        setattr(keras.Model, method, recorded)
        return lambda: setattr(keras.Model, method, original)


def more(array):
    """The samples of `--smoke` again and again: three steps of 32."""
    return np.concatenate([array] * (96 // len(array)))


def train(text, load_module):
    """The phases of every `train_…` function, in the order they ran."""
    keras.backend.clear_session()
    keras.utils.set_random_seed(1)
    keras.config.set_max_epochs(1)
    recorder = Recorder()
    module = load_module(text)
    for name, value in vars(module).copy().items():
        if name.startswith("load_") and name.endswith("data"):
            setattr(module, name, lambda smoke=False, load=value: keras.tree.map_structure(more, load(smoke=True)))
    undo = [recorder.wrap(method) for method in METHODS]
    answer = {}
    try:
        for name, value in vars(module).copy().items():
            if name.startswith("train_") and callable(value):
                value()
    except Exception as error:
        if not any("error" in phase for phase in recorder.phases):
            answer["stopped"] = f"{type(error).__name__}: {first_line(error)}"
    finally:
        for restore in undo:
            restore()
    return {"phases": recorder.phases, **answer}
