// Every diagnostic by its code. It never holds one itself: each is a file of this folder.
import { all } from "./all.generated.ts";
import type { Diagnostic } from "./define.ts";

export const allDiagnostics: readonly Diagnostic[] = (all as unknown as readonly Diagnostic[]).toSorted(
  (a, b) => (a.code < b.code ? -1 : 1),
);

const byCode = new Map(allDiagnostics.map((diagnostic) => [diagnostic.code, diagnostic]));

export const findDiagnostic = (code: string): Diagnostic | undefined => byCode.get(code);
