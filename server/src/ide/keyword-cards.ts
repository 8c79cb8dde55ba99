// What the words mean that statements begin with. It never looks at a file.
const cards: Readonly<Record<string, string>> = {
  model:
    "A **model**: inputs, layers, a name and a `trainable` flag. Used in another model it is a nested model, as in Keras.\n\n```net\nmodel Name(parameters) { … }\n```",
  block:
    "A **block**: statements with a name, put in where it is used. Its layers belong to the model around it; a label makes them a group.\n\n```net\nblock name(parameters) { … }\n```",
  layer:
    "A **custom layer**: its inputs, weights and outputs by their shapes, for what the catalogue lacks.\n\n```net\nlayer Name(parameters) {\n    input x: [..., c]\n    weight w: [c]\n    output [..., c]\n}\n```",
  training:
    "A **training section**: what is frozen, compiled and fitted, in order. Each `fit` is a phase.\n\n```net\ntraining name for Model(arguments) { … }\n```",
  const: "A **constant** of the file.\n\n```net\nconst width = 64\n```",
  from: 'An **import** from a file, by its path from here, or from the library.\n\n```net\nfrom "./blocks.net" import residual\nfrom "std/vgg" import VGG16\n```',
  import: "The names that are imported; `name as other` gives one another name here.",
  input:
    "An **input**, without its batch axis. A size is a number, an expression, `?` or a new name that stands for any size.\n\n```net\ninput image: [224, 224, 3]\ninput tokens: [T] int32\n```",
  output: "The **outputs**. Without it the value of the last statement is the output.",
  shared:
    "Makes a layer, block or model **without applying it**. Each use of the name has the same weights, which are counted once.\n\n```net\nshared encoder: LSTM(64)\n```",
  repeat:
    "Its statements several times, each time with layers of their own.\n\n```net\nrepeat 3 { Conv2D(64, 3) }\n```",
  for: "Its statements once for each value, each time with layers of their own.\n\n```net\nfor filters in [64, 128] { Conv2D(filters, 3) }\n```",
  in: "What a `for` goes through; in an expression, whether a list holds a value.",
  if: "Statements that are there only if a condition holds. It is decided while the model is built.",
  elif: "The next condition, where those before it do not hold.",
  else: "What is there where no condition holds.",
  assert:
    'Checked in the editor and by `netlens check`; at file level too.\n\n```net\nassert params(Model) < 1_000_000, "too large"\n```',
  pass: "A statement that does nothing, for a body without others.",
  freeze:
    "Sets `trainable = False` on what it names: layers, groups, patterns such as `base.block5_*`, classes such as `base[BatchNormalization]`. Keras heeds it from the next `compile` on.",
  unfreeze: "Sets `trainable = True` on what it names.",
  except: "What a `freeze` or `unfreeze` leaves as it is.",
  weight: "A **weight** of a custom layer by its shape; it trains unless `trainable=False` follows.",
  state: "A **state** of a custom layer: a weight that no gradient changes.",
  macs: "The multiply-adds of a custom layer for one sample.",
  flops:
    "The floating point operations of a custom layer for one sample, where they are not twice its multiply-adds.",
};

/** What a word means where it opens a statement, as Markdown. */
export const keywordCard = (word: string): string | undefined =>
  Object.hasOwn(cards, word) ? cards[word] : undefined;
