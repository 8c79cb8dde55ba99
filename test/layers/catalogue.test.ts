// Everything Keras 3.15 exports against what the catalogue has: names, aliases, arguments in their order, defaults, and
// the strings Keras finds objects by. What is left out stands here with its reason.
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  allLayers,
  allObjects,
  findLayer,
  findLayerFunction,
  findObject,
  objectNames,
} from "../../server/src/layers/catalogue.ts";
import type { Parameters } from "../../server/src/layers/define.ts";
import type { ObjectFamily } from "../../server/src/layers/define-object.ts";

interface Known {
  readonly name: string;
  /** `rate`, or `seed = None`. */
  readonly parameters: readonly string[];
  readonly aliases?: readonly string[];
}

type Names = Readonly<Record<"layer" | ObjectFamily, readonly Known[]>> & {
  readonly strings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly "layer functions": readonly string[];
};

const keras: Names = JSON.parse(
  readFileSync(join(import.meta.dirname, "..", "oracle", "keras-3.15-names.json"), "utf8"),
);

const base = "a class to make others from; by itself it does nothing";

/** What Keras has and we leave out. */
const left: Readonly<Record<string, string>> = {
  "layer:Layer": base,
  "layer:Wrapper": base,
  "layer:InputSpec": "what a layer of Python code asks of its inputs; no layer",
  "layer:InputLayer": "inputs are statements",
  "initializer:Initializer": base,
  "regularizer:Regularizer": base,
  "constraint:Constraint": base,
  "optimizer:Optimizer": base,
  "schedule:LearningRateSchedule": base,
  "callback:Callback": base,
  "callback:CallbackList": "the list `fit` makes of its callbacks",
  "loss:Loss": base,
  "metric:Metric": base,
};

const families = Object.keys(keras).filter(
  (key) => Array.isArray(keras[key as "layer"]) && key !== "layer functions",
) as ("layer" | ObjectFamily)[];

const find = (family: "layer" | ObjectFamily, name: string) =>
  family === "layer" ? findLayer(name) : findObject(name, family);

/**
 * A default as Keras's signature prints it, in one way of writing: our quotes, `1` for `1.0` and for `(1, 1)`, and
 * channels_last for the None that stands for it.
 */
const normal = (text: string): string =>
  text
    .replaceAll("'", '"')
    .replace(/(\d)\.0\b/g, "$1")
    .replace(/e-0?(\d)/g, "e-$1")
    .replace(/\((\d+)(?:, \1)+\)/g, "$1")
    .replace(/^data_format = None$/, 'data_format = "channels_last"');

function signature(parameters: Parameters): string[] {
  return Object.entries(parameters)
    .filter(([, parameter]) => !parameter.keywordOnly)
    .map(([name, parameter]) =>
      parameter.required ? name : normal(`${name} = ${parameter.defaultText ?? "None"}`),
    );
}

describe("the catalogue against Keras 3.15", () => {
  for (const family of families) {
    it(`has every ${family}, its aliases and its arguments`, () => {
      const wrong: string[] = [];
      for (const { name, parameters, aliases = [] } of keras[family]) {
        const found = find(family, name);
        const reason = left[`${family}:${name}`];
        if (!found || reason) {
          if (!found !== (reason !== undefined))
            wrong.push(`${name} is ${found ? "left out and there" : "missing"}`);
          continue;
        }
        for (const alias of aliases)
          if (find(family, alias)?.name !== found.name) wrong.push(`${alias} is not ${name}`);
        const [theirs, ours] = [parameters.map(normal).join(", "), signature(found.parameters).join(", ")];
        if (theirs !== ours) wrong.push(`${name}\n  Keras (${theirs})\n  ours  (${ours})`);
      }
      assert.equal(wrong.join("\n"), "");
    });
  }

  it("finds objects by the strings Keras finds them by", () => {
    const wrong: string[] = [];
    for (const [family, strings] of Object.entries(keras.strings)) {
      const names = objectNames(family as ObjectFamily);
      for (const [text, meant] of Object.entries(strings)) {
        if (`${family}:${meant}` in left) continue;
        const found = findObject(text, family as ObjectFamily);
        const theirs = findObject(meant, family as ObjectFamily);
        if (!names.has(text) || !found || found.onlyMade || found !== theirs)
          wrong.push(`${family} ${text} → ${meant}`);
      }
    }
    assert.equal(wrong.join("\n"), "");
  });

  it("does not find by a string what Keras makes by a call only", () => {
    const known = new Set(
      Object.entries(keras.strings).flatMap(([family, all]) => Object.keys(all).map((s) => `${family}:${s}`)),
    );
    // `compile` knows one more word, and `keras.regularizers.l1_l2` is another name of the class.
    const more = new Set(["metric:acc", "regularizer:l1_l2"]);
    const wrong = allObjects().flatMap(({ name, aliases = [], family, onlyMade }) =>
      onlyMade
        ? []
        : [name, ...aliases]
            .filter((s) => !known.has(`${family}:${s}`) && !more.has(`${family}:${s}`))
            .map((s) => `${family} ${s}`),
    );
    assert.equal(wrong.join("\n"), "");
  });

  it("has the lower-case functions of layers", () => {
    for (const name of keras["layer functions"]) assert.ok(findLayerFunction(name), name);
  });

  it("has no layer or object Keras does not know", () => {
    const known = new Set(families.flatMap((family) => keras[family].map(({ name }) => `${family}:${name}`)));
    const own = [
      ...allLayers().map(({ name }) => `layer:${name}`),
      ...allObjects().map(({ name, family }) => `${family}:${name}`),
    ];
    assert.deepEqual(
      own.filter((name) => !known.has(name)),
      [],
    );
  });

  it("says in its own words what every layer, object and argument is", () => {
    for (const { name, summary, parameters } of [...allLayers(), ...allObjects()]) {
      assert.match(summary, /^[\s\S]{8,}[.!?:)]$/, name);
      for (const [parameter, { doc }] of Object.entries(parameters))
        assert.ok(doc.length >= 5, `${name}.${parameter}`);
    }
  });
});
