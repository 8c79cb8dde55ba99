// `netlens/import`: a saved model as a text of Net, for the client's command. It never reads or writes a file.

import { importModel } from "../../interop/import-model.ts";
import type { ImportNote, ImportResult } from "../../interop/import-result.ts";
import type { Feature } from "./feature.ts";

export interface ImportParams {
  /** The file's name, which says what it is. */
  readonly name: string;
  /** Its bytes in base 64. */
  readonly data: string;
}

/** The text, with what it could not say; or why there is none. */
export type ImportAnswer =
  | { readonly text: string; readonly notes: readonly ImportNote[] }
  | { readonly refused: string };

const importFeature: Feature = {
  capabilities: () => ({}),
  register(connection, caught) {
    connection.onRequest(
      "netlens/import",
      caught("import", async (_session, { name, data }: ImportParams): Promise<ImportAnswer> => {
        const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
        const result: ImportResult = importModel(name, bytes);
        return result.kind === "refused"
          ? { refused: result.message }
          : { text: result.text, notes: result.notes };
      }),
    );
  },
};

export default importFeature;
