// What is known while a model is read, and what a layer becomes. It holds nothing back between two files.
import type { ImportNote } from "../../import-result.ts";
import type { SourceModel, Stage } from "../../net-source/graph.ts";
import type { CustomClass } from "./custom-layers.ts";
import type { OperationCall } from "./operations.ts";
import type { SavedCall, SavedLayer, SavedModel } from "./saved-model.ts";

export interface Use {
  readonly layer: SavedLayer;
  readonly call: SavedCall;
  readonly index: number;
}

export interface Reading {
  readonly notes: ImportNote[];
  readonly models: SourceModel[];
  /** Names of declarations, with the document each was made from. */
  readonly names: Map<string, string>;
  readonly custom: Map<string, CustomClass>;
  /** How many models this one stands in. */
  depth: number;
  /** Makes a model that stands in this one; `read-model.ts` gives it. */
  readonly model: (saved: SavedModel, name: string) => SourceModel;
}

export interface Spelled {
  readonly stage: Stage;
  readonly several: boolean;
  readonly operation?: OperationCall | { readonly subscript: string } | undefined;
}

export interface SpellSite {
  readonly reading: Reading;
  readonly shapes: ReadonlyMap<string, readonly (number | null)[]>;
  readonly rank: number | undefined;
  readonly use: Use;
  readonly offset: ReadonlyMap<string, number>;
}
