"""Asks real Keras: one JSON case a line on standard input, one JSON answer a line on standard output.

    python keras_runner.py versions
    python keras_runner.py build < cases.jsonl
    KERAS_BACKEND=torch python keras_runner.py train < cases.jsonl

`build` makes the model of a case and describes what Keras made of it. Another kind of case is another function in
`COMMANDS`. A case that fails is answered with its error; nothing is left out. It never looks at a `.net` file.
"""

import contextlib
import importlib.metadata
import io
import json
import os
import platform
import sys
import tempfile
import traceback

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
# Everything here is small and runs once: time goes into compiling it, not into running it.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_cpu_multi_thread_eigen=false")
for threads in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
    os.environ.setdefault(threads, "1")

# What is printed while a case runs must not mix with the answers.
answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def versions():
    """The programs the answers come from."""
    found = {"python": platform.python_version(), "backend": os.environ["KERAS_BACKEND"]}
    for package in ("keras", "tensorflow", "jax", "torch", "numpy"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            found[package] = importlib.metadata.version(package)
    return found


def shape_of(tensor):
    """Without the batch axis."""
    return list(tensor.shape)[1:]


def own_nodes(model, operation):
    """The uses of a layer that belong to this model."""
    from keras.src.ops.function import make_node_key

    nodes = enumerate(operation._inbound_nodes)
    return [node for i, node in nodes if make_node_key(operation, i) in model._nodes]


def describe_weight(weight, layer, trainable):
    path = weight.path
    prefix = layer.name + "/"
    name = path[len(prefix):] if path.startswith(prefix) else path
    return [name, list(weight.shape), id(weight) in trainable, str(weight.dtype)]


def class_name(operation):
    """The name a class has in `keras.layers`, which is not always its own."""
    import keras
    from keras.src.api_export import get_name_from_symbol

    if isinstance(operation, keras.Model):
        return "Functional"
    return (get_name_from_symbol(type(operation)) or type(operation).__name__).split(".")[-1]


def describe_layer(model, operation, trainable):
    import keras

    nodes = own_nodes(model, operation)
    inner = functional(operation) if isinstance(operation, keras.Model) else None
    answer = {
        "name": operation.name,
        "class": class_name(operation),
        "outputs": [shape_of(t) for t in nodes[0].output_tensors],
        "from": [[t._keras_history.operation.name for t in node.input_tensors] for node in nodes],
    }
    if inner is not None:
        answer["inputs"] = [t._keras_history.operation.name for t in inner.inputs]
        answer["layers"] = describe_layers(inner, trainable)
    else:
        weights = [w for w in getattr(operation, "weights", []) if "seed_generator" not in w.path]
        answer["weights"] = [describe_weight(w, operation, trainable) for w in weights]
    return answer


def functional(model):
    """The graph of a model; a Sequential keeps its own inside."""
    import keras

    return model._functional if isinstance(model, keras.Sequential) else model


def describe_layers(model, trainable):
    from keras.layers import InputLayer

    return [describe_layer(model, op, trainable) for op in model.operations if not isinstance(op, InputLayer)]


def describe(model):
    """Layer by layer, in Keras's order: class, name, output shapes, sources, weights."""
    model = functional(model)
    trainable = {id(w) for w in model.trainable_weights}
    return {
        "layers": describe_layers(model, trainable),
        "outputs": [shape_of(t) for t in model.outputs],
    }


def load_module(text):
    """Runs a Python text as a module of its own."""
    import types

    module = types.ModuleType("exported")
    sys.modules["exported"] = module
    exec(compile(text, "exported.py", "exec"), module.__dict__)
    return module


def made(case):
    """The model of a case: a document of Keras, or a Python text that has it or builds it."""
    import keras

    if case["format"] == "keras-json":
        classes = vars(load_module(case["classes"])) if case.get("classes") else {}
        return keras.models.model_from_json(case["text"], custom_objects=classes)
    module = load_module(case["text"])
    found = getattr(module, case["entry"])
    return found if isinstance(found, keras.Model) else found()


def forget_names():
    """Automatic names start again at `dense`; unlike `clear_session` what is compiled stays compiled."""
    from keras.src.backend.common import global_state

    global_state.set_global_attribute("object_name_uids", None)


def build(case):
    """Builds a model without filling its weights: shapes are all that is asked for."""
    from keras.src.backend.common import global_state
    from keras.src.backend.common.stateless_scope import StatelessScope

    forget_names()
    try:
        with StatelessScope(initialize_variables=False):
            return describe(made(case))
    except Exception as error:
        # A layer that needs the values of its variables at once; a large model would fill the memory.
        if "stateless scope" not in str(error) or not case.get("small"):
            raise
    finally:
        # Else a later case would fill them.
        global_state.set_global_attribute("uninitialized_variables", [])
    forget_names()
    return describe(made(case))


def script(case):
    """Runs a Python text as a program, with arguments, in a folder of its own."""
    import keras

    keras.backend.clear_session()
    argv, before = sys.argv, os.getcwd()
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        try:
            os.chdir(folder)
            sys.argv = ["exported.py", *case["args"]]
            with contextlib.redirect_stdout(printed):
                exec(compile(case["text"], "exported.py", "exec"), {"__name__": "__main__"})
        except SystemExit as end:
            if end.code not in (None, 0):
                raise RuntimeError(f"exit code {end.code}: {printed.getvalue()[-400:]}") from end
        finally:
            sys.argv = argv
            os.chdir(before)
    return {"ran": True}


def train(case):
    """Runs the training functions of a Python text and says what each `fit` changed."""
    from keras_training import train as run

    return run(case["text"], load_module)


def without_downloads():
    """`weights="imagenet"` names files on the network; what is compared is the same without them."""
    import keras
    from keras.src.utils import file_utils

    file_utils.get_file = lambda *args, **kwargs: "not fetched"
    keras.Model.load_weights = lambda self, path, *args, **kwargs: None


def limit_memory(gigabytes=10):
    """A case that asks for more fails alone; without this it takes the machine with it."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (gigabytes << 30, resource.RLIM_INFINITY))


COMMANDS = {"build": build, "script": script, "train": train}


def main():
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "versions":
        answers.write(json.dumps(versions()) + "\n")
        return 0
    if command not in COMMANDS:
        sys.stderr.write(f"usage: keras_runner.py versions | {' | '.join(COMMANDS)}\n")
        return 2
    limit_memory()
    without_downloads()
    # Deep graphs are walked by recursion in places.
    sys.setrecursionlimit(20_000)
    for line in sys.stdin:
        case = json.loads(line)
        try:
            answer = COMMANDS[command](case)
        except BaseException as error:
            if os.environ.get("CONFORMANCE_TRACE"):
                traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {str(error)[-600:]}"}
        answers.write(json.dumps({"id": case["id"], "format": case["format"], **answer}) + "\n")
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
