// Layers whose code is not in the file: classes of the user's own, Lambdas, operations nobody knows. It never guesses a weight.
import { findLayer } from "../../../layers/catalogue.ts";
import type { Stage } from "../../net-source/graph.ts";
import { type Argument, isPlainName, plainName, string, type Term, text } from "../../net-source/term.ts";
import { type CustomClass, customParameters, knownLayers } from "./custom-layers.ts";
import { isObject, isText, member, shown } from "./json.ts";
import type { Reading, Spelled, SpellSite } from "./reading.ts";
import { type SavedLayer, shapeOf } from "./saved-model.ts";
import { jsonTerm, type SpellContext } from "./spell.ts";
import { shapeKey, tensorsOf } from "./tensors.ts";

export function declare(reading: Reading, custom: CustomClass): void {
  const known = reading.custom.get(custom.name);
  reading.custom.set(custom.name, {
    ...custom,
    parameters: [...new Set([...(known?.parameters ?? []), ...custom.parameters])],
    inputs: Math.max(custom.inputs, known?.inputs ?? 0),
    keepsShape: custom.keepsShape && (known?.keepsShape ?? true),
  });
}

/** A layer of a class the catalogue lacks: declared where its shapes are told, else opaque. */
export function custom(layer: SavedLayer, site: SpellSite, label: Term, context: SpellContext): Spelled {
  const { reading, use } = site;
  const known = knownLayers.get(layer.className);
  const flags: Argument[] =
    layer.config.get("trainable") === false
      ? [{ name: "trainable", positional: false, term: text("False") }]
      : [];
  if (known) {
    declare(reading, { name: layer.className, parameters: known.parameters, inputs: 1, keepsShape: true });
    const args = known.parameters.flatMap((name): Argument[] => {
      const json = layer.config.get(name);
      return json === undefined ? [] : [{ name, positional: true, term: jsonTerm(json) }];
    });
    return {
      stage: { label, callee: layer.className, args: [...args, ...flags], form: "flow" },
      several: false,
    };
  }
  const fed = tensorsOf(use.call).map((key) => site.shapes.get(shapeKey(key)));
  const own = site.shapes.get(
    shapeKey({ layer: layer.name, call: use.index + (site.offset.get(layer.name) ?? 0), output: 0 }),
  );
  const name = layer.className;
  if (!own && !fed[0]) {
    context.note(
      `the class \`${shown(name)}\` is not Keras's, and the file does not tell its shapes; it stands as a Lambda`,
      layer.name,
    );
    return opaque(layer, name, site, label);
  }
  // A class whose output nobody is fed with is the last one; it keeps its shape as far as is known.
  const keepsShape =
    !own ||
    (fed.length === 1 &&
      fed[0] !== undefined &&
      fed[0].length === own.length &&
      own.every((size, i) => size === fed[0]![i]));
  const safe =
    isPlainName(name) && !findLayer(name)
      ? name
      : plainName(`${name.replace(/\W/g, "")}Layer`, "CustomLayer");
  const parameters = customParameters(layer.config.keys());
  declare(reading, { name: safe, parameters, inputs: Math.max(1, fed.length), keepsShape });
  context.note(
    `the class \`${shown(name)}\` is not Keras's: it is declared with the shapes the file tells${own ? "" : " (it is taken to keep its input's)"}; its weights are not in the file`,
    layer.name,
  );
  const args = parameters.map(
    (key): Argument => ({ name: key, positional: false, term: jsonTerm(layer.config.get(key)!) }),
  );
  const shape: Argument[] = own
    ? [
        {
          name: "output_shape",
          positional: false,
          term: {
            kind: "list",
            items: own.slice(1).map((size) => (size === null ? text("None") : jsonTerm(BigInt(size)))),
          },
        },
      ]
    : [];
  return {
    stage: { label, callee: safe, args: [...args, ...shape, ...flags], form: "flow" },
    several: false,
  };
}

const shapeTerm = (shape: readonly (number | null)[]): Term => ({
  kind: "tuple",
  items: shape.map((size) => (size === null ? text("None") : jsonTerm(BigInt(size)))),
});

/** A Lambda by the name of what it stands for, with the output shape where the file tells it. */
export function opaque(layer: SavedLayer, what: string, site: SpellSite, label: Term): Spelled {
  const own = site.shapes.get(shapeKey({ layer: layer.name, call: site.use.index, output: 0 }));
  const args: Argument[] = [{ name: "function", positional: true, term: string(shown(what)) }];
  if (own) args.push({ name: "output_shape", positional: false, term: shapeTerm(own.slice(1)) });
  return { stage: { label, callee: "Lambda", args, form: "flow" }, several: false };
}

export function lambda(layer: SavedLayer, context: SpellContext, site: SpellSite, label: Term): Stage {
  const fn = layer.config.get("function");
  const name = isText(fn) ? fn : isObject(fn) ? member(fn, "config") : undefined;
  context.note("the code of a Lambda is not read; what it computes is not in this text", layer.name);
  const stated = shapeOf(layer.config.get("output_shape"));
  const told = site.shapes.get(shapeKey({ layer: layer.name, call: site.use.index, output: 0 }))?.slice(1);
  const shape = told ?? stated;
  const args: Argument[] = [
    {
      name: "function",
      positional: true,
      term: string(isText(name) && name.length < 60 ? name : layer.name),
    },
    ...(shape ? [{ name: "output_shape", positional: false, term: shapeTerm(shape) }] : []),
  ];
  const extra = layer.config.get("arguments");
  if (isObject(extra) && extra.size > 0)
    args.push({ name: "arguments", positional: false, term: jsonTerm(extra) });
  return { label, callee: "Lambda", args, form: "flow" };
}
