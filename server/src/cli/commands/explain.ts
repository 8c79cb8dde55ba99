// `netlens explain`: the page of a diagnostic or a layer, from the catalogues.

import { diagnosticPage, layerPage } from "../../analysis/pages.ts";
import { allDiagnostics, findDiagnostic } from "../../diagnostics/catalogue.ts";
import { findLayer, findOperation, layerNames } from "../../layers/catalogue.ts";
import { closest } from "../../text/closest.ts";
import { fail, print } from "../output.ts";

export function explain(name: string): number {
  const diagnostic = findDiagnostic(name);
  if (diagnostic) {
    print(diagnosticPage(diagnostic));
    return 0;
  }
  const layer = findLayer(name.split(".").at(-1)!) ?? findOperation(name.replace(/^(keras\.)?ops\./, ""));
  if (layer) {
    print(layerPage(layer));
    return 0;
  }
  const near = closest(name, [...layerNames(), ...allDiagnostics.map((d) => d.code)]);
  return fail(`there is no diagnostic or layer \`${name}\`${near ? `; did you mean \`${near}\`?` : ""}`);
}
