// Cases in which Keras and we differ on purpose, each with its reason. It is meant to stay short.

export interface ConformanceException {
  readonly reason: string;
  /** The cases it is about, by id. */
  readonly applies: (id: string) => boolean;
}

export const conformanceExceptions: readonly ConformanceException[] = [
  {
    reason: "The example names a function that its reader has to bring along, and nobody brings one here.",
    applies: (id) => id.startsWith("layers/Lambda "),
  },
  {
    reason: "Layers of PyTorch and TensorFlow hold modules and files that nobody can read without them.",
    applies: (id) => /^layers\/(TorchModuleWrapper|TFSMLayer|FlaxLayer|JaxLayer) /.test(id),
  },
  {
    reason:
      "In Keras 3.15.1 Equalization gives its input itself while a graph is built, so that no functional model can hold it.",
    applies: (id) => id.startsWith("layers/Equalization "),
  },
  {
    reason:
      "Keras works out a mask by operations of its own (`not_equal`) and shows them as layers where another layer takes the mask; here a mask is no part of the graph.",
    applies: (id) => id === "examples/seq2seq.net Translator",
  },
  {
    reason:
      "Seven billion parameters are more than a machine for tests holds; the model itself is built without values.",
    applies: (id) => id === "scripts/examples/llama-2.net --smoke",
  },
  {
    reason: "Keras fetches the weights it publishes for VGG16, and the suite asks no other machine.",
    applies: (id) => id === "scripts/examples/transfer.net --smoke",
  },
  {
    reason: "It shows a mistake that Keras on JAX stops at, as the records of trainings tell.",
    applies: (id) =>
      /^scripts\/examples\/wrong-order\.net (frozen_between_fits|unfrozen_between_fits|never_compiled) /.test(
        id,
      ),
  },
  {
    reason:
      "Keras builds these in scopes of names, so that its weights have longer paths, and their documents name classes that Keras keeps to itself; `test/library` compares their layers and counts.",
    applies: (id) => /^std\/(ConvNeXtTiny|InceptionResNetV2|NASNetMobile)( |$)/.test(id),
  },
];

export const exceptionFor = (id: string): ConformanceException | undefined =>
  conformanceExceptions.find((exception) => exception.applies(id));
