// Statements with places to fill in, for editors that can jump from one to the next. It never looks at a cursor.
import type { Analysis } from "../analysis/analysis.ts";
import type { Completion } from "./completion.ts";
import { ranks } from "./layer-completion.ts";

export type SnippetPlace = "file" | "body" | "training";

/** `<1:name>` is a place to fill in, and what stands there at first. */
const snippet = (word: string, label: string, detail: string, text: string): Completion => ({
  label,
  kind: "snippet",
  detail,
  filter: word,
  insert: text.replaceAll(
    /<(\d+)(?::([^>]*))?>/g,
    (_mark, number: string, words: string | undefined) =>
      `\${${number}${words === undefined ? "" : `:${words}`}}`,
  ),
  isSnippet: true,
  rank: ranks.keyword,
});

/** The statements that can begin at a place. */
export function snippets(analysis: Analysis, place: SnippetPlace): readonly Completion[] {
  switch (place) {
    case "file": {
      const model = analysis.models.at(-1)?.part.name ?? "Model";
      return [
        snippet(
          "model",
          "model … { … }",
          "a model",
          "model <1:Model>(<2:classes=10>) {\n    input <3:x>: [<4:28, 28, 1>]\n    $0\n    Dense(<5:classes>, activation=softmax)\n}",
        ),
        snippet(
          "block",
          "block … { … }",
          "a block",
          "block <1:block>(<2:filters>) {\n    input <3:x>\n    $0\n}",
        ),
        snippet(
          "layer",
          "layer … { … }",
          "a custom layer",
          "layer <1:Layer>(<2>) {\n    input x: [..., c]\n    weight <3:scale>: [c]\n    output [..., c]\n}",
        ),
        snippet(
          "training",
          "training … for … { … }",
          "a training",
          `training <1:train> for <2:${model}> {\n    compile(optimizer=Adam(<3:1e-3>), loss=<4:categorical_crossentropy>)\n    fit(epochs=<5:10>)\n}`,
        ),
        snippet(
          "fine-tuning",
          "training … freeze … unfreeze …",
          "a training in two phases: the head on a frozen base, then a part of the base at a lower learning rate",
          `training <1:transfer> for <2:${model}> {\n    freeze <3:base>\n    compile(optimizer=Adam(<4:1e-3>), loss=<5:categorical_crossentropy>)\n    fit(epochs=<6:10>)\n\n    unfreeze <3:base>.<7:block5_*>\n    compile(optimizer=Adam(<8:1e-5>), loss=<5:categorical_crossentropy>)\n    fit(epochs=<9:5>)\n}`,
        ),
      ];
    }
    case "body":
      return [
        snippet(
          "for",
          "for … in … { … }",
          "a loop over values",
          "for <1:filters> in [<2:64, 128>] {\n    $0\n}",
        ),
        snippet("repeat", "repeat … { … }", "the same again", "repeat <1:2> {\n    $0\n}"),
        snippet("if", "if … { … }", "a choice", "if <1:condition> {\n    $0\n}"),
      ];
    case "training":
      return [
        snippet(
          "compile",
          "compile … fit …",
          "a phase",
          "compile(optimizer=Adam(<1:1e-3>), loss=<2:categorical_crossentropy>)\nfit(epochs=<3:10>)",
        ),
        snippet("freeze", "freeze … except …", "all but some", "freeze <1:base> except <2:base.layer>"),
        snippet(
          "for",
          "for … in … { … }",
          "a loop over layers",
          "for layer in <1:base>.layers {\n    layer.trainable = <2:False>\n}",
        ),
      ];
  }
}
