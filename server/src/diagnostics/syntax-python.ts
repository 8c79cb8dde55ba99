// Python that makes Keras models, pasted into a file of Net. It never converts it; the editor does, on request.
import { defineDiagnostic } from "./define.ts";

export default defineDiagnostic<{
  /** How many lines are Python. */
  readonly lines: number;
}>({
  code: "syntax-python",
  severity: "information",
  summary: "Lines of the file are Python code of Keras.",
  message: ({ lines }) =>
    `${lines === 1 ? "this line is" : `these ${lines} lines are`} Python code of Keras; “Convert pasted Keras code” turns ${lines === 1 ? "it" : "them"} into Net`,
  why: "A layer call copied from Keras works as it stands inside a model, but functions, classes and statements that run at file level do not. The code action **Convert pasted Keras code** (or `netlens import file.py`) makes models and blocks of them; nothing is executed. Nothing else is reported for these lines.",
  wrong:
    "[!import keras!]\nfrom keras import layers\n\nmodel = keras.Sequential()\nmodel.add(layers.Dense(8, input_shape=(5,)))\n",
  right: "model M {\n    input x: [5]\n    Dense(8)\n}\n",
});
