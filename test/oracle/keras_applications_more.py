"""Records what keras.applications builds, layer by layer, for many models and arguments.

Run with a Python that has Keras 3.15 and one of its backends, from this folder:

    KERAS_BACKEND=jax python keras_applications_more.py [MODEL ...]

It writes keras-applications-more.json.gz: the signature of every model, and cases, each with the call's arguments, the
model's own name, its totals and one line a layer or operation, `name|class|output shape|weight:shape …`, where `~` marks a
weight that is not trained. Cases that Keras refuses have its message instead. With models named, only their cases are
measured again; the others stay as they are. Nothing is downloaded: weights start at zero, and with `weights="imagenet"` the
file that would be loaded is passed over.
"""

import gzip
import inspect
import json
import math
import os
import sys
import time

os.environ.setdefault("JAX_PLATFORMS", "cpu")
import keras
from keras import applications, initializers
from keras.src.models import Functional
from keras.src.utils import file_utils

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "keras-applications-more.json.gz")

# Starting values cost time and tell nothing about names and shapes.
for kind in vars(initializers).values():
    if inspect.isclass(kind) and issubclass(kind, initializers.Initializer):
        kind.__call__ = lambda self, shape, dtype=None, **_: keras.ops.zeros(shape, dtype or "float32")
file_utils.get_file = lambda name, *_, **__: name
Functional.load_weights = lambda *_, **__: None

TOP = [dict(), dict(include_top=False), dict(include_top=False, pooling="avg"), dict(include_top=False, pooling="max")]
SMALL = dict(classes=7, classifier_activation=None)


def sizes(*shapes):
    return [dict(include_top=False, input_shape=list(shape)) for shape in shapes]


CASES = {}


def cases(names, arguments):
    for name in names:
        CASES.setdefault(name, []).extend(arguments)


cases(["VGG16"], [*TOP[2:], SMALL, *sizes((31, 32, 3), (48, 100, 1))])
cases(["ResNet50", "ResNet50V2", "DenseNet121"], [*TOP[2:], SMALL, *sizes((31, 32, 3), (48, 100, 1))])
cases(["ResNet101", "ResNet152", "ResNet101V2", "ResNet152V2", "DenseNet169", "DenseNet201", "VGG19"], TOP[:2])
cases(["Xception"], [*TOP[2:], SMALL, *sizes((70, 71, 3), (71, 100, 1))])
cases(["MobileNet"], [*TOP, SMALL, dict(alpha=0.25), dict(alpha=0.5, input_shape=[128, 128, 3]), dict(alpha=0.3, weights=None),
    dict(depth_multiplier=2, include_top=False), dict(alpha=0.75, include_top=False, input_shape=[97, 131, 3]),
    dict(include_top=False, input_shape=[160, 160, 3]), dict(name="backbone", include_top=False),
    *sizes((31, 32, 3))])
cases(["MobileNetV2"], [*TOP, SMALL, dict(alpha=0.35), dict(alpha=1.4), dict(alpha=0.5, input_shape=[96, 96, 3]),
    dict(alpha=1.3, include_top=False, input_shape=[97, 131, 3]), dict(include_top=False, input_shape=[160, 160, 3]),
    dict(name="backbone", include_top=False), *sizes((31, 32, 3), (None, None, 1))])
cases(["MobileNetV3Small", "MobileNetV3Large"], [*TOP, SMALL, dict(minimalistic=True), dict(minimalistic=True, include_top=False, input_shape=[96, 65, 3]),
    dict(alpha=0.75), dict(alpha=1.5), dict(alpha=0.35, include_top=False), dict(include_preprocessing=False, dropout_rate=0),
    dict(input_shape=[224, 224, 3]), dict(name="backbone", include_top=False), *sizes((31, 32, 3), (97, 131, 3), (64, 96, 1))])
cases(["InceptionV3", "InceptionResNetV2"], [*TOP, SMALL, *sizes((74, 75, 3), (75, 99, 3), (150, 150, 1)), dict(name="backbone", include_top=False)])
cases([f"EfficientNetB{i}" for i in range(8)], TOP[:2])
cases(["EfficientNetB0"], [*TOP[2:], SMALL, dict(weights="imagenet"), dict(weights="imagenet", include_top=False),
    dict(name="backbone", include_top=False), *sizes((31, 32, 3), (97, 131, 3), (64, 64, 1))])
cases(["EfficientNetB3"], [dict(include_top=False, pooling="avg", input_shape=[150, 151, 3])])
V2 = [f"EfficientNetV2{size}" for size in ("B0", "B1", "B2", "B3", "S", "M", "L")]
cases(V2, TOP[:2])
cases(["EfficientNetV2B0", "EfficientNetV2S"], [*TOP[2:], SMALL, dict(include_preprocessing=False, include_top=False),
    *sizes((31, 32, 3), (97, 131, 3), (64, 64, 1))])
CONVNEXT = [f"ConvNeXt{size}" for size in ("Tiny", "Small", "Base", "Large", "XLarge")]
cases(CONVNEXT, TOP[:2])
cases(["ConvNeXtTiny"], [*TOP[2:], SMALL, dict(include_preprocessing=False), dict(name="backbone", include_top=False),
    *sizes((31, 32, 3), (97, 131, 3), (64, 64, 1))])
cases(["NASNetMobile"], [*TOP, SMALL, *sizes((31, 32, 3), (96, 96, 3), (97, 131, 3), (64, 64, 1)), dict(name="backbone", include_top=False)])
cases(["NASNetLarge"], [*TOP[:2], *sizes((331, 331, 3))])
OPEN = ["EfficientNetB0", "EfficientNetV2B0", "MobileNetV3Large", "ConvNeXtTiny", "NASNetMobile"]
cases(OPEN, sizes((None, None, 3), (None, None, 4)))

# What Keras refuses for its pretrained weights, and what it refuses always.
EVERY = ["VGG16", "VGG19", "ResNet50", "ResNet50V2", "DenseNet121", "Xception", "MobileNet", "MobileNetV2", "MobileNetV3Small",
    "InceptionV3", "InceptionResNetV2", "EfficientNetB0", "EfficientNetV2B0", "ConvNeXtTiny", "NASNetMobile"]
cases(EVERY, [dict(weights="imagenet", classes=10), dict(weights="imagenet", input_shape=[100, 100, 3]),
    dict(include_top=True, input_shape=[None, None, 3]),
    dict(weights="imagenet", classifier_activation="relu"), dict(weights="imagenet", include_top=False, classes=10),
    dict(weights="imagenet", include_top=False, input_shape=[100, 100, 3]), dict(include_top=False, input_shape=[100, 100])])
# MobileNetV3 notices other channels only when the file is read, which is passed over here.
cases([name for name in EVERY if "V3Small" not in name], [dict(weights="imagenet", include_top=False, input_shape=[100, 100, 1])])
cases(["MobileNet", "MobileNetV2", "MobileNetV3Small"], [dict(weights="imagenet", alpha=0.6), dict(weights="imagenet", alpha=0.75),
    dict(weights="imagenet", input_shape=[160, 160, 3])])
cases(["MobileNet"], [dict(weights="imagenet", depth_multiplier=2)])
cases(["MobileNetV3Small"], [dict(weights="imagenet", minimalistic=True), dict(weights="imagenet", minimalistic=True, alpha=0.75)])
cases(["NASNetMobile"], [dict(weights="imagenet", include_top=False, input_shape=[None, None, 3])])


def shape_text(shape):
    return ",".join("?" if size is None else str(size) for size in shape)


def line(layer):
    if not isinstance(layer, keras.Layer):
        return f"{layer.name}|ops.{type(layer).__name__}|{shape_text(layer.output.shape[1:])}|"
    weights = " ".join(f"{'' if w.trainable else '~'}{w.name}:{shape_text(w.shape)}" for w in layer.weights)
    return f"{layer.name}|{type(layer).__name__}|{shape_text(layer.output.shape[1:])}|{weights}"


def measure(name, arguments):
    keras.utils.clear_session()
    given = dict(weights=None, **arguments) if "weights" not in arguments else dict(arguments)
    if "input_shape" in given:
        given["input_shape"] = tuple(given["input_shape"])
    case = dict(model=name, arguments=arguments)
    try:
        model = getattr(applications, name)(**given)
    except (ValueError, TypeError) as refusal:
        return dict(**case, refused=f"{type(refusal).__name__}: {refusal}"[:300])
    trainable = sum(math.prod(w.shape) for w in model.trainable_weights)
    return dict(**case, name=model.name, total=model.count_params(), trainable=trainable, layers=[line(x) for x in model.operations])


def main(only):
    done = []
    if os.path.exists(OUT) and only:
        with gzip.open(OUT, "rt") as file:
            done = [case for case in json.load(file)["cases"] if case["model"] not in only]
    for name, arguments in CASES.items():
        if only and name not in only:
            continue
        for given in arguments:
            start = time.time()
            case = measure(name, given)
            done.append(case)
            print(name, given, case.get("total") or case["refused"], f"{time.time() - start:.1f} s", flush=True)
    done.sort(key=lambda case: case["model"])
    models = {name: getattr(applications, name) for name in dir(applications) if name[0].isupper()}
    signatures = {
        name: [[p.name, p.default] for p in inspect.signature(model).parameters.values()] for name, model in models.items()
    }
    with open(OUT, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as file:
        file.write(json.dumps(dict(signatures=signatures, cases=done)).encode())


if __name__ == "__main__":
    main(set(sys.argv[1:]))
