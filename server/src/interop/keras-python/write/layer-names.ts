// Decides where a layer's name has to be written: only where Keras's own counting would not give the name the summary
// shows. It never writes Python.

import { snakeCase } from "../../../layers/instance.ts";
import type { LayerValue, Value } from "../../../layers/value.ts";
import type { FilePlace, Group, Instance, ModelRun } from "../../../model/graph.ts";
import { instanceOf, isLayer } from "../../../model/references.ts";
import type { Part, SourceFile } from "../../../model/source-file.ts";
import { groupPath, namesOf } from "../../../model/wiring.ts";
import type { Statement } from "../../../syntax/tree.ts";
import type { Span } from "../../../text/span.ts";
import type { BlockUses } from "./block-uses.ts";

/** How a layer that is made at one place of the text gets its name. */
export type NameForm =
  /** Keras finds it. */
  | { readonly kind: "automatic" }
  /** The label as it is written, behind the block's name where the block has one. */
  | { readonly kind: "label" }
  /** The same text at every use, behind the block's name where the block has one. */
  | { readonly kind: "fixed"; readonly text: string }
  /** Counted while the model is built. */
  | { readonly kind: "counted"; readonly label: boolean };

/** How a block's layers learn of the label the block was used under. */
export type BlockForm = "none" | "name" | "names";

export interface LayerNames {
  /** For the place where a layer is made; nothing where no model makes one there. */
  formAt(file: SourceFile, statement: Statement, node: Span): NameForm | undefined;
  /** Whether the label of a block's use at a place is counted, since it comes again. */
  countsLabel(file: SourceFile, statement: Statement, node: Span): boolean;
  /** The classes of the layers made at a place. */
  classesAt(file: SourceFile, statement: Statement, node: Span): readonly string[];
  blockForm(part: Part): BlockForm;
  /** Whether the automatic names of a model are counted in the script, since Keras counts on from another model. */
  countsAll(part: Part): boolean;
  /** Whether a model is ever used under another name than its own. */
  isRenamed(part: Part): boolean;
}

interface Made {
  readonly run: ModelRun;
  readonly top: Part;
  readonly instance: Instance;
  readonly name: string;
  readonly site: string;
  readonly part: Part | undefined;
  readonly group: Group | undefined;
  /** The path of the groups with `_` behind it. */
  readonly prefix: string;
  readonly base: string;
}

const siteOf = (file: SourceFile, statement: Statement, node: Span): string => {
  const start = file.tree.start(statement);
  return `${file.id}:${start + node.start}:${start + node.end}`;
};

const placeKey = (place: FilePlace): string => siteOf(place.file, place.statement, place);

/** Layers that layers make for themselves without a name; Keras counts them too. */
const madeInside: Readonly<Record<string, readonly string[]>> = {
  MultiHeadAttention: ["softmax", "dropout"],
  GroupedQueryAttention: ["softmax", "dropout"],
  GroupQueryAttention: ["softmax", "dropout"],
  LSTM: ["lstm_cell"],
  GRU: ["gru_cell"],
  SimpleRNN: ["simple_rnn_cell"],
};

const isLibrary = (file: SourceFile): boolean => file.id.startsWith("std/");

/**
 * Plays through how Keras would count, once for each model alone in a fresh process, and compares with the summary.
 * `partOf` finds the declaration a statement stands in; `calls` lists the blocks a part uses. Layers of a block that is
 * `madeEarly` are named, since Keras would count them before others.
 */
export function layerNames(
  tops: readonly ModelRun[],
  partOf: (statement: Statement) => Part | undefined,
  calls: (part: Part) => readonly { readonly part: Part; readonly labelled: boolean }[],
  { madeEarly, makesFirst }: BlockUses,
): LayerNames {
  const records: Made[] = [];
  const explicit = new Set<string>();
  const counted = new Set<string>();
  const countsAll = new Set<Statement>();
  const countedGroups = new Set<string>();
  const renamed = new Set<Statement>();

  const collect = (run: ModelRun, seen: Set<Instance>): void => {
    const names = namesOf(run);
    for (const instance of run.instances) {
      if (instance.run && !seen.has(instance)) {
        seen.add(instance);
        collect(instance.run, seen);
      }
      const name = names.get(instance)?.name;
      if (name === undefined) continue;
      const group = instance.group;
      const path = group ? groupPath(run, group) : "";
      for (let g = group; g; g = g.parent) {
        const last = groupPath(run, g).split(".").at(-1)!;
        if (last !== g.label) countedGroups.add(placeKey(g.place));
      }
      records.push({
        run,
        top: run.part,
        instance,
        name,
        site: placeKey(instance.place),
        part: partOf(instance.place.statement),
        group,
        prefix: group ? `${path.replaceAll(".", "_")}_` : "",
        base: snakeCase(instance.className),
      });
      if (instance.kind === "model" && instance.part) renamed.add(instance.part.statement);
    }
  };
  for (const run of tops) collect(run, new Set());

  for (const r of records)
    if (
      r.instance.label !== undefined ||
      r.group ||
      r.instance.kind === "model" ||
      (r.part && madeEarly(r.part))
    )
      explicit.add(r.site);
  // Layers that such a block's layers are given have no names, and are counted before what Netlens counts first.
  for (const r of records)
    if (r.part && makesFirst(r.part) && layersIn([...(r.instance.bound?.given.values() ?? [])]).length > 0)
      countsAll.add(r.run.part.statement);
  const bySite = new Map<string, Made[]>();
  for (const r of records) bySite.set(r.site, [...(bySite.get(r.site) ?? []), r]);
  const recordOf = new Map<ModelRun, Map<Instance, Made>>();
  for (const r of records) {
    const of = recordOf.get(r.run) ?? new Map<Instance, Made>();
    of.set(r.instance, r);
    recordOf.set(r.run, of);
  }

  /** Places whose layers would not get their names from Keras, for one model built in a fresh process. */
  const mismatched = (top: ModelRun): readonly Made[] => {
    const wrong: Made[] = [];
    const counters = new Map<string, number>();
    const built = new Set<Instance>();
    const take = (base: string): string => {
      const n = counters.get(base) ?? 0;
      counters.set(base, n + 1);
      return n === 0 ? base : `${base}_${n}`;
    };
    const walk = (run: ModelRun): void => {
      for (const value of run.params.values()) {
        const given = isLayer(value) ? instanceOf(value) : undefined;
        if (given) construct(given, run);
      }
      for (const instance of run.instances) construct(instance, run);
    };
    const construct = (instance: Instance, run: ModelRun): void => {
      if (built.has(instance)) return;
      built.add(instance);
      for (const wrapped of layersIn([...(instance.bound?.given.values() ?? [])])) wrap(wrapped);
      if (instance.run) walk(instance.run);
      if (instance.kind === "model") return;
      for (const base of madeInside[instance.className] ?? []) take(base);
      const record = recordOf.get(run)?.get(instance);
      const free =
        !explicit.has(placeKey(instance.place)) ||
        (counted.has(placeKey(instance.place)) &&
          instance.label === undefined &&
          !instance.group &&
          !countsAll.has(run.part.statement));
      if (!free || (instance.label !== undefined && isLibrary(instance.place.file))) return;
      const name = take(snakeCase(instance.className));
      if (record && name !== record.name && !isLibrary(instance.place.file)) wrong.push(record);
    };
    const wrap = (layer: LayerValue): void => {
      for (const inner of layersIn([...(layer.args?.given.values() ?? [])])) wrap(inner);
      const own = instanceOf(layer);
      for (const base of madeInside[layer.className] ?? []) take(base);
      if (own?.run) walk(own.run);
      if (layer.label === undefined && own?.kind !== "model") take(snakeCase(layer.className));
    };
    walk(top);
    return wrong;
  };

  const decide = (): void => {
    for (const [site, found] of bySite) {
      if (!explicit.has(site) || counted.has(site)) continue;
      const first = found[0]!;
      const labelled = first.instance.label !== undefined;
      if (labelled) {
        if (found.some((r) => r.name !== (r.prefix + r.instance.label!).replaceAll(".", "_")))
          counted.add(site);
        continue;
      }
      const texts = new Set(found.map((r) => r.name.slice(r.prefix.length)));
      const homes = new Set(found.map((r) => r.run).values());
      const perHome = found.length === new Set(found.map((r) => `${ids(r.run)}:${r.prefix}`)).size;
      if (texts.size > 1 || !perHome || homes.size === 0) counted.add(site);
    }
    // A count that goes on needs all of its kind: every layer of the class in the same group or model is counted too.
    for (let changed = true; changed; ) {
      changed = false;
      const kinds = new Set(
        records
          .filter((r) => counted.has(r.site) && r.instance.label === undefined)
          .map((r) => `${ids(r.run)}:${r.prefix}:${r.base}`),
      );
      for (const r of records) {
        if (r.instance.label !== undefined || counted.has(r.site)) continue;
        if (!kinds.has(`${ids(r.run)}:${r.prefix}:${r.base}`)) continue;
        if (r.prefix === "" && !explicit.has(r.site) && !countsAll.has(r.run.part.statement)) continue;
        counted.add(r.site);
        explicit.add(r.site);
        changed = true;
      }
    }
  };

  for (let round = 0; round < 50; round++) {
    decide();
    const wrong = tops.flatMap(mismatched);
    if (wrong.length === 0) break;
    const before = new Set(explicit);
    for (const r of wrong) {
      if (before.has(r.site)) countsAll.add(r.run.part.statement);
      explicit.add(r.site);
    }
  }
  for (const r of records)
    if (
      countsAll.has(r.run.part.statement) &&
      r.prefix === "" &&
      r.instance.label === undefined &&
      r.instance.kind !== "model"
    ) {
      counted.add(r.site);
      explicit.add(r.site);
    }

  const forms = blockForms(records, counted, countedGroups, calls, partOf);
  return {
    formAt(file, statement, node) {
      const site = siteOf(file, statement, node);
      const found = bySite.get(site);
      if (!found) return undefined;
      const first = found[0]!;
      const labelled = first.instance.label !== undefined;
      if (counted.has(site)) return { kind: "counted", label: labelled || first.instance.kind === "model" };
      if (labelled) return { kind: "label" };
      if (!explicit.has(site)) return { kind: "automatic" };
      return { kind: "fixed", text: first.name.slice(first.prefix.length) };
    },
    countsLabel: (file, statement, node) => countedGroups.has(siteOf(file, statement, node)),
    classesAt: (file, statement, node) => [
      ...new Set((bySite.get(siteOf(file, statement, node)) ?? []).map((r) => r.instance.className)),
    ],
    blockForm: (part) => forms.get(part.statement) ?? "none",
    countsAll: (part) => countsAll.has(part.statement),
    isRenamed: (part) => renamed.has(part.statement),
  };
}

function blockForms(
  records: readonly Made[],
  counted: ReadonlySet<string>,
  countedGroups: ReadonlySet<string>,
  calls: (part: Part) => readonly { readonly part: Part; readonly labelled: boolean }[],
  partOf: (statement: Statement) => Part | undefined,
): ReadonlyMap<Statement, BlockForm> {
  const forms = new Map<Statement, BlockForm>();
  const parts = new Map<Statement, Part>();
  const grouped = new Map<Statement, Set<boolean>>();
  const raise = (part: Part, form: BlockForm): boolean => {
    const rank = { none: 0, name: 1, names: 2 };
    const old = forms.get(part.statement) ?? "none";
    if (rank[form] <= rank[old]) return false;
    forms.set(part.statement, form);
    return true;
  };
  for (const r of records) {
    const { part } = r;
    if (!part) continue;
    parts.set(part.statement, part);
    const seen = grouped.get(part.statement) ?? new Set();
    seen.add(r.group !== undefined);
    grouped.set(part.statement, seen);
    if (counted.has(r.site)) raise(part, "names");
    for (let g = r.group; g; g = g.parent) {
      const around = partOf(g.place.statement);
      if (around) {
        parts.set(around.statement, around);
        if (countedGroups.has(placeKey(g.place))) raise(around, "names");
        // A labelled block inside a labelled block passes its own name on.
        if (g.parent) raise(around, "name");
      }
    }
  }
  for (const [statement, part] of parts) {
    if (part.kind !== "block") continue;
    const seen = grouped.get(statement);
    if (!seen?.has(true)) continue;
    raise(part, seen.has(false) ? "names" : "name");
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const part of [...parts.values()]) {
      for (const used of calls(part)) {
        if (used.part.kind !== "block") continue;
        parts.set(used.part.statement, used.part);
        const inner = forms.get(used.part.statement) ?? "none";
        if (inner === "names" && !used.labelled) changed = raise(part, "names") || changed;
        if (inner === "name" && !used.labelled && part.kind === "block")
          changed = raise(part, "name") || changed;
        if (inner === "name" && !used.labelled && part.kind === "model")
          changed = raise(used.part, "names") || changed;
        if (inner === "name" && !used.labelled && forms.get(part.statement) === "names")
          changed = raise(used.part, "names") || changed;
      }
    }
  }
  return forms;
}

const numbers = new WeakMap<object, number>();
let next = 0;
function ids(object: object): number {
  const known = numbers.get(object) ?? ++next;
  numbers.set(object, known);
  return known;
}

/** The layers among argument values, lists taken apart. */
function layersIn(values: readonly Value[]): LayerValue[] {
  return values.flatMap((value) =>
    isLayer(value)
      ? [value]
      : typeof value === "object" && value !== null && (value.kind === "list" || value.kind === "tuple")
        ? layersIn(value.items)
        : [],
  );
}
